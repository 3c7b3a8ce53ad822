"""The supervisor's side of the flight recorder: two files in turn, so that the recording never grows beyond a bound.

Rules: standard library, plain class (memory of the supervisor). Whoever reads finds in each file first the
configuration, then a start or a checkpoint. A disk that takes nothing ends the recording, and only that.
"""

import os

FILE_NAME = "recording.jsonl"
OLD_SUFFIX = ".1"
SEGMENT_BYTES = 4 << 20
_MODE = 0o600
_COPY_BYTES = 1 << 16


class Ring:
    """The recording of one daemon: FILE_NAME, and what was before it under FILE_NAME + OLD_SUFFIX."""

    def __init__(self, folder: str, segment_bytes: int = SEGMENT_BYTES) -> None:
        self.path = f"{folder}/{FILE_NAME}"
        self._segment_bytes = segment_bytes
        self._file = -1
        self._size = 0
        self._asked = False
        self.error: str | None = None

    def begin(self, node: int) -> None:
        """Begin a file anew; what was there becomes the old one. `node` is a file with the configuration's line."""
        self.close()
        self._size = 0
        self._asked = False
        try:
            os.rename(self.path, self.path + OLD_SUFFIX)  # noqa: PTH104 (memory)
        except OSError:
            pass  # There is none.
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
            self._file = os.open(self.path, flags, _MODE)
        except OSError as error:
            self.error = error.strerror
        self.write_node(node)

    def write_node(self, node: int) -> None:
        """Add the configuration; a negative descriptor means that there is none."""
        offset = 0
        while self._file >= 0 and node >= 0 and (part := os.pread(node, _COPY_BYTES, offset)):
            offset += len(part)
            self.write(part)

    def write(self, data: bytes) -> None:
        """Add what the router recorded."""
        if self._file < 0:
            return
        try:
            self._size += os.write(self._file, data)
        except OSError as error:
            self.error = error.strerror
            self.close()

    def wants_checkpoint(self) -> bool:
        """Whether the file is full; said once."""
        if self._asked or self._file < 0 or self._size < self._segment_bytes:
            return False
        self._asked = True
        return True

    def close(self) -> None:
        """End the recording."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
