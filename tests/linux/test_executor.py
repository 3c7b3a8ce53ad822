"""Effects become system calls: `ip`, the wire and the files show what happened."""

import errno
import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from in_child import become_nobody, in_child
from netlab import INTERFACE, Host, Lan, Wire, wait_for
from standfast.core.effects import (
    AddAddresses,
    Effect,
    Finish,
    Log,
    RemoveAddresses,
    RenewLeases,
    SaveState,
    SendAdvertisement,
    SendGratuitousArp,
    SignalScript,
    StartScript,
)
from standfast.core.events import EffectFailed, ScriptFinished
from standfast.linux.equipment import Equipment
from standfast.linux.executor import Executor
from standfast.linux.state_file import StateFile, read_state_file
from standfast.log_level import LogLevel
from standfast.model.track import ScriptUser, TrackScript
from standfast.model.virtual_router import VirtualAddress
from standfast.units import NS_PER_S
from standfast.wire.address import parse_address

pytestmark = pytest.mark.root

VIP = VirtualAddress(parse_address("192.168.56.100"), 32, INTERFACE)
LABELLED = VirtualAddress(
    parse_address("10.8.0.1"), 24, INTERFACE, f"{INTERFACE}:1", broadcast=parse_address("10.8.0.255"), scope=253
)
NOWHERE = VirtualAddress(parse_address("10.8.0.9"), 32, "eth99")


class Executed:
    """An executor with what stands around it."""

    def __init__(self, folder: Path) -> None:
        self.lines: list[Log] = []
        self.equipment = Equipment(self.lines.append, str(folder / "journal"))
        self.executor = Executor(self.equipment)

    def run(self, *effects: Effect) -> list[EffectFailed]:
        return self.executor.run(effects)

    def close(self) -> None:
        self.equipment.close()


@pytest.fixture
def executed(host: Host, tmp_path: Path) -> Iterator[Executed]:
    made = Executed(tmp_path)
    yield made
    made.run(RemoveAddresses((VIP, LABELLED)))
    made.close()


def shown(host: Host, address: str) -> dict[str, Any] | None:
    links = json.loads(host.run("ip", "-json", "-4", "addr", "show", "dev", INTERFACE).stdout)
    found: list[dict[str, Any]] = [entry for entry in links[0]["addr_info"] if entry["local"] == address]
    return found[0] if found else None


def test_an_address_is_put_on_with_a_lease_and_everything_the_configuration_says(
    host: Host, executed: Executed
) -> None:
    assert executed.run(AddAddresses((VIP, LABELLED), 40)) == []
    vip, labelled = shown(host, "192.168.56.100"), shown(host, "10.8.0.1")
    assert vip is not None
    assert labelled is not None
    assert (vip["prefixlen"], vip["scope"]) == (32, "global")
    assert 30 < vip["valid_life_time"] <= 40
    assert (labelled["prefixlen"], labelled["scope"]) == (24, "link")
    assert (labelled["label"], labelled["broadcast"]) == (f"{INTERFACE}:1", "10.8.0.255")


def test_a_renewal_prolongs_the_lease_and_puts_back_what_is_missing(host: Host, executed: Executed) -> None:
    executed.run(AddAddresses((VIP,), 40))
    assert executed.run(RenewLeases((VIP, LABELLED), 80)) == []
    for address in ("192.168.56.100", "10.8.0.1"):
        entry = shown(host, address)
        assert entry is not None
        assert 60 < entry["valid_life_time"] <= 80


def test_without_a_lease_an_address_stays_for_ever(host: Host, executed: Executed) -> None:
    assert executed.run(AddAddresses((VIP,), None), AddAddresses((VIP,), None)) == []
    entry = shown(host, "192.168.56.100")
    assert entry is not None
    assert entry["valid_life_time"] == 2**32 - 1


def test_an_address_is_removed_and_removing_it_again_is_no_failure(host: Host, executed: Executed) -> None:
    executed.run(AddAddresses((VIP,), 40))
    assert executed.run(RemoveAddresses((VIP,)), RemoveAddresses((VIP, NOWHERE))) == []
    assert shown(host, "192.168.56.100") is None


