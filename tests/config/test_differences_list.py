"""The entries of the list of differences on purpose."""

from standfast.config.differences_list import DIFFERENCES


def test_each_entry_has_a_name_of_its_own_and_says_all() -> None:
    names = [entry.name for entry in DIFFERENCES]
    assert len(set(names)) == len(names)
    assert all(entry.written and entry.keepalived and entry.standfast for entry in DIFFERENCES)
