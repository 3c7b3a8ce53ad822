"""How long a BACKUP waits before it takes over, and what it then says was the cause (RFC 3768, 6.4.2).

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; time is a parameter in integer nanoseconds. The priority that is handed in is the effective one of the
moment.

A lower priority that is heard leaves the timer its remaining time, so a better router takes over after one
master-down interval of its own. `preempt_delay` accepts such a master a while longer, `nopreempt` for ever.
"""

from standfast.core.transitions import Reason
from standfast.model.virtual_router import PRIORITY_RESIGN, VirtualRouter
from standfast.units import ns_to_seconds_text
from standfast.wire.address import format_address


class MasterDownTimer:
    """The master-down timer of one virtual router; `due_ns` is None while it does not run."""

    def __init__(self) -> None:
        self.due_ns: int | None = None
        self.reason = Reason.MASTER_DOWN
        self.heard_from: bytes | None = None
        self._resigned: tuple[bytes, int] | None = None
        self._heard_ns = 0
        self._preempt_at_ns: int | None = None

    def start(self, router: VirtualRouter, priority: int, now_ns: int) -> None:
        """Become BACKUP: wait one master-down interval from now."""
        self._heard_ns = now_ns
        self._wait_in_full(router, priority, now_ns)

    def stop(self) -> None:
        """Be BACKUP no longer."""
        self.due_ns = self._preempt_at_ns = None

    def hear(self, router: VirtualRouter, ours: int, theirs: int, source: bytes, now_ns: int) -> None:
        """Take in an advertisement with priority `theirs`; `ours` is our own."""
        self._heard_ns, self.heard_from = now_ns, source
        if theirs == PRIORITY_RESIGN:
            self._resigned = (source, now_ns)
            self.due_ns = now_ns + router.skew_time_ns(ours)
            self.reason = Reason.MASTER_RESIGNED
        elif not router.preempt or theirs >= ours:
            self._preempt_at_ns = None
            self._wait_in_full(router, ours, now_ns)
        elif self._preemption_is_delayed(router, now_ns):
            self._wait_in_full(router, ours, now_ns)

    def change_priority(self, router: VirtualRouter, before: int, priority: int) -> None:
        """The wait changes by the difference of the skew times (keepalived)."""
        if self.due_ns is not None:
            self.due_ns += router.skew_time_ns(priority) - router.skew_time_ns(before)

    def explain(self, router: VirtualRouter, priority: int, now_ns: int) -> str:
        """Say, when the time is up, what it was that ended."""
        if self.reason is Reason.MASTER_RESIGNED and self._resigned is not None:
            resigner, resigned_ns = self._resigned
            return f"{format_address(resigner)} resigned {ns_to_seconds_text(now_ns - resigned_ns)} s ago"
        silence_ns = now_ns - self._heard_ns
        silence = ns_to_seconds_text(silence_ns)
        if self.heard_from is None:
            return f"no other router heard for {silence} s"
        sender = format_address(self.heard_from)
        if silence_ns < router.advert_interval_ns:
            return f"{sender} is still there, with a lower priority than our {priority}"
        return f"nothing heard from {sender} for {silence} s"

    def _wait_in_full(self, router: VirtualRouter, priority: int, now_ns: int) -> None:
        self.due_ns = now_ns + router.master_down_interval_ns(priority)
        self.reason = Reason.MASTER_DOWN

    def _preemption_is_delayed(self, router: VirtualRouter, now_ns: int) -> bool:
        """`preempt_delay`: from the first lower priority heard, that master is accepted for so long."""
        if not router.preempt_delay_ns:
            return False
        if self._preempt_at_ns is None:
            self._preempt_at_ns = now_ns + router.preempt_delay_ns
        return now_ns < self._preempt_at_ns
