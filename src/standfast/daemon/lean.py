"""Loading the router without what only its construction would need: 1.5 MiB of its memory.

Rules: `dataclasses` loads `inspect` (with it the parser of Python, the tokenizer and the disassembler) for the
docstring of a class that has none, `re` to find ClassVar and InitVar in annotations that are text, and `copy` for
`asdict`. Every class here has a docstring (a lint rule), and none uses the others. So stand-ins take the modules
places while the router is loaded; whoever loads them later gets the real ones.
"""

import sys
from collections.abc import Callable
from types import ModuleType


class _Nothing:
    """A pattern that is found nowhere."""

    def match(self, _text: str) -> None:
        """Find nothing."""


def load_router() -> Callable[..., int]:
    """Return router_process.run_router."""
    stand_ins = {name: ModuleType(name) for name in ("inspect", "re", "copy") if name not in sys.modules}
    if "re" in stand_ins:
        stand_ins["re"].compile = lambda _pattern: _Nothing()  # type: ignore[attr-defined]
    sys.modules.update(stand_ins)
    try:
        from standfast.daemon.router_process import run_router
    finally:
        for name, stand_in in stand_ins.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]
    return run_router
