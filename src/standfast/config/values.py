"""One statement and its row of the keyword table -> the typed value that the model holds.

keepalived's rules: a value out of range leaves the default; words after the last argument are not read.
Rule of this file: it knows kinds, not keywords; None means that the value was reported and cannot be used.
"""

from collections.abc import Callable
from functools import cache

from standfast.config.diagnostics import Report
from standfast.config.forms import form_of, misfit
from standfast.config.keywords_root import SCHEMA, SCRIPT
from standfast.config.lexer import Token
from standfast.config.parser import Statement
from standfast.config.quoting import read_command
from standfast.config.schema import DURATIONS_NS, Keyword, Kind
from standfast.model.values import Weight
from standfast.units import NS_PER_S, seconds_text_to_ns

_FORMS = {Kind.INTEGER: "a whole number", Kind.SECONDS: "a decimal number", Kind.WEIGHT: "a whole number"}
_ON, _OFF = ("on", "true", "yes"), ("off", "false", "no")
_CASELESS = ("protocol", "vrrp_rx_bufs_policy")
_NUMBER_CHOICE = "N"
_UNSAID = "vrrp_skip_check_adv_addr"
_NEAREST = frozenset((
    "garp_master_repeat", "garp_master_refresh_repeat", "smtp_connect_timeout", "rt_priority",
    "checker_rt_priority", "bfd_rt_priority",
))  # fmt: skip
"""Numbers (also with `vrrp_` before them) of which the nearest in range is used, not the default."""
_REPEATS_MAX = 2**31 - 1
"""More than that keepalived refuses, or some of it."""
_ALONE = {
    "max_auto_priority": "99", "persistence_timeout": "360", "timer_expired_backup": "254",
    "thread_timer_expired": "254",
}  # fmt: skip
"""What a number means that may be left out, when it is."""


def convert(statement: Statement, row: Keyword, report: Report) -> object | None:
    """Return the value of one statement, or None, with a report, if it leaves the default."""
    word = misfit(row, statement.arguments)
    form = form_of(row)
    if word is not None and form is not None:
        report.warning(word.at, form.code, f"'{word.text}' cannot be used in '{row.name}', so the line is ignored",
                       form.suggestion)  # fmt: skip
        return None
    return _CONVERTERS[row.kind](statement, row, report)


@cache
def defaults(block: str) -> dict[str, object]:
    """Return the value that each field of a block has when its keyword is absent: None where it depends."""
    return {row.field: default_value(row) for row in SCHEMA.of(block) if row.kind is not Kind.BLOCK}


def default_value(row: Keyword) -> object | None:
    """Return the default of a keyword, or None if it has none or takes it from another keyword or the host."""
    text = row.default
    if row.kind is Kind.FLAG:
        return None if is_keyword(row) else text == "on"
    if row.kind in (Kind.LIST, Kind.WORDS):
        return (text,) if text and _is_literal(row) else ()
    if row.kind is Kind.SWITCH:
        return {"on": True, "off": False}.get(text)
    if row.kind is Kind.WEIGHT:
        return Weight(int(text or "0"))
    if row.kind is Kind.WORD:
        return text if text and _is_literal(row) else None
    try:
        return _number_of(row)(text)
    except ValueError:
        return None


@cache
def inheritance(block: str) -> tuple[tuple[str, str], ...]:
    """Return the fields of a block whose default is another field's value, each with that field.

    The other field is one of the same block, or of a block around it or global_defs.
    """
    pairs = []
    for row in SCHEMA.of(block):
        if row.kind is Kind.BLOCK or default_value(row) is not None:
            continue
        if row.default.startswith("that of the "):
            pairs.append((row.field, row.field))
        elif is_keyword(row):
            source = SCHEMA.find(block, row.default) or SCHEMA.find("global_defs", row.default)
            pairs.append((row.field, source.field if source else row.default))
    return tuple(pairs)


def is_keyword(row: Keyword) -> bool:
    """Whether a default is the value of another keyword, of the same block or of global_defs."""
    return bool(SCHEMA.find(row.block, row.default) or SCHEMA.find("global_defs", row.default))


def _is_literal(row: Keyword) -> bool:
    """Whether a default stands for itself: it is no other keyword, and no description."""
    return " " not in row.default and not is_keyword(row)


