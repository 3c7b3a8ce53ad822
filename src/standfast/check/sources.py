"""The lines of the files that findings point at, read when they are first needed.

Rules: a line is handed out for display with the value of a secret keyword covered by asterisks; a file that cannot be
read has no lines.
"""

import re

from standfast.config.schema import SECRETS

_SECRET = re.compile(rf"((?:^|[\s{{])(?:{'|'.join(SECRETS)})(?:\s+|[=:]\s*))([^#!\s}}][^#!\r\n}}]*)")


class Sources:
    """The texts of files by name; what is not handed in is read from disk."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._lines = {file: text.split("\n") for file, text in texts.items()}

    def lines(self, file: str) -> list[str]:
        """Return the lines of a file as they are."""
        if file not in self._lines:
            self._lines[file] = _read(file)
        return self._lines[file]

    def line(self, file: str, number: int) -> str | None:
        """Return one line with its secrets covered, or None if it cannot be had."""
        lines = self.lines(file)
        return covered(lines[number - 1].rstrip("\r")) if 0 < number <= len(lines) else None


def covered(line: str) -> str:
    """Return a line with the value of a secret keyword replaced by asterisks."""
    return _SECRET.sub(lambda match: match.group(1) + "*" * len(match.group(2)), line)


def _read(file: str) -> list[str]:
    try:
        with open(file, encoding="utf-8", errors="replace", newline="") as opened:  # noqa: PTH123
            return opened.read().split("\n")
    except OSError:
        return []
