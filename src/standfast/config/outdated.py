"""Keywords that keepalived 2.2.7 calls deprecated, or that exclude another one in the same block.

Rules: data only, by block and keyword, found with the running program; the reader says it with the line.
"""

DEPRECATED = {
    ("global_defs", "vrrp_vmac_garp_intvl"): "write 'vrrp_garp_extra_if'",
    ("global_defs", "vrrp_iptables"): "write 'nftables'",
    ("vrrp_instance", "vmac_garp_intvl"): "write 'garp_extra_if'",
    ("vrrp_instance", "lvs_sync_daemon_interface"): "write 'lvs_sync_daemon' in global_defs",
    ("HTTP_GET", "nb_get_retry"): "write 'retry'",
    ("SSL_GET", "nb_get_retry"): "write 'retry'",
}
"""What to write instead."""

EXCLUDED = {("vrrp_instance", "vrf"): "interface"}
"""A keyword that is ignored if another one is there."""

FIRST_COUNTS = frozenset((("track_file", "file"), ("vrrp_track_process", "process")))
"""Of which the first line counts, and not the last."""
