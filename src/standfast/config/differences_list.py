"""The list of differences on purpose between standfast and keepalived 2.2.7: see differences.py.

Rules: an entry says what is in the file, what keepalived does and what standfast does, in a sentence each; `codes`
are diagnostics of ours to which `keepalived -t` has nothing to say; `says` are sentences of keepalived to which we
have nothing to say; `values` are keywords whose effective value may differ then. Each entry has a proof by its name
(tests/interop/test_differences.py).
"""

from standfast.config.differences_files import DIFFERENCES_OF_FILES, Difference
from standfast.config.newer_keywords import NEWER

_NEWER_WORDS = "|".join(sorted({name for names in NEWER.values() for name in names}))

DIFFERENCES = (
    Difference(
        "unbalanced-braces", "a `{` without its `}`, or the reverse",
        "runs what is left, and `-t` says so",
        "refuses the file at the start, and at a reload keeps what runs; `--lenient` does as keepalived, but for a"
        " `virtual_server` that is not closed, which keepalived forgets",
        says=(r"missing '}'s or extra '{'s",), values=("virtual_server",),
    ),
    Difference(
        "second-reading", "a `{` too many in a block, or one too few behind its keyword",
        "reads the file once for each of its processes, which know other blocks and so see other braces",
        "refuses the file; with `--lenient` reads it once, as the process that speaks VRRP is meant to",
    ),
    Difference(
        "unknown-block", "a block with an unknown name",
        "passes over its `{`, so that its `}` closes the block around it, and the rest of that is lost",
        "skips the unknown block as a whole, with a warning; `--lenient` does as keepalived",
    ),
    Difference(
        "nothing-to-do", "a file without anything to keep",
        "runs, and does nothing",
        "refuses it; `--lenient` runs it",
        codes=("no-instance",),
    ),
    Difference(
        "no-address", "an instance without a single valid address, perhaps because of a typing error",
        "runs it, and is MASTER of nothing",
        "refuses it, at a reload too, unless it says `no_virtual_ipaddress`; `--lenient` runs it",
        codes=("no-address",),
    ),
    Difference(
        "script-order", "a `vrrp_script` below the instance that tracks it",
        "does not track it",
        "tracks it",
        says=(r"track script .* not found",), values=("track_script", "vrrp_script"),
    ),
    Difference(
        "fractions-of-a-second", "a `vrrp_script` with `interval` or `timeout` in fractions of a second",
        "says that it ignores it, and takes the whole seconds of it (later versions take fractions)",
        "takes it as written",
        says=(r"invalid number '\d*\.\d*'", r"vrrp script (interval|timeout) '[\d.]+' (must|invalid)"),
        values=("interval", "timeout"),
    ),
    Difference(
        "unread-switch", "`vrrp_skip_check_adv_addr` with a word that is neither on nor off",
        "passes over it in silence",
        "does the same, with a notice",
    ),
    Difference(
        "short-label", "a `name` in DNS_CHECK with a label of one letter, as in `a.example.com`",
        "says that it has an empty label, and ignores it",
        "takes it as written",
        says=(r"DNS_CHECK name '\S+' has empty label",),
    ),
    Difference(
        "half-a-number", "a number that breaks off, as in `garp_master_repeat 7x` or `10.0.0.1/24x`",
        "says that it ignores it, and takes the digits that it could read (none are 0)",
        "keeps the default, with a warning",
        says=(
            r"\bgarp_\w+ '[^']*' invalid - ignoring", r"Invalid (garp_\w+|down_timer_adverts)\b",
            r"Invalid address prefix len",
        ),
        values=(
            "garp_master_delay", "garp_master_repeat", "garp_master_refresh", "garp_master_refresh_repeat",
            "garp_lower_prio_delay", "garp_lower_prio_repeat", "down_timer_adverts", "virtual_ipaddress",
            "virtual_ipaddress_excluded", "static_ipaddress",
        ),
    ),
    Difference(
        "empty-number", '`""` where a number should be',
        "takes 0 for it, in silence",
        "does the same, with a warning",
        codes=("empty-number",),
    ),
    Difference(
        "empty-prefix-length", "an address with a `/` and no number behind it",
        "takes 0 for it, in silence",
        "takes it for one host, with a warning",
        codes=("no-prefix-length",), values=("virtual_ipaddress", "virtual_ipaddress_excluded", "static_ipaddress"),
    ),
    Difference(
        "too-many-repeats", "a `garp_..._repeat` above 1000",
        "sends as many packets in one go",
        "sends 1000, with a warning",
        codes=("too-many-repeats",),
        values=("garp_master_repeat", "garp_master_refresh_repeat", "garp_lower_prio_repeat"),
    ),
    Difference(
        "half-a-sequence", "a `~SEQ` with an empty number",
        "takes 0 for it, in silence",
        "leaves the line out, with a warning",
        codes=("bad-sequence",), values=("virtual_ipaddress",),
    ),
    Difference(
        "many-lines", "sequences that make more than 100,000 lines (the manual has an example of 65,024 instances)",
        "takes them, and needs minutes",
        "refuses the file: such a number is a mistake more often than not, and costs memory",
        codes=("expansion-too-large",),
    ),
    Difference(
        "family-word", "`inet` or `inet6` before another word of a route or a rule",
        "passes over the next word: a route loses its destination, and `inet6 table 7` becomes `inet6 unreachable`",
        "takes it for the family and goes on with the next word, as the manual says",
        says=(r"Route must have a destination",), values=("virtual_routes", "virtual_rules"),
    ),
    Difference(
        "newer-word", "`name`, `group` or `netlink_notify_msg` behind `use_vmac` or `use_ipvlan`",
        "takes it for the name of the interface",
        "takes it as later versions do",
        says=(r"(VMAC interface name|IPVLAN interface) already specified",),
    ),
    Difference(
        "comment-in-word", "a `#` or `!` in the middle of a word",
        "cuts the word in silence",
        "cuts it too, with a warning",
        codes=("comment-in-word",),
    ),
    Difference(
        "escaped-comment-sign", r"`\#` or `\!`",
        "begins a comment behind the backslash (later versions take the sign)",
        "takes the sign, as later versions do",
    ),
    Difference(
        "owner-by-default", "`state MASTER` without a priority",
        "makes it 255, the address owner, in silence",
        "does the same, with a warning",
        codes=("owner-by-default",),
    ),
    Difference(
        "argument-as-user", "a second word behind a script, outside quotes",
        "takes it as the user, and drops the script in silence if there is no such user",
        "does the same, with a warning",
        codes=("argument-as-user",),
    ),
    Difference(
        "words-at-the-end", "words behind the last argument, for example a second keyword",
        "passes over them in silence",
        "does the same, with a warning",
        codes=("ignored-words",),
    ),
    Difference(
        "same-address-twice", "an address twice in one instance",
        "takes both in silence",
        "does the same, with a warning",
        codes=("duplicate-address",),
    ),
    Difference(
        "no-auth-type", "`auth_pass` without `auth_type`",
        "uses no authentication, in silence",
        "does the same, with a warning",
        codes=("no-authentication",),
    ),
    Difference(
        "unclosed-command", "a command in a double quote that is not closed, as in `notify_master \"/x`",
        "passes over the line, and says so",
        "refuses the file, because the command is missing",
    ),
    Difference(
        "undefined-parameter", "`$NAME` or `${NAME}` where nothing defines NAME",
        "leaves it in the text, in silence",
        "does the same, with a warning outside double quotes",
        codes=("undefined-parameter",),
    ),
    Difference(
        "newer-keyword", "a keyword of a keepalived later than 2.2.7",
        "does not know it",
        "knows it, and says what it does for it",
        says=(rf"Unknown keyword '({_NEWER_WORDS})'",),
    ),
    Difference(
        "not-acted-on", "a keyword that this version of standfast does nothing for",
        "acts on it",
        "warns of each, with the reason",
        codes=("not-acted-on",),
    ),
    Difference(
        "net-namespace", "`net_namespace`",
        "runs in that network namespace",
        "refuses to run the file: `ip netns exec` or `standfast keepalived -s` starts it there; `standfast check`"
        " reads it in full",
        codes=("not-supported",),
    ),
    Difference(
        "too-many-addresses", "more than 255 addresses in an instance",
        "holds the rest without advertising them",
        "refuses the file",
    ),
    Difference(
        "disabled-session", "a `bfd_instance` without a neighbour, and a `track_bfd` that names it",
        "has no session, and waits for it for ever",
        "does not track it, with a warning",
        says=(r"BFD instance \S+ has no neighbor address set",), values=("track_bfd", "bfd_instance"),
    ),
    Difference(
        "crash", "a `bfd_instance` without a name, a `track_file` that names nothing, a checker without a `url`",
        "crashes, or takes the processor for ever",
        "says what is wrong",
    ),
    Difference(
        "one-more-advertisement", "any instance that is MASTER and hears a better one",
        "gives way in silence, unless it says `higher_prio_send_advert`",
        "sends one more advertisement first, so that the better one announces the address again",
    ),
    Difference(
        "cannot-send", "any instance that is MASTER and whose advertisements do not leave for three intervals",
        "stays MASTER beside the new one",
        "gives the addresses up, and tries again",
    ),
    Difference(
        "removed-address", "any instance that is MASTER and whose address somebody removes",
        "gives up all of them, and is elected again",
        "puts the address back within milliseconds, and announces it",
    ),
    Difference(
        "virtual-servers", "a `virtual_server`",
        "balances it by IPVS",
        "refuses to run the file unless `--without-virtual-servers` is given; `standfast check` reads it in full",
        codes=("not-balanced",),
    ),
    *DIFFERENCES_OF_FILES,
)  # fmt: skip