def test_a_missing_interface_is_a_failure_that_the_core_is_told(executed: Executed) -> None:
    effects: list[Effect] = [
        AddAddresses((NOWHERE,), 4),
        RenewLeases((NOWHERE,), 4),
        SendGratuitousArp((NOWHERE,)),
        SendAdvertisement("eth99", ("eth99", 51, 4), bytes(4), bytes((224, 0, 0, 18)), b"x"),
    ]
    failures = executed.run(*effects)
    assert [(failure.effect, failure.errno) for failure in failures] == [
        (effect, errno.ENODEV) for effect in effects
    ]
    assert all("eth99" in failure.text for failure in failures)


def test_what_comes_after_a_failure_is_still_done(host: Host, executed: Executed) -> None:
    (failure,) = executed.run(AddAddresses((NOWHERE,), 4), AddAddresses((VIP,), 40))
    assert failure.effect == AddAddresses((NOWHERE,), 4)
    assert shown(host, "192.168.56.100") is not None


def test_a_refusal_of_the_kernel_names_the_address(executed: Executed) -> None:
    def refused() -> tuple[int, str]:
        become_nobody()
        (failure,) = executed.run(AddAddresses((VIP,), 40))
        return failure.errno, failure.text

    number, text = in_child(refused)
    assert number == errno.EPERM
    assert f"192.168.56.100 on {INTERFACE}" in text


def test_packets_reach_the_wire_in_order(lan: Lan, executed: Executed) -> None:
    source, group = parse_address("192.168.56.101"), bytes((224, 0, 0, 18))
    advertisement = SendAdvertisement(INTERFACE, (INTERFACE, 51, 4), source, group, b"12345678")
    with Wire(lan) as wire:
        assert executed.run(advertisement, SendGratuitousArp((VIP, LABELLED)), SendGratuitousArp((VIP,))) == []
        wait_for(lambda: len(wire.arps("192.168.56.100")) == 2 and wire.arps("10.8.0.1"), "gratuitous ARP")
        (advert,) = wire.adverts()
        assert (advert.source, advert.destination, advert.message) == ("192.168.56.101", "224.0.0.18", b"12345678")
        first, last = wire.arps("192.168.56.100")
        (between,) = wire.arps("10.8.0.1")
        assert advert.time_ns <= first.time_ns <= between.time_ns <= last.time_ns


def test_nobody_is_told_on_an_interface_without_ethernet(executed: Executed) -> None:
    assert executed.run(SendGratuitousArp((VirtualAddress(parse_address("10.8.0.4"), 32, "lo"),))) == []


def test_scripts_are_started_and_signalled(executed: Executed) -> None:
    user = ScriptUser("root", 0, 0)
    script = TrackScript("check", ("/bin/sleep", "60"), NS_PER_S, NS_PER_S, 1, 1, 0, False, False, user)
    assert executed.run(StartScript(script), SignalScript("check", signal.SIGTERM)) == []
    events: list[ScriptFinished] = []

    def has_ended() -> bool:
        events.extend(executed.equipment.scripts.read())
        return bool(events)

    wait_for(has_ended, "the script ends")
    assert events == [ScriptFinished("check", None, signal.SIGTERM)]


def test_state_is_saved_once_there_is_a_file(executed: Executed, tmp_path: Path) -> None:
    effect = SaveState((INTERFACE, 51, 4), master=True, last_advert_ns=77)
    assert executed.run(effect) == []
    path = str(tmp_path / "router.state")
    executed.equipment.state_file = StateFile(path, bytes(16), [(INTERFACE, 51, 4)])
    assert executed.run(effect) == []
    (record,) = read_state_file(path, bytes(16))
    assert (record.master, record.last_advert_ns) == (True, 77)


def test_lines_go_to_the_log_and_finish_ends_the_loop(executed: Executed) -> None:
    line = Log(LogLevel.NOTICE, "said")
    assert executed.run(line) == []
    assert executed.lines == [line]
    assert not executed.executor.finished
    executed.run(Finish())
    assert executed.executor.finished


def test_an_unknown_effect_is_an_error_of_the_code(executed: Executed) -> None:
    with pytest.raises(AssertionError, match="unknown effect"):
        executed.run("not an effect")  # type: ignore[arg-type]
