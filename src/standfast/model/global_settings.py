"""What `global_defs` says: the settings of a whole node.

Rules: frozen; a field has the name of its keyword, with `_ns` where it is a duration in nanoseconds; every default
is filled in, and None means that there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from standfast.model.values import Command

if TYPE_CHECKING:  # few files need it, and it costs time to import
    from standfast.model.link import ExtraGarp


@dataclass(frozen=True, slots=True)
class GlobalSettings:
    """All blocks `global_defs` of a file together. Most of it is not acted on: see the keyword table."""

    router_id: str
    script_user: tuple[str, ...]
    enable_script_security: bool
    default_interface: str
    vrrp_version: int
    vrrp_mcast_group4: str
    vrrp_garp_master_delay_ns: int
    vrrp_garp_master_repeat: int
    vrrp_garp_master_refresh_ns: int
    vrrp_garp_master_refresh_repeat: int
    vrrp_garp_lower_prio_delay_ns: int | None
    vrrp_garp_lower_prio_repeat: int | None
    include_check: tuple[str, ...]
    vrrp_strict: bool
    vrrp_down_timer_adverts: int
    max_auto_priority: int
    min_auto_priority_delay_ns: int
    vrrp_priority: int
    vrrp_no_swap: bool
    vrrp_rt_priority: int | None
    vrrp_cpu_affinity: tuple[str, ...]
    vrrp_rlimit_rttime_ns: int
    vrrp_rlimit_rtime_ns: int | None
    notification_email: tuple[str, ...]
    notification_email_from: str | None
    smtp_server: tuple[str, ...]
    smtp_helo_name: str | None
    smtp_connect_timeout_ns: int
    smtp_alert: bool | None
    smtp_alert_vrrp: bool | None
    smtp_alert_checker: bool | None
    no_email_faults: bool
    no_checker_emails: bool
    startup_script: Command | None
    startup_script_timeout_ns: int
    shutdown_script: Command | None
    shutdown_script_timeout_ns: int
    notify_fifo: tuple[str, ...]
    notify_fifo_script: Command | None
    vrrp_notify_fifo: tuple[str, ...]
    vrrp_notify_fifo_script: Command | None
    lvs_notify_fifo: tuple[str, ...]
    lvs_notify_fifo_script: Command | None
    vrrp_notify_priority_changes: bool
    fifo_write_vrrp_states_on_reload: bool
    process_names: bool
    process_name: str
    vrrp_process_name: str | None
    checker_process_name: str | None
    lvs_process_name: str | None
    bfd_process_name: str | None
    checker_priority: int
    checker_no_swap: bool
    checker_rt_priority: int | None
    checker_cpu_affinity: tuple[str, ...]
    checker_rlimit_rttime_ns: int
    checker_rlimit_rtime_ns: int | None
    bfd_priority: int
    bfd_no_swap: bool
    bfd_rt_priority: int | None
    bfd_cpu_affinity: tuple[str, ...]
    bfd_rlimit_rttime_ns: int
    bfd_rlimit_rtime_ns: int | None
    vrrp_netlink_cmd_rcv_bufs_bytes: int | None
    vrrp_netlink_cmd_rcv_bufs_force: bool
    vrrp_netlink_monitor_rcv_bufs_bytes: int | None
    vrrp_netlink_monitor_rcv_bufs_force: bool
    process_monitor_rcv_bufs_bytes: int | None
    process_monitor_rcv_bufs_force: bool
    lvs_netlink_cmd_rcv_bufs_bytes: int | None
    lvs_netlink_cmd_rcv_bufs_force: bool
    lvs_netlink_monitor_rcv_bufs_bytes: int | None
    lvs_netlink_monitor_rcv_bufs_force: bool
    vrrp_rx_bufs_policy: str | None
    vrrp_rx_bufs_multiplier: int
    dynamic_interfaces: tuple[str, ...]
    disable_local_igmp: bool
    v3_checksum_as_v2: bool | None
    vrrp_mcast_group6: str
    vrrp_garp_interval_ns: int
    vrrp_gna_interval_ns: int
    vrrp_min_garp: bool
    vrrp_garp_extra_if: ExtraGarp | None
    vrrp_lower_prio_no_advert: bool
    vrrp_higher_prio_send_advert: bool
    vrrp_iptables: tuple[str, ...]
    vrrp_ipsets: tuple[str, ...]
    nftables: tuple[str, ...]
    nftables_priority: int
    nftables_ifindex: bool
    nftables_counters: bool
    vrrp_check_unicast_src: bool
    vrrp_skip_check_adv_addr: bool
    vrrp_startup_delay_ns: int
    vrrp_delay_after_boot_ns: int
    log_unknown_vrids: bool
    vrrp_owner_ignore_adverts: bool
    vmac_prefix: str | None
    vmac_addr_prefix: str | None
    lvs_timeouts: tuple[str, ...]
    lvs_flush: bool
    lvs_flush_on_stop: tuple[str, ...]
    lvs_flush_onstop: tuple[str, ...]
    lvs_sync_daemon: tuple[str, ...]
    nftables_ipvs: tuple[str, ...]
    nftables_ipvs_priority: int | None
    nftables_ipvs_start_fwmark: int
    checker_log_all_failures: bool
    rs_init_notifies: bool
    snmp_socket: str
    enable_traps: bool
    enable_snmp_vrrp: bool
    enable_snmp_keepalived: bool
    enable_snmp_rfc: bool
    enable_snmp_rfcv2: bool
    enable_snmp_rfcv3: bool
    enable_snmp_checker: bool
    snmp_vs_stats_update_interval_ns: int | None
    snmp_rs_stats_update_interval_ns: int | None
    enable_dbus: bool
    dbus_service_name: str
    dbus_no_interface_name: bool
    use_symlink_paths: bool
    set_supplementary_groups: bool
    umask: str
    random_seed: int | None
    reload_check_config: tuple[str, ...]
    reload_time_file: str | None
    reload_repeat: bool
    reload_file: tuple[str, ...]
    config_save_dir: str | None
    tmp_config_directory: str | None
    data_use_instance: bool
    json_version: int
    iproute_usr_dir: str | None
    iproute_etc_dir: str | None
    state_dump_file: str
    stats_dump_file: str
    json_dump_file: str
