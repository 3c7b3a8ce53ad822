"""The state file: what a router wrote is what its successor reads, and nothing else is believed."""

from pathlib import Path

import pytest

from standfast.core.effects import SaveState
from standfast.core.predecessor import PredecessorRecord
from standfast.linux.state_file import StateFile, read_state_file

BOOT = bytes(range(16))
OTHER_BOOT = bytes(range(1, 17))
KEYS = [("enp0s8", 51, 4), ("a-15-bytes-name", 255, 6)]
WRITTEN = (PredecessorRecord(("enp0s8", 51, 4), True, 123_456_789_012_345), PredecessorRecord(KEYS[1], False, 0))


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A file in which the first router says that it is MASTER."""
    name = str(tmp_path / "router.state")
    file = StateFile(name, BOOT, KEYS)
    file.save(SaveState(("enp0s8", 51, 4), master=True, last_advert_ns=123_456_789_012_345))
    file.close()
    return name


def test_a_successor_reads_what_was_written(path: str) -> None:
    assert read_state_file(path, BOOT) == WRITTEN


def test_each_record_is_as_it_was_last_saved(path: str) -> None:
    file = StateFile(path, BOOT, KEYS)
    file.save(SaveState(KEYS[1], master=True, last_advert_ns=7))
    file.save(SaveState(KEYS[1], master=False, last_advert_ns=8))
    file.close()
    assert read_state_file(path, BOOT) == (
        PredecessorRecord(KEYS[0], False, 0),
        PredecessorRecord(KEYS[1], False, 8),
    )


def test_a_file_of_another_boot_says_nothing(path: str) -> None:
    assert read_state_file(path, OTHER_BOOT) == ()


def test_a_missing_file_says_nothing(tmp_path: Path) -> None:
    assert read_state_file(str(tmp_path / "none"), BOOT) == ()


@pytest.mark.parametrize("content", [b"", b"\0" * 200, b"SFSTATE2", b"SFSTATE1" + BOOT + b"\0" * 32])
def test_a_foreign_file_says_nothing(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "router.state"
    file.write_bytes(content)
    assert read_state_file(str(file), BOOT) == ()


def test_a_file_that_is_cut_short_says_only_what_is_whole(path: str) -> None:
    data = Path(path).read_bytes()
    for length in range(len(data)):
        Path(path).write_bytes(data[:length])
        records = read_state_file(path, BOOT)
        assert records == WRITTEN[: len(records)]
    assert len(records) == 1


def test_a_router_that_has_no_record_is_passed_over(path: str) -> None:
    file = StateFile(path, BOOT, KEYS)
    file.save(SaveState(("eth9", 51, 4), master=True, last_advert_ns=5))
    file.close()
    assert not any(record.master for record in read_state_file(path, BOOT))


def test_a_new_file_replaces_the_old_one_whole(path: str, tmp_path: Path) -> None:
    with open(path, "rb") as old:  # noqa: PTH123 (an open file is the point)
        StateFile(path, BOOT, KEYS).close()
        assert len(old.read()) == Path(path).stat().st_size
    assert [file.name for file in tmp_path.iterdir()] == ["router.state"]
