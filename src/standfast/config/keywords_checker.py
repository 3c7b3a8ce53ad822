"""The rows of the keyword table for the checkers in a real_server.

Rules: see schema.py; one row a keyword; effects in our own words. Two groups of keywords are the same in most
checkers: those of the connection, and those of the repetition.
"""

from standfast.config.keywords_server import CHECKING, NO_BALANCING, REAL_SERVER
from standfast.config.schema import Keyword, Treatment, table

URL = "url"
HOST = "host"
_INSIDE = Treatment.READ

_CONNECTION = """
connect_ip; word; ADDRESS; ; that of the real_server; address to connect to
connect_port; integer; N; 1..65535; that of the real_server; port to connect to
bindto; word; ADDRESS; ; ; own address
bind_if; word; INTERFACE; ; ; own interface
bind_port; integer; N; 1..65535; ; own port
fwmark; integer; N; 0..4294967295; ; mark of the packets
"""
_TIMEOUT, _REPETITION = (
    "\n".join(
        line.replace("retry; integer; N; 1..", "retry; integer; N; 0..")
        for line in CHECKING.format(default="that of the real_server").strip().splitlines()
        if keep(line)
    )
    for keep in (lambda line: line.startswith("connect_timeout"), lambda line: not line.startswith("connect_timeout"))
)
_COMMON = f"""{_REPETITION}
alpha; switch; ; ; that of the real_server; down until checked
log_all_failures; switch; ; ; checker_log_all_failures; log each failed check
"""

CHECKERS = {
    "HTTP_GET": ("fetch pages", True, True),
    "SSL_GET": ("fetch pages over TLS", True, True),
    "TCP_CHECK": ("open a TCP connection", True, True),
    "SMTP_CHECK": ("greet a mail server", True, True),
    "DNS_CHECK": ("ask a name server", True, True),
    "MISC_CHECK": ("run a program", False, True),
    "BFD_CHECK": ("watch a BFD session", False, False),
    "UDP_CHECK": ("send a datagram", True, True),
    "PING_CHECK": ("send an ICMP echo request", True, True),
    "FILE_CHECK": ("watch a file", False, False),
}
"""Each checker: what it does, whether it has the keywords of the connection, and those of the repetition."""

_HTTP = """
nb_get_retry; integer; N; 1..4294967295; ; old name of retry
virtualhost; word; NAME; ; that of the real_server; host name in the request
http_protocol; word; 1.0|1.0c|1.0C|1.1; ; 1.0; version of the protocol
enable_sni; switch; ; ; off; name the host in the TLS greeting
sni_name; word; NAME; ; virtualhost; which name
fast_recovery; switch; ; ; off; no waiting between several pages
"""
_TLS = "tls_compliant; switch; ; ; off; close the TLS session as the standard asks"
_OWN = {
    "HTTP_GET": _HTTP,
    "SSL_GET": _HTTP + _TLS,
    "SMTP_CHECK": "helo_name; word; NAME; ; smtpchecker.keepalived.org; name in the greeting",
    "DNS_CHECK": """
type; word; A|NS|CNAME|SOA|MX|TXT|AAAA|RRSIG|DNSKEY; ; SOA; what to ask for
name; word; NAME; ; .; which name to ask for
""",
    "MISC_CHECK": """
misc_path; command; COMMAND; ; ; the command; exit status 0 means up
misc_timeout; integer; N; 0..4294 s; delay_loop; a run that takes longer has failed
misc_dynamic; flag; ; ; off; an exit status from 2 on is the weight plus 2
user; words; USER [GROUP]; ; script_user; who runs it
""",
    "BFD_CHECK": """
name; word; NAME; ; ; the bfd_instance
alpha; switch; ; ; off; down until the session is up
""",
    "UDP_CHECK": """
payload; words; HEX...; ; ; what to send; without it random bytes
require_reply; words; [HEX...]; ; ; an answer must come, and begin like this; x is any digit
min_reply_length; integer; N; 0..255; 0; shortest answer
max_reply_length; integer; N; 0..255; 255; longest answer
""",
    "FILE_CHECK": """
track_file; word; NAME; ; ; the track_file
weight; weight; N [reverse]; -2147483647..2147483647; 1; the number in the file times this is added to the weight
""",
}

_URL = table(URL, _INSIDE, NO_BALANCING, f"""
path; word; PATH; ; /; what to ask for
digest; word; MD5; ; ; MD5 of the answer's body
status_code; words; N|N-N...; ; 200-299; status codes that are good
virtualhost; word; NAME; ; that of the checker; host name in the request
regex; word; PATTERN; ; ; what the body must match
regex_no_match; flag; ; ; off; it must not match
regex_options; words; OPTION...; ; ; options of PCRE2
regex_min_offset; integer; N; 0..4294967295; ; where the match may begin at the earliest
regex_max_offset; integer; N; 0..4294967295; ; where the match may begin at the latest
regex_stack; words; START MAX; ; ; bytes of stack for the match
{_TLS}
""")  # fmt: skip


def _checker(name: str) -> tuple[Keyword, ...]:
    effect, connects, repeats = CHECKERS[name]
    parts = [
        _OWN.get(name, ""),
        f"{_CONNECTION}{_TIMEOUT}" if connects else "",
        _COMMON if repeats else "",
    ]
    text = "\n".join(line for part in parts for line in part.strip().splitlines())
    opener = table(REAL_SERVER, _INSIDE, NO_BALANCING, f"{name}; block; ; ; ; {effect}")
    return (*opener, *table(name, _INSIDE, NO_BALANCING, text))


ROWS = (
    *(row for name in CHECKERS for row in _checker(name)),
    *table("HTTP_GET", _INSIDE, NO_BALANCING, "url; block; ; ; ; one page; all must be right"),
    *table("SSL_GET", _INSIDE, NO_BALANCING, "url; block; ; ; ; one page; all must be right"),
    *table("SMTP_CHECK", _INSIDE, NO_BALANCING, "host; block; ; ; ; old form: several hosts to connect to"),
    *_URL,
    *table(HOST, _INSIDE, NO_BALANCING, f"{_CONNECTION.strip()}\n{_TIMEOUT}\n{_COMMON.strip()}"),
)
