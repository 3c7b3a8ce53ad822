"""The start of `standfast run`: from a command line that is already checked to a running supervisor.

Rules: standard library only, nothing of core, model, config or linux at package level; nothing on the host is touched
before the configuration has been read and found good. cli/run.py executes this file's `main` in a fresh interpreter,
which keeps the command line's libraries out of the daemon's memory.
"""

import os
import signal
import sys

from standfast.daemon.children import read_configuration
from standfast.daemon.configuration_source import ConfigurationSource
from standfast.daemon.exit_codes import (
    EXIT_ALREADY_RUNNING,
    EXIT_FATAL,
    EXIT_PERMISSION,
    EXIT_STOPPED,
)
from standfast.daemon.link import STOP_SIGNALS
from standfast.daemon.log import LogWriter
from standfast.daemon.run_directory import RunDirectory
from standfast.daemon.supervisor import Supervisor
from standfast.errors import AlreadyRunningError, PermissionMissingError

PROCESS_NAME = "standfast"
LENIENT = "--lenient"
WITHOUT_VIRTUAL_SERVERS = "--without-virtual-servers"
BACKGROUND = "--background"


def main() -> None:
    """Run the daemon: `sys.argv` is configuration file, run directory, then the flags above that are wanted."""
    _fill_standard_descriptors()
    _expect_signals()
    config_path, run_path, *flags = sys.argv[1:]
    with open("/proc/self/comm", "w", encoding="ascii") as file:
        file.write(PROCESS_NAME)
    # A daemon in the background leaves the folder that these may be relative to.
    source = ConfigurationSource(
        os.path.abspath(config_path),
        lenient=LENIENT in flags,
        without_virtual_servers=WITHOUT_VIRTUAL_SERVERS in flags,
    )
    sys.exit(run_daemon(source, os.path.abspath(run_path), background=BACKGROUND in flags))


def run_daemon(source: ConfigurationSource, run_path: str, *, background: bool) -> int:
    """Read the configuration, take the run directory, supervise. Return the exit code."""
    log = LogWriter(to_syslog=False)
    code, configuration = read_configuration(source, log)
    if code != EXIT_STOPPED:
        log.error("Not started; nothing was changed on this host")
        return code
    try:
        run_directory = RunDirectory(run_path)
    except AlreadyRunningError as error:
        log.error(str(error))
        return EXIT_ALREADY_RUNNING
    except PermissionMissingError as error:
        log.error(str(error))
        return EXIT_PERMISSION
    except OSError as error:
        log.error(f"the run directory {run_path} cannot be used: {error.strerror}")
        return EXIT_FATAL
    on_ready = None
    if background:
        on_ready = _go_to_background(log)
        log = LogWriter(to_syslog=True)
    run_directory.write_pid()
    supervisor = Supervisor(source, configuration, run_path, log)
    code = supervisor.run(on_ready=on_ready)
    run_directory.release()
    return code


def _expect_signals() -> None:
    """Undo what the caller may have left: a child's end must be told, a request to stop must arrive.

    What asks keepalived for its files (SIGUSR1, SIGUSR2) must not end standfast, which has none to write yet.
    """
    for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM):
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
