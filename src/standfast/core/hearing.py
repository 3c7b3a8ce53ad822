"""What a virtual router makes of a packet before its state counts: is it believed, and is anything odd about it?

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading; time is a parameter in integer nanoseconds; effects are values. A packet that is not believed changes
nothing but counters.
"""

from collections.abc import Iterator

from standfast.core.authenticate import credentials_for
from standfast.core.effects import Log
from standfast.core.events import AdvertisementReceived
from standfast.core.shared import Shared
from standfast.core.statistics import Statistics
from standfast.core.verify import Fault, find_content_fault, find_path_fault, lists_other_addresses
from standfast.log_level import LogLevel
from standfast.model.virtual_router import PRIORITY_RESIGN, VirtualRouter
from standfast.units import ns_to_seconds_text
from standfast.wire.address import format_address


class Hearing:
    """The ears of one virtual router: its credentials, and whose addresses it has compared."""

    __slots__ = ("_compared_with", "credentials")

    def __init__(self, router: VirtualRouter) -> None:
        self.credentials = credentials_for(router)
        self._compared_with: bytes | None = None

    def reconfigure(self, router: VirtualRouter) -> None:
        """Go on with another configuration; what was seen is remembered if it can still be compared."""
        self.credentials = credentials_for(router, self.credentials)
        self._compared_with = None

    def find_fault(
        self, router: VirtualRouter, own_source: bytes | None, event: AdvertisementReceived, wall_ns: int
    ) -> Fault | None:
        """Return why the packet must be discarded, and words for the log; None if it may be used.

        Authentication comes last but for what only a trusted sender can get wrong: fewer hashes for a flood.
        """
        return (
            find_path_fault(router, own_source, event)
            or self.credentials.find_fault(router, event, wall_ns)
            or find_content_fault(router, event.advertisement)
        )

    def remark(
        self,
        router: VirtualRouter,
        event: AdvertisementReceived,
        statistics: Statistics,
        shared: Shared,
        now_ns: int,
    ) -> Iterator[Log]:
        """Count a packet that is believed, and say what the administrator may want to mend."""
        advertisement = event.advertisement
        statistics.advert_rcvd += 1
        statistics.pri_zero_rcvd += advertisement.priority == PRIORITY_RESIGN
        statistics.auth_ext_missing += router.hmac is not None and not advertisement.trailer
        sender = format_address(event.source)
        known, self._compared_with = self._compared_with, event.source
        skipped = router.skip_check_adv_addr and known == event.source
        if not skipped and lists_other_addresses(router, advertisement):
            statistics.addr_list_err += 1
            text = f"{sender} advertises other virtual addresses than configured here"
            line = Log(LogLevel.WARNING, f"({router.name}) {text}")
            yield from shared.log_limit.admit(f"{router.name} addresses", line, now_ns)
        theirs_ns = advertisement.advert_interval_ns
        if theirs_ns != router.advert_interval_ns:
            theirs, ours = ns_to_seconds_text(theirs_ns), ns_to_seconds_text(router.advert_interval_ns)
            text = f"{sender} advertises every {theirs} s, we would every {ours} s (advert_int)"
            line = Log(LogLevel.WARNING, f"({router.name}) {text}")
            yield from shared.log_limit.admit(f"{router.name} interval", line, now_ns)
