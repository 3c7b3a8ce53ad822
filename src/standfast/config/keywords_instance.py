"""The rows of the keyword table for `vrrp_instance` and the blocks inside it.

Rules: see schema.py; one row a keyword; effects in our own words.
"""

from standfast.config.schema import Keyword, Kind, Treatment, table

INSTANCE = "vrrp_instance"
AUTHENTICATION = "authentication"
HMAC = "auth_hmac"
_FLAG, _SWITCH, _INTEGER, _SECONDS = Kind.FLAG, Kind.SWITCH, Kind.INTEGER, Kind.SECONDS
_WORD, _BLOCK, _LIST = Kind.WORD, Kind.BLOCK, Kind.LIST

_ACTED_ON = (
    Keyword(
        "state", INSTANCE, _WORD, "MASTER|BACKUP", default="BACKUP",
        effect="a wish: every node starts as BACKUP and waits; MASTER makes a missing priority 255 and clears"
        " nopreempt and preempt_delay",
    ),
    Keyword(
        "interface", INSTANCE, _WORD, "INTERFACE",
        effect="where advertisements are sent and heard, and where the addresses are added; required",
    ),
    Keyword(
        "virtual_router_id", INSTANCE, _INTEGER, "N", "1", "255",
        effect="which virtual router this is, the same on all its nodes; required",
    ),
    Keyword(
        "priority", INSTANCE, _INTEGER, "N", "1", "255", "100",
        effect="the highest priority wins; with state MASTER a missing one is 255; 255 means address owner, which no"
        " tracked script can change",
    ),
    Keyword(
        "advert_int", INSTANCE, _SECONDS, "N", "0.01", "255", "1", "s",
        effect="time between advertisements, the same on all nodes; version 2 knows whole seconds",
    ),
    Keyword("authentication", INSTANCE, _BLOCK, effect="how packets are told from those of strangers"),
    Keyword(
        "auth_type", AUTHENTICATION, _WORD, "PASS|AH", default="none",
        effect="PASS: a password in clear text in each packet; AH: an IP authentication header, IPv4 only",
    ),
    Keyword(
        "auth_pass", AUTHENTICATION, _WORD, "STRING",
        effect="the password, of which the first 8 bytes count",
    ),
    Keyword(
        "virtual_ipaddress", INSTANCE, _LIST,
        "ADDRESS[/LENGTH] [brd ADDRESS|+|-] [dev INTERFACE] [scope SCOPE] [label LABEL] [peer ADDRESS] [home]"
        " [-nodad] [mngtmpaddr] [noprefixroute] [autojoin] [preferred_lft N|forever] [use_vmac] [no_track]",
        effect="the addresses that the MASTER holds; without a length that of one host; with use_vmac on a macvlan of"
        " their own above the interface; with no_track nobody minds when one is removed",
    ),
    Keyword(
        "track_script", INSTANCE, _LIST, "NAME [weight N [reverse|noreverse]]",
        effect="the scripts that decide whether this node may be MASTER, or with which priority",
    ),
    Keyword("preempt", INSTANCE, _FLAG, effect="take over from a lower priority; the default"),
    Keyword(
        "no_virtual_ipaddress", INSTANCE, _FLAG,
        effect="no addresses on purpose; without it an instance without addresses is refused",
    ),
    Keyword(
        "nopreempt", INSTANCE, _FLAG,
        effect="leave a living MASTER of lower priority in office; works with state BACKUP and a priority below 255"
        " only, and should stand on all nodes",
    ),
    Keyword(
        "preempt_delay", INSTANCE, _SECONDS, "N", "0", "1000", "0", "s",
        effect="time to wait before taking over from a lower priority",
    ),
    Keyword(
        "garp_master_delay", INSTANCE, _INTEGER, "N", "0", "4294", "vrrp_garp_master_delay", "s",
        effect="time from becoming MASTER to the second set of gratuitous ARP; 0 means no second set",
    ),
    Keyword(
        "garp_master_repeat", INSTANCE, _INTEGER, "N", "1", "1000", "vrrp_garp_master_repeat",
        effect="gratuitous ARP messages for each address in a set",
    ),
    Keyword(
        "garp_master_refresh", INSTANCE, _INTEGER, "N", "0", "4294", "vrrp_garp_master_refresh", "s",
        effect="period of further gratuitous ARP while MASTER; 0 means none",
    ),
    Keyword(
        "garp_master_refresh_repeat", INSTANCE, _INTEGER, "N", "1", "1000", "vrrp_garp_master_refresh_repeat",
        effect="messages for each address at such a refresh",
    ),
    Keyword(
        "garp_lower_prio_delay", INSTANCE, _INTEGER, "N", "0", "4294", "vrrp_garp_lower_prio_delay", "s",
        effect="as garp_master_delay, after an advertisement of lower priority was heard",
    ),
    Keyword(
        "garp_lower_prio_repeat", INSTANCE, _INTEGER, "N", "0", "1000", "vrrp_garp_lower_prio_repeat",
        effect="as garp_master_repeat, after an advertisement of lower priority was heard",
    ),
    Keyword(
        "mcast_src_ip", INSTANCE, _WORD, "ADDRESS", default="the interface's first address",
        effect="source address of advertisements",
    ),
    Keyword(
        "unicast_src_ip", INSTANCE, _WORD, "ADDRESS", default="the interface's first address",
        effect="source address of advertisements",
    ),
    Keyword(
        "mcast_dst_ip", INSTANCE, _WORD, "ADDRESS", default="vrrp_mcast_group4",
        effect="group that advertisements are sent to",
    ),
    Keyword(
        "version", INSTANCE, _INTEGER, "N", "2", "3", "vrrp_version",
        effect="the VRRP version, the same on all nodes; IPv6 needs version 3",
    ),
    Keyword("accept", INSTANCE, _FLAG, effect="answer on the addresses; the default, but not in strict mode"),
    Keyword(
        "vip_lease", INSTANCE, _SWITCH, "on|off", default="on", extension=True,
        effect="on: the kernel removes the addresses by itself when the daemon dies or hangs; off: they stay, as with"
        " keepalived",
    ),
)  # fmt: skip

