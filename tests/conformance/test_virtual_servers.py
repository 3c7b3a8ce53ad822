"""A file with virtual servers, given to `standfast run`: refused, or run without them when that is asked for."""

from pathlib import Path

import pytest

from daemons import MASTER_WORDS, VIP, Standfast, configuration
from netlab import Host, wait_for

pytestmark = pytest.mark.root

REFUSED = 2
SERVERS = """
virtual_server 10.0.0.1 80 {
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.0.0.2 80 {
        TCP_CHECK {
        }
    }
}
virtual_server fwmark 7 {
    lb_algo rr
    lb_kind DR
    real_server 10.0.0.3 80 {
    }
}
"""
TEXT = configuration(254) + SERVERS


def test_each_is_named_and_nothing_is_run(host: Host, tmp_path: Path) -> None:
    with Standfast(host, tmp_path / "node", TEXT) as daemon:
        assert daemon.wait() == REFUSED
        log = daemon.log()
    for service in ("virtual_server 10.0.0.1 80", "virtual_server fwmark 7"):
        assert f"'{service}'" in log
    assert log.count("standfast would not balance this") == 2
    assert "--without-virtual-servers" in log
    assert VIP not in host.addresses()


def test_the_rest_runs_without_them(host: Host, tmp_path: Path) -> None:
    with Standfast(host, tmp_path / "node", TEXT, "--without-virtual-servers") as daemon:
        daemon.wait_said(MASTER_WORDS)
        wait_for(lambda: VIP in host.addresses(), "the VIP")
        assert daemon.said("standfast would not balance this") == 2, "it is still said"
        daemon.reload(TEXT.replace("10.0.0.3", "10.0.0.4"))
        daemon.wait_said("Reloaded: 1 virtual router")
        assert daemon.stop() == 0
    assert VIP not in host.addresses()


def test_a_reload_that_brings_one_is_refused_and_changes_nothing(host: Host, tmp_path: Path) -> None:
    with Standfast(host, tmp_path / "node", configuration(254)) as daemon:
        daemon.wait_said(MASTER_WORDS)
        wait_for(lambda: VIP in host.addresses(), "the VIP")
        daemon.reload(TEXT)
        daemon.wait_said("standfast would not balance this")
        assert VIP in host.addresses()
        assert daemon.said(MASTER_WORDS) == 1
        assert daemon.stop() == 0
