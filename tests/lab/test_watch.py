"""Who is seen to hold the VIP, and which states are read from logs."""

import time
from pathlib import Path

import pytest

from lab.values import ONE, TWO
from standfast.lab.host import LAN_INTERFACE, VIP
from standfast.lab.records import Span
from standfast.lab.topology import Lab
from standfast.lab.watch import HolderWatch, StateWatch, address_change, to_spans


@pytest.mark.parametrize(
    ("line", "change"),
    [
        (f"2: enp0s8    inet {VIP}/32 scope global enp0s8\\       valid_lft forever", True),
        (f"Deleted 2: enp0s8    inet {VIP}/32 scope global enp0s8\\       valid_lft forever", False),
        ("2: enp0s8    inet 192.168.56.101/24 scope global enp0s8", None),
        ("2: enp0s8    inet 192.168.56.10/32 scope global enp0s8", None),
        ("", None),
    ],
)
def test_lines_of_ip_monitor(line: str, change: bool | None) -> None:
    assert address_change(line, VIP) is change


def test_changes_become_spans_within_the_window() -> None:
    changes = [(0, "BACKUP"), (50, "MASTER"), (60, "MASTER"), (80, ""), (90, "BACKUP")]
    assert to_spans(changes, 10, 100) == (Span(10, 50, "BACKUP"), Span(50, 80, "MASTER"), Span(90, 100, "BACKUP"))
    assert to_spans([], 10, 100) == ()


def until(fulfilled: object) -> bool:
    end_s = time.monotonic() + 5
    while time.monotonic() < end_s:
        if fulfilled():  # type: ignore[operator]
            return True
        time.sleep(0.02)
    return False


@pytest.mark.root
def test_an_address_that_comes_and_goes_is_seen(quiet_lab: Lab) -> None:
    one, two = quiet_lab.nodes
    address = (f"{VIP}/32", "dev", LAN_INTERFACE)
    one.run("ip", "addr", "add", *address)
    watch = HolderWatch(quiet_lab.nodes, VIP)
    begin_ns = time.monotonic_ns()
    try:
        assert watch.now() == (ONE,), "what was there before the watch began"
        two.run("ip", "addr", "add", *address)
        assert until(lambda: watch.now() == (ONE, TWO))
        assert watch.asked() == (ONE, TWO)
        one.run("ip", "addr", "del", *address)
        assert until(lambda: watch.now() == (TWO,))
        assert watch.asked() == (TWO,)
        spans = watch.spans(begin_ns, time.monotonic_ns())
        assert [len(spans[node]) for node in (ONE, TWO)] == [1, 1]
        assert spans[ONE][0].end_ns > spans[TWO][0].start_ns
    finally:
        watch.close()
        for node in quiet_lab.nodes:
            node.run("ip", "addr", "del", *address, check=False)


def test_states_are_read_as_they_are_logged(tmp_path: Path) -> None:
    log = tmp_path / "daemon.log"
    watch = StateWatch({ONE: log})
    try:
        log.write_text("Starting\n(VI_1) Entering BACKUP STATE (init)\n(VI_1) Entering MAST")
        assert until(lambda: watch.now(ONE) == "BACKUP")
        with log.open("a") as more:
            more.write("ER STATE\n")
        assert until(lambda: watch.now(ONE) == "MASTER")
        log.write_text("(VI_1) Entering FAULT STATE\n")
        assert until(lambda: watch.now(ONE) == "FAULT"), "a log that was begun anew"
        watch.note(ONE, "HUNG")
        assert [span.value for span in watch.spans(0, time.monotonic_ns())[ONE]] == [
            "BACKUP",
            "MASTER",
            "FAULT",
            "HUNG",
        ]
    finally:
        watch.close()
