"""The one place where effects become system calls.

Rules: one `match`, in two halves; an effect of an unknown kind is an error of this code. What the kernel refuses is
returned as EffectFailed events, never raised: the core decides what it means.
"""

from collections.abc import Iterable

from standfast.core.effects import (
    AddAddresses,
    AddRoutes,
    AddRules,
    BlockAddresses,
    CreateVmac,
    Effect,
    Finish,
    Log,
    RemoveAddresses,
    RemoveRoutes,
    RemoveRules,
    RemoveVmac,
    RenewLeases,
    SaveState,
    SendAdvertisement,
    SendBfd,
    SendGratuitousArp,
    SetPromoteSecondaries,
    SignalScript,
    StartNotify,
    StartScript,
    UnblockAddresses,
    WriteFifo,
)
from standfast.core.events import EffectFailed
from standfast.linux.equipment import Equipment


class Executor:
    """Carries out effects, in order."""

    def __init__(self, equipment: Equipment) -> None:
        self.finished = False
        self._equipment = equipment

    def run(self, effects: Iterable[Effect]) -> list[EffectFailed]:
        """Carry out effects; return those that failed."""
        failures = []
        for effect in effects:
            try:
                self._run(effect)
            except OSError as error:
                text = f"{_describe(effect)}: {error.strerror or error}"
                failures.append(EffectFailed(effect, error.errno or 0, text))
        return failures

    def _run(self, effect: Effect) -> None:
        use = self._equipment
        match effect:
            case SendAdvertisement():
                use.advertiser.send(effect)
            case RenewLeases() | AddAddresses():
                use.addresses.add(effect.addresses, effect.lease_s)
            case RemoveAddresses():
                use.addresses.remove(effect.addresses)
            case SendGratuitousArp():
                use.addresses.announce(effect.addresses, effect.interface)
            case StartScript():
                use.scripts.start(effect.script)
            case SignalScript():
                use.scripts.signal(effect.name, effect.signal)
            case SaveState():
                if use.state_file is not None:
                    use.state_file.save(effect)
            case Log():
                use.log(effect)
            case Finish():
                self.finished = True
            case _:
                self._run_rare(effect)

    def _run_rare(self, effect: Effect) -> None:
        """Go on with the match: what not every node needs."""
        use = self._equipment
        match effect:
            case AddRoutes() | RemoveRoutes() | AddRules() | RemoveRules():
                use.routing.run(effect)
            case BlockAddresses() | UnblockAddresses():
                use.firewall.run(effect)
            case CreateVmac():
                use.vmacs.create(effect.router, effect.vmac)
            case RemoveVmac():
                use.vmacs.remove(effect.vmac)
            case SetPromoteSecondaries():
                use.settings.promote_secondaries(effect.interface, on=effect.on)
            case StartNotify():
                use.notifier.start(effect.queue, effect.script)
            case WriteFifo():
                use.notifier.write(effect.line)
            case SendBfd():
                use.bfd.send(effect)
            case _:
                raise AssertionError(f"unknown effect {effect}")


_WHAT_FAILED = {
    AddAddresses: "cannot hold a virtual address",
    RenewLeases: "cannot hold a virtual address",
    RemoveAddresses: "cannot remove a virtual address",
    SendGratuitousArp: "cannot announce a virtual address",
    AddRoutes: "cannot add a route",
    RemoveRoutes: "cannot remove a route",
    AddRules: "cannot add a routing rule",
    RemoveRules: "cannot remove a routing rule",
    BlockAddresses: "cannot keep packets from a virtual address",
    UnblockAddresses: "cannot let packets to a virtual address again",
    SaveState: "cannot write the state file",
    WriteFifo: "cannot write to the notify FIFO",
}


def _describe(effect: Effect) -> str:
    match effect:
        case SendAdvertisement():
            return f"cannot send an advertisement on {effect.interface}"
        case StartScript():
            return f"cannot start script {effect.script.name}"
        case StartNotify():
            return f"cannot start the notify script {effect.script.argv[0]}"
        case SendBfd():
            return f"cannot send BFD for {effect.session}"
        case CreateVmac():
            return f"cannot make {effect.vmac.name}"
        case RemoveVmac():
            return f"cannot remove {effect.vmac.name}"
        case SetPromoteSecondaries():
            return f"cannot set promote_secondaries of {effect.interface}"
        case _:
            return _WHAT_FAILED.get(type(effect), type(effect).__name__)
