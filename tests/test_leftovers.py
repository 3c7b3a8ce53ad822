"""The guard of the test session finds what a careless test would leave behind."""

import os
import subprocess

import pytest

from leftovers import find_leftovers, in_sandbox, take_snapshot


def test_a_process_that_still_runs_is_found_and_named() -> None:
    before = take_snapshot()
    with subprocess.Popen(["sleep", "60"]) as process:
        left = find_leftovers(before, grace_s=0)
        process.kill()
    assert [line for line in left if f"process {process.pid} (sleep)" in line]


def test_a_process_that_ended_is_no_leftover() -> None:
    before = take_snapshot()
    subprocess.run(["true"], check=True)
    assert find_leftovers(before, grace_s=5) == []


def test_an_orphan_is_found_too() -> None:
    before = take_snapshot()
    command = "sleep 60 >/dev/null 2>&1 & echo $!"
    shell = subprocess.run(["sh", "-c", command], stdout=subprocess.PIPE, text=True, check=True)
    left = find_leftovers(before, grace_s=0)
    os.kill(int(shell.stdout), 9)
    assert len(left) == 1
    assert find_leftovers(before, grace_s=5) == []


@pytest.mark.root
@pytest.mark.skipif(not in_sandbox(), reason="judges links and namespaces only inside tools/sandbox")
def test_links_and_namespaces_are_found() -> None:
    before = take_snapshot()
    subprocess.run(["ip", "link", "add", "left0", "type", "veth", "peer", "left1"], check=True)
    subprocess.run(["ip", "netns", "add", "left"], check=True)
    left = find_leftovers(before, grace_s=0)
    subprocess.run(["ip", "link", "delete", "left0"], check=True)
    subprocess.run(["ip", "netns", "delete", "left"], check=True)
    assert "network interface left0" in left
    assert "named namespace /run/netns/left" in left
    assert [line for line in find_leftovers(before, grace_s=5) if "left" in line] == []
