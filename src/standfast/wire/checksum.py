"""The Internet checksum (RFC 1071), which IPv4 and VRRP share.

Rule: pure arithmetic over bytes; who owns a checksum field zeroes it or leaves it in before asking.
"""


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
