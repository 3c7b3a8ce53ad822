"""What the tests with other implementations share: a LAN with two hosts."""

from collections.abc import Iterator

import pytest

from netlab import Lan


@pytest.fixture
def lan() -> Iterator[Lan]:
    made = Lan(2)
    yield made
    made.close()
