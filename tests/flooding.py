"""A host that sends frames as fast as it is told: tens of thousands in a second.

As a program in a host: `python flooding.py INTERFACE RATE SECONDS`; the frames come on its standard input, each with
its length in two bytes in front. They are sent in turn; it prints how many of each were sent. Rule: one system call
sends a millisecond's frames, so that the sender does not take a core from those that it floods.
"""

import ctypes
import math
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import cycle, islice

from netlab import INTERFACE, Host

_libc = ctypes.CDLL(None, use_errno=True)
TICK_S = 0.001
PACKET_QDISC_BYPASS, SOL_PACKET = 20, 263


class _IoVec(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class _Message(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_void_p), ("name_length", ctypes.c_uint), ("iov", ctypes.POINTER(_IoVec)),
        ("iov_length", ctypes.c_size_t), ("control", ctypes.c_void_p), ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_size_t), ("sent", ctypes.c_size_t),
    )  # fmt: skip


class Flood:
    """A flooder that runs in a host until it has sent everything."""

    def __init__(self, host: Host, frames: Sequence[bytes], rate: int, duration_s: float) -> None:
        command = host.command(sys.executable, __file__, INTERFACE, str(rate), str(duration_s))
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin is not None
        self._process.stdin.write(b"".join(struct.pack("=H", len(frame)) + frame for frame in frames))
        self._process.stdin.close()
        self._process.stdin = None

    def sent(self) -> list[int]:
        """Wait for the end and return how many of each frame were sent."""
        output, _ = self._process.communicate(timeout=120)
        assert self._process.returncode == 0, "the flooder failed"
        return [int(word) for word in output.split()]


def _batches(frames: list[bytes], size: int) -> list[ctypes.Array[_Message]]:
    """Arrays of messages, one a tick, that hold the frames in turn: as many arrays as it takes until they repeat."""
    made, source = [], cycle(frames)
    for _ in range(len(frames) // math.gcd(len(frames), size)):
        array = (_Message * size)()
        for message, frame in zip(array, islice(source, size), strict=True):
            buffer = ctypes.create_string_buffer(frame, len(frame))
            message.iov = ctypes.pointer(_IoVec(ctypes.cast(buffer, ctypes.c_void_p), len(frame)))
            message.iov_length = 1
            # A reference from Python keeps the buffer alive.
            _kept.append(buffer)
        made.append(array)
    return made


_kept: list[object] = []


def main() -> None:
    """Send, and print how many of each."""
    interface, rate, duration_s = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    data, frames = sys.stdin.buffer.read(), []
    while data:
        (length,) = struct.unpack_from("=H", data)
        frames.append(data[2 : 2 + length])
        data = data[2 + length :]
    out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    out.bind((interface, 0))
    out.setsockopt(SOL_PACKET, PACKET_QDISC_BYPASS, 1)
    size = max(1, int(rate * TICK_S))
    counts = [0] * len(frames)
    begin_s = time.monotonic()
    at = 0
    for tick, batch in enumerate(cycle(_batches(frames, size))):
        done = _libc.sendmmsg(out.fileno(), batch, size, 0)
        for number in range(max(0, done)):
            counts[(at + number) % len(frames)] += 1
        at += size
        wait_s = begin_s + (tick + 1) * TICK_S - time.monotonic()
        if wait_s > 0:
            time.sleep(wait_s)
        if (tick + 1) * TICK_S >= duration_s:
            break
    print(*counts)


if __name__ == "__main__":
    main()
