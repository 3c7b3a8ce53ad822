"""The kernel's settings of an interface: /proc/sys/net, and how they were before this daemon changed them.

Rules: a setting that this kernel does not have (IPv6 switched off, perhaps) is None, and is not changed. What a
setting was before is in the journal first and changed then, so that a successor can restore it after a crash.
"""

from standfast.linux.journal import Journal

_ROOT = "/proc/sys/net"
_PROMOTE = ("ipv4", "promote_secondaries")


def read_setting(family: str, interface: str, name: str) -> str | None:
    """Return a setting such as ("ipv4", "eth0", "rp_filter"), or None if there is none of that name."""
    try:
        with open(_path(family, interface, name), encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return None


def write_setting(family: str, interface: str, name: str, value: str) -> None:
    """Change a setting. Raises OSError."""
    with open(_path(family, interface, name), "w", encoding="ascii") as file:
        file.write(value)


class Settings:
    """The settings that this daemon has changed."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def change(self, family: str, interface: str, name: str, value: str) -> None:
        """Change a setting, if it is another one. Raises OSError."""
        present = read_setting(family, interface, name)
        if present is None or present == value:
            return
        if not any(fact[:3] == (family, interface, name) for fact in self._journal.find("setting")):
            self._journal.note("setting", family, interface, name, present)
        write_setting(family, interface, name, value)

    def restore(self, family: str, interface: str, name: str) -> None:
        """Make one setting what it was before; of an interface that is gone there is nothing to restore."""
        for known in self._journal.find("setting"):
            if known[:3] == (family, interface, name) and len(known) == 4:
                if read_setting(family, interface, name) is not None:
                    write_setting(family, interface, name, known[3])
                self._journal.strike("setting", family, interface, name)

    def restore_all(self) -> None:
        """Make everything what it was before."""
        for known in self._journal.find("setting"):
            self.restore(*known[:3])

    def close(self) -> None:
        """Leave nothing changed."""
        self.restore_all()

    def promote_secondaries(self, interface: str, *, on: bool) -> None:
        """Have the kernel keep the other addresses of a network when its first one goes, or do as before."""
        family, name = _PROMOTE
        if on:
            self.change(family, interface, name, "1")
        else:
            self.restore(family, interface, name)


def _path(family: str, interface: str, name: str) -> str:
    return f"{_ROOT}/{family}/conf/{interface}/{name}"
