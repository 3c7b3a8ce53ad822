"""The one place where effects become system calls.

Rules: one `match`; an effect of an unknown kind is an error of this code. What the kernel refuses is returned as
EffectFailed events, never raised: the core decides what it means.
"""

import errno
import os
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from standfast.core.effects import (
    AddAddresses,
    Effect,
    Finish,
    Log,
    RemoveAddresses,
    RenewLeases,
    SaveState,
    SendAdvertisement,
    SendGratuitousArp,
    SignalScript,
    StartScript,
)
from standfast.core.events import EffectFailed
from standfast.linux.host import Host, Interface
from standfast.linux.netlink_socket import RouteSocket
from standfast.linux.raw_sockets import ArpSender, VrrpSender
from standfast.linux.scripts import ScriptRunner
from standfast.linux.state_file import StateFile
from standfast.model.virtual_router import VirtualAddress
from standfast.wire.address import format_address
from standfast.wire.arp import encode_gratuitous_arp
from standfast.wire.rtnl import encode_add_address, encode_delete_address

# Removing what is not there, or from an interface that is gone, has reached its aim.
_ALREADY_GONE = (0, errno.EADDRNOTAVAIL, errno.ENODEV)


class Executor:
    """Carries out effects, in order."""

    def __init__(
        self, host: Host, route_socket: RouteSocket, scripts: ScriptRunner, log: Callable[[Log], None]
    ) -> None:
        self.finished = False
        self.state_file: StateFile | None = None
        self._host = host
        self._route_socket = route_socket
        self._scripts = scripts
        self._log = log
        self._vrrp = VrrpSender()
        self._arp = ArpSender()

    def run(self, effects: Iterable[Effect]) -> list[EffectFailed]:
        """Carry out effects; return those that failed."""
        failures = []
        for effect in effects:
            try:
                self._run(effect)
            except OSError as error:
                text = f"{_describe(effect)}: {error.strerror or error}"
                failures.append(EffectFailed(effect, error.errno or 0, text))
        return failures

    def close(self) -> None:
        """Give the descriptors back."""
        self._vrrp.close()
        self._arp.close()
        if self.state_file is not None:
            self.state_file.close()

    def _run(self, effect: Effect) -> None:
        match effect:
            case SendAdvertisement():
                index = self._interface(effect.interface).index
                self._vrrp.send(index, effect.source, effect.destination, effect.payload)
            case RenewLeases() | AddAddresses():
                self._add(effect.addresses, effect.lease_s)
            case RemoveAddresses():
                self._remove(effect.addresses)
            case SendGratuitousArp():
                self._announce(effect.addresses)
            case StartScript():
                self._scripts.start(effect.script)
            case SignalScript():
                self._scripts.signal(effect.name, effect.signal)
            case SaveState():
                if self.state_file is not None:
                    self.state_file.save(effect)
            case Log():
                self._log(effect)
            case Finish():
                self.finished = True
            case _:
                raise AssertionError(f"unknown effect {effect}")

    def _add(self, addresses: Sequence[VirtualAddress], lease_s: int | None) -> None:
        """Hold what can be held; one address without its interface must not take the others along."""
        there = self._on_present_interfaces(addresses)
        encoders = [
            partial(
                encode_add_address,
                index=self._interface(address.interface).index,
                address=address.address,
                prefix_length=address.prefix_length,
                scope=address.scope,
                label=address.label,
                broadcast=address.broadcast,
                lease_s=lease_s,
            )
            for address in there
        ]
        self._request(encoders, there, accepted=(0, errno.EEXIST))
        self._complain_of_missing(addresses)

    def _remove(self, addresses: Sequence[VirtualAddress]) -> None:
        there = self._on_present_interfaces(addresses)
        encoders = [
            partial(
                encode_delete_address,
                index=self._interface(address.interface).index,
                address=address.address,
                prefix_length=address.prefix_length,
            )
            for address in there
        ]
        self._request(encoders, there, accepted=_ALREADY_GONE)

    def _request(
        self,
        encoders: Sequence[Callable[[int], bytes]],
        addresses: Sequence[VirtualAddress],
        accepted: tuple[int, ...],
    ) -> None:
        results = self._route_socket.request(encoders)
        for address, number in zip(addresses, results, strict=True):
            if number not in accepted:
                name = format_address(address.address)
                raise OSError(number, f"{name} on {address.interface}: {os.strerror(number)}")

    def _announce(self, addresses: Sequence[VirtualAddress]) -> None:
        for address in self._on_present_interfaces(addresses):
            hardware_address = self._interface(address.interface).hardware_address
            # An interface without an Ethernet address (loopback, a tunnel) has nobody to tell.
            if len(hardware_address) == 6 and any(hardware_address):
                self._arp.send(address.interface, encode_gratuitous_arp(hardware_address, address.address))
        self._complain_of_missing(addresses)

    def _on_present_interfaces(self, addresses: Sequence[VirtualAddress]) -> list[VirtualAddress]:
        return [address for address in addresses if self._host.find(address.interface) is not None]

    def _complain_of_missing(self, addresses: Sequence[VirtualAddress]) -> None:
        for address in addresses:
            self._interface(address.interface)

    def _interface(self, name: str) -> Interface:
        interface = self._host.find(name)
        if interface is None:
            raise OSError(errno.ENODEV, f"interface {name} does not exist")
        return interface


def _describe(effect: Effect) -> str:
    match effect:
        case SendAdvertisement():
            return f"cannot send an advertisement on {effect.interface}"
        case AddAddresses() | RenewLeases():
            return "cannot hold a virtual address"
        case RemoveAddresses():
            return "cannot remove a virtual address"
        case SendGratuitousArp():
            return "cannot send gratuitous ARP"
        case StartScript():
            return f"cannot start script {effect.script.name}"
        case SaveState():
            return "cannot write the state file"
        case _:
            return type(effect).__name__
