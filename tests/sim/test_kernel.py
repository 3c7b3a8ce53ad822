"""The played kernel: leases, and how late they end."""

from random import Random

from sim.lans import VIP, S
from standfast.sim.kernel import LATEST_EXPIRY_NS, Held, Kernel


class Watched(Kernel):
    """A kernel whose alarms and changes are written down."""

    def __init__(self) -> None:
        self.alarms: list[int] = []
        self.changes: list[bool] = []
        super().__init__(Random(1), self.alarms.append, self.note)

    def note(self, held: Held, there: bool) -> None:
        self.changes.append(there)

    def run(self, until_ns: int) -> int | None:
        """Let all alarms up to then ring; return when the address went."""
        while self.alarms and min(self.alarms) <= until_ns:
            at_ns = min(self.alarms)
            self.alarms.remove(at_ns)
            if self.expire(at_ns):
                return at_ns
        return None


def test_a_lease_ends_after_its_time_and_not_much_later() -> None:
    kernel = Watched()
    kernel.hold((VIP,), 4, 0)
    gone_ns = kernel.run(10 * S)
    assert gone_ns is not None
    assert 4 * S <= gone_ns <= 4 * S + LATEST_EXPIRY_NS
    assert kernel.changes == [True, False]


def test_a_renewed_lease_does_not_end() -> None:
    kernel = Watched()
    for second in range(10):
        kernel.hold((VIP,), 4, second * S)
        assert kernel.run(second * S) is None
    assert kernel.changes == [True]


def test_time_stands_still_for_the_leases_of_a_machine_that_sleeps() -> None:
    kernel = Watched()
    kernel.hold((VIP,), 4, 0)
    kernel.sleep(100 * S)
    assert kernel.run(103 * S) is None
    assert kernel.run(106 * S) is not None


def test_an_address_added_by_hand_is_nobodys_until_the_daemon_takes_it() -> None:
    kernel = Watched()
    assert kernel.add_by_hand(VIP)
    assert not kernel.add_by_hand(VIP)
    assert kernel.changes == []
    kernel.hold((VIP,), 4, 0)
    assert kernel.changes == [True]


def test_what_is_removed_is_returned_once() -> None:
    kernel = Watched()
    kernel.hold((VIP,), None, 0)
    assert kernel.remove((VIP,)) == [VIP]
    assert kernel.remove((VIP,)) == []
