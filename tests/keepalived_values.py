"""The effective values of one configuration as keepalived prints them, for standfast_values.py to be held against.

Rules: both sides become the same words (keyword to text), so that a difference reads like one; what keepalived
prints that no file says (sockets, states, counters) is left out, and who runs a notify script.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from keepalived_oracle import Judgement
from keepalived_routes import normal

Values = dict[str, str]
INSTANCE, SCRIPT, STATIC = "vrrp_instance", "vrrp_script", "static"
_FLAGS = {"enabled": "on", "disabled": "off", "true": "on", "false": "off"}
_NOT = {"true": "off", "false": "on"}


def seconds(text: str) -> str:
    number, _, unit = text.partition(" ")
    value = float(number) / (1000 if unit.startswith("milli") else 1)
    return f"{value:.6f}".rstrip("0").rstrip(".")


def address(text: str) -> str:
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
    "Advert interval": ("advert_int", seconds),
    "Preempt": ("preempt", _FLAGS.__getitem__),
    "Preempt delay": ("preempt_delay", seconds),
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
    "Interval": ("interval", seconds),
    "Timeout": ("timeout", seconds),
    "Rise": ("rise", _same),
    "Fall": ("fall", _same),
    "Weight": ("weight", _same),
}


def _tracker(text: str) -> str:
    """The lists of keepalived put a sign behind a name, or none."""
    return re.sub(r"^(\S+?)[,:]? weight", r"\1 weight", text)


def words(text: str) -> str:
    """Routes and rules: the words that count, in any order."""
    return " ".join(normal(re.sub(r" \[installed ifindex \d+\]| set$", "", text)))


def _unsigned_seconds(text: str) -> str:
    """keepalived prints its 32 bits of microseconds as if they had a sign."""
    value = float(text.rstrip("s"))
    return seconds(str(value if value >= 0 else value + 2**32 / 10**6))


def _command(text: str) -> str:
    return text.rpartition(", uid:gid")[0]


TRACK_LISTS: dict[str, str] = {
    "Tracked scripts": "track_script",
    "Tracked interfaces": "track_interface",
    "Tracked files": "track_file",
    "Tracked processes": "track_process",
    "Tracked process": "track_process",
    "Tracked BFDs": "track_bfd",
}
_LISTS: dict[str, tuple[str, Callable[[str], str]]] = {
    "Virtual IP": ("virtual_ipaddress", address),
    "Virtual IP Excluded": ("virtual_ipaddress_excluded", address),
    "Virtual Routes": ("virtual_routes", words),
    "Virtual Rules": ("virtual_rules", words),
    **{told: (keyword, _tracker) for told, keyword in TRACK_LISTS.items()},
}
COMMANDS = {
    "Backup state transition script": "notify_backup",
    "Master state transition script": "notify_master",
    "Fault state transition script": "notify_fault",
    "Stop state transition script": "notify_stop",
    "Generic state transition script": "notify",
}
_OF_PROCESS: dict[str, tuple[str, Callable[[str], str]]] = {
    "Min processes": ("quorum", _same),
    "Max processes": ("quorum_max", _same),
    "Weight": ("weight", _same),
    "Terminate delay": ("terminate_delay", _unsigned_seconds),
    "Fork delay": ("fork_delay", _unsigned_seconds),
    "Full command": ("full_command", _FLAGS.__getitem__),
}
_OF_FILE: dict[str, tuple[str, Callable[[str], str]]] = {"File": ("file", _same), "Weight": ("weight", _same)}
_OF_SESSION: dict[str, tuple[str, Callable[[str], str]]] = {
    "Neighbor IP": ("neighbor_ip", _same),
    "Source IP": ("source_ip", _same),
    "Required min RX interval": ("min_rx", _same),
    "Desired min TX interval": ("min_tx", _same),
    "Desired idle TX interval": ("idle_tx", _same),
    "Detection multiplier": ("multiplier", _same),
    "TTL": ("ttl", _same),
    "max_hops": ("max_hops", _same),
    "passive": ("passive", _same),
}
_ABSENT = {"preempt_delay": "0"}


def printed(judgement: Judgement) -> dict[str, Values]:
    """Return what keepalived printed, by block ("vrrp_instance VI_1")."""
    found: dict[str, Values] = {}
    for keyword, kind, labels in (
        (INSTANCE, "VRRP Instance", _OF_INSTANCE),
        (SCRIPT, "VRRP Script", _OF_SCRIPT),
        ("vrrp_track_process", "VRRP Track process", _OF_PROCESS),
        ("track_file", "Track file", _OF_FILE),
        ("bfd_instance", "BFD Instance", _OF_SESSION),
    ):
        for name, lines in judgement.objects(kind).items():
            values = {label: convert(lines[told][0]) for told, (label, convert) in labels.items() if lines.get(told)}
            if values.get("timeout") == "0":
                values["timeout"] = values["interval"]  # What holds then.
            if keyword == INSTANCE:
                values = {**_ABSENT, **values, **_printed_lists(lines), **_printed_commands(lines)}
            found[f"{keyword} {name}"] = values
    for title, lines in judgement.objects("VRRP Sync Group").items():
        group = {**_printed_lists(lines, own=TRACK_LISTS), **_printed_commands(lines)}
        group["group"] = "; ".join(lines.get("VRRP member instances", ()))
        found[f"vrrp_sync_group {title.rpartition(', ')[0]}"] = group
    found[STATIC] = {
        keyword: "; ".join(convert(line) for line in judgement.lines(title))
        for title, keyword, convert in (
            ("Static Addresses", "static_ipaddress", lambda line: address(line.removesuffix(" set"))),
            ("Static Routes", "static_routes", words),
            ("Static Rules", "static_rules", words),
        )
    }
    for service in judgement.services:
        real, _, virtual = service.partition(" ")
        listed = found.setdefault(f"virtual_server {virtual}", {"real_server": ""})
        listed["real_server"] = " ".join(sorted([*listed["real_server"].split(), real]))
    return found


def _printed_lists(lines: Mapping[str, list[str]], *, own: Iterable[str] = _LISTS) -> Values:
    values: Values = {}
    for told in own:
        keyword, convert = _LISTS[told]
        values.setdefault(keyword, "")
        values[keyword] = values[keyword] or "; ".join(convert(line) for line in lines.get(told, ()))
    group = next((told for told in lines if told.startswith("Multicast address ")), "")
    return {**values, **({"mcast_dst_ip": group.split(" ")[2].rstrip(",")} if group else {})}


def _printed_commands(lines: Mapping[str, list[str]]) -> Values:
    return {keyword: _command(lines[told][0]) if told in lines else "" for told, keyword in COMMANDS.items()}


def disagreements(theirs: dict[str, Values], ours: dict[str, Values]) -> list[tuple[str, str]]:
    """Return keyword and sentence for each value that is not the same, and for each block that one side lacks."""
    found = [(name.split(" ")[0], f"{name}: only keepalived has it") for name in theirs if name not in ours]
    found += [(name.split(" ")[0], f"{name}: only standfast has it") for name in ours if name not in theirs]
    for name, values in theirs.items():
        for keyword, text in values.items() if name in ours else ():
            own = ours[name].get(keyword, "nothing")
            if own != text:
                found.append((keyword, f"{name}.{keyword}: keepalived {text!r}, standfast {own!r}"))
    return found
