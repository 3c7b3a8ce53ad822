"""`vrrp_script`: commands, users, times, and who may replace a program that root runs."""

import os
import pwd
from pathlib import Path

import pytest

from config_texts import findings, instance, load_text, warnings
from standfast.config.diagnostics import Severity
from standfast.config.scripts import replaceable_by_others
from standfast.model.track import ScriptUser, TrackScript
from standfast.units import NS_PER_S

NOBODY = pwd.getpwnam("nobody")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


def with_script(lines: str, global_lines: str = "") -> str:
    start = f"global_defs {{\n{global_lines}\n}}\n" if global_lines else ""
    return start + f"vrrp_script chk {{\n{lines}\n}}\n" + instance("track_script {\nchk\n}")


def script(text: str) -> TrackScript:
    (only,) = load_text(text).node.scripts
    return only


def program(folder: Path, text: str, mode: int = 0o755) -> Path:
    path = folder / "check"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_defaults() -> None:
    read = script(with_script('script "/bin/true"'))
    assert (read.name, read.argv) == ("chk", ("/bin/true",))
    assert (read.interval_ns, read.timeout_ns, read.rise, read.fall) == (NS_PER_S, NS_PER_S, 1, 1)
    assert (read.weight, read.reverse, read.init_fail) == (0, False, False)


def test_all_values() -> None:
    lines = 'script "/bin/true"\ninterval 2.5\ntimeout 1\nweight -30 reverse\nrise 3\nfall 4\ninit_fail'
    read = script(with_script(lines))
    assert (read.interval_ns, read.timeout_ns, read.rise, read.fall) == (2_500_000_000, NS_PER_S, 3, 4)
    assert (read.weight, read.reverse, read.init_fail) == (-30, True, True)


def test_the_timeout_is_the_interval_unless_written() -> None:
    assert script(with_script('script "/bin/true"\ninterval 7')).timeout_ns == 7 * NS_PER_S


@pytest.mark.parametrize(
    ("command", "argv"),
    [
        ('"/bin/true"', ("/bin/true",)),
        ("\"/bin/sh -c 'exit 0'\"", ("/bin/sh", "-c", "exit 0")),
        ("'/bin/true a b'", ("/bin/true", "a", "b")),
        ('"/bin/echo #not-a-comment"', ("/bin/echo", "#not-a-comment")),
    ],
)
def test_commands(command: str, argv: tuple[str, ...]) -> None:
    text = with_script(f"script {command}")
    assert script(text).argv == argv
    assert warnings(text) == []


def test_arguments_outside_quotes_are_lost_with_a_warning() -> None:
    text = with_script("script /bin/kill -0 1")
    assert script(text).argv == ("/bin/kill",)
    assert warnings(text) == [("ignored-words", 2)]


def test_a_bare_name_is_searched() -> None:
    text = with_script('script "true"')
    assert script(text).argv[0].endswith("/true")
    assert (Severity.NOTICE, "path-search", 2) in findings(text)


@pytest.mark.parametrize(
    "lines",
    [
        'script "/no/such/program"',
        'script "/tmp"',
        "interval 2",
        'script ""',
        r'script "/bin/a\0b"',
    ],
)
def test_a_script_that_cannot_run_is_disabled_with_a_warning(lines: str) -> None:
    text = with_script(lines)
    node = load_text(text).node
    assert node.scripts == ()
    assert node.virtual_routers[0].tracked == ()
    assert [code for code, _ in warnings(text)] == ["script-disabled"]


def test_a_script_that_is_not_executable_is_disabled_with_a_warning_of_its_own() -> None:
    text = with_script('script "/etc/passwd"')
    assert load_text(text).node.scripts == ()
    assert [code for code, _ in warnings(text)] == ["script-not-executable"]


def test_a_program_without_a_header_is_run_by_the_shell(tmp_path: Path) -> None:
    path = program(tmp_path, "exit 0\n")
    assert script(with_script(f'script "{path} a"')).argv == ("/bin/sh", str(path), "a")


@pytest.mark.parametrize(
    ("lines", "global_lines", "user"),
    [
        ("user nobody", "", ("nobody", NOBODY.pw_uid, NOBODY.pw_gid)),
        ("user nobody daemon", "", ("nobody", NOBODY.pw_uid, 1)),
        ("", "script_user nobody", ("nobody", NOBODY.pw_uid, NOBODY.pw_gid)),
        ("user root", "script_user nobody", ("root", 0, 0)),
    ],
)
def test_who_runs_it(lines: str, global_lines: str, user: tuple[str, int, int]) -> None:
    read: ScriptUser = script(with_script(f'script "/bin/true"\n{lines}', global_lines)).user
    assert (read.name, read.uid, read.gid) == user


@pytest.mark.parametrize(
    ("lines", "global_lines", "code"),
    [
        ("user nosuch", "", "unknown-user"),
        ("user root nosuch", "", "unknown-group"),
        ("", "script_user nosuch", "unknown-user"),
    ],
)
def test_an_unknown_user_disables_the_script(lines: str, global_lines: str, code: str) -> None:
    text = with_script(f'script "/bin/true"\n{lines}', global_lines)
    assert load_text(text).node.scripts == ()
    assert {found for found, _ in warnings(text)} == {code, "script-disabled"}


def test_a_file_as_a_script_is_refused() -> None:
    assert (Severity.ERROR, "not-supported", 2) in findings(with_script('script "</tmp/file"'))


@as_root
@pytest.mark.parametrize("security", [True, False])
def test_a_program_of_another_user_is_reported_and_disabled_under_security(tmp_path: Path, security: bool) -> None:
    path = program(tmp_path, "#!/bin/sh\nexit 0\n")
    os.chown(path, NOBODY.pw_uid, NOBODY.pw_gid)
    text = with_script(f'script "{path}"', "script_user root" + "\nenable_script_security" * security)
    assert [code for code, _ in warnings(text)] == ["script-insecure"]
    assert len(load_text(text).node.scripts) == (0 if security else 1)


@as_root
def test_every_part_of_the_path_counts(tmp_path: Path) -> None:
    path = program(tmp_path, "#!/bin/sh\n")
    assert replaceable_by_others(str(path)) == ""
    tmp_path.chmod(0o777)
    assert replaceable_by_others(str(path)) == str(tmp_path)
    tmp_path.chmod(0o1777)
    assert replaceable_by_others(str(path)) == ""


def test_a_fraction_of_a_second_is_a_notice_because_an_older_keepalived_cuts_it() -> None:
    text = 'vrrp_script c {\nscript "/bin/true"\ninterval 0.5\n}\n' + instance("track_script {\nc\n}")
    assert (Severity.NOTICE, "fraction-of-a-second", 3) in findings(text)
