"""rtnetlink requests and the kernel's answers.

Rules: requests are synchronous, because the kernel works on them inside sendmsg: the answers are there when it
returns. Encoding is wire/rtnl.py's.
"""

import errno
import socket
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial

from standfast.errors import KernelError, PermissionMissingError
from standfast.linux.bpf import ACCEPT, DROP, attach_filter
from standfast.wire.netlink import NLMSG_DONE, NLMSG_ERROR, NetlinkMessage, decode_error, iter_messages
from standfast.wire.rtnl import (
    AF_UNSPEC,
    RTM_NEWADDR,
    RTMGRP_IPV4_IFADDR,
    RTMGRP_IPV6_IFADDR,
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
# What the monitor reads before timers get their turn again; a message about an address is a datagram.
DATAGRAMS_PER_TURN = 64
_SOL_NETLINK = 270
_NETLINK_ADD_MEMBERSHIP = 1
# An index that no interface has.
_NO_INTERFACE = (1 << 31) - 1

News = LinkMessage | AddressMessage | NetlinkMessage


class RouteSocket:
    """A socket for requests: changes of addresses, and dumps."""

    def __init__(self) -> None:
        self._socket = _open_route_socket(0)
        self._sequence = 0

    @property
    def port(self) -> int:
        """What the kernel calls this socket (nl_pid): the news of what it changes bear it."""
        return int(self._socket.getsockname()[0])

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
        decoded = (decode_route_message(message) for message in self.dump(encode_link_dump))
        return [message for message in decoded if isinstance(message, LinkMessage)]

    def dump_addresses(self) -> list[AddressMessage]:
        """Return all addresses, of IPv4 and IPv6."""
        encode = partial(encode_address_dump, family=AF_UNSPEC)
        decoded = (decode_route_message(message) for message in self.dump(encode))
        return [message for message in decoded if isinstance(message, AddressMessage)]

    def ask(self, encode: Callable[[int], bytes]) -> list[NetlinkMessage]:
        """Ask for one thing; return what comes back, the refusal (NLMSG_ERROR) included."""
        sequence = self._next_sequence()
        self._socket.send(encode(sequence))
        while True:
            answers = [one for one in iter_messages(self._socket.recv(RECEIVE_SIZE)) if one.sequence == sequence]
            if answers:
                return answers

    def dump(self, encode: Callable[[int], bytes]) -> Iterator[NetlinkMessage]:
        """Ask for all things of a kind and yield the answers."""
        sequence = self._next_sequence()
        self._socket.send(encode(sequence))
        while True:
            for message in iter_messages(self._socket.recv(RECEIVE_SIZE)):
                if message.sequence != sequence:
                    continue
                if message.type == NLMSG_ERROR:
                    raise KernelError(decode_error(message.body), "the kernel refused a netlink dump")
                if message.type == NLMSG_DONE:
                    return
                yield message

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


class RouteMonitor:
    """A socket that hears of every change of a link or an address."""

    def __init__(self) -> None:
        self._socket = _open_route_socket(RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR)
        self._socket.setblocking(False)
        self._other_types: set[int] = set()

    def ignore_additions_by(self, requester: RouteSocket) -> None:
        """Hear no more of addresses that this socket's owner adds or renews: a lease is renewed each second.

        The kernel says so of IPv4 addresses only; of others nothing is ignored.
        """
        attach_filter(
            self._socket,
            [
                # ldh [4]; RTM_NEWADDR? ld [12]; by this port? Fields are in the order of the machine, loads are not.
                (0x28, 0, 0, 4),
                (0x15, 0, 3, _as_loaded(RTM_NEWADDR, 2)),
                (0x20, 0, 0, 12),
                (0x15, 0, 1, _as_loaded(requester.port, 4)),
                DROP,
                ACCEPT,
            ],
        )

    def hear(self, types: Collection[int], groups: Collection[int]) -> None:
        """Hear messages of these types too, from these multicast groups; they are not decoded here."""
        self._other_types.update(types)
        for group in groups:
            self._socket.setsockopt(_SOL_NETLINK, _NETLINK_ADD_MEMBERSHIP, group)

    def fileno(self) -> int:
        """The descriptor, for a selector."""
        return self._socket.fileno()

    def receive(self) -> list[News] | None:
        """Return news that wait, in order, not more than a turn's worth; None if some were lost: dump anew then."""
        news: list[News] = []
        for _ in range(DATAGRAMS_PER_TURN):
            try:
                datagram = self._socket.recv(RECEIVE_SIZE)
            except BlockingIOError:
                return news
            except OSError as error:
                if error.errno == errno.ENOBUFS:
                    return None
                raise
            for message in iter_messages(datagram):
                decoded = message if message.type in self._other_types else decode_route_message(message)
                if decoded is not None:
                    news.append(decoded)
        return news

    def close(self) -> None:
        """Give the descriptor back."""
        self._socket.close()


def _as_loaded(number: int, size: int) -> int:
    """Return what BPF finds where a number of so many bytes stands in the machine's order."""
    return int.from_bytes(number.to_bytes(size, sys.byteorder), "big")


def _open_route_socket(groups: int) -> socket.socket:
    opened = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0)
    for option in (socket.SO_RCVBUF, 33):  # SO_RCVBUFFORCE, which needs CAP_NET_ADMIN, may exceed the limit.
        try:
            opened.setsockopt(socket.SOL_SOCKET, option, RECEIVE_BUFFER_BYTES)
        except OSError:
            pass
    opened.bind((0, groups))
    return opened
