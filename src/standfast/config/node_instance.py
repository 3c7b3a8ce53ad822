"""One typed `vrrp_instance` -> model.virtual_router.VirtualRouter: what the router runs of it.

keepalived's rules: what a sync group tracks is tracked by each of its members; the addresses of an instance with
`use_vmac` stand on the macvlan, unless a `dev` says otherwise; an IPv6 address is never checked for duplicates (DAD),
because two nodes have it by design.

Rules: values in, values out; nothing is looked up and nothing reported: the typed model was checked before. Equal
parts of instances are one object, because a thousand of them are handed to the router.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

from standfast.config.addresses import parse_any
from standfast.config.inherited import parse_group
from standfast.config.vmac_names import IPV4, IPV6, is_ipv6, stands_on_extra, stands_on_own
from standfast.model.groups import SyncGroup
from standfast.model.instance import Instance
from standfast.model.network import Address
from standfast.model.notify import Notify
from standfast.model.packets import ChecksumForm, HeaderAuthentication, HmacPolicy, Peer, Unicast
from standfast.model.track import Tracked, TrackedItem, TrackKind
from standfast.model.values import Weight
from standfast.model.virtual_router import (
    GarpPolicy,
    VirtualAddress,
    VirtualRouter,
    Vmac,
)

_T = TypeVar("_T")
_GARP_FIELDS = tuple(GarpPolicy.__dataclass_fields__)
_LISTS = {
    TrackKind.SCRIPT: "track_script", TrackKind.INTERFACE: "track_interface", TrackKind.FILE: "track_file",
    TrackKind.PROCESS: "track_process", TrackKind.BFD: "track_bfd",
}  # fmt: skip
# Linux's IFA_F_* (linux/if_addr.h), by the words of the file.
_FLAGS = {"nodad": 0x02, "home": 0x10, "mngtmpaddr": 0x100, "noprefixroute": 0x200, "autojoin": 0x400}


@dataclass(slots=True)
class Around:
    """What an instance takes from the rest of the file.

    `weights` holds every tracker that exists, by kind and name, with its own weight; interfaces are not among them.
    `groups` maps an instance to its sync group, `notifies` to its scripts, `watched_links` to the interfaces of
    static things that its `track_group` watches; `extra_vmacs` are the macvlans of single addresses (vmac_names.py).
    """

    multicast_group4: bytes
    multicast_group6: bytes
    weights: Mapping[tuple[TrackKind, str], Weight]
    groups: Mapping[str, SyncGroup]
    notifies: Mapping[str, Notify]
    hmac: Mapping[str, HmacPolicy]
    checksum_form: ChecksumForm
    extra_vmacs: Mapping[str, Mapping[tuple[str, int], Vmac]] = field(default_factory=dict)
    watched_links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _shared: dict[object, object] = field(default_factory=dict)

    def share(self, value: _T) -> _T:
        """Return the first value that was equal to this one."""
        return cast("_T", self._shared.setdefault((type(value), value), value))


def virtual_router(instance: Instance, around: Around) -> VirtualRouter:
    """Return what the router runs of an instance."""
    family = IPV6 if is_ipv6(instance) else IPV4
    vmac = _vmac(instance)
    extra_vmacs = tuple(around.extra_vmacs.get(instance.name, {}).values())
    garp = GarpPolicy(**{name: getattr(instance, f"garp_{name}") for name in _GARP_FIELDS})
    values: dict[str, Any] = {
        "multicast_group": _multicast_group(instance, family, around),
        "source_address": _source_address(instance, family),
        "garp": garp,
        "tracked": _tracked(instance, around),
        "excluded": tuple(_address(own, vmac, instance, around) for own in instance.virtual_ipaddress_excluded),
        "unicast": _unicast(instance),
        "hmac": around.hmac.get(instance.name),
        "checksum_form": _checksum_form(instance, around),
        "vmac": vmac,
        "notify": around.notifies.get(instance.name),
        "extra_garp_interfaces": _extra_garp_interfaces(instance, vmac, extra_vmacs),
        "extra_vmacs": extra_vmacs,
    }
    return VirtualRouter(
        name=instance.name,
        interface=around.share(instance.interface),
        virtual_router_id=instance.virtual_router_id,
        priority=instance.priority,
        advert_interval_ns=around.share(instance.advert_int_ns),
        addresses=tuple(_address(own, vmac, instance, around) for own in instance.virtual_ipaddress),
        authentication=instance.authentication,
        preempt=instance.preempt,
        preempt_delay_ns=instance.preempt_delay_ns,
        lease=instance.vip_lease,
        version=instance.version,
        family=family,
        routes=instance.virtual_routes,
        rules=instance.virtual_rules,
        down_timer_adverts=instance.down_timer_adverts,
        wants_master=instance.state == "MASTER" and not isinstance(instance.authentication, HeaderAuthentication),
        strict=instance.strict_mode,
        accept=instance.accept if instance.strict_mode else not instance.no_accept,
        skip_check_adv_addr=instance.skip_check_adv_addr,
        lower_prio_no_advert=instance.lower_prio_no_advert,
        owner_ignore_adverts=instance.owner_ignore_adverts,
        promote_secondaries=instance.promote_secondaries,
        track_primary=not instance.dont_track_primary,
        fault_without_peers=instance.unicast_fault_no_peer,
        late_priority=_late_priority(instance),
        track_source=instance.track_src_ip,
        extra_garp_interval_ns=instance.garp_extra_if.interval_ns if instance.garp_extra_if is not None else 0,
        **{name: around.share(value) for name, value in values.items()},
    )


def kernel_address(address: Address) -> VirtualAddress:
    """Return what is put on the interface; with a peer the prefix length is the peer's."""
    flags = sum(bit for name, bit in _FLAGS.items() if getattr(address, name))
    return VirtualAddress(
        address.address, address.prefix_length, address.interface, address.label, address.broadcast, address.scope,
        address.peer, flags | (_FLAGS["nodad"] if address.is_ipv6 else 0), address.preferred_lft_s, address.tracked,
    )  # fmt: skip


