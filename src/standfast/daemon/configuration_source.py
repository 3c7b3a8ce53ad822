"""Where the daemon's configuration is read from, at the start and at each reload, and nothing else.

Rule: a plain class, because dataclasses would cost the supervisor two megabytes.
"""


class ConfigurationSource:
    """A file, and how it is to be read."""

    def __init__(self, path: str, *, lenient: bool = False, without_virtual_servers: bool = False) -> None:
        self.path = path
        self.lenient = lenient
        self.without_virtual_servers = without_virtual_servers
