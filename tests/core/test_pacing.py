"""Bulky work in slices: nobody waits long, nothing is lost, and the queue does not grow."""

import itertools
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from playbook import Play, call, play, record, wait
from samples import INTERFACE
from standfast.core.effects import AddAddresses, Effect, Log, RemoveAddresses, RenewLeases, SendGratuitousArp
from standfast.core.pacing import GARP_COST_NS, PAUSE_NS, RENEWAL_COST_NS, SLICE_NS, Pacer
from standfast.log_level import LogLevel
from standfast.model.virtual_router import VirtualAddress
from standfast.units import NS_PER_S

MANY = tuple(VirtualAddress(bytes((10, 1, *number.to_bytes(2, "big"))), 32, INTERFACE) for number in range(1000))
FEW = MANY[:3]
RENEWALS_PER_SLICE = SLICE_NS // RENEWAL_COST_NS


def submit(pacer: Pacer, effect: Effect) -> object:
    return call(type(effect).__name__, lambda now: pacer.submit(effect, now))


def begin(pacer: Pacer) -> Play:
    return play(pacer, ignore=())


def renewed(effects: list[Effect]) -> list[VirtualAddress]:
    return [address for effect in effects if isinstance(effect, RenewLeases) for address in effect.addresses]


def test_what_fits_passes_at_once_and_in_order() -> None:
    pacer = Pacer()
    line = Log(LogLevel.INFO, "x")
    effects: list[Effect] = [RenewLeases(FEW, 4), line, SendGratuitousArp(FEW), AddAddresses(FEW, 4)]
    game = begin(pacer)
    for effect in effects:
        game = game >> submit(pacer, effect) << effect
    assert game >> wait(1)


def test_a_thousand_renewals_follow_in_slices_that_keep_the_budget() -> None:
    pacer = Pacer()
    done = record(pacer, submit(pacer, RenewLeases(MANY, 4)), wait(1))
    assert renewed([one.effect for one in done]) == list(MANY)
    spent: Counter[int] = Counter()
    for one in done:
        assert isinstance(one.effect, RenewLeases)
        spent[one.at_ns] += len(one.effect.addresses) * RENEWAL_COST_NS
    assert max(spent.values()) <= SLICE_NS
    times = sorted(spent)
    assert all(later - earlier >= PAUSE_NS for earlier, later in itertools.pairwise(times))
    assert times[-1] - times[0] < NS_PER_S // 10, "a thousand are done in a tenth of the shortest interval"


def test_the_budget_is_one_for_all_who_share_the_moment() -> None:
    pacer = Pacer()
    now_ns = NS_PER_S
    effects: list[Effect] = []
    for start in range(0, 1000, 100):
        effects += pacer.submit(SendGratuitousArp(MANY[start : start + 100]), now_ns)
    assert (
        sum(len(one.addresses) for one in effects if isinstance(one, SendGratuitousArp)) <= SLICE_NS // GARP_COST_NS
    )


def test_other_effects_do_not_wait_behind_the_queue() -> None:
    pacer = Pacer()
    list(pacer.submit(RenewLeases(MANY, 4), 0))
    line = Log(LogLevel.INFO, "x")
    assert list(pacer.submit(line, 0)) == [line]


def test_a_removal_cancels_what_waits_for_its_addresses_and_nothing_else() -> None:
    pacer = Pacer()
    gone = MANY[500:]
    game = begin(pacer) >> submit(pacer, RenewLeases(MANY, 4)) << RenewLeases(MANY[:RENEWALS_PER_SLICE], 4)
    assert (
        game
        >> submit(pacer, SendGratuitousArp(MANY))
        >> submit(pacer, RemoveAddresses(gone))
        << RemoveAddresses(gone)
    )
    left = [done.effect for done in record(pacer, wait(1))]
    assert renewed(left) == list(MANY[RENEWALS_PER_SLICE:500])
    announced = [address for effect in left if isinstance(effect, SendGratuitousArp) for address in effect.addresses]
    assert announced == list(MANY[:500])


def test_when_everything_is_cancelled_nothing_is_due() -> None:
    pacer = Pacer()
    list(pacer.submit(RenewLeases(MANY, 4), 0))
    list(pacer.submit(RemoveAddresses(MANY), 0))
    assert pacer.next_deadline_ns is None


def test_an_address_that_is_added_for_ever_is_not_given_a_lease_by_a_renewal_that_waited() -> None:
    pacer = Pacer()
    list(pacer.submit(RenewLeases(MANY, 4), 0))
    list(pacer.submit(SendGratuitousArp(FEW), 0))
    list(pacer.submit(AddAddresses(MANY, None), 0))
    assert [done.effect for done in record(pacer, wait(1))] == [SendGratuitousArp(FEW)]


def test_a_flood_of_renewals_neither_grows_the_queue_nor_starves_an_address() -> None:
    pacer = Pacer()
    counts: Counter[VirtualAddress] = Counter()
    for step in range(300):
        now_ns = step * PAUSE_NS
        counts.update(renewed([*pacer.handle_timer(now_ns), *pacer.submit(RenewLeases(MANY, 4), now_ns)]))
    assert min(counts[address] for address in MANY) >= 8
    rest = renewed([done.effect for done in record(pacer, wait(10), at_ns=300 * PAUSE_NS)])
    assert len(rest) <= len(MANY)


def test_an_effect_without_addresses_is_dropped() -> None:
    pacer = Pacer()
    assert list(pacer.submit(RenewLeases((), 4), 0)) == []
    assert pacer.next_deadline_ns is None


@given(st.lists(st.tuples(st.sampled_from([RenewLeases, SendGratuitousArp]), st.integers(0, 300)), max_size=8))
def test_everything_that_is_submitted_comes_out_and_announcements_in_full(work: list[tuple[type, int]]) -> None:
    pacer = Pacer()
    effects: list[Effect] = [
        RenewLeases(MANY[:count], 4) if kind is RenewLeases else SendGratuitousArp(MANY[:count])
        for kind, count in work
    ]
    done = [one.effect for one in record(pacer, *(submit(pacer, effect) for effect in effects), wait(60))]
    sent = sum(len(effect.addresses) for effect in done if isinstance(effect, SendGratuitousArp))
    assert sent == sum(count for kind, count in work if kind is SendGratuitousArp)
    assert set(renewed(done)) == set(MANY[: max((count for kind, count in work if kind is RenewLeases), default=0)])
    assert pacer.next_deadline_ns is None
