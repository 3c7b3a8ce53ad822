"""What can be done in a host from outside."""

import subprocess

import pytest

from standfast.errors import LabError
from standfast.lab.host import Node, environment
from standfast.lab.topology import Lab

pytestmark = pytest.mark.root


def test_a_command_that_fails_says_where_what_and_why(quiet_lab: Lab) -> None:
    with pytest.raises(LabError, match=r"^client: ls /nowhere ended with 2: .*No such file"):
        quiet_lab.client.run("ls", "/nowhere")
    assert quiet_lab.client.run("ls", "/nowhere", check=False).returncode == 2


def test_a_command_that_takes_too_long_is_ended(quiet_lab: Lab) -> None:
    with pytest.raises(LabError, match="takes longer than"):
        quiet_lab.client.run("sleep", "61", timeout_s=0.2)
    assert quiet_lab.client.run("sh", "-c", "sleep 0.1; pgrep -x sleep", check=False).stdout == ""


def test_standard_input_reaches_a_command(quiet_lab: Lab) -> None:
    assert quiet_lab.client.run("cat", stdin_text="hello").stdout == "hello"


def test_a_spawned_command_ends_by_terminate(quiet_lab: Lab) -> None:
    said = "trap 'echo ended; exit' TERM; echo up; while :; do sleep 0.05; done"
    with quiet_lab.client.spawn("sh", "-c", said, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"up\n"
        running.terminate()
        assert running.stdout.readline() == b"ended\n"


def test_everything_is_killed_but_process_1(quiet_lab: Lab) -> None:
    host = quiet_lab.switch
    host.start_background("sleep", "60")
    host.start_background("sleep", "60")
    assert len(host.pids("sleep")) == 2
    host.kill_everything()
    assert host.run("sh", "-c", "sleep 0.1; pgrep -x sleep", check=False).stdout == ""
    assert host.run("echo", "alive").stdout == "alive\n"


def test_the_output_of_a_background_program_is_in_its_log(quiet_lab: Lab) -> None:
    quiet_lab.switch.start_background("sh", "-c", "echo words; echo more >&2", log="/var/log/test.log")
    log = quiet_lab.switch.run("sh", "-c", "sleep 0.1; cat /var/log/test.log").stdout
    assert log == "words\nmore\n"


def test_a_failing_ip_command_is_told(quiet_lab: Lab) -> None:
    with pytest.raises(LabError, match="switch: ip: "):
        quiet_lab.switch.run_ip_batch("link set nowhere up")


def test_the_addresses_are_those_that_ip_addr_shows(quiet_lab: Lab) -> None:
    node = quiet_lab.nodes[0]
    assert node.addresses() == ["192.168.56.101"]
    assert not node.holds_vip()
    node.run_ip_batch(f"addr add {quiet_lab.vip}/32 dev enp0s8")
    assert node.holds_vip()
    node.run_ip_batch(f"addr del {quiet_lab.vip}/32 dev enp0s8")


def test_a_node_knows_its_names() -> None:
    node = Node("node103", 1, 103, "BACKUP", 60, "standfast")
    assert (node.address, node.port, node.daemon_log) == ("192.168.56.103", "lan-node103", "/var/log/standfast.log")


def test_the_environment_is_the_hosts_not_the_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", "/somewhere")
    monkeypatch.setenv("STANDFAST_SOMETHING", "kept")
    assert "TMPDIR" not in environment()
    assert environment()["STANDFAST_SOMETHING"] == "kept"
    assert "/usr/sbin" in environment()["PATH"].split(":")
