"""A LAN with two hosts for the tests of a whole daemon."""

from collections.abc import Iterator

import pytest

from netlab import Host, Lan


@pytest.fixture
def lan() -> Iterator[Lan]:
    made = Lan(2)
    yield made
    made.close()


@pytest.fixture
def host(lan: Lan) -> Host:
    """The first host."""
    return lan.hosts[0]
