"""Tracked processes: how many run is told at once, with the kernel's connector and without."""

import contextlib
import os
import select
import subprocess
import time
from collections.abc import Iterator

import pytest

from netlab import Host, Lan, wait_for
from standfast.core.events import Event, ProcessesChanged
from standfast.linux import process_watch
from standfast.linux.process_watch import ProcessWatch
from standfast.model.track import TrackProcess

NAME = f"sft-{os.getpid()}"
TRACKED = TrackProcess("p", (NAME,), None, False, 1, None, 0, 0, 0)


@pytest.fixture(params=["connector", "scan"])
def watch(request: pytest.FixtureRequest, lan: Lan) -> Iterator[ProcessWatch]:
    # In another network namespace there is no connector.
    place: contextlib.AbstractContextManager[None] = contextlib.nullcontext()
    if request.param == "scan":
        place = lan.hosts[0].network()
    with place:
        made = ProcessWatch()
    if request.param == "connector" and made._connector is None:
        made.close()
        pytest.skip("this kernel does not tell of processes")
    yield made
    made.close()


def named() -> subprocess.Popen[bytes]:
    """Start a process that calls itself NAME."""
    code = f"import time; open('/proc/self/comm', 'w').write('{NAME}'); time.sleep(60)"
    return subprocess.Popen(["/usr/bin/python3", "-S", "-E", "-c", code])


def expect(watch: ProcessWatch, count: int, within_s: float = 10) -> float:
    """Wait until this number is told; return how long it took."""
    told: list[Event] = []
    started_s = time.monotonic()
    while ProcessesChanged("p", count) not in told:
        left_s = started_s + within_s - time.monotonic()
        assert left_s > 0, f"{count} was not told, but {told}"
        select.select([watch], [], [], left_s)
        told.extend(watch.read(64))
    return time.monotonic() - started_s


def test_processes_are_counted_as_they_come_and_go(watch: ProcessWatch) -> None:
    assert watch.want([TRACKED]) == (ProcessesChanged("p", 0),)
    first = named()
    expect(watch, 1)
    second = named()
    expect(watch, 2)
    first.kill()
    assert expect(watch, 1) < 0.5, "an end is told at once"
    assert watch.want([TRACKED]) == (ProcessesChanged("p", 1),)
    second.kill()
    expect(watch, 0)
    first.wait()
    second.wait()


def test_what_is_tracked_no_more_is_not_told(watch: ProcessWatch) -> None:
    running = named()
    wait_for(lambda: watch.want([TRACKED]) == (ProcessesChanged("p", 1),), "it runs")
    assert watch.want([]) == ()
    running.kill()
    running.wait()
    select.select([watch], [], [], 1.5)
    assert watch.read(64) == []


def test_old_processes_are_looked_at_again_by_and_by(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_watch, "_YOUNG_SCANS", -1)
    watch = ProcessWatch()
    watch.want([TRACKED])
    running = named()
    expect(watch, 1, within_s=60)
    running.kill()
    running.wait()
    watch.close()
