"""The few nfnetlink messages that keep sets of nftables current (linux/netfilter/nf_tables.h).

Rules: numbers of the attributes are in network order, as this family of netlink has them; tables are of the family
inet. What a table holds besides its sets' elements is made by `nft`, which may take its time.
"""

import struct

from standfast.wire.netlink import (
    NLA_F_NESTED,
    NLM_F_ACK,
    NLM_F_CREATE,
    NLM_F_REQUEST,
    encode_attribute,
    encode_message,
)

NFNL_MSG_BATCH_BEGIN = 0x10
NFNL_MSG_BATCH_END = 0x11
NFNL_SUBSYS_NFTABLES = 10
NFT_MSG_DELTABLE = NFNL_SUBSYS_NFTABLES << 8 | 2
NFT_MSG_NEWSETELEM = NFNL_SUBSYS_NFTABLES << 8 | 12
NFT_MSG_DELSETELEM = NFNL_SUBSYS_NFTABLES << 8 | 14

_NFPROTO_UNSPEC = 0
_NFPROTO_INET = 1
_TABLE_NAME = 1
_ELEMENTS_TABLE = 1
_ELEMENTS_SET = 2
_ELEMENTS = 3
_LIST_ELEMENT = 1
_ELEMENT_KEY = 1
_DATA_VALUE = 1
_HEADER = struct.Struct(">BBH")


def encode_batch(sequence: int, *messages: bytes) -> bytes:
    """Put messages into a batch: the kernel does all of them or none. Their sequence numbers follow `sequence`."""
    head = _HEADER.pack(_NFPROTO_UNSPEC, 0, NFNL_SUBSYS_NFTABLES)
    begin = encode_message(NFNL_MSG_BATCH_BEGIN, NLM_F_REQUEST, sequence, head)
    end = encode_message(NFNL_MSG_BATCH_END, NLM_F_REQUEST, sequence + len(messages) + 1, head)
    return begin + b"".join(messages) + end


def encode_add_elements(sequence: int, table: str, set_name: str, keys: list[bytes]) -> bytes:
    """Add elements to a set, with an answer; one that is there already is no error."""
    return _elements(NFT_MSG_NEWSETELEM, NLM_F_CREATE, sequence, table, set_name, keys)


def encode_delete_elements(sequence: int, table: str, set_name: str, keys: list[bytes]) -> bytes:
    """Take elements out of a set, with an answer (ENOENT if one is not there)."""
    return _elements(NFT_MSG_DELSETELEM, 0, sequence, table, set_name, keys)


def encode_delete_table(sequence: int, table: str) -> bytes:
    """Remove a table with all that is in it, with an answer (ENOENT if it is not there)."""
    body = _HEADER.pack(_NFPROTO_INET, 0, 0) + encode_attribute(_TABLE_NAME, _text(table))
    return encode_message(NFT_MSG_DELTABLE, NLM_F_REQUEST | NLM_F_ACK, sequence, body)


def _elements(message_type: int, flags: int, sequence: int, table: str, set_name: str, keys: list[bytes]) -> bytes:
    elements = b"".join(_nest(_LIST_ELEMENT, _nest(_ELEMENT_KEY, encode_attribute(_DATA_VALUE, key))) for key in keys)
    body = (
        _HEADER.pack(_NFPROTO_INET, 0, 0)
        + encode_attribute(_ELEMENTS_TABLE, _text(table))
        + encode_attribute(_ELEMENTS_SET, _text(set_name))
        + _nest(_ELEMENTS, elements)
    )
    return encode_message(message_type, NLM_F_REQUEST | NLM_F_ACK | flags, sequence, body)


def _nest(attribute: int, data: bytes) -> bytes:
    return encode_attribute(attribute | NLA_F_NESTED, data)


def _text(text: str) -> bytes:
    return text.encode("ascii") + b"\0"
