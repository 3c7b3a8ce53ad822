"""No announcement comes sooner after another than `garp_interval` and its like allow."""

from samples import INTERFACE, VIP, VIP_2, VIP_GLOBAL
from standfast.core.announce_limits import AnnounceLimits
from standfast.core.effects import SendGratuitousArp
from standfast.model.node import AnnounceLimit
from standfast.model.virtual_router import VirtualAddress
from standfast.units import NS_PER_MS

STEP = 100 * NS_PER_MS
EVERYWHERE = AnnounceLimit(frozenset(), STEP, 2 * STEP)
OTHER = "enp0s9"
ELSEWHERE = VirtualAddress(VIP.address, 32, OTHER)


def submit(limits: AnnounceLimits, *addresses: VirtualAddress, now_ns: int = 0) -> list[VirtualAddress]:
    return [one for sent in limits.submit(SendGratuitousArp(addresses), now_ns) for one in sent.addresses]


def later(limits: AnnounceLimits, now_ns: int) -> list[VirtualAddress]:
    return [one for sent in limits.handle_timer(now_ns) for one in sent.addresses]


def test_without_a_limit_everything_passes_at_once() -> None:
    limits = AnnounceLimits()
    effect = SendGratuitousArp((VIP, VIP_2), OTHER)
    assert list(limits.submit(effect, 0)) == [effect]
    assert limits.next_deadline_ns is None


def test_one_passes_and_the_others_follow_one_by_one() -> None:
    limits = AnnounceLimits((EVERYWHERE,))
    assert submit(limits, VIP, VIP_2) == [VIP]
    assert limits.next_deadline_ns == STEP
    assert later(limits, STEP - 1) == []
    assert later(limits, STEP) == [VIP_2]
    assert limits.next_deadline_ns is None


def test_the_time_counts_from_the_last_one_that_was_sent_also_for_the_next_set() -> None:
    limits = AnnounceLimits((EVERYWHERE,))
    submit(limits, VIP)
    assert submit(limits, VIP, now_ns=STEP - 1) == []
    assert later(limits, STEP) == [VIP]
    assert submit(limits, VIP, now_ns=2 * STEP) == [VIP]


def test_an_address_waits_once_however_often_it_is_announced() -> None:
    limits = AnnounceLimits((EVERYWHERE,))
    for _ in range(5):
        submit(limits, VIP, VIP_2)
    assert [later(limits, step * STEP) for step in range(1, 4)] == [[VIP_2], [VIP], []]


def test_both_ip_versions_have_their_own_interval() -> None:
    limits = AnnounceLimits((EVERYWHERE,))
    assert submit(limits, VIP, VIP_GLOBAL) == [VIP, VIP_GLOBAL]
    submit(limits, VIP, VIP_GLOBAL)
    assert later(limits, STEP) == [VIP]
    assert later(limits, 2 * STEP) == [VIP_GLOBAL]


def test_an_interval_of_0_is_no_limit() -> None:
    limits = AnnounceLimits((AnnounceLimit(frozenset(), 0, STEP),))
    assert submit(limits, VIP, VIP_2) == [VIP, VIP_2]


def test_each_interface_has_a_limit_of_its_own_unless_a_group_names_both() -> None:
    apart = AnnounceLimits((EVERYWHERE,))
    assert submit(apart, VIP, ELSEWHERE) == [VIP, ELSEWHERE]
    together = AnnounceLimits((EVERYWHERE, AnnounceLimit(frozenset({INTERFACE, OTHER}), STEP, STEP)))
    assert submit(together, VIP, ELSEWHERE) == [VIP]


def test_the_interface_that_counts_is_the_one_it_is_sent_on() -> None:
    limits = AnnounceLimits((AnnounceLimit(frozenset({OTHER}), STEP, STEP),))
    assert submit(limits, VIP, VIP_2) == [VIP, VIP_2]
    sent = list(limits.submit(SendGratuitousArp((VIP, VIP_2), OTHER), 0))
    assert sent == [SendGratuitousArp((VIP,), OTHER)]
    assert list(limits.handle_timer(STEP)) == [SendGratuitousArp((VIP_2,), OTHER)]


def test_an_address_that_is_given_back_is_announced_no_more() -> None:
    limits = AnnounceLimits((EVERYWHERE,))
    submit(limits, VIP, VIP_2)
    limits.cancel((VIP_2,))
    assert limits.next_deadline_ns is None


def test_a_reload_may_lift_the_limit() -> None:
    limits = AnnounceLimits((EVERYWHERE,))
    submit(limits, VIP, VIP_2)
    limits.reconfigure((EVERYWHERE,))
    assert submit(limits, VIP, VIP_2) == []
    limits.reconfigure(())
    assert later(limits, STEP) == []
    assert submit(limits, VIP, VIP_2) == [VIP, VIP_2]
