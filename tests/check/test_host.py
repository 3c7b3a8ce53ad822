"""What the kernel says about this host."""

import socket

from standfast.check.host import this_host


def test_loopback_is_there_with_its_address() -> None:
    found = this_host().interfaces["lo"]
    assert any(a.address == socket.inet_aton("127.0.0.1") and a.prefix_length == 8 and a.lasting for a in found)


def test_every_interface_of_the_host_is_known() -> None:
    assert set(this_host().interfaces) == {name for _, name in socket.if_nameindex()}
