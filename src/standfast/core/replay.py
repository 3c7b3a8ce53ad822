"""Whose packets were believed, and up to which number: the memory that tells old packets from new ones.

Rules (as everywhere in core): imports none of time, socket, os, asyncio, random, logging, select, subprocess,
threading. Only a packet whose authentication is right may be remembered here, so that nobody without the key can move
a mark or push a sender out of the table.
"""

SENDERS_MAX = 64


class SenderMarks:
    """The newest sequence number of each sender of one virtual router, for a bounded number of senders."""

    __slots__ = ("_marks",)

    def __init__(self) -> None:
        self._marks: dict[bytes, int] = {}

    def mark_of(self, sender: bytes) -> int | None:
        """The newest number of this sender, None if it is not known."""
        return self._marks.get(sender)

    def remember(self, sender: bytes, number: int) -> None:
        """This sender has used this number."""
        self._marks.pop(sender, None)
        if len(self._marks) >= SENDERS_MAX:
            # The one that was silent longest: a dictionary keeps the order of insertion.
            del self._marks[next(iter(self._marks))]
        self._marks[sender] = number
