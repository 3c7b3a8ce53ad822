"""One block of the tree held against the keyword table: known keywords, arguments, ranges, defaults.

The resolver asks a Section for values; what is unknown, missing, superfluous, out of range or not acted on in
this version has been reported by then. keepalived's rules: of a keyword written twice the last counts, of a command
the first; a missing argument ends everything.
"""

from collections.abc import Container, Mapping, Sequence

from standfast.config.diagnostics import Report
from standfast.config.keywords_root import SCHEMA
from standfast.config.lexer import Token
from standfast.config.outdated import DEPRECATED, EXCLUDED, FIRST_COUNTS
from standfast.config.parser import Statement
from standfast.config.passed_over import PASSED_OVER, SILENTLY
from standfast.config.schema import ROOT, SECRETS, Keyword, Kind, Treatment
from standfast.config.values import checked_number, convert, default_value, defaults, inheritance

_NEEDS_ARGUMENT = frozenset((Kind.INTEGER, Kind.SECONDS, Kind.WORD, Kind.COMMAND, Kind.WEIGHT, Kind.WORDS))
_TAKES_ONE = frozenset((Kind.INTEGER, Kind.SECONDS, Kind.WORD, Kind.SWITCH))
_TAKES_ALL = frozenset((Kind.WORDS, Kind.COMMAND, Kind.WEIGHT))
_NAMED_BY_MORE = frozenset(("virtual_server", "real_server"))
NOT_ACTED_ON = "accepted, but this version of standfast does not act on it"
NOT_BALANCED = "not-balanced"
"""The code of a virtual_server, which `run` may be told to go on without."""
# The search for a similar word is slow; a file with more to say about is no configuration.
_SUGGESTIONS_MAX = 200


