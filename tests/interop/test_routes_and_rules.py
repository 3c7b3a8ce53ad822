"""Routes, routing rules and interfaces of an instance's own: what Debian's keepalived makes of each line, and what
the typed values of the model say.

Rules: keepalived prints its values, and the values of the model are printed in the same form here; a line that
keepalived leaves out is left out, one that it says something about has a diagnostic; the lists of lines hold every
option, and every way that one can be wrong.
"""

from typing import NamedTuple

import pytest

import keepalived_oracle
from keepalived_oracle import INTERFACES, judge
from keepalived_routes import normal, route_text, rule_text
from standfast.config.diagnostics import Severity
from standfast.config.load import load_full_bytes
from standfast.model.instance import Instance
from standfast.model.route import Route

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(keepalived_oracle.MISSING, reason="keepalived is not installed"),
]

ROUTES = """
10.1.0.0/16 via 192.168.56.1 dev enp0s8
10.1.0.0/16 via inet 192.168.56.1 dev enp0s8 metric 5 table 100 scope link protocol static src 192.168.56.101
10.1.0.0/16 dev enp0s8 table main proto static
10.1.0.0/16 dev enp0s8 protocol 99999
10.1.0.0/16 dev enp0s8 no_track protocol 0x10 tos 022 scope 0xfd
10.1.0.0/16 dev enp0s8 no_track tos AF11
10.1.0.0/16 dev enp0s8 tos af11
10.1.0.0/16 dev enp0s8 tos 300
10.1.0.0/16 dev enp0s8 mtu 1000 hoplimit 100 advmss 101 rtt 902 rttvar 903 reordering 104 window 105 cwnd 106
10.1.0.0/16 dev enp0s8 ssthresh lock 107 realms 5/0x14 rto_min 908 initcwnd 109 initrwnd 110 features ecn add
10.1.0.0/16 dev enp0s8 mtu lock 1000 rtt 402ms rto_min 3s rttvar lock 1s
10.1.0.0/16 dev enp0s8 rtt 0.5s rttvar 900 rto_min 5
10.1.0.0/16 dev enp0s8 rtt 1e3
10.1.0.0/16 dev enp0s8 rttvar 500s
10.1.0.0/16 dev enp0s8 quickack 1 congctl cubic fastopen_no_cookie 1
10.1.0.0/16 dev enp0s8 quickack
10.1.0.0/16 dev enp0s8 quickack 2
10.1.0.0/16 dev enp0s8 mtu lock
10.1.0.0/16 dev enp0s8 mtu 0x10
10.1.0.0/16 dev enp0s8 mtu 4294967296
10.1.0.0/16 dev enp0s8 initcwnd lock 3
10.1.0.0/16 dev enp0s8 window +5
10.1.0.0/16 dev enp0s8 hoplimit 300
10.1.0.0/16 dev enp0s8 expires 30
2001:db8::/32 dev enp0s8 expires 30 pref high
2001:db8::/32 dev enp0s8 pref low append
2001:db8::/32 dev enp0s8 pref bogus
2001:db8::/64 from 2001:db8:1::/64 dev enp0s8
2001:db8::/64 nexthop via 2001:db8::1 dev enp0s8
2001:db8::/64 dev enp0s8 via 10.0.0.1
10.1.0.0/16 from 10.0.0.0/8 dev enp0s8
10.1.0.0/16 nexthop via 192.168.56.1 dev enp0s8 onlink weight 1 nexthop via 192.168.56.2 dev enp0s9 onlink weight 2
10.1.0.0/16 table 6 nexthop via 192.168.56.1 dev enp0s8 weight 300 nexthop dev enp0s9
10.1.0.0/16 nexthop via 192.168.56.1 dev enp0s8 table 5
10.1.0.0/16 nexthop via 10.0.0.1 weight 5 encap mpls 5 onlink realms 4
10.1.0.0/16 nexthop via 2001:db8::1 dev enp0s8
10.1.0.0/16 dev enp0s8 nexthop
10.1.0.0/16 dev enp0s8 nexthop via
10.1.0.0/16 via 192.168.56.254 or 192.168.56.253 dev enp0s8
10.1.0.0/16 or 10.0.0.2 dev enp0s8
blackhole 10.1.0.0/16
blackhole 10.1.0.0/16 no_track
unreachable to 10.1.0.0/16 dev lo
10.1.0.0/16 dev enp0s8 blackhole
nat 10.1.0.0/16 dev enp0s8
src 192.168.56.101 to 10.1.0.0/16 via 192.168.56.1 dev enp0s8
10.1.0.0/16 dev enp0s8 src 10.0.0.0/8
default via 192.168.56.1 dev enp0s8
any dev enp0s8
::/0 dev enp0s8
0.0.0.0/0 gw 192.168.56.1 table 100
10.1.0.0/16 dev enp0s8 table bogus
10.1.0.0/16 dev enp0s8 mtu x
10.1.0.0/16 dev enp0s8 metric -1
10.1.0.0/16 dev enp0s8 scope bogus
10.1.0.0/16 dev enp0s8 via bogus
10.1.0.0/16 dev enp0s8 ttl-propagate enabled
10.1.0.0/16 dev enp0s8 ttl-propagate x
10.1.0.0/16 dev enp0s8 encap ip id 5 dst 10.0.0.9 src 10.0.0.1 tos 4 ttl 3 flags 3
10.1.0.0/16 dev enp0s8 encap ip6 id 5 dst 2001::9 tc 4 hoplimit 3
10.1.0.0/16 dev enp0s8 encap ip ttl 300
10.1.0.0/16 dev enp0s8 encap ip
10.1.0.0/16 dev enp0s8 encap ip dst 2001::1
10.1.0.0/16 dev enp0s8 encap mpls 100/200
10.1.0.0/16 dev enp0s8 encap bogus
10.1.0.0/16 dev enp0s8 encap ila 2001:1:2:3
10.1.0.0/16 dev enp0s8 append
append 10.1.0.0/16 dev enp0s8
10.1.0.0/16 dev enp0s8 track_group G
10.1.0.0/16 dev enp0s8 type blackhole
10.1.0.0/16 dev enp0s8 weight 4
10.1.0.0/16 dev enp0s8 as to 100
10.1.0.1 dev enp0s8
10.1.0.5/16 dev enp0s8
10.1.0.0/33 dev enp0s8
10.1/16 dev enp0s8
10.1.0.0/16 dev enp0s8 bogus 4
10.1.0.0/16 10.2.0.0/16 dev enp0s8
10.1.0.0/16 dev enp0s8 dev enp0s9
10.1.0.0/16 dev enp0s8 via 10.0.0.1 via 10.0.0.2
10.1.0.0/16 dev enp0s8 realms 5
10.1.0.0/16 dev enp0s8 realms 256
10.1.0.0/16 dev enp0s8 realms 1/2/3
10.1.0.0/16 dev enp0s8 features bogus
10.1.0.0/16 dev enp0s8 priority
10.1.0.0/16 oif enp0s8 onlink
10.1.0.0/16
10.1.0.0/16 via 192.168.56.1
onlink dev enp0s8
""".strip().splitlines()

