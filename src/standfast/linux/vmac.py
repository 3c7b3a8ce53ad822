"""The interfaces of `use_vmac` and `use_ipvlan`: made, adopted, removed.

Rules: what exists and is not ours (no private macvlan of that name) is refused, never touched. As with keepalived,
one of ours with another parent or MAC is removed and made anew. The settings of the kernel are keepalived's: the
parent must not answer for the macvlan's addresses, and the macvlan accepts packets from this host's own addresses.
No IPv6 address is ever made of the virtual router's MAC (RFC 9568, 7.4); an IPv6 macvlan gets its parent's link-local
address, which is what advertisements come from.
"""

import errno
import os
from collections.abc import Callable
from functools import partial

from standfast.linux.host import Host, Interface
from standfast.linux.journal import Journal
from standfast.linux.netlink_socket import RouteSocket
from standfast.linux.sysctl import Settings, read_setting, write_setting
from standfast.model.virtual_router import RouterKey, Vmac
from standfast.wire.rtnl import IFA_F_NODAD, RTM_NEWLINK, encode_add_address
from standfast.wire.rtnl_link import (
    IN6_ADDR_GEN_MODE_NONE,
    MACVLAN_MODE_PRIVATE,
    LinkKind,
    decode_link_kind,
    encode_create_ipvlan,
    encode_create_macvlan,
    encode_delete_link,
    encode_link_request,
    encode_set_address_generation,
    encode_switch_link,
)

_PARENT_SETTINGS = (("arp_ignore", "1"), ("arp_filter", "1"))
_VMAC_SETTINGS = (
    ("arp_ignore", "1"), ("accept_local", "1"), ("rp_filter", "0"), ("promote_secondaries", "1"),
)  # fmt: skip
_LINK_LOCAL_PREFIX_LENGTH = 64
_MACVLAN, _IPVLAN = "macvlan", "ipvlan"


