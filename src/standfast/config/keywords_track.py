"""The rows of the keyword table for what instances watch and what joins them: track_file, vrrp_track_process,
bfd_instance, vrrp_sync_group, track_group and garp_group.

Rules: see schema.py; one row a keyword; effects in our own words.
"""

from standfast.config.schema import Treatment, table

SYNC_GROUP = "vrrp_sync_group"
TRACK_PROCESS = "vrrp_track_process"
TRACK_FILE = "track_file"
BFD = "bfd_instance"
TRACK_GROUP = "track_group"
GARP_GROUP = "garp_group"
_INSIDE = Treatment.ACTED_ON

_SYNC_GROUP = table(SYNC_GROUP, _INSIDE, "", """
group; list; INSTANCE; ; ; the instances that change their state together
track_interface; list; INTERFACE [weight N [reverse]]; ; ; interfaces that all members watch
track_script; list; NAME [weight N [reverse|noreverse]]; ; ; scripts that all members watch
track_file; list; NAME [weight N [reverse|noreverse]]; ; ; files that all members watch
track_process; list; NAME [weight N [reverse|noreverse]]; ; ; processes that all members watch
track_bfd; list; NAME [weight N [reverse|noreverse]]; ; ; BFD sessions that all members watch
notify_backup; command; COMMAND [USER [GROUP]]; ; ; run when the group becomes BACKUP
notify_master; command; COMMAND [USER [GROUP]]; ; ; run when the group becomes MASTER
notify_fault; command; COMMAND [USER [GROUP]]; ; ; run on a fault of the group
notify_stop; command; COMMAND [USER [GROUP]]; ; ; run at stop
notify; command; COMMAND [USER [GROUP]]; ; ; run on each change, with GROUP, name, state and 0 after its arguments
global_tracking; flag; ; ; off; old; does nothing
sync_group_tracking_weight; flag; ; ; off; let members of the group have trackers with a weight
notify_priority_changes; switch; ; ; vrrp_notify_priority_changes; notify on changes of priority too
""")  # fmt: skip
_GROUP_MAIL = table(SYNC_GROUP, Treatment.IGNORED, "it sends no mail; a notify script can", """
smtp_alert; switch; ; ; smtp_alert_vrrp; mail on changes
""")  # fmt: skip

_TRACK_PROCESS = table(TRACK_PROCESS, _INSIDE, "", """
process; words; NAME [PARAMETER...]; ; ; the process to look for; with parameters, its command line too
param_match; word; initial|partial; ; ; compare the first parameters only, or the beginning of the last
weight; weight; N [reverse]; -254..254; 0; 0: FAULT while too few run; else what is added to the priority
quorum; integer; N; 1..65535; 1; how many must run
quorum_max; integer; N; 0..65535; ; how many may run; no limit without it
delay; seconds; N; 0.000001..3600 s; 0; sets fork_delay and terminate_delay
terminate_delay; seconds; N; 0.000001..3600 s; 0; patience after a process ended
fork_delay; seconds; N; 0.000001..3600 s; 0; patience after a process started
full_command; flag; ; ; off; compare the whole command line
""")  # fmt: skip

_TRACK_FILE = table(TRACK_FILE, _INSIDE, "", """
file; word; PATH; ; ; the file whose number counts; required
weight; weight; N [reverse]; -254..254; 1; the number in the file times this is added to the priority
init_file; words; [VALUE] [overwrite]; ; ; write the file at start if it is not there
""")  # fmt: skip

_BFD = table(BFD, _INSIDE, "", """
source_ip; word; ADDRESS; ; ; own address
neighbor_ip; word; ADDRESS; ; ; the neighbour's address; required
neighbour_ip; word; ADDRESS; ; ; the same in British English
min_rx; seconds; N; 1..4294967 ms; 10; time between packets that this side can take
min_tx; seconds; N; 1..4294967 ms; 10; time between packets that this side wants to send
idle_tx; seconds; N; 1000..4294967 ms; 1000; time between packets while the session is down
multiplier; integer; N; 1..255; 5; missed packets after which the session is down
passive; flag; ; ; off; wait for the neighbour to begin
ttl; integer; N; 1..255; 255; time to live of packets sent, IPv4
hoplimit; integer; N; 1..255; 64; hop limit of packets sent, IPv6
max_hops; integer; N; -1..255; 0; how many hops a packet may have come
multihop; switch; ; ; off; RFC 5883, UDP port 4784
weight; weight; N [reverse]; -253..253; 0; 0: FAULT while down; else what is added to the priority
vrrp; flag; ; ; off; only for VRRP
checker; flag; ; ; off; only for checkers
""")  # fmt: skip

_OTHERS = (
    *table(TRACK_GROUP, _INSIDE, "", "group; list; INSTANCE; ; ; the instances that watch"),
    *table(GARP_GROUP, _INSIDE, "", """
garp_interval; seconds; N; 0.000001..4294 s; 0; least time between two gratuitous ARP
gna_interval; seconds; N; 0.000001..4294 s; 0; least time between two unsolicited neighbour advertisements
interface; word; INTERFACE; ; ; the one interface that is meant
interfaces; list; INTERFACE; ; ; the interfaces that are limited together
"""),
)  # fmt: skip

ROWS = (*_SYNC_GROUP, *_GROUP_MAIL, *_TRACK_PROCESS, *_TRACK_FILE, *_BFD, *_OTHERS)
