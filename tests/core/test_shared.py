"""What all routers of a node share begins empty."""

from standfast.core.shared import Shared


def test_nothing_has_happened_and_nobody_is_held_at_the_beginning() -> None:
    shared = Shared()
    assert (shared.changes, shared.held_until_ns, shared.wall_offset_ns) == ([], 0, 0)
    assert shared.discards.next_deadline_ns is None
