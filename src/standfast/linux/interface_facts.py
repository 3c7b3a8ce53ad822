"""What the kernel says of every interface, for dumps.

Rules: reads only; the ioctls of netdevice(7), because /sys may be another network namespace's.
"""

import fcntl
import socket
import struct
from collections.abc import Iterator

from standfast.linux.host import Host
from standfast.model.snapshot import InterfaceSnapshot

_SIOCGIFFLAGS, _SIOCGIFMTU, _SIOCGIFHWADDR = 0x8913, 0x8921, 0x8927
_IFREQ = struct.Struct("16s24x")


def interface_snapshots(host: Host, virtual: frozenset[bytes]) -> Iterator[InterfaceSnapshot]:
    """Yield every interface of this network namespace in the order of their indexes, without virtual addresses."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as ask:
        for index, name in sorted(socket.if_nameindex()):
            known = host.find(name)
            addresses = () if known is None else tuple(key[0] for key in known.addresses if key[0] not in virtual)
            try:
                (flags,) = struct.unpack_from("=H", _ask(ask, _SIOCGIFFLAGS, name), 16)
                (mtu,) = struct.unpack_from("=i", _ask(ask, _SIOCGIFMTU, name), 16)
                kind, mac = struct.unpack_from("=H6s", _ask(ask, _SIOCGIFHWADDR, name), 16)
            except OSError:
                continue  # It has just gone.
            yield InterfaceSnapshot(name, index, addresses, mac, flags, mtu, kind)


def _ask(ask: socket.socket, request: int, name: str) -> bytes:
    return fcntl.ioctl(ask, request, _IFREQ.pack(name.encode(errors="surrogateescape")))
