"""The messages to nftables, byte by byte where they are short, and by the kernel's own answer in test_firewall.py."""

import struct

from standfast.wire.netlink import NLM_F_ACK, NLM_F_CREATE, NLM_F_REQUEST, decode_attributes, iter_messages
from standfast.wire.nftables import (
    NFNL_MSG_BATCH_BEGIN,
    NFNL_MSG_BATCH_END,
    NFT_MSG_DELSETELEM,
    NFT_MSG_DELTABLE,
    NFT_MSG_NEWSETELEM,
    encode_add_elements,
    encode_batch,
    encode_delete_elements,
    encode_delete_table,
)


def test_a_batch_has_a_beginning_and_an_end_around_its_messages() -> None:
    begin, middle, end = iter_messages(encode_batch(7, encode_delete_table(8, "t")))
    assert [one.type for one in (begin, middle, end)] == [NFNL_MSG_BATCH_BEGIN, NFT_MSG_DELTABLE, NFNL_MSG_BATCH_END]
    assert [one.sequence for one in (begin, middle, end)] == [7, 8, 9]
    assert begin.body == end.body == bytes((0, 0, 0, 10))
    assert middle.body == bytes((1, 0, 0, 0)) + struct.pack("=HH", 6, 1) + b"t\0\0\0"


def test_elements_name_their_table_and_set() -> None:
    keys = [bytes((192, 0, 2, 1)), bytes((192, 0, 2, 2))]
    (message,) = iter_messages(encode_add_elements(5, "table", "vips", keys))
    assert (message.type, message.flags) == (NFT_MSG_NEWSETELEM, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE)
    attributes = decode_attributes(message.body[4:])
    assert attributes[1] == b"table\0"
    assert attributes[2] == b"vips\0"
    assert all(key in attributes[3] for key in keys)
    first = decode_attributes(attributes[3][: len(attributes[3]) // 2])
    assert decode_attributes(decode_attributes(first[1])[1])[1] == keys[0]
    (message,) = iter_messages(encode_delete_elements(5, "table", "vips", keys))
    assert (message.type, message.flags) == (NFT_MSG_DELSETELEM, NLM_F_REQUEST | NLM_F_ACK)
