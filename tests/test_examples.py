"""The example files: what the check scripts do on a host, and what the article's listings became.

The configurations themselves are run by the tests of the lab and of the configuration reader.
"""

import difflib
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from netlab import wait_for
from source_tree import ROOT
from standfast.config.load import load, load_full
from standfast.lab import faults, provision
from standfast.lab.host import Node
from standfast.lab.services import daemon_pids
from standfast.lab.topology import Lab

EXAMPLES = ROOT / "examples"
AS_PRINTED = ROOT / "tests" / "data" / "article"
VRRP = sorted((EXAMPLES / "vrrp").glob("*/*/keepalived.conf"))
SCRIPTS = sorted(path.name for path in (EXAMPLES / "nginx").glob("*.sh"))


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    """A node with nginx and keepalived, which runs no check by itself."""
    with Lab.build(daemon="keepalived", name="examples", start_daemons=False) as lab:
        provision.install_config(lab.nodes[1], "plain")
        faults.start_daemon(lab.nodes[1])
        yield lab.nodes[1]


def check(node: Node, script: str) -> tuple[int, float]:
    """Run a check script as the daemon does; its exit code and how long it took."""
    begun = time.monotonic()
    ended = node.run(f"/etc/keepalived/{script}", check=False)
    assert ended.stdout + ended.stderr == ""
    return ended.returncode, time.monotonic() - begun


@pytest.mark.parametrize("path", VRRP, ids=lambda path: f"{path.parts[-3]}-{path.parts[-2]}")
def test_nothing_is_to_be_said_of_an_example(path: Path) -> None:
    # Ten advertisements a second are what that one shows.
    diagnostics = load_full(str(path), interfaces=None).diagnostics
    assert [found for found in diagnostics if found.code != "crash-moves-address"] == []


@pytest.mark.parametrize("path", VRRP, ids=lambda path: f"{path.parts[-3]}-{path.parts[-2]}")
def test_everything_in_an_example_is_run(path: Path) -> None:
    loaded = load(str(path), interfaces=None)
    assert all(router.addresses for router in loaded.node.virtual_routers)


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_are_clean_shell(script: str) -> None:
    assert subprocess.run(["dash", "-n", str(EXAMPLES / "nginx" / script)], capture_output=True).stderr == b""


@pytest.mark.root
def test_every_script_is_content_with_a_running_nginx(node: Node) -> None:
    for script in SCRIPTS:
        assert check(node, script)[0] == 0, script


@pytest.mark.root
def test_the_articles_script_starts_nginx_again(node: Node) -> None:
    faults.kill_nginx(node)
    code, took_s = check(node, "check_nginx_alive_or_not.sh")
    assert code == 0
    assert took_s < 1
    wait_for(lambda: len(node.pids("nginx")) == 2, "nginx and its worker")
    assert daemon_pids(node)


@pytest.mark.root
def test_the_script_that_only_looks_fails_and_changes_nothing(node: Node) -> None:
    faults.kill_nginx(node)
    assert check(node, "check_nginx_alive.sh")[0] == 1
    assert node.pids("nginx") == []
    assert daemon_pids(node)
    faults.start_nginx(node)


@pytest.mark.root
def test_a_hung_nginx_is_noticed_only_by_the_script_that_asks_it(node: Node) -> None:
    faults.hang_nginx(node)
    assert check(node, "check_nginx_alive.sh")[0] == 0
    code, took_s = check(node, "check_nginx_answers.sh")
    faults.resume_nginx(node)
    assert code != 0
    assert took_s < 2
    faults.kill_nginx(node)
    assert check(node, "check_nginx_answers.sh")[0] != 0
    faults.start_nginx(node)


@pytest.mark.root
def test_an_error_page_is_no_good_answer(node: Node) -> None:
    page = node.path("/srv/www/index.html")
    page.rename(page.with_suffix(".away"))
    assert check(node, "check_nginx_answers.sh")[0] == 1
    page.with_suffix(".away").rename(page)
    assert check(node, "check_nginx_answers.sh")[0] == 0


@pytest.mark.root
def test_the_articles_script_stops_the_daemon_if_nginx_will_not_start(node: Node) -> None:
    pid_file = node.path("/run/standfast/standfast.pid")
    pid_file.parent.mkdir()
    pid_file.write_text("1\n")  # somebody else's process: it must not be signalled
    faults.break_nginx(node)
    try:
        code, took_s = check(node, "check_nginx_alive_or_not.sh")
        assert code == 1
        assert took_s < 1
        deadline = time.monotonic() + 5
        while daemon_pids(node):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert check(node, "check_nginx_alive_or_not.sh")[0] == 1
    finally:
        faults.repair_nginx(node)
    assert node.run("hostname").stdout == "node102\n"


@pytest.mark.parametrize(("listing", "missing"), [("master", 2), ("backup", 1), ("complete", 1)])
def test_the_listings_as_printed_lack_closing_braces(listing: str, missing: int) -> None:
    text = (AS_PRINTED / f"{listing}.as-printed.conf").read_text(encoding="utf-8")
    assert text.count("{") - text.count("}") == missing


@pytest.mark.parametrize("role", ["master", "backup"])
def test_the_articles_files_are_as_printed_but_for_the_closing_braces_that_were_lost(role: str) -> None:
    printed = (AS_PRINTED / f"{role}.as-printed.conf").read_text(encoding="utf-8").splitlines()
    example = (EXAMPLES / "article" / role / "keepalived.conf").read_text(encoding="utf-8").splitlines()
    changes = [line for line in difflib.ndiff(printed, example) if line[0] in "+-"]
    assert changes
    assert {(line[0], line[1:].strip()) for line in changes} == {("+", "}")}
    assert "".join(example).count("{") == "".join(example).count("}")
