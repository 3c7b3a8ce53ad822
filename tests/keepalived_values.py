"""The effective values of one configuration, as keepalived prints them and as standfast shows them, side by side.

Rules: both sides become the same words (keyword to text), so that a difference reads like one; what keepalived
prints that no file says (sockets, states, counters) is left out.
"""

import re
from collections.abc import Callable, Collection, Mapping

from keepalived_oracle import Judgement
from standfast.edit.effective import Block

Values = dict[str, str]
_INSTANCE, _SCRIPT = "vrrp_instance", "vrrp_script"
_FLAGS = {"enabled": "on", "disabled": "off", "true": "on", "false": "off"}
_NOT = {"true": "off", "false": "on"}


def _seconds(text: str) -> str:
    number, _, unit = text.partition(" ")
    value = float(number) / (1000 if unit.startswith("milli") else 1)
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _address(text: str) -> str:
    """keepalived leaves out the length of a host's address, and calls a life of no seconds deprecated."""
    text = text.replace(" preferred_lft forever", "").replace("preferred_lft 0", "deprecated")
    first, _, rest = text.partition(" ")
    return f"{re.sub(r'/(32|128)$', '', first)} {rest}".strip()


def _same(text: str) -> str:
    return text


_OF_INSTANCE: dict[str, tuple[str, Callable[[str], str]]] = {
    "Virtual Router ID": ("virtual_router_id", _same),
    "Priority": ("priority", _same),
    "VRRP Version": ("version", _same),
    "Interface": ("interface", _same),
    "Advert interval": ("advert_int", _seconds),
    "Preempt": ("preempt", _FLAGS.__getitem__),
    "Preempt delay": ("preempt_delay", _seconds),
    "Gratuitous ARP delay": ("garp_master_delay", _same),
    "Gratuitous ARP repeat": ("garp_master_repeat", _same),
    "Gratuitous ARP refresh": ("garp_master_refresh", _same),
    "Gratuitous ARP refresh repeat": ("garp_master_refresh_repeat", _same),
    "Gratuitous ARP lower priority delay": ("garp_lower_prio_delay", _same),
    "Gratuitous ARP lower priority repeat": ("garp_lower_prio_repeat", _same),
    "Down timer adverts": ("down_timer_adverts", _same),
    "Send advert after receive lower priority advert": ("lower_prio_no_advert", _NOT.__getitem__),
    "Send advert after receive higher priority advert": ("higher_prio_send_advert", _FLAGS.__getitem__),
    "Accept": ("accept", _FLAGS.__getitem__),
    "Promote_secondaries": ("promote_secondaries", _FLAGS.__getitem__),
    "Authentication type": (
        "auth_type",
        {"none": "none", "SIMPLE_PASSWORD": "PASS", "IPSEC_AH": "AH"}.__getitem__,
    ),
    "Password": ("auth_pass", _same),
    "Unicast TTL": ("unicast_ttl", _same),
}
_OF_SCRIPT: dict[str, tuple[str, Callable[[str], str]]] = {
    "Interval": ("interval", _seconds),
    "Rise": ("rise", _same),
    "Fall": ("fall", _same),
    "Weight": ("weight", _same),
}
_LISTS: dict[str, tuple[str, Callable[[str], str]]] = {
    "Virtual IP": ("virtual_ipaddress", _address),
    "Virtual IP Excluded": ("virtual_ipaddress_excluded", _address),
    "Tracked scripts": ("track_script", _same),
    "Tracked interfaces": ("track_interface", _same),
}
_ABSENT = {"preempt_delay": "0"}
_UNPRINTED = ("unicast_ttl", "auth_pass")
"""What keepalived prints only if it counts."""


def printed(judgement: Judgement) -> dict[str, Values]:
    """Return what keepalived printed, by block ("vrrp_instance VI_1")."""
    found: dict[str, Values] = {}
    for keyword, kind, labels in (
        (_INSTANCE, "VRRP Instance", _OF_INSTANCE),
        (_SCRIPT, "VRRP Script", _OF_SCRIPT),
    ):
        for name, lines in judgement.objects(kind).items():
            values = {label: convert(lines[told][0]) for told, (label, convert) in labels.items() if lines.get(told)}
            if keyword == _INSTANCE:
                values = {**_ABSENT, **values, **_printed_lists(lines)}
            found[f"{keyword} {name}"] = values
    return found


def _printed_lists(lines: Mapping[str, list[str]]) -> Values:
    values = {
        label: "; ".join(convert(line) for line in lines.get(told, ())) for told, (label, convert) in _LISTS.items()
    }
    group = next((told for told in lines if told.startswith("Multicast address ")), "")
    return {**values, **({"mcast_dst_ip": group.split(" ")[2].rstrip(",")} if group else {})}


def shown(root: Block, tracked: Collection[str]) -> dict[str, Values]:
    """Return the same of standfast's effective configuration; of scripts those that are tracked, as keepalived."""
    found: dict[str, Values] = {}
    for block in root.blocks:
        if block.keyword != _INSTANCE and not (block.keyword == _SCRIPT and block.name in tracked):
            continue
        values = {value.keyword: value.text for value in block.values}
        if block.keyword == _INSTANCE:
            for label, convert in _LISTS.values():
                inner = block.block(label)
                values[label] = "; ".join(convert(value.text) for value in inner.values) if inner else ""
            inner = block.block("authentication")
            values |= {value.keyword: value.text for value in inner.values} if inner else {"auth_type": "none"}
        found[f"{block.keyword} {block.name}"] = values
    return found


def disagreements(theirs: dict[str, Values], ours: dict[str, Values]) -> list[tuple[str, str]]:
    """Return keyword and sentence for each value that is not the same, and for each block that one side lacks."""
    found = [("", f"{name}: only keepalived has it") for name in theirs if name not in ours]
    found += [("", f"{name}: only standfast has it") for name in ours if name not in theirs]
    for name, values in theirs.items():
        for keyword, text in values.items() if name in ours else ():
            own = ours[name].get(keyword, "nothing")
            if own != text:
                found.append((keyword, f"{name}.{keyword}: keepalived {text!r}, standfast {own!r}"))
    return found
