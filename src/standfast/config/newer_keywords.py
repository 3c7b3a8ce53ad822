"""The keywords that standfast knows and keepalived 2.2.7, as Debian 12 ships it, does not.

Rules: data only, by block; a test asks the running keepalived for each keyword of the table.
"""

NEWER: dict[str, tuple[str, ...]] = {
    "global_defs": (
        "dbus_no_interface_name", "iproute_etc_dir", "iproute_usr_dir", "json_dump_file", "json_version",
        "set_supplementary_groups", "snmp_rs_stats_update_interval", "snmp_vs_stats_update_interval",
        "state_dump_file", "stats_dump_file", "use_symlink_paths", "v3_checksum_as_v2", "vrrp_delay_after_boot",
        "vrrp_ipsets", "vrrp_owner_ignore_adverts",
    ),
    "vrrp_instance": (
        "auth_hmac", "no_virtual_ipaddress", "owner_ignore_adverts", "thread_timer_expired", "timer_expired_backup",
        "v3_checksum_as_v2",
    ),
    "bfd_instance": ("multihop",),
    "HTTP_GET": ("sni_name",),
    "SSL_GET": ("sni_name", "tls_compliant"),
    "url": ("tls_compliant",),
}  # fmt: skip
"""Keywords of later versions of keepalived (and of other builds), by block."""
