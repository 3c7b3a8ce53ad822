"""The rows of the keyword table for load balancing: virtual_server, real_server and SSL.

standfast reads these blocks in full and balances nothing: `run` refuses a file with a virtual_server unless it is
told to go on without. Rules: see schema.py; one row a keyword; effects in our own words.
"""

from standfast.config.schema import Treatment, table

VIRTUAL_SERVER = "virtual_server"
REAL_SERVER = "real_server"
SSL = "SSL"
_INSIDE = Treatment.READ
NO_BALANCING = "standfast balances nothing"
"""What becomes of every keyword of these blocks."""

CHECKING = """
retry; integer; N; 1..4294967295; {default}; further checks before a server counts as failed
delay_before_retry; seconds; N; 0..18446744073709 s; {default}; time between them
warmup; seconds; N; 0..18446744073709 s; {default}; longest random wait before the first check
connect_timeout; seconds; N; 0.000001..4294 s; {default}; patience with a connection
delay_loop; seconds; N; 0.000001..18446744073709 s; {default}; time between two checks
"""
_METHOD = "NAT|DR|TUN [type ipip|gue port N|gre [nocsum|csum|remcsum]]"

_VIRTUAL_SERVER = table(VIRTUAL_SERVER, _INSIDE, NO_BALANCING, f"""
ip_family; word; inet|inet6; ; inet; address family of a service by mark
retry; integer; N; 1..4294967295; 1 (MISC_CHECK 0, DNS_CHECK 3); further checks before a server counts as failed
delay_before_retry; seconds; N; 0..18446744073709 s; 1 (HTTP_GET, SSL_GET 3, DNS_CHECK delay_loop); time between them
warmup; seconds; N; 0..18446744073709 s; delay_loop; longest random wait before the first check
connect_timeout; seconds; N; 0.000001..4294 s; 5; patience with a connection
delay_loop; seconds; N; 0.000001..18446744073709 s; 60; time between two checks
inhibit_on_failure; flag; ; ; off; weight 0 instead of removal
lb_algo; word; rr|wrr|lc|wlc|lblc|sh|mh|dh|fo|ovf|lblcr|sed|nq|twos; ; wlc; how connections are distributed
lvs_sched; word; rr|wrr|lc|wlc|lblc|sh|mh|dh|fo|ovf|lblcr|sed|nq|twos; ; lb_algo; new name of lb_algo
hashed; flag; ; ; off; schedule by hash of the source
ops; flag; ; ; off; schedule each UDP packet by itself
flag-1; flag; ; ; off; first flag of the scheduler
flag-2; flag; ; ; off; second flag of the scheduler
flag-3; flag; ; ; off; third flag of the scheduler
sh-port; flag; ; ; off; sh: take the port into account
sh-fallback; flag; ; ; off; sh: another server if the chosen one is down
mh-port; flag; ; ; off; mh: take the port into account
mh-fallback; flag; ; ; off; mh: another server if the chosen one is down
lb_kind; words; {_METHOD}; ; NAT; how packets reach the real servers
lvs_method; words; {_METHOD}; ; lb_kind; new name of lb_kind
persistence_engine; word; NAME; ; ; what makes connections belong together, such as sip
persistence_timeout; integer; [N]; 1..2147483647 s; ; how long a client keeps its server; without a number 360
persistence_granularity; word; MASK; ; ; which clients are taken as one
protocol; word; TCP|UDP|SCTP; ; UDP; the protocol
ha_suspend; flag; ; ; off; no checks while the address is not on this host
smtp_alert; switch; ; ; smtp_alert_checker; mail on changes
virtualhost; word; NAME; ; ; host name in HTTP checks
snmp_name; word; NAME; ; ; name in SNMP
alpha; flag; ; ; off; real servers are down until checked
omega; flag; ; ; off; run the scripts for down at stop
quorum_up; command; COMMAND [USER [GROUP]]; ; ; run when enough servers are up
quorum_down; command; COMMAND [USER [GROUP]]; ; ; run when too few servers are up
quorum; integer; N; 1..4294967295; 1; weight of living servers that is enough
hysteresis; integer; N; 0..4294967295; 0; tolerance of the quorum
weight; integer; N; 1..65535; 1; weight of real servers that name none
sorry_server; words; ADDRESS [PORT]; ; ; serves when too few others are up
sorry_server_inhibit; flag; ; ; off; weight 0 instead of removal, for that server
sorry_server_lvs_method; words; {_METHOD}; ; lb_kind; how packets reach it
""")  # fmt: skip

_REAL_SERVER = table(REAL_SERVER, _INSIDE, NO_BALANCING, f"""
weight; integer; N; 0..65535; that of the virtual_server; share of the connections
lvs_method; words; {_METHOD}; ; that of the virtual_server; how packets reach it
uthreshold; integer; N; 0..4294967295; 0; most connections; 0 means no limit
lthreshold; integer; N; 0..4294967295; 0; few enough connections to take new ones again
inhibit_on_failure; switch; ; ; that of the virtual_server; weight 0 instead of removal
notify_up; command; COMMAND [USER [GROUP]]; ; ; run when it comes up
notify_down; command; COMMAND [USER [GROUP]]; ; ; run when it goes down
alpha; switch; ; ; that of the virtual_server; down until checked
smtp_alert; switch; ; ; that of the virtual_server; mail on changes
virtualhost; word; NAME; ; that of the virtual_server; host name in HTTP checks
snmp_name; word; NAME; ; ; name in SNMP
{CHECKING.format(default="that of the virtual_server").strip()}
""")  # fmt: skip

_SSL = table(SSL, _INSIDE, NO_BALANCING, """
password; word; STRING; ; ; password of the key
ca; word; FILE; ; ; certificates to trust
certificate; word; FILE; ; ; own certificate
key; word; FILE; ; ; its key
""")  # fmt: skip

ROWS = (
    *_VIRTUAL_SERVER,
    *table(VIRTUAL_SERVER, _INSIDE, NO_BALANCING, "real_server; block; ADDRESS [PORT]; ; ; one server", named=True),
    *_REAL_SERVER,
    *_SSL,
)
