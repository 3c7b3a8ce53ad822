"""`standfast run` with what it should not be given: a line with file, line and what to do, and an untouched host."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from daemons import VIP, Standfast, configuration, run_command
from netlab import Host, Lan, wait_for
from standfast.cli import run as run_verb
from standfast.daemon.settings import decode_settings

ROOT = Path(__file__).resolve().parents[2]
AS_PRINTED = sorted((ROOT / "tests" / "data" / "article").glob("*.as-printed.conf"))


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    lan = Lan(1)
    yield lan.hosts[0]
    lan.close()


@pytest.fixture
def unchanged(host: Host, tmp_path: Path) -> Iterator[None]:
    """Whatever happens in the test, the host is afterwards as it was."""
    before = what_it_is_like(host)
    yield
    assert what_it_is_like(host) == before
    assert not (tmp_path / "run").exists()


def what_it_is_like(host: Host) -> list[str]:
    # Without the links' states, in which the kernel has a say of its own.
    commands = (("ip", "-oneline", "addr"), ("ip", "route"), ("ip", "maddr"), ("ls", "-A", "/run"))
    return [host.run(*command).stdout for command in commands]


Refusal = Callable[..., str]


@pytest.fixture
def refusal(host: Host, tmp_path: Path, unchanged: None) -> Refusal:
    """Run a text as a configuration that must be refused, and return what was said."""

    def refuse(text: str, *options: str) -> str:
        config = tmp_path / "keepalived.conf"
        config.write_text(text)
        return run_refused(host, tmp_path, config, *options)

    return refuse


def run_refused(host: Host, folder: Path, config: Path, *options: str) -> str:
    command = run_command("-f", str(config), "--run-dir", str(folder / "run"), *options)
    done = host.run("timeout", "10", *command, check=False)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    return done.stderr


@pytest.mark.root
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("interface enp0s8", "interface eth7", r":4: .*eth7.*does not exist.*ip link"),
        ("virtual_router_id 51", "virtual_router_id 256", r":5: .*virtual_router_id 256.*from 1 to 255"),
        ("virtual_router_id 51", "", r":2: .*VI_1.*virtual_router_id.*add"),
        ("priority 100", "priority 100 }", r":\d+: .*}"),
    ],
    ids=["unknown interface", "VRID out of range", "no VRID", "superfluous brace"],
)
def test_a_mistake_is_refused_with_its_line(refusal: Refusal, old: str, new: str, said: str) -> None:
    text = refusal(configuration(100).replace(old, new))
    assert re.search(r"/keepalived\.conf" + said, text), text


@pytest.mark.root
def test_a_virtual_router_id_that_is_used_twice_is_refused(refusal: Refusal) -> None:
    text = refusal(configuration(100) + configuration(90).replace("VI_1", "VI_2"))
    assert re.search(r"/keepalived\.conf:\d+: 'VI_2' and 'VI_1' both use virtual_router_id 51 .*; give", text)


@pytest.mark.root
def test_a_missing_file_is_named(host: Host, tmp_path: Path, unchanged: None) -> None:
    assert "none.conf: there is no such file; " in run_refused(host, tmp_path, tmp_path / "none.conf")


@pytest.mark.root
@pytest.mark.parametrize("place", ["/", "/dev/null"])
def test_a_file_that_is_none_is_named(host: Host, tmp_path: Path, unchanged: None, place: str) -> None:
    assert f" {place}: " in run_refused(host, tmp_path, Path(place))


@pytest.mark.root
def test_an_unreadable_file_is_named(host: Host, tmp_path: Path, unchanged: None) -> None:
    config = tmp_path / "keepalived.conf"
    config.write_text(configuration(100))
    config.chmod(0)
    # Root may read everything unless this right is taken away.
    without = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    command = run_command("-f", str(config), "--run-dir", str(tmp_path / "run"))
    done = host.run(*without, *command, check=False)
    assert done.returncode == 2
    assert f"{config}: the file cannot be read: Permission denied; " in done.stderr


@pytest.mark.root
@pytest.mark.parametrize("junk", [b"", b"\0\xff\xfe" * 1000, b"{" * 10000, b"}" * 10000, b'"', b"vrrp_instance"])
def test_junk_is_refused(host: Host, tmp_path: Path, unchanged: None, junk: bytes) -> None:
    config = tmp_path / "keepalived.conf"
    config.write_bytes(junk)
    text = run_refused(host, tmp_path, config)
    assert str(config) in text
    assert "Traceback" not in text


@pytest.mark.root
@pytest.mark.parametrize("config", AS_PRINTED, ids=lambda path: path.name)
def test_the_articles_listings_as_printed_name_the_block_that_is_never_closed(
    host: Host, tmp_path: Path, unchanged: None, config: Path
) -> None:
    text = run_refused(host, tmp_path, config)
    assert re.search(rf"{config}:\d+: the block '[Vv]rrp_\w+ \w+' that is opened here is never closed", text), text


@pytest.mark.root
@pytest.mark.parametrize("config", [path for path in AS_PRINTED if "complete" not in path.name], ids=lambda p: p.name)
def test_lenient_runs_them_with_a_warning(host: Host, tmp_path: Path, config: Path) -> None:
    text = config.read_text().replace("priority 100", "priority 255").replace("priority 80", "priority 255")
    with Standfast(host, tmp_path / "node", text, "--lenient") as daemon:
        wait_for(lambda: VIP in host.addresses(), "the VIP")
        assert daemon.said(rf"{daemon.config}:\d+: the block 'vrrp_instance VI_1' .* is never closed") == 1
        assert daemon.stop() == 0


@pytest.mark.root
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("advert_int 1", "advert_intt 1", r":7: unknown keyword 'advert_intt'.*advert_int'"),
        ("advert_int 1", "advert_int 1\n garp_master_repeat -1", r":8: .*garp_master_repeat"),
        ("auth_pass 1111", "auth_pass 123456789", r":10: .*auth_pass"),
    ],
    ids=["unknown keyword", "value out of range", "password too long"],
)
def test_what_keepalived_passes_over_is_a_warning(host: Host, tmp_path: Path, old: str, new: str, said: str) -> None:
    with Standfast(host, tmp_path / "node", configuration(255).replace(old, new)) as daemon:
        daemon.wait_said(r"/keepalived\.conf" + said)
        wait_for(lambda: VIP in host.addresses(), "the VIP")
        assert daemon.stop() == 0


def test_a_wrong_command_line_says_so() -> None:
    result = CliRunner().invoke(run_verb.run, ["--no-such-option"])
    assert result.exit_code == 2
    assert "--no-such-option" in result.output


def test_the_daemon_is_a_fresh_interpreter_that_nobodys_environment_reaches(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []

    def remember(program: str, argv: list[str]) -> None:
        called.append([program, *argv])

    monkeypatch.setattr("os.execv", remember)
    command = run_verb.run
    assert isinstance(command, click.Command)
    result = CliRunner().invoke(command, ["-f", "a.conf", "--run-dir", "b", "--lenient"])
    assert result.exit_code == 0
    ((program, *argv),) = called
    assert (program, argv[:2]) == (sys.executable, [sys.executable, "-I"])
    settings = decode_settings(argv[argv.index("-c") + 2 : argv.index("--")])
    assert (settings.config, settings.run_directory, settings.lenient) == ("a.conf", "b", True)
