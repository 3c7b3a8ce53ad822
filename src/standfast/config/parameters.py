"""Parameters: `$NAME=VALUE`, `$NAME`, `${NAME}`, and those that keepalived defines itself.

keepalived's rules: a value is put in when it is used, again and again until nothing changes; `$NAME` counts only
before a blank, a comma, a `)` or the end of the line, `${NAME}` anywhere; what is not defined stays as it is; a
value of several lines can only stand at the end of a line.

Rule of this file: each character of the result knows the column that it came from.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

DEFINITION = re.compile(r"[ \t]*\$([A-Za-z_]\w*)=(.*)", re.DOTALL | re.ASCII)
_USE = re.compile(
    r"\$(?:\{(?P<braced>[A-Za-z_]\w*)\}"
    r"|\{(?P<call>_RANDOM|_ENV)(?P<words>(?:[ \t]+\w+)*)[ \t]*\}"
    r"|(?P<bare>[A-Za-z_]\w*)(?=[ \t,)]|\Z))",
    re.ASCII,
)
_ASSIGNED = re.compile(r"[ \t]+=")
_RANDOM_MAX = 32767


@dataclass(frozen=True, slots=True)
class Text:
    """One line under way, with the column in the file for each of its characters."""

    text: str
    columns: tuple[int, ...]

    def cut(self, start: int) -> "Text":
        """Return the text from an index on."""
        return Text(self.text[start:], self.columns[start:])


@dataclass(slots=True)
class Parameters:
    """The values in force at this place of the file. A value is its lines, mostly one."""

    instance: str
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def define(self, name: str, lines: list[str]) -> None:
        """Set a value."""
        self.values[name] = tuple(lines)

    def substitute(self, line: Text, folder: str) -> list[Text]:
        """Replace each use once. Return the lines that the line becomes: itself if nothing changes."""
        pieces: list[str] = []
        columns: list[int] = []
        end = 0
        following: tuple[str, ...] = ()
        for match in _USE.finditer(line.text):
            value = self._value(match, folder)
            if value is None or (len(value) > 1 and line.text[match.end() :].strip()):
                continue
            pieces += [line.text[end : match.start()], value[0]]
            column = line.columns[match.start()]
            columns += [*line.columns[end : match.start()], *[column] * len(value[0])]
            end = match.end()
            if len(value) > 1:
                following = value[1:]
                break
        if not end:
            return [line]
        if following:
            last = columns[-1] if columns else line.columns[0]
            return [
                Text("".join(pieces), tuple(columns)),
                *(Text(text, (last,) * len(text)) for text in following),
            ]
        return [Text("".join([*pieces, line.text[end:]]), (*columns, *line.columns[end:]))]

    def unknown(self, text: str) -> Iterator[tuple[str, int, bool]]:
        """Yield each name in a line that nothing defines: with its index, and whether it stands in double quotes."""
        for match in _USE.finditer(text):
            name = match["braced"] or match["bare"]
            if name and name not in self.values and not _ASSIGNED.match(text, match.end()):
                yield name, match.start(), text.count('"', 0, match.start()) % 2 == 1

    def _value(self, match: re.Match[str], folder: str) -> tuple[str, ...] | None:
        call = match["call"]
        if call is not None:
            return self._call(call, match["words"].split())
        name = match["braced"] or match["bare"]
        if name in self.values:
            return self.values[name]
        if match["braced"]:
            return self._predefined(name, folder)
        return None

    def _predefined(self, name: str, folder: str) -> tuple[str, ...] | None:
        if name == "_PWD":
            return (os.path.abspath(folder),)  # noqa: PTH100 - the folder need not exist
        if name == "_INSTANCE":
            return (self.instance,)
        signs = {"_HASH": "#", "_BANG": "!"}
        return (signs[name],) if name in signs else self._call(name, [])

    def _call(self, name: str, words: list[str]) -> tuple[str, ...] | None:
        if name == "_ENV" and len(words) == 1:
            return (os.environ.get(words[0], "").replace("\n", " "),)
        if name != "_RANDOM" or len(words) > 2 or not all(word.isascii() and word.isdigit() for word in words):
            return None
        low = int(words[0][:9]) if words else 0
        high = int(words[1][:9]) if len(words) > 1 else max(low, _RANDOM_MAX)
        import random  # only a file that asks for it pays for it

        return (str(random.randint(low, high)),) if low <= high else None
