"""The supervisor with a real router: signals, and a router that dies, hangs or is left alone."""

import fcntl
import os
import pickle
import signal
import subprocess
from pathlib import Path

import pytest

from daemons import MASTER_WORDS, VIP, Pair, Standfast, alive, comm, configuration, kill, run_command
from in_child import in_child
from netlab import AddressWatch, Host, Lan, Wire, wait_for
from standfast.daemon import supervisor
from standfast.daemon.configuration_source import ConfigurationSource
from standfast.daemon.exit_codes import EXIT_INTERNAL, EXIT_STOPPED
from standfast.daemon.log import LogWriter
from standfast.daemon.settings import DaemonSettings
from standfast.model.node import Node

pytestmark = pytest.mark.root

ADOPTED = MASTER_WORDS + r" \(goes on where the process before it was cut off\)"
OTHER_VIP = "192.168.56.99"


def assert_nobody_noticed(pair: Pair, watch: AddressWatch, wire: Wire, backups_log: str) -> None:
    """The VIP did not leave for a moment, and the other node neither took over nor had a reason to."""
    assert watch.removals(VIP) == []
    assert VIP in pair.host.addresses()
    assert pair.backup.log() == backups_log
    assert {(advert.source, advert.priority) for advert in wire.adverts()} == {("192.168.56.101", 254)}


def assert_adverts_go_on(wire: Wire) -> None:
    heard = len(wire.adverts())
    wait_for(lambda: len(wire.adverts()) >= heard + 2, "two more advertisements")


def test_the_processes_bear_the_names_that_people_look_for(pair: Pair) -> None:
    assert comm(pair.master.pid) == "standfast"
    assert [comm(pid) for pid in pair.master.children()] == ["standfast-vrrp"]


def test_a_killed_router_is_replaced_and_nobody_notices(pair: Pair, tmp_path: Path) -> None:
    before = pair.backup.log()
    adopted = pair.master.said(ADOPTED)
    with AddressWatch(pair.host, tmp_path) as watch, Wire(pair.lan) as wire:
        for time_number in (1, 2, 3):
            first = pair.master.router
            kill(first, signal.SIGKILL)
            pair.master.wait_said(ADOPTED, times=adopted + time_number)
            assert pair.master.router != first
            assert_adverts_go_on(wire)
        assert_nobody_noticed(pair, watch, wire, before)
    assert "The router process was killed by signal 9: starting a new one" in pair.master.log()


def test_a_router_that_hangs_is_replaced_and_nobody_notices(pair: Pair, tmp_path: Path) -> None:
    before = pair.backup.log()
    adopted = pair.master.said(ADOPTED)
    with AddressWatch(pair.host, tmp_path) as watch, Wire(pair.lan) as wire:
        first = pair.master.router
        kill(first, signal.SIGSTOP)
        pair.master.wait_said(ADOPTED, times=adopted + 1)
        assert not alive(first)
        assert_adverts_go_on(wire)
        assert_nobody_noticed(pair, watch, wire, before)
    assert "The router gave no sign of life" in pair.master.log()


def test_a_reload_moves_nothing_that_both_files_have(pair: Pair, tmp_path: Path) -> None:
    before = pair.backup.log()
    router = pair.master.router
    reloads = pair.master.said("Reloaded: ")
    with AddressWatch(pair.host, tmp_path) as watch, Wire(pair.lan) as wire:
        pair.master.reload(configuration(254, addresses=f"{VIP}\n{OTHER_VIP}"))
        wait_for(lambda: OTHER_VIP in pair.host.addresses(), "the new address")
        pair.master.reload(configuration(254))
        wait_for(lambda: OTHER_VIP not in pair.host.addresses(), "the new address is gone again")
        pair.master.wait_said("Reloaded: 1 virtual router", times=reloads + 2)
        assert watch.removals(VIP) == []
        assert len(watch.removals(OTHER_VIP)) == 1
        assert_adverts_go_on(wire)
        assert {advert.priority for advert in wire.adverts()} == {254}
    assert pair.master.router == router
    # The two nodes disagreed about the addresses for a moment, which is told and is no reason to act.
    assert pair.backup.said(MASTER_WORDS) == before.count("Entering MASTER STATE")


