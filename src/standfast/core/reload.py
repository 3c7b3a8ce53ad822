"""What a reload may keep: which virtual routers go on as they are, and which addresses never leave.

Rules (as everywhere in core): pure functions of values.
"""

from collections.abc import Iterable

from standfast.core.effects import AddAddresses, Effect, Log, RemoveAddresses
from standfast.core.mastering import fixed_part
from standfast.log_level import LogLevel
from standfast.model.virtual_router import VirtualAddress, VirtualRouter
from standfast.wire.address import format_address


def goes_on(old: VirtualRouter, new: VirtualRouter) -> bool:
    """Whether a running virtual router can take over this configuration; else it ends and another one begins."""
    return old.identity == new.identity


def keep_common_addresses(effects: Iterable[Effect]) -> list[Effect]:
    """Leave out the removal of every address that a later effect adds again.

    So an address that moves from one virtual router of this node to another one, both MASTER, does not leave the host
    for a moment; a line says so.
    """
    kept: list[Effect] = []
    added: set[VirtualAddress] = set()
    for effect in reversed(list(effects)):
        match effect:
            case AddAddresses():
                added.update(map(fixed_part, effect.addresses))
            case RemoveAddresses():
                left = tuple(address for address in effect.addresses if fixed_part(address) not in added)
                if len(left) < len(effect.addresses):
                    stay = ", ".join(format_address(own.address) for own in effect.addresses if own not in left)
                    kept.append(Log(LogLevel.NOTICE, f"{stay} changes hands on this host and stays where it is"))
                if left:
                    kept.append(RemoveAddresses(left))
                continue
        kept.append(effect)
    kept.reverse()
    return kept
