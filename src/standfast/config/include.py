"""Reading files, and the `include` lines in them: from paths to the physical lines of the whole configuration.

keepalived's rules: `include PATTERN` stands at the start of a line, without quotes, and takes the rest of it;
wildcards and `{a,b}` work; a relative pattern starts from the folder of the file it stands in; `includer`,
`includem`, `includew`, `includeb` and `includea`, or `include_check` in global_defs, say which missing file is an
error. A file that is no regular file, or that is executable, is skipped.

Rules of this file: it reads and changes nothing; what it reads is bounded in size, number and depth, so that files
that include themselves or each other end with a diagnostic, and soon; it never raises.
"""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field

from standfast.config.diagnostics import Position, Report
from standfast.config.lexer import SourceLine, split_lines, without_comment

SIZE_MAX = 4 * 1024 * 1024
FILES_MAX = 1000
READINGS_MAX = 10_000
"""How often files are read at all: one may be included many times."""
DEPTH_MAX = 16
_PATTERNS_MAX = 1000
_INCLUDE = re.compile(r"[ \t]*(include[rmwba]?)[ \t]+(\S.*?)[ \t]*\Z")
_INCLUDE_CHECK = re.compile(r"[ \t]*include_check\b(.*)")
_CHECKS = {"read": "r", "readable": "r", "match": "m", "wildcard_match": "w", "brace_match": "b"}
_ALL_CHECKS = frozenset("rmwb")
_OF_VARIANT = {"r": frozenset("r"), "m": frozenset("m"), "w": frozenset("mw"), "b": frozenset("b"), "a": _ALL_CHECKS}
"""What each letter behind `include` asks for."""
NOT_INCLUDED = {
    "executable": "include-executable",
    "no-file": "include-missing",
    "not-a-file": "include-not-a-file",
    "too-large": "include-too-large",
    "unreadable": "include-unreadable",
}
"""What is said of a file that cannot be read, if an include names it."""
_WILDCARD = re.compile(r"[*?\[]")


@dataclass(slots=True)
class Reader:
    """The files of one configuration while they are read.

    `encodings` says for each file whether it is UTF-8 or was read byte by byte; its keys are the files in order.
    """

    report: Report
    encodings: dict[str, str] = field(default_factory=dict)
    strict: bool = False
    """Whether every missing included file is an error (`include_check` from the first line on)."""
    size: int = 0
    readings: int = 0
    _circles: set[Position] = field(default_factory=set)
    """The include lines that lead back. Once there is one, no file is read twice, or n files take n! readings."""

    def read(self, path: str) -> list[SourceLine] | None:
        """Return the lines of a file with all that it includes, or None, with an error, if it cannot be read."""
        data = read_regular_file(path, self.report)
        return None if data is None else self.split(data, path)

    def split(self, data: bytes, path: str) -> list[SourceLine]:
        """Return the lines of a file whose bytes are at hand, with all that it includes."""
        return list(self._lines(data, path, (os.path.realpath(path),), _ALL_CHECKS if self.strict else frozenset()))

    def _lines(
        self, data: bytes, path: str, around: tuple[str, ...], checks: frozenset[str]
    ) -> Iterator[SourceLine] | list[SourceLine]:
        self.size += len(data)
        self.readings += 1
        text, self.encodings[path] = _decode(data, path, self.report)
        lines = split_lines(text, path, self.report)
        return self._included(lines, path, around, checks) if "include" in text else lines

    def _included(
        self, lines: list[SourceLine], path: str, around: tuple[str, ...], checks: frozenset[str]
    ) -> Iterator[SourceLine]:
        for line in lines:
            if "include" not in line.text:
                yield line
                continue
            text = without_comment(line.text)
            if (match := _INCLUDE.match(text)) is not None:
                yield from self._include(match, line, around, checks)
                continue
            if (match := _INCLUDE_CHECK.match(text)) is not None:
                checks = _changed_checks(match.group(1).split(), checks)
            yield line

    def _include(
        self, match: re.Match[str], line: SourceLine, around: tuple[str, ...], checks: frozenset[str]
    ) -> Iterator[SourceLine]:
        """Yield the lines of every file that one include line names."""
        at = Position(line.file, line.number, match.start(2) + 1)
        variant, pattern = match.groups()
        added = variant.removeprefix("include")
        strict = checks | _OF_VARIANT.get(added, frozenset())
        for path in self._matches(pattern, os.path.dirname(line.file), at, strict):  # noqa: PTH120
            if self._circles and path in self.encodings:
                continue
            real = os.path.realpath(path)
            if real in around or len(around) >= DEPTH_MAX:
                self._report_circle(path, at, back=real in around)
            elif len(self.encodings) >= FILES_MAX or self.readings >= READINGS_MAX or self.size > SIZE_MAX:
                self.report.error(at, "too-large", f"with '{path}' these are too many included files or bytes",
                                  "include less")  # fmt: skip
            else:
                data = self._read_included(path, at, strict)
                if data is not None:
                    yield from self._lines(data, path, (*around, real), strict if not added else checks)

    def _report_circle(self, path: str, at: Position, *, back: bool) -> None:
        if at in self._circles:
            return
        self._circles.add(at)
        message = "is included while it is being read" if back else f"is included more than {DEPTH_MAX} files deep"
        self.report.error(at, "include-recursion", f"'{path}' {message}", "remove the include that leads back to it")

    def _read_included(self, path: str, at: Position, strict: frozenset[str]) -> bytes | None:
        inner = Report()
        data = read_regular_file(path, inner)
        for problem in inner.diagnostics():
            complain = self.report.error if strict else self.report.warning
            message = f"'{path}' is not included: {problem.message}"
            complain(at, NOT_INCLUDED[problem.code], message, problem.suggestion)
        return data

    def _matches(self, pattern: str, folder: str, at: Position, strict: frozenset[str]) -> list[str]:
        """Return the files that a pattern names, in keepalived's order; report what is missing."""
        import glob  # only a file that includes others pays for it

        found: list[str] = []
        braces = "{" in pattern
        each = braces and "b" in strict
        for alternative in _without_braces(pattern):
            whole = alternative if alternative.startswith("/") else os.path.join(folder, alternative)  # noqa: PTH118
            matches = sorted(glob.glob(whole)) if "\0" not in whole else []  # noqa: PTH207
            if not matches and each and not _WILDCARD.search(alternative):
                self._report_missing(alternative, at, fatal=True)
            found += matches
        wild = _WILDCARD.search(pattern) is not None
        if not found and (wild or not each):
            fatal = ("w" if wild else "b" if braces else "m") in strict
            if fatal or not wild:
                self._report_missing(pattern, at, fatal=fatal)
            else:
                self.report.notice(at, "include-missing", f"no file matches '{pattern}'", "correct it if one should")
        return found

    def _report_missing(self, pattern: str, at: Position, *, fatal: bool) -> None:
        complain = self.report.error if fatal else self.report.warning
        nothing = "" if fatal else ", so nothing is included"
        complain(at, "include-missing", f"no file matches '{pattern}'{nothing}",
                 "correct the name, which starts from the folder of this file")  # fmt: skip


