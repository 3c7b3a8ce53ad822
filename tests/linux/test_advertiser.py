"""Advertisements leave by the socket that their kind needs."""

import socket
from pathlib import Path

import pytest

from netlab import INTERFACE, Host, Lan, Wire, wait_for
from standfast.core.effects import SendAdvertisement
from standfast.linux.equipment import Equipment
from standfast.wire.address import parse_address

pytestmark = pytest.mark.root

KEY = (INTERFACE, 51, 4)
SOURCE, GROUP = parse_address("192.168.56.101"), parse_address("224.0.0.18")


def test_ipv4_ipv6_and_whole_packets(lan: Lan, host: Host, tmp_path: Path) -> None:
    host.ip(f"addr add fe80::101/64 dev {INTERFACE} nodad")
    equipment = Equipment(lambda line: None, str(tmp_path / "journal"))
    send = equipment.advertiser.send
    header = bytes((0x45, 0xC0, 0, 28, 0, 1, 0, 0, 255, 112, 0, 0)) + SOURCE + GROUP
    with Wire(lan) as wire:
        send(SendAdvertisement(INTERFACE, KEY, SOURCE, GROUP, b"1one1234", ttl=9))
        send(SendAdvertisement(INTERFACE, KEY, SOURCE, GROUP, header + b"2two1234", whole_packet=True))
        source, group = parse_address("fe80::101"), parse_address("ff02::12")
        send(SendAdvertisement(INTERFACE, (INTERFACE, 51, 6), source, group, b"3six1234"))
        wait_for(lambda: any(frame.data[54:62] == b"3six1234" for frame in wire.frames()), "the last one")
        first, second = wire.adverts()
        assert (first.ttl, first.message) == (9, b"1one1234")
        assert (second.ttl, second.message) == (255, b"2two1234")
        ipv6 = [frame.data for frame in wire.frames() if frame.data[12:14] == b"\x86\xdd"]
        (third,) = [data for data in ipv6 if data[20] == 112]
        assert third[21] == 255, "hop limit"
        assert socket.inet_ntop(socket.AF_INET6, third[22:38]) == "fe80::101"
    equipment.close()
    host.ip(f"addr del fe80::101/64 dev {INTERFACE}")
