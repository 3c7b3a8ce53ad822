"""How often the same kind of line is written."""

from standfast.core.effects import Log
from standfast.core.rate_limit import QUIET_PERIOD_NS, RateLimit
from standfast.log_level import LogLevel

LINE = Log(LogLevel.WARNING, "Discarded a packet")


def test_the_first_line_of_each_kind_passes() -> None:
    limit = RateLimit()
    assert list(limit.admit("ttl", LINE, 0)) == [LINE]
    assert list(limit.admit("checksum", LINE, 0)) == [LINE]


def test_what_is_held_back_is_counted_in_the_next_line() -> None:
    limit = RateLimit()
    passed = [list(limit.admit("ttl", LINE, QUIET_PERIOD_NS * number // 4)) for number in range(6)]
    later = Log(LogLevel.WARNING, "Discarded a packet (3 like this not logged)")
    assert passed == [[LINE], [], [], [], [later], []]


def test_after_a_quiet_time_a_line_is_as_it_is() -> None:
    limit = RateLimit()
    list(limit.admit("ttl", LINE, 0))
    assert list(limit.admit("ttl", LINE, QUIET_PERIOD_NS)) == [LINE]