def _changed_checks(words: list[str], checks: frozenset[str]) -> frozenset[str]:
    """Return the checks after an `include_check` line."""
    if not words:
        return _ALL_CHECKS
    if words[0][0] not in "+-":
        checks = frozenset()
    for word in words:
        letter = frozenset(_CHECKS.get(word.lstrip("+-"), ""))
        checks = checks - letter if word.startswith("-") else checks | letter
    return checks


def _without_braces(pattern: str) -> list[str]:
    """Return the alternatives that `{a,b}` in a pattern stand for, in order."""
    done: list[str] = []
    todo = [pattern]
    while todo and len(done) + len(todo) < _PATTERNS_MAX:
        text = todo.pop(0)
        start = text.find("{")
        parts, end = _alternatives(text, start) if start >= 0 else ([], 0)
        if not parts:
            done.append(text)
        else:
            todo[:0] = [text[:start] + part + text[end:] for part in parts]
    return done


def _alternatives(text: str, start: int) -> tuple[list[str], int]:
    """Split the braces that open at `start` at their own commas; return the parts and the index after the `}`."""
    parts: list[str] = []
    depth = 0
    begin = start + 1
    for index in range(start, len(text)):
        char = text[index]
        depth += (char == "{") - (char == "}")
        if (char == "," and depth == 1) or depth == 0:
            parts.append(text[begin:index])
            begin = index + 1
        if depth == 0:
            return parts, index + 1
    return [], 0


def read_regular_file(path: str, report: Report) -> bytes | None:
    """Return the bytes of a regular file without execute bits, or None with an error."""
    at = Position(path)
    try:
        with open(path, "rb", opener=_open_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                report.error(at, "not-a-file", "this is not a regular file", "name a file")
            elif status.st_mode & 0o111:
                report.error(
                    at, "executable", "the file is executable; keepalived would skip it and run with nothing",
                    f"chmod a-x {path}",
                )  # fmt: skip
            elif status.st_size > SIZE_MAX:
                report.error(at, "too-large", f"the file is larger than {SIZE_MAX} bytes", "name another file")
            else:
                return file.read(SIZE_MAX)
    except FileNotFoundError:
        report.error(at, "no-file", "there is no such file", "write it, or correct the name")
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else str(problem)
        report.error(at, "unreadable", f"the file cannot be read: {reason}", "make it readable for this user")
    return None


def _open_without_waiting(path: str, flags: int) -> int:
    """Open without waiting for the other end of a pipe."""
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)


def _decode(data: bytes, file: str, report: Report) -> tuple[str, str]:
    """Return the text and its encoding: UTF-8, or Latin-1, which keeps each byte."""
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        report.notice(
            Position(file, line, 1),
            "not-utf-8",
            "the file is not UTF-8, so it is read byte by byte",
            "convert it to UTF-8",
        )
        return data.decode("latin-1"), "latin-1"
