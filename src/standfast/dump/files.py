"""Writing a dump file: in /tmp, where anybody may have put something of the same name.

Rules: a new file beside it, made so that nothing that exists is opened (no symbolic link is followed), then renamed:
whoever reads sees a whole file, and a link of that name is replaced, not written through.
"""

import os
from pathlib import Path

DATA, PARENT_DATA, STATISTICS, JSON = (
    "keepalived.data", "keepalived_parent.data", "keepalived.stats", "keepalived.json",
)  # fmt: skip
_FOLDER = "/tmp"


def path_of(name: str, chosen: str = "") -> str:
    """Return where a file goes: where the configuration says, else into TMPDIR as keepalived does, else /tmp."""
    if chosen and chosen != f"{_FOLDER}/{name}":
        return chosen
    return f"{os.environ.get('TMPDIR') or _FOLDER}/{name}"


def write_dump(path: str, text: str, umask: int) -> None:
    """Write a file whole. Raises OSError."""
    new = f"{path}.{os.urandom(6).hex()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(new, flags, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape") as file:
            os.fchmod(file.fileno(), 0o666 & ~umask)
            file.write(text)
        Path(new).rename(path)
    except BaseException:
        Path(new).unlink(missing_ok=True)
        raise