_TRACKERS = table(INSTANCE, Treatment.ACTED_ON, "", """
track_interface; list; INTERFACE [weight N [reverse]]; ; ; interfaces that must be up
track_file; list; NAME [weight N [reverse|noreverse]]; ; ; files whose number counts
track_process; list; NAME [weight N [reverse|noreverse]]; ; ; processes that must run
track_bfd; list; NAME [weight N [reverse|noreverse]]; ; ; BFD sessions that must be up
track_src_ip; flag; ; ; off; the source address must exist
dont_track_primary; flag; ; ; off; the instance's own interface may be down
down_timer_adverts; integer; N; 1..100; vrrp_down_timer_adverts; missed advertisements before a take-over
""")  # fmt: skip

_TRANSPORT = (
    *table(INSTANCE, Treatment.ACTED_ON, "", """
unicast_peer; list; ADDRESS [min_ttl N] [max_ttl N]; ; ; send to these addresses, not to the group
unicast_fault_no_peer; flag; ; ; off; FAULT when no peer is configured
use_vmac; words; [NAME] [MAC]; ; vrrp.VRID (or vrrp6.VRID, ...); a macvlan with a MAC of the virtual router's\
 own, which the addresses stand on
use_vmac_addr; flag; ; ; off; such a macvlan for the addresses on other interfaces, too
use_ipvlan; words; [NAME] [ADDRESS] [bridge|private|vepa]; ; ; an ipvlan interface for the addresses
native_ipv6; flag; ; ; off; an IPv6 instance
auth_hmac; block; ; ; ; packets signed with HMAC-SHA-256
strict_mode; switch; ; ; vrrp_strict; RFC rules: no password; nobody is answered but by the owner of the addresses
"""),
    *table(INSTANCE, Treatment.IGNORED, "it moves no interface between routing domains", """
vrf; word; NAME; ; ; routing domain
"""),
)  # fmt: skip

_ADDRESSES = table(INSTANCE, Treatment.ACTED_ON, "", """
virtual_ipaddress_excluded; list; ADDRESS[/LENGTH] [as in virtual_ipaddress]; ; ; addresses held, not advertised
""")  # fmt: skip

_NOTIFY = (
    *table(INSTANCE, Treatment.ACTED_ON, "", """
notify; command; COMMAND [USER [GROUP]]; ; ; run on each change of state
notify_master; command; COMMAND [USER [GROUP]]; ; ; run on becoming MASTER
notify_backup; command; COMMAND [USER [GROUP]]; ; ; run on becoming BACKUP
notify_fault; command; COMMAND [USER [GROUP]]; ; ; run on a fault
notify_stop; command; COMMAND [USER [GROUP]]; ; ; run at stop
notify_deleted; command; [COMMAND [USER [GROUP]]]; ; ; run when a reload removes the instance
notify_master_rx_lower_pri; command; COMMAND [USER [GROUP]]; ; ; run when a lower priority was heard
notify_priority_changes; switch; ; ; vrrp_notify_priority_changes; notify on changes of priority too
"""),
    *table(INSTANCE, Treatment.IGNORED, "it sends no mail; a notify script can", """
smtp_alert; switch; ; ; smtp_alert_vrrp; mail on changes
"""),
)  # fmt: skip