@pytest.mark.parametrize("broken", ["vrrp_instance VI_1 {", configuration(254) + "}"])
def test_a_reload_of_a_broken_file_keeps_what_runs(pair: Pair, tmp_path: Path, broken: str) -> None:
    before = pair.backup.log()
    router = pair.master.router
    refusals = pair.master.said("The new configuration is not used; the running one stays")
    with AddressWatch(pair.host, tmp_path) as watch, Wire(pair.lan) as wire:
        pair.master.reload(broken)
        pair.master.wait_said("The new configuration is not used; the running one stays", times=refusals + 1)
        assert pair.master.said(rf"{pair.master.config}:\d+: ") > 0
        assert_adverts_go_on(wire)
        assert_nobody_noticed(pair, watch, wire, before)
    assert pair.master.router == router
    pair.master.config.write_text(configuration(254))


def test_a_reload_survives_a_router_that_is_replaced_later(pair: Pair) -> None:
    adopted = pair.master.said(ADOPTED)
    pair.master.reload(configuration(254, addresses=f"{VIP}\n{OTHER_VIP}"))
    wait_for(lambda: OTHER_VIP in pair.host.addresses(), "the new address")
    kill(pair.master.router, signal.SIGKILL)
    pair.master.wait_said(ADOPTED, times=adopted + 1)
    assert {VIP, OTHER_VIP} <= set(pair.host.addresses())
    pair.master.reload(configuration(254))
    wait_for(lambda: OTHER_VIP not in pair.host.addresses(), "the new address is gone")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_leaves_a_clean_host(lan: Lan, host: Host, tmp_path: Path, number: signal.Signals) -> None:
    before = host.addresses()
    with Wire(lan) as wire, Standfast(host, tmp_path / "node", configuration(255)) as daemon:
        wait_for(lambda: VIP in host.addresses(), "the VIP")
        router = daemon.router
        daemon.signal(number)
        assert daemon.wait() == 0
        assert host.addresses() == before
        assert not alive(router)
        assert {file.name for file in daemon.run_dir.iterdir()} == {"router.state", "recording.jsonl"}
        wait_for(lambda: wire.adverts()[-1].priority == 0, "the resignation")
        assert daemon.said(r"Stopping: ") == 1


def test_a_stop_of_a_backup_changes_nothing(pair: Pair, lan: Lan, tmp_path: Path) -> None:
    with Standfast(lan.hosts[0], tmp_path / "node", configuration(100)) as daemon, Wire(lan) as wire:
        daemon.wait_said(r"\(VI_1\) Entering BACKUP STATE")
        assert daemon.stop() == 0
        assert wire.adverts() == []


def test_a_router_that_is_stopped_by_its_own_pid_ends_the_daemon(host: Host, tmp_path: Path) -> None:
    with Standfast(host, tmp_path / "node", configuration(255)) as daemon:
        wait_for(lambda: VIP in host.addresses(), "the VIP")
        kill(daemon.router, signal.SIGTERM)
        assert daemon.wait() == 0
        assert VIP not in host.addresses()


def test_a_router_whose_supervisor_is_killed_ends_without_a_word(lan: Lan, host: Host, tmp_path: Path) -> None:
    """The address answers on its lease until somebody takes over, so that a crash leaves no gap."""
    with Wire(lan) as wire, Standfast(host, tmp_path / "node", configuration(255)) as daemon:
        wait_for(lambda: VIP in host.addresses(), "the VIP")
        router = daemon.router
        daemon.signal(signal.SIGKILL)
        wait_for(lambda: not alive(router), "the router ends too")
        assert VIP in host.addresses()
        assert 0 not in {advert.priority for advert in wire.adverts()}
    with Standfast(host, tmp_path / "node", configuration(255)) as successor:
        successor.wait_said(ADOPTED)


def test_without_a_lease_a_router_whose_supervisor_is_killed_leaves_a_clean_host(
    lan: Lan, host: Host, tmp_path: Path
) -> None:
    text = configuration(255, body="vip_lease off")
    with Wire(lan) as wire, Standfast(host, tmp_path / "node", text) as daemon:
        wait_for(lambda: VIP in host.addresses(), "the VIP")
        router = daemon.router
        daemon.signal(signal.SIGKILL)
        wait_for(lambda: not alive(router), "the router ends too")
        assert VIP not in host.addresses()
        wait_for(lambda: wire.adverts()[-1].priority == 0, "the resignation")


