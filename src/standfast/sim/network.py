"""The network between the hosts: one switch, packets with delays, and all that can go wrong between two ports.

Rules: a packet is decoded once, by the code that the daemon uses. Each condition is a count, so that faults which
overlap end on their own. When a packet did not get from one host to another is remembered: an invariant that needs
a connected LAN counts from there.
"""

from random import Random
from typing import TYPE_CHECKING

from standfast.core.effects import SendAdvertisement
from standfast.core.events import AdvertisementReceived, PacketDiscarded
from standfast.errors import DecodeError
from standfast.sim.scenario import EVERYBODY, INTERFACE, Scenario
from standfast.wire.vrrp import DiscardReason, decode_advertisement

if TYPE_CHECKING:
    from standfast.sim.host import Host

HOSTS_MAX = 5
IP_LENGTH, IP_TTL_AT = 20, 8
# An IP header without options and an authentication header.
AH_PACKET_LENGTH = IP_LENGTH + 24
PRIORITY_AT = 2
TTL_SENT = 255

Packet = AdvertisementReceived | PacketDiscarded


class Network:
    """One LAN. Hosts are meant by their numbers."""

    __slots__ = (
        "_delay_min_ns", "_delay_span_ns", "_random", "blocked", "corrupting", "deaf", "deaf_to", "down",
        "duplicating", "losing", "lost_ns", "mute",
    )  # fmt: skip

    def __init__(self, scenario: Scenario, random: Random) -> None:
        self._random = random
        self._delay_min_ns = scenario.delay_min_ns
        self._delay_span_ns = scenario.delay_max_ns - scenario.delay_min_ns
        self.down = [0] * HOSTS_MAX
        self.blocked = [0] * HOSTS_MAX
        self.deaf = [0] * HOSTS_MAX
        self.mute = [0] * HOSTS_MAX
        self.deaf_to: dict[tuple[int, int], int] = {}
        # Probabilities of loss with the sender and the receiver they concern, of duplication and of corruption.
        self.losing: list[tuple[float, int, int]] = []
        self.duplicating: list[float] = []
        self.corrupting: list[float] = []
        self.lost_ns = [[-1] * HOSTS_MAX for _ in range(HOSTS_MAX)]

    def connects(self, sender: int, receiver: int) -> bool:
        """Whether what this sender sends gets to this receiver, luck apart."""
        outward = self.down[sender] or self.blocked[sender] or self.mute[sender]
        inward = self.down[receiver] or self.blocked[receiver] or self.deaf[receiver]
        return not outward and not inward and not self.deaf_to.get((sender, receiver))

    def is_plugged(self, host: int) -> bool:
        """Whether the host's port has a carrier and forwards."""
        return not self.down[host] and not self.blocked[host]

    def arrivals(self, sender: int, receiver: int, now_ns: int) -> list[int]:
        """Draw how long a packet takes, one number for each copy that arrives: none, one or two."""
        if not self.connects(sender, receiver):
            return []
        for share, only_sender, only_receiver in self.losing:
            concerned = only_sender in (EVERYBODY, sender) and only_receiver in (EVERYBODY, receiver)
            if concerned and self._random.random() < share:
                self.lost_ns[sender][receiver] = now_ns
                return []
        delays = [self._draw_delay()]
        if self.duplicating and self._random.random() < max(self.duplicating):
            delays.append(self._draw_delay())
        return delays

    def damage(self, payload: bytes, start: int = 0) -> bytes:
        """Return the payload as it arrives: as it is, or with one bit flipped, from the byte `start` on."""
        if not self.corrupting or self._random.random() >= max(self.corrupting):
            return payload
        bit = self._random.randrange(start * 8, len(payload) * 8)
        damaged = bytearray(payload)
        damaged[bit // 8] ^= 1 << bit % 8
        return bytes(damaged)

    def _draw_delay(self) -> int:
        return self._delay_min_ns + int(self._random.random() * self._delay_span_ns)


def read_packet(
    interface: str, source: bytes, destination: bytes, ttl: int, message: bytes, header: bytes = b""
) -> Packet:
    """Turn what arrives into the event that the daemon's loop would make of it.

    `header` is all of the packet before the message if it has an IP authentication header, else empty.
    """
    try:
        advertisement = decode_advertisement(message, source=source, destination=destination)
    except DecodeError as error:
        vrid = message[1] if len(message) > 1 else None
        return PacketDiscarded(interface, source, DiscardReason(error.reason), error.detail, vrid)
    trailer = advertisement.trailer
    body = message[: len(message) - len(trailer)]
    return AdvertisementReceived(interface, source, ttl, advertisement, destination, body, trailer, header)


def read_sent(effect: SendAdvertisement, payload: bytes | None = None) -> Packet:
    """Turn what a host sends into what the others get; `payload` is what became of it on the way, if anything."""
    payload = effect.payload if payload is None else payload
    start = AH_PACKET_LENGTH if effect.whole_packet else 0
    ttl = payload[IP_TTL_AT] if effect.whole_packet else TTL_SENT if effect.ttl is None else effect.ttl
    return read_packet(INTERFACE, effect.source, effect.destination, ttl, payload[start:], payload[:start])


def priority_of(effect: SendAdvertisement) -> int:
    """The priority that an advertisement carries; of either version at the same place."""
    start = AH_PACKET_LENGTH if effect.whole_packet else 0
    return effect.payload[start + PRIORITY_AT]


def is_for(receiver: "Host", destination: bytes) -> bool:
    """Whether a host listens to this address: a multicast group, or one of its own."""
    multicast = destination[0] == 0xFF or (224 <= destination[0] < 240 and len(destination) == 4)
    return multicast or destination in (receiver.plan.source_address, receiver.plan.link_local)
