"""Lines that keepalived rewrites before it parses: includes, conditions, parameters, sequences.

This version does not expand them, and to run a file without them would be to run another file, so each is refused.
Rule of this file: lines in, a report out; when the expansion is written, it takes the place of the refusal.
"""

import re
from itertools import zip_longest

from standfast.config.diagnostics import Report
from standfast.config.lexer import Line

_INCLUDE = re.compile(r"include[rmwba]?\Z")
_PARAMETER = re.compile(r"\$\w+=")
_SEQUENCE = re.compile(r"~(SEQx?|LST)\(")
_PREDEFINED = re.compile(r"\$\{_(PWD|INSTANCE|RANDOM|ENV|HASH|BANG)\b")
_BEFORE_BRACE = "$"
_LEFT_OUT = "without it this would be another configuration"


def refuse_unexpanded(lines: list[Line], report: Report) -> None:
    """Report as an error each line that keepalived would rewrite."""
    for line, following in zip_longest(lines, lines[1:]):
        split = following is not None and following.brace == "{" and line.text.endswith(_BEFORE_BRACE)
        what = "parameters (${NAME})" if split else _rewritten(line)
        if what:
            report.error(
                line.at, "not-supported", f"{what} are not supported by this version of standfast, and {_LEFT_OUT}",
                "write out what it stands for",
            )  # fmt: skip


def _rewritten(line: Line) -> str:
    first = line.tokens[0].text
    if _INCLUDE.match(first):
        return "included files"
    if first.startswith("@"):
        return "conditional lines (@ID)"
    if _PARAMETER.match(first):
        return "parameters ($NAME=VALUE)"
    if _SEQUENCE.search(line.text):
        return "sequences (~SEQ, ~LST)"
    return "predefined parameters (${_NAME})" if _PREDEFINED.search(line.text) else ""
