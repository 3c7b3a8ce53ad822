"""Values that several blocks of a configuration share.

Rules: frozen; durations are nanoseconds; what a file does not say is None where no default exists.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A command as written (`notify`, `script`, `misc_path`): program and arguments, and who is to run it."""

    argv: tuple[str, ...]
    user: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Weight:
    """`weight N [reverse]`: what a tracker adds to a priority; 0 means that a failure is a FAULT."""

    value: int
    reverse: bool = False
