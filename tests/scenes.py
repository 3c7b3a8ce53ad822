"""The beginnings that plays of one virtual router share: a backup, a master, and what a packet leads to.

Rules: everything goes through a Director, as in the daemon; time begins at BEGIN_NS.
"""

from playbook import Expectation, Play, advert, play, record, wait
from samples import facts, node, up
from standfast.core.director import Director
from standfast.core.effects import (
    AddAddresses,
    Log,
    RenewLeases,
    SaveState,
    SendAdvertisement,
    SendGratuitousArp,
    StartScript,
)
from standfast.core.events import AdvertisementReceived, InterfaceChanged
from standfast.core.transitions import State
from standfast.model.virtual_router import VirtualRouter
from standfast.units import NS_PER_S
from standfast.wire.vrrp import DiscardReason

BEGIN_NS = 100 * NS_PER_S
# A play that ignores these shows only who is MASTER: advertisements, additions and removals.
DETAILS = (SaveState, Log, RenewLeases, SendGratuitousArp, StartScript)


def start(config: VirtualRouter, *ignore: type, interface: InterfaceChanged | None = None) -> Play:
    """A play with one router whose interface is up."""
    return play(Director(node(config)), ignore=ignore or DETAILS, at_ns=BEGIN_NS) >> facts(interface or up())


def as_master(config: VirtualRouter, *ignore: type) -> Play:
    """A play in which the router has just become MASTER: it heard nobody, or it is the owner."""
    started = start(config, *ignore)
    if not config.is_owner:
        started = started >> wait(config.master_down_interval_ns(config.priority) / NS_PER_S)
    words: list[Expectation] = [advert(config.priority)] * receivers(config)
    return started << [*words, AddAddresses]


def receivers(config: VirtualRouter) -> int:
    """How many packets one advertisement takes."""
    return max(1, len(config.unicast.peers)) if config.unicast else 1


def runs(config: VirtualRouter, *told: object) -> Director:
    """A node with this one router, after all this."""
    director = Director(node(config))
    record(director, facts(), *told, at_ns=BEGIN_NS)
    return director


def state_of(director: Director) -> State:
    """The state of a node's only router."""
    return next(iter(director.routers.values())).state


def refusal(config: VirtualRouter, event: AdvertisementReceived) -> DiscardReason | None:
    """Why a router discards this packet; None if it uses it. A discarded one must change nothing."""
    director = runs(config)
    before = director.next_deadline_ns
    record(director, event, at_ns=BEGIN_NS + NS_PER_S)
    reasons = [reason for _, reason in director.discards]
    if not reasons:
        return None
    assert director.next_deadline_ns == before, "a discarded packet moved a timer"
    assert director.discards.total() == 1
    return reasons[0]


def sent_by(config: VirtualRouter, *told: object) -> list[SendAdvertisement]:
    """The advertisements that this router sends in the course of this."""
    done = record(Director(node(config)), facts(), *told, at_ns=BEGIN_NS)
    return [one.effect for one in done if isinstance(one.effect, SendAdvertisement)]
