"""Advertisements at the switch and runs of a script, as they are seen."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from lab.values import ONE
from standfast.errors import LabError
from standfast.lab.topology import Lab
from standfast.lab.wiretap import Advert, AdvertTap, ScriptTap, read_advert, sleep_until

VRRP = bytes.fromhex("21 33 64 01 01 01 1e5b c0a83864 31313131 00000000")
IP = bytes.fromhex("45c0 0028 0001 0000 ff70 0000 c0a83865 e0000012")
ETHERNET = bytes.fromhex("01005e000012 020000000065 0800")

SEND_ONE = f"""
import socket
out = socket.socket(socket.AF_INET, socket.SOCK_RAW, 112)
out.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("{ONE}"))
out.sendto(bytes.fromhex("{VRRP.hex()}"), ("224.0.0.18", 0))
"""


def test_an_advertisement_is_read() -> None:
    assert read_advert(ETHERNET + IP + VRRP, 7) == Advert(7, ONE, 0x33, 100)


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        ETHERNET[:10],
        ETHERNET + IP,
        ETHERNET + IP[:9] + b"\x06" + IP[10:] + VRRP,
        ETHERNET + IP + VRRP[:-1] + b"x",  # the checksum tells
    ],
)
def test_what_is_no_advertisement_is_left_alone(frame: bytes) -> None:
    assert read_advert(frame, 7) is None


@pytest.mark.root
def test_an_advertisement_is_seen_once_and_from_its_sender(quiet_lab: Lab) -> None:
    tap = AdvertTap(quiet_lab.switch.pid)
    try:
        with pytest.raises(LabError, match="no advertisement"):
            tap.wait(ONE, within_s=0.1)
        before_ns = time.monotonic_ns()
        quiet_lab.nodes[0].spawn(sys.executable, "-c", SEND_ONE).wait(10)
        assert tap.wait(ONE, within_s=5) > before_ns if tap.last(ONE) is None else True
        advert = tap.last(ONE)
        assert advert is not None
        assert (advert.source, advert.vrid, advert.priority) == (ONE, 0x33, 100)
        assert before_ns < advert.at_ns <= time.monotonic_ns()
    finally:
        tap.close()


def test_a_run_of_the_script_is_seen(tmp_path: Path) -> None:
    script = tmp_path / "check.sh"
    script.write_text("#!/bin/sh\nexit 0\n")
    script.chmod(0o755)
    with ScriptTap(script) as tap:
        with pytest.raises(LabError, match="did not run"):
            tap.wait(within_s=0.1)
        later = threading.Timer(0.4, os.spawnv, (os.P_WAIT, str(script), [str(script)]))
        begin_ns = time.monotonic_ns()
        later.start()
        seen_ns = tap.wait(within_s=5)
        later.join()
    assert 300_000_000 < seen_ns - begin_ns < 3_000_000_000


def test_a_script_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="cannot watch"):
        ScriptTap(tmp_path / "missing.sh")


def test_sleeping_until_a_moment_that_has_passed_takes_no_time() -> None:
    begin_ns = time.monotonic_ns()
    sleep_until(begin_ns - 1)
    sleep_until(begin_ns + 50_000_000)
    assert time.monotonic_ns() >= begin_ns + 50_000_000
