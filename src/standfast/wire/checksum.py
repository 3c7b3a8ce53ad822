"""The Internet checksum (RFC 1071) and the pseudo-header that some protocols let it cover.

Rule: pure arithmetic over bytes; who owns a checksum field zeroes it or leaves it in before asking.
"""

import struct

_PSEUDO_IPV4 = struct.Struct("!HH")
_PSEUDO_IPV6 = struct.Struct("!II")


def internet_checksum(data: bytes) -> int:
    """Return the 16-bit one's complement of the one's complement sum of `data` (RFC 1071, section 1).

    An odd last byte counts as if a zero byte followed. Over data whose checksum field is already filled in
    the result is 0 exactly when that checksum is right.
    """
    number = int.from_bytes(data, "big")
    if len(data) % 2:
        number <<= 8
    # 2**16 is 1 modulo 0xFFFF, so the remainder is the folded sum of all 16-bit words: one division instead
    # of a Python loop. Only a remainder of zero needs care: the sum is 0xFFFF, unless every byte was zero.
    remainder = number % 0xFFFF
    if remainder == 0 and number:
        return 0
    return 0xFFFF - remainder


def pseudo_header(source: bytes, destination: bytes, protocol: int, length: int) -> bytes:
    """Return what stands for the IP header in a checksum: RFC 9293, 3.1 (IPv4) or RFC 8200, 8.1 (IPv6).

    `source` and `destination` are packed and of one family; `length` is that of the message in bytes. Raises
    ValueError if the addresses are not two of 4 or two of 16 bytes.
    """
    if len(source) == len(destination) == 4:
        return source + destination + _PSEUDO_IPV4.pack(protocol, length)
    if len(source) == len(destination) == 16:
        return source + destination + _PSEUDO_IPV6.pack(length, protocol)
    raise ValueError(f"two addresses of one family are needed, not of {len(source)} and {len(destination)} bytes")
