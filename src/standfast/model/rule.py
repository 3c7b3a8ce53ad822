"""Routing rules as a file writes them (`virtual_rules`, `static_rules`), with every word resolved.

Rules: frozen; a number is what the kernel's rtnetlink attribute holds (linux/fib_rules.h), so that whoever builds the
message looks nothing up; interfaces are names; None means that the attribute is not sent.
"""

from dataclasses import dataclass
from enum import IntEnum

from standfast.model.network import Prefix
from standfast.model.route import PROTOCOL_KEEPALIVED


class RuleAction(IntEnum):
    """What a rule does, FR_ACT_*."""

    TABLE = 1
    GOTO = 2
    NOP = 3
    BLACKHOLE = 6
    UNREACHABLE = 7
    PROHIBIT = 8


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of `virtual_rules` or `static_rules`.

    `table` is 0 unless the action is TABLE (then 0 too with `l3mdev`); `goto` is the preference that GOTO goes on
    at. `inverted` is `not` (FIB_RULE_INVERT). `realms` is from * 65536 + to. Ranges are first and last.
    `protocol` is 0 (unspecified) for a rule that is not tracked and names none.
    """

    action: RuleAction
    preference: int
    is_ipv6: bool = False
    source: Prefix | None = None
    destination: Prefix | None = None
    inverted: bool = False
    incoming_interface: str | None = None
    outgoing_interface: str | None = None
    table: int = 0
    goto: int | None = None
    tos: int = 0
    fwmark: int | None = None
    fwmask: int | None = None
    realms: int | None = None
    suppress_prefix_length: int | None = None
    suppress_interface_group: int | None = None
    tunnel_id: int | None = None
    uid_range: tuple[int, int] | None = None
    l3mdev: bool = False
    protocol: int = PROTOCOL_KEEPALIVED
    ip_protocol: int | None = None
    source_ports: tuple[int, int] | None = None
    destination_ports: tuple[int, int] | None = None
    tracked: bool = True
    track_group: str | None = None
