"""The rows of the keyword table for `global_defs`.

Rules: see schema.py; one row a keyword; effects in our own words.
"""

from standfast.config.schema import Keyword, Kind, Treatment, table

GLOBAL = "global_defs"
_FLAG, _INTEGER, _WORD, _WORDS = Kind.FLAG, Kind.INTEGER, Kind.WORD, Kind.WORDS

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
        "vrrp_version", GLOBAL, _INTEGER, "N", "2", "3", "2",
        effect="the VRRP version of instances that name none",
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
        "vrrp_garp_master_repeat", GLOBAL, _INTEGER, "N", "1", "1000", "5",
        effect="gratuitous ARP messages for each address in a set",
    ),
    Keyword(
        "vrrp_garp_master_refresh", GLOBAL, _INTEGER, "N", "0", "4294", "0", "s",
        effect="period of further gratuitous ARP while MASTER; 0 means none",
    ),
    Keyword(
        "vrrp_garp_master_refresh_repeat", GLOBAL, _INTEGER, "N", "1", "1000", "1",
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

_REAL_TIME = "the router always runs in real time, locked in memory, where the system allows it"
_PRIORITIES = table(GLOBAL, Treatment.IGNORED, _REAL_TIME, """
max_auto_priority; integer; [N]; -1..99; 0; real-time priority to rise to when timers run late
min_auto_priority_delay; integer; N; 1..10000000 us; 1000000; time between two such rises
vrrp_priority; integer; N; -20..19; 0; nice value of the VRRP process
vrrp_no_swap; flag; ; ; off; lock the VRRP process in memory
vrrp_cpu_affinity; words; CPU...; ; ; processors for the VRRP process
vrrp_rlimit_rttime; integer; N; 1..4294967295 us; 10000; limit of real-time computing without a pause
vrrp_rlimit_rtime; integer; N; 1..4294967295 us; ; old spelling of vrrp_rlimit_rttime
""")  # fmt: skip

_MAIL = table(GLOBAL, Treatment.IGNORED, "it sends no mail; a notify script can", """
notification_email; list; ADDRESS; ; ; addresses that get mail
notification_email_from; word; ADDRESS; ; keepalived@ the host's name; sender of mail
smtp_server; words; HOST [PORT]; ; ; server that takes the mail; port 25 unless another is given
smtp_helo_name; word; NAME; ; the host's name; name in the greeting
smtp_connect_timeout; integer; N; 1..4294 s; 30; patience with the server
smtp_alert; switch; ; ; ; mail on changes
smtp_alert_vrrp; switch; ; ; smtp_alert; mail on changes of VRRP state
smtp_alert_checker; switch; ; ; smtp_alert; mail on changes of real servers
no_email_faults; flag; ; ; off; no mail on faults
no_checker_emails; switch; ; ; off; no mail of checkers
""")  # fmt: skip

_NOTIFY = (
    *table(GLOBAL, Treatment.ACTED_ON, "", """
notify_fifo; words; PATH [USER [GROUP]]; ; ; pipe that gets each event
notify_fifo_script; command; COMMAND [USER [GROUP]]; ; ; reader of the pipe
vrrp_notify_fifo; words; PATH [USER [GROUP]]; ; ; pipe that gets each VRRP event
vrrp_notify_fifo_script; command; COMMAND [USER [GROUP]]; ; ; reader of the pipe
vrrp_notify_priority_changes; switch; ; ; off; notify on changes of priority too
fifo_write_vrrp_states_on_reload; flag; ; ; off; repeat the states after a reload
"""),
    *table(GLOBAL, Treatment.IGNORED, "let systemd run it: ExecStartPre= and ExecStopPost= of the unit", """
startup_script; command; COMMAND [USER [GROUP]]; ; ; run before start
startup_script_timeout; integer; N; 1..1000 s; 10; patience with it
shutdown_script; command; COMMAND [USER [GROUP]]; ; ; run after stop
shutdown_script_timeout; integer; N; 1..1000 s; 10; patience with it
"""),
    *table(GLOBAL, Treatment.IGNORED, "it balances nothing", """
lvs_notify_fifo; words; PATH [USER [GROUP]]; ; ; pipe that gets each real-server event
lvs_notify_fifo_script; command; COMMAND [USER [GROUP]]; ; ; reader of the pipe
"""),
)  # fmt: skip

_REFUSED = (
    *table(GLOBAL, Treatment.ACTED_ON, "", """
vrrp_strict; flag; ; ; off; RFC rules: no password; the addresses answer nobody unless the node owns them
"""),
    *table(GLOBAL, Treatment.ACTED_ON, "", """
vrrp_down_timer_adverts; integer; N; 1..100; 3; missed advertisements before a take-over
vrrp_rt_priority; integer; N; 1..99; ; real-time priority of the router, which has 10 otherwise; read at the start
"""),
)  # fmt: skip

_MORE = table(GLOBAL, Treatment.ACTED_ON, "", """
vrrp_min_garp; switch; ; ; off; defaults of one gratuitous ARP message, no second set and no refresh
include_check; words; [[+|-]read|match|wildcard_match|brace_match...]; ; ; which missing included file is an error
""")  # fmt: skip

_PROCESSES = table(GLOBAL, Treatment.IGNORED, "standfast's processes have names, limits and buffers of its own", """
process_names; flag; ; ; off; names of processes
process_name; word; NAME; ; keepalived; name of the parent process
vrrp_process_name; word; NAME; ; ; name of the VRRP process
checker_process_name; word; NAME; ; ; name of the checker process
lvs_process_name; word; NAME; ; ; old spelling of checker_process_name
bfd_process_name; word; NAME; ; ; name of the BFD process
checker_priority; integer; N; -20..19; 0; nice value of the checker process
checker_no_swap; flag; ; ; off; lock the checker process in memory
checker_rt_priority; integer; N; 1..99; ; its real-time priority
checker_cpu_affinity; words; CPU...; ; ; its processors
checker_rlimit_rttime; integer; N; 1..4294967295 us; 10000; its real-time limit
checker_rlimit_rtime; integer; N; 1..4294967295 us; ; old spelling of checker_rlimit_rttime
bfd_priority; integer; N; -20..19; 0; nice value of the BFD process
bfd_no_swap; flag; ; ; off; lock the BFD process in memory
bfd_rt_priority; integer; N; 1..99; ; its real-time priority
bfd_cpu_affinity; words; CPU...; ; ; its processors
bfd_rlimit_rttime; integer; N; 1..4294967295 us; 10000; its real-time limit
bfd_rlimit_rtime; integer; N; 1..4294967295 us; ; old spelling of bfd_rlimit_rttime
vrrp_netlink_cmd_rcv_bufs; integer; N; 0..4294967295 bytes; ; buffer of netlink answers
vrrp_netlink_cmd_rcv_bufs_force; switch; ; ; off; beyond the system's limit
vrrp_netlink_monitor_rcv_bufs; integer; N; 0..4294967295 bytes; ; buffer of netlink events
vrrp_netlink_monitor_rcv_bufs_force; switch; ; ; off; beyond the system's limit
process_monitor_rcv_bufs; integer; N; 0..4294967295 bytes; ; buffer of process events
process_monitor_rcv_bufs_force; switch; ; ; off; beyond the system's limit
lvs_netlink_cmd_rcv_bufs; integer; N; 0..4294967295 bytes; ; buffer of netlink answers, checker
lvs_netlink_cmd_rcv_bufs_force; switch; ; ; off; beyond the system's limit
lvs_netlink_monitor_rcv_bufs; integer; N; 0..4294967295 bytes; ; buffer of netlink events, checker
lvs_netlink_monitor_rcv_bufs_force; switch; ; ; off; beyond the system's limit
vrrp_rx_bufs_policy; word; MTU|ADVERT|N; ; ; size of receive buffers; the system's without it
vrrp_rx_bufs_multiplier; integer; N; 1..4294967295; 3; how many of them
""")  # fmt: skip

_PROTOCOL = (
    *table(GLOBAL, Treatment.ACTED_ON, "", """
default_interface; word; INTERFACE; ; eth0; the interface of a static address that names none
v3_checksum_as_v2; switch; ; ; ; version 3 checksum without the pseudo header
vrrp_mcast_group6; word; ADDRESS; ; ff02::12; group of IPv6 advertisements
vrrp_garp_interval; seconds; N; 0.000001..4294 s; 0; least time between two gratuitous ARP
vrrp_gna_interval; seconds; N; 0.000001..4294 s; 0; least time between two unsolicited neighbour advertisements
vrrp_garp_extra_if; words; [all] N; ; ; gratuitous ARP every N s on macvlans that send no advertisement, or on all
vrrp_vmac_garp_intvl; words; [all] N; ; ; old spelling of vrrp_garp_extra_if
vrrp_lower_prio_no_advert; switch; ; ; off; do not answer a lower priority
nftables; words; [TABLE]; ; keepalived; the name of the table of no_accept
nftables_priority; integer; N; -2147483648..2147483647; -1; priority of its chains
nftables_counters; flag; ; ; off; count matches
vrrp_check_unicast_src; flag; ; ; off; believe configured peers only
vrrp_skip_check_adv_addr; switch; ; ; off; compare addresses once for each master
vrrp_startup_delay; seconds; N; 0.001..4294 s; 0; wait at start
vrrp_delay_after_boot; seconds; N; 0..4294 s; 0; wait after the host's start
log_unknown_vrids; flag; ; ; off; log advertisements of others
vrrp_owner_ignore_adverts; switch; ; ; off; an address owner hears nobody
vmac_prefix; word; NAME; ; vrrp; prefix of interface names
vmac_addr_prefix; word; NAME; ; vmac_prefix; prefix of interface names
"""),
    *table(GLOBAL, Treatment.IGNORED, "", """
dynamic_interfaces; words; [allow_if_changes]; ; ; let configured interfaces come and go
disable_local_igmp; flag; ; ; off; no IGMP for VRRP on this host
vrrp_iptables; words; [IN [OUT]]; ; ; chains of no_accept
vrrp_ipsets; words; [NAME...]; ; ; sets of no_accept
nftables_ifindex; flag; ; ; off; match interfaces by index
"""),
    *table(GLOBAL, Treatment.IGNORED, "a master that gives way always says so once more", """
vrrp_higher_prio_send_advert; switch; ; ; off; advertise once more before yielding
"""),
)  # fmt: skip

_BALANCING = table(GLOBAL, Treatment.IGNORED, "it balances nothing", """
lvs_timeouts; words; tcp N|tcpfin N|udp N ...; ; ; time-outs of IPVS
lvs_flush; flag; ; ; off; empty the IPVS table at start
lvs_flush_on_stop; words; [VS]; ; ; empty the IPVS table at stop
lvs_flush_onstop; words; [VS]; ; ; old spelling of lvs_flush_on_stop
lvs_sync_daemon; words; INTERFACE [[inst] INSTANCE] [id N] ...; ; ; IPVS synchronisation
nftables_ipvs; words; [TABLE]; ; keepalived_ipvs; table of virtual server groups
nftables_ipvs_priority; integer; N; -2147483648..2147483647; ; priority of its chains
nftables_ipvs_start_fwmark; integer; N; 1..4294967295; 1000; first mark that it uses
checker_log_all_failures; switch; ; ; off; log each failed check
rs_init_notifies; switch; ; ; off; notify of real servers at start
""")  # fmt: skip

_SNMP = table(GLOBAL, Treatment.IGNORED, "it has no SNMP and no D-Bus", """
snmp_socket; word; ADDRESS; ; unix:/var/agentx/master; AgentX socket
enable_traps; flag; ; ; off; SNMP traps
enable_snmp_vrrp; flag; ; ; off; SNMP tables of VRRP
enable_snmp_keepalived; flag; ; ; off; old spelling of enable_snmp_vrrp
enable_snmp_rfc; flag; ; ; off; SNMP tables of the RFCs
enable_snmp_rfcv2; flag; ; ; off; SNMP tables of RFC 2787
enable_snmp_rfcv3; flag; ; ; off; SNMP tables of RFC 6527
enable_snmp_checker; flag; ; ; off; SNMP tables of virtual servers
snmp_vs_stats_update_interval; seconds; N; 0.001..30 s; ; age of virtual-server statistics
snmp_rs_stats_update_interval; seconds; N; 0.001..30 s; ; age of real-server statistics
enable_dbus; flag; ; ; off; D-Bus interface
dbus_service_name; word; NAME; ; org.keepalived.Vrrp1; its name
dbus_no_interface_name; flag; ; ; off; shorter D-Bus paths
""")  # fmt: skip

_DUMPS = table(GLOBAL, Treatment.ACTED_ON, "", """
umask; word; MODE; ; 0177; rights that the files dumped at a signal do not have
json_version; integer; N; 1..2; 1; format of the JSON dump
state_dump_file; word; FILE; ; /tmp/keepalived.data; where the state is dumped
stats_dump_file; word; FILE; ; /tmp/keepalived.stats; where statistics are dumped
json_dump_file; word; FILE; ; /tmp/keepalived.json; where JSON is dumped
""")  # fmt: skip

_FILES = table(GLOBAL, Treatment.IGNORED, "", """
use_symlink_paths; switch; ; ; off; keep symbolic links in paths of scripts
set_supplementary_groups; switch; ; ; off; give scripts the other groups of their user
random_seed; integer; N; 0..4294967295; ; seed of random numbers, but not of ${_RANDOM}, which is drawn before
reload_check_config; words; [FILE]; ; ; check before a reload
reload_time_file; word; FILE; ; ; reload at a time
reload_repeat; flag; ; ; off; again each day
reload_file; words; [FILE]; ; ; exists during a reload
config_save_dir; word; DIRECTORY; ; ; copies of old files
tmp_config_directory; word; DIRECTORY; ; ; where the read text is kept
data_use_instance; switch; ; ; off; names of dump files
iproute_usr_dir; word; DIRECTORY; ; ; names of routing tables
iproute_etc_dir; word; DIRECTORY; ; ; names of routing tables
""")  # fmt: skip

ROWS = (
    *_ACTED_ON, *_MORE, *_REFUSED, *_PRIORITIES, *_MAIL, *_NOTIFY, *_PROCESSES, *_PROTOCOL, *_BALANCING,
    *_SNMP, *_DUMPS, *_FILES,
)  # fmt: skip
