"""A filter decides in the kernel what a socket hears."""

import socket

from standfast.linux.bpf import ACCEPT, DROP, attach_filter


def test_only_what_the_program_accepts_is_heard() -> None:
    sender, receiver = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with sender, receiver:
        # ldb [0]; the letter a?
        attach_filter(receiver, [(0x30, 0, 0, 0), (0x15, 0, 1, ord("a")), ACCEPT, DROP])
        for text in (b"bad", b"also bad", b"good"):
            sender.send(text)
        assert receiver.recv(64) == b"also bad"
        receiver.setblocking(False)
        try:
            assert not receiver.recv(64)
        except BlockingIOError:
            pass
