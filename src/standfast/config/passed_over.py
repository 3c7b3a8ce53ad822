"""The keywords that keepalived 2.2.7 passes over with a complaint if their value is missing.

Any other keyword without its value ends keepalived at once (exit code 2), at a reload too; standfast then refuses the
file. Of these it ignores the line, or the whole block if they open one, and so does standfast.

Rules: data only, by block, found with the running program (a test asks it for each).
"""

_GLOBAL = """
    bfd_cpu_affinity bfd_priority bfd_rt_priority checker_cpu_affinity checker_priority checker_rt_priority
    dbus_service_name default_interface lvs_netlink_cmd_rcv_bufs lvs_netlink_monitor_rcv_bufs lvs_notify_fifo
    lvs_notify_fifo_script lvs_sync_daemon lvs_timeouts min_auto_priority_delay notification_email_from notify_fifo
    notify_fifo_script process_monitor_rcv_bufs reload_time_file router_id script_user shutdown_script
    shutdown_script_timeout smtp_helo_name snmp_socket startup_script startup_script_timeout tmp_config_directory
    vrrp_cpu_affinity vrrp_netlink_cmd_rcv_bufs vrrp_netlink_monitor_rcv_bufs vrrp_notify_fifo
    vrrp_notify_fifo_script vrrp_priority vrrp_rt_priority vrrp_rx_bufs_multiplier vrrp_rx_bufs_policy
"""
_HTTP = "http_protocol virtualhost"

PASSED_OVER: dict[str, frozenset[str]] = {
    block: frozenset(names.split())
    for block, names in {
        "": "track_group vrrp_instance vrrp_sync_group",
        "global_defs": _GLOBAL,
        "vrrp_instance": "kernel_rx_buf_size",
        "vrrp_script": "script",
        "vrrp_track_process": "param_match weight",
        "track_file": "file weight",
        "virtual_server": "snmp_name sorry_server_lvs_method virtualhost",
        "real_server": "snmp_name virtualhost",
        "SSL": "ca certificate key password",
        "HTTP_GET": _HTTP,
        "SSL_GET": _HTTP,
        "url": "regex regex_max_offset regex_min_offset regex_options regex_stack status_code virtualhost",
        "SMTP_CHECK": "helo_name",
        "MISC_CHECK": "misc_path user",
        "BFD_CHECK": "name",
        "UDP_CHECK": "payload",
        "FILE_CHECK": "weight",
    }.items()
}
"""Names of keywords by the block where they stand, "" for the file itself."""

SILENTLY = frozenset((
    ("global_defs", "smtp_helo_name"), ("MISC_CHECK", "misc_path"), ("vrrp_script", "script"),
    ("vrrp_track_process", "param_match"),
))  # fmt: skip
"""Those of which keepalived says nothing."""
