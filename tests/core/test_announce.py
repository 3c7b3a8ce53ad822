"""When gratuitous ARP is sent, how often, and in which order."""

from playbook import Play, at, call, play, wait
from samples import VIP, VIP_2, router
from standfast.core.announce import Announcer
from standfast.core.effects import Effect, SendGratuitousArp
from standfast.model.virtual_router import GarpPolicy
from standfast.units import NS_PER_MS, NS_PER_S

ROUND = SendGratuitousArp((VIP, VIP_2))


class Announcing:
    """An announcer with its policy and two addresses, as a machine to play with."""

    def __init__(self, policy: GarpPolicy) -> None:
        self.router = router(addresses=(VIP, VIP_2), garp=policy)
        self.announcer = Announcer()

    @property
    def next_deadline_ns(self) -> int | None:
        return self.announcer.next_deadline_ns

    def handle_timer(self, now_ns: int) -> tuple[Effect, ...]:
        return tuple(self.announcer.handle_timer(self.router, now_ns))

    def start(self) -> object:
        return call("start", lambda now: self.announcer.start(self.router, now))

    def answer(self) -> object:
        answer = self.announcer.answer_lower_priority
        return call("lower priority", lambda now: answer(self.router, now))


def begin(policy: GarpPolicy) -> tuple[Announcing, Play]:
    subject = Announcing(policy)
    return subject, play(subject) >> subject.start()


def test_at_the_defaults_five_rounds_at_once_and_five_more_after_five_seconds() -> None:
    _, game = begin(GarpPolicy())
    assert game << [ROUND] * 5 >> wait(60) << [at(5, ROUND)] * 5


def test_a_repeat_goes_over_all_addresses_before_it_starts_again() -> None:
    _, game = begin(GarpPolicy(master_repeat=2, master_delay_ns=0))
    assert game << [SendGratuitousArp((VIP, VIP_2)), SendGratuitousArp((VIP, VIP_2))] >> wait(60)


def test_with_repeat_0_nothing_is_announced() -> None:
    _, game = begin(GarpPolicy(master_repeat=0))
    assert game >> wait(60)


def test_a_refresh_repeats_for_ever() -> None:
    policy = GarpPolicy(master_repeat=0, master_refresh_ns=10 * NS_PER_S, master_refresh_repeat=2)
    _, game = begin(policy)
    assert game >> wait(25) << [at(10, ROUND), at(10, ROUND), at(20, ROUND), at(20, ROUND)]


def test_whoever_is_no_master_any_more_is_silent() -> None:
    subject, game = begin(GarpPolicy(master_refresh_ns=NS_PER_S))
    subject.announcer.stop()
    assert game << [ROUND] * 5
    subject.announcer.stop()
    assert play(subject) >> wait(60)


def test_a_lower_priority_is_answered_at_once_and_again_after_the_delay() -> None:
    policy = GarpPolicy(master_repeat=0, lower_prio_repeat=2, lower_prio_delay_ns=3 * NS_PER_S)
    subject, game = begin(policy)
    assert game >> subject.answer() << [ROUND] * 2 >> wait(60) << [at(3, ROUND)] * 2


def test_a_flood_of_lower_priorities_is_answered_twice_a_second_and_no_more() -> None:
    policy = GarpPolicy(master_repeat=0, lower_prio_repeat=1, lower_prio_delay_ns=0)
    subject, game = begin(policy)
    done = game.tell_all([step for _ in range(100) for step in (subject.answer(), wait(0.01))])
    assert [one.at_ns % NS_PER_S for one in done] == [0, 500 * NS_PER_MS, 0]


def test_an_answer_within_the_pause_is_put_off_not_forgotten() -> None:
    policy = GarpPolicy(master_repeat=0, lower_prio_repeat=1, lower_prio_delay_ns=0)
    subject, game = begin(policy)
    assert game >> subject.answer() << ROUND >> wait(0.1) >> subject.answer() >> wait(5) << at(0.5, ROUND)


def test_a_put_off_answer_is_forgotten_with_the_state_master() -> None:
    subject, game = begin(GarpPolicy(master_repeat=0, lower_prio_repeat=1, lower_prio_delay_ns=0))
    game.tell_all([subject.answer(), subject.answer()])
    subject.announcer.stop()
    assert subject.next_deadline_ns is None
