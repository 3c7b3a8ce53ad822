"""The rows of the keyword table for the file itself and for `vrrp_script`; and the whole table.

Rules: see schema.py; one row a keyword; effects in our own words.
"""

from standfast.config import keywords_checker, keywords_global, keywords_instance, keywords_server, keywords_track
from standfast.config.keywords_instance import ROUTE_OPTIONS, RULE_OPTIONS
from standfast.config.schema import ROOT, Keyword, Kind, Schema, Treatment, table

SCRIPT = "vrrp_script"
_FLAG, _INTEGER, _WORDS = Kind.FLAG, Kind.INTEGER, Kind.WORDS

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
        "weight", SCRIPT, Kind.WEIGHT, "N [reverse]", "-253", "253", "0",
        effect="0: FAULT while it fails; above 0: added to the priority while it succeeds; below 0:"
        " subtracted while it fails; reverse: taken away instead of added, and added instead of subtracted; with 0,"
        " FAULT while it succeeds",
    ),
    Keyword("rise", SCRIPT, _INTEGER, "N", "1", "2147483647", "1", effect="successes in a row that make it good"),
    Keyword("fall", SCRIPT, _INTEGER, "N", "1", "2147483647", "1", effect="failures in a row that make it bad"),
    Keyword("user", SCRIPT, _WORDS, "USER [GROUP]", default="script_user", effect="who runs it"),
    Keyword("init_fail", SCRIPT, _FLAG, effect="bad until its first success"),
)  # fmt: skip

_REFUSED = (
    *table(ROOT, Treatment.REFUSED, "start it in that namespace with 'ip netns exec'", """
net_namespace; word; NAME; ; ; run in a network namespace
"""),
    *table(ROOT, Treatment.ACTED_ON, "", """
vrrp_sync_group; block; NAME; ; ; instances that move together
""", named=True),
    *table(ROOT, Treatment.REFUSED, "standfast would not balance this", """
virtual_server; block; ADDRESS [PORT] | fwmark N | group NAME; ; ; load balancing by IPVS
""", named=True),
)  # fmt: skip

_TRACKERS = table(ROOT, Treatment.ACTED_ON, "", """
vrrp_track_process; block; NAME; ; ; processes that must run
bfd_instance; block; NAME; ; ; a BFD session
track_file; block; NAME; ; ; a file whose number counts
""", named=True)  # fmt: skip
_OLD_SPELLINGS = (
    Keyword(
        "vrrp_track_file", ROOT, Kind.BLOCK, "NAME", effect="old spelling of track_file",
        named=True, contents="track_file",
    ),
)  # fmt: skip

_NAMED = (
    *table(ROOT, Treatment.ACTED_ON, "", """
track_group; block; NAME; ; ; instances in FAULT while the interface of a static address, route or rule is\
 down; what somebody removes is put back at once, so no instance gives way for that
""", named=True),
    *table(ROOT, Treatment.IGNORED, "it balances nothing", """
virtual_server_group; list; NAME; ; ; addresses and marks of a virtual server
""", named=True),
)  # fmt: skip

_OTHERS = (
    *table(ROOT, Treatment.ACTED_ON, "", f"""
static_ipaddress; list; ADDRESS[/LENGTH] [as virtual_ipaddress] [track_group NAME]; ; ; addresses always there
static_routes; list; [to] DESTINATION [OPTION...]; ; ; routes that are always there; {ROUTE_OPTIONS}; track_group NAME
static_rules; list; OPTION...; ; ; routing rules that are always there; {RULE_OPTIONS}; track_group NAME
garp_group; block; ; ; ; rate of gratuitous ARP for several interfaces
interface_up_down_delays; list; INTERFACE DOWN [UP]; ; ; s before down and up count; up\
 counts at once without UP, as with keepalived 2.2.7, but not as in keepalived.conf(5)
"""),
    *table(ROOT, Treatment.IGNORED, "the kernel tells of each link by itself", """
linkbeat_use_polling; flag; ; ; off; poll links
"""),
    *table(ROOT, Treatment.IGNORED, "", """
linkbeat_interfaces; list; INTERFACE [MII|ETHTOOL|IOCTL]; ; ; links to poll
net_namespace_ipvs; word; NAME; ; ; namespace of IPVS
namespace_with_ipsets; flag; ; ; off; sets in namespaces on old kernels
use_pid_dir; flag; ; ; off; where pid files stand
instance; word; NAME; ; ; name of this daemon among several
child_wait_time; integer; N; 0..4294967295 s; 5; patience at stop
SSL; block; ; ; ; certificate of HTTPS checks
"""),
)  # fmt: skip


SCHEMA = Schema(
    (
        *_ACTED_ON, *_VRRP_SCRIPT, *_REFUSED, *_TRACKERS, *_OLD_SPELLINGS, *_NAMED, *_OTHERS, *keywords_global.ROWS,
        *keywords_instance.ROWS, *keywords_track.ROWS, *keywords_server.ROWS, *keywords_checker.ROWS,
    )
)  # fmt: skip
"""The whole table."""
