"""Keywords whose words have a form of their own: addresses, processors, hexadecimal digits, modes, users.

keepalived's rules: a line whose words do not have the form is ignored as a whole. Rules of this file: no I/O but the
list of users; a form is found by block and keyword; it names the first word that does not fit.
"""

import ipaddress
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from standfast.config.lexer import Token
from standfast.config.schema import Keyword

_ANY = ""
_MODE_MAX = 0o777
_MODE_BITS = frozenset(f"I{right}{who}" for right in "RWX" for who in ("USR", "GRP", "OTH"))
_INCLUDE_CHECKS = frozenset(("read", "match", "wildcard_match", "brace_match"))
_SIGNED_MAX, _UNSIGNED_MAX = 2**31 - 1, 2**32 - 1


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `misfit` returns the number of the first word that does not fit, or None if all do."""

    misfit: Callable[[Sequence[str]], int | None]
    suggestion: str
    code: str = "bad-value"


def form_of(row: Keyword) -> Form | None:
    """Return the form of a keyword's words, if it has one of its own."""
    return _FORMS.get((row.block, row.name)) or _FORMS.get((_ANY, row.name))


def misfit(row: Keyword, words: Sequence[Token]) -> Token | None:
    """Return the first word that does not have the form of its keyword, or None."""
    form = form_of(row)
    number = form.misfit([word.text for word in words]) if form is not None and words else None
    return words[min(number, len(words) - 1)] if number is not None else None


def each(fits: Callable[[str], bool]) -> Callable[[Sequence[str]], int | None]:
    """Return a form in which all words are alike."""
    return lambda words: next((number for number, word in enumerate(words) if not fits(word)), None)


def first(fits: Callable[[str], bool]) -> Callable[[Sequence[str]], int | None]:
    """Return a form of one word; what stands behind it is somebody else's business."""
    return lambda words: None if fits(words[0]) else 0


def is_address(word: str) -> bool:
    """Whether a word is an IPv4 or IPv6 address of any kind."""
    try:
        return "%" not in word and bool(ipaddress.ip_address(word).packed)
    except ValueError:
        return False


def same_family(one: object, other: object) -> bool:
    """Whether two addresses are both IPv4 or both IPv6; what is not there goes with everything."""
    return not (isinstance(one, str) and isinstance(other, str)) or (":" in one) is (":" in other)


def number_up_to(most: int, least: int = 0) -> Callable[[str], bool]:
    """Return the test for a whole number within bounds."""
    return lambda word: re.fullmatch(r"[+-]?[0-9]{1,20}", word, re.ASCII) is not None and least <= int(word) <= most


def _is_group_ipv6(word: str) -> bool:
    return ":" in word and is_address(word) and ipaddress.ip_address(word).is_multicast


def _is_mode(word: str) -> bool:
    if word[:1].isdigit():
        # Without the leading 0 the number is decimal.
        digits = re.fullmatch(r"0[0-7]*|[1-9][0-9]{0,5}", word, re.ASCII)
        return digits is not None and int(word, 8 if word[0] == "0" else 10) <= _MODE_MAX
    return all(bit in _MODE_BITS for bit in word.split("|"))


def _is_hex(word: str) -> bool:
    return re.fullmatch(r"[0-9a-fA-F\s]*", word, re.ASCII) is not None


def _is_pattern(word: str) -> bool:
    return re.fullmatch(r"[0-9a-fA-FxX\s]*", word, re.ASCII) is not None


def _is_granularity(word: str) -> bool:
    dotted = re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,8}){1,3}", word, re.ASCII)
    return dotted is not None or number_up_to(_SIGNED_MAX)(word)


def _timeouts(words: Sequence[str]) -> int | None:
    pairs = [(words[place], words[place + 1 : place + 2]) for place in range(0, len(words), 2)]
    for place, (name, value) in enumerate(pairs):
        if name not in ("tcp", "tcpfin", "udp") or not value:
            return place * 2
        if not number_up_to(_SIGNED_MAX)(value[0]):
            return place * 2 + 1
    return None


def _initial(words: Sequence[str]) -> int | None:
    fits = number_up_to(_SIGNED_MAX, -_SIGNED_MAX - 1)
    # The digits before a point count, as keepalived reads them.
    return each(lambda word: word == "overwrite" or fits(word.partition(".")[0]))(words)


def _is_user(word: str) -> bool:
    import pwd  # only a file with such a line pays for it

    try:
        pwd.getpwnam(word)
    except KeyError:
        return False
    return True


_ADDRESS = Form(first(is_address), "write an IP address", "bad-address")
_CPU_MAX = (os.cpu_count() or 1) - 1
_CPUS = Form(each(number_up_to(_CPU_MAX)), f"write numbers of processors, from 0 to {_CPU_MAX}")
_FLUSH = Form(first(lambda word: word == "VS"), "write VS, or nothing behind it")
_FORMS = {
    **dict.fromkeys(((_ANY, name) for name in (
        "connect_ip", "bindto", "neighbor_ip", "neighbour_ip", "source_ip",
    )), _ADDRESS),
    **{(_ANY, f"{process}_cpu_affinity"): _CPUS for process in ("vrrp", "checker", "bfd")},
    (_ANY, "vrrp_mcast_group6"): Form(first(_is_group_ipv6), "write an IPv6 multicast address", "bad-address"),
    (_ANY, "umask"): Form(first(_is_mode), "write an octal number such as 0077, or bits such as IRGRP|IROTH"),
    (_ANY, "dynamic_interfaces"): Form(
        first(lambda word: word == "allow_if_changes"), "write allow_if_changes, or nothing behind it"
    ),
    (_ANY, "lvs_flush_on_stop"): _FLUSH,
    (_ANY, "lvs_flush_onstop"): _FLUSH,
    (_ANY, "lvs_timeouts"): Form(_timeouts, "write pairs of tcp, tcpfin or udp and seconds"),
    (_ANY, "vrrp_rx_bufs_policy"): Form(
        first(lambda word: word.upper() in ("MTU", "ADVERT") or number_up_to(_UNSIGNED_MAX)(word)),
        "write MTU, ADVERT or a number of bytes",
    ),
    (_ANY, "include_check"): Form(
        each(lambda word: word.lstrip("+-") in _INCLUDE_CHECKS),
        f"write words of {', '.join(sorted(_INCLUDE_CHECKS))}",
    ),
    (_ANY, "init_file"): Form(_initial, "write a whole number, 'overwrite', or both"),
    (_ANY, "persistence_granularity"): Form(first(_is_granularity), "write a mask such as 255.255.255.0"),
    ("UDP_CHECK", "payload"): Form(each(_is_hex), "write hexadecimal digits"),
    ("UDP_CHECK", "require_reply"): Form(each(_is_pattern), "write hexadecimal digits, with x for any"),
    ("MISC_CHECK", "user"): Form(first(_is_user), "name a user of this host", "unknown-user"),
}  # fmt: skip
