"""Values that `global_defs` and `vrrp_instance` write alike: multicast group, version, gratuitous ARP policy.

Rule of this file: what is not written is taken from what the caller hands in.
"""

from standfast.config.addresses import parse_ipv4
from standfast.config.diagnostics import Report
from standfast.config.sections import Section
from standfast.model.virtual_router import GarpPolicy


def read_group(section: Section, name: str, report: Report) -> bytes | None:
    """Read a multicast group. Return None if the keyword is absent or its value is ignored with a warning."""
    word = section.word(name)
    if word is None:
        return None
    packed = parse_ipv4(word.text)
    if packed is None or not 224 <= packed[0] <= 239:
        report.warning(
            word.at,
            "bad-value",
            f"'{word.text}' is not an IPv4 multicast group, so it is ignored",
            "write one, such as 224.0.0.18",
        )
        return None
    return packed


def check_version(defs: Section, report: Report) -> None:
    """Refuse to run a version that is not supported."""
    word = defs.word("vrrp_version")
    if word is not None and defs.number("vrrp_version") == 3:
        report.refuse(
            word.at, "not-supported", "VRRP version 3 is not supported by this version of standfast",
            "write 'vrrp_version 2' on all nodes, or run this file with keepalived",
        )  # fmt: skip


def garp_policy(section: Section, prefix: str, base: GarpPolicy) -> GarpPolicy:
    """Read the `garp_*` keywords of a block; what is not written is taken from `base`."""

    def value(name: str, inherited: int) -> int:
        own = section.number(prefix + name)
        return inherited if own is None else own

    return GarpPolicy(
        master_delay_ns=value("garp_master_delay", base.master_delay_ns),
        master_repeat=value("garp_master_repeat", base.master_repeat),
        master_refresh_ns=value("garp_master_refresh", base.master_refresh_ns),
        master_refresh_repeat=value("garp_master_refresh_repeat", base.master_refresh_repeat),
        lower_prio_delay_ns=value("garp_lower_prio_delay", base.lower_prio_delay_ns),
        lower_prio_repeat=value("garp_lower_prio_repeat", base.lower_prio_repeat),
    )
