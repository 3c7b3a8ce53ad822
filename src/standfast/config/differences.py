"""Where standfast reads a configuration otherwise than keepalived 2.2.7 on purpose, as one list.

The page docs/reference/differences.md is made from it (`python -m standfast.config.differences`), and the
differential test (tests/interop/test_differential.py) holds it against the running keepalived: what is not named
here must be the same, and what is named here must really differ.

Rules: an entry says what is in the file, what keepalived does and what standfast does, in a sentence each; `codes`
are diagnostics of ours to which `keepalived -t` has nothing to say; `says` are sentences of keepalived to which we
have nothing to say; `values` are keywords whose effective value may differ then.
"""

import re
import sys
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
_NEWER_WORDS = "|".join(sorted({name for names in NEWER.values() for name in names}))

DIFFERENCES = (
    Difference(
        "unbalanced-braces", "a `{` without its `}`, or the reverse",
        "runs what is left, and `-t` says so",
        "refuses the file at the start, and at a reload keeps what runs; `--lenient` does as keepalived",
    ),
    Difference(
        "unknown-block", "a block with an unknown name",
        "passes over its `{`, so that its `}` closes the block around it, and the rest of that is lost",
        "skips the unknown block as a whole, with a warning; `--lenient` does as keepalived",
    ),
    Difference(
        "executable-file", "a file with execute permission",
        "skips it in silence, and runs with nothing",
        "refuses it",
        codes=("executable",),
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
        says=(r"track script .* not found",), values=("track_script",),
    ),
    Difference(
        "fractions-of-a-second", "a `vrrp_script` with `interval` or `timeout` in fractions of a second",
        "says that it ignores it, and takes the whole seconds of it (later versions take fractions)",
        "takes it as written",
        says=(r"invalid number '\d*\.\d*'", r"vrrp script (interval|timeout) '[\d.]+' (must|invalid)"),
        values=("interval", "timeout"),
    ),
    Difference(
        "half-a-number", "a `garp_...` number that breaks off, as in `garp_master_repeat 7x`",
        "says that it ignores it, and takes the digits that it could read",
        "keeps the default, with a warning",
        says=(r"\bgarp_\w+ '[^']*' invalid - ignoring", r"Invalid garp_\w+ '[^']*' - ignoring"),
        values=(
            "garp_master_delay", "garp_master_repeat", "garp_master_refresh", "garp_master_refresh_repeat",
            "garp_lower_prio_delay", "garp_lower_prio_repeat",
        ),
    ),
    Difference(
        "half-a-sequence", "a `~SEQ` with an empty number",
        "takes 0 for it, in silence",
        "leaves the line out, with a warning",
        codes=("bad-sequence",), values=("virtual_ipaddress",),
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
        "lost-behind-a-quote", "a double quote that is not closed on its line",
        "loses the rest of the line, in silence where the keyword has enough words",
        "does the same, with a warning",
        codes=("unclosed-quote",),
    ),
    Difference(
        "ignored-line", "a line of more than 1024 bytes, or with a NUL byte in it",
        "passes over it, and says so in its log only",
        "does the same, with a warning",
        codes=("line-too-long", "nul-byte"),
    ),
    Difference(
        "missing-include", "an `include` that names no file",
        "goes on, and says so in its log only",
        "does the same, with a warning",
        codes=("include-missing",),
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
        "not-supported", "a keyword without which somebody else would hold the address or be trusted",
        "acts on it",
        "refuses to run the file; `standfast check` reads it in full",
        codes=("not-supported", "not-balanced"),
    ),
    Difference(
        "too-many-addresses", "more than 255 addresses in an instance",
        "holds the rest without advertising them",
        "refuses the file",
    ),
    Difference(
        "virtual-servers", "a `virtual_server`",
        "balances it by IPVS",
        "refuses to run the file unless `--without-virtual-servers` is given; `standfast check` reads it in full",
        codes=("not-balanced",),
    ),
)  # fmt: skip

_INTRODUCTION = """\
# Where standfast differs from keepalived on purpose

<!-- Generated from the list in the code: python -m standfast.config.differences > docs/reference/differences.md -->

A file that keepalived takes means the same to standfast. These are the exceptions, all of them: a test compares
both programs on keepalived's own samples and on random files, and fails at any difference that does not stand here.
keepalived means version 2.2.7, as Debian 12 ships it.

| name | in the file | keepalived | standfast |
|---|---|---|---|
"""


def quiet_codes() -> frozenset[str]:
    """Return the diagnostics of ours to which keepalived has nothing to say."""
    return frozenset(code for difference in DIFFERENCES for code in difference.codes)


def explains(sentence: str) -> Difference | None:
    """Return the difference that a sentence of `keepalived -t` belongs to, or None."""
    for difference in DIFFERENCES:
        if any(re.search(pattern, sentence) for pattern in difference.says):
            return difference
    return None


def document() -> str:
    """Return the page."""
    rows = (
        " | ".join((f"`{entry.name}`", entry.written, entry.keepalived, entry.standfast)) for entry in DIFFERENCES
    )
    newer = "".join(
        f"\n- in `{block}`: {', '.join(f'`{name}`' for name in names)}" for block, names in NEWER.items()
    )
    table = "".join(f"| {row} |\n" for row in rows)
    return f"{_INTRODUCTION}{table}\nThe newer keywords (`newer-keyword`):\n{newer}\n"


if __name__ == "__main__":
    sys.stdout.write(document())
