"""The rows of the keyword table for `global_defs`.

Rules: see schema.py; one row a keyword; effects in our own words.
"""

from standfast.config.schema import Keyword, Kind, Treatment, unhandled

GLOBAL = "global_defs"
_FLAG, _SWITCH, _INTEGER, _SECONDS = Kind.FLAG, Kind.SWITCH, Kind.INTEGER, Kind.SECONDS
_WORD, _WORDS, _COMMAND, _LIST = Kind.WORD, Kind.WORDS, Kind.COMMAND, Kind.LIST

_ACTED_ON = (
    Keyword(
        "router_id", GLOBAL, _WORD, "STRING", default="the host's name",
        effect="a name for this node, for people; it is not sent to the other nodes",
    ),
    Keyword(
        "script_user", GLOBAL, _WORDS, "USER [GROUP]", default="keepalived_script if it exists, else root",
        effect="who runs a script that names no user itself",
    ),
    Keyword(
        "enable_script_security", GLOBAL, _FLAG, default="off",
        effect="disable a script that root would run although others than root can replace it",
    ),
    Keyword(
        "default_interface", GLOBAL, _WORD, "INTERFACE", default="eth0",
        effect="the interface of an instance that names none",
    ),
    Keyword(
        "vrrp_version", GLOBAL, _INTEGER, "2", "2", "3", "2",
        effect="the VRRP version of instances that name none; this version of standfast speaks version 2",
    ),
    Keyword(
        "vrrp_mcast_group4", GLOBAL, _WORD, "ADDRESS", default="224.0.0.18",
        effect="the group that advertisements are sent to",
    ),
    Keyword(
        "vrrp_garp_master_delay", GLOBAL, _INTEGER, "N", "0", "4294", "5", "s",
        effect="time from becoming MASTER to the second set of gratuitous ARP; 0 means no second set",
    ),
    Keyword(
        "vrrp_garp_master_repeat", GLOBAL, _INTEGER, "N", "0", "1000", "5",
        effect="gratuitous ARP messages for each address in a set",
    ),
    Keyword(
        "vrrp_garp_master_refresh", GLOBAL, _INTEGER, "N", "0", "4294", "0", "s",
        effect="period of further gratuitous ARP while MASTER; 0 means none",
    ),
    Keyword(
        "vrrp_garp_master_refresh_repeat", GLOBAL, _INTEGER, "N", "0", "1000", "1",
        effect="messages for each address at such a refresh",
    ),
    Keyword(
        "vrrp_garp_lower_prio_delay", GLOBAL, _INTEGER, "N", "0", "4294", "vrrp_garp_master_delay", "s",
        effect="as vrrp_garp_master_delay, after an advertisement of lower priority was heard",
    ),
    Keyword(
        "vrrp_garp_lower_prio_repeat", GLOBAL, _INTEGER, "N", "0", "1000", "vrrp_garp_master_repeat",
        effect="as vrrp_garp_master_repeat, after an advertisement of lower priority was heard",
    ),
)  # fmt: skip

_ALWAYS = "the router always runs in real time, locked in memory, where the system allows it"
_PRIORITIES = unhandled(
    GLOBAL, Treatment.IGNORED, _ALWAYS,
    (
        ("max_auto_priority", _INTEGER, "-1..99", "real-time priority to rise to when timers run late"),
        ("min_auto_priority_delay", _INTEGER, "US", "time between two such rises"),
        ("vrrp_priority", _INTEGER, "-20..19", "nice value of the VRRP process"),
        ("vrrp_no_swap", _FLAG, "", "lock the VRRP process in memory"),
        ("vrrp_rt_priority", _INTEGER, "N", "real-time priority of the VRRP process"),
        ("vrrp_cpu_affinity", _WORDS, "CPU...", "processors for the VRRP process"),
        ("vrrp_rlimit_rttime", _INTEGER, "US", "limit of real-time computing without a pause"),
        ("vrrp_rlimit_rtime", _INTEGER, "US", "old spelling of vrrp_rlimit_rttime"),
    ),
)  # fmt: skip

