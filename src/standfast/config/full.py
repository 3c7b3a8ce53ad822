"""Everything that there is to know about a configuration file, whether it can be run or not.

`load_full` (config/load.py) makes it for the tools that look at a file: check, show-config, diff, the language
server. `load` makes the smaller Loaded for the daemon, and refuses what cannot be run.

Rules: frozen; what is derived at some cost (origins) is derived when it is asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from standfast.config.diagnostics import Diagnostic, Position
from standfast.config.origins import origins
from standfast.config.parser import Statement
from standfast.model.configuration import Configuration
from standfast.model.node import Node


@dataclass(frozen=True)
class FullConfiguration:
    """One configuration, read in full.

    - `node`: what `run` would hand to the router; None if nothing could be resolved (a file that cannot be read).
      It may only be run if `refusals` is empty and no diagnostic is an ERROR.
    - `tree`: the statements of the file with those of included files and of standfast.conf, in order, with
      parameters expanded; each token knows its file, line and column.
    - `diagnostics`: every finding in the order of the file. What `run` would refuse because this version does not
      act on it stands here as a WARNING: `check` reads all in full.
    - `refusals`: the same findings as ERRORs, as `run` would say them.
    - `files`: every file that was read, the main one first.
    - `configuration`: the file as typed values, with every default filled in, whether this version acts on it or not.
    """

    node: Node | None
    tree: tuple[Statement, ...]
    diagnostics: tuple[Diagnostic, ...]
    refusals: tuple[Diagnostic, ...] = ()
    files: tuple[str, ...] = ()
    configuration: Configuration | None = None

    @cached_property
    def origins(self) -> Mapping[str, Position]:
        """Where each value that counts was written, by dotted path; a path that is absent has its default.

        A path is made of the blocks from the outside in, each as `KEYWORD` or `KEYWORD NAME`, and the keyword:
        `global_defs.router_id`, `vrrp_instance VI_1.priority`, `vrrp_instance VI_1.authentication.auth_pass`,
        `vrrp_instance VI_1.virtual_ipaddress.10.0.0.1/24` (a line of a list: its first word),
        `virtual_server 10.0.0.1 80.real_server 10.0.0.2 80.TCP_CHECK.connect_port`.
        """
        return origins(self.tree)

    def origin(self, path: str) -> Position | None:
        """Where the value at a dotted path was written, or None if it has its default."""
        return self.origins.get(path)