class Section:
    """The statements of one block by keyword. `block` is the block of the table, or ROOT."""

    def __init__(self, block: str, statements: list[Statement], report: Report) -> None:
        self._block = block
        self._report = report
        self._found: dict[str, list[Statement]] = {}
        for statement in statements:
            self._take(statement)
        for (home, name), other in EXCLUDED.items():
            if home == block and name in self._found and other in self._found:
                report.warning(self._found[name][-1].at, "contradiction", f"with '{other}', '{name}' is ignored",
                               f"remove '{name}' or '{other}'")  # fmt: skip

    def all(self, name: str) -> list[Statement]:
        """Every statement with that keyword, in order."""
        return self._found.get(name, [])

    def last(self, name: str) -> Statement | None:
        """The statement that counts when a keyword is written more than once."""
        statements = self._found.get(name)
        return self._counting(statements) if statements else None

    def _counting(self, statements: list[Statement]) -> Statement:
        if len(statements) == 1:
            return statements[0]
        name = statements[0].keyword.text
        row = SCHEMA.find(self._block, name)
        notifies = row is not None and row.kind is Kind.COMMAND and name.startswith("notify")
        if notifies or (self._block, name) in FIRST_COUNTS:
            for later in statements[1:]:
                self._report.warning(later.at, "repeated", f"'{name}' is written more than once; the first counts",
                                     "remove this one")  # fmt: skip
            return statements[0]
        if row is None or row.kind is not Kind.LIST:
            self._report.notice(
                statements[-1].at, "repeated",
                f"'{name}' is written more than once in this block; this one counts", "remove the others",
            )  # fmt: skip
        return statements[-1]

    def lines(self, name: str) -> list[Statement]:
        """The items of a list block, of all blocks of that name together."""
        return [item for statement in self.all(name) for item in statement.block or ()]

    def word(self, name: str) -> Token | None:
        """The first argument, or None if the keyword is absent."""
        statement = self.last(name)
        return statement.arguments[0] if statement and statement.arguments else None

    def number(self, name: str) -> int | None:
        """A number within the table's range, or None if it is absent or was refused with a warning.

        Durations are nanoseconds, whatever the unit in the file.
        """
        row = SCHEMA.find(self._block, name)
        if row is None or self.last(name) is None:
            return None
        # Of several lines the last that can be used counts, and all are looked at.
        found = [checked_number(s.arguments[0], row, self._report) for s in self.all(name) if s.arguments]
        return next((number for number in reversed(found) if number is not None), None)

    def switch(self, name: str) -> bool | None:
        """Whether a keyword that takes nothing, on or off is on; None if it is absent or not readable."""
        statement = self.last(name)
        row = SCHEMA.find(self._block, name)
        return convert(statement, row, self._report) is True if statement and row else None

    def values(
        self, *, without: Container[str] = (), around: Sequence[Mapping[str, object]] = ()
    ) -> dict[str, object]:
        """Every field of the block but those of blocks in it: what is written, else the default, else None.

        `without` names keywords that the caller reads itself; `around` holds the fields of the blocks around this
        one and of global_defs, from the inside out, for what is inherited.
        """
        values = dict(defaults(self._block))
        for name, statements in self._found.items():
            row = SCHEMA.find(self._block, name)
            if row is None or row.kind is Kind.BLOCK or name in without:
                continue
            if row.kind is Kind.LIST:
                values[row.field] = tuple(i for s in statements for i in _items(convert(s, row, self._report)))
                continue
            counting = self._counting(statements)
            one = row.kind is Kind.COMMAND or (self._block, name) in FIRST_COUNTS
            for statement in (counting,) if one else statements:
                value = convert(statement, row, self._report)
                if value is not None:
                    values[row.field] = value
        for field, source in inheritance(self._block):
            if values[field] is None:
                for fields in (values, *around):
                    if fields.get(source) is not None:
                        values[field] = fields[source]
                        break
        return values

    def _take(self, statement: Statement) -> None:
        name = statement.keyword.text
        row = SCHEMA.find(self._block, name)
        if row is None:
            self._report_unknown(statement)
            return
        if (instead := DEPRECATED.get((self._block, name))) is not None:
            self._report.warning(statement.at, "deprecated", f"'{name}' is an old keyword", instead)
        treatment = row.treatment
        if treatment is Treatment.IGNORED or treatment is Treatment.REFUSED:
            self._report_unhandled(statement, row)
        if self._well_formed(statement, row):
            self._found.setdefault(name, []).append(statement)

    def _well_formed(self, statement: Statement, row: Keyword) -> bool:
        """Report what is wrong with the form of a statement; return whether it can be used."""
        name = row.name
        if not statement.arguments and (row.named or row.kind in _NEEDS_ARGUMENT) and row.arguments[:1] != "[":
            self._report_no_value(statement, row)
            return False
        if row.is_block and statement.block is None:
            self._report.error(statement.at, "missing-brace", f"'{name}' is not followed by a '{{'", "add '{ ... }'")
            return False
        self._report_ignored_words(statement, row)
        return True

    def _report_no_value(self, statement: Statement, row: Keyword) -> None:
        form = f"write '{row.name} {row.arguments}" + (" {'" if row.is_block else "'")
        if row.name not in PASSED_OVER.get(self._block, ()):
            self._report.error(statement.at, "missing-argument", f"'{row.name}' has no value", form)
            return
        complain = self._report.notice if (self._block, row.name) in SILENTLY else self._report.warning
        what = "block" if row.is_block else "line"
        complain(statement.at, "no-value", f"'{row.name}' has no value, so the {what} is ignored", form)

    def _report_ignored_words(self, statement: Statement, row: Keyword) -> None:
        taken = 1 if row.kind in _TAKES_ONE or row.named else 0
        extra = statement.arguments[taken:]
        if not extra or row.kind in _TAKES_ALL or row.name in _NAMED_BY_MORE:
            return
        if row.named:
            self._report.error(
                extra[0].at, "bad-name", f"'{row.name}' takes one name, and keepalived skips the block otherwise",
                "put the name in double quotes, or shorten it to one word",
            )  # fmt: skip
            return
        # A password may be among the words, and it must not reach a log.
        secret = row.name in SECRETS or any(token.text in SECRETS for token in extra) or row.block == "authentication"
        words = "the words" if secret else f"'{' '.join(token.text for token in extra)}'"
        known = SCHEMA.find(self._block, extra[0].text)
        self._report.warning(
            extra[0].at, "ignored-words", f"ignored: {words} at the end of the '{row.name}' line",
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
        near = closest(name, SCHEMA.names(self._block)) if len(self._report) < _SUGGESTIONS_MAX else ""
        self._report.warning(
            statement.at, "unknown-keyword", f"unknown keyword '{_without_secret(name)}' {home}{skipped}",
            f"did you mean '{near}'?" if near else "correct or remove it",
        )  # fmt: skip

    def _is_root_block(self, name: str) -> bool:
        row = SCHEMA.find(ROOT, name)
        return row is not None and row.is_block

    def _report_unhandled(self, statement: Statement, row: Keyword) -> None:
        because = f" ({row.reason})" if row.reason else ""
        if row.treatment is Treatment.IGNORED or _says_nothing_new(statement, row):
            self._report.warning(
                statement.at, "not-acted-on", f"'{row.name}': {NOT_ACTED_ON}{because}",
                "remove it if you can do without",
            )  # fmt: skip
            return
        if row.name == "virtual_server":
            service = " ".join(token.text for token in statement.line.tokens)
            self._report.refuse(statement.at, NOT_BALANCED, f"'{service}': {row.reason}",
                                "run the rest with --without-virtual-servers, or use keepalived")  # fmt: skip
            return
        self._report.refuse(
            statement.at, "not-supported",
            f"'{statement.title if row.is_block else row.name}' is not supported by this version of standfast,"
            f" and to run without it would be wrong{because}",
            "remove it, or run this file with keepalived",
        )  # fmt: skip


def _without_secret(word: str) -> str:
    """Return a word without the password that may be glued to it."""
    return next((secret for secret in SECRETS if word.startswith((f"{secret}=", f"{secret}:"))), word)


def _items(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _says_nothing_new(statement: Statement, row: Keyword) -> bool:
    """Whether a keyword only says what holds without it, such as `strict_mode off` or an empty list."""
    if row.kind is Kind.LIST:
        return not statement.block
    if row.kind not in (Kind.SWITCH, Kind.INTEGER) or not statement.arguments:
        return False
    value = convert(statement, row, Report())
    return value is False or (value is not None and value == default_value(row))


def first_of_each_name(root: Section, keyword: str, report: Report) -> list[Statement]:
    """Return the named blocks of one keyword, without those whose name was used above."""
    named: dict[str, Statement] = {}
    for statement in root.all(keyword):
        name = statement.arguments[0]
        if name.text in named:
            report.warning(
                name.at, "duplicate-name", f"the {keyword} '{name.text}' is written twice; the first counts",
                "rename one",
            )  # fmt: skip
        else:
            named[name.text] = statement
    return list(named.values())


def settings_of(section: Section, around: Sequence[Mapping[str, object]] = ()) -> dict[str, object]:
    """Return the fields of a block whose lists hold single words."""
    values = section.values(around=around)
    return {
        field: tuple(row[0] if isinstance(row, tuple) else row for row in value)
        if isinstance(value, tuple) and value and isinstance(value[0], tuple)
        else value
        for field, value in values.items()
    }


def closest(name: str, candidates: tuple[str, ...]) -> str:
    """Return the known word that `name` was probably meant to be, or ""."""
    import difflib  # only a file with a mistake pays for it

    found = difflib.get_close_matches(name.lower(), candidates, n=1, cutoff=0.75)
    return found[0] if found else ""