def _address(address: Address, vmac: Vmac | None, instance: Instance, around: Around) -> VirtualAddress:
    own = kernel_address(address)
    if vmac is None and not around.extra_vmacs:
        return replace(own, interface=around.share(address.interface))
    family = IPV6 if address.is_ipv6 else IPV4
    link = around.extra_vmacs.get(instance.name, {}).get((address.interface, family))
    if link is None or not stands_on_extra(address, instance):
        link = vmac if stands_on_own(address, instance) else None
    return replace(own, interface=around.share(address.interface if link is None else link.name))


def _vmac(instance: Instance) -> Vmac | None:
    macvlan, ipvlan = instance.use_vmac, instance.use_ipvlan
    if macvlan is not None:
        return Vmac(macvlan.name, macvlan.parent, macvlan.mac, macvlan.transmit_from_base)
    if ipvlan is not None:
        return Vmac(
            ipvlan.name, ipvlan.parent, is_ipvlan=True, address=ipvlan.address,
            address_prefix_length=ipvlan.prefix_length or 0, ipvlan_flag=ipvlan.flag,
        )  # fmt: skip
    return None


def _extra_garp_interfaces(instance: Instance, vmac: Vmac | None, extra: tuple[Vmac, ...]) -> frozenset[str]:
    """The interfaces that addresses stand on and no advertisement leaves by: macvlans, or with `all` any."""
    if instance.garp_extra_if is None or not instance.garp_extra_if.interval_ns:
        return frozenset()
    names = {link.name for link in extra}
    if vmac is not None and vmac.transmit_on_parent:
        names.add(vmac.name)
    if instance.garp_extra_if.all_interfaces:
        addresses = (*instance.virtual_ipaddress, *instance.virtual_ipaddress_excluded)
        on_links = [address for address in addresses if not stands_on_extra(address, instance)]
        names.update(address.interface for address in on_links if not stands_on_own(address, instance))
    return frozenset(names)


def _multicast_group(instance: Instance, family: int, around: Around) -> bytes:
    own = parse_group(instance.mcast_dst_ip)
    if own is not None and len(own) == (4 if family == IPV4 else 16):
        return own
    return around.multicast_group4 if family == IPV4 else around.multicast_group6


def _source_address(instance: Instance, family: int) -> bytes | None:
    """`mcast_src_ip` or `unicast_src_ip`, which counts without peers too."""
    for text in (instance.mcast_src_ip, instance.unicast_src_ip):
        packed = parse_any(text) if text is not None else None
        if packed is not None and len(packed) == (4 if family == IPV4 else 16):
            return packed
    return None


def _unicast(instance: Instance) -> Unicast | None:
    peers = []
    for peer in instance.unicast_peer:
        packed = parse_any(peer.address.partition("%")[0])
        if packed is not None:
            peers.append(Peer(packed, peer.min_ttl, peer.max_ttl))
    if not peers and not instance.unicast_fault_no_peer:
        return None
    return Unicast(tuple(peers), instance.unicast_ttl, instance.check_unicast_src)


def _checksum_form(instance: Instance, around: Around) -> ChecksumForm:
    if instance.v3_checksum_as_v2 is None:
        return around.checksum_form
    return ChecksumForm.MESSAGE_ONLY if instance.v3_checksum_as_v2 else ChecksumForm.PSEUDO_HEADER


def _late_priority(instance: Instance) -> int | None:
    own = instance.timer_expired_backup
    return own if own is not None else instance.thread_timer_expired


def _tracked(instance: Instance, around: Around) -> tuple[TrackedItem, ...]:
    """What an instance and its sync group track; of two lines for one thing the first counts."""
    group = around.groups.get(instance.name)
    found: dict[tuple[TrackKind, str], TrackedItem] = {}
    for kind, name in _LISTS.items():
        for line in getattr(instance, name):
            _take(found, _item(kind, line, around))
        for line in getattr(group, name) if group is not None else ():
            item = _item(kind, line, around)
            if group is not None and not group.sync_group_tracking_weight and item is not None:
                item = _without_weight(item)
            _take(found, item)
    for interface in around.watched_links.get(instance.name, ()):
        _take(found, TrackedItem(TrackKind.INTERFACE, interface, 0))
    return tuple(found.values())


def _take(found: dict[tuple[TrackKind, str], TrackedItem], item: TrackedItem | None) -> None:
    if item is not None:
        found.setdefault(item.key, item)


def _without_weight(item: TrackedItem) -> TrackedItem | None:
    """A group whose members' priorities must move together tracks scripts and BFD sessions without a weight only."""
    if not item.weight:
        return item
    drops = item.kind in (TrackKind.SCRIPT, TrackKind.BFD) or (item.kind is TrackKind.FILE and item.weight != 1)
    return None if drops else replace(item, weight=0)


def _item(kind: TrackKind, line: Tracked, around: Around) -> TrackedItem | None:
    """Return a line with the tracker's own weight where it names none; None if there is no such tracker."""
    own = Weight(0) if kind is TrackKind.INTERFACE else around.weights.get((kind, line.name))
    if own is None:
        return None
    weight = own.value if line.weight is None else line.weight
    reverse = own.reverse if line.reverse is None else line.reverse
    return around.share(TrackedItem(kind, line.name, weight, reverse))
