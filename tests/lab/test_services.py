"""Starting and stopping nginx and the daemon in a host."""

import signal

import pytest

from standfast.errors import LabError
from standfast.lab import faults, provision, services
from standfast.lab.topology import Lab
from standfast.linux import netns

pytestmark = pytest.mark.root


def test_a_daemon_runs_after_start_and_is_gone_after_stop(quiet_lab: Lab) -> None:
    node = quiet_lab.nodes[0]
    provision.install_config(node, "plain")
    services.start_daemon(node)
    pids = services.daemon_pids(node)
    assert len(pids) == 2
    assert node.path("/run/keepalived.pid").read_text().strip().isdigit()
    services.stop_daemon(node)
    assert services.daemon_pids(node) == []
    assert "Stopped" in node.path(node.daemon_log).read_text()
    services.stop_daemon(node)


def test_a_daemon_that_does_not_start_is_told_in_its_own_words(quiet_lab: Lab) -> None:
    node = quiet_lab.nodes[0]
    config = node.path(services.CONFIG_PATH)
    config.unlink()
    try:
        with pytest.raises(LabError, match=r"node101: keepalived does not start: .*Config files missing"):
            services.start_daemon(node)
    finally:
        provision.install_config(node, "plain")


def test_nginx_that_does_not_start_is_told_in_its_own_words(quiet_lab: Lab) -> None:
    node = quiet_lab.nodes[1]
    faults.break_nginx(node)
    try:
        with pytest.raises(LabError, match=r"node102: nginx ended with 1: .*unknown directive"):
            services.start_nginx(node)
    finally:
        faults.repair_nginx(node)


def test_nginx_stops_in_order_and_starts_again(quiet_lab: Lab) -> None:
    app = quiet_lab.apps[0]
    services.stop_nginx(app)
    assert app.pids("nginx") == []
    services.start_nginx(app)
    assert len(app.pids("nginx")) == 2


def test_a_signal_to_what_is_gone_is_no_error_and_killed_ones_are_waited_for(quiet_lab: Lab) -> None:
    quiet_lab.switch.start_background("sleep", "60")
    (pid,) = quiet_lab.switch.pids("sleep")
    services.send_signal([2**22 + 1, pid], signal.SIGKILL)
    assert netns.read_process(pid) is None
