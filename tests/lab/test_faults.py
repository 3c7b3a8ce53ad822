"""Each fault breaks what it says, at once, and its repair brings it back."""

import time

import pytest

from standfast.lab import faults, provision
from standfast.lab.host import Host
from standfast.lab.services import daemon_pids
from standfast.lab.topology import Lab
from standfast.linux import netns

pytestmark = pytest.mark.root


def reaches(client: Host, address: str) -> bool:
    """Whether a connection to nginx can be made; the neighbour is looked for afresh."""
    client.run_ip_batch("neigh flush all")
    asked = client.run("bash", "-c", f"timeout 0.5 bash -c 'exec 3<>/dev/tcp/{address}/80'", check=False)
    return asked.returncode == 0


def states(pids: list[int]) -> set[str]:
    return {process.state for pid in pids if (process := netns.read_process(pid))}


def carrier(lab: Lab) -> bool:
    return "NO-CARRIER" not in lab.nodes[0].run("ip", "link", "show", "dev", "enp0s8").stdout


def test_a_cut_cable_takes_the_carrier_and_a_plugged_one_brings_it_back(quiet_lab: Lab) -> None:
    node = quiet_lab.nodes[0]
    faults.cut_cable(quiet_lab, node)
    assert not carrier(quiet_lab)
    assert not reaches(quiet_lab.client, node.address)
    faults.plug_cable(quiet_lab, node)
    assert carrier(quiet_lab)
    assert reaches(quiet_lab.client, node.address)


def test_an_isolated_node_keeps_its_carrier_and_hears_nobody(quiet_lab: Lab) -> None:
    node, other = quiet_lab.nodes
    faults.isolate(quiet_lab, node)
    try:
        assert carrier(quiet_lab)
        assert not reaches(quiet_lab.client, node.address)
        assert not reaches(node, other.address)
        assert reaches(quiet_lab.client, other.address)
    finally:
        faults.heal(quiet_lab)
    assert reaches(quiet_lab.client, node.address)
    faults.heal(quiet_lab)


def test_a_lost_host_has_no_process_no_address_and_no_port(quiet_lab: Lab) -> None:
    node = quiet_lab.nodes[0]
    provision.install_config(node, "plain")
    faults.start_daemon(node)
    node.run_ip_batch(f"addr add {quiet_lab.vip}/32 dev enp0s8")
    faults.lose_host(quiet_lab, node)
    assert netns.processes_in(node.pid) == []
    assert node.addresses() == []
    assert sorted(entry.name for entry in node.path("/run").iterdir()) == ["lab", "lock"]
    assert not reaches(quiet_lab.client, node.address)
    quiet_lab.give_addresses(node)
    quiet_lab.switch.run_ip_batch(f"link set {node.port} up", f"link set back-{node.name} up")
    faults.start_nginx(node)
    assert reaches(quiet_lab.client, node.address)


def test_a_hung_daemon_stands_still_and_a_killed_one_is_gone(quiet_lab: Lab) -> None:
    node = quiet_lab.nodes[1]
    provision.install_config(node, "plain")
    faults.start_daemon(node)
    pids = daemon_pids(node)
    faults.hang_daemon(node)
    deadline = time.monotonic() + 2
    while states(pids) != {"T"}:
        assert time.monotonic() < deadline, states(pids)
    faults.resume_daemon(node)
    assert "T" not in states(pids)
    faults.kill_daemon(node)
    assert states(pids) == set()
    assert daemon_pids(node) == []


def test_killed_nginx_starts_again_and_broken_nginx_does_not_until_it_is_repaired(quiet_lab: Lab) -> None:
    node = quiet_lab.nodes[0]
    faults.kill_nginx(node)
    assert node.pids("nginx") == []
    assert node.run("nginx", check=False).returncode == 0
    faults.break_nginx(node)
    assert node.pids("nginx") == []
    assert node.run("nginx", check=False).returncode == 1
    faults.repair_nginx(node, start=False)
    assert node.pids("nginx") == []
    faults.repair_nginx(node)
    assert reaches(quiet_lab.client, node.address)


def test_hung_nginx_is_there_and_answers_nothing(quiet_lab: Lab) -> None:
    node = quiet_lab.nodes[0]
    ask = (
        "bash",
        "-c",
        "exec 3<>/dev/tcp/127.0.0.1/80; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; timeout 0.3 head -1 <&3",
    )
    faults.hang_nginx(node)
    assert len(node.pids("nginx")) == 2
    assert node.run(*ask, check=False).stdout == ""
    faults.resume_nginx(node)
    assert node.run(*ask).stdout.startswith("HTTP/1.1 200")


def test_a_killed_application_server_refuses_and_comes_back(quiet_lab: Lab) -> None:
    app, node = quiet_lab.apps[1], quiet_lab.nodes[0]
    faults.kill_app(app)
    assert not reaches(node, "10.56.0.12")
    faults.start_app(app)
    assert reaches(node, "10.56.0.12")
