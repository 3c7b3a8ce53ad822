"""Where standfast reads a configuration otherwise than keepalived 2.2.7 on purpose: the list, and what it is for.

The page docs/reference/differences.md is made from it (`python -m standfast.config.differences`), and the
differential test (tests/interop/test_differential.py) holds it against the running keepalived: what is not named
there must be the same, and what is named there must really differ. Rule: the entries are in differences_list.py.
"""

import re
import sys

from standfast.config.differences_files import Difference
from standfast.config.differences_list import DIFFERENCES
from standfast.config.newer_keywords import NEWER

__all__ = ["DIFFERENCES", "Difference", "document", "explains", "quiet_codes"]

_INTRODUCTION = """\
# Where standfast differs from keepalived on purpose

<!-- Generated from the list in the code: python -m standfast.config.differences > docs/reference/differences.md -->

A file that keepalived takes means the same to standfast. These are the exceptions, all of them: a test compares
both programs on keepalived's own samples and on random files, and fails at any difference that does not stand here.
keepalived means version 2.2.7, as Debian 12 ships it.

| name | in the file | keepalived | standfast |
|---|---|---|---|
"""


def quiet_codes() -> frozenset[str]:
    """Return the diagnostics of ours to which keepalived has nothing to say."""
    return frozenset(code for difference in DIFFERENCES for code in difference.codes)


def explains(sentence: str) -> Difference | None:
    """Return the difference that a sentence of `keepalived -t` belongs to, or None."""
    for difference in DIFFERENCES:
        if any(re.search(pattern, sentence) for pattern in difference.says):
            return difference
    return None


def document() -> str:
    """Return the page."""
    rows = (
        " | ".join((f"`{entry.name}`", entry.written, entry.keepalived, entry.standfast)) for entry in DIFFERENCES
    )
    newer = "".join(
        f"\n- in `{block}`: {', '.join(f'`{name}`' for name in names)}" for block, names in NEWER.items()
    )
    table = "".join(f"| {row} |\n" for row in rows)
    return f"{_INTRODUCTION}{table}\nThe newer keywords (`newer-keyword`):\n{newer}\n"


if __name__ == "__main__":
    sys.stdout.write(document())
