"""The files of a recording: two, bounded, each of which can be read by itself."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from standfast.record.ring import FILE_NAME, OLD_SUFFIX, Ring


@pytest.fixture
def node() -> Iterator[int]:
    descriptor = os.memfd_create("node")
    os.write(descriptor, b'{"do":"node"}\n')
    yield descriptor
    os.close(descriptor)


def test_each_file_begins_with_the_configuration(tmp_path: Path, node: int) -> None:
    ring = Ring(str(tmp_path), segment_bytes=100)
    ring.begin(node)
    ring.write(b"first\n")
    ring.begin(node)
    ring.write(b"second\n")
    ring.close()
    assert (tmp_path / (FILE_NAME + OLD_SUFFIX)).read_bytes() == b'{"do":"node"}\nfirst\n'
    assert (tmp_path / FILE_NAME).read_bytes() == b'{"do":"node"}\nsecond\n'
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600
    assert len(list(tmp_path.iterdir())) == 2


def test_a_full_file_asks_once_for_a_checkpoint(tmp_path: Path, node: int) -> None:
    ring = Ring(str(tmp_path), segment_bytes=100)
    ring.begin(node)
    assert not ring.wants_checkpoint()
    ring.write(b"x" * 100)
    assert [ring.wants_checkpoint(), ring.wants_checkpoint()] == [True, False]
    ring.begin(node)
    assert not ring.wants_checkpoint()
    ring.close()


def test_a_place_that_takes_nothing_ends_the_recording_only(tmp_path: Path, node: int) -> None:
    ring = Ring(str(tmp_path / "none"))
    ring.begin(node)
    ring.write(b"x")
    ring.write_node(node)
    assert ring.error is not None
    assert not ring.wants_checkpoint()


def test_a_full_disk_ends_the_recording_only(node: int) -> None:
    ring = Ring("/dev")
    ring.path = "/dev/full"
    ring._file = os.open("/dev/full", os.O_WRONLY)
    ring.write(b"x")
    assert ring.error == "No space left on device"
    ring.write(b"y")
