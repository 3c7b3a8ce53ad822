"""Where the daemon's configuration is read from, at the start and at each reload, and nothing else.

Rule: a plain class, because dataclasses would cost the supervisor two megabytes.
"""


class ConfigurationSource:
    """A file, and how it is to be read. `config_id` "" means the host's name (keepalived's `-i`)."""

    def __init__(
        self,
        path: str,
        *,
        lenient: bool = False,
        without_virtual_servers: bool = False,
        config_id: str = "",
        includes_must_exist: bool = False,
    ) -> None:
        self.path = path
        self.lenient = lenient
        self.without_virtual_servers = without_virtual_servers
        self.config_id = config_id
        self.includes_must_exist = includes_must_exist
        # A file in memory with the whole configuration that was read last, for dumps; -1 before.
        self.details = -1
        # Another one with its line of the recording; -1 before.
        self.recorded = -1
