"""One seed from its beginning to its end: the safety phase, then everything heals, then the liveness phase.

Rules: no output. A daemon that raises is a violation like any other: a crash.
"""

import traceback
from collections import Counter
from dataclasses import dataclass, field

from standfast.sim.expectation import CALM_INTERVALS, CALM_NS, check_calm, check_settled, settle_ns
from standfast.sim.scenario import Scenario
from standfast.sim.story import Story
from standfast.sim.violation import InvariantError
from standfast.sim.world import World
from standfast.units import NS_PER_S

CRASH = "crash"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a scenario: `rule` is the invariant that was broken, "" if none."""

    scenario: Scenario
    rule: str
    text: str
    ended_ns: int
    counts: Counter[str] = field(compare=False)

    @property
    def failed(self) -> bool:
        """Whether an invariant was broken."""
        return bool(self.rule)


def simulate(scenario: Scenario, story: Story | None = None) -> Outcome:
    """Run a scenario; write its story if one is handed in."""
    world = World(scenario, story)
    rule = text = ""
    try:
        _live(world)
    except InvariantError as violation:
        rule, text = violation.rule, violation.text
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        rule, text = CRASH, f"{type(error).__name__}: {error} ({place.name}, line {place.lineno})"
    if rule:
        world.tell("!!", f"{rule}: {text}")
    return Outcome(scenario, rule, text, world.now_ns, world.counts)


def _live(world: World) -> None:
    scenario = world.scenario
    world.begin()
    world.run_until(scenario.heals_ns)
    world.tell("LAN", "** everything has healed that heals")
    _clear_away(world)
    world.run_until(max(world.now_ns, _last_start_ns(world)) + settle_ns(world))
    world.tell("LAN", "** now one MASTER must be there, and stay")
    check_settled(world)
    changes = world.changes
    nodes = [plan.node for plan in scenario.hosts]
    interval_ns = max(router.advert_interval_ns for node in nodes for router in node.virtual_routers)
    world.run_until(world.now_ns + max(CALM_INTERVALS * interval_ns, CALM_NS))
    check_calm(world, changes)
    check_settled(world)


def _clear_away(world: World) -> None:
    """The administrator takes back what was done by hand."""
    for host in world.hosts.values():
        by_hand = [held.address for held in host.kernel.held.values() if held.by_hand]
        for address in host.kernel.remove(by_hand):
            host.lose_address(address)


def _last_start_ns(world: World) -> int:
    return max((plan.starts_ns for plan in world.scenario.hosts), default=0)


def simulated_s(outcome: Outcome) -> float:
    """How long the LAN lived, in seconds."""
    return outcome.ended_ns / NS_PER_S
