"""What a simulation is made of, as values: hosts with their configurations, the network's habits, and the faults.

Rules: frozen, and complete: the same scenario always gives the same story. A step is whole in itself (its end is
part of it), so that the shrinker can leave any of them out. Times are nanoseconds of the simulation, from 0.
"""

from dataclasses import dataclass
from enum import StrEnum

from standfast.model.node import Node
from standfast.model.virtual_router import RouterKey, VirtualAddress

INTERFACE = "eth0"
# How many addresses a virtual router may have.
ADDRESSES_MAX = 4
IPV4_NETWORK = (192, 0, 2)
LINK_LOCAL = (0xFE, 0x80, *bytes(13))
# The step concerns the network as a whole.
EVERYBODY = -1


class Fault(StrEnum):
    """What can happen to a host or to the network. `until` is when it ends."""

    LOSS = "packets get lost at random"
    OUTWARD_LOSS = "packets that leave the host get lost at random"
    INWARD_LOSS = "packets to the host get lost at random"
    DUPLICATION = "packets arrive twice"
    CORRUPTION = "packets arrive with a bit flipped"
    DEAF = "the host hears nothing"
    MUTE = "nobody hears the host"
    ISOLATED = "the host is cut off, its carrier stays"
    DEAF_TO_PEER = "the host does not hear one other"
    LINK_DOWN = "the cable is out"
    INTERFACE_DOWN = "the interface is switched off"
    SLOW_PORT = "the cable was out; then the port forwards nothing for a while (spanning tree)"
    SENDING_FAILS = "the kernel refuses to send"
    ROUTER_STALLS = "the router process is stopped (SIGSTOP), its supervisor is not"
    DAEMON_STALLS = "the whole daemon is stopped (SIGSTOP)"
    MACHINE_SLEEPS = "the virtual machine is paused, and its clock notices"
    MACHINE_FREEZES = "the virtual machine is paused, and its clock does not notice"
    ROUTER_DIES = "the router process is killed (SIGKILL), its supervisor starts another"
    DAEMON_DIES = "the whole daemon is killed (SIGKILL)"
    DAEMON_STOPS = "the daemon is stopped in an orderly way (SIGTERM)"
    MACHINE_DIES = "the power is cut"
    ADDRESS_DELETED = "somebody deletes a virtual address by hand"
    ADDRESS_ADDED = "somebody adds a virtual address by hand"
    ROUTE_DELETED = "somebody deletes virtual routes and rules by hand"
    CHECK_FAILS = "the tracked script fails"
    CHECK_HANGS = "the tracked script hangs"
    PROCESS_ENDS = "the tracked process is not there"
    FILE_CHANGES = "somebody writes another number into the tracked file"
    RELOAD_PRIORITY = "a reload changes the priority"
    RELOAD_PREEMPT = "a reload turns preemption on or off"
    RELOAD_ADDRESSES = "a reload changes the list of virtual addresses"
    RELOAD_NAME = "a reload renames the instance"
    RELOAD_REMOVES = "a reload removes one of two virtual routers, or brings it back"
    WRONG_TTL = "a packet comes from another network"
    WRONG_PASSWORD = "a packet with a wrong password"
    NO_PASSWORD = "a packet without the authentication that is configured"
    FOREIGN_VRID = "a packet of another virtual router"
    WRONG_INTERVAL = "a packet with another advertisement interval"
    NO_ADDRESS = "a packet without an address"
    OWN_SOURCE = "a packet that bears the host's own address"
    GARBAGE = "bytes that are no advertisement"
    WRONG_VERSION = "a packet of the other version"
    WRONG_DESTINATION = "a packet that was not sent to where this router listens"
    ROGUE = "somebody speaks as a router of the highest priority"
    REPLAY = "somebody sends again what a router sent before"


# What lasts; everything else happens at once.
LASTING = frozenset(
    {
        Fault.LOSS, Fault.OUTWARD_LOSS, Fault.INWARD_LOSS, Fault.DUPLICATION, Fault.CORRUPTION, Fault.DEAF,
        Fault.MUTE, Fault.ISOLATED, Fault.DEAF_TO_PEER, Fault.LINK_DOWN, Fault.INTERFACE_DOWN, Fault.SLOW_PORT,
        Fault.SENDING_FAILS, Fault.ROUTER_STALLS, Fault.DAEMON_STALLS, Fault.MACHINE_SLEEPS, Fault.MACHINE_FREEZES,
        Fault.DAEMON_DIES, Fault.DAEMON_STOPS, Fault.MACHINE_DIES, Fault.CHECK_FAILS, Fault.CHECK_HANGS,
        Fault.PROCESS_ENDS,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One fault. `until_ns` is None for what happens at once, and for what never ends.

    `share` is a probability, `number` what the kind wants: another host, a priority, a count, a virtual router.
    """

    at_ns: int
    kind: Fault
    host: int = EVERYBODY
    until_ns: int | None = None
    share: float = 0.0
    number: int = 0
    router: int = 0


@dataclass(frozen=True, slots=True)
class HostPlan:
    """One host: `number` says which in every step, `clock_ns` is what its clock shows at 0.

    `wall_error_ns` is how wrong its time of day is.
    """

    number: int
    name: str
    source_address: bytes
    link_local: bytes
    node: Node
    clock_ns: int
    starts_ns: int
    wall_error_ns: int = 0


@dataclass(frozen=True, slots=True)
class Scenario:
    """All of one simulation.

    `delay_max_ns` is how long a packet takes at the most, `lateness_max_ns` how late a timer fires at the most;
    `heals_ns` is when the safety phase ends: nothing but lasting conditions without an end is left of the faults.
    """

    seed: int
    hosts: tuple[HostPlan, ...]
    steps: tuple[Step, ...]
    delay_min_ns: int
    delay_max_ns: int
    lateness_max_ns: int
    heals_ns: int

    @property
    def delta_ns(self) -> int:
        """The delta of the invariants: one-way delay plus processing, at the most."""
        return self.delay_max_ns + self.lateness_max_ns

    @property
    def keys(self) -> tuple[RouterKey, ...]:
        """The virtual routers: the same ones on every host."""
        return tuple(router.key for router in self.hosts[0].node.virtual_routers)


def source_of(number: int) -> bytes:
    """The IPv4 address of a host."""
    return bytes((192, 0, 2, 11 + number))


def link_local_of(number: int) -> bytes:
    """The IPv6 address of a host."""
    return bytes((*LINK_LOCAL, 11 + number))


def address_pool(place: int, family: int = 4) -> tuple[VirtualAddress, ...]:
    """The addresses that the virtual router of this place may have; the last is for `virtual_ipaddress_excluded`."""
    first = 100 + 10 * place
    network, length = (IPV4_NETWORK, 32) if family == 4 else (LINK_LOCAL, 64)
    return tuple(
        VirtualAddress(bytes((*network, first + number)), length, INTERFACE) for number in range(ADDRESSES_MAX + 1)
    )
