"""The first section of keepalived.data: `Global definitions`, as keepalived 2.2.7 prints them.

Rules: pure; what standfast does not act on is printed as it was written. The parent prints what it read itself, which
is less than what the VRRP process made of it.
"""

from collections.abc import Iterator

from standfast.dump.words import number_text, script_text, true_false, yes_no
from standfast.model.configuration import Configuration
from standfast.model.global_settings import GlobalSettings
from standfast.model.notify import NotifyFifo
from standfast.model.snapshot import Snapshot
from standfast.units import NS_PER_S

_UNSET = 4294967295
_SMTP_PORT = 25
_SNMP_SOCKET = "unix:/var/agentx/master"
_RLIMIT_RTTIME_US = 10000


def definition_lines(snapshot: Snapshot, configuration: Configuration, *, parent: bool) -> Iterator[str]:
    """Yield the section; `parent` for keepalived_parent.data."""
    settings, root = configuration.global_settings, configuration.root_settings
    yield "------< Global definitions >------"
    yield f" Network namespace = {root.net_namespace or '(default)'}"
    yield f" Network namespace ipvs = {root.net_namespace_ipvs or '(main namespace)'}"
    if settings.process_names:
        for kind, name in (("VRRP", "vrrp"), ("LVS", "lvs"), ("BFD", "bfd")):
            own = getattr(settings, f"{name}_process_name")
            yield f" {kind} process name = {own or f'keepalived_{name}'}"
    yield f" Router ID = {settings.router_id or snapshot.node.router_id}"
    yield from _mail_lines(settings)
    yield f" Checkers log all failures = {true_false(settings.checker_log_all_failures)}"
    yield " No test config before reload" if not settings.reload_check_config else " Test config before reload"
    if settings.data_use_instance:
        yield " Use instance name in data dumps"
    yield f" Dynamic interfaces = {true_false(settings.dynamic_interfaces)}"
    if settings.dynamic_interfaces:
        yield f" Allow interface changes = {true_false('allow_if_changes' in settings.dynamic_interfaces)}"
    if not parent:
        yield f" Default interface = {settings.default_interface}"
    yield f" Disable local IGMP = {yes_no(settings.disable_local_igmp)}"
    yield f" LVS flush = {true_false(settings.lvs_flush)}"
    yield " LVS flush on stop = disabled"
    yield from _fifo_lines(snapshot, settings)
    blocks = not parent and any(not router.config.accept for router in snapshot.routers)
    yield from _vrrp_lines(settings, parent=parent, with_nftables=blocks)
    yield from _process_lines(settings)
    yield from _last_lines(snapshot, settings)
    if not parent and settings.vrrp_startup_delay_ns:
        yield f" vrrp_startup_delay = {number_text(settings.vrrp_startup_delay_ns)}"
    if not parent and settings.vrrp_rt_priority:
        yield f" current realtime priority = {settings.vrrp_rt_priority}"
        yield f" current realtime time limit = {_RLIMIT_RTTIME_US}"


def _mail_lines(settings: GlobalSettings) -> Iterator[str]:
    if settings.smtp_server:
        yield f" Smtp server = {settings.smtp_server[0]}"
        yield f" Smtp server port = {settings.smtp_server[1] if settings.smtp_server[1:] else _SMTP_PORT}"
    if settings.smtp_helo_name:
        yield f" Smtp HELO name = {settings.smtp_helo_name}"
    if settings.smtp_server:
        yield f" Smtp server connection timeout = {settings.smtp_connect_timeout_ns // NS_PER_S}"
    if settings.notification_email_from:
        yield f" Email notification from = {settings.notification_email_from}"
    if settings.notification_email:
        yield " Email notification to:"
        yield from (f"   {address}" for address in settings.notification_email)
    for name in ("smtp_alert", "smtp_alert_vrrp", "smtp_alert_checker"):
        value = getattr(settings, name)
        yield f" Default {name} = {'unset' if value is None else 'on' if value else 'off'}"


def _fifo_lines(snapshot: Snapshot, settings: GlobalSettings) -> Iterator[str]:
    named = (("Global", settings.notify_fifo), ("VRRP", settings.vrrp_notify_fifo))
    fifos = {fifo.path: fifo for fifo in snapshot.node.settings.fifos}
    for kind, words in named:
        fifo = fifos.get(words[0]) if words else None
        if fifo is not None:
            yield from _fifo(kind, fifo)
    yield f" FIFO write vrrp states on reload = {true_false(settings.fifo_write_vrrp_states_on_reload)}"


def _fifo(kind: str, fifo: NotifyFifo) -> Iterator[str]:
    owner = "0:0" if fifo.user is None else f"{fifo.user.uid}:{fifo.user.gid}"
    yield f" {kind} notify fifo = {fifo.path}, uid:gid {owner}"
    if fifo.script is not None:
        text = script_text(fifo.script).rpartition(", uid:gid")
        yield f" {kind} notify fifo script = {text[0]} '{fifo.path}'{text[1]}{text[2]}"


