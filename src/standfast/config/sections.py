"""One block of the tree held against the keyword table: known keywords, arguments, ranges, defaults.

The resolver asks a Section for values; what is unknown, missing, superfluous, out of range or not acted on in
this version has been reported by then. keepalived's rules: of a keyword written twice the last counts; a value out
of range leaves the default; words after the last argument are not read; a missing argument ends everything.
"""

from collections.abc import Callable

from standfast.config.diagnostics import Report
from standfast.config.keywords_instance import AUTHENTICATION
from standfast.config.lexer import Token
from standfast.config.parser import Statement
from standfast.config.schema import ROOT, Keyword, Kind, Schema, Treatment
from standfast.units import seconds_text_to_ns

_NEEDS_ARGUMENT = (Kind.INTEGER, Kind.SECONDS, Kind.WORD, Kind.COMMAND)
_TAKES_ONE = (Kind.INTEGER, Kind.SECONDS, Kind.WORD, Kind.SWITCH)
_OPTIONS_AFTER_NUMBER = ("weight",)
NOT_ACTED_ON = "accepted, but this version of standfast does not act on it"
_VERSION_NOT_SPOKEN = 3
# The search for a similar word is slow; a file with more to say about is no configuration.
_SUGGESTIONS_MAX = 200
_FORMS = {Kind.INTEGER: "a whole number", Kind.SECONDS: "a decimal number"}
_ON, _OFF = ("on", "true", "yes"), ("off", "false", "no")


class Section:
    """The statements of one block by keyword. `block` is the keyword that opens it, or ROOT."""

    def __init__(self, block: str, statements: list[Statement], schema: Schema, report: Report) -> None:
        self._block = block
        self._schema = schema
        self._report = report
        self._found: dict[str, list[Statement]] = {}
        for statement in statements:
            self._take(statement)

    def all(self, name: str) -> list[Statement]:
        """Every statement with that keyword, in order."""
        return self._found.get(name, [])

    def last(self, name: str) -> Statement | None:
        """The statement that counts when a keyword is written more than once."""
        statements = self.all(name)
        if len(statements) > 1:
            self._report.notice(
                statements[-1].at, "repeated",
                f"'{name}' is written more than once in this block; this one counts", "remove the others",
            )  # fmt: skip
        return statements[-1] if statements else None

    def lines(self, name: str) -> list[Statement]:
        """The items of a list block, of all blocks of that name together."""
        return [item for statement in self.all(name) for item in statement.block or ()]

    def word(self, name: str) -> Token | None:
        """The first argument, or None if the keyword is absent."""
        statement = self.last(name)
        return statement.arguments[0] if statement else None

    def version_checked(self, name: str) -> None:
        """Refuse VRRP version 3, which a keyword may ask for and this version of standfast does not speak."""
        statement = self.last(name)
        if statement is not None and self.integer(name) == _VERSION_NOT_SPOKEN:
            self._report.error(
                statement.at, "not-supported", "VRRP version 3 is not supported by this version of standfast",
                f"write '{name} 2' on all nodes, or run this file with keepalived",
            )  # fmt: skip

    def integer(self, name: str) -> int | None:
        """A whole number within the table's range, or None if it is absent or was refused with a warning."""
        return self._number(name, parse_integer)

    def seconds_ns(self, name: str) -> int | None:
        """Decimal seconds within the table's range, in nanoseconds, or None as for integer."""
        return self._number(name, seconds_text_to_ns)

    def switch(self, name: str) -> bool | None:
        """Whether a keyword that takes nothing, on or off is on; None if it is absent or not readable."""
        statement = self.last(name)
        if statement is None:
            return None
        if not statement.arguments or statement.arguments[0].text in _ON:
            return True
        if statement.arguments[0].text in _OFF:
            return False
        self._report.warning(
            statement.arguments[0].at, "bad-value",
            f"'{statement.arguments[0].text}' is neither on nor off, so '{name}' keeps its default",
            "write on or off",
        )  # fmt: skip
        return None

    def _number(self, name: str, convert: Callable[[str], int]) -> int | None:
        statement = self.last(name)
        keyword = self._schema.find(self._block, name)
        if statement is None or keyword is None:
            return None
        return checked_number(statement.arguments[0], keyword, convert, self._report)

    def _take(self, statement: Statement) -> None:
        name = statement.keyword.text
        keyword = self._schema.find(self._block, name)
        if keyword is None:
            self._report_unknown(statement)
        elif keyword.treatment is not Treatment.ACTED_ON:
            _report_unhandled(statement, keyword, self._report)
        elif self._well_formed(statement, keyword):
            self._found.setdefault(name, []).append(statement)

    def _well_formed(self, statement: Statement, keyword: Keyword) -> bool:
        """Report what is wrong with the form of a statement; return whether it can be used."""
        name = keyword.name
        missing = not statement.arguments and (keyword.named or keyword.kind in _NEEDS_ARGUMENT)
        if missing or (keyword.kind is Kind.WORDS and not statement.arguments):
            form = f"{name} {keyword.arguments}" + (" {" if keyword.is_block else "")
            self._report.error(statement.at, "missing-argument", f"'{name}' has no value", f"write '{form}'")
            return False
        if keyword.is_block and statement.block is None:
            self._report.error(statement.at, "missing-brace", f"'{name}' is not followed by a '{{'", "add '{ ... }'")
            return False
        self._report_ignored_words(statement, keyword)
        return True

    def _report_ignored_words(self, statement: Statement, keyword: Keyword) -> None:
        taken = 1 if keyword.kind in _TAKES_ONE or keyword.named else 0
        if keyword.kind in (Kind.WORDS, Kind.COMMAND) or keyword.name in _OPTIONS_AFTER_NUMBER:
            return
        extra = statement.arguments[taken:]
        if not extra:
            return
        if keyword.named:
            self._report.error(
                extra[0].at, "bad-name", f"'{keyword.name}' takes one name, and keepalived skips the block otherwise",
                "put the name in double quotes, or shorten it to one word",
            )  # fmt: skip
            return
        # A password may be among the words, and it must not reach a log.
        secret = keyword.block == AUTHENTICATION
        words = "the words" if secret else f"'{' '.join(token.text for token in extra)}'"
        known = self._schema.find(self._block, extra[0].text)
        self._report.warning(
            extra[0].at, "ignored-words", f"ignored: {words} at the end of the '{keyword.name}' line",
            "write one keyword a line" if known else "remove it",
        )  # fmt: skip

    def _report_unknown(self, statement: Statement) -> None:
        name = statement.keyword.text
        home = f"in '{self._block}'" if self._block != ROOT else "here"
        skipped = ", so its whole block is skipped" if statement.block is not None else ""
        if statement.block is not None and self._block != ROOT and self._is_root_block(name):
            self._report.error(
                statement.at, "misplaced-block", f"the block '{statement.title}' begins inside '{self._block}'",
                f"add the '}}' that is missing above line {statement.at.line}",
            )  # fmt: skip
            return
        near = closest(name, self._schema.names(self._block)) if len(self._report) < _SUGGESTIONS_MAX else ""
        self._report.warning(
            statement.at, "unknown-keyword", f"unknown keyword '{name}' {home}{skipped}",
            f"did you mean '{near}'?" if near else "correct or remove it",
        )  # fmt: skip

    def _is_root_block(self, name: str) -> bool:
        keyword = self._schema.find(ROOT, name)
        return keyword is not None and keyword.is_block


