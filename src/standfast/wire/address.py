"""IP addresses between packed bytes (4 or 16, network order) and text.

Rule: the rest of the code carries addresses as bytes; text exists only in files, logs and messages.
`socket` is imported for inet_ntop and inet_pton alone. They open nothing and read nothing: they are pure
functions of the C library, and they cost less time and memory than the `ipaddress` module.
"""

from socket import AF_INET, AF_INET6, inet_ntop, inet_pton


def format_address(address: bytes) -> str:
    """Format 4 or 16 bytes as the usual text (IPv6 as in RFC 5952). Raises ValueError for another length."""
    if len(address) == 4:
        return inet_ntop(AF_INET, address)
    if len(address) == 16:
        return inet_ntop(AF_INET6, address)
    raise ValueError(f"an address has 4 or 16 bytes, not {len(address)}")


def parse_address(text: str) -> bytes:
    """Parse an IPv4 address (four decimal parts) or an IPv6 address (no zone). Raises ValueError."""
    family = AF_INET6 if ":" in text else AF_INET
    try:
        return inet_pton(family, text)
    except (OSError, ValueError):
        raise ValueError(f"not an IP address: {text!r}") from None
