"""The start of `standfast run`: from a command line that is already checked to a running supervisor.

Rules: standard library only, nothing of core, model, config or linux at package level; nothing on the host is touched
before the configuration has been read and found good. cli/run.py executes this file's `main` in a fresh interpreter,
which keeps the command line's libraries out of the daemon's memory.
"""

import os
import signal
import sys

from standfast import __version__
from standfast.daemon.children import read_configuration
from standfast.daemon.configuration_source import ConfigurationSource
from standfast.daemon.exit_codes import (
    EXIT_ALREADY_RUNNING,
    EXIT_FATAL,
    EXIT_PERMISSION,
    EXIT_STOPPED,
)
from standfast.daemon.link import REQUEST_SIGNALS, STOP_SIGNALS
from standfast.daemon.log import LogWriter
from standfast.daemon.pid_file import refuse_if_running, remove_pid_file, write_pid_file
from standfast.daemon.process_name import set_command_line, set_name
from standfast.daemon.run_directory import RunDirectory
from standfast.daemon.settings import KEEPALIVED, STANDFAST, DaemonSettings, decode_settings
from standfast.daemon.supervisor import Supervisor
from standfast.errors import AlreadyRunningError, KernelError, PermissionMissingError


def main() -> None:
    """Run the daemon: `sys.argv` holds the words of DaemonSettings.encode, then `--` and the command line to show."""
    _fill_standard_descriptors()
    _expect_signals()
    end = sys.argv.index("--")
    settings = decode_settings(sys.argv[1:end])
    set_name(settings.name)
    set_command_line(sys.argv[end + 1 :])
    if settings.umask >= 0:
        os.umask(settings.umask)
    # A daemon in the background leaves the folder that these may be relative to.
    settings.config = os.path.abspath(settings.config)
    settings.run_directory = os.path.abspath(settings.run_directory)
    sys.exit(run_daemon(settings))


def run_daemon(settings: DaemonSettings) -> int:
    """Read the configuration, take the run directory, supervise. Return the exit code."""
    # Until it is in the background, whoever started it reads what it says; of keepalived only with `-l`.
    log = _open_log(settings, to_console=settings.log_to_console or settings.name == STANDFAST)
    source = ConfigurationSource(
        settings.config,
        lenient=settings.lenient,
        without_virtual_servers=settings.without_virtual_servers,
        config_id=settings.config_id,
        includes_must_exist=settings.includes_must_exist,
    )
    under = "" if settings.name == STANDFAST else f" under the name of {settings.name}"
    for line in settings.messages.splitlines():
        log.notice(line)
    if settings.network_namespace and not _enter_network_namespace(settings.network_namespace, log):
        return EXIT_FATAL
    code, configuration = read_configuration(source, log)
    if code != EXIT_STOPPED:
        log.error("Not started; nothing was changed on this host")
        return code
    try:
        for path in (settings.pid_path, settings.router_pid_path):
            if path:
                refuse_if_running(path, (KEEPALIVED, STANDFAST))
        run_directory = RunDirectory(settings.run_directory)
    except AlreadyRunningError as error:
        log.error(str(error))
        # keepalived takes it for no failure that another one runs.
        return EXIT_STOPPED if settings.name == KEEPALIVED else EXIT_ALREADY_RUNNING
    except PermissionMissingError as error:
        log.error(str(error))
        return EXIT_PERMISSION
    except OSError as error:
        log.error(f"the run directory {settings.run_directory} cannot be used: {error.strerror}")
        return EXIT_FATAL
    on_ready = None
    if settings.background:
        on_ready = _go_to_background(log)
        log = _open_log(settings, to_console=False)
    log.notice(f"Starting standfast {__version__}{under} with {settings.config}")
    run_directory.write_pid()
    _write_pid(settings.pid_path, log)
    supervisor = Supervisor(source, configuration, settings, log)
    del configuration  # The supervisor keeps it where it costs no memory of a process.
    code = supervisor.run(on_ready=on_ready)
    if settings.pid_path:
        remove_pid_file(settings.pid_path, os.getpid())
    run_directory.release()
    return code


def _open_log(settings: DaemonSettings, *, to_console: bool) -> LogWriter:
    return LogWriter(
        to_console=to_console,
        to_syslog=settings.log_to_syslog,
        path=settings.log_path,
        facility=settings.syslog_facility,
        identity=settings.name,
        in_detail=settings.log_in_detail,
    )


def _write_pid(path: str, log: LogWriter) -> None:
    if path:
        try:
            write_pid_file(path, os.getpid())
        except OSError as error:
            log.error(f"the pid file {path} cannot be written: {error.strerror}")


def _enter_network_namespace(name: str, log: LogWriter) -> bool:
    """Go on in a network namespace that `ip netns` made (`-s`)."""
    from standfast.linux.libc import CLONE_NEWNET, set_namespace

    try:
        with open(f"/run/netns/{name}", "rb") as file:
            set_namespace(file.fileno(), CLONE_NEWNET)
    except (OSError, KernelError) as error:
        log.error(f"the network namespace {name} cannot be entered: {error}")
        return False
    return True


def _expect_signals() -> None:
    """Undo what the caller may have left: a child's end must be told, a request to stop must arrive.

    What asks for dump files must not end a daemon that is not ready yet.
    """
    for number in (*REQUEST_SIGNALS, signal.SIGALRM):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, (*STOP_SIGNALS, signal.SIGHUP))


def _fill_standard_descriptors() -> None:
    """Open what the caller closed: else a socket of the daemon's would become its standard error."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)


def _go_to_background(log: LogWriter) -> int:
    """Go on in a new session without a terminal; the first process ends when the daemon runs, or fails with it.

    Return the descriptor to which a byte is written once the daemon runs.
    """
    reader, writer = os.pipe2(os.O_CLOEXEC)
    pid = os.fork()
    if pid:
        os.close(writer)
        if os.read(reader, 1):
            os._exit(EXIT_STOPPED)
        _, status = os.waitpid(pid, 0)
        log.error("The daemon did not start; syslog says why")
        code = os.waitstatus_to_exitcode(status)
        os._exit(code if code >= 0 else EXIT_FATAL)
    os.close(reader)
    os.setsid()
    os.chdir("/")
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    return writer
