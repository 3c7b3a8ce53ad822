"""How a daemon was asked to run, from whichever command line, as words between two processes.

Rule: a plain class without imports, because dataclasses would cost the supervisor two megabytes.
"""

STANDFAST, KEEPALIVED = "standfast", "keepalived"


class DaemonSettings:
    """Everything that a command line says, with `standfast run`'s defaults.

    `name` is what the processes are called. Empty paths mean "none". `syslog_facility` is a name of syslog(3)'s in
    small letters ("daemon", "local0"). `messages` are lines to log at the start.
    """

    def __init__(self, config: str, run_directory: str) -> None:
        self.config = config
        self.run_directory = run_directory
        self.name = STANDFAST
        self.lenient = False
        self.without_virtual_servers = False
        self.background = False
        self.config_id = ""
        self.includes_must_exist = False
        self.network_namespace = ""
        self.pid_path = ""
        self.router_pid_path = ""
        self.log_to_console = True
        self.log_to_syslog = False
        self.log_in_detail = True
        self.log_path = ""
        self.syslog_facility = "daemon"
        self.respawns = True
        self.dumps_configuration = False
        self.umask = -1
        self.messages = ""

    def encode(self) -> list[str]:
        """Return it as the words of a command line."""
        return [f"{name}={int(value) if isinstance(value, bool) else value}" for name, value in vars(self).items()]


def decode_settings(words: list[str]) -> DaemonSettings:
    """Return the settings that `encode` made words of."""
    settings = DaemonSettings("", "")
    for word in words:
        name, _, text = word.partition("=")
        before = getattr(settings, name)
        value: object = text == "1" if isinstance(before, bool) else int(text) if isinstance(before, int) else text
        setattr(settings, name, value)
    return settings
