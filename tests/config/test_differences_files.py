"""The differences on purpose that depend on files, scripts and addresses."""

from standfast.check.codes import find
from standfast.config.differences_files import DIFFERENCES_OF_FILES
from standfast.config.differences_list import DIFFERENCES


def test_they_are_in_the_list_and_their_codes_exist() -> None:
    assert set(DIFFERENCES_OF_FILES) < set(DIFFERENCES)
    assert all(find(code) for entry in DIFFERENCES_OF_FILES for code in entry.codes)
