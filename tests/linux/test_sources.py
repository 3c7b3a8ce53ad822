"""The loop is told which of its sources have something, and no other."""

import os

from standfast.linux.sources import Callback, Sources


def test_only_what_is_ready_is_told_until_it_is_unwatched() -> None:
    sources = Sources()
    reader, writer = os.pipe()
    other_reader, other_writer = os.pipe()
    calls: list[str] = []
    one = Callback(reader, lambda: calls.append("one"))
    sources.watch(one)
    sources.watch(Callback(other_reader, lambda: calls.append("other")))
    os.write(writer, b"x")
    (ready,) = sources.wait()
    assert ready is one
    assert list(ready.read(1)) == []
    assert calls == ["one"]
    sources.unwatch(one)
    os.write(other_writer, b"x")
    (ready,) = sources.wait()
    assert ready is not one
    sources.close()
    for descriptor in (reader, writer, other_reader, other_writer):
        os.close(descriptor)