_MAIL = unhandled(
    GLOBAL, Treatment.IGNORED, "it sends no mail",
    (
        ("notification_email", _LIST, "", "addresses that get mail"),
        ("notification_email_from", _WORD, "ADDRESS", "sender of mail"),
        ("smtp_server", _WORDS, "HOST [PORT]", "server that takes the mail"),
        ("smtp_helo_name", _WORD, "NAME", "name in the greeting"),
        ("smtp_connect_timeout", _SECONDS, "S", "patience with the server"),
        ("smtp_alert", _SWITCH, "", "mail on changes"),
        ("smtp_alert_vrrp", _SWITCH, "", "mail on changes of VRRP state"),
        ("smtp_alert_checker", _SWITCH, "", "mail on changes of real servers"),
        ("no_email_faults", _FLAG, "", "no mail on faults"),
        ("no_checker_emails", _FLAG, "", "no mail of checkers"),
    ),
)  # fmt: skip

_NOTIFY = unhandled(
    GLOBAL, Treatment.IGNORED, "it runs no notify script and writes no notify pipe",
    (
        ("startup_script", _COMMAND, "COMMAND", "run before start"),
        ("startup_script_timeout", _INTEGER, "S", "patience with it"),
        ("shutdown_script", _COMMAND, "COMMAND", "run after stop"),
        ("shutdown_script_timeout", _INTEGER, "S", "patience with it"),
        ("notify_fifo", _WORDS, "PATH [USER [GROUP]]", "pipe that gets each event"),
        ("notify_fifo_script", _COMMAND, "COMMAND", "reader of the pipe"),
        ("vrrp_notify_fifo", _WORDS, "PATH [USER [GROUP]]", "pipe that gets each VRRP event"),
        ("vrrp_notify_fifo_script", _COMMAND, "COMMAND", "reader of the pipe"),
        ("lvs_notify_fifo", _WORDS, "PATH [USER [GROUP]]", "pipe that gets each real-server event"),
        ("lvs_notify_fifo_script", _COMMAND, "COMMAND", "reader of the pipe"),
        ("vrrp_notify_priority_changes", _SWITCH, "", "notify on changes of priority too"),
        ("fifo_write_vrrp_states_on_reload", _FLAG, "", "repeat the states after a reload"),
    ),
)  # fmt: skip

_REFUSED = (
    *unhandled(
        GLOBAL, Treatment.REFUSED, "it changes which packets are believed, so both nodes could become MASTER",
        (("vrrp_strict", _FLAG, "", "RFC rules without authentication"),),
    ),
    *unhandled(
        GLOBAL, Treatment.REFUSED, "it changes when a backup takes over",
        (("vrrp_down_timer_adverts", _INTEGER, "1..100", "missed advertisements before a take-over"),),
    ),
)  # fmt: skip

