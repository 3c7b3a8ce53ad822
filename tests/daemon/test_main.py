"""The start of the daemon: in which order it asks, and what each refusal ends with."""

import os
import shlex
import signal
import subprocess
from pathlib import Path

import pytest

from daemons import VIP, Standfast, alive, configuration, kill, run_command
from netlab import Host, wait_for

pytestmark = pytest.mark.root


def test_a_second_daemon_in_the_same_run_directory_does_nothing(host: Host, tmp_path: Path) -> None:
    with Standfast(host, tmp_path / "node", configuration(255)) as first:
        wait_for(lambda: VIP in host.addresses(), "the VIP")
        done = host.run(*run_command("-f", str(first.config), "--run-dir", str(first.run_dir)), check=False)
        assert done.returncode == 5
        assert f"already running as process {first.pid}" in done.stderr
        assert VIP in host.addresses()
        assert first.stop() == 0


def test_a_run_directory_is_not_asked_for_before_the_file_is_good(host: Host, tmp_path: Path) -> None:
    run_dir = tmp_path / "run"
    done = host.run(*run_command("-f", str(tmp_path / "none.conf"), "--run-dir", str(run_dir)), check=False)
    assert done.returncode == 2
    assert not run_dir.exists()


def test_relative_paths_stay_what_they_mean_in_the_background(host: Host, tmp_path: Path) -> None:
    (tmp_path / "keepalived.conf").write_text(configuration(255))
    command = run_command("-f", "keepalived.conf", "--run-dir", "run", "--background")
    host.run("env", f"--chdir={tmp_path}", *command)
    pid = int((tmp_path / "run" / "standfast.pid").read_text())
    try:
        wait_for(lambda: VIP in host.addresses(), "the VIP")
        (tmp_path / "keepalived.conf").write_text(configuration(255, addresses=f"{VIP}\n192.168.56.99"))
        kill(pid, signal.SIGHUP)
        wait_for(lambda: "192.168.56.99" in host.addresses(), "the reload")
        kill(pid, signal.SIGTERM)
        wait_for(lambda: not alive(pid), "the end")
        assert host.addresses() == ["192.168.56.101"]
    finally:
        kill(pid, signal.SIGKILL)


def test_a_run_directory_that_cannot_be_used_is_fatal(host: Host, tmp_path: Path) -> None:
    config, in_the_way = tmp_path / "keepalived.conf", tmp_path / "file"
    config.write_text(configuration(255))
    in_the_way.touch()
    done = host.run(*run_command("-f", str(config), "--run-dir", str(in_the_way)), check=False)
    assert done.returncode == 1
    assert f"the run directory {in_the_way} cannot be used" in done.stderr
    assert VIP not in host.addresses()


def test_a_run_directory_without_permission_names_what_to_do(host: Host, tmp_path: Path) -> None:
    config = tmp_path / "keepalived.conf"
    config.write_text(configuration(255))
    command = run_command("-f", str(config), "--run-dir", "/run/standfast")
    # Root without the right to write what belongs to others.
    host.run("chown", "1:1", "/run")
    without = ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner")
    done = host.run(*without, *command, check=False)
    assert done.returncode == 4
    assert "/run/standfast cannot be written" in done.stderr
    assert "--run-dir" in done.stderr


def test_without_raw_sockets_it_says_which_capability_is_missing(host: Host, tmp_path: Path) -> None:
    config, run_dir = tmp_path / "keepalived.conf", tmp_path / "run"
    config.write_text(configuration(255))
    command = run_command("-f", str(config), "--run-dir", str(run_dir))
    done = host.run("setpriv", "--bounding-set=-net_raw", *command, check=False)
    assert done.returncode == 4
    start, refusal = done.stderr.splitlines()
    assert "Starting standfast" in start
    assert "CAP_NET_RAW" in refusal
    assert host.addresses() == ["192.168.56.101"]
    assert [path.name for path in run_dir.iterdir()] == ["recording.jsonl"], "what was tried stays recorded"


def test_an_ordinary_user_is_told_the_same(host: Host, tmp_path: Path) -> None:
    as_nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    if host.run(*as_nobody, *run_command("--help"), check=False).returncode:
        pytest.skip("nobody may not read this checkout")
    config = host.path("/run/keepalived.conf")
    config.write_text(configuration(255))
    run_dir = host.path("/run/nobodys")
    run_dir.mkdir()
    os.chown(run_dir, 65534, 65534)
    options = ("-f", "/run/keepalived.conf", "--run-dir", "/run/nobodys")
    done = host.run(*as_nobody, *run_command(*options), check=False)
    assert done.returncode == 4
    assert "CAP_NET_RAW" in done.stderr
    assert host.addresses() == ["192.168.56.101"]


def test_without_the_right_to_set_addresses_it_does_not_become_master(host: Host, tmp_path: Path) -> None:
    config, run_dir = tmp_path / "keepalived.conf", tmp_path / "run"
    config.write_text(configuration(255))
    command = run_command("-f", str(config), "--run-dir", str(run_dir))
    done = host.run("setpriv", "--bounding-set=-net_admin", *command, check=False)
    assert done.returncode == 4
    assert "CAP_NET_ADMIN" in done.stderr
    assert "MASTER" not in done.stderr


def test_a_real_time_priority_that_is_refused_is_told_and_no_obstacle(host: Host, tmp_path: Path) -> None:
    config = tmp_path / "keepalived.conf"
    config.write_text(configuration(255))
    command = run_command("-f", str(config), "--run-dir", str(tmp_path / "run"))
    limited = ("setpriv", "--bounding-set=-sys_nice,-ipc_lock", "prlimit", "--memlock=0")
    done = host.run("timeout", "--preserve-status", "1.5", *limited, *command, check=False)
    assert done.returncode == 0
    assert "CAP_SYS_NICE" in done.stderr
    assert "CAP_IPC_LOCK" in done.stderr
    assert "Entering MASTER STATE" in done.stderr


def test_a_closed_standard_error_does_not_become_a_socket_of_the_daemons(host: Host, tmp_path: Path) -> None:
    """What the caller closed is opened on /dev/null first, so that no log line lands in the state file."""
    config, run_dir = tmp_path / "keepalived.conf", tmp_path / "run"
    config.write_text(configuration(255))
    command = shlex.join(host.command(*run_command("-f", str(config), "--run-dir", str(run_dir))))
    process = subprocess.Popen(["sh", "-c", f"exec {command} 0<&- 1>&- 2>&-"])
    try:
        wait_for(lambda: VIP in host.addresses(), "the VIP")
        (pid_file,) = run_dir.glob("*.pid")
        pid = int(pid_file.read_text())
        assert [Path(f"/proc/{pid}/fd/{number}").readlink().name for number in range(3)] == ["null"] * 3
        kill(pid, signal.SIGTERM)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait(10)
