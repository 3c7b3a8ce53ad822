"""Physical lines -> lines as the parser sees them: conditions, parameters and sequences done.

keepalived's order, for each line until nothing changes: a condition (`@ID REST`, `@^ID REST`), a definition
(`$NAME=VALUE`, over several lines with a `\\` at their ends), a sequence (`~SEQ`, `~LST`), then parameters put in.
Lines with `@standfast` are for standfast alone, since keepalived takes them for another host's.

Rules of this file: lines in, lines out, with the place in the file of each character; what it makes is bounded in
lines, in length and in rounds, and ends with an error beyond that; a file without any of this is not even looked at.
"""

import os
import re
from collections.abc import Iterable, Iterator
from itertools import repeat

from standfast.config.diagnostics import Position, Report
from standfast.config.lexer import SourceLine, without_comment
from standfast.config.parameters import DEFINITION, Parameters, Text
from standfast.config.schema import SECRETS
from standfast.config.sequences import is_sequence, read_sequence

LINES_MAX = 100_000
"""How many lines may come out of all expansions together."""
TEXT_MAX = 8 * 1024 * 1024
_LENGTH_MAX = 4 * 1024
_ROUNDS_MAX = 100
OWN_ID = "standfast"
_CONDITION = re.compile(r"[ \t]*@(\^?)([^\s]*)")
_SIGNS = re.compile(r"[@$~]")


def short_host_name() -> str:
    """What `@ID` compares with unless another name was given: the host's name up to its first dot."""
    return os.uname().nodename.partition(".")[0]


def expand(lines: list[SourceLine], parameters: Parameters, report: Report) -> list[SourceLine]:
    """Do everything that keepalived does with lines before it parses them.

    `parameters` are those that an earlier file defined; those of this one are added to them.
    """
    if not any(_SIGNS.search(line.text) for line in lines):
        return lines
    return list(_Expansion(parameters, report).lines(lines))


def _is_near(name: str, names: Iterable[str]) -> bool:
    import difflib  # only a file with such a name pays for it

    return bool(difflib.get_close_matches(name, list(names), n=1, cutoff=0.75))


class _TooMuchError(Exception):
    """The expansion grows beyond its bounds; it was reported."""


class _LineTooMuchError(Exception):
    """One line grows beyond its bounds; it was reported."""


