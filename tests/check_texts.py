"""Help for the tests of check/: a file on disk from a text, a host made up, and the findings as short tuples.

Rule: the made-up host has the interfaces of the article's machines, whatever machine the tests run on.
"""

import socket
from pathlib import Path

from standfast.check.checking import Checked, check_file
from standfast.check.finding import Finding
from standfast.check.host import Host, HostAddress
from standfast.check.view import View, view
from standfast.config.load import load_full_bytes

FILE = "keepalived.conf"


def host_address(text: str, *, lasting: bool = True) -> HostAddress:
    """Return `ADDRESS/LENGTH` as the kernel would tell it."""
    address, length = text.split("/")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return HostAddress(socket.inet_pton(family, address), int(length), lasting)


HOST = Host(
    {
        "lo": (host_address("127.0.0.1/8"),),
        "enp0s3": (host_address("10.0.2.15/24"),),
        "enp0s8": (host_address("192.168.56.101/24"), host_address("fe80::1/64")),
    }
)


def check_text(folder: Path, text: str, host: Host | None = HOST, name: str = FILE) -> Checked:
    """Write a text to a file that only its owner can read, and check that."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return check_file(str(path), host)


def see(text: str, file: str = FILE) -> View:
    """Return the view of a text."""
    return view(file, load_full_bytes(text.encode(), file, interfaces=None).tree)


def codes(findings: "list[Finding] | tuple[Finding, ...]") -> list[str]:
    """Return the codes, in order."""
    return [found.diagnostic.code for found in findings]


def only(findings: "list[Finding] | tuple[Finding, ...]", code: str) -> Finding:
    """Return the one finding with that code."""
    (found,) = [found for found in findings if found.diagnostic.code == code]
    return found
