"""The backup is asked about with standfast's own commands."""

import pytest

from standfast.lab import faults, match
from standfast.lab.topology import Lab

pytestmark = pytest.mark.root


def test_nodes_that_are_alike_give_nothing_to_say_and_a_weak_backup_is_told(quiet_lab: Lab) -> None:
    master, backup = quiet_lab.nodes
    told = match.warnings(master, backup)
    assert [text for text in told if "connections" in text] == []
    faults.weaken_nginx(backup)
    try:
        (weaker,) = [text for text in match.warnings(master, backup) if "connections" in text]
        assert "10 %" in weaker
    finally:
        faults.repair_nginx(backup, start=False)
        faults.stop_nginx(backup)
        faults.start_nginx(backup)
