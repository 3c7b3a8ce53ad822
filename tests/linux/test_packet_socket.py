"""Frames leave as they were given."""

import pytest

from netlab import INTERFACE, Lan, Wire, wait_for
from standfast.linux.packet_socket import FrameSender

pytestmark = pytest.mark.root


def test_a_frame_leaves_as_it_was_given(lan: Lan) -> None:
    frame = b"\xff" * 6 + b"\x02\0\0\0\0\x01" + b"\x08\x06" + bytes(range(28))
    with Wire(lan) as wire:
        with lan.hosts[0].network():
            sender = FrameSender()
        sender.send(INTERFACE, frame)
        wait_for(lambda: any(heard.data[: len(frame)] == frame for heard in wire.frames()), "the frame on the wire")
        sender.close()


def test_an_interface_that_does_not_exist_is_an_error(lan: Lan) -> None:
    with lan.hosts[0].network():
        sender = FrameSender()
        with pytest.raises(OSError, match="No such device"):
            sender.send("eth99", bytes(60))
        sender.close()