class Vmacs:
    """The interfaces that were made for virtual routers."""

    def __init__(self, host: Host, route_socket: RouteSocket, settings: Settings, journal: Journal) -> None:
        self._host = host
        self._route_socket = route_socket
        self._settings = settings
        self._journal = journal
        self._made: dict[str, tuple[RouterKey, Vmac]] = {}

    def create(self, router: RouterKey, vmac: Vmac) -> None:
        """Make the interface, if it is not there as it should be. Raises OSError that says why not."""
        parent = self._host.get(vmac.parent)
        mac = vmac.hardware_address or _rfc_address(router, vmac)
        existing = self._find(vmac.name)
        if existing is not None and not _is_ours(existing, vmac):
            raise OSError(errno.EEXIST, f"{vmac.name} exists already and is no private macvlan: it is left alone")
        present = self._host.find(vmac.name)
        if existing is not None and not (
            existing.parent_index == parent.index
            and present is not None
            and (vmac.is_ipvlan or present.hardware_address == mac)
        ):
            self._delete(existing.index)
            existing = None
        if existing is None:
            self._journal.note("vmac", vmac.name)
            self._request(_encode_create(vmac, mac, parent.index))
            self._host.refresh_links()
        self._made[vmac.name] = router, vmac
        self._set_up(router, vmac, parent)

    def mend(self) -> bool:
        """Make anew what went with its parent, and follow its link-local address. Return whether one was missing."""
        mended = False
        for router, vmac in self._made.values():
            parent, present = self._host.find(vmac.parent), self._host.find(vmac.name)
            if parent is None or (present is not None and not self._lacks_link_local(router, vmac)):
                continue
            mended = True
            try:
                self.create(router, vmac)
            except OSError:
                pass  # The next news of the host is the next try.
        return mended

    def remove(self, vmac: Vmac) -> None:
        """Remove what `create` made for it, and restore its parent's settings after the last one."""
        if self._made.get(vmac.name, (None, None))[1] != vmac:
            return  # Never made, or made anew for somebody else.
        del self._made[vmac.name]
        present = self._host.find(vmac.name)
        if present is not None:
            self._delete(present.index)
        self._journal.strike("vmac", vmac.name)
        if not any(other.parent == vmac.parent for _, other in self._made.values()):
            for name, _ in _PARENT_SETTINGS:
                self._settings.restore("ipv4", vmac.parent, name)

    def sweep(self, wanted: frozenset[str]) -> None:
        """Remove what a dead predecessor made and nobody wants any more."""
        for (name,) in self._journal.find("vmac"):
            if name not in wanted and name not in self._made:
                existing = self._find(name)
                if existing is not None and existing.macvlan_mode == MACVLAN_MODE_PRIVATE:
                    self._delete(existing.index)
                self._journal.strike("vmac", name)

    def close(self) -> None:
        """Remove every interface that was made."""
        for _, vmac in list(self._made.values()):
            self.remove(vmac)

    def _lacks_link_local(self, router: RouterKey, vmac: Vmac) -> bool:
        link_local = self._host.describe(vmac.parent).link_local
        if _family(router, vmac) != 6 or vmac.address is not None or link_local is None:
            return False
        return not any(address == link_local for address, _ in self._host.get(vmac.name).addresses)

    def _set_up(self, router: RouterKey, vmac: Vmac, parent: Interface) -> None:
        index = self._host.get(vmac.name).index
        is_ipv6 = _family(router, vmac) == 6
        if not vmac.is_ipvlan:
            self._request(partial(encode_set_address_generation, index=index, mode=IN6_ADDR_GEN_MODE_NONE))
            self._configure(vmac, is_ipv6=is_ipv6)
        self._request(partial(encode_switch_link, index=index, up=True))
        if is_ipv6:
            link_local = self._host.describe(parent.name).link_local
            if link_local is not None and vmac.address is None:
                self._add_address(index, link_local, _LINK_LOCAL_PREFIX_LENGTH, deprecated=True)
        if vmac.address is not None:
            self._add_address(index, vmac.address, vmac.address_prefix_length, deprecated=False)
        self._host.refresh_links()

    def _configure(self, vmac: Vmac, *, is_ipv6: bool) -> None:
        if is_ipv6:
            for name in ("accept_ra", "autoconf"):
                if read_setting("ipv6", vmac.name, name) is not None:
                    write_setting("ipv6", vmac.name, name, "0")
            return
        if read_setting("ipv6", vmac.name, "disable_ipv6") is not None:
            write_setting("ipv6", vmac.name, "disable_ipv6", "1")
        for name, value in _VMAC_SETTINGS:
            write_setting("ipv4", vmac.name, name, value)
        for name, value in _PARENT_SETTINGS:
            self._settings.change("ipv4", vmac.parent, name, value)
        self._relax_rp_filter()

    def _relax_rp_filter(self) -> None:
        """The kernel takes the greater of "all" and the interface's own: give each its own what "all" gave it."""
        strictest = read_setting("ipv4", "all", "rp_filter")
        if strictest in (None, "0"):
            return
        vmacs = self._made.keys()
        for name in ("default", *(name for name in self._host.names() if name not in vmacs)):
            if int(read_setting("ipv4", name, "rp_filter") or strictest) < int(strictest):
                self._settings.change("ipv4", name, "rp_filter", strictest)
        self._settings.change("ipv4", "all", "rp_filter", "0")

    def _add_address(self, index: int, address: bytes, prefix_length: int, *, deprecated: bool) -> None:
        self._request(
            partial(
                encode_add_address,
                index=index,
                address=address,
                prefix_length=prefix_length,
                scope=0,
                label=None,
                broadcast=None,
                lease_s=None,
                address_flags=IFA_F_NODAD if len(address) == 16 else 0,
                preferred_s=0 if deprecated else None,
            )
        )

    def _find(self, name: str) -> LinkKind | None:
        for message in self._route_socket.ask(partial(encode_link_request, name=name)):
            if message.type == RTM_NEWLINK:
                return decode_link_kind(message)
        return None

    def _delete(self, index: int) -> None:
        self._request(partial(encode_delete_link, index=index))
        self._host.refresh_links()

    def _request(self, encode: Callable[[int], bytes]) -> None:
        (number,) = self._route_socket.request([encode])
        if number not in (0, errno.EEXIST):
            raise OSError(number, os.strerror(number))


def _encode_create(vmac: Vmac, mac: bytes, parent_index: int) -> Callable[[int], bytes]:
    if vmac.is_ipvlan:
        return partial(encode_create_ipvlan, name=vmac.name, parent_index=parent_index, flags=vmac.ipvlan_flag)
    return partial(encode_create_macvlan, name=vmac.name, parent_index=parent_index, hardware_address=mac)


def _is_ours(existing: LinkKind, vmac: Vmac) -> bool:
    if vmac.is_ipvlan:
        return existing.kind == _IPVLAN
    return existing.kind == _MACVLAN and existing.macvlan_mode == MACVLAN_MODE_PRIVATE


def _family(router: RouterKey, vmac: Vmac) -> int:
    return vmac.family or router[2]


def _rfc_address(router: RouterKey, vmac: Vmac) -> bytes:
    """Return the virtual router's MAC (RFC 9568, 7.3)."""
    kind = 0x02 if _family(router, vmac) == 6 else 0x01
    return bytes((0x00, 0x00, 0x5E, 0x00, kind, router[1]))