RULES = """
from 10.0.0.0/8 table 7 preference 4
from 10.0.0.0/8 table 7
to 10.0.0.0/8 table main pref 4
to 10.0.0.0/8 lookup main priority 4
from 10.0.0.0/8 to 10.29.0.0/26 table 9 iif enp0s8 oif enp0s9 tos 22 fwmark 24/12 preference 39 realms 30/20
from 10.0.0.0/8 table 9 preference 39 goto 40
from 10.0.0.0/8 preference 39 goto 40
from 10.0.0.0/8 goto 3 preference 4
to 1:2:3:4:5:6:7:0/112 from 7:6:5:4:3:2::/96 table 6908 uidrange 10000-19999 preference 4
from 10.0.0.0/8 table 7 preference 4 ipproto tcp sport 10 dport 20-30
from 10.0.0.0/8 table 7 preference 4 ipproto UDP sport 10-12
from 10.0.0.0/8 table 7 preference 4 ipproto bogus
from 10.0.0.0/8 table 7 preference 4 ip_proto tcp
from 10.0.0.0/8 table 7 preference 4 suppress_prefixlength 4 suppress_ifgroup 3
from 10.0.0.0/8 table 7 preference 4 sup_pl 4 sup_group default
from 10.0.0.0/8 table 7 preference 4 sup_group bogus
from 10.0.0.0/8 table 7 preference 4 sup_pl 0x3
from 10.0.0.0/8 table 7 preference 4 tunnel-id 9
from 10.0.0.0/8 table 7 preference 4 tunnel-id x
not from 10.0.0.0/8 table 7 preference 4
from all table 7 preference 4
table 7 preference 4
blackhole from 10.0.0.0/8 preference 4
from 10.0.0.0/8 type prohibit preference 4
from 10.0.0.0/8 type bogus preference 4
from 10.0.0.0/8 nop preference 4
from 10.0.0.0/8 nop table 7
from 10.0.0.0/8 preference 4
from 10.0.0.0/8 table 7 preference 4 tos 0x100
from 10.0.0.0/8 table 7 preference 4 no_track
from 10.0.0.0/8 table 7 preference 4 no_track protocol 10
from 10.0.0.0/8 table 7 preference 4 protocol 10
from 10.0.0.0/8 table 7 preference 4 protocol static
from 10.0.0.0/8 table 7 preference 4 dev enp0s8
from 10.0.0.0/8 table bogus preference 4
from 10.0.0.0/8 table 0 preference 4
from bogus table 7 preference 4
from 10.0.0.1 table 7 preference 010
from 10.0.0.0/33 table 7 preference 4
from 10.0.0.0/8 table 7 preference 4294967296
from 10.0.0.0/8 table 7 preference x
from 10.0.0.0/8 table 7 preference
from 10.0.0.0/8 to 2001::/16 table 7 preference 4
from 10.0.0.0/8 table 7 preference 4 uidrange 5
from 10.0.0.0/8 table 7 preference 4 fwmark x
from 10.0.0.0/8 table 7 preference 4 fwmark 0x1ff/0
from 10.0.0.0/8 table 7 preference 4 fwmark 5/0xffffffff
from 10.0.0.0/8 table 7 preference 4 realms 5
from 10.0.0.0/8 table 7 preference 4 realms bogus
from 10.0.0.0/8 table 7 preference 4 bogus 7
from 10.0.0.0/8 table 7 order 5
iif enp0s8 table 7 preference 4
l3mdev preference 4
l3mdev table 7 preference 4
from 10.0.0.0/8 table 7 preference 4 track_group G
from 10.0.0.0/8 table 7 preference 4 inet6
""".strip().splitlines()