def checked_number(token: Token, row: Keyword, report: Report) -> int | None:
    """Convert one word and hold it against the table's range; report and return None if it does not fit."""
    number = _number_of(row)
    nearest = None
    try:
        value = number(token.text or "0")
        low, high = number(row.low), number(row.high)
        if low <= value <= high:
            if not token.text:
                report.warning(token.at, "empty-number", f"'{row.name}' has an empty number, which keepalived takes"
                               " for 0", "write a number")  # fmt: skip
            return value
        if _is_repeat(row) and high < value <= _REPEATS_MAX:
            report.warning(
                token.at, "too-many-repeats", f"'{row.name} {token.text}' would flood the network, so {high} is used",
                f"write a number up to {high}",
            )  # fmt: skip
            return high
        if row.name.removeprefix("vrrp_") in _NEAREST and not (_is_repeat(row) and value > high):
            nearest = low if value < low else high
    except ValueError:
        pass
    unit = f" {row.unit}" if row.unit else ""
    fallback = f"the default ({row.default}) holds" if row.default else "it is ignored"
    if nearest is not None:
        fallback = f"{row.low if nearest == number(row.low) else row.high} is used"
    report.warning(
        token.at, "bad-value", f"'{row.name} {token.text}' cannot be used, so {fallback}",
        f"write {_FORMS[row.kind]} from {row.low} to {row.high}{unit}",
    )  # fmt: skip
    return nearest


def _is_repeat(row: Keyword) -> bool:
    """Whether a number says how often gratuitous ARP is repeated."""
    return "garp_" in row.name and row.name.endswith("_repeat")


def _number_of(row: Keyword) -> Callable[[str], int]:
    """Return how the keyword's words become numbers: durations are nanoseconds in the model."""
    scale = DURATIONS_NS.get(row.unit, 1)
    if row.kind is not Kind.SECONDS:
        return parse_integer if scale == 1 else lambda text: parse_integer(text) * scale
    if scale == NS_PER_S:
        return seconds_text_to_ns
    return lambda text: seconds_text_to_ns(text) * scale // NS_PER_S


def parse_integer(text: str) -> int:
    """Convert a decimal whole number with an optional sign. Raises ValueError for anything else."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 20:
        raise ValueError(f"not a whole number: {text!r}")
    return int(text)


def _flag(_statement: Statement, _row: Keyword, _report: Report) -> bool:
    return True


def _switch(statement: Statement, row: Keyword, report: Report) -> bool | None:
    if not statement.arguments:
        return True
    token = statement.arguments[0]
    if token.text in _ON or token.text in _OFF:
        return token.text in _ON
    # Of one keyword keepalived says nothing.
    say = report.notice if row.name == _UNSAID else report.warning
    say(token.at, "bad-value", f"'{token.text}' is neither on nor off, so '{row.name}' keeps its default",
        "write on or off")  # fmt: skip
    return None


def _number(statement: Statement, row: Keyword, report: Report) -> int | None:
    if not statement.arguments:
        return _number_of(row)(_ALONE[row.name])
    return checked_number(statement.arguments[0], row, report)


def _word(statement: Statement, row: Keyword, report: Report) -> str | None:
    token = statement.arguments[0]
    choices = row.choices
    if not choices or _NUMBER_CHOICE in choices:
        return token.text
    text = token.text.upper() if row.name in _CASELESS else token.text
    if text in choices:
        return text
    fallback = f"the default ({row.default}) holds" if row.default else "it is ignored"
    report.warning(
        token.at, "bad-value", f"'{row.name} {token.text}' cannot be used, so {fallback}",
        f"write one of {', '.join(choices)}",
    )  # fmt: skip
    return None


def _words(statement: Statement, _row: Keyword, _report: Report) -> tuple[str, ...]:
    return tuple(token.text for token in statement.arguments)


def _weight(statement: Statement, row: Keyword, report: Report) -> Weight | None:
    token, *options = statement.arguments
    reverse = bool(options) and options[0].text == "reverse"
    for extra in options[1 if reverse else 0 :]:
        report.warning(extra.at, "ignored-words", f"ignored: '{extra.text}' after 'weight'", "remove it")
    try:
        value = parse_integer(token.text)
    except ValueError:
        report.warning(token.at, "bad-value", f"'{token.text}' is not a weight, so {row.default} is used",
                       "write a whole number")  # fmt: skip
        return None
    if int(row.low) <= value <= int(row.high):
        return Weight(value, reverse)
    kept = row.block == SCRIPT
    used = "it moves the priority as far as it goes" if kept else f"{row.default} is used"
    report.warning(
        token.at, "bad-value", f"the weight {token.text} is out of range, so {used}",
        f"write a number from {row.low} to {row.high}",
    )  # fmt: skip
    return Weight(value, reverse) if kept else None


def _list(statement: Statement, _row: Keyword, _report: Report) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(token.text for token in item.line.tokens) for item in statement.block or ())


def _block(_statement: Statement, _row: Keyword, _report: Report) -> None:
    """A block of keywords has no value of its own."""


_CONVERTERS: dict[Kind, Callable[[Statement, Keyword, Report], object | None]] = {
    Kind.FLAG: _flag,
    Kind.SWITCH: _switch,
    Kind.INTEGER: _number,
    Kind.SECONDS: _number,
    Kind.WORD: _word,
    Kind.WORDS: _words,
    Kind.COMMAND: read_command,
    Kind.WEIGHT: _weight,
    Kind.LIST: _list,
    Kind.BLOCK: _block,
}
