"""`standfast run`: the daemon.

Rule: this file only checks the command line (see start.py).
"""

import sys

import click

from standfast.cli.start import start_daemon
from standfast.daemon.settings import DaemonSettings

DEFAULT_CONFIG = "/etc/keepalived/keepalived.conf"
DEFAULT_RUN_DIRECTORY = "/run/standfast"


@click.command()
@click.option("-f", "--use-file", "config", default=DEFAULT_CONFIG, show_default=True, help="Configuration file.")
@click.option(
    "--run-dir", default=DEFAULT_RUN_DIRECTORY, show_default=True, help="Where the pid and state files are kept."
)
@click.option("--lenient", is_flag=True, help="Accept a file whose braces do not balance, as keepalived does.")
@click.option(
    "--without-virtual-servers", is_flag=True, help="Run a file with virtual_server blocks; none of them is balanced."
)
@click.option("--background", is_flag=True, help="Leave the terminal once the daemon runs, and log to syslog.")
def run(config: str, run_dir: str, lenient: bool, without_virtual_servers: bool, background: bool) -> None:
    """Run the daemon, in the foreground unless told otherwise.

    SIGTERM and SIGINT stop it, SIGHUP reloads the file. Exit codes: 0 stopped, 1 fatal, 2 configuration,
    4 missing permission, 5 already running, 70 internal error.
    """
    settings = DaemonSettings(config, run_dir)
    settings.lenient = lenient
    settings.without_virtual_servers = without_virtual_servers
    settings.background = background
    settings.log_to_syslog = background
    settings.log_to_console = not background
    start_daemon(settings, ["standfast", *sys.argv[1:]])
