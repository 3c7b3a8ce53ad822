"""Differences on purpose that depend on files, scripts and addresses; and what a difference is.

Rules: see differences_list.py, which has all the others and puts these behind them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference on purpose."""

    name: str
    written: str
    keepalived: str
    standfast: str
    codes: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


DIFFERENCES_OF_FILES = (
    Difference(
        "executable-file", "a file with execute permission",
        "skips it in silence, and runs with nothing",
        "refuses it",
        codes=("executable",),
    ),
    Difference(
        "no-name-lookup", "an `smtp_server` whose name is unknown where the file is read",
        "says so",
        "asks no name server while it reads a file",
        says=(r"Invalid smtp server",),
    ),
    Difference(
        "ignored-line", "a line with a NUL byte in it",
        "passes over it, and says so in its log only",
        "does the same, with a warning",
        codes=("nul-byte",),
    ),
    Difference(
        "divided-line", "a line of more than 1023 bytes",
        "reads the rest of it as the next line, in silence",
        "does the same, with a warning",
        codes=("line-too-long",),
    ),
    Difference(
        "byte-order-mark", "a byte order mark at the beginning of the file",
        "takes it for a part of the first word, so that the first block is lost",
        "passes over it, with a warning",
    ),
    Difference(
        "missing-include", "an `include` that names no file, or one that cannot be included",
        "goes on, and says so in its log only",
        "does the same, with a warning",
        codes=("include-missing", "include-executable", "include-not-a-file", "include-unreadable"),
    ),
    Difference(
        "no-file", "nothing: there is no such file",
        "ends `-t` with 0, and runs with nothing",
        "does not run; `standfast check --keepalived` ends with 4",
        codes=("no-file",),
    ),
    Difference(
        "include-circle", "a file that includes itself, or files that include each other",
        "reads them again until it can open no more files, and goes on",
        "reads each once, and refuses the file",
    ),
    Difference(
        "script-not-executable", "a `vrrp_script` whose program has no execute permission",
        "does not run it, in silence",
        "does the same, with a warning",
        codes=("script-not-executable",),
    ),
    Difference(
        "absent-interface", "`dynamic_interfaces`, and an interface that is not there",
        "waits for it",
        "refuses the file where an instance or an address needs the interface",
    ),
    Difference(
        "no-host-address", "an address that no host can have, as `0.0.0.0` or `224.0.0.1`",
        "keeps it, in silence",
        "leaves it out, with a warning",
        codes=("no-host-address",),
        values=("virtual_ipaddress", "virtual_ipaddress_excluded", "static_ipaddress", "mcast_src_ip"),
    ),
    Difference(
        "unknown-group-member", "a `track_group` that names an instance that is not there",
        "leaves it out, in silence",
        "does the same, with a warning",
        codes=("unknown-group-member",),
    ),
    Difference(
        "address-suffix", "a virtual, real or sorry server with a range or a length, as in `10.0.0.1-9 80`",
        "takes the first address, in silence",
        "does the same, with a warning",
        codes=("address-suffix",),
    ),
    Difference(
        "suffix-elsewhere", "a range or a length behind the address of `mcast_src_ip`, `unicast_src_ip`,"
        " `unicast_peer`, `vrrp_mcast_group4`, `neighbor_ip`, `bindto` or `connect_ip`",
        "takes the address, in silence",
        "ignores the line, with a warning",
        values=("mcast_src_ip",),
    ),
)  # fmt: skip
