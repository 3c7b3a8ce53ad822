"""Netlink framing: messages in a datagram and attributes in a message (netlink(7)).

Rules: what the bytes of a message mean is another file's business (rtnl.py for rtnetlink). Numbers are in the
byte order of the machine, as the kernel's ABI has them. Constants bear the kernel's names.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from standfast.errors import DecodeError

NLMSG_ERROR = 2
NLMSG_DONE = 3

NLM_F_REQUEST = 0x001
NLM_F_MULTI = 0x002
NLM_F_ACK = 0x004
NLM_F_DUMP = 0x300
NLM_F_REPLACE = 0x100
NLM_F_EXCL = 0x200
NLM_F_CREATE = 0x400
NLM_F_APPEND = 0x800

NLA_F_NESTED = 0x8000
NLA_TYPE_MASK = 0x3FFF
IFNAMSIZ = 16

_MESSAGE_HEADER = struct.Struct("=IHHII")
_ATTRIBUTE_HEADER = struct.Struct("=HH")
_ERROR = struct.Struct("=i")
_U32 = struct.Struct("=I")
_PADDING = (b"", b"\0\0\0", b"\0\0", b"\0")


@dataclass(frozen=True, slots=True)
class NetlinkMessage:
    """One message of a datagram, without its header. `sequence` is that of the request it answers.

    The parts of an answer to a dump bear NLM_F_MULTI in `flags` and end with a message of type NLMSG_DONE.
    """

    type: int
    flags: int
    sequence: int
    body: bytes


def encode_message(message_type: int, flags: int, sequence: int, body: bytes) -> bytes:
    """Encode one message, padded to 4 bytes so that another may follow. The port id is left to the kernel."""
    length = _MESSAGE_HEADER.size + len(body)
    return _MESSAGE_HEADER.pack(length, message_type, flags, sequence, 0) + body + _PADDING[length & 3]


def encode_attribute(attribute_type: int, data: bytes) -> bytes:
    """Encode one attribute, padded to 4 bytes. Raises ValueError if `data` does not fit in one."""
    length = _ATTRIBUTE_HEADER.size + len(data)
    if length > 0xFFFF:
        raise ValueError(f"{len(data)} bytes do not fit in a netlink attribute")
    return _ATTRIBUTE_HEADER.pack(length, attribute_type) + data + _PADDING[length & 3]


def encode_u32(attribute_type: int, number: int) -> bytes:
    """Encode an attribute that holds a 32-bit number. Raises ValueError if it does not fit."""
    try:
        return _ATTRIBUTE_HEADER.pack(_ATTRIBUTE_HEADER.size + _U32.size, attribute_type) + _U32.pack(number)
    except struct.error:
        raise ValueError(f"{number} does not fit in 32 bits (attribute {attribute_type})") from None


def encode_name(attribute_type: int, name: str) -> bytes:
    """Encode an attribute that holds the name of an interface or an address. Raises ValueError if it does not fit."""
    # An interface name is bytes to the kernel and need not be UTF-8.
    data = name.encode("utf-8", "surrogateescape") + b"\0"
    if not 1 < len(data) <= IFNAMSIZ or b"\0" in data[:-1]:
        raise ValueError(f"a name of 1 to {IFNAMSIZ - 1} bytes is needed, not {name!r}")
    return encode_attribute(attribute_type, data)


def iter_messages(datagram: bytes) -> Iterator[NetlinkMessage]:
    """Yield the messages of one datagram in order, acknowledgements and NLMSG_DONE among them.

    Raises DecodeError at the first message whose length cannot be; the messages before it have been yielded.
    """
    offset = 0
    while offset < len(datagram):
        left = len(datagram) - offset
        if left < _MESSAGE_HEADER.size:
            raise DecodeError("netlink", f"{left} bytes are shorter than a message header")
        length, message_type, flags, sequence, _ = _MESSAGE_HEADER.unpack_from(datagram, offset)
        if not _MESSAGE_HEADER.size <= length <= left:
            raise DecodeError("netlink", f"a message of {length} bytes where {left} are left")
        body = datagram[offset + _MESSAGE_HEADER.size : offset + length]
        yield NetlinkMessage(message_type, flags, sequence, body)
        offset += length + 3 & ~3


def decode_attributes(body: bytes) -> dict[int, bytes]:
    """Decode attributes that follow each other into {type: data}; of two with one type the last counts.

    The two flag bits of the type (nested, network order) are removed. Raises DecodeError.
    """
    attributes: dict[int, bytes] = {}
    offset = 0
    while offset < len(body):
        left = len(body) - offset
        if left < _ATTRIBUTE_HEADER.size:
            raise DecodeError("netlink", f"{left} bytes are shorter than an attribute header")
        length, attribute_type = _ATTRIBUTE_HEADER.unpack_from(body, offset)
        if not _ATTRIBUTE_HEADER.size <= length <= left:
            raise DecodeError("netlink", f"an attribute of {length} bytes where {left} are left")
        attributes[attribute_type & NLA_TYPE_MASK] = body[offset + _ATTRIBUTE_HEADER.size : offset + length]
        offset += length + 3 & ~3
    return attributes


def decode_u32(data: bytes) -> int:
    """Decode what an attribute with a 32-bit number holds. Raises DecodeError for another length."""
    if len(data) != _U32.size:
        raise DecodeError("netlink", f"a 32-bit number has {len(data)} bytes")
    return int(_U32.unpack(data)[0])


def decode_name(data: bytes) -> str:
    """Decode what an attribute with a name holds. Bytes that are not UTF-8 survive (surrogateescape)."""
    return data.partition(b"\0")[0].decode("utf-8", "surrogateescape")


def decode_error(body: bytes) -> int:
    """Return the errno that the body of NLMSG_ERROR, or of the NLMSG_DONE of a dump, begins with.

    The number is positive; 0 is an acknowledgement. Raises DecodeError.
    """
    if len(body) < _ERROR.size:
        raise DecodeError("netlink", f"{len(body)} bytes are shorter than an error number")
    (code,) = _ERROR.unpack_from(body)
    if code > 0:
        raise DecodeError("netlink", f"the error number {code} has the wrong sign")
    return -int(code)
