"""When a BACKUP may take over, and when it must: the formulas of RFC 3768 and RFC 9568, 6.1, written a second time.

Rules: it uses the numbers of the configuration and none of the methods that the core computes with, so that an error
there does not hide itself. Exact to the nanosecond: a BACKUP that takes over before `due_ns` was impatient, one that
does later than that plus the lateness of its timer was asleep.
"""

from standfast.model.virtual_router import VirtualRouter
from standfast.units import NS_PER_S

VERSION_2 = 2


def skew_ns(config: VirtualRouter, priority: int, interval_ns: int) -> int:
    """Skew_Time: of a second in version 2, of the MASTER's interval in version 3."""
    return (256 - priority) * (NS_PER_S if config.version == VERSION_2 else interval_ns) // 256


def master_down_ns(config: VirtualRouter, priority: int, interval_ns: int | None = None) -> int:
    """Master_Down_Interval: `down_timer_adverts` intervals of the MASTER and the skew."""
    interval_ns = interval_ns or config.advert_interval_ns
    return config.down_timer_adverts * interval_ns + skew_ns(config, priority, interval_ns)


def lease_s(config: VirtualRouter) -> int:
    """The least whole second at or above the longest wait that a BACKUP may have (priority 1)."""
    return -(-master_down_ns(config, 1) // NS_PER_S)


def fence_ns_of(config: VirtualRouter) -> int:
    """How long a MASTER may be silent before it has to doubt that it is one: the least D that another may have.

    That is without any skew, unless `timer_expired_backup` says that nobody has a higher priority than this.
    """
    interval_ns = config.advert_interval_ns
    others = 0 if config.late_priority is None else skew_ns(config, config.late_priority, interval_ns)
    return config.down_timer_adverts * interval_ns + others


class Patience:
    """The wait of one BACKUP. Times are those of its host's clock."""

    __slots__ = ("_lower_since_ns", "from_ns", "interval_ns", "is_over", "resigned")

    def __init__(self) -> None:
        self.from_ns = 0
        self.resigned = False
        # Its time has come, and it waits for the others of its sync group only.
        self.is_over = False
        self.interval_ns = 0
        self._lower_since_ns: int | None = None

    def begin(self, config: VirtualRouter, now_ns: int) -> None:
        """It has become BACKUP."""
        self.from_ns, self.resigned = now_ns, False
        self.is_over = False
        self.interval_ns = config.advert_interval_ns
        self._lower_since_ns = None

    def hear(self, config: VirtualRouter, ours: int, theirs: int, interval_ns: int, now_ns: int) -> None:
        """It has heard a valid advertisement."""
        if theirs == 0:
            if not self.is_over:
                self.from_ns, self.resigned = now_ns, True
            return
        if config.preempt and theirs < ours:
            if not config.preempt_delay_ns:
                return
            if self._lower_since_ns is None:
                self._lower_since_ns = now_ns
            if now_ns >= self._lower_since_ns + config.preempt_delay_ns:
                return
        else:
            self._lower_since_ns = None
        self.from_ns, self.resigned, self.is_over = now_ns, False, False
        if config.version != VERSION_2:
            self.interval_ns = interval_ns

    def due_ns(self, config: VirtualRouter, priority: int) -> int:
        """When it takes over if it hears nothing more."""
        return self.from_ns + self.wait_ns(config, priority)

    def wait_ns(self, config: VirtualRouter, priority: int) -> int:
        """How long it waits in all: D, or after priority 0 the skew only."""
        if self.resigned:
            return skew_ns(config, priority, self.interval_ns)
        return master_down_ns(config, priority, self.interval_ns)
