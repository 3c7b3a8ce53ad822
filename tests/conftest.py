"""What holds for every test: who may run, and that nothing is left behind.

Rules: a test marked `root` is skipped without root and never fails for it; a session that leaves a process, a
network interface, a mount or a namespace behind fails, and says what it was.
"""

import os
import uuid
from collections.abc import Iterator

import pytest

from leftovers import MARK, find_leftovers, take_snapshot
from netlab import Host, Lan

GRACE_S = 5.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs root when there is none."""
    if os.geteuid() == 0:
        return
    for item in items:
        if item.get_closest_marker("root"):
            item.add_marker(pytest.mark.skip(reason="makes namespaces, so it needs root"))


@pytest.fixture(scope="session", autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Fail the session, as an error of its last test, if something that it made outlives it."""
    os.environ[MARK] = uuid.uuid4().hex
    before = take_snapshot()
    yield
    left = find_leftovers(before, GRACE_S)
    if left:
        pytest.fail("the tests left behind:\n  " + "\n  ".join(left), pytrace=False)


@pytest.fixture
def lan() -> Iterator[Lan]:
    """Two hosts at one switch, for the tests that have nothing of their own by this name."""
    made = Lan(2)
    yield made
    made.close()


@pytest.fixture
def host(lan: Lan) -> Host:
    """The first host."""
    return lan.hosts[0]
