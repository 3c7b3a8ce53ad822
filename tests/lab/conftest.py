"""What the tests of the lab share: one lab for those that leave it as they found it."""

from collections.abc import Iterator

import pytest

from standfast.lab.topology import Lab


@pytest.fixture(scope="session")
def quiet_lab() -> Iterator[Lab]:
    """A lab with nginx everywhere and no daemon running; whoever breaks something in it mends it."""
    with Lab.build(daemon="keepalived", name="quiet", start_daemons=False) as lab:
        yield lab
