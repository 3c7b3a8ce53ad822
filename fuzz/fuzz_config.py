"""Coverage-guided fuzzing of everything that reads a configuration, with atheris: `make fuzz`.

Usage: python fuzz/fuzz_config.py [LIBFUZZER OPTIONS] [CORPUS FOLDERS]. What must hold for any bytes: the reader
returns or raises ConfigError; the formatter keeps the words and comes to rest; both end in time and in bounds.
Rule: nothing here writes outside a temporary folder.
"""

import os
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["standfast"]):
    from standfast.config.diagnostics import Report
    from standfast.config.lexer import lex
    from standfast.config.load import load_bytes, load_full_bytes
    from standfast.edit.effective import effective
    from standfast.edit.format import format_text
    from standfast.edit.render import as_text
    from standfast.errors import ConfigError
    from standfast.lsp.features import completions, hover

INTERFACES = frozenset({"lo", "eth0"})
_FILE = "keepalived.conf"


def test_one_input(data: bytes) -> None:
    """Read, show and format any bytes."""
    try:
        load_bytes(data, _FILE, interfaces=INTERFACES)
    except ConfigError:
        pass
    full = load_full_bytes(data, _FILE, lenient=len(data) % 2 == 0, interfaces=INTERFACES)
    assert full.node is not None or full.diagnostics
    as_text(effective(full))
    text = data.decode("latin-1")
    once = format_text(text)
    assert format_text(once) == once, "formatting does not come to rest"
    assert _words(once) == _words(text), "formatting changed the words"
    line = text.count("\n") // 2
    completions(text, line, len(data) % 7, ())
    hover(text, line, len(data) % 7)


def _words(text: str) -> list[tuple[str, ...]]:
    return [tuple(token.text for token in line.tokens) for line in lex(text, _FILE, Report())]


def main() -> None:
    """Fuzz until a limit of the command line, in an empty folder, so that an include finds nothing."""
    arguments = [os.path.realpath(word) if Path(word).exists() else word for word in sys.argv]
    with tempfile.TemporaryDirectory(prefix="standfast-fuzz-") as folder:
        os.chdir(folder)
        atheris.Setup(arguments, test_one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
