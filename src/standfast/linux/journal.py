"""What this daemon changed on the host and has to take back, written down for a successor after a crash.

Rules: a text file in the run directory, one fact a line, written whole at each change (there are few, and never while
somebody waits); gone when nothing is left to take back. Addresses are not in it: their leases end by themselves.

    vmac NAME                           an interface that was made
    table NAME                          a table of nftables
    setting FAMILY INTERFACE NAME VALUE what a setting of the kernel was before
"""

import os

Fact = tuple[str, ...]
Setting = tuple[str, str, str]


class Journal:
    """The facts of this daemon and of its dead predecessor."""

    def __init__(self, path: str) -> None:
        """Read what a predecessor left; without a file there is nothing."""
        self._path = path
        self._facts: list[Fact] = _read(path)

    def find(self, kind: str) -> list[Fact]:
        """Return the facts of one kind, without that word."""
        return [fact[1:] for fact in self._facts if fact[0] == kind]

    def note(self, *fact: str) -> None:
        """Write a fact down."""
        if fact not in self._facts:
            self._facts.append(fact)
            self._write()

    def strike(self, *fact: str) -> None:
        """Strike out every fact that begins with these words."""
        kept = [known for known in self._facts if known[: len(fact)] != fact]
        if len(kept) != len(self._facts):
            self._facts = kept
            self._write()

    def _write(self) -> None:
        new = f"{self._path}.new"
        try:
            if not self._facts:
                os.unlink(self._path)
                return
            with open(new, "w", encoding="utf-8", errors="surrogateescape") as file:
                file.writelines(" ".join(fact) + "\n" for fact in self._facts)
            os.rename(new, self._path)
        except OSError:
            pass  # The service matters more; of a run directory that cannot be written the state file tells.


def _read(path: str) -> list[Fact]:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return [tuple(line.split()) for line in file if line.split()]
    except OSError:
        return []
