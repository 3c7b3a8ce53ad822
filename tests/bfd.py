"""A BFD session for the tests: its configuration, and what its neighbour says.

Rules: every default is keepalived's; a test names only what it is about.
"""

from typing import Any

from samples import BACKUP_IP, INTERFACE, MASTER_IP
from standfast.core.bfd_session import BfdSessionMachine, BfdState
from standfast.core.effects import Effect, SendBfd
from standfast.core.events import BfdReceived
from standfast.core.randomness import Randomness
from standfast.model.track import BfdSession
from standfast.units import NS_PER_MS, NS_PER_S
from standfast.wire.bfd import BfdPacket, decode_bfd

OURS = 7
THEIRS = 9


def session(**changes: object) -> BfdSession:
    """A bfd_instance: 10 ms, five missed packets end it."""
    values: dict[str, Any] = {
        "name": "peer",
        "neighbor": BACKUP_IP,
        "source": MASTER_IP,
        "min_rx_ns": 10 * NS_PER_MS,
        "min_tx_ns": 10 * NS_PER_MS,
        "idle_tx_ns": NS_PER_S,
        "multiplier": 5,
        "passive": False,
        "ttl": 255,
        "max_hops": 0,
        "multihop": False,
    }
    return BfdSession(**(values | changes))


def machine(*, patient: bool = False, now_ns: int = 0, **changes: object) -> BfdSessionMachine:
    """A session at its start."""
    return BfdSessionMachine(session(**changes), OURS, Randomness(1), now_ns, patient=patient)


def says(state: BfdState, **changes: object) -> BfdPacket:
    """What the neighbour says, whose intervals are 10 ms too; it knows our discriminator unless it is Down."""
    values: dict[str, Any] = {
        "state": state,
        "diagnostic": 0,
        "poll": False,
        "final": False,
        "demand": False,
        "detect_multiplier": 3,
        "my_discriminator": THEIRS,
        "your_discriminator": 0 if state is BfdState.DOWN else OURS,
        "desired_min_tx_ns": 10 * NS_PER_MS,
        "required_min_rx_ns": 10 * NS_PER_MS,
    }
    return BfdPacket(**(values | changes))


def comes(packet: BfdPacket, **changes: object) -> BfdReceived:
    """That packet as it comes in."""
    values: dict[str, Any] = {
        "interface": INTERFACE,
        "source": BACKUP_IP,
        "destination": MASTER_IP,
        "ttl": 255,
        "packet": packet,
    }
    return BfdReceived(**(values | changes))


def sent(effects: object) -> list[BfdPacket]:
    """The packets among effects."""
    found: list[Effect] = list(effects)  # type: ignore[call-overload]
    return [decode_bfd(effect.payload) for effect in found if isinstance(effect, SendBfd)]


def bring_up(subject: BfdSessionMachine, now_ns: int = 0) -> None:
    """Let a session come up, its poll sequence ended."""
    for packet in (says(BfdState.DOWN), says(BfdState.UP), says(BfdState.UP, final=True)):
        list(subject.receive(packet, now_ns))
    assert subject.state is BfdState.UP


def run(subject: BfdSessionMachine, until_ns: int) -> list[tuple[int, BfdPacket]]:
    """Let the time pass; return what was sent, and when."""
    done = []
    while (due_ns := subject.next_deadline_ns) is not None and due_ns <= until_ns:
        done += [(due_ns, packet) for packet in sent(subject.handle_timer(due_ns))]
    return done
