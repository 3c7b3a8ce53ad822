"""How a line of a story looks."""

from standfast.sim.story import Story


def test_times_are_seconds_with_microseconds() -> None:
    story = Story()
    story.tell(12_034_056_789, "host1", "something happens")
    assert str(story) == "  12.034056 s  host1  something happens"
