"""Filters that the kernel runs on a socket (classic BPF, socket(7) SO_ATTACH_FILTER).

Rules: a program is a list of instructions as the kernel has them: code, jump if true, jump if false, operand. What a
program means stands where it is written.
"""

import ctypes
import socket
import struct

SO_ATTACH_FILTER = 26
ACCEPT = (0x06, 0, 0, 0xFFFFFFFF)
DROP = (0x06, 0, 0, 0)
_INSTRUCTION = struct.Struct("=HBBI")
_PROGRAM = struct.Struct("@HP")

Instruction = tuple[int, int, int, int]


def attach_filter(receiver: socket.socket, program: list[Instruction]) -> None:
    """Have the kernel run this program on each packet for this socket. Raises OSError."""
    code = ctypes.create_string_buffer(b"".join(_INSTRUCTION.pack(*instruction) for instruction in program))
    receiver.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, _PROGRAM.pack(len(program), ctypes.addressof(code)))
