"""The section `VRRP Topology` of keepalived.data: each instance as keepalived 2.2.7 prints it.

Rules: pure. What the state of the moment is comes from the RouterSnapshot, what the file says from the instance. The
password is stars, unlike there; descriptors of sockets are -1, because they would mean nothing here.
"""

from collections.abc import Iterator

from standfast.dump.words import (
    HIDDEN,
    address_text,
    enabled,
    route_text,
    rule_text,
    script_text,
    time_text,
    true_false,
    yes_no,
)
from standfast.model.instance import Instance
from standfast.model.notify import Notify
from standfast.model.packets import PasswordAuthentication
from standfast.model.snapshot import RouterSnapshot, Snapshot
from standfast.model.track import TrackedItem, TrackKind
from standfast.units import NS_PER_MS, NS_PER_S
from standfast.wire.address import format_address

_TRACK_LISTS = (
    (TrackKind.INTERFACE, "Tracked interfaces", "{} weight {}", "track_interface"),
    (TrackKind.SCRIPT, "Tracked scripts", "{} weight {}", "track_script"),
    (TrackKind.FILE, "Tracked files", "{}, weight {}", "track_file"),
    (TrackKind.PROCESS, "Tracked processes", "{}, weight {}", "track_process"),
    (TrackKind.BFD, "Tracked BFDs", "{}: weight {}", "track_bfd"),
)
_SCRIPTS = (
    ("backup", "Backup"), ("master", "Master"), ("fault", "Fault"), ("stop", "Stop"), ("any", "Generic"),
    ("deleted", "Deleted"), ("master_rx_lower_pri", "Master rx lower pri"),
)  # fmt: skip


def weight_text(tracked: TrackedItem) -> str:
    """Return what stands behind `weight`."""
    return f"{tracked.weight}{' reverse' if tracked.reverse else ''}"


def notify_lines(notify: Notify | None) -> Iterator[str]:
    """Yield the scripts that are run at a change of state."""
    for name, words in _SCRIPTS:
        script = None if notify is None else getattr(notify, name)
        if script is not None:
            yield f"   {words} state transition script = {script_text(script)}"


def instance_lines(
    router: RouterSnapshot, snapshot: Snapshot, instance: Instance, group: str | None
) -> Iterator[str]:
    """Yield one instance."""
    yield f" VRRP Instance = {router.config.name}"
    yield from _state_lines(router, snapshot, group)
    yield from _interface_lines(router, snapshot, instance)
    yield from _setting_lines(router, instance)
    yield from _address_lines(router, instance)
    yield from _tracked_lines(router, instance)
    yield f"   Using smtp notification = {yes_no(instance.smtp_alert)}"
    notify = router.config.notify
    deleted = notify is not None and (notify.tells_deleted or notify.deleted is not None)
    yield f"   Notify deleted = {'Deleted' if deleted else 'Fault'}"
    yield from notify_lines(notify)
    yield f"   Notify priority changes = {true_false(instance.notify_priority_changes)}"


def _state_lines(router: RouterSnapshot, snapshot: Snapshot, group: str | None) -> Iterator[str]:
    config = router.config
    yield f"   VRRP Version = {config.version}"
    if group is not None:
        yield f"   Sync group = {group}"
    if config.family == 6:
        yield "   Using Native IPv6"
    yield f"   State = {router.state}"
    flagged = config.skip_check_adv_addr or not config.track_primary or not config.preempt or config.unicast
    yield "   Flags:" if flagged else "   Flags: none"
    if config.unicast is not None:
        yield "     Using unicast"
    yield f"   Wantstate = {router.wanted}"
    yield "   Number of config faults = 0"
    yield f"   Number of interface and track script faults = {router.faults}"
    yield f"   Number of track scripts init = {router.unknown}"
    yield f"   Last transition = {time_text(snapshot.wall_ns(router.changed_ns))}"
    running = router.due_ns is not None and router.state in ("MASTER", "BACKUP")
    due = time_text(snapshot.wall_ns(router.due_ns)) if running and router.due_ns is not None else "DISABLED"
    yield f"   Read timeout = {due}"
    down_ns = config.master_down_interval_ns(router.priority, router.master_interval_ns)
    yield f"   Master down timer = {down_ns // 1000} usecs"


def _interface_lines(router: RouterSnapshot, snapshot: Snapshot, instance: Instance) -> Iterator[str]:
    config, vmac = router.config, router.config.vmac
    if vmac is None:
        yield f"   Interface = {config.interface}"
    else:
        kind = "IPVLAN" if vmac.is_ipvlan else "VMAC"
        base = true_false(vmac.transmit_on_parent)
        yield f"   Use {kind}, i/f name {vmac.name}, is_up = true, xmit_base = {base}"
        suffix = ", xmit base i/f" if vmac.transmit_on_parent else ""
        yield f"   Interface = {vmac.name}, {kind.lower()} on {vmac.parent}{suffix}"
    if not config.track_primary:
        yield "   VRRP interface tracking disabled"
    if config.skip_check_adv_addr:
        yield "   Skip checking advert IP addresses"
    if config.strict:
        yield "   Enforcing strict VRRP compliance"
    source = "(none)" if router.source is None else format_address(router.source)
    yield f"   Using src_ip = {source}{' (from configuration)' if config.source_address else ''}"
    if config.unicast is None:
        index = next((one.index for one in snapshot.interfaces if one.name == config.interface), 0)
        scope = f", ifindex {index}" if config.family == 6 else ""
        yield f"   Multicast address {format_address(config.multicast_group)}{scope}"


