"""The router's side: bounded, never waiting, honest about what it lost."""

import json
from typing import Any

from samples import VIP, facts, heard, lost, node, router
from standfast.core.director import Director
from standfast.core.events import Event, PacketDiscarded
from standfast.record.recorder import QUEUE_MAX, RECORDS_PER_TURN, Recorder
from standfast.units import NS_PER_S
from standfast.wire.vrrp import DiscardReason

START_NS = 100 * NS_PER_S


class Recording:
    """A director with a recorder, and what it sends while somebody takes it."""

    def __init__(self, priority: int = 255) -> None:
        self.director = Director(node(router(priority)))
        self.taken = True
        self.data = b""
        self.recorder = Recorder(self.director, self._take)
        facts_ = facts()
        self.recorder.start(facts_, self.director.start(facts_, START_NS), START_NS)

    def _take(self, data: bytes) -> bool:
        if self.taken:
            self.data += data
        return self.taken

    def tell(self, event: Event, times: int = 1) -> None:
        for _ in range(times):
            self.recorder.note(event, self.director.handle(event, START_NS + 1), START_NS + 1)

    def records(self) -> list[dict[str, Any]]:
        self.recorder.work(flush=True)
        return [json.loads(line) for line in self.data.decode().splitlines() if line]


def test_events_come_in_their_order_behind_the_start() -> None:
    recording = Recording()
    recording.tell(heard(100))
    recording.tell(lost())
    found = recording.records()
    assert [record["do"] for record in found] == ["start", "event", "event"]
    assert [record["event"]["c"] for record in found[1:]] == ["AdvertisementReceived", "AddressRemoved"]


def test_a_turn_writes_a_bounded_number() -> None:
    recording = Recording()
    recording.tell(lost(VIP), 3 * RECORDS_PER_TURN)
    recording.recorder.work(flush=True)
    assert recording.data.count(b"\n") == 1 + RECORDS_PER_TURN


def test_a_flood_of_one_reason_is_ten_records_and_a_number() -> None:
    recording = Recording()
    recording.tell(PacketDiscarded("enp0s8", None, DiscardReason.CHECKSUM, "wrong"), 500)
    found = recording.records()[1:]
    assert [record["do"] for record in found] == ["event"] * 10 + ["skipped"]
    assert found[-1]["count"] == 490
    assert found[0]["refused"] == DiscardReason.CHECKSUM.value


def test_a_full_queue_loses_and_says_how_many() -> None:
    recording = Recording()
    recording.tell(lost(VIP), QUEUE_MAX + 5)
    for _ in range(QUEUE_MAX // RECORDS_PER_TURN):
        recording.recorder.work(flush=True)
    (record,) = [record for record in recording.records() if record["do"] == "lost"]
    assert record["count"] == 5


def test_a_reader_that_takes_nothing_loses_and_nobody_waits() -> None:
    recording = Recording()
    recording.taken = False
    recording.tell(lost(VIP), 7)
    recording.recorder.work(flush=True)
    recording.taken = True
    recording.tell(lost(VIP))
    assert [(record["do"], record.get("count")) for record in recording.records()] == [("lost", 8), ("event", None)]


def test_a_checkpoint_says_who_holds_what() -> None:
    recording = Recording()
    recording.recorder.checkpoint(START_NS + 5, 0)
    checkpoint = recording.records()[-1]
    assert (checkpoint["do"], checkpoint["t"]) == ("checkpoint", START_NS + 5)
    assert checkpoint["facts"]["records"][0]["master"] is True
    assert checkpoint["facts"]["addresses"]["s"] == [["enp0s8", {"x": VIP.address.hex()}, 32]]
