"""What the tests of the daemon share: a LAN with two hosts, and a pair of daemons where one is MASTER."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from daemons import MASTER_WORDS, VIP, Pair, Standfast, configuration
from netlab import Lan, wait_for


@pytest.fixture(scope="module")
def running_pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    lan = Lan(2)
    folder: Path = tmp_path_factory.mktemp("pair")
    with (
        Standfast(lan.hosts[0], folder / "master", configuration(254)) as master,
        Standfast(lan.hosts[1], folder / "backup", configuration(100)) as backup,
    ):
        master.wait_said(MASTER_WORDS)
        wait_for(lambda: VIP in lan.hosts[0].addresses(), "the MASTER holds the VIP")
        yield Pair(lan, master, backup)
    lan.close()


@pytest.fixture
def pair(running_pair: Pair) -> Pair:
    """The pair, MASTER and BACKUP as they should be, whatever the tests before have done."""
    wait_for(lambda: running_pair.master.has_router() and VIP in running_pair.host.addresses(), "the first is MASTER")
    assert VIP not in running_pair.lan.hosts[1].addresses()
    return running_pair
