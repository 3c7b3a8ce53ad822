"""The stage on which a drill plays: a lab with its daemons up, a client that asks, and everybody who watches.

A drill is a function of a `Stage`: it makes a fault at the run's phase, waits for what should come of it, and heals.
The stage keeps the marks and asks the nodes who holds the VIP before, while and after.

Rules: every wait is bounded, and one that is not fulfilled is no error here: the run goes on to its end, and the
comparison with the expectations says what was not as it should be.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from standfast.errors import LabError
from standfast.lab.client import Asks, Client
from standfast.lab.host import Node
from standfast.lab.provision import Variant
from standfast.lab.records import Holders, Mark
from standfast.lab.topology import Lab
from standfast.lab.watch import HolderWatch, StateWatch
from standfast.lab.wiretap import AdvertTap, ScriptTap, sleep_until
from standfast.units import NS_PER_S

ADVERT_EVERY_NS = NS_PER_S
"""The advertisement interval of the article's configuration."""

SCRIPT_EVERY_NS = 2 * NS_PER_S
"""The interval of the article's check script."""

ELECTION_WITHIN_S = 8.0
"""More than any master-down interval here and a slow machine."""

SETTLE_S = 2.2
"""A drill goes on that long after the last change: a download counts as alive only if bytes still came at the end."""

POLL_S = 0.02


ARTICLE_CLIENT = Asks()
"""Asks for the welcome page at the VIP."""


@dataclass(frozen=True, slots=True)
class Drill:
    """One thing to break. `variant` is the configuration on the nodes, `script` the check script that sets the phase.

    `returning` is the server whose return is timed; without `daemons` there is no VIP and nobody to keep it.
    """

    name: str
    play: Callable[["Stage"], None]
    prepare: Callable[["Stage"], None] | None = None
    nodes: int = 2
    variant: Variant = "plain"
    script: str | None = None
    asks: Asks = ARTICLE_CLIENT
    daemons: bool = True
    returning: str | None = None


class Stage:
    """What a drill can see and do."""

    def __init__(self, lab: Lab, drill: Drill, phase: float) -> None:
        self.lab = lab
        self.drill = drill
        self.marks: list[Mark] = []
        self.advert_age_ns: int | None = None
        self._phase = phase
        self._before: tuple[str, ...] | None = None
        self._during: tuple[str, ...] | None = None
        self.holders = HolderWatch(lab.nodes, lab.vip)
        self.states = StateWatch({node.address: node.path(node.daemon_log) for node in lab.nodes})
        self.adverts = AdvertTap(lab.switch.pid)
        self._client: Client | None = None

    @property
    def client(self) -> Client:
        """The client; it runs from the end of the preparation on."""
        assert self._client is not None
        return self._client

    def start_client(self) -> None:
        """Start the client and wait for steady answers. Raises LabError if there are none."""
        self._client = Client(self.lab.client.spawn, self.drill.asks)
        self._client.wait_answered(within_s=5)

    def close(self) -> None:
        """End everything that watches."""
        if self._client is not None:
            self._client.stop()
        self.adverts.close()
        self.states.close()
        self.holders.close()

    # ---- doing

    def fault(self, text: str, act: Callable[[], object]) -> None:
        """Do `act` at the run's phase after the master's next advertisement or run of the check script."""
        if self._before is None:
            self._before = self.holders.asked()
        self._wait_phase()
        holder = next(iter(self.holders.now()), None)
        advert = self.adverts.last(holder) if holder else None
        self._mark("fault", text)
        if advert is not None and self.advert_age_ns is None:
            self.advert_age_ns = self.marks[-1].at_ns - advert.at_ns
        act()

    def heal(self, text: str, act: Callable[[], object], after: Node | None = None, phase: float = 0.0) -> None:
        """Undo a fault; who holds the VIP just before is who held it while the fault lasted.

        With `after`, it is undone `phase` of an interval after an advertisement of that node.
        """
        self._during = self.holders.asked()
        if after is not None:
            sleep_until(self.adverts.wait(after.address, within_s=3) + int(phase * ADVERT_EVERY_NS))
        self._mark("heal", text)
        act()

    def note(self, text: str) -> None:
        """Keep a remark for the report."""
        self._mark("note", text)

    def _mark(self, kind: str, text: str) -> None:
        self.marks.append(Mark(time.monotonic_ns(), kind, text))

    def _wait_phase(self) -> None:
        """Sleep until the run's phase. Raises LabError if nothing comes that it could count from."""
        holder = next(iter(self.holders.now()), None)
        if self.drill.script is not None and holder is not None:
            node = next(node for node in self.lab.nodes if node.address == holder)
            with ScriptTap(node.path(self.drill.script)) as tap:
                sleep_until(tap.wait(within_s=5) + int(self._phase * SCRIPT_EVERY_NS))
        elif holder is not None:
            sleep_until(self.adverts.wait(holder, within_s=3) + int(self._phase * ADVERT_EVERY_NS))

    # ---- waiting

    def run_for(self, duration_s: float) -> None:
        """Let the client go on."""
        time.sleep(duration_s)

    def wait_until(self, fulfilled: Callable[[], bool], within_s: float, every_s: float = POLL_S) -> bool:
        """Wait until a condition holds; tells whether it did in time."""
        end_s = time.monotonic() + within_s
        while not fulfilled():
            if time.monotonic() > end_s:
                return False
            time.sleep(every_s)
        return True

    def wait_holder(self, node: Node, *, alone: bool = True, within_s: float = ELECTION_WITHIN_S) -> bool:
        """Wait until the node holds the VIP, and with `alone` nobody else does; tells whether it came to that.

        The first time that it does after a fault, the fault has had its effect: who holds it then is kept.
        """

        def settled() -> bool:
            held_by = self.holders.now()
            fulfilled = held_by == (node.address,) if alone else node.address in held_by
            if fulfilled and self._before is not None and self._during is None:
                self._during = held_by
            return fulfilled

        return self.wait_until(settled, within_s)

    def wait_answer(self, who: str, within_s: float = ELECTION_WITHIN_S) -> bool:
        """Wait until an attempt that starts from now on is answered by `who`."""
        since_ns = time.monotonic_ns()
        return self.wait_until(lambda: who in self.client.answers_since(since_ns), within_s)

    def must_hold(self, node: Node, within_s: float = 12.0) -> None:
        """Wait until only that node holds the VIP. Raises LabError if it does not come to that."""
        if not self.wait_holder(node, within_s=within_s):
            held_by = " and ".join(self.holders.now()) or "nobody"
            raise LabError(f"the VIP did not come to {node.address} within {within_s:g} s: {held_by} held it")

    def settle(self, node: Node, *, alone: bool = True) -> None:
        """Wait until the VIP is the node's and its answers come, then go on for as long as the download needs."""
        self.wait_holder(node, alone=alone)
        self.wait_answer(node.address)
        self.run_for(SETTLE_S)

    # ---- looking back

    def who_held(self) -> Holders:
        """The holders before, during and at the end; to be asked at the end.

        If nothing was waited for and nothing healed, those at the end are those during the fault.
        """
        after = self.holders.asked()
        return Holders(self._before or (), after if self._during is None else self._during, after)
