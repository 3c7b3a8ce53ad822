"""Sending advertisements: over IPv4 or IPv6, or as a whole packet.

Rules: which socket follows from the effect alone; one that no virtual router of the node needs is never opened.
"""

from functools import cached_property

from standfast.core.effects import SendAdvertisement
from standfast.linux.host import Host
from standfast.linux.raw_sockets import PacketSender, VrrpSender

TYPE_CHECKING = False  # typing itself costs half a megabyte
if TYPE_CHECKING:
    from standfast.linux.raw_sockets_ipv6 import VrrpSenderIpv6


class Advertiser:
    """The sockets that advertisements leave by."""

    def __init__(self, host: Host) -> None:
        self._host = host
        # Opened at the start, because it is what shows that raw sockets are permitted at all.
        self._ipv4 = VrrpSender()

    def send(self, effect: SendAdvertisement) -> None:
        """Send one advertisement. Raises OSError."""
        index = self._host.get(effect.interface).index
        if effect.whole_packet:
            self._packets.send(index, effect.destination, effect.payload)
        elif len(effect.destination) == 4:
            self._ipv4.send(index, effect.source, effect.destination, effect.payload, effect.ttl)
        else:
            self._ipv6.send(index, effect.source, effect.destination, effect.payload, effect.ttl)

    @cached_property
    def _packets(self) -> PacketSender:
        return PacketSender()

    @cached_property
    def _ipv6(self) -> "VrrpSenderIpv6":
        from standfast.linux.raw_sockets_ipv6 import VrrpSenderIpv6

        return VrrpSenderIpv6()

    def close(self) -> None:
        """Give the descriptors back."""
        self._ipv4.close()
        for name in ("_packets", "_ipv6"):
            opened = self.__dict__.get(name)
            if opened is not None:
                opened.close()
