"""Names of iproute2 in routes and rules (`table main`, `protocol bird`, `scope link`) -> numbers.

keepalived's rules: a number counts as in C (decimal, 0x, or octal after a 0), and what is none is looked up in
iproute2's files. What those files always begin with is known without them, so that `check` gives one answer on a
machine with iproute2 and on one without.

Rules: it reads only the files of iproute2, and only when a name asks for them; nothing is cached.
"""

from enum import Enum
from pathlib import Path

_FOLDERS = tuple(Path(folder) for folder in ("/etc/iproute2", "/usr/share/iproute2", "/usr/lib/iproute2"))
_SIZE_MAX = 1_000_000


class Names(Enum):
    """A file of iproute2: its name, and the greatest number that its names can stand for."""

    TABLE = ("rt_tables", 2**32 - 1)
    PROTOCOL = ("rt_protos", 255)
    SCOPE = ("rt_scopes", 255)
    REALM = ("rt_realms", 255)
    DSFIELD = ("rt_dsfield", 255)
    GROUP = ("group", 2**32 - 1)


_ALWAYS = {
    Names.TABLE: {"default": 253, "main": 254, "local": 255},
    Names.PROTOCOL: {"redirect": 1, "kernel": 2, "boot": 3, "static": 4},
    Names.SCOPE: {"global": 0, "site": 200, "link": 253, "host": 254, "nowhere": 255},
    Names.REALM: {"cosmos": 0},
    Names.DSFIELD: {"default": 0},
    Names.GROUP: {"default": 0},
}


def parse_c_integer(text: str) -> int | None:
    """Return a whole number without a sign, written as in C (12, 0xc, 014), or None."""
    try:
        if not text.isascii() or not text[:1].isdigit() or "_" in text:
            return None
        return int(text, 8 if len(text) > 1 and text.isdigit() and text[0] == "0" else 0)
    except ValueError:
        return None


def number_of(names: Names, text: str) -> int | None:
    """Return the number that a word stands for, or None if it is no such name and no number in range."""
    file, greatest = names.value
    number = parse_c_integer(text)
    if number is None:
        number = _ALWAYS[names].get(text)
    if number is None:
        number = _looked_up(file, text)
    return number if number is not None and number <= greatest else None


def _looked_up(file: str, name: str) -> int | None:
    for folder in _FOLDERS:
        for path in (folder / file, *sorted((folder / f"{file}.d").glob("*.conf"))):
            try:
                with path.open(encoding="utf-8", errors="replace") as stream:
                    lines = stream.read(_SIZE_MAX).splitlines()
            except OSError:
                continue
            for line in lines:
                words = line.partition("#")[0].split()
                if len(words) >= 2 and words[1] == name:
                    return parse_c_integer(words[0])
    return None
