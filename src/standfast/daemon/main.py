"""The start of `standfast run`: from a command line that is already checked to a running supervisor.

Rules: standard library only, nothing of core, model, config or linux at package level; nothing on the host is touched
before the configuration has been read and found good. cli/run.py executes this file's `main` in a fresh interpreter,
which keeps the command line's libraries out of the daemon's memory.
"""

import os
import sys

from standfast.daemon.children import read_configuration
from standfast.daemon.exit_codes import (
    EXIT_ALREADY_RUNNING,
    EXIT_FATAL,
    EXIT_PERMISSION,
    EXIT_STOPPED,
)
from standfast.daemon.log import LogWriter
from standfast.daemon.run_directory import RunDirectory
from standfast.daemon.supervisor import Supervisor
from standfast.errors import AlreadyRunningError, PermissionMissingError

PROCESS_NAME = "standfast"
LENIENT = "--lenient"
BACKGROUND = "--background"
WITHOUT_VIRTUAL_SERVERS = "--without-virtual-servers"


def main() -> None:
    """Run the daemon: `sys.argv` is configuration file, run directory, then the flags above that are wanted."""
    config_path, run_path, *flags = sys.argv[1:]
    with open("/proc/self/comm", "w", encoding="ascii") as file:  # noqa: PTH123 (pathlib costs memory)
        file.write(PROCESS_NAME)
    sys.exit(
        run_daemon(
            config_path,
            run_path,
            lenient=LENIENT in flags,
            background=BACKGROUND in flags,
            without_virtual_servers=WITHOUT_VIRTUAL_SERVERS in flags,
        )
    )


def run_daemon(
    config_path: str, run_path: str, *, lenient: bool, background: bool, without_virtual_servers: bool = False
) -> int:
    """Read the configuration, take the run directory, supervise. Return the exit code."""
    log = LogWriter(to_syslog=False)
    code, configuration = read_configuration(
        config_path, log, lenient=lenient, without_virtual_servers=without_virtual_servers
    )
    if code != EXIT_STOPPED:
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
        on_ready = _go_to_background()
        log = LogWriter(to_syslog=True)
    run_directory.write_pid()
    supervisor = Supervisor(os.path.abspath(config_path), configuration, run_path, log)  # noqa: PTH100
    code = supervisor.run(
        lenient=lenient, on_ready=on_ready, without_virtual_servers=without_virtual_servers
    )
    run_directory.release()
    return code


def _go_to_background() -> int:
    """Go on in a new session without a terminal; the first process ends when the daemon runs, or fails with it.

    Return the descriptor whose closing says that the daemon runs.
    """
    reader, writer = os.pipe2(os.O_CLOEXEC)
    pid = os.fork()
    if pid:
        os.close(writer)
        os.read(reader, 1)
        ended, status = os.waitpid(pid, os.WNOHANG)
        os._exit(os.waitstatus_to_exitcode(status) if ended else EXIT_STOPPED)
    os.close(reader)
    os.setsid()
    os.chdir("/")
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    return writer
