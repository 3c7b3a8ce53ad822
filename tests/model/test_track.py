"""What is tracked is told apart by its kind and its name."""

from standfast.model.track import TrackedItem, TrackKind


def test_a_file_and_a_script_of_one_name_are_two_things() -> None:
    assert TrackedItem(TrackKind.FILE, "load", 1).key != TrackedItem(TrackKind.SCRIPT, "load", 1).key


def test_the_weight_does_not_make_it_another_thing() -> None:
    assert TrackedItem(TrackKind.FILE, "load", 1).key == TrackedItem(TrackKind.FILE, "load", -1).key