def test_a_router_that_keeps_dying_is_started_with_pauses(host: Host, tmp_path: Path) -> None:
    with Standfast(host, tmp_path / "node", configuration(255)) as daemon:
        for number in range(1, 7):
            wait_for(daemon.has_router, "a router")
            kill(daemon.router, signal.SIGKILL)
            daemon.wait_said("The router process was killed", times=number)
        assert daemon.said("The router keeps dying: waiting before the next start") > 0
        assert daemon.stop() == 0


def test_a_reader_of_the_log_that_reads_nothing_delays_no_advertisement(lan: Lan, host: Host, tmp_path: Path) -> None:
    reader, writer = os.pipe()
    # One page: the least that a pipe can have.
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    config = tmp_path / "keepalived.conf"
    config.write_text(configuration(255))
    command = host.command(*run_command("-f", str(config), "--run-dir", str(tmp_path / "run")))
    with Wire(lan) as wire, subprocess.Popen(command, stderr=writer) as daemon:
        try:
            wait_for(lambda: VIP in host.addresses(), "the VIP")
            _fill(writer)
            for _ in range(4):
                heard = len(wire.adverts())
                daemon.send_signal(signal.SIGHUP)
                wait_for(lambda: len(wire.adverts()) > heard, "the next advertisement")  # noqa: B023
            assert wire.largest_gap_s() < 1.1
            os.set_blocking(reader, False)
            os.read(reader, 1 << 16)
            daemon.send_signal(signal.SIGHUP)
            said: list[bytes] = []

            def log_goes_on() -> bool:
                said.append(_read(reader))
                return b"Reloaded" in b"".join(said)

            wait_for(log_goes_on, "the log goes on")
            assert b"log lines were lost" in b"".join(said)
            _fill(writer)
            daemon.terminate()
            assert daemon.wait(timeout=15) == 0, "it stops though nobody reads"
            assert VIP not in host.addresses()
        finally:
            daemon.kill()
            os.close(reader)
            os.close(writer)


def _fill(writer: int) -> None:
    os.set_blocking(writer, False)
    try:
        while True:
            os.write(writer, b".")
    except BlockingIOError:
        # The daemon shares this end: it has to find it as it was.
        os.set_blocking(writer, True)


def _read(reader: int) -> bytes:
    try:
        return os.read(reader, 1 << 16)
    except BlockingIOError:
        return b""


def supervise(configuration_bytes: bytes, tmp_path: Path, *, reloaded: bytes | None = None) -> tuple[int, str]:
    """Run a supervisor in a child: reload once it is ready, if asked, and stop it when it has gone back."""

    def work() -> int:
        log_file = os.open(tmp_path / "log", os.O_WRONLY | os.O_CREAT)
        os.dup2(log_file, 2)
        setattr(supervisor, "read_configuration", lambda *_, **__: (0, reloaded))  # noqa: B010
        ready, on_ready = os.pipe()
        watched = os.getpid()
        if reloaded is not None and os.fork() == 0:
            os.read(ready, 1)
            os.kill(watched, signal.SIGHUP)
            wait_for(lambda: "going back to the one before" in (tmp_path / "log").read_text(), "the way back")
            os.kill(watched, signal.SIGTERM)
            os._exit(0)
        source, log = ConfigurationSource("keepalived.conf"), LogWriter()
        process = supervisor.Supervisor(source, configuration_bytes, DaemonSettings("", str(tmp_path)), log)
        return process.run(on_ready=on_ready)

    code = in_child(work)
    return code, (tmp_path / "log").read_text()


def test_a_daemon_whose_router_never_starts_gives_up(tmp_path: Path) -> None:
    code, log = supervise(b"not a model", tmp_path)
    assert code == EXIT_INTERNAL
    assert log.count("The router process ended with exit code 70") == 5
    assert "The router cannot be started: giving up" in log


def test_a_reload_that_kills_the_router_is_taken_back(tmp_path: Path) -> None:
    code, log = supervise(pickle.dumps(Node("node", ())), tmp_path, reloaded=b"not a model")
    assert code == EXIT_STOPPED
    assert "No router starts with the new configuration: going back to the one before" in log
