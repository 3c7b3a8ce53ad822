"""`standfast keepalived` in the place of keepalived: its command line, its names, and every usual way to stop it.

Rules: each test is one shell script on a machine of its own (network, processes, /run, /dev), so that `pkill` and
`killall` can meet nobody else's keepalived; what keepalived 2.2.7 says decides where it can be asked.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from daemons import VIP, configuration

pytestmark = pytest.mark.root
COMMAND = Path(sys.executable).parent / "standfast"
KEEPALIVED = "/usr/sbin/keepalived"
_MACHINE = """
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/machine-dev
mount --rbind /dev /run/machine-dev
mount -t tmpfs -o mode=755 tmpfs /dev
for name in null zero full random urandom tty; do ln -s /run/machine-dev/$name /dev/$name; done
ln -s /proc/self/fd /dev/fd; ln -s fd/2 /dev/stderr
ip link set lo up
ip link add enp0s8 type veth peer name far
ip addr add 192.168.56.101/24 dev enp0s8
ip link set enp0s8 up; ip link set far up
until_true() { for i in $(seq 200); do if eval "$1"; then return; fi; sleep 0.05; done; echo "in vain: $1"; exit 9; }
has_vip() { ip -o addr show dev enp0s8 | grep -q VIP; }
gone() { ! pgrep -x keepalived >/dev/null; }
""".replace("VIP", VIP)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the link named keepalived is, and a configuration."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "keepalived").symlink_to(COMMAND)
    (tmp_path / "c.conf").write_text(configuration(255))
    return tmp_path


def run(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "TMPDIR": str(folder)}
    options = ("--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
    # The inner shell is process 1: it reaps the daemon that went to the background.
    return subprocess.run(
        ["unshare", *options, "sh", "-euc", _MACHINE + script],
        capture_output=True, text=True, timeout=60, cwd=folder, env=environment,
    )  # fmt: skip


def succeed(folder: Path, script: str) -> str:
    done = run(folder, script)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.parametrize(
    "stop",
    [
        "killall keepalived",
        "pkill -x keepalived",
        "kill $(cat /run/keepalived.pid)",
        "kill -TERM $(cat /run/vrrp.pid)",
        "kill -INT $(cat /run/keepalived.pid)",
        "kill -$(keepalived --signum=STOP) $(cat /run/keepalived.pid)",
    ],
)
def test_every_usual_way_stops_all_of_it(folder: Path, stop: str) -> None:
    succeed(
        folder,
        f"""
        keepalived -f c.conf
        until_true has_vip
        test "$(pgrep -xc keepalived)" = 2
        {stop}
        until_true gone
        if has_vip; then exit 3; fi
        test ! -e /run/keepalived.pid
        test ! -e /run/vrrp.pid
        """,
    )


def test_it_goes_to_the_background_under_keepalived_s_name(folder: Path) -> None:
    shown = succeed(
        folder,
        """
        keepalived -D -f c.conf
        for pid in $(cat /run/keepalived.pid) $(cat /run/vrrp.pid); do
            ps -o comm=,ppid=,tty= -p $pid
            tr '\\0' ' ' </proc/$pid/cmdline | sed 's/ *$//'; echo
            readlink /proc/$pid/cwd
        done
        pkill -x keepalived; until_true gone
        """,
    ).splitlines()
    parent, router = shown[:3], shown[3:]
    assert [line.split()[0] for line in (parent[0], router[0])] == ["keepalived", "keepalived"]
    assert parent[0].split()[1:] == ["1", "?"], "a daemon of process 1, without a terminal"
    for name in (parent[1], router[1]):
        words = name.split()
        assert (words[0].rpartition("/")[2], words[1:]) == ("keepalived", ["-D", "-f", "c.conf"])
    assert parent[2] == "/"


def test_with_n_it_stays_and_its_files_are_where_they_are_wanted(folder: Path) -> None:
    succeed(
        folder,
        """
        keepalived -n -l -f c.conf -p own/main.pid -r own/vrrp.pid >out 2>&1 &
        shell=$!
        until_true has_vip
        test "$(cat own/main.pid)" = $shell
        test "$(cat own/vrrp.pid)" = "$(pgrep -x keepalived -P $shell)"
        test ! -e /run/keepalived.pid
        kill $shell
        wait $shell
        test ! -e own/main.pid
        """,
    )
    assert "Entering MASTER STATE" in (folder / "out").read_text()


def test_a_second_one_is_refused_and_the_first_goes_on(folder: Path) -> None:
    shown = succeed(
        folder,
        """
        keepalived -f c.conf
        first=$(cat /run/keepalived.pid)
        keepalived -n -l -f c.conf 2>&1; echo "code $?"
        test "$(cat /run/keepalived.pid)" = $first
        until_true has_vip
        pkill -x keepalived; until_true gone
        """,
    )
    assert "keepalived is already running as process" in shown
    assert "code 0" in shown, "keepalived takes that for no failure"


def test_a_real_keepalived_that_runs_is_noticed(folder: Path) -> None:
    shown = succeed(
        folder,
        f"""
        {KEEPALIVED} -f {folder}/c.conf
        until_true 'test -e /run/keepalived.pid'
        keepalived -n -l -f c.conf 2>&1 || true
        kill $(cat /run/keepalived.pid); until_true gone
        """,
    )
    assert "keepalived is already running as process" in shown


def test_a_pid_file_of_a_dead_process_is_no_obstacle(folder: Path) -> None:
    succeed(
        folder,
        """
        echo 4000000 >/run/keepalived.pid
        keepalived -f c.conf
        until_true has_vip
        pkill -KILL -x keepalived; until_true gone
        keepalived -f c.conf
        until_true has_vip
        pkill -x keepalived; until_true gone
        """,
    )


def test_signals_by_keepalived_s_names_make_its_files(folder: Path) -> None:
    succeed(
        folder,
        """
        keepalived -f c.conf
        until_true has_vip
        for name in DATA STATS JSON; do kill -$(keepalived --signum=$name) $(cat /run/keepalived.pid); done
        until_true 'test -s keepalived.data -a -s keepalived.stats -a -s keepalived.json'
        sed -i 's/192.168.56.100/192.168.56.99/' c.conf
        kill -$(keepalived --signum=RELOAD) $(cat /run/keepalived.pid)
        until_true 'ip -o addr show dev enp0s8 | grep -q 192.168.56.99'
        pkill -x keepalived; until_true gone
        """,
    )


@pytest.mark.parametrize("name", ["STOP", "RELOAD", "DATA", "STATS", "STATS_CLEAR", "JSON"])
def test_the_signals_have_keepalived_s_numbers(name: str) -> None:
    theirs, ours = (
        subprocess.run([*words, f"--signum={name}"], capture_output=True, text=True)
        for words in ([KEEPALIVED], [str(COMMAND), "keepalived"])
    )
    assert (ours.returncode, ours.stdout) == (theirs.returncode, theirs.stdout)


TESTED = {
    "good": configuration(100),
    "unknown keyword": configuration(100, body="no_such_keyword 3"),
    "no interface": configuration(100).replace("enp0s8", "nope9"),
    "bad vrid": configuration(100).replace("virtual_router_id 51", "virtual_router_id 999"),
}


@pytest.mark.parametrize("case", TESTED)
def test_a_configuration_test_ends_with_keepalived_s_code(folder: Path, case: str) -> None:
    (folder / "t.conf").write_text(TESTED[case])
    shown = succeed(
        folder,
        f"""
        {KEEPALIVED} -t -f {folder}/t.conf 2>/dev/null && echo $? || echo $?
        keepalived -t -f t.conf 2>said && echo $? || echo $?
        """,
    ).splitlines()
    assert shown[1] == shown[0], (folder / "said").read_text()


def test_a_configuration_test_of_no_file_is_a_failure(folder: Path) -> None:
    """2.2.7 says "Config files missing" and ends with 0, which nobody can want."""
    succeed(folder, "keepalived -t -f nothing.conf && exit 1 || test $? = 4")


def test_a_configuration_test_may_report_into_a_file(folder: Path) -> None:
    (folder / "t.conf").write_text(TESTED["unknown keyword"])
    succeed(folder, "keepalived --config-test=report -f t.conf && exit 1 || test $? = 5")
    assert "no_such_keyword" in (folder / "report").read_text()


def test_with_d_the_log_has_what_it_runs_with(folder: Path) -> None:
    succeed(
        folder,
        f"keepalived -D -d -G -g{folder}/own.log -f c.conf\n until_true has_vip\n sleep 1; pkill -x keepalived",
    )
    log = (folder / "own.log").read_text()
    assert "------< VRRP Topology >------" in log
    assert " Virtual Router ID = 51" in log


def test_with_e_every_included_file_must_exist(folder: Path) -> None:
    (folder / "c.conf").write_text("include none-of-it.conf\n" + configuration(255))
    succeed(folder, "keepalived -f c.conf\n until_true has_vip\n pkill -x keepalived; until_true gone")
    done = run(folder, "keepalived -n -l -e -f c.conf")
    assert done.returncode == 2
    assert "none-of-it.conf" in done.stderr


def test_what_keepalived_forgives_runs(folder: Path) -> None:
    text = configuration(255).rstrip().removesuffix("}")
    (folder / "c.conf").write_text(text)
    succeed(folder, "keepalived -f c.conf\n until_true has_vip\n pkill -x keepalived; until_true gone")


def test_virtual_servers_are_left_out_loudly(folder: Path) -> None:
    server = "virtual_server 192.168.56.100 80 {\n real_server 192.168.56.7 80 {\n TCP_CHECK {\n }\n }\n}\n"
    (folder / "c.conf").write_text(configuration(255) + server)
    shown = succeed(
        folder,
        "keepalived -l -D -f c.conf 2>&1\n until_true has_vip\n pkill -x keepalived; until_true gone",
    )
    assert "virtual_server" in shown


def test_the_log_goes_where_it_is_wanted(folder: Path) -> None:
    script = "keepalived -G -D -g{0} -f c.conf\n until_true has_vip\n pkill -x keepalived; until_true gone"
    succeed(folder, script.format(folder / "own.log"))
    log = (folder / "own.log").read_text()
    assert "Entering MASTER STATE" in log
    assert "standfast" in log.splitlines()[0], "the first line says what it is"


def test_what_has_no_meaning_is_taken_and_said(folder: Path) -> None:
    words = "-x -m -B -R -V -I -a -P --no-mem-check --flush-log-file -A /x -c own/c.pid -b own/b.pid"
    script = f"keepalived -D -G -g{folder / 'own.log'} {words} -f c.conf\n until_true has_vip\n pkill -x keepalived"
    succeed(folder, f"{script}; until_true gone")
    log = (folder / "own.log").read_text()
    assert "--snmp" in log
    assert "--checkers_pid" in log
    assert not (folder / "own").exists()


@pytest.mark.parametrize("words", ["--no-such-option", "-S 9", "surplus", "-u 9999"])
def test_wrong_use_is_refused(folder: Path, words: str) -> None:
    done = run(folder, f"keepalived -n {words} -f c.conf")
    assert done.returncode == 1
    assert done.stderr.strip()


def test_a_configuration_that_cannot_run_fails_before_it_is_in_the_background(folder: Path) -> None:
    (folder / "c.conf").write_text("vrrp_instance VI_1 {\n interface nope9\n virtual_router_id 7\n}\n")
    done = run(folder, "keepalived -f c.conf; echo unreachable")
    assert done.returncode == 2
    assert "unreachable" not in done.stdout
