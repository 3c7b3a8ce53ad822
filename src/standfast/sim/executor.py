"""What the effects of the core do to a simulated host: the counterpart of linux/executor.py.

Rules: one `match`; what the kernel refuses is returned as an EffectFailed event. Effects that change nothing that is
watched here (notify scripts, routes) are carried out without a trace.
"""

import errno
from typing import TYPE_CHECKING

from standfast.core.effects import (
    AddAddresses,
    AddRoutes,
    AddRules,
    BlockAddresses,
    Effect,
    Finish,
    Log,
    RemoveAddresses,
    RemoveRoutes,
    RemoveRules,
    RenewLeases,
    SaveState,
    SendAdvertisement,
    SendGratuitousArp,
    SignalScript,
    StartScript,
    UnblockAddresses,
)
from standfast.core.events import EffectFailed
from standfast.core.predecessor import PredecessorRecord
from standfast.log_level import LogLevel
from standfast.sim.entries_watch import carry_out

if TYPE_CHECKING:
    from standfast.sim.host import Host


def execute(host: "Host", effect: Effect) -> EffectFailed | None:
    """Carry out one effect. Return why it failed, or None."""
    world = host.world
    match effect:
        case SendAdvertisement():
            if host.sending_fails or host.switched_off:
                return EffectFailed(effect, errno.ENETDOWN, "cannot send an advertisement: Network is down")
            world.send(host, effect)
        case RenewLeases() | AddAddresses():
            host.kernel.hold(effect.addresses, effect.lease_s, world.now_ns)
        case RemoveAddresses():
            for address in host.kernel.remove(effect.addresses):
                host.lose_address(address)
        case SendGratuitousArp():
            world.neighbours.announce(host, effect.addresses)
        case BlockAddresses():
            host.blocked.update(address.address for address in effect.addresses)
        case UnblockAddresses():
            host.blocked.difference_update(address.address for address in effect.addresses)
            world.watch.addresses.opened(host, effect.router, effect.addresses)
        case _:
            _execute_beside_the_network(host, effect)
    return None


def _execute_beside_the_network(host: "Host", effect: Effect) -> None:
    match effect:
        case StartScript():
            host.run_script(effect.script.name)
        case SignalScript():
            host.end_script(effect.name, effect.signal)
        case Finish():
            host.end()
        case AddRoutes() | AddRules() | RemoveRoutes() | RemoveRules():
            carry_out(host, effect)
        case SaveState():
            host.records[effect.router] = PredecessorRecord(effect.router, effect.master, effect.last_advert_ns)
        case Log():
            if host.world.story is not None and effect.level <= LogLevel.NOTICE:
                host.tell(f"  {effect.message}")
