"""When the next advertisement is due, whom it goes to, and what a MASTER knows of those that did not leave."""

import pytest

from samples import BACKUP_IP, MASTER_IP, THIRD_IP, router, router_3
from standfast.core.authenticate import MESSAGE_CREDENTIALS
from standfast.core.sending import Sender, patience_ns
from standfast.model.packets import Peer, Unicast
from standfast.model.virtual_router import VirtualRouter
from standfast.units import NS_PER_MS, NS_PER_S

BEGIN = 100 * NS_PER_S


def sent(sender: Sender, config: VirtualRouter) -> int:
    return len(list(sender.send(config, 100, MASTER_IP, MESSAGE_CREDENTIALS, 0)))


def test_the_patience_of_the_others_is_their_least_master_down_interval() -> None:
    assert patience_ns(router()) == 3 * NS_PER_S
    assert patience_ns(router(down_timer_adverts=5)) == 5 * NS_PER_S
    assert patience_ns(router_3(advert_interval_ns=10 * NS_PER_MS)) == 30 * NS_PER_MS


def test_timer_expired_backup_adds_the_skew_time_of_the_highest_other_priority() -> None:
    assert patience_ns(router(late_priority=128)) == 3 * NS_PER_S + NS_PER_S // 2
    config = router_3(late_priority=128, advert_interval_ns=100 * NS_PER_MS)
    assert patience_ns(config) == 350 * NS_PER_MS


def test_small_lateness_does_not_add_up_and_a_large_one_is_not_made_up_for() -> None:
    sender = Sender()
    sender.advance(router(), BEGIN)
    assert sender.due_ns == BEGIN + NS_PER_S
    sender.advance(router(), BEGIN + NS_PER_S + 5 * NS_PER_MS)
    assert sender.due_ns == BEGIN + 2 * NS_PER_S
    sender.advance(router(), BEGIN + 9 * NS_PER_S)
    assert sender.due_ns == BEGIN + 10 * NS_PER_S
    assert sender.silence_ns(BEGIN + 10 * NS_PER_S) == NS_PER_S


def test_an_advertisement_out_of_turn_begins_a_new_interval() -> None:
    sender = Sender()
    sender.advance(router(), BEGIN)
    sender.advance(router(), BEGIN + NS_PER_S // 2)
    assert sender.due_ns == BEGIN + NS_PER_S * 3 // 2


def test_a_failed_packet_means_that_the_one_before_was_the_last() -> None:
    sender = Sender()
    sender.advance(router(), BEGIN)
    sender.advance(router(), BEGIN + NS_PER_S)
    sent(sender, router())
    assert sender.note_failure()
    assert sender.last_advert_ns == BEGIN


def test_one_peer_that_cannot_be_reached_is_no_failure_while_another_can() -> None:
    config = router(unicast=Unicast((Peer(BACKUP_IP), Peer(THIRD_IP))))
    sender = Sender()
    sender.advance(config, BEGIN)
    assert sent(sender, config) == 2
    assert not sender.note_failure()
    assert sender.note_failure()


def test_who_is_no_master_any_more_has_nothing_due() -> None:
    sender = Sender()
    sender.advance(router(), BEGIN)
    sender.stop()
    assert sender.due_ns is None


@pytest.mark.parametrize(
    ("config", "elapsed_ns", "due"),
    [
        (router(), 0, True),
        (router(), NS_PER_S, True),
        (router_3(advert_interval_ns=10 * NS_PER_MS), 900 * NS_PER_MS, False),
        (router_3(advert_interval_ns=10 * NS_PER_MS), 960 * NS_PER_MS, True),
    ],
)
def test_a_lease_is_renewed_in_time_and_not_more_often_than_it_must(
    config: VirtualRouter, elapsed_ns: int, due: bool
) -> None:
    sender = Sender()
    assert sender.must_renew(config, BEGIN)
    sender.renewed(BEGIN)
    assert sender.must_renew(config, BEGIN + elapsed_ns) is due
