"""What faults of the network do to the world: loss, cuts, cables, ports, a kernel that refuses to send.

Rules: those of faults.py. Each condition is counted up, and down again at the step's end.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from standfast.sim.host import Host
from standfast.sim.scenario import EVERYBODY, Fault, Step

if TYPE_CHECKING:
    from standfast.sim.world import World

# What a slow port's cable is out for, as a part of the whole.
SLOW_PORT_DOWN = 4

Counters = list[int]


def later(world: "World", step: Step, action: Callable[..., None], *arguments: object) -> None:
    """Have something done when the step ends, if it does."""
    if step.until_ns is not None:
        world.at(step.until_ns, action, *arguments)


def lose(world: "World", step: Step) -> None:
    """Packets get lost: anybody's, or one host's in one direction."""
    only_sender = step.host if step.kind is Fault.OUTWARD_LOSS else EVERYBODY
    only_receiver = step.host if step.kind is Fault.INWARD_LOSS else EVERYBODY
    loss = (step.share, only_sender, only_receiver)
    world.network.losing.append(loss)
    later(world, step, world.network.losing.remove, loss)


def duplicate(world: "World", step: Step) -> None:
    """Packets arrive twice."""
    world.network.duplicating.append(step.share)
    later(world, step, world.network.duplicating.remove, step.share)


def corrupt(world: "World", step: Step) -> None:
    """Packets arrive with a flipped bit."""
    world.network.corrupting.append(step.share)
    later(world, step, world.network.corrupting.remove, step.share)


def lose_at(world: "World", _host: Host, step: Step) -> None:
    """Packets to or from one host get lost."""
    lose(world, step)


def cut_off(*names: str) -> Callable[["World", Host, Step], None]:
    """Return the fault that cuts a host off in these directions."""
    def cut(world: "World", host: Host, step: Step) -> None:
        for name in names:
            _count(host, getattr(world.network, name), 1)
            later(world, step, _count, host, getattr(world.network, name), -1)

    return cut


def _count(host: Host, counters: Counters, change: int) -> None:
    counters[host.number] += change
    host.disturb()


def be_deaf_to_peer(world: "World", host: Host, step: Step) -> None:
    """A host does not hear one other."""
    _count_pair(world, host, step.number, 1)
    later(world, step, _count_pair, world, host, step.number, -1)


def _count_pair(world: "World", host: Host, peer: int, change: int) -> None:
    pair = (peer, host.number)
    world.network.deaf_to[pair] = world.network.deaf_to.get(pair, 0) + change
    host.disturb()


def pull_cable(world: "World", host: Host, step: Step) -> None:
    """The cable is out."""
    _carry(world, host, 1)
    later(world, step, _carry, world, host, -1)


def _carry(world: "World", host: Host, change: int) -> None:
    world.network.down[host.number] += change
    host.report_interface()


def be_slow_port(world: "World", host: Host, step: Step) -> None:
    """The cable was out; when it is in again, the port forwards nothing for a while."""
    assert step.until_ns is not None
    _carry(world, host, 1)
    world.at(world.now_ns + (step.until_ns - world.now_ns) // SLOW_PORT_DOWN, _begin_to_block, world, host)
    later(world, step, _count, host, world.network.blocked, -1)


def _begin_to_block(world: "World", host: Host) -> None:
    _count(host, world.network.blocked, 1)
    _carry(world, host, -1)


def switch_off(world: "World", host: Host, step: Step) -> None:
    """The interface is switched off."""
    _switch(host, 1)
    later(world, step, _switch, host, -1)


def _switch(host: Host, change: int) -> None:
    host.switched_off += change
    # The kernel keeps IPv4 addresses of an interface that is off, but not those of IPv6.
    for address in host.kernel.remove([held.address for held in host.kernel.held.values() if held.address.is_ipv6]):
        host.lose_address(address)
    host.report_interface()


def fail_to_send(world: "World", host: Host, step: Step) -> None:
    """The kernel refuses to send."""
    _refuse(host, 1)
    later(world, step, _refuse, host, -1)


def _refuse(host: Host, change: int) -> None:
    host.sending_fails += change
    host.disturb()