def _vrrp_lines(settings: GlobalSettings, *, parent: bool, with_nftables: bool) -> Iterator[str]:
    delay_s, lower_s = settings.vrrp_garp_master_delay_ns // NS_PER_S, settings.vrrp_garp_lower_prio_delay_ns
    repeat, lower_repeat = settings.vrrp_garp_master_repeat, settings.vrrp_garp_lower_prio_repeat
    lower_s = delay_s if lower_s is None else lower_s // NS_PER_S
    lower_repeat = repeat if lower_repeat is None else lower_repeat
    if parent:
        # The parent prints what was not written as it stands in keepalived's memory.
        lower_s = _UNSET if lower_s == delay_s else lower_s
        lower_repeat = _UNSET if lower_repeat == repeat else lower_repeat
    yield f" VRRP notify priority changes = {true_false(settings.vrrp_notify_priority_changes)}"
    yield f" VRRP IPv4 mcast group = {settings.vrrp_mcast_group4}"
    yield f" VRRP IPv6 mcast group = {settings.vrrp_mcast_group6}"
    yield f" Gratuitous ARP delay = {settings.vrrp_garp_master_delay_ns // NS_PER_S}"
    yield f" Gratuitous ARP repeat = {settings.vrrp_garp_master_repeat}"
    yield f" Gratuitous ARP refresh timer = {settings.vrrp_garp_master_refresh_ns // NS_PER_S}"
    yield f" Gratuitous ARP refresh repeat = {settings.vrrp_garp_master_refresh_repeat}"
    yield f" Gratuitous ARP lower priority delay = {lower_s}"
    yield f" Gratuitous ARP lower priority repeat = {lower_repeat}"
    yield f" Num adverts before down = {settings.vrrp_down_timer_adverts}"
    extra = settings.vrrp_garp_extra_if
    yield f" Gratuitous ARP for each secondary VMAC = {0 if extra is None else extra.interval_ns // NS_PER_S}s"
    no_advert = true_false(not settings.vrrp_lower_prio_no_advert)
    yield f" Send advert after receive lower priority advert = {no_advert}"
    sends = true_false(settings.vrrp_higher_prio_send_advert)
    yield f" Send advert after receive higher priority advert = {sends}"
    yield f" Gratuitous ARP interval = {settings.vrrp_garp_interval_ns / NS_PER_S:.6f}"
    yield f" Gratuitous NA interval = {settings.vrrp_gna_interval_ns / NS_PER_S:.6f}"
    yield f" VRRP default protocol version = {settings.vrrp_version}"
    if with_nftables:
        yield f" nftables table name = {settings.nftables[0] if settings.nftables else 'keepalived'}"
        yield f" nftables base chain priority = {settings.nftables_priority}"
        force = "" if settings.nftables_ifindex else "don't "
        yield f" nftables {force}force use ifindex for link local IPv6"
    yield f" nftables with{'' if settings.nftables_counters else 'out'} counters"
    yield f" VRRP check unicast_src = {true_false(settings.vrrp_check_unicast_src)}"
    yield f" VRRP skip check advert addresses = {true_false(settings.vrrp_skip_check_adv_addr)}"
    yield f" VRRP strict mode = {true_false(settings.vrrp_strict)}"
    yield f" Max auto priority = {settings.max_auto_priority}"
    yield f" Min auto priority delay = {settings.min_auto_priority_delay_ns // 1000} usecs"


def _process_lines(settings: GlobalSettings) -> Iterator[str]:
    for kind, name in (("VRRP", "vrrp"), ("Checker", "checker"), ("BFD", "bfd")):
        yield f" {kind} process priority = {getattr(settings, f'{name}_priority')}"
        yield f" {kind} don't swap = {true_false(getattr(settings, f'{name}_no_swap'))}"
        yield f" {kind} realtime priority = {getattr(settings, f'{name}_rt_priority') or 0}"
        yield f" {kind} realtime limit = {getattr(settings, f'{name}_rlimit_rttime_ns') // 1000}"


def _last_lines(snapshot: Snapshot, settings: GlobalSettings) -> Iterator[str]:
    snmp = settings.enable_snmp_vrrp or settings.enable_snmp_keepalived
    yield f" SNMP vrrp {'enabled' if snmp else 'disabled'}"
    yield f" SNMP checker {'enabled' if settings.enable_snmp_checker else 'disabled'}"
    for name, on in (("v2", settings.enable_snmp_rfcv2), ("v3", settings.enable_snmp_rfcv3)):
        yield f" SNMP RFC{name} {'enabled' if on or settings.enable_snmp_rfc else 'disabled'}"
    yield f" SNMP traps {'enabled' if settings.enable_traps else 'disabled'}"
    socket = settings.snmp_socket
    yield f" SNMP socket = {socket if socket not in ('', _SNMP_SOCKET) else f'default ({_SNMP_SOCKET})'}"
    yield f" DBus {'enabled' if settings.enable_dbus else 'disabled'}"
    yield f" DBus service name = {settings.dbus_service_name if settings.enable_dbus else ''}"
    yield f" Script security {'enabled' if settings.enable_script_security else 'disabled'}"
    user = next((script.user for script in snapshot.node.scripts), None)
    yield f" Default script uid:gid {'0:0' if user is None else f'{user.uid}:{user.gid}'}"
    for part in ("vrrp_netlink_cmd", "vrrp_netlink_monitor", "process_monitor"):
        yield from _buffer_lines(settings, part)
    for part in ("lvs_netlink_cmd", "lvs_netlink_monitor"):
        yield from _buffer_lines(settings, part)
    yield f" rs_init_notifies = {int(settings.rs_init_notifies)}"
    yield f" no_checker_emails = {int(settings.no_checker_emails)}"
    yield f" rx_bufs_multiples = {settings.vrrp_rx_bufs_multiplier}"
    yield f" umask = 0{int(settings.umask or '0177', 8):o}"


def _buffer_lines(settings: GlobalSettings, part: str) -> Iterator[str]:
    yield f" {part}_rcv_bufs = {getattr(settings, f'{part}_rcv_bufs_bytes') or 0}"
    yield f" {part}_rcv_bufs_force = {int(getattr(settings, f'{part}_rcv_bufs_force'))}"
