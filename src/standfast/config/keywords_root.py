"""The rows of the keyword table for the file itself and for `vrrp_script`; and the whole table.

Rules: see schema.py; one row a keyword; effects in our own words.
"""

from standfast.config import keywords_global, keywords_instance
from standfast.config.schema import ROOT, Keyword, Kind, Schema, Treatment, unhandled

SCRIPT = "vrrp_script"
_FLAG, _INTEGER, _WORD, _WORDS, _OPAQUE = Kind.FLAG, Kind.INTEGER, Kind.WORD, Kind.WORDS, Kind.OPAQUE

_ACTED_ON = (
    Keyword("global_defs", ROOT, Kind.BLOCK, effect="what holds for the whole node"),
    Keyword("vrrp_instance", ROOT, Kind.BLOCK, "NAME", effect="one virtual router", named=True),
    Keyword(
        "vrrp_script", ROOT, Kind.BLOCK, "NAME", effect="a command that tells whether a service works", named=True
    ),
)

_VRRP_SCRIPT = (
    Keyword(
        "script", SCRIPT, Kind.COMMAND, "COMMAND",
        effect="the command with its arguments, in quotes; exit status 0 means success",
    ),
    Keyword(
        "interval", SCRIPT, Kind.SECONDS, "N", "0.01", "4294", "1", "s", effect="time from one start to the next",
    ),
    Keyword(
        "timeout", SCRIPT, Kind.SECONDS, "N", "0.01", "4294", "interval", "s",
        effect="a run that takes longer is ended and counts as failed",
    ),
    Keyword(
        "weight", SCRIPT, _INTEGER, "N [reverse]", "-253", "253", "0",
        effect="0: FAULT while it fails; above 0: added to the priority while it succeeds; below 0:"
        " subtracted while it fails; reverse: the other way round",
    ),
    Keyword("rise", SCRIPT, _INTEGER, "N", "1", "2147483647", "1", effect="successes in a row that make it good"),
    Keyword("fall", SCRIPT, _INTEGER, "N", "1", "2147483647", "1", effect="failures in a row that make it bad"),
    Keyword("user", SCRIPT, _WORDS, "USER [GROUP]", default="script_user", effect="who runs it"),
    Keyword("init_fail", SCRIPT, _FLAG, effect="bad until its first success"),
)  # fmt: skip

_REFUSED = (
    *unhandled(
        ROOT, Treatment.REFUSED, "it decides who holds the address",
        (
            ("vrrp_sync_group", _OPAQUE, "NAME", "instances that move together"),
            ("vrrp_track_process", _OPAQUE, "NAME", "processes that must run"),
            ("bfd_instance", _OPAQUE, "NAME", "a BFD session"),
            ("track_file", _OPAQUE, "NAME", "a file whose number counts"),
            ("vrrp_track_file", _OPAQUE, "NAME", "old spelling of track_file"),
            ("net_namespace", _WORD, "NAME", "run in a network namespace"),
        ),
    ),
    *unhandled(
        ROOT, Treatment.REFUSED, "nobody would serve its address",
        (
            ("virtual_server", _OPAQUE, "ADDRESS PORT", "load balancing by IPVS"),
            ("virtual_server_group", _OPAQUE, "NAME", "addresses of a virtual server"),
        ),
    ),
)  # fmt: skip

_OTHERS = unhandled(
    ROOT, Treatment.IGNORED, "",
    (
        ("linkbeat_use_polling", _FLAG, "", "poll links"),
        ("linkbeat_interfaces", _OPAQUE, "", "links to poll"),
        ("net_namespace_ipvs", _WORD, "NAME", "namespace of IPVS"),
        ("namespace_with_ipsets", _FLAG, "", "sets in namespaces on old kernels"),
        ("use_pid_dir", _FLAG, "", "where pid files stand"),
        ("instance", _WORD, "NAME", "name of this daemon among several"),
        ("child_wait_time", _INTEGER, "S", "patience at stop"),
        ("track_group", _OPAQUE, "NAME", "instances that a static address needs"),
        ("static_ipaddress", _OPAQUE, "", "addresses that are always there"),
        ("static_routes", _OPAQUE, "", "routes that are always there"),
        ("static_rules", _OPAQUE, "", "routing rules that are always there"),
        ("garp_group", _OPAQUE, "", "rate of gratuitous ARP for several interfaces"),
        ("interface_up_down_delays", _OPAQUE, "", "patience with links"),
        ("SSL", _OPAQUE, "", "certificate of HTTPS checks"),
    ),
)  # fmt: skip

SCHEMA = Schema((*_ACTED_ON, *_VRRP_SCRIPT, *_REFUSED, *_OTHERS, *keywords_global.ROWS, *keywords_instance.ROWS))
"""The whole table."""
