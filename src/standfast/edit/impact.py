"""What it means when one keyword changes at a reload, as data: the rules behind `standfast diff`.

Rules: one row a keyword whose change can do more than its new value says; the source is what core/director.py and
core/virtual_router.py do with a new Node, and for what only a start reads, keepalived's own list.
"""

from dataclasses import dataclass
from enum import IntEnum


class Impact(IntEnum):
    """How much a change does, the worst last."""

    NOTHING = 0
    """This version of standfast does not act on the keyword."""
    IN_PLACE = 1
    """Holds from the reload on; no address moves."""
    RESTART = 2
    """Holds only after a restart."""
    MAY_MOVE = 3
    """May move an address, depending on the other nodes or on a script."""
    MOVES = 4
    """Takes an address away from this node if it holds it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The consequence of a change, and why."""

    impact: Impact
    why: str


_PEERS = "nodes that differ here discard each other's advertisements, so change all nodes at the same time"
_PEER_RULE = Rule(Impact.MAY_MOVE, _PEERS)
_ANEW = Rule(Impact.MAY_MOVE, "the effective priority is computed anew")
_FITNESS = Rule(Impact.MAY_MOVE, "it decides what is a FAULT")
_SOURCE = Rule(Impact.MAY_MOVE, "a peer may accept only the address that it knows")
_TOGETHER = "the members of a sync group become BACKUP and FAULT together"
_TRACKED = dict.fromkeys(("track_script", "track_interface", "track_file", "track_process", "track_bfd"), _ANEW)
_INSTANCE = {
    "priority": Rule(Impact.MAY_MOVE, "a node with a priority between the two takes over or is taken over"),
    "advert_int": _PEER_RULE,
    "mcast_dst_ip": Rule(Impact.MAY_MOVE, "nodes with another group do not hear each other"),
    "version": _PEER_RULE,
    "auth_type": _PEER_RULE,
    "auth_pass": _PEER_RULE,
    "unicast_peer": Rule(Impact.MAY_MOVE, "a node that is no longer told of advertisements becomes MASTER too"),
    "unicast_src_ip": _SOURCE,
    "mcast_src_ip": _SOURCE,
    "auth_hmac": _PEER_RULE,
    "strict_mode": Rule(Impact.MAY_MOVE, f"strict mode takes authentication and more out; {_PEERS}"),
    "state": Rule(Impact.IN_PLACE, "it never decides who is MASTER"),
    "use_vmac_addr": Rule(Impact.MOVES, "addresses stand on another interface then"),
    "dont_track_primary": _FITNESS,
    "track_src_ip": _FITNESS,
    "unicast_fault_no_peer": _FITNESS,
    **_TRACKED,
}
_GROUP = {"group": Rule(Impact.MAY_MOVE, _TOGETHER), **_TRACKED}
_FILE = dict.fromkeys(("file", "weight"), _ANEW)
_PROCESS = dict.fromkeys(("process", "param_match", "full_command", "quorum", "quorum_max", "weight"), _ANEW)
_SCRIPT = {
    "script": Rule(
        Impact.MAY_MOVE, "a MASTER stays until the new command's first result, and a failure counts at once"
    ),
    "weight": _ANEW,
}  # fmt: skip
_AT_START_ONLY = (
    "net_namespace", "net_namespace_ipvs", "namespace_with_ipsets", "instance", "use_pid_dir", "process_names",
    "process_name", "vrrp_process_name", "checker_process_name", "bfd_process_name", "disable_local_igmp", "nftables",
    "nftables_priority", "nftables_counters", "nftables_ipvs", "nftables_ipvs_priority", "nftables_ipvs_start_fwmark",
    "tmp_config_directory", "startup_script", "startup_script_timeout", "vrrp_startup_delay", "vrrp_delay_after_boot",
    "lvs_flush", "child_wait_time", "vrrp_rt_priority",
)  # fmt: skip
_START_RULE = Rule(Impact.RESTART, "it is read at the start only")
_GLOBAL = {"vrrp_strict": _INSTANCE["strict_mode"]}
_BFD = dict.fromkeys(("neighbor_ip", "neighbour_ip", "source_ip", "multihop", "ttl", "hoplimit", "max_hops"), Rule(
    Impact.MAY_MOVE, "the session begins anew",
)) | {"weight": _ANEW}  # fmt: skip
_TABLE = {
    "vrrp_instance": _INSTANCE, "vrrp_script": _SCRIPT, "vrrp_sync_group": _GROUP, "track_file": _FILE,
    "vrrp_track_file": _FILE, "vrrp_track_process": _PROCESS, "bfd_instance": _BFD, "global_defs": _GLOBAL,
}  # fmt: skip

ANOTHER_ROUTER = Rule(Impact.MOVES, "it is another virtual router then: the old one takes its addresses away")
OF_IDENTITY = frozenset((
    "mcast_dst_ip", "unicast_peer", "unicast_src_ip", "mcast_src_ip", "use_vmac", "use_ipvlan", "vmac_xmit_base",
    "unicast_fault_no_peer",
))  # fmt: skip
"""Keywords that can make another virtual router of an instance (model.virtual_router.VirtualRouter.identity)."""
GROUPED = Rule(Impact.MAY_MOVE, _TOGETHER)

ADDRESS_REMOVED = Rule(Impact.MOVES, "it is taken away at once")
ADDRESS_CHANGED = Rule(Impact.MOVES, "it is taken away and added again")
ADDRESS_ADDED = Rule(Impact.IN_PLACE, "a MASTER adds it at once and announces it")
NOT_ACTED_ON = Rule(Impact.NOTHING, "this version of standfast does not act on it")
PLAIN = Rule(Impact.IN_PLACE, "")


def rule(block: str, keywords: tuple[str, ...]) -> Rule:
    """Return the rule for a keyword; `keywords` leads from the block `block` at the root to it."""
    table = _TABLE.get(block, {})
    for keyword in reversed(keywords):
        if keyword in table:
            return table[keyword]
    return _START_RULE if keywords and keywords[-1] in _AT_START_ONLY else PLAIN
