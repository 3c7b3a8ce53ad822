"""keepalived's command line, word by word; what it then does is in tests/interop/test_command_line.py."""

import getopt
import re
import subprocess
import sys

import pytest

from standfast.cli.keepalived import OPTIONS, help_text, parse, settings_of

KEEPALIVED = "/usr/sbin/keepalived"


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        (["-f", "x"], {"use-file": "x"}),
        (["--use-file=x"], {"use-file": "x"}),
        (["--use-file", "x"], {"use-file": "x"}),
        (["-fx"], {"use-file": "x"}),
        (["-nlD"], {"dont-fork": "", "log-console": "", "log-detail": ""}),
        (["-DD"], {"log-detail": ""}),
        (["-t"], {"config-test": ""}),
        (["-tout"], {"config-test": "out"}),
        (["--config-test=out"], {"config-test": "out"}),
        (["-g"], {"log-file": ""}),
        (["-g/var/log/k"], {"log-file": "/var/log/k"}),
        (["-t", "-f", "x"], {"config-test": "", "use-file": "x"}),
        (["-p", "a", "-r", "b"], {"pid": "a", "vrrp_pid": "b"}),
        (["-c", "c", "-b", "d"], {"checkers_pid": "c", "bfd_pid": "d"}),
    ],
)  # fmt: skip
def test_every_spelling_is_understood(words: list[str], chosen: dict[str, str]) -> None:
    assert parse(words) == chosen


@pytest.mark.parametrize("words", [["--nonsense"], ["-q"], ["-f"], ["surplus"]])
def test_what_keepalived_does_not_know_is_refused(words: list[str]) -> None:
    with pytest.raises(getopt.GetoptError):
        parse(words)


def test_every_option_of_keepalived_is_there() -> None:
    shown = subprocess.run([KEEPALIVED, "-h"], capture_output=True, text=True)
    theirs = set(re.findall(r"^\s+(?:-\w, |    )--([\w-]+)", shown.stdout + shown.stderr, re.MULTILINE))
    assert len(theirs) > 20
    assert theirs <= {option.name for option in OPTIONS}


def test_the_defaults_are_keepalived_s() -> None:
    settings = settings_of({})
    assert (settings.config, settings.name) == ("/etc/keepalived/keepalived.conf", "keepalived")
    assert (settings.pid_path, settings.router_pid_path) == ("/run/keepalived.pid", "/run/vrrp.pid")
    assert (settings.background, settings.log_to_syslog, settings.log_to_console) == (True, True, False)
    assert (settings.lenient, settings.without_virtual_servers, settings.syslog_facility) == (True, True, "daemon")


def test_each_option_is_carried_over() -> None:
    words = "-n -l -D -G -d -e -R -S 3 -i id -s net -u 022 -p a -r b -glog -f x"
    settings = settings_of(parse(words.split()))
    assert (settings.background, settings.log_to_console, settings.log_in_detail) == (False, True, True)
    assert (settings.log_to_syslog, settings.dumps_configuration, settings.includes_must_exist) == (False, True, True)
    assert (settings.respawns, settings.syslog_facility, settings.config_id) == (False, "local3", "id")
    assert (settings.network_namespace, settings.umask, settings.log_path) == ("net", 0o22, "log")
    assert (settings.pid_path, settings.router_pid_path, settings.config) == ("a", "b", "x")


def test_an_option_without_a_meaning_is_a_message() -> None:
    messages = settings_of(parse(["-x", "-C", "-n"])).messages.splitlines()
    assert [message.partition(":")[0] for message in messages] == ["--check", "--snmp"]


@pytest.mark.parametrize(
    ("text", "name"), [("0", "local0"), ("local7", "local7"), ("user", "user"), ("DAEMON", "daemon")]
)
def test_a_facility_is_a_number_or_a_name(text: str, name: str) -> None:
    assert settings_of({"log-facility": text}).syslog_facility == name


@pytest.mark.parametrize(
    "chosen", [{"log-facility": "8"}, {"log-facility": "mail"}, {"umask": "x"}, {"umask": "999"}]
)
def test_an_argument_that_is_none_ends_the_program(chosen: dict[str, str]) -> None:
    with pytest.raises(SystemExit) as ended:
        settings_of(chosen)
    assert ended.value.code == 1


def test_the_help_names_every_option() -> None:
    text = help_text()
    assert all(f"--{option.name}" in text for option in OPTIONS)


@pytest.mark.parametrize("option", ["-v", "--version"])
def test_the_version_names_the_one_that_it_is_compatible_with(option: str) -> None:
    command = [sys.executable, "-m", "standfast", "keepalived", option]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0
    # Scripts look for it: it stands where keepalived's stands.
    assert re.match(r"Keepalived .*v2\.2\.7", done.stderr)