ROUTE_OPTIONS = (
    "options as in `ip route`: via, dev, onlink, src, from (IPv6), table, vrf, metric, protocol, scope, tos, realms,"
    " pref, expires, ttl-propagate, encap, append, prepend, add; mtu, advmss, rtt, rttvar, ssthresh, cwnd, reordering"
    " and rto_min, each with lock if wanted, window, hoplimit, initcwnd, initrwnd, quickack, features ecn, congctl,"
    " fastopen_no_cookie; nexthop via ADDRESS dev INTERFACE weight N ... at the end; no_track; a type such as"
    " blackhole before the destination"
)
RULE_OPTIONS = (
    "options as in `ip rule`: from, to, not, iif, oif, fwmark, tos, realms, uidrange, ipproto, sport, dport,"
    " tunnel-id, suppress_prefixlength, suppress_ifgroup, preference (without it 16384, counting down); one of"
    " table, goto, nop, l3mdev, blackhole, prohibit, unreachable; no_track"
)
_OTHERS = (
    *table(INSTANCE, Treatment.ACTED_ON, "", f"""
vmac_xmit_base; flag; ; ; off; send from the base interface
check_unicast_src; flag; ; ; vrrp_check_unicast_src; believe configured peers only
unicast_ttl; integer; N; 0..255; 255; time to live of unicast advertisements
promote_secondaries; flag; ; ; off; kernel setting of that name
v3_checksum_as_v2; switch; ; ; v3_checksum_as_v2; version 3 checksum without the pseudo header
virtual_routes; list; [to] DESTINATION [OPTION...]; ; ; routes that the MASTER holds; {ROUTE_OPTIONS}
virtual_rules; list; OPTION...; ; ; routing rules that the MASTER holds; {RULE_OPTIONS}
no_accept; flag; ; ; off; drop what is sent to the addresses
skip_check_adv_addr; switch; ; ; vrrp_skip_check_adv_addr; compare addresses once for each master
timer_expired_backup; integer; [N]; 1..254; ; step down after running late
thread_timer_expired; integer; [N]; 1..254; ; old spelling of timer_expired_backup
garp_extra_if; words; [all] N; ; vrrp_garp_extra_if; gratuitous ARP every N s on macvlans that send no\
 advertisement; all: on each interface of the addresses
vmac_garp_intvl; words; [all] N; ; ; old spelling of garp_extra_if
lower_prio_no_advert; switch; ; ; vrrp_lower_prio_no_advert; do not answer a lower priority
owner_ignore_adverts; switch; ; ; vrrp_owner_ignore_adverts; an address owner hears nobody
"""),
    *table(INSTANCE, Treatment.IGNORED, "the old form is understood when it comes, and never sent", """
old_unicast_checksum; words; [never]; ; ; checksum of keepalived before 1.3.7
"""),
    *table(INSTANCE, Treatment.IGNORED, "the kernel tells of each link by itself", """
linkbeat_use_polling; flag; ; ; off; poll the link
"""),
    *table(INSTANCE, Treatment.IGNORED, "the log has one level of detail for all", """
debug; integer; N; 0..4; 0; log more
"""),
    *table(INSTANCE, Treatment.IGNORED, "", """
lvs_sync_daemon_interface; word; INTERFACE; ; ; IPVS synchronisation
"""),
    *table(INSTANCE, Treatment.IGNORED, "a master that gives way always says so once more", """
higher_prio_send_advert; switch; ; ; vrrp_higher_prio_send_advert; advertise once more before yielding
"""),
    *table(INSTANCE, Treatment.IGNORED, "its buffers have sizes of their own", """
kernel_rx_buf_size; integer; N; 0..4294967295 bytes; ; size of the receive buffer
"""),
)  # fmt: skip

_HMAC = table(HMAC, Treatment.ACTED_ON, "", """
key; words; ID STRING|hex:HEX|file:PATH; ; ; a key of 32 to 64 bytes, with its number
active_key; integer; N; 1..255; ; the key that packets are signed with
time_window; integer; N; 1..300 s; ; how old a packet may be; without it 3 advert_int, at least 5
anti_replay; word; time|monotonic; ; time; how a packet that comes again is known
mode; word; enforce|permissive|receive-only; ; enforce; what happens to packets without a signature
""")  # fmt: skip

ROWS = (*_ACTED_ON, *_TRACKERS, *_TRANSPORT, *_ADDRESSES, *_NOTIFY, *_OTHERS, *_HMAC)
