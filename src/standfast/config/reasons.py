"""Why single keywords of keepalived.conf are accepted and not acted on, and what to do instead.

Rules: data only, by the name of the keyword; for those whose table (keywords_*) gives no reason for all its rows;
each entry is used, and each keyword that is not acted on has a reason (a test asks both).
"""

_FIREWALL = "its firewall rules are of nftables"
_IPVS = "it balances nothing, and leaves IPVS alone"
_RELOAD = "a reload keeps the running configuration if the file is wrong; 'standfast check' tells beforehand"
_TIMER = "it does not reload by the clock: let a systemd timer reload it"
_COPIES = "it keeps no copies of files"
_ROUTE_NAMES = "names of routing tables are read where iproute2 has them"
_MONITOR = "the kernel tells of each link by itself"

_GROUPS = {
    "the kernel joins the group as for any program": "disable_local_igmp",
    "the old form is understood when it comes, and never sent": "old_unicast_checksum",
    "the interface of an instance must exist at the start": "dynamic_interfaces",
    "a master that gives way always says so once more": "vrrp_higher_prio_send_advert higher_prio_send_advert",
    _FIREWALL: "vrrp_iptables vrrp_ipsets nftables_ifindex namespace_with_ipsets",
    _MONITOR: "linkbeat_use_polling linkbeat_interfaces",
    _IPVS: "net_namespace_ipvs lvs_sync_daemon_interface SSL",
    "the directory for its files is 'standfast run --run-dir DIR'": "use_pid_dir instance",
    "how long it waits for its processes is fixed": "child_wait_time",
    "the log has one level of detail for all": "debug",
    "its buffers have sizes of their own": "kernel_rx_buf_size",
    "a script is run by the path that is written, and the file behind its links is checked": "use_symlink_paths",
    "a script always has the groups of its user": "set_supplementary_groups",
    "no decision depends on random numbers": "random_seed",
    _RELOAD: "reload_check_config reload_file",
    _TIMER: "reload_time_file reload_repeat",
    _COPIES: "config_save_dir tmp_config_directory",
    "the dump files have the same names for all": "data_use_instance",
    _ROUTE_NAMES: "iproute_usr_dir iproute_etc_dir",
}

REASONS = {name: reason for reason, names in _GROUPS.items() for name in names.split()}
"""The reason by the name of the keyword."""