class _Expansion:
    """The state of the expansion between the lines of a configuration."""

    def __init__(self, parameters: Parameters, report: Report) -> None:
        self._config_id = parameters.instance
        self._report = report
        self._parameters = parameters
        self._made = 0
        self._size = 0
        self._defining: tuple[str, list[str]] | None = None

    def lines(self, sources: list[SourceLine]) -> Iterator[SourceLine]:
        """Yield what the lines become."""
        for source in sources:
            if self._defining is not None:
                self._continue_definition(without_comment(source.text).strip(" \t"))
            elif not _SIGNS.search(source.text):
                yield source
            else:
                text = without_comment(source.text).rstrip(" \t")
                if not _SIGNS.search(text):
                    yield source
                    continue
                try:
                    columns = source.columns or range(1, len(text) + 1)
                    made = list(self._expanded(source, Text(text, tuple(columns[: len(text)]))))
                except _LineTooMuchError:
                    made = [source]  # as it stands: what it was meant to be is not known, and the rest is
                except _TooMuchError:
                    return  # without the half of what the line makes, which would only hide the cause
                yield from made
        self._end_definition()

    def _expanded(self, source: SourceLine, text: Text) -> Iterator[SourceLine]:
        """Yield what one line becomes: the innermost open sequence is at the end of the stack."""
        stack: list[Iterator[tuple[Text, int]]] = [iter([(text, 0)])]
        changed = False
        while stack:
            item = next(stack[-1], None)
            if item is None:
                stack.pop()
                continue
            line, rounds = item
            self._bound(source, line, rounds)
            if self._defining is not None:
                self._continue_definition(line.text.strip(" \t"))
                continue
            following = self._step(source, line)
            if following is not None:
                changed = True
                stack.append(zip(following, repeat(rounds + 1)))
            elif line.text.strip():
                if "$" in line.text:
                    self._report_undefined(source, line)
                yield SourceLine(line.text, source.file, source.number, line.columns) if changed else source

    def _bound(self, source: SourceLine, line: Text, rounds: int) -> None:
        self._made += 1
        self._size += len(line.text)
        sign = _SIGNS.search(source.text)
        index = sign.start() if sign else 0
        at = Position(source.file, source.number, source.columns[index] if source.columns else index + 1)
        if rounds > _ROUNDS_MAX:
            self._report.error(at, "expansion-endless", "a parameter on this line expands to itself without end",
                               "let no parameter use itself")  # fmt: skip
            raise _LineTooMuchError
        if len(line.text) > _LENGTH_MAX:
            self._report.error(at, "expansion-too-long", f"parameters make this line longer than {_LENGTH_MAX}"
                               " characters", "let them be shorter, and let none use itself")  # fmt: skip
            raise _LineTooMuchError
        if self._made > LINES_MAX or self._size > TEXT_MAX:
            self._report.error(at, "expansion-too-large", f"the expansion makes more than {LINES_MAX} lines",
                               "let the sequences be shorter")  # fmt: skip
            raise _TooMuchError

    def _report_undefined(self, source: SourceLine, line: Text) -> None:
        """Outside quotes a name that nothing defines is a mistake; inside it may be the shell's."""
        if any(word in SECRETS for word in line.text.split()):
            return
        for name, index, in_quotes in self._parameters.unknown(line.text):
            if in_quotes and not _is_near(name, self._parameters.values):
                continue
            complain = self._report.notice if in_quotes else self._report.warning
            complain(
                Position(source.file, source.number, line.columns[index]), "undefined-parameter",
                f"no parameter '{name}' is defined above, so its name stays in the text",
                f"correct the name, or define it: '${name}=VALUE'",
            )  # fmt: skip

    def _step(self, source: SourceLine, line: Text) -> Iterator[Text] | None:
        """Do the first thing that there is to do. Return the lines that come of it, or None if there is nothing."""
        text = line.text
        if (match := _CONDITION.match(text)) is not None:
            return iter(self._conditional(line, match))
        if (match := DEFINITION.match(text)) is not None:
            self._define(match.group(1), match.group(2))
            return iter(())
        if is_sequence(text):
            return self._sequence(source, line)
        if "$" not in text:
            return None
        made = self._parameters.substitute(line, os.path.dirname(source.file))  # noqa: PTH120
        return None if made == [line] else iter(made)

    def _conditional(self, line: Text, match: re.Match[str]) -> list[Text]:
        wanted = match.group(2) in (self._config_id, OWN_ID)
        rest = line.cut(match.end())
        return [rest] if wanted != bool(match.group(1)) and rest.text.strip() else []

    def _sequence(self, source: SourceLine, line: Text) -> Iterator[Text]:
        sequence = read_sequence(line.text)
        if sequence is None:
            at = Position(source.file, source.number, line.columns[0])
            self._report.warning(at, "bad-sequence", "this sequence cannot be read, so the line is left out",
                                 "write '~SEQ(NAME, START, STEP, END)' or '~LST(NAME, VALUE, VALUE)'")  # fmt: skip
            return
        rest = line.cut(sequence.rest)
        for values in sequence.rounds():
            for name, value in values.items():
                self._parameters.define(name, [value])
            yield rest

    def _define(self, name: str, value: str) -> None:
        if value.endswith("\\"):
            self._defining = (name, [first] if (first := value[:-1].strip(" \t")) else [])
        else:
            self._parameters.define(name, [value])

    def _continue_definition(self, text: str) -> None:
        assert self._defining is not None
        lines = self._defining[1]
        if text.endswith("\\"):
            lines.append(text[:-1].rstrip(" \t"))
        else:
            lines.append(text)
            self._end_definition()

    def _end_definition(self) -> None:
        if self._defining is not None:
            name, lines = self._defining
            self._parameters.define(name, lines or [""])
            self._defining = None
