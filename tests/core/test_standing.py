"""keepalived's arithmetic: what makes a fault, and what a priority is worth."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples import INTERFACE, MASTER_IP, OWN_LINK_LOCAL, THIRD_IP, VIP, VIP_2, down, router, tracked, up
from standfast.core.events import InterfaceChanged
from standfast.core.standing import Standing
from standfast.core.track import Finding, Health
from standfast.model.network import Prefix
from standfast.model.packets import Unicast
from standfast.model.route import NextHop, Route
from standfast.model.rule import Rule, RuleAction
from standfast.model.track import TrackedItem, TrackKind
from standfast.model.virtual_router import Vmac


def standing(*scripts: TrackedItem, priority: int = 100, source_address: bytes | None = None) -> Standing:
    subject = Standing(router(priority, tracked=scripts, source_address=source_address))
    subject.interface_up = True
    subject.interface_address = MASTER_IP
    return subject


def report(subject: Standing, health: Health, why: str = "says so", name: str = "chk") -> None:
    subject.report((TrackKind.SCRIPT, name), Finding(health, why))


# -- faults


def test_without_anything_to_track_a_router_on_a_working_interface_has_no_fault() -> None:
    assert standing().fault is None


def test_an_interface_that_is_down_is_a_fault() -> None:
    subject = standing()
    subject.interface_up = False
    assert subject.fault == "interface enp0s8 is down"


def test_nothing_to_send_from_is_a_fault() -> None:
    subject = standing()
    subject.interface_address = None
    assert subject.fault == "interface enp0s8 has no IPv4 address to send from"


def test_mcast_src_ip_comes_before_the_interface_s_address() -> None:
    assert standing().source_address == MASTER_IP
    assert standing(source_address=THIRD_IP).source_address == THIRD_IP


@pytest.mark.parametrize("priority", [100, 255])
@pytest.mark.parametrize(("health", "reverse"), [(Health.DOWN, False), (Health.UP, True)])
def test_a_script_without_weight_is_a_fault_while_it_fails_also_for_the_owner(
    priority: int, health: Health, reverse: bool
) -> None:
    # The owner too: seen with keepalived 2.2.7, priority 255 and a failing script never became MASTER.
    subject = standing(tracked(reverse=reverse), priority=priority)
    report(subject, health, "exited with status 1")
    but = ", which is a fault (reverse)" if reverse else ""
    assert subject.fault == f"script chk exited with status 1{but}"


@pytest.mark.parametrize(("health", "reverse"), [(Health.UP, False), (Health.DOWN, True)])
def test_a_script_without_weight_that_succeeds_is_no_fault(health: Health, reverse: bool) -> None:
    subject = standing(tracked(reverse=reverse))
    report(subject, health, "exited with status 0")
    assert subject.fault is None


@pytest.mark.parametrize("reverse", [False, True])
def test_a_script_without_a_result_holds_a_router_back_unless_it_is_at_work_already(reverse: bool) -> None:
    subject = standing(tracked(reverse=reverse))
    assert subject.fault == "script chk has no result yet"
    subject.at_work = True
    assert subject.fault is None


def test_a_failure_counts_also_for_a_router_that_is_at_work() -> None:
    subject = standing(tracked())
    subject.at_work = True
    report(subject, Health.DOWN, "exited with status 1")
    assert subject.fault is not None


@pytest.mark.parametrize("weight", [-30, 30])
@pytest.mark.parametrize("health", Health)
def test_a_script_with_a_weight_is_never_a_fault(weight: int, health: Health) -> None:
    subject = standing(tracked(weight=weight))
    report(subject, health)
    assert subject.fault is None


def test_without_track_primary_the_own_interface_may_be_down() -> None:
    subject = Standing(router(track_primary=False))
    subject.see(down())
    assert subject.fault is None


def test_the_interface_of_an_address_is_a_fault_while_it_is_down_unless_no_track() -> None:
    elsewhere = replace(VIP_2, interface="v0")
    for tracked_too, fault in ((True, "interface v0 of 192.168.56.99 is down"), (False, None)):
        subject = Standing(router(addresses=(VIP, replace(elsewhere, tracked=tracked_too))))
        subject.see(up())
        assert subject.fault is None, "nothing was heard of v0 yet"
        subject.see(down("v0"))
        assert subject.fault == fault
        subject.see(up(None, "v0"))
        assert subject.fault is None


def test_a_macvlan_that_is_still_to_be_made_is_no_fault_but_one_that_vanished_is() -> None:
    vmac = Vmac("vrrp.51", INTERFACE)
    subject = Standing(router(vmac=vmac, addresses=(replace(VIP, interface="vrrp.51"),)))
    subject.see(up())
    faults = []
    for event in (down("vrrp.51"), up(None, "vrrp.51"), down("vrrp.51")):
        subject.see(event)
        faults.append(subject.fault)
    assert faults == [None, None, "interface vrrp.51 of 192.168.56.100 is down"]


def test_an_ipv6_router_needs_a_link_local_address() -> None:
    subject = Standing(router(family=6, version=3))
    subject.see(InterfaceChanged(INTERFACE, up=True, source_address=MASTER_IP))
    assert subject.fault == "interface enp0s8 has no IPv6 link-local address to send from"


def test_an_ipv6_router_sends_from_its_link_local_address() -> None:
    subject = Standing(router(family=6, version=3))
    subject.see(InterfaceChanged(INTERFACE, up=True, source_address=None, link_local=OWN_LINK_LOCAL))
    assert (subject.fault, subject.source_address) == (None, OWN_LINK_LOCAL)


def test_unicast_without_peers_is_a_fault_where_unicast_fault_no_peer_says_so() -> None:
    for fault_without_peers in (True, False):
        subject = Standing(router(unicast=Unicast(()), fault_without_peers=fault_without_peers))
        subject.see(up())
        assert (subject.fault is not None) == fault_without_peers


def test_a_route_s_and_a_rule_s_interface_counts_unless_no_track() -> None:
    there = Prefix(bytes((10, 1, 0, 0)), 16)
    by_hop = Route(there, next_hops=(NextHop(interface="r1"),))
    rule = Rule(RuleAction.TABLE, 100, incoming_interface="r2")
    for config, name, what in (
        (router(routes=(Route(there, interface="r0"),)), "r0", "route"),
        (router(routes=(by_hop,)), "r1", "route"),
        (router(rules=(rule,)), "r2", "rule"),
    ):
        subject = Standing(config)
        subject.see(up())
        subject.see(down(name))
        assert subject.fault == f"interface {name} of a virtual {what} is down"
    untracked = Standing(router(routes=(Route(there, interface="r0", tracked=False),)))
    untracked.see(up())
    untracked.see(down("r0"))
    assert untracked.fault is None


def test_track_src_ip_wants_the_source_address_on_the_interface() -> None:
    subject = Standing(router(source_address=THIRD_IP, track_source=True))
    subject.see(InterfaceChanged(INTERFACE, up=True, source_address=MASTER_IP, addresses=(MASTER_IP,)))
    assert subject.fault == "interface enp0s8 does not have the source address any more (track_src_ip)"


def test_track_src_ip_is_content_while_the_source_address_is_there() -> None:
    subject = Standing(router(source_address=THIRD_IP, track_source=True))
    subject.see(InterfaceChanged(INTERFACE, up=True, source_address=MASTER_IP, addresses=(MASTER_IP, THIRD_IP)))
    assert subject.fault is None


# -- interfaces, files, processes, BFD


def item(kind: TrackKind, weight: int = 0, *, reverse: bool = False) -> TrackedItem:
    return TrackedItem(kind, "thing", weight, reverse)


@pytest.mark.parametrize(
    ("weight", "reverse", "link_up", "priority", "fault"),
    [
        (0, False, True, 100, None),
        (0, False, False, 100, "interface thing is down"),
        (0, True, True, 100, "interface thing is up, which is a fault (reverse)"),
        (0, True, False, 100, None),
        (20, False, True, 120, None),
        (20, False, False, 100, None),
        (-20, False, True, 100, None),
        (-20, False, False, 80, None),
        (-20, True, True, 100, None),
        (-20, True, False, 120, None),
        (20, True, True, 80, None),
    ],
)
def test_a_tracked_interface_counts_like_a_script(
    weight: int, reverse: bool, link_up: bool, priority: int, fault: str | None
) -> None:
    subject = standing(item(TrackKind.INTERFACE, weight, reverse=reverse))
    subject.see(up(None, "thing") if link_up else down("thing"))
    assert (subject.priority, subject.fault) == (priority, fault)


def test_a_tracked_interface_that_does_not_exist_yet_is_down() -> None:
    assert standing(item(TrackKind.INTERFACE)).fault == "interface thing is down"
    assert standing(item(TrackKind.INTERFACE, -20)).priority == 80


@pytest.mark.parametrize(
    ("weight", "reverse", "value", "priority", "fault"),
    [
        (1, False, 0, 100, False),
        (1, False, 10, 110, False),
        (1, False, -10, 90, False),
        (2, False, -10, 80, False),
        (2, True, -10, 120, False),
        (-3, False, 10, 70, False),
        (1, False, 999, 254, False),
        (1, False, -253, 1, False),
        (1, False, -254, 100, True),
        (254, False, -1, 100, True),
        (254, True, 1, 100, True),
        (0, False, 0, 100, False),
        (0, False, 7, 100, True),
        (0, True, 0, 100, True),
        (0, True, 7, 100, False),
    ],
)
def test_a_file_s_number_is_multiplied_by_its_weight(
    weight: int, reverse: bool, value: int, priority: int, fault: bool
) -> None:
    subject = standing(item(TrackKind.FILE, weight, reverse=reverse))
    subject.report((TrackKind.FILE, "thing"), Finding(Health.UP, f"f holds {value}", value))
    assert (subject.priority, subject.fault is not None) == (priority, fault)


@pytest.mark.parametrize("kind", [TrackKind.PROCESS, TrackKind.BFD])
def test_processes_and_sessions_count_like_scripts(kind: TrackKind) -> None:
    subject = standing(item(kind), TrackedItem(kind, "other", -30))
    assert subject.fault == f"{kind} thing has no result yet"
    subject.report((kind, "thing"), Finding(Health.DOWN, "is not there"))
    subject.report((kind, "other"), Finding(Health.DOWN, "is not there"))
    assert (subject.priority, subject.fault) == (70, f"{kind} thing is not there")


# -- priority


@pytest.mark.parametrize(
    ("weight", "reverse", "health", "priority"),
    [
        (30, False, Health.UP, 130),
        (30, False, Health.DOWN, 100),
        (30, False, Health.UNKNOWN, 100),
        (-30, False, Health.UP, 100),
        (-30, False, Health.DOWN, 70),
        (-30, False, Health.UNKNOWN, 100),
        (30, True, Health.UP, 70),
        (30, True, Health.DOWN, 100),
        (-30, True, Health.UP, 100),
        (-30, True, Health.DOWN, 130),
        (30, True, Health.UNKNOWN, 100),
    ],
)
def test_a_positive_weight_is_added_while_up_and_a_negative_one_subtracted_while_down(
    weight: int, reverse: bool, health: Health, priority: int
) -> None:
    subject = standing(tracked(weight=weight, reverse=reverse))
    report(subject, health)
    assert subject.priority == priority


@pytest.mark.parametrize(("base", "weight", "priority"), [(100, 253, 254), (100, -253, 1), (254, 1, 254), (1, -1, 1)])
def test_the_sum_stays_below_the_owner_and_above_zero(base: int, weight: int, priority: int) -> None:
    subject = standing(tracked(weight=weight), priority=base)
    report(subject, Health.UP if weight > 0 else Health.DOWN)
    assert subject.priority == priority


@pytest.mark.parametrize("health", Health)
def test_the_owner_s_priority_is_never_altered(health: Health) -> None:
    subject = standing(tracked(weight=-30), priority=255)
    report(subject, health)
    assert subject.priority == 255


def test_the_sum_is_written_as_a_person_would() -> None:
    subject = standing(tracked("nginx", -30), tracked("disk", 5), tracked("quiet", 9))
    report(subject, Health.DOWN, "says so", "nginx")
    report(subject, Health.UP, "says so", "disk")
    assert subject.describe_priority() == "100 - 30 (nginx) + 5 (disk) = 75"


@given(
    base=st.integers(1, 254),
    scripts=st.lists(st.tuples(st.integers(-253, 253), st.booleans(), st.sampled_from(Health)), max_size=6),
)
def test_whatever_is_tracked_a_backup_stays_between_1_and_254(
    base: int, scripts: list[tuple[int, bool, Health]]
) -> None:
    lines = [tracked(str(number), weight, reverse=reverse) for number, (weight, reverse, _) in enumerate(scripts)]
    subject = standing(*lines, priority=base)
    for number, (_, _, health) in enumerate(scripts):
        report(subject, health, "says so", str(number))
    assert 1 <= subject.priority <= 254


def test_faults_are_counted_for_dumps() -> None:
    subject = standing(tracked("no result"), tracked("bad"), tracked("weighted", -30), item(TrackKind.INTERFACE))
    report(subject, Health.DOWN, "exited with status 1", "bad")
    report(subject, Health.DOWN, "exited with status 1", "weighted")
    assert subject.count_faults() == (2, 1)
    subject.interface_up = False
    assert subject.count_faults() == (3, 1)
