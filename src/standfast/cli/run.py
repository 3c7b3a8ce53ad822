"""`standfast run`: the daemon.

Rule: this file only checks the command line and then replaces the process by a bare interpreter that runs
daemon/main.py, because click and its friends must not stay in the daemon's memory.
"""

import os
import sys

import click

from standfast.daemon.main import BACKGROUND, LENIENT, WITHOUT_VIRTUAL_SERVERS

DEFAULT_CONFIG = "/etc/keepalived/keepalived.conf"
DEFAULT_RUN_DIRECTORY = "/run/standfast"
# -I: neither the environment nor the current folder may say what code a daemon of root's runs.
_START = "from standfast.daemon.main import main; main()"


@click.command()
@click.option("-f", "--use-file", "config", default=DEFAULT_CONFIG, show_default=True, help="Configuration file.")
@click.option(
    "--run-dir", default=DEFAULT_RUN_DIRECTORY, show_default=True, help="Where the pid and state files are kept."
)
@click.option("--lenient", is_flag=True, help="Accept a file whose braces do not balance, as keepalived does.")
@click.option(
    WITHOUT_VIRTUAL_SERVERS, is_flag=True, help="Run a file with virtual_server blocks; none of them is balanced."
)
@click.option("--background", is_flag=True, help="Leave the terminal once the daemon runs, and log to syslog.")
def run(config: str, run_dir: str, lenient: bool, without_virtual_servers: bool, background: bool) -> None:
    """Run the daemon, in the foreground unless told otherwise.

    SIGTERM and SIGINT stop it, SIGHUP reloads the file. Exit codes: 0 stopped, 1 fatal, 2 configuration,
    4 missing permission, 5 already running, 70 internal error.
    """
    wishes = (
        (LENIENT, lenient),
        (WITHOUT_VIRTUAL_SERVERS, without_virtual_servers),
        (BACKGROUND, background),
    )
    flags = [flag for flag, wanted in wishes if wanted]
    os.execv(sys.executable, [sys.executable, "-I", "-c", _START, config, run_dir, *flags])
