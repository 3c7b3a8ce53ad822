"""What stands in the hosts: the example files, adapted only where a third node needs it."""

from typing import cast

import pytest

from standfast.errors import LabError
from standfast.lab import provision
from standfast.lab.provision import VARIANTS, Variant
from standfast.lab.services import CONFIG_PATH
from standfast.lab.topology import Lab, make_node

pytestmark = pytest.mark.root


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_configuration_is_the_example_and_keepalived_accepts_it(quiet_lab: Lab, variant: Variant) -> None:
    for node, role in zip(quiet_lab.nodes, ("master", "backup"), strict=True):
        provision.install_config(node, variant)
        folder = {"plain": "article"}.get(variant, f"nginx/{variant}")
        example = provision.examples_dir() / folder / role / "keepalived.conf"
        assert node.path(CONFIG_PATH).read_bytes() == example.read_bytes()
        tested = node.run("keepalived", "--config-test", f"--use-file={CONFIG_PATH}", check=False)
        complaints = [line for line in tested.stderr.splitlines() if "script_security not enabled" not in line]
        assert complaints == []
        assert tested.returncode == (0 if variant == "plain" else 6)  # 6: scripts run without script_security


def test_a_third_node_is_a_backup_of_lower_priority(quiet_lab: Lab) -> None:
    third = make_node("node103", quiet_lab.nodes[1].pid, "keepalived")
    provision.install_config(third, "check-weight")
    text = third.path(CONFIG_PATH).read_text()
    assert "router_id keep_103\n" in text
    assert "priority 60\n" in text
    assert "state BACKUP\n" in text
    assert "weight -30 " in text


def test_an_unknown_variant_is_refused_with_those_there_are(quiet_lab: Lab) -> None:
    with pytest.raises(LabError, match="no configuration variant 'nothing'; there are plain, check-script"):
        provision.install_config(quiet_lab.nodes[0], cast("Variant", "nothing"))


def test_the_check_scripts_can_be_executed_in_the_host(quiet_lab: Lab) -> None:
    node = quiet_lab.nodes[0]
    provision.install_config(node, "plain")
    assert node.run("/etc/keepalived/check_nginx_alive.sh").returncode == 0


def test_the_site_is_known_by_its_name_in_every_host(quiet_lab: Lab) -> None:
    for host in (quiet_lab.client, quiet_lab.nodes[0]):
        assert host.run("getent", "hosts", provision.SITE_NAME).stdout.split() == [quiet_lab.vip, "www.ha.com"]
    assert quiet_lab.client.run("getent", "hosts", "node102").stdout.split()[0] == "192.168.56.102"
