"""Coverage-guided fuzzing of everything that reads bytes from the network or the kernel, with atheris.

Usage: python fuzz/fuzz_wire.py [LIBFUZZER OPTIONS] [CORPUS FOLDERS]. What must hold for any bytes: a decoder returns
a value or raises DecodeError with a reason that a counter knows; what was decoded from the network can be encoded,
and decodes to itself. The first byte of the input chooses the decoder.
Rule: nothing here opens, writes or sends anything.
"""

import sys
from collections.abc import Callable

import atheris

with atheris.instrument_imports(include=["standfast"]):
    from standfast.errors import DecodeError
    from standfast.wire import ah, vrrp_auth
    from standfast.wire.bfd import BfdDiscardReason, decode_bfd, encode_bfd
    from standfast.wire.checksum import internet_checksum, pseudo_header
    from standfast.wire.ipv4 import decode_ipv4
    from standfast.wire.netlink import iter_messages
    from standfast.wire.rtnl import decode_route_message
    from standfast.wire.rtnl_link import decode_link_kind
    from standfast.wire.rtnl_route import decode_route
    from standfast.wire.rtnl_route_request import encode_add_route, encode_delete_route
    from standfast.wire.rtnl_rule import decode_rule, encode_add_rule
    from standfast.wire.vrrp import (
        MULTICAST_GROUP_IPV4,
        PROTOCOL_VRRP,
        DiscardReason,
        decode_advertisement,
        encode_advertisement,
    )

SOURCE, SOURCE6 = bytes((192, 0, 2, 1)), bytes(range(16))
GROUP6 = bytes((0xFF, 2, *bytes(13), 0x12))


def _read_vrrp(data: bytes) -> None:
    """Version and family, and whether the checksum is made right, are chosen by the first byte too."""
    source, destination = (SOURCE6, GROUP6) if data[0] & 1 else (SOURCE, MULTICAST_GROUP_IPV4)
    payload = data[1:]
    if data[0] & 2 and len(payload) >= 8:
        blank = payload[:6] + b"\0\0" + payload[8:]
        cover = pseudo_header(source, destination, PROTOCOL_VRRP, len(blank)) if data[0] & 4 else b""
        payload = blank[:6] + internet_checksum(cover + blank).to_bytes(2, "big") + blank[8:]
    try:
        value = decode_advertisement(payload, source=source, destination=destination)
    except DecodeError as error:
        DiscardReason(error.reason)
        return
    again = encode_advertisement(value, source=source, destination=destination)
    assert decode_advertisement(again, source=source, destination=destination) == value


def _read_authentication(data: bytes) -> None:
    vrrp_auth.find_fault(data[1:21].ljust(8, b"\0"), data[21:], {1: bytes(32)}, source=SOURCE, wall_ns=1, window_ns=9)
    ah.find_fault(data[1:45], data[45:], b"secret12", newest_sequence=data[0])


def _read_bfd(data: bytes) -> None:
    try:
        value = decode_bfd(data[1:])
    except DecodeError as error:
        BfdDiscardReason(error.reason)
        return
    assert decode_bfd(encode_bfd(value)) == value


def _read_ipv4(data: bytes) -> None:
    try:
        header = decode_ipv4(data[1:])
    except DecodeError as error:
        DiscardReason(error.reason)
        return
    assert header.header_length <= header.total_length <= len(data) - 1


def _read_netlink(data: bytes) -> None:
    try:
        for message in iter_messages(data[1:]):
            decode_route_message(message)
            decode_link_kind(message)
            route, rule = decode_route(message), decode_rule(message)
            # The kernel may tell what may not be asked for (a length of 40 bits of an IPv4 address, say).
            for value, encode in ((route, encode_add_route), (route, encode_delete_route), (rule, encode_add_rule)):
                if value is not None:
                    _encode(encode, value)
    except DecodeError as error:
        _check_reason(error.reason)


def _check_reason(reason: str) -> None:
    assert reason == "netlink", reason


def _encode(encode: Callable[..., bytes], value: object) -> None:
    try:
        encode(1, value)
    except ValueError:
        pass


READERS = (
    _read_vrrp,
    _read_vrrp,
    _read_vrrp,
    _read_authentication,
    _read_bfd,
    _read_ipv4,
    _read_netlink,
    _read_netlink,
)


def test_one_input(data: bytes) -> None:
    """Read any bytes with one of the readers."""
    if data:
        READERS[data[0] >> 5](data)


def main() -> None:
    """Fuzz until a limit of the command line."""
    atheris.Setup(sys.argv, test_one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