LINKS = """
use_vmac
use_vmac v1
use_vmac 02:00:00:00:44
use_vmac v2 02:00:00:00:44:45
use_vmac 02:00:00:00:44:46 v3
use_vmac 00:00:5e:00:01:44
use_vmac v4 v5
use_vmac abcdefghijklmnopq
use_vmac 02:00:00:00
use_vmac 02:00:00:00:44:zz
use_vmac v1/2
vmac_xmit_base
use_ipvlan
use_ipvlan i1 192.168.56.7
use_ipvlan i1 192.168.56.7/24 private
use_ipvlan vepa 192.168.56.7
use_ipvlan i1 i2 192.168.56.7
garp_extra_if 5
garp_extra_if all 5
garp_extra_if all
garp_extra_if x
garp_extra_if 86401
""".strip().splitlines()


class Verdict(NamedTuple):
    """What one side makes of a line: the value in keepalived's words, and whether there is something to say."""

    value: str
    complains: bool
    stops: bool = False


def text_of(extra: str) -> bytes:
    return (
        "vrrp_instance V {\ninterface enp0s8\nvirtual_router_id 51\npriority 100\n"
        f"virtual_ipaddress {{\n192.168.56.100\n}}\n{extra}\n}}\n"
    ).encode()


def ours(extra: str) -> tuple[Instance | None, Verdict]:
    full = load_full_bytes(text_of(extra), "test.conf", interfaces=INTERFACES)
    said = [d for d in full.diagnostics if d.severity is not Severity.NOTICE and d.code != "not-acted-on"]
    said = [d for d in said if d.code != "not-supported"]
    instances = full.configuration.instances if full.configuration is not None else ()
    stops = any(d.severity is Severity.ERROR for d in said)
    return (instances[0] if instances else None), Verdict("", bool(said), stops)


def check(lines: list[str], block: str, label: str, values: str) -> list[str]:
    """Hold each line against keepalived; return what differs."""
    texts = {f"line-{number:03d}": text_of(f"{block} {{\n{line}\n}}") for number, line in enumerate(lines)}
    found = []
    for line, judgement in zip(lines, judge(texts, dump=True).values(), strict=True):
        printed = judgement.objects("VRRP Instance").get("V", {}).get(label, [])
        instance, verdict = ours(f"{block} {{\n{line}\n}}")
        made = getattr(instance, values, ())
        shown = [route_text(m) if isinstance(m, Route) else rule_text(m) for m in made]
        if judgement.code == 2:
            if not verdict.stops:
                found.append(f"{line}: keepalived stops, standfast does not")
            continue
        if [normal(text) for text in printed] != [normal(text) for text in shown]:
            found.append(f"{line}:\n  keepalived {printed}\n  standfast  {shown}")
        if bool(judgement.code) is not verdict.complains:
            found.append(f"{line}: keepalived says {judgement.report.splitlines()}, standfast {verdict.complains}")
    return found


def test_routes() -> None:
    found = check(ROUTES, "virtual_routes", "Virtual Routes", "virtual_routes")
    assert not found, "\n".join(found)


def test_rules() -> None:
    found = check(RULES, "virtual_rules", "Virtual Rules", "virtual_rules")
    assert not found, "\n".join(found)


def test_links_complain_alike() -> None:
    texts = {f"link-{number:03d}": text_of(line) for number, line in enumerate(LINKS)}
    found = []
    for line, judgement in zip(LINKS, judge(texts).values(), strict=True):
        _, verdict = ours(line)
        if bool(judgement.code) is not verdict.complains:
            found.append(f"{line}: keepalived says {judgement.report.splitlines()}, standfast {verdict.complains}")
    assert not found, "\n".join(found)
