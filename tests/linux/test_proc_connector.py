"""The kernel's news of processes, where it can be had."""

import select
import subprocess
from collections.abc import Iterator

import pytest

from netlab import Lan
from standfast.linux.proc_connector import ProcConnector, lost_news

pytestmark = pytest.mark.root


@pytest.fixture
def connector() -> Iterator[ProcConnector]:
    try:
        made = ProcConnector()
    except OSError as error:
        pytest.skip(f"this kernel does not tell of processes: {error}")
    yield made
    made.close()


def test_a_process_is_told_from_its_start_to_its_end(connector: ProcConnector) -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    told: list[bool] = []
    while not told or told[-1]:
        assert select.select([connector], [], [], 10)[0]
        told += [runs for pid, runs in connector.receive() if pid == process.pid]
    assert told[0]
    assert len(told) >= 3, "fork, exec, exit"
    assert not told[-1]


def test_in_another_network_it_cannot_be_had(lan: Lan) -> None:
    with lan.hosts[0].network(), pytest.raises(OSError, match=r"."):
        ProcConnector()


def test_lost_news_are_told_from_other_errors() -> None:
    assert lost_news(OSError(105, "No buffer space available"))
    assert not lost_news(OSError(9, "Bad file descriptor"))
