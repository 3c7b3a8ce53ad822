"""What the tests of the kernel layer share: a LAN with two hosts for each test file."""

from collections.abc import Iterator

import pytest

from netlab import Host, Lan


@pytest.fixture(scope="module")
def lan() -> Iterator[Lan]:
    made = Lan(2)
    yield made
    made.close()


@pytest.fixture
def host(lan: Lan) -> Iterator[Host]:
    """The first host, with the test standing in its network."""
    with lan.hosts[0].network():
        yield lan.hosts[0]
