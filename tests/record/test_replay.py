"""A recording that is played to the core again."""

from collections.abc import Callable
from typing import Any

import pytest

from samples import BACKUP_IP, VIP, down, exited, facts, heard, lost, node, router, script, tracked, up
from standfast.core.director import Director
from standfast.core.events import Event, PacketDiscarded, ReloadRequested, StopRequested
from standfast.core.standing import Standing
from standfast.model.node import Node
from standfast.record.decode import RecordingError
from standfast.record.encode import node_text
from standfast.record.recorder import Recorder
from standfast.record.replay import Replay
from standfast.units import NS_PER_S
from standfast.wire.vrrp import DiscardReason

START_NS = 100 * NS_PER_S
NODE = node(router(100, tracked=(tracked("chk", -30),)), scripts=(script("chk"),))


def taker(data: list[bytes]) -> Callable[[bytes], bool]:
    def take(piece: bytes) -> bool:
        data.append(piece)
        return True

    return take


def recorded(what: Node, *told: Event | float) -> str:
    """Play events, and seconds that pass, to a director; return its recording."""
    data: list[bytes] = []
    director = Director(what)
    recorder = Recorder(director, taker(data))
    text = node_text(what)
    now_ns, begin = START_NS, facts()
    recorder.start(begin, director.start(begin, now_ns), now_ns)
    for one in told:
        if isinstance(one, float):
            end_ns = now_ns + round(one * NS_PER_S)
            while (due_ns := director.next_deadline_ns) is not None and due_ns <= end_ns:
                now_ns = max(now_ns, due_ns)
                recorder.note(None, director.handle_timer(now_ns), now_ns)
            now_ns = end_ns
            continue
        if isinstance(one, ReloadRequested):
            recorder.work(flush=True)
            data.append(node_text(one.node).encode())
        recorder.note(one, director.handle(one, now_ns), now_ns)
        recorder.work(flush=False)
    for _ in range(100):
        recorder.work(flush=True)
    return text + b"".join(data).decode()


STORY = (
    exited(0), 4.0, heard(90), 1.0, heard(200), 0.5, heard(0), 2.0, exited(1), down(), 0.3, up(), 5.0, lost(VIP),
    1.0, ReloadRequested(node(router(120))), 2.5, StopRequested("SIGTERM"), 1.0,
)  # fmt: skip


def test_the_core_of_today_does_what_it_did() -> None:
    replay = Replay()
    story = "\n".join(replay.tell(recorded(NODE, *STORY)))
    assert replay.differences == 0, story
    assert replay.played > 20
    assert "Entering MASTER STATE" in story
    assert "AddressRemoved" in story
    assert "192.168.56.100" in story
    assert "Stopping: SIGTERM" in story


def test_a_core_that_acts_otherwise_is_told_with_what_it_would_do(monkeypatch: pytest.MonkeyPatch) -> None:
    text = recorded(NODE, *STORY)
    monkeypatch.setattr(Standing, "priority", property(lambda self: 7))
    replay = Replay()
    story = "\n".join(replay.tell(text))
    assert replay.differences > 0
    assert "! the core of today acts otherwise:" in story


def test_refused_packets_are_told_and_not_believed() -> None:
    wrong = PacketDiscarded("enp0s8", BACKUP_IP, DiscardReason.CHECKSUM, "the checksum is wrong", 51)
    replay = Replay()
    story = list(replay.tell(recorded(NODE, exited(0), *[wrong] * 15, 1.0, 3.0)))
    assert sum("the checksum is wrong" in line for line in story) == 10
    assert any("and 5 more refused packets" in line for line in story)
    assert replay.differences == 0


def test_what_was_lost_is_said() -> None:
    text = recorded(NODE, exited(0)) + '\n{"do":"lost","count":9}\n{"do":"ev'
    story = list(Replay().tell(text))
    assert "9 records were lost" in story[-2]
    assert "cut off" in story[-1]


def test_a_recording_without_a_configuration_is_refused() -> None:
    text = recorded(NODE).partition("\n")[2]
    with pytest.raises(RecordingError):
        list(Replay().tell(text))


def test_a_replay_can_begin_at_a_checkpoint() -> None:
    director = Director(node(router(255)))
    data: list[bytes] = []
    recorder = Recorder(director, taker(data))
    director.start(facts(), START_NS)
    recorder.checkpoint(START_NS + 1000, 0)
    event: Any = lost(VIP)
    recorder.note(event, director.handle(event, START_NS + 2000), START_NS + 2000)
    recorder.work(flush=True)
    replay = Replay()
    story = list(replay.tell(node_text(director.node) + b"".join(data).decode()))
    assert "the recording goes on here with VI_1" in story[0]
    assert (replay.played, replay.differences) == (1, 0)
