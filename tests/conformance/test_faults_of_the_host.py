"""What the host can do to a daemon: packets that cannot leave, interfaces and folders that vanish, odd callers."""

import shlex
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from daemons import MASTER_WORDS, VIP, Standfast, alive, configuration, kill, run_command
from netlab import Host, wait_for

pytestmark = pytest.mark.root

FAULT_WORDS = r"\(VI_1\) Entering FAULT STATE"
NO_VRRP_OUT = "table ip t { chain o { type filter hook output priority 0; ip protocol 112 drop; }; }"


def test_a_master_that_cannot_send_gives_the_address_up(host: Host, tmp_path: Path) -> None:
    with Standfast(host, tmp_path / "node", configuration(255)) as daemon:
        wait_for(lambda: VIP in host.addresses(), "the VIP")
        host.run("nft", NO_VRRP_OUT)
        daemon.wait_said(FAULT_WORDS + r" \(cannot send an advertisement on enp0s8: Operation not permitted\)")
        assert VIP not in host.addresses()
        host.run("nft", "flush ruleset")
        daemon.wait_said(MASTER_WORDS, times=2, timeout_s=25)
        assert daemon.stop() == 0


def test_an_address_whose_interface_vanishes_takes_the_whole_instance_along(host: Host, tmp_path: Path) -> None:
    """As under keepalived; what must not happen is a MASTER that holds none of its addresses."""
    host.ip("link add v0 type veth peer name v1", "link set v0 up", "link set v1 up")
    text = configuration(255, addresses=f"{VIP}\n10.7.0.100 dev v0")
    with Standfast(host, tmp_path / "node", text) as daemon:
        wait_for(lambda: "10.7.0.100" in host.addresses("v0"), "the second address")
        host.ip("link del v0")
        daemon.wait_said(FAULT_WORDS + r" \(interface v0 of 10\.7\.0\.100 is down\)")
        wait_for(lambda: VIP not in host.addresses(), "the address is given up")


def test_a_leftover_with_another_prefix_length_is_removed(host: Host, tmp_path: Path) -> None:
    host.ip(f"addr add {VIP}/24 dev enp0s8")
    with Standfast(host, tmp_path / "node", configuration(100)) as daemon:
        daemon.wait_said(r"\(VI_1\) Entering BACKUP STATE")
        assert VIP not in host.addresses()


def test_a_run_directory_that_vanishes_ends_nothing(host: Host, tmp_path: Path) -> None:
    with Standfast(host, tmp_path / "node", configuration(255)) as daemon:
        wait_for(lambda: VIP in host.addresses(), "the VIP")
        router = daemon.router
        shutil.rmtree(daemon.run_dir)
        daemon.reload(configuration(255))
        daemon.wait_said(r"router\.state cannot be written \(No such file or directory\)")
        daemon.wait_said("Reloaded: 1 virtual router")
        assert daemon.router == router
        kill(router, signal.SIGKILL)
        daemon.wait_said(MASTER_WORDS, times=2)
        assert VIP in host.addresses()
        assert daemon.stop() == 0
        assert VIP not in host.addresses()


@pytest.mark.parametrize("lease", ["", "vip_lease off"])
def test_a_stop_leaves_a_clean_host_even_if_the_router_hangs(host: Host, tmp_path: Path, lease: str) -> None:
    with Standfast(host, tmp_path / "node", configuration(255, body=lease)) as daemon:
        wait_for(lambda: VIP in host.addresses(), "the VIP")
        kill(daemon.router, signal.SIGSTOP)
        daemon.signal(signal.SIGTERM)
        assert daemon.wait(30) == 0
        assert "another one cleans up after it" in daemon.log()
        assert VIP not in host.addresses()


def test_a_caller_that_ignores_the_end_of_children_is_no_obstacle(host: Host, tmp_path: Path) -> None:
    config, run_dir = tmp_path / "keepalived.conf", tmp_path / "run"
    config.write_text(configuration(255))
    command = shlex.join(host.command(*run_command("-f", str(config), "--run-dir", str(run_dir))))
    process = subprocess.Popen(["env", "--ignore-signal=CHLD", "sh", "-c", f"exec {command}"])
    try:
        wait_for(lambda: VIP in host.addresses(), "the VIP")
        process.terminate()
        assert process.wait(10) == 0
        assert VIP not in host.addresses()
    finally:
        process.kill()
        process.wait(10)
        assert not alive(process.pid)


@pytest.mark.parametrize("number", [signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM])
def test_a_signal_that_means_something_to_keepalived_only_ends_nothing(
    host: Host, tmp_path: Path, number: signal.Signals
) -> None:
    with Standfast(host, tmp_path / "node", configuration(255)) as daemon:
        wait_for(lambda: VIP in host.addresses(), "the VIP")
        router = daemon.router
        daemon.signal(number)
        kill(router, number)
        daemon.reload(configuration(255))
        daemon.wait_said("Reloaded: 1 virtual router")
        assert daemon.router == router
        assert VIP in host.addresses()
        assert daemon.stop() == 0


def test_a_reload_of_a_file_with_a_mistyped_address_keeps_the_address(host: Host, tmp_path: Path) -> None:
    with Standfast(host, tmp_path / "node", configuration(255)) as daemon:
        wait_for(lambda: VIP in host.addresses(), "the VIP")
        daemon.reload(configuration(255, addresses="192.168.56.300"))
        daemon.wait_said("has no address to keep")
        daemon.wait_said("the running one stays")
        assert VIP in host.addresses()
