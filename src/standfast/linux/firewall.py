"""`no_accept`: what is sent to or from a virtual address is dropped, neighbour discovery excepted.

Rules: one table of nftables, made by `nft` when a configuration first needs it; becoming MASTER only adds elements to
its sets, by hand-packed messages, because the start of a program takes ten milliseconds. The table is gone when the
daemon ends, and a dead predecessor's at the start.
"""

import errno
import os
import socket
import sys
from collections.abc import Callable, Iterator
from functools import partial

from standfast.core.effects import BlockAddresses, Log, UnblockAddresses
from standfast.linux.host import Host
from standfast.linux.journal import Journal
from standfast.log_level import LogLevel
from standfast.model.node import NodeSettings
from standfast.model.virtual_router import VirtualAddress
from standfast.wire.netlink import NLMSG_ERROR, decode_error, iter_messages
from standfast.wire.nftables import (
    encode_add_elements,
    encode_batch,
    encode_delete_elements,
    encode_delete_table,
)

_NETLINK_NETFILTER = 12
_RECEIVE_SIZE = 1 << 16
_NFT = "nft"
# More elements would make an attribute too long.
_ELEMENTS_MAX = 1000
_IPV4, _IPV6, _LINK_LOCAL = "vips", "vips6", "vips_link_local"
_TABLE = """\
table inet {name}
delete table inet {name}
table inet {name} {{
    set vips {{ type ipv4_addr; }}
    set vips6 {{ type ipv6_addr; }}
    set vips_link_local {{ type ipv6_addr . iface_index; }}
    chain in {{
        type filter hook input priority {priority}; policy accept;
        ip daddr @vips {counter}drop
        icmpv6 type {{ nd-neighbor-solicit, nd-neighbor-advert }} accept
        ip6 daddr . iif @vips_link_local {counter}drop
        ip6 daddr @vips6 {counter}drop
    }}
    chain out {{
        type filter hook output priority {priority}; policy accept;
        ip saddr @vips {counter}drop
        icmpv6 type {{ nd-neighbor-solicit, nd-neighbor-advert }} accept
        ip6 saddr . oif @vips_link_local {counter}drop
        ip6 saddr @vips6 {counter}drop
    }}
}}
"""


class Firewall:
    """The table, and whose addresses are in it."""

    def __init__(self, host: Host, journal: Journal, log: Callable[[Log], None]) -> None:
        self._host = host
        self._journal = journal
        self._log = log
        self._table = ""
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, _NETLINK_NETFILTER)
        self._sequence = 0

    def prepare(self, settings: NodeSettings) -> None:
        """Make the table, empty, in place of a predecessor's; one that is in use stays as it is."""
        if self._table:
            return
        counter = "counter " if settings.nftables_counters else ""
        text = _TABLE.format(name=settings.nftables_table, priority=settings.nftables_priority, counter=counter)
        self._journal.note("table", settings.nftables_table)
        complaint = _run_nft(text)
        if complaint:
            self._log(Log(LogLevel.ERROR, f"nft cannot make the table {settings.nftables_table}: {complaint}"))
            return
        self._table = settings.nftables_table

    def sweep(self) -> None:
        """Remove the tables that a dead predecessor left."""
        for (name,) in self._journal.find("table"):
            if name != self._table:
                self._request(partial(encode_delete_table, table=name), (0, errno.ENOENT))
                self._journal.strike("table", name)

    def run(self, effect: BlockAddresses | UnblockAddresses) -> None:
        """Block addresses, or let packets through to them again. Raises OSError."""
        block = isinstance(effect, BlockAddresses)
        if not self._table:
            if block:
                raise OSError(errno.ENOENT, "there is no table of nftables for it")
            return
        for set_name, keys in self._keys(effect.addresses):
            if block:
                add = partial(encode_add_elements, table=self._table, set_name=set_name, keys=keys)
                self._request(add, (0, errno.EEXIST))
                continue
            # One by one: of a batch with one that is not there none would be taken out.
            for key in keys:
                delete = partial(encode_delete_elements, table=self._table, set_name=set_name, keys=[key])
                self._request(delete, (0, errno.ENOENT))

    def close(self) -> None:
        """Remove the table and give the descriptor back."""
        self._table = ""
        self.sweep()
        self._socket.close()

    def _keys(self, addresses: tuple[VirtualAddress, ...]) -> Iterator[tuple[str, list[bytes]]]:
        by_set: dict[str, list[bytes]] = {}
        for address in addresses:
            name, key = self._key(address)
            by_set.setdefault(name, []).append(key)
        for name, keys in by_set.items():
            for start in range(0, len(keys), _ELEMENTS_MAX):
                yield name, keys[start : start + _ELEMENTS_MAX]

    def _key(self, address: VirtualAddress) -> tuple[str, bytes]:
        if len(address.address) == 4:
            return _IPV4, address.address
        if address.address[0] == 0xFE and address.address[1] & 0xC0 == 0x80:
            index = self._host.get(address.interface).index
            return _LINK_LOCAL, address.address + index.to_bytes(4, sys.byteorder)
        return _IPV6, address.address

    def _request(self, encode: Callable[[int], bytes], accepted: tuple[int, ...]) -> None:
        """Do one thing, in a batch of its own. Raises OSError."""
        self._sequence += 3
        first, middle = self._sequence - 2, self._sequence - 1
        self._socket.send(encode_batch(first, encode(middle)))
        number = self._receive_answer(first, middle)
        if number not in accepted:
            raise OSError(number, os.strerror(number))

    def _receive_answer(self, first: int, middle: int) -> int:
        """Return the errno of the batch: the answer to what is in it, or a refusal of it as a whole."""
        while True:
            for message in iter_messages(self._socket.recv(_RECEIVE_SIZE)):
                if message.type != NLMSG_ERROR:
                    continue
                number = decode_error(message.body)
                if message.sequence == middle or (message.sequence == first and number):
                    return number


def _run_nft(text: str) -> str:
    """Run a script of nft and wait for its end; return what it complains of, "" if nothing."""
    script, complaints = os.memfd_create("nft"), os.memfd_create("nft-says")
    os.write(script, text.encode())
    os.lseek(script, 0, os.SEEK_SET)
    actions = [
        (os.POSIX_SPAWN_DUP2, script, 0),
        (os.POSIX_SPAWN_DUP2, complaints, 1),
        (os.POSIX_SPAWN_DUP2, complaints, 2),
    ]
    try:
        pid = os.posix_spawnp(_NFT, [_NFT, "-f", "-"], os.environ, file_actions=actions)
        _, status = os.waitpid(pid, 0)
        os.lseek(complaints, 0, os.SEEK_SET)
        said = os.read(complaints, _RECEIVE_SIZE).decode(errors="replace").strip()
    except OSError as error:
        return error.strerror or str(error)
    finally:
        os.close(script)
        os.close(complaints)
    return "" if os.waitstatus_to_exitcode(status) == 0 else said or f"exit code {status}"