_OTHERS = unhandled(
    GLOBAL, Treatment.IGNORED, "",
    (
        ("process_names", _FLAG, "", "names of processes"),
        ("process_name", _WORD, "NAME", "name of the parent process"),
        ("vrrp_process_name", _WORD, "NAME", "name of the VRRP process"),
        ("checker_process_name", _WORD, "NAME", "name of the checker process"),
        ("lvs_process_name", _WORD, "NAME", "old spelling of checker_process_name"),
        ("bfd_process_name", _WORD, "NAME", "name of the BFD process"),
        ("use_symlink_paths", _SWITCH, "", "keep symbolic links in paths of scripts"),
        ("set_supplementary_groups", _SWITCH, "", "give scripts the other groups of their user"),
        ("checker_log_all_failures", _SWITCH, "", "log each failed check"),
        ("dynamic_interfaces", _WORDS, "[allow_if_changes]", "let configured interfaces come and go"),
        ("disable_local_igmp", _FLAG, "", "no IGMP for VRRP on this host"),
        ("v3_checksum_as_v2", _SWITCH, "", "version 3 checksum without the pseudo header"),
        ("lvs_timeouts", _WORDS, "tcp N tcpfin N udp N", "time-outs of IPVS"),
        ("lvs_flush", _FLAG, "", "empty the IPVS table at start"),
        ("lvs_flush_on_stop", _WORDS, "[VS]", "empty the IPVS table at stop"),
        ("lvs_flush_onstop", _FLAG, "", "old spelling of lvs_flush_on_stop"),
        ("lvs_sync_daemon", _WORDS, "INTERFACE INSTANCE ...", "IPVS synchronisation"),
        ("vrrp_mcast_group6", _WORD, "ADDRESS", "group of IPv6 advertisements"),
        ("vrrp_garp_interval", _SECONDS, "S", "least time between two gratuitous ARP"),
        ("vrrp_gna_interval", _SECONDS, "S", "least time between two unsolicited neighbour advertisements"),
        ("vrrp_min_garp", _SWITCH, "", "send as little gratuitous ARP as possible"),
        ("vrrp_garp_extra_if", _INTEGER, "S", "gratuitous ARP on the base interface too"),
        ("vrrp_vmac_garp_intvl", _INTEGER, "S", "old spelling of vrrp_garp_extra_if"),
        ("vrrp_lower_prio_no_advert", _SWITCH, "", "do not answer a lower priority"),
        ("vrrp_higher_prio_send_advert", _SWITCH, "", "advertise once more before yielding"),
        ("vrrp_iptables", _WORDS, "[IN [OUT]]", "chains of no_accept"),
        ("vrrp_ipsets", _WORDS, "[NAME...]", "sets of no_accept"),
        ("nftables", _WORDS, "[TABLE]", "table of no_accept"),
        ("nftables_priority", _INTEGER, "N", "priority of its chains"),
        ("nftables_ifindex", _FLAG, "", "match interfaces by index"),
        ("nftables_counters", _FLAG, "", "count matches"),
        ("nftables_ipvs", _WORDS, "[TABLE]", "table of virtual server groups"),
        ("nftables_ipvs_priority", _INTEGER, "N", "priority of its chains"),
        ("nftables_ipvs_start_fwmark", _INTEGER, "N", "first mark that it uses"),
        ("vrrp_check_unicast_src", _FLAG, "", "believe configured peers only"),
        ("vrrp_skip_check_adv_addr", _SWITCH, "", "compare addresses once for each master"),
        ("checker_priority", _INTEGER, "-20..19", "nice value of the checker process"),
        ("checker_no_swap", _FLAG, "", "lock the checker process in memory"),
        ("checker_rt_priority", _INTEGER, "N", "its real-time priority"),
        ("checker_cpu_affinity", _WORDS, "CPU...", "its processors"),
        ("checker_rlimit_rttime", _INTEGER, "US", "its real-time limit"),
        ("checker_rlimit_rtime", _INTEGER, "US", "old spelling of checker_rlimit_rttime"),
        ("bfd_priority", _INTEGER, "-20..19", "nice value of the BFD process"),
        ("bfd_no_swap", _FLAG, "", "lock the BFD process in memory"),
        ("bfd_rt_priority", _INTEGER, "N", "its real-time priority"),
        ("bfd_cpu_affinity", _WORDS, "CPU...", "its processors"),
        ("bfd_rlimit_rttime", _INTEGER, "US", "its real-time limit"),
        ("bfd_rlimit_rtime", _INTEGER, "US", "old spelling of bfd_rlimit_rttime"),
        ("snmp_socket", _WORD, "ADDRESS", "AgentX socket"),
        ("enable_traps", _FLAG, "", "SNMP traps"),
        ("enable_snmp_vrrp", _FLAG, "", "SNMP tables of VRRP"),
        ("enable_snmp_keepalived", _FLAG, "", "old spelling of enable_snmp_vrrp"),
        ("enable_snmp_rfc", _FLAG, "", "SNMP tables of the RFCs"),
        ("enable_snmp_rfcv2", _FLAG, "", "SNMP tables of RFC 2787"),
        ("enable_snmp_rfcv3", _FLAG, "", "SNMP tables of RFC 6527"),
        ("enable_snmp_checker", _FLAG, "", "SNMP tables of virtual servers"),
        ("snmp_vs_stats_update_interval", _SECONDS, "S", "age of virtual-server statistics"),
        ("snmp_rs_stats_update_interval", _SECONDS, "S", "age of real-server statistics"),
        ("enable_dbus", _FLAG, "", "D-Bus interface"),
        ("dbus_service_name", _WORD, "NAME", "its name"),
        ("dbus_no_interface_name", _FLAG, "", "shorter D-Bus paths"),
        ("vrrp_netlink_cmd_rcv_bufs", _INTEGER, "BYTES", "buffer of netlink answers"),
        ("vrrp_netlink_cmd_rcv_bufs_force", _SWITCH, "", "beyond the system's limit"),
        ("vrrp_netlink_monitor_rcv_bufs", _INTEGER, "BYTES", "buffer of netlink events"),
        ("vrrp_netlink_monitor_rcv_bufs_force", _SWITCH, "", "beyond the system's limit"),
        ("process_monitor_rcv_bufs", _INTEGER, "BYTES", "buffer of process events"),
        ("process_monitor_rcv_bufs_force", _SWITCH, "", "beyond the system's limit"),
        ("lvs_netlink_cmd_rcv_bufs", _INTEGER, "BYTES", "buffer of netlink answers, checker"),
        ("lvs_netlink_cmd_rcv_bufs_force", _SWITCH, "", "beyond the system's limit"),
        ("lvs_netlink_monitor_rcv_bufs", _INTEGER, "BYTES", "buffer of netlink events, checker"),
        ("lvs_netlink_monitor_rcv_bufs_force", _SWITCH, "", "beyond the system's limit"),
        ("rs_init_notifies", _SWITCH, "", "notify of real servers at start"),
        ("vrrp_rx_bufs_policy", _WORD, "MTU|ADVERT|N", "size of receive buffers"),
        ("vrrp_rx_bufs_multiplier", _INTEGER, "N", "how many of them"),
        ("vrrp_startup_delay", _SECONDS, "S", "wait at start"),
        ("vrrp_delay_after_boot", _SECONDS, "S", "wait after the host's start"),
        ("log_unknown_vrids", _FLAG, "", "log advertisements of others"),
        ("vrrp_owner_ignore_adverts", _SWITCH, "", "an address owner hears nobody"),
        ("vmac_prefix", _WORD, "NAME", "prefix of interface names"),
        ("vmac_addr_prefix", _WORD, "NAME", "prefix of interface names"),
        ("umask", _WORD, "MODE", "mode of new files"),
        ("random_seed", _INTEGER, "N", "seed of random numbers"),
        ("reload_check_config", _WORDS, "[FILE]", "check before a reload"),
        ("reload_time_file", _WORD, "FILE", "reload at a time"),
        ("reload_repeat", _FLAG, "", "again each day"),
        ("reload_file", _WORDS, "[FILE]", "exists during a reload"),
        ("include_check", _WORDS, "[+|-]CHECK...", "what a missing include means"),
        ("config_save_dir", _WORD, "DIRECTORY", "copies of old files"),
        ("tmp_config_directory", _WORD, "DIRECTORY", "where the read text is kept"),
        ("data_use_instance", _SWITCH, "", "names of dump files"),
        ("json_version", _INTEGER, "1..2", "format of the JSON dump"),
        ("iproute_usr_dir", _WORD, "DIRECTORY", "names of routing tables"),
        ("iproute_etc_dir", _WORD, "DIRECTORY", "names of routing tables"),
        ("state_dump_file", _WORD, "FILE", "where the state is dumped"),
        ("stats_dump_file", _WORD, "FILE", "where statistics are dumped"),
        ("json_dump_file", _WORD, "FILE", "where JSON is dumped"),
    ),
)  # fmt: skip

ROWS = (*_ACTED_ON, *_REFUSED, *_PRIORITIES, *_MAIL, *_NOTIFY, *_OTHERS)
