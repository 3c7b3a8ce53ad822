"""Why single keywords of keepalived.conf are accepted and not acted on, and what to do instead.

Rules: data only, by the name of the keyword; for those whose table (keywords_*) gives no reason for all its rows;
each entry is used, and each keyword that is not acted on has a reason (a test asks both).
"""

_NOT_YET = "it is not built yet"
_FIREWALL = "it writes no firewall rules"
_IPVS = "it balances nothing, and leaves IPVS alone"
_DUMPS = "it writes no dump files"
_RELOAD = "a reload keeps the running configuration if the file is wrong; 'standfast check' tells beforehand"
_TIMER = "it does not reload by the clock: let a systemd timer reload it"
_COPIES = "it keeps no copies of files"
_ROUTE_NAMES = "names of routing tables are read where iproute2 has them"
_MONITOR = "the kernel tells of each link by itself"

_GROUPS = {
    _NOT_YET: """
        disable_local_igmp v3_checksum_as_v2 vrrp_mcast_group6 vrrp_garp_interval vrrp_gna_interval
        vrrp_garp_extra_if vrrp_vmac_garp_intvl vrrp_lower_prio_no_advert vrrp_check_unicast_src
        vrrp_skip_check_adv_addr vrrp_startup_delay vrrp_delay_after_boot log_unknown_vrids
        vrrp_owner_ignore_adverts vmac_prefix vmac_addr_prefix use_vmac_addr vmac_xmit_base check_unicast_src
        old_unicast_checksum unicast_ttl promote_secondaries virtual_routes virtual_rules skip_check_adv_addr
        timer_expired_backup thread_timer_expired garp_extra_if vmac_garp_intvl lower_prio_no_advert
        owner_ignore_adverts static_ipaddress static_routes static_rules garp_group track_group
        interface_up_down_delays default_interface
    """,
    "the interface of an instance must exist at the start": "dynamic_interfaces",
    "a master that gives way always says so once more": "vrrp_higher_prio_send_advert higher_prio_send_advert",
    _FIREWALL: """
        vrrp_iptables vrrp_ipsets nftables nftables_priority nftables_ifindex nftables_counters
        namespace_with_ipsets no_accept
    """,
    _MONITOR: "linkbeat_use_polling linkbeat_interfaces",
    _IPVS: "net_namespace_ipvs lvs_sync_daemon_interface SSL",
    "the directory for its files is 'standfast run --run-dir DIR'": "use_pid_dir instance",
    "how long it waits for its processes is fixed": "child_wait_time",
    "the log has one level of detail for all": "debug",
    "its buffers have sizes of their own": "kernel_rx_buf_size",
    "a script is run by the path that is written, and the file behind its links is checked": "use_symlink_paths",
    "a script always has the groups of its user": "set_supplementary_groups",
    "its files have modes of their own": "umask",
    "no decision depends on random numbers": "random_seed",
    _RELOAD: "reload_check_config reload_file",
    _TIMER: "reload_time_file reload_repeat",
    _COPIES: "config_save_dir tmp_config_directory",
    _DUMPS: "data_use_instance json_version state_dump_file stats_dump_file json_dump_file",
    _ROUTE_NAMES: "iproute_usr_dir iproute_etc_dir",
}

REASONS = {name: reason for reason, names in _GROUPS.items() for name in names.split()}
"""The reason by the name of the keyword."""
