"""Which virtual routers a socket hears: a filter that the kernel runs.

Two sockets can get one and the same packet: a macvlan's and its parent's. Each then has to leave to the other what is
the other's, or everything would be counted twice. Nothing else is filtered: what is wrong with a packet is found and
counted by core/. Only a node with macvlans loads this file.
"""

import socket

from standfast.linux.bpf import ACCEPT, DROP, Instruction, attach_filter

# A raw IPv4 socket sees the packet from its IP header on, one of IPv6 from the VRRP message on.
_IPV4_HEADER_TO_X = (0xB1, 0, 0, 0)  # ldx 4*([0]&0xf)
_ZERO_TO_X = (0x01, 0, 0, 0)  # ldx #0
_X_TO_A = (0x87, 0, 0, 0)  # txa
_A_TO_X = (0x07, 0, 0, 0)  # tax
_LENGTH_TO_A = (0x80, 0, 0, 0)  # ld len
_BYTE_AT_X_TO_A = (0x50, 0, 0, 0)  # ldb [x]
_ADD = 0x04
_JUMP_IF_EQUAL = 0x15
_JUMP_IF_GREATER_THAN_X = 0x2D


def hear_only(receiver: socket.socket, virtual_router_ids: frozenset[int], behind: int = 0) -> None:
    """Drop every VRRP packet that is not for one of these. A message without a VRID is dropped too.

    `behind` is how many bytes stand between the IP header and the message.
    """
    _attach(receiver, virtual_router_ids, behind, found=ACCEPT, other=DROP)


def hear_all_but(receiver: socket.socket, virtual_router_ids: frozenset[int], behind: int = 0) -> None:
    """Drop every VRRP packet that is for one of these. A message without a VRID is let through."""
    _attach(receiver, virtual_router_ids, behind, found=DROP, other=ACCEPT)


def _attach(
    receiver: socket.socket,
    virtual_router_ids: frozenset[int],
    behind: int,
    *,
    found: Instruction,
    other: Instruction,
) -> None:
    # A load from behind the end would drop the packet, whatever we want: so look at the length first.
    program = [
        _IPV4_HEADER_TO_X if receiver.family == socket.AF_INET else _ZERO_TO_X,
        _X_TO_A,
        (_ADD, 0, 0, behind + 1),
        _A_TO_X,
        _LENGTH_TO_A,
        (_JUMP_IF_GREATER_THAN_X, 1, 0, 0),
        other,
        _BYTE_AT_X_TO_A,
    ]
    for vrid in sorted(virtual_router_ids):
        program += [(_JUMP_IF_EQUAL, 0, 1, vrid), found]
    program.append(other)
    attach_filter(receiver, program)
