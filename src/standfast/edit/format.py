"""`standfast fmt`: one form for every file, with each comment kept.

A keyword a line, four blanks for each open block, `{` at the end of its line, `}` on a line of its own, at most one
empty line in a row. What stands between the words of a line is left alone, so columns stay columns.

Rules of this file: text in, text out; the words and braces that keepalived sees are the same before and after, in
the same order; the same text twice is the same text once. Lines that keepalived expands one by one (`@ID`, `$NAME`,
`~SEQ`, `include`) are moved as a whole and never split or joined, and what it ignores or cuts is not touched at all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from standfast.config.lexer import LINE_BYTES_MAX, is_too_long

INDENT = "    "
_BLANKS = " \t\r\v\f"
_PIECE = re.compile(
    r"(?P<blank>[ \t\r\v\f]+)"
    r"|(?P<comment>[#!].*)"
    r'|(?P<word>~(?:SEQx?|LST)\([^)"]*\)|(?:\\[#!]|\$\{[^{}"#!]*\}|[^ \t\r\v\f"{}#!])+)'
    r"|(?P<brace>[{}])"
    r'|(?P<quoted>"[^"]*")'
    r'|(?P<unclosed>".*)',
    re.DOTALL,
)
# Wherever it stands: a part of the line that got a line of its own could begin to mean something.
_WHOLE = re.compile(r"[$~@]|include")
_INCLUDE = re.compile(r"include[rmwba]?[ \t]")
_DEFINITION = re.compile(r"\$[A-Za-z0-9_]+=")
_CONDITION = re.compile(r"@\^?\S*")


@dataclass(slots=True)
class _Output:
    """The lines so far, and how deep the next one stands."""

    lines: list[str]
    depth: int = 0
    joinable: bool = False
    """Whether a `{` may be put behind the last line."""

    def add(self, text: str, *, joinable: bool = False) -> None:
        """Append a line at the present depth. One that would grow past what keepalived reads keeps what it can."""
        line = INDENT * self.depth + text
        if is_too_long(line) and not is_too_long(text):
            line = " " * (LINE_BYTES_MAX - _size(text)) + text
        self.lines.append(line)
        self.joinable = joinable

    def add_blank(self) -> None:
        """Append an empty line, except after another or at the beginning of a file or block."""
        if self.lines and self.lines[-1] and not self.lines[-1].endswith("{"):
            self.lines.append("")
        self.joinable = False

    def add_verbatim(self, line: str) -> None:
        """Append a line as it is."""
        self.lines.append(line)
        self.joinable = False

    def add_comment(self, text: str) -> None:
        """Append a comment, with the blanks before it, to the last line, or below it where it would grow too long."""
        if is_too_long(self.lines[-1] + text):
            self.add(text.lstrip(_BLANKS))
        else:
            self.lines[-1] += text
        self.joinable = False

    def open(self, text: str) -> None:
        """Append a line that ends in `{`; without words of its own it goes behind the line before it."""
        if not text and self.joinable and not is_too_long(self.lines[-1] + " {"):
            self.lines[-1] += " {"
        else:
            self.add(f"{text} {{" if text else "{")
        self.depth += 1
        self.joinable = False

    def close(self) -> None:
        """Append a `}`, one step to the left, without an empty line before it."""
        self.depth = max(0, self.depth - 1)
        if self.lines and not self.lines[-1]:
            self.lines.pop()
        self.add("}")


def format_text(text: str) -> str:
    """Return the text of a whole file in the one form. The line ends of the first line hold for all.

    The text may come from bytes by Latin-1: only ASCII is looked at.
    """
    mark = text[:1] if text[:1] == "\ufeff" else text[:3] if text.startswith("\xef\xbb\xbf") else ""
    lines = text[len(mark) :].split("\n")
    end = "\r\n" if len(lines) > 1 and lines[0].endswith("\r") else "\n"
    output = _Output([])
    in_definition, opened_for = False, ""
    for raw in lines:
        line = raw.rstrip("\r")
        content = line.strip(_BLANKS)
        if in_definition or _untouchable(line):
            output.add_verbatim(line)
        elif not content:
            output.add_blank()
        elif _WHOLE.search(_without_comment(content)):
            opened_for = _add_whole(output, content, opened_for)
        else:
            _add_pieces(output, line)
        if not content.startswith("@"):
            opened_for = ""
        in_definition = content.endswith("\\") and (in_definition or _DEFINITION.match(content) is not None)
    while output.lines and not output.lines[-1]:
        output.lines.pop()
    return mark + "".join(line + end for line in output.lines)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _untouchable(line: str) -> bool:
    """Whether keepalived passes over the line, or cuts it, so that moving it would change what it reads."""
    return "\0" in line or is_too_long(line)


def _without_comment(content: str) -> str:
    comment = next((match for match in _PIECE.finditer(content) if match.lastgroup == "comment"), None)
    return content[: comment.start()] if comment else content


def _add_whole(output: _Output, content: str, opened_for: str) -> str:
    """Append a line that must not be split. Return the condition for which it opens a block, or nothing.

    Of several lines that open the same block for different hosts (`@a vrrp_instance A {`, `@b vrrp_instance B {`)
    only the first counts.
    """
    if _INCLUDE.match(content) or _DEFINITION.match(content):
        output.add(content)
        return ""
    braces = [match.group() for match in _PIECE.finditer(content) if match.lastgroup == "brace"]
    change = braces.count("{") - braces.count("}")
    found = _CONDITION.match(content)
    condition = found.group() if found else ""
    again = bool(change > 0 and condition and opened_for and condition != opened_for)
    if change < 0 or braces[:1] == ["}"] or again:
        output.depth = max(0, output.depth + min(change, -1))
        output.add(content)
        output.depth += max(0, change + 1) if not again else 1
    else:
        output.add(content)
        output.depth += change
    return condition if change > 0 else ""


def _add_pieces(output: _Output, line: str) -> None:
    """Append the statements and braces of one line, each on a line of its own, and its comment behind the last."""
    pieces = list(_statements(line))
    for number, (kind, text, gap) in enumerate(pieces):
        if kind == "comment" and number:
            output.add_comment((gap if pieces[number - 1][0] == "words" else gap or " ") + text)
        elif kind == "open":
            output.open(text)
        elif kind == "close":
            output.close()
        else:
            output.add(text, joinable=kind == "words")


def _statements(line: str) -> Iterator[tuple[str, str, str]]:
    """Split a line into (kind, text, blanks before it): words, open (with its words), close, comment, unclosed."""
    start: int | None = None
    end = 0
    for match in _PIECE.finditer(line):
        kind, piece = match.lastgroup, match.group()
        if kind == "blank":
            continue
        if kind == "brace":
            words = line[start:end] if start is not None else ""
            if piece == "{":
                yield "open", words, ""
            else:
                if words:
                    yield "words", words, ""
                yield "close", "", ""
            start, end = None, match.end()
        elif kind == "comment":
            if start is not None:
                yield "words", line[start:end], ""
            yield "comment", piece.rstrip(_BLANKS), line[end : match.start()]
            return
        else:
            start = match.start() if start is None else start
            end = match.end()
            if kind == "unclosed":
                yield "unclosed", line[start:].rstrip(_BLANKS), ""
                return
    if start is not None:
        yield "words", line[start:end], ""
