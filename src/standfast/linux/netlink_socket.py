"""rtnetlink requests and the kernel's answers.

Rules: requests are synchronous, because the kernel works on them inside sendmsg: the answers are there when it
returns. Encoding is wire/rtnl.py's.
"""

import errno
import socket
from collections.abc import Callable, Sequence

from standfast.errors import KernelError, PermissionMissingError
from standfast.wire.netlink import NLMSG_DONE, NLMSG_ERROR, decode_error, iter_messages
from standfast.wire.rtnl import (
    RTMGRP_IPV4_IFADDR,
    RTMGRP_LINK,
    AddressMessage,
    LinkMessage,
    decode_route_message,
    encode_address_dump,
    encode_delete_address,
    encode_link_dump,
)

RECEIVE_SIZE = 1 << 16
# A full receive buffer loses answers and news; a thousand addresses must fit in.
RECEIVE_BUFFER_BYTES = 4 << 20
# So many requests go out in one datagram: their answers fit into the buffer of an unprivileged process too.
BATCH = 100
# An index that no interface has.
_NO_INTERFACE = (1 << 31) - 1


class RouteSocket:
    """A socket for requests: changes of addresses, and dumps."""

    def __init__(self) -> None:
        self._socket = _open_route_socket(0)
        self._sequence = 0

    def require_permission(self) -> None:
        """Find out whether addresses may be changed, by a change of nothing. Raises PermissionMissingError."""

        def delete_nothing(sequence: int) -> bytes:
            return encode_delete_address(sequence, _NO_INTERFACE, bytes(4), 32)

        if self.request([delete_nothing]) == [errno.EPERM]:
            text = "addresses may not be changed: run as root, or give the program CAP_NET_ADMIN"
            raise PermissionMissingError(errno.EPERM, text)

    def request(self, encoders: Sequence[Callable[[int], bytes]]) -> list[int]:
        """Send requests in batches. Return the errno of each, in order; 0 is success."""
        results: list[int] = []
        for start in range(0, len(encoders), BATCH):
            results += self._request_batch(encoders[start : start + BATCH])
        return results

    def dump_links(self) -> list[LinkMessage]:
        """Return all interfaces."""
        return [message for message in self._dump(encode_link_dump) if isinstance(message, LinkMessage)]

    def dump_addresses(self) -> list[AddressMessage]:
        """Return all IPv4 addresses."""
        return [message for message in self._dump(encode_address_dump) if isinstance(message, AddressMessage)]

    def close(self) -> None:
        """Give the descriptor back."""
        self._socket.close()

    def _next_sequence(self) -> int:
        self._sequence += 1
        return self._sequence

    def _request_batch(self, encoders: Sequence[Callable[[int], bytes]]) -> list[int]:
        first = self._sequence + 1
        self._socket.send(b"".join(encode(self._next_sequence()) for encode in encoders))
        results = [errno.EIO] * len(encoders)
        left = len(encoders)
        while left:
            for message in iter_messages(self._socket.recv(RECEIVE_SIZE)):
                if message.type == NLMSG_ERROR and message.sequence >= first:
                    results[message.sequence - first] = decode_error(message.body)
                    left -= 1
        return results

    def _dump(self, encode: Callable[[int], bytes]) -> list[LinkMessage | AddressMessage]:
        sequence = self._next_sequence()
        self._socket.send(encode(sequence))
        found: list[LinkMessage | AddressMessage] = []
        while True:
            for message in iter_messages(self._socket.recv(RECEIVE_SIZE)):
                if message.sequence != sequence:
                    continue
                if message.type == NLMSG_ERROR:
                    raise KernelError(decode_error(message.body), "the kernel refused a netlink dump")
                if message.type == NLMSG_DONE:
                    return found
                decoded = decode_route_message(message)
                if decoded is not None:
                    found.append(decoded)


class RouteMonitor:
    """A socket that hears of every change of a link or an IPv4 address."""

    def __init__(self) -> None:
        self._socket = _open_route_socket(RTMGRP_LINK | RTMGRP_IPV4_IFADDR)
        self._socket.setblocking(False)

    def fileno(self) -> int:
        """The descriptor, for a selector."""
        return self._socket.fileno()

    def receive(self) -> list[LinkMessage | AddressMessage] | None:
        """Return the news that wait, in order; None if some were lost and the whole must be dumped anew."""
        news: list[LinkMessage | AddressMessage] = []
        while True:
            try:
                datagram = self._socket.recv(RECEIVE_SIZE)
            except BlockingIOError:
                return news
            except OSError as error:
                if error.errno == errno.ENOBUFS:
                    return None
                raise
            decoded = (decode_route_message(message) for message in iter_messages(datagram))
            news += [message for message in decoded if message is not None]

    def close(self) -> None:
        """Give the descriptor back."""
        self._socket.close()


def _open_route_socket(groups: int) -> socket.socket:
    opened = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0)
    for option in (socket.SO_RCVBUF, 33):  # SO_RCVBUFFORCE, which needs CAP_NET_ADMIN, may exceed the limit.
        try:
            opened.setsockopt(socket.SOL_SOCKET, option, RECEIVE_BUFFER_BYTES)
        except OSError:
            pass
    opened.bind((0, groups))
    return opened