def _report_unhandled(statement: Statement, keyword: Keyword, report: Report) -> None:
    because = f" ({keyword.reason})" if keyword.reason else ""
    if keyword.treatment is Treatment.IGNORED:
        report.warning(
            statement.at, "not-acted-on", f"'{keyword.name}': {NOT_ACTED_ON}{because}",
            "remove it if you can do without",
        )  # fmt: skip
    else:
        report.error(
            statement.at, "not-supported",
            f"'{keyword.name}' is not supported by this version of standfast,"
            f" and to run without it would be wrong{because}",
            "remove it, or run this file with keepalived",
        )  # fmt: skip


def checked_number(token: Token, keyword: Keyword, convert: Callable[[str], int], report: Report) -> int | None:
    """Convert one word and hold it against the table's range; report and return None if it does not fit."""
    try:
        value = convert(token.text)
        fits = convert(keyword.low) <= value <= convert(keyword.high)
    except ValueError:
        fits = False
    if fits:
        return value
    unit = f" {keyword.unit}" if keyword.unit else ""
    fallback = f"the default ({keyword.default}) holds" if keyword.default else "it is ignored"
    report.warning(
        token.at, "bad-value", f"'{keyword.name} {token.text}' cannot be used, so {fallback}",
        f"write {_FORMS[keyword.kind]} from {keyword.low} to {keyword.high}{unit}",
    )  # fmt: skip
    return None


def parse_integer(text: str) -> int:
    """Convert a decimal whole number with an optional sign. Raises ValueError for anything else."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"not a whole number: {text!r}")
    return int(text)


def closest(name: str, candidates: tuple[str, ...]) -> str:
    """Return the known word that `name` was probably meant to be, or ""."""
    import difflib  # only a file with a mistake pays for it

    found = difflib.get_close_matches(name.lower(), candidates, n=1, cutoff=0.75)
    return found[0] if found else ""
