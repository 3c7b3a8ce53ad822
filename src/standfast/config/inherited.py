"""Values that `global_defs` and `vrrp_instance` write alike: multicast group, gratuitous ARP policy.

Rule of this file: what is not written is taken from what the caller hands in.
"""

from standfast.config.addresses import parse_any
from standfast.config.diagnostics import Report
from standfast.config.sections import Section
from standfast.model.virtual_router import GarpPolicy

IPV6_BYTES = 16
_FIRST_BYTE_IPV6 = 0xFF


def parse_group(text: str | None) -> bytes | None:
    """Return the bytes of a multicast group of either family, or None."""
    packed = parse_any(text) if text is not None else None
    if packed is None:
        return None
    is_group = packed[0] == _FIRST_BYTE_IPV6 if len(packed) == IPV6_BYTES else 224 <= packed[0] <= 239
    return packed if is_group else None


def check_group(section: Section, name: str, report: Report) -> None:
    """Say so if a keyword's value is no multicast group, and will be ignored."""
    word = section.word(name)
    if word is not None and parse_group(word.text) is None:
        report.warning(
            word.at, "bad-value", f"'{word.text}' is not a multicast group, so it is ignored",
            "write one, such as 224.0.0.18 or ff02::12",
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
