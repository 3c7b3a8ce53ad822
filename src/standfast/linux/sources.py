"""Everything that the loop waits for, behind one epoll descriptor.

Rules: a source is an object with a descriptor and a `read` that never waits; whoever opens it watches it, and
unwatches it before it closes it.
"""

from __future__ import annotations

import select
from collections.abc import Callable, Iterable

from standfast.core.events import Event

TYPE_CHECKING = False  # typing itself costs half a megabyte
if TYPE_CHECKING:
    from typing import Protocol

    class Source(Protocol):
        """Something with a descriptor that events come from."""

        def fileno(self) -> int:
            """Return the descriptor."""

        def read(self, limit: int) -> Iterable[Event]:
            """Return what is there now, at most `limit` events where somebody else decides how many there are."""


class Callback:
    """A descriptor that means work, not events."""

    def __init__(self, descriptor: int, callback: Callable[[], object]) -> None:
        self._descriptor = descriptor
        self._callback = callback

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._descriptor

    def read(self, _limit: int) -> tuple[Event, ...]:
        """Do the work."""
        self._callback()
        return ()


class Sources:
    """The sources that are watched now."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._by_descriptor: dict[int, Source] = {}

    def watch(self, source: Source) -> None:
        """Tell of this source from now on."""
        self._by_descriptor[source.fileno()] = source
        self._epoll.register(source.fileno(), select.EPOLLIN)

    def unwatch(self, source: Source) -> None:
        """Tell of it no more; to be called while its descriptor is open."""
        del self._by_descriptor[source.fileno()]
        self._epoll.unregister(source.fileno())

    def wait(self) -> list[Source]:
        """Wait until something is there, and return what is.

        A source may be closed because of what another one says: its `read` then has nothing.
        """
        return [self._by_descriptor[descriptor] for descriptor, _ in self._epoll.poll()]

    def close(self) -> None:
        """Give the descriptor back; the sources' own stay."""
        self._epoll.close()
