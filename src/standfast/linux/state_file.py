"""What a router tells its successor: a small file in the run directory, written at each advertisement.

Rules: fixed records, each written whole by one pwrite; the file names the boot it belongs to, because after a reboot
nobody is MASTER any more. A file that is missing, foreign, cut short or of another boot says nothing.

    header   8 bytes magic, 16 bytes boot id
    record   16 bytes interface name, 1 byte VRID, 1 byte IP version, 1 byte 1 for MASTER, 5 bytes zero, 8 bytes
             time of the last advertisement (CLOCK_BOOTTIME, nanoseconds, the machine's byte order)
"""

import os
import struct

from standfast.core.effects import SaveState
from standfast.core.predecessor import PredecessorRecord
from standfast.model.virtual_router import RouterKey

_MAGIC = b"SFSTATE2"
_HEADER = struct.Struct("=8s16s")
_RECORD = struct.Struct("=16sBBB5xQ")
_MODE = 0o644


def read_state_file(path: str, boot_id: bytes) -> tuple[PredecessorRecord, ...]:
    """Return what a predecessor of this boot wrote; () if there is nothing that can be trusted."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return ()
    if len(data) < _HEADER.size or _HEADER.unpack_from(data) != (_MAGIC, boot_id):
        return ()
    body = data[_HEADER.size :]
    whole = body[: len(body) - len(body) % _RECORD.size]
    return tuple(
        PredecessorRecord(
            (name.rstrip(b"\0").decode(errors="replace"), vrid, family), master == 1, last_advert_ns
        )
        for name, vrid, family, master, last_advert_ns in _RECORD.iter_unpack(whole)
    )


class StateFile:
    """The file of the running router."""

    def __init__(self, path: str, boot_id: bytes, keys: list[RouterKey]) -> None:
        """Replace the file at `path` by one with a record for each virtual router. Raises OSError."""
        new = f"{path}.new"
        self._fd = os.open(new, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, _MODE)
        self._offset = {key: _HEADER.size + index * _RECORD.size for index, key in enumerate(keys)}
        empty = b"".join(_RECORD.pack(interface.encode(), vrid, family, 0, 0) for interface, vrid, family in keys)
        os.write(self._fd, _HEADER.pack(_MAGIC, boot_id) + empty)
        os.rename(new, path)

    def save(self, effect: SaveState) -> None:
        """Write one record; a router that is not in the file (it was just removed) has nothing to remember."""
        offset = self._offset.get(effect.router)
        if offset is not None:
            interface, vrid, family = effect.router
            record = _RECORD.pack(interface.encode(), vrid, family, effect.master, effect.last_advert_ns)
            os.pwrite(self._fd, record, offset)

    def close(self) -> None:
        """Give the descriptor back; the file stays."""
        os.close(self._fd)
