"""Rtnetlink of a test's host: ask the kernel, have it tell all it has, hear what it says by itself.

Rule: as little code under test as possible: the messages are handed in and given back as values of wire/netlink.py.
"""

import socket
from types import TracebackType
from typing import Self

from netlab import Host
from standfast.wire.netlink import NLMSG_DONE, NLMSG_ERROR, NetlinkMessage, decode_error, iter_messages

ANSWER_TIMEOUT_S = 5.0


class Rtnetlink:
    """One socket in a host's network; with `groups` (RTMGRP_*) it hears what happens there."""

    def __init__(self, host: Host, groups: int = 0) -> None:
        with host.network():
            self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        self._socket.bind((0, groups))
        self._socket.settimeout(ANSWER_TIMEOUT_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def ask(self, request: bytes) -> int:
        """Send a request and return the errno of its answer, 0 for success."""
        self._socket.send(request)
        (answer,) = iter_messages(self._socket.recv(1 << 16))
        assert answer.type == NLMSG_ERROR
        return decode_error(answer.body)

    def dump(self, request: bytes) -> list[NetlinkMessage]:
        """Send a request for everything and return the whole answer."""
        self._socket.send(request)
        messages: list[NetlinkMessage] = []
        while True:
            for message in iter_messages(self._socket.recv(1 << 20)):
                if message.type == NLMSG_DONE:
                    return messages
                messages.append(message)

    def one(self, request: bytes) -> NetlinkMessage:
        """Send a request that has one message for an answer."""
        self._socket.send(request)
        (answer,) = iter_messages(self._socket.recv(1 << 16))
        return answer

    def heard(self) -> list[NetlinkMessage]:
        """Everything that the kernel has said by itself until now."""
        messages: list[NetlinkMessage] = []
        self._socket.setblocking(False)
        try:
            while True:
                messages += iter_messages(self._socket.recv(1 << 20))
        except BlockingIOError:
            return messages
        finally:
            self._socket.settimeout(ANSWER_TIMEOUT_S)
