"""What is not used is counted to the last packet, and written of within bounds."""

from samples import BACKUP_IP
from standfast.core.discards import LINES_PER_SECOND, Discards
from standfast.units import NS_PER_MS, NS_PER_S
from standfast.wire.vrrp import DiscardReason

TTL, LENGTH = DiscardReason.TTL, DiscardReason.LENGTH


def refuse(discards: Discards, now_ns: int, reason: DiscardReason = TTL, where: str = "VI_1") -> list[str]:
    return [line.message for line in discards.refuse(where, BACKUP_IP, reason, "wrong", now_ns)]


def flood(discards: Discards, count: int, begin_ns: int = 0) -> list[str]:
    lines = []
    for number in range(count):
        lines += refuse(discards, begin_ns + number * NS_PER_S // (count + 1))
    return lines


def test_a_line_tells_who_sent_what_and_how_many_there_were() -> None:
    discards = Discards()
    refuse(discards, 0)
    text = "(VI_1) Discarded a packet from 192.168.56.102: wrong [ip-ttl, 2 so far]"
    assert refuse(discards, 1) == [text]
    unknown = next(discards.refuse("eth0", None, LENGTH, "2 bytes", 0))
    assert unknown.message == "(eth0) Discarded a packet from an unknown sender: 2 bytes [packet-length, 1 so far]"


def test_of_a_flood_the_first_ten_of_a_second_are_written_and_then_one_line_with_the_rest() -> None:
    discards = Discards()
    assert len(flood(discards, 50_000)) == LINES_PER_SECOND
    assert discards.next_deadline_ns == NS_PER_S
    assert list(discards.handle_timer(NS_PER_S - 1)) == []
    rest = [line.message for line in discards.handle_timer(NS_PER_S)]
    assert rest == ["(VI_1) Discarded 49990 more packet(s) within a second for the same reason [ip-ttl]"]
    assert discards.counters["VI_1", TTL] == 50_000
    assert discards.next_deadline_ns is None


def test_the_next_second_has_ten_lines_of_its_own() -> None:
    discards = Discards()
    flood(discards, 20)
    assert len(flood(discards, 20, NS_PER_S)) == 1 + LINES_PER_SECOND, "the rest of the first second comes first"


def test_ten_and_less_in_a_second_need_no_line_more() -> None:
    discards = Discards()
    assert len(flood(discards, LINES_PER_SECOND)) == LINES_PER_SECOND
    assert discards.next_deadline_ns is None


def test_each_place_and_reason_has_lines_of_its_own() -> None:
    discards = Discards()
    flood(discards, 100)
    assert len(refuse(discards, NS_PER_MS, LENGTH)) == 1
    assert len(refuse(discards, NS_PER_MS, TTL, "VI_2")) == 1


def test_seconds_that_end_one_after_the_other_are_told_one_after_the_other() -> None:
    discards = Discards()
    flood(discards, 20)
    for number in range(20):
        refuse(discards, NS_PER_S // 2 + number, LENGTH)
    assert len(list(discards.handle_timer(NS_PER_S))) == 1
    assert discards.next_deadline_ns == NS_PER_S + NS_PER_S // 2
    assert len(list(discards.handle_timer(2 * NS_PER_S))) == 1


def test_the_recorder_may_write_of_what_the_log_writes_of() -> None:
    discards = Discards()
    assert discards.admits_record("VI_1", TTL)
    flood(discards, LINES_PER_SECOND)
    assert discards.admits_record("VI_1", TTL)
    refuse(discards, NS_PER_S - 1)
    assert not discards.admits_record("VI_1", TTL)


def test_what_is_only_counted_is_counted() -> None:
    discards = Discards()
    discards.count("eth0", DiscardReason.VRID)
    assert discards.counters["eth0", DiscardReason.VRID] == 1
