"""The `authentication` blocks of an instance -> model.PasswordAuthentication or HeaderAuthentication.

keepalived's rules: the last word of several blocks counts; without a type, or without a password, there is no
authentication at all; only the first 8 bytes of a password count. Rule of this file: no password in a message.
"""

from collections.abc import Mapping

from standfast.config.diagnostics import Position, Report
from standfast.config.keywords_instance import AUTHENTICATION
from standfast.config.sections import Section
from standfast.model.packets import HeaderAuthentication, PasswordAuthentication

PASSWORD_LENGTH = 8
VERSION_WITH_AUTHENTICATION = 2


def read_authentication(
    section: Section, version: int, encodings: Mapping[str, str], report: Report
) -> PasswordAuthentication | HeaderAuthentication | None:
    """Read the block. Return None if packets are not authenticated, with a report unless that was not asked for.

    `encodings` says how each file was read: what goes on the wire are the bytes of the file.
    """
    found = _read(section, encodings, report)
    block = section.last("authentication")
    if found is None or block is None or version == VERSION_WITH_AUTHENTICATION:
        return found
    report.warning(
        block.at, "contradiction", f"VRRP version {version} has no authentication, so packets carry none",
        "remove the authentication block",
    )  # fmt: skip
    return None


def _read(
    section: Section, encodings: Mapping[str, str], report: Report
) -> PasswordAuthentication | HeaderAuthentication | None:
    statements = [inner for block in section.all("authentication") for inner in block.block or ()]
    if not statements:
        return None
    inner = Section(AUTHENTICATION, statements, report)
    kind, word = inner.word("auth_type"), inner.word("auth_pass")
    if kind is not None and kind.text == "AH" and any(s.arguments[0].text == "MASTER" for s in section.all("state")):
        report.warning(
            kind.at, "contradiction", "'state MASTER' does not work with 'auth_type AH', so it is ignored",
            "write 'state BACKUP' on all nodes",
        )  # fmt: skip
    if kind is None or kind.text not in ("PASS", "AH"):
        _report_no_authentication(kind.at if kind else statements[0].at, "there is no valid auth_type", report)
        return None
    password = word.text.encode(encodings.get(word.at.file, "utf-8"), "replace") if word else b""
    if word is None or not password:
        _report_no_authentication(kind.at, "no password is given", report)
        return None
    if len(password) > PASSWORD_LENGTH:
        report.warning(
            word.at, "password-truncated", f"only the first {PASSWORD_LENGTH} bytes of auth_pass count",
            f"shorten it to {PASSWORD_LENGTH} on all nodes",
        )  # fmt: skip
    secret = password[:PASSWORD_LENGTH].ljust(PASSWORD_LENGTH, b"\0")
    return PasswordAuthentication(secret) if kind.text == "PASS" else HeaderAuthentication(secret)


def _report_no_authentication(at: Position, why: str, report: Report) -> None:
    report.warning(
        at,
        "no-authentication",
        f"packets carry no password, because {why}",
        "write 'auth_type PASS' and 'auth_pass STRING'",
    )
