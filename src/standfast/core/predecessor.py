"""What is found on the host at the start, and what of it a dead predecessor left behind.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; values in, effects out.

A virtual address that is found belongs to a dead predecessor. It is kept only if the predecessor's record says MASTER
and its last advertisement is younger than the others' patience (nobody can have taken over yet); otherwise it is
removed, like the routes and rules of the virtual router, before the first packet is sent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from standfast.core.effects import Effect, Log, RemoveAddresses, RemoveRoutes, RemoveRules
from standfast.core.events import FileChanged, InterfaceChanged, ProcessesChanged
from standfast.core.sending import patience_ns
from standfast.log_level import LogLevel
from standfast.model.node import Node
from standfast.model.virtual_router import RouterKey, VirtualAddress, VirtualRouter
from standfast.wire.address import format_address

_Places = Mapping[tuple[str, bytes], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class PredecessorRecord:
    """What a process of this boot, now gone, last said of one virtual router."""

    router: RouterKey
    master: bool
    last_advert_ns: int


@dataclass(frozen=True, slots=True)
class StartFacts:
    """The host as it is found: interfaces, what a predecessor left in writing, and all addresses.

    An address is its interface's name, its bytes and its prefix length. `wall_offset_ns` added to `now_ns` gives the
    time of day. `seed` is where the numbers come from that have to look like chance. `files` and `processes` tell of
    everything of the kind that is tracked.
    """

    interfaces: tuple[InterfaceChanged, ...]
    addresses: frozenset[tuple[str, bytes, int]]
    records: tuple[PredecessorRecord, ...]
    wall_offset_ns: int = 0
    seed: int = 0
    files: tuple[FileChanged, ...] = ()
    processes: tuple[ProcessesChanged, ...] = ()


def find_adopted(node: Node, facts: StartFacts, now_ns: int) -> set[RouterKey]:
    """Return whose MASTER state is fresh enough to go on with. A sync group goes on as a whole or not at all."""
    records = {record.router: record for record in facts.records}
    adopted = {router.key for router in node.virtual_routers if _is_fresh(records.get(router.key), router, now_ns)}
    for group in node.sync_groups:
        if not adopted.issuperset(group.members):
            adopted.difference_update(group.members)
    return adopted


def remove_leftovers(node: Node, adopted: set[RouterKey], facts: StartFacts) -> Iterator[Effect]:
    """Remove what the virtual routers that start anew must not have."""
    places = _index(facts)
    bare = {change.interface for change in facts.interfaces if change.source_address is None}
    for router in node.virtual_routers:
        if router.key in adopted:
            continue
        yield from _remove_addresses(router, places, bare)
        if router.rules:
            yield RemoveRules(router.key, router.rules)
        if router.routes:
            yield RemoveRoutes(router.key, router.routes)


def _is_fresh(record: PredecessorRecord | None, router: VirtualRouter, now_ns: int) -> bool:
    if record is None or not record.master:
        return False
    # A time that lies ahead is of no clock that we know.
    return 0 <= now_ns - record.last_advert_ns < patience_ns(router)


def _index(facts: StartFacts) -> _Places:
    places: dict[tuple[str, bytes], tuple[int, ...]] = {}
    for interface, address, prefix_length in sorted(facts.addresses):
        places[interface, address] = (*places.get((interface, address), ()), prefix_length)
    return places


def _remove_addresses(router: VirtualRouter, places: _Places, bare: set[str]) -> Iterator[Effect]:
    """Remove the router's addresses where they stand, whatever their prefix length is now."""
    left = tuple(
        replace(address, prefix_length=prefix_length)
        for address in router.all_addresses
        for prefix_length in places.get((address.interface, address.address), ())
    )
    if not left:
        return
    names = ", ".join(format_address(address.address) for address in left)
    if router.family == 4 and router.interface in bare and _stands_on(router.interface, left):
        text = f"{names} is the only address of {router.interface}: it is left alone; name another one as virtual"
        yield Log(LogLevel.ERROR, f"({router.name}) {text}")
        return
    yield Log(LogLevel.NOTICE, f"({router.name}) Removing what a dead process left behind: {names}")
    yield RemoveAddresses(left)


def _stands_on(interface: str, addresses: tuple[VirtualAddress, ...]) -> bool:
    return any(address.interface == interface for address in addresses)
