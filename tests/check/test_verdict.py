"""The exit code of `keepalived -t`, without keepalived. That it is the right one is tested in interop/."""

from pathlib import Path

import pytest

from check_texts import HOST
from config_texts import instance
from standfast.check.reading import read_file
from standfast.check.verdict import verdict
from standfast.check.view import view

SECURITY = "global_defs {\nenable_script_security\nscript_user root\n}\n"


def script(line: str) -> str:
    return f"vrrp_script chk {{\n{line}\n}}\n" + instance("track_script {\nchk\n}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (instance(), 0),
        (instance("bogus 1"), 5),
        (instance(priority="priority"), 2),
        (instance(priority="priority 256"), 5),
        (instance("bogus", priority="priority"), 2),
        (instance('notify "/no/such"'), 0),
        (instance("notify_master /bin/true MASTER"), 0),
        (instance('notify_master "/bin/true"'), 6),
        (SECURITY + instance('notify_master "/bin/true"'), 0),
        (script('script "/bin/true"'), 6),
        (script('script "/no/such"'), 5),
        (SECURITY + script('script "/bin/true"'), 0),
        (script('script "/bin/true"\nbogus'), 6),
        (SECURITY + script('script "/etc/passwd"'), 0),
        (script('script "/etc/passwd"'), 6),
        (SECURITY + script('script "/etc"'), 5),
        (instance(interface="interface nope"), 5),
        ("global_defs {\ndynamic_interfaces\n}\n" + instance(interface="interface nope"), 0),
        (instance(virtual_ipaddress="virtual_ipaddress {\n224.0.0.1\n}"), 0),
        (instance(virtual_ipaddress="virtual_ipaddress {\n224.0.0.300\n}"), 5),
        (instance().removesuffix("}\n"), 5),
        ("global_defs {\nvrrp_strict\n}\n" + instance(authentication=""), 0),
    ],
)
def test_the_verdict_follows_from_the_codes(tmp_path: Path, text: str, expected: int) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text(text, encoding="utf-8")
    reading = read_file(str(path), tuple(HOST.interfaces))
    assert verdict(reading, view(str(path), reading.tree)) == expected


def test_an_executable_file_is_skipped_and_a_missing_one_cannot_run(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text(instance("bogus"), encoding="utf-8")
    path.chmod(0o755)
    assert verdict(read_file(str(path), None), view("f", ())) == 0
    assert verdict(read_file(str(tmp_path / "none"), None), view("f", ())) == 4