def _setting_lines(router: RouterSnapshot, instance: Instance) -> Iterator[str]:
    config, garp = router.config, router.config.garp
    yield f"   Gratuitous ARP delay = {garp.master_delay_ns // NS_PER_S}"
    yield f"   Gratuitous ARP repeat = {garp.master_repeat}"
    yield f"   Gratuitous ARP refresh = {garp.master_refresh_ns // NS_PER_S}"
    yield f"   Gratuitous ARP refresh repeat = {garp.master_refresh_repeat}"
    yield f"   Gratuitous ARP lower priority delay = {garp.lower_prio_delay_ns // NS_PER_S}"
    yield f"   Gratuitous ARP lower priority repeat = {garp.lower_prio_repeat}"
    yield f"   Down timer adverts = {config.down_timer_adverts}"
    yield f"   Send advert after receive lower priority advert = {true_false(not config.lower_prio_no_advert)}"
    sends = true_false(instance.higher_prio_send_advert)
    yield f"   Send advert after receive higher priority advert = {sends}"
    yield f"   Virtual Router ID = {config.virtual_router_id}"
    yield f"   Priority = {config.priority}"
    yield f"   Effective priority = {router.priority}"
    yield f"   Total priority = {router.priority}"
    if config.version == 2:
        yield f"   Advert interval = {config.advert_interval_ns // NS_PER_S} sec"
    else:
        yield f"   Advert interval = {config.advert_interval_ns // NS_PER_MS} milli-sec"
    yield f"   Accept = {enabled(config.accept)}"
    yield f"   Preempt = {enabled(config.preempt)}"
    if config.preempt_delay_ns:
        yield f"   Preempt delay = {config.preempt_delay_ns // NS_PER_S} secs"
    yield f"   Promote_secondaries = {enabled(config.promote_secondaries)}"
    if instance.kernel_rx_buf_size_bytes:
        yield f"   Kernel rx buffer size = {instance.kernel_rx_buf_size_bytes}"
    if instance.debug:
        yield f"   Debug level = {instance.debug}"
    if config.version == 2:
        own = config.authentication
        password = isinstance(own, PasswordAuthentication)
        kind = "none" if own is None else "SIMPLE_PASSWORD" if password else "IPSEC_AH"
        yield f"   Authentication type = {kind}"
        if password:
            yield f"   Password = {HIDDEN}"


def _address_lines(router: RouterSnapshot, instance: Instance) -> Iterator[str]:
    config, held = router.config, router.is_master
    blocked = held and not config.accept
    if config.addresses:
        yield f"   Virtual IP ({len(config.addresses)}):"
        yield from (f"     {address_text(config, one, held=held, blocked=blocked)}" for one in config.addresses)
    if config.excluded:
        yield "   Virtual IP Excluded :"
        yield from (f"     {address_text(config, one, held=held, blocked=blocked)}" for one in config.excluded)
    unicast = config.unicast
    if unicast is not None:
        yield f"   Unicast TTL = {unicast.ttl}"
        bounded = any(peer.min_ttl is not None or peer.max_ttl is not None for peer in unicast.peers)
        yield f"   Check unicast src : {yes_no(unicast.check_source or bounded)}"
        yield "   Unicast Peer :"
        for peer in unicast.peers:
            highest = 255 if peer.max_ttl is None else peer.max_ttl
            yield f"     {format_address(peer.address)} min_ttl {peer.min_ttl or 0} max_ttl {highest}"
        checksum = instance.old_unicast_checksum
        compatible = "no" if not checksum else "never" if "never" in checksum else "yes"
        yield f"   Unicast checksum compatibility = {compatible}"
    yield "   fd_in -1, fd_out -1"
    if config.routes:
        yield "   Virtual Routes :"
        yield from (f"     {route_text(route)}" for route in config.routes)
    if config.rules:
        yield "   Virtual Rules :"
        yield from (f"     {rule_text(rule)}" for rule in config.rules)


def _tracked_lines(router: RouterSnapshot, instance: Instance) -> Iterator[str]:
    for kind, words, form, field in _TRACK_LISTS:
        # What the sync group tracks is the router's too, but stands with the group.
        own = {tracked.name for tracked in getattr(instance, field)}
        items = [one for one in router.config.tracked if one.kind is kind and one.name in own]
        if items:
            yield f"   {words} :"
            yield from (f"     {form.format(one.name, weight_text(one))}" for one in items)
