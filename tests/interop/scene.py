"""One cell of the interoperation matrix, played: two nodes elect, lose each other, die, come back and stop.

Rules: what counts is seen from outside: the kernel's addresses in each host, answers to ARP and neighbour
solicitations, packets at the ports of the switch. Times are bounded generously, because the machine is shared; what
must not happen is watched for, and what must is waited for.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from interop.cells import Cell
from interop.peers import Node, give_ipv6, is_up, kill_node, start_node, vips
from netlab import SWITCH_BRIDGE, Lan
from switchside import Ear, Heard, KernelView, VrrpPacket, as_vrrp, pcap

WATCH_S = 1.0
SLACK_S = 12.0
LEASE_S = 6.0
LATE_S = 1.5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a cell: the step that failed and what was seen, or nothing; and what our nodes sent."""

    cell: Cell
    failure: str | None
    took_s: float
    sent: list[Heard] = field(default_factory=list)


class Scene:
    """Two hosts at a switch with the nodes of a cell. Host 0 is preferred: it starts first and has more priority."""

    def __init__(self, cell: Cell, folder: Path) -> None:
        self.cell = cell
        self.programs = ("standfast", cell.peer) if cell.role == "preferred" else (cell.peer, "standfast")
        self.folder = folder
        self.lan = Lan(2)
        for number, host in enumerate(self.lan.hosts):
            give_ipv6(host, number)
        self.ear = Ear(self.lan)
        self.views = [KernelView(host) for host in self.lan.hosts]
        self.nodes: dict[int, Node] = {}
        self.vips = vips(cell)
        self.step = "start"

    def close(self) -> None:
        """End everything."""
        for node in self.nodes.values():
            kill_node(node)
        for view in self.views:
            view.close()
        self.ear.close()
        self.lan.close()

    @property
    def master_down_s(self) -> float:
        """The longest that a backup waits for a silent master."""
        return 4 * self.cell.interval_s

    def start(self, number: int) -> None:
        """Start the node of a host."""
        self.nodes[number] = start_node(
            self.programs[number], self.lan.hosts[number], self.folder / str(number), self.cell, number
        )
        self.wait(lambda: is_up(self.nodes[number]), f"host {number} ({self.programs[number]}) is up", SLACK_S)

    def stop(self, number: int) -> None:
        """Stop the node of a host orderly."""
        code = self.nodes[number].stop()
        assert code == 0, f"{self.programs[number]} ended with {code}"
        kill_node(self.nodes.pop(number))

    def kill(self, number: int) -> None:
        """Kill the node of a host: it says nothing more."""
        kill_node(self.nodes.pop(number))

    def pull_cable(self, number: int) -> None:
        """Take the port of a host out of the switch; the host sees its carrier and hears nobody."""
        self.lan.switch.ip(f"link set port{101 + number} nomaster")

    def plug_cable(self, number: int) -> None:
        """Put the port back."""
        self.lan.switch.ip(f"link set port{101 + number} master {SWITCH_BRIDGE}")

    def held(self) -> list[set[str]]:
        """The virtual addresses in each host."""
        return [view.addresses() & set(self.vips) for view in self.views]

    def is_master(self, number: int) -> bool:
        """Whether a host has all virtual addresses."""
        return self.held()[number] == set(self.vips)

    def is_alone(self, number: int) -> bool:
        """Whether a host has all virtual addresses and the other has none."""
        held = self.held()
        return held[number] == set(self.vips) and not held[1 - number]

    def wait(self, condition: Callable[[], object], what: str, timeout_s: float) -> None:
        """Wait for something. Raises AssertionError with what is seen instead."""
        deadline_s = time.monotonic() + timeout_s
        while not condition():
            assert time.monotonic() < deadline_s, f"not within {timeout_s:.1f} s: {what}; held: {self.held()}"
            time.sleep(0.02)

    def stays(self, condition: Callable[[], object], what: str, duration_s: float) -> None:
        """Watch that something is true all the time."""
        deadline_s = time.monotonic() + duration_s
        while time.monotonic() < deadline_s:
            assert condition(), f"did not stay so: {what}; held: {self.held()}"
            time.sleep(0.02)

    def settled(self, number: int) -> None:
        """Wait until a host alone is MASTER, and stays it: it advertises, it answers, the other is silent."""
        alone = f"host {number} ({self.programs[number]}) alone holds the addresses"
        self.wait(lambda: self.is_alone(number), alone, self.master_down_s + SLACK_S)
        self.wait(lambda: self.answering() == {number}, f"host {number} alone answers", SLACK_S)
        since = self.ear.mark()
        self.stays(lambda: self.is_alone(number), alone, 2.5 * self.cell.interval_s)
        loud = {packet.host for packet in self.ear.vrrp(since=since)}
        assert loud == {number}, f"hosts that advertise: {loud}, not only {number}"

    def answering(self) -> set[int]:
        """The hosts that answer for any virtual address."""
        return {host for address in self.vips for host in self.ear.who_answers(address, 0.15)}

    def our_packets(self) -> list[Heard]:
        """The frames with VRRP that a standfast sent."""
        ours = {number for number, program in enumerate(self.programs) if program == "standfast"}
        heard = self.ear.heard()
        return [one for one in heard if one.host in ours and as_vrrp(one)]

    def adverts(self, number: int, since: int = 0) -> list[VrrpPacket]:
        """The advertisements of a host."""
        return self.ear.vrrp(number, since)


def elect(scene: Scene) -> None:
    """The preferred node starts first and is MASTER; the other one comes and stays BACKUP."""
    scene.start(0)
    scene.settled(0)
    since = scene.ear.mark()
    scene.start(1)
    scene.stays(lambda: scene.is_alone(0), "host 0 alone holds the addresses", WATCH_S + scene.master_down_s)
    assert not scene.adverts(1, since), "a backup that sent an advertisement"


def part_and_meet(scene: Scene) -> None:
    """The MASTER's cable is pulled: the other takes over. It is put back: the better of the two stays."""
    scene.pull_cable(0)
    scene.wait(lambda: scene.is_master(1), "host 1 takes over", scene.master_down_s + SLACK_S)
    assert scene.is_master(0), "host 0 heard nothing and stays MASTER"
    scene.plug_cable(0)
    scene.settled(0)


def die(scene: Scene) -> None:
    """The MASTER is killed: the other takes over, and if the dead one is ours the kernel takes its addresses away."""
    since = scene.ear.mark()
    scene.kill(0)
    scene.wait(
        lambda: scene.is_master(1) and scene.adverts(1, since), "host 1 takes over", scene.master_down_s + SLACK_S
    )
    assert all(packet.priority for packet in scene.adverts(0, since)), "the dead cannot resign"
    silent_s = (scene.adverts(1, since)[0].time_ns - scene.adverts(0)[-1].time_ns) / 1e9
    earliest_s = 3 * scene.cell.interval_s - 0.005
    assert earliest_s < silent_s < scene.master_down_s + LATE_S, f"host 1 spoke {silent_s:.3f} s after host 0's last"
    if scene.programs[0] == "standfast" and scene.cell.vmac == "off":
        scene.wait(lambda: scene.is_alone(1), "the dead one's addresses go away", LEASE_S + SLACK_S)


def come_back(scene: Scene) -> None:
    """The killed node is started again: it takes back at once, after its delay, or not at all."""
    since, began_s = scene.ear.mark(), time.monotonic()
    scene.start(0)
    if scene.cell.preempt == "nopreempt":
        scene.wait(lambda: scene.is_alone(1), "the dead one's addresses go away", SLACK_S)
        scene.stays(lambda: scene.is_alone(1), "host 1 stays MASTER", WATCH_S + scene.master_down_s)
        assert not scene.adverts(0, since), "nopreempt, and it sent an advertisement"
        return
    scene.wait(lambda: scene.adverts(0, since), "host 0 takes back", scene.master_down_s + SLACK_S)
    if scene.cell.preempt == "preempt_delay":
        assert time.monotonic() - began_s >= scene.cell.preempt_delay_s, "it did not wait for preempt_delay"
    scene.settled(0)


def resign(scene: Scene) -> None:
    """The MASTER is stopped: it says so with priority 0, and the other takes over at once."""
    master = 1 if scene.cell.preempt == "nopreempt" else 0
    since = scene.ear.mark()
    scene.stop(master)
    assert scene.adverts(master, since)[-1].priority == 0, "its last word is not priority 0"
    resigned_ns = next(one.time_ns for one in scene.adverts(master, since) if one.priority == 0)
    scene.settled(1 - master)
    took_s = (scene.adverts(1 - master, since)[0].time_ns - resigned_ns) / 1e9
    assert took_s < 2.5 * scene.cell.interval_s + 0.5, f"{took_s:.2f} s from the resignation to its successor"
    is_clean(scene, master)
    scene.stop(1 - master)
    is_clean(scene, 1 - master)


def is_clean(scene: Scene, number: int) -> None:
    """A node of ours that was stopped has left nothing behind."""
    if scene.programs[number] != "standfast":
        return
    host = scene.lan.hosts[number]
    assert not scene.held()[number], "addresses left behind"
    links = host.run("ip", "-brief", "link", "show").stdout.split("\n")
    assert len([line for line in links if line]) == 2, f"interfaces left behind: {links}"
    assert host.run("nft", "list", "ruleset").stdout.strip() == "", "nftables rules left behind"
    rules = host.run("ip", "rule").stdout.splitlines()
    assert len(rules) == 3, f"rules left behind: {rules}"


def speak(scene: Scene) -> None:
    """Everything that our nodes have sent was as the cell says."""
    ours = [number for number, program in enumerate(scene.programs) if program == "standfast"]
    packets = [packet for number in ours for packet in scene.adverts(number)]
    assert {packet.version for packet in packets} == {int(scene.cell.version)}
    assert {packet.family for packet in packets} == {int(scene.cell.family)}
    assert {packet.ttl for packet in packets} == {255}
    groups = {"4": "224.0.0.18", "6": "ff02::12"}
    to_group = {packet.destination == groups[scene.cell.family] for packet in packets}
    assert to_group == {scene.cell.cast == "multicast"}
    # To unicast peers keepalived sends from the interface itself, because a switch must learn where that MAC is.
    virtual = scene.cell.vmac == "on" and scene.cell.cast == "multicast"
    kind = 1 if scene.cell.family == "4" else 2
    for packet in packets:
        assert (packet.source_mac == f"00:00:5e:00:{kind:02x}:{packet.vrid:02x}") == virtual, packet.source_mac


STEPS = (elect, part_and_meet, die, come_back, resign, speak)


def play(cell: Cell, folder: Path) -> Outcome:
    """Play a cell to its end and tell what came of it."""
    began_s = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    scene = Scene(cell, folder)
    failure = None
    try:
        for step in STEPS:
            scene.step = step.__name__
            step(scene)
    except Exception as error:
        logs = "\n".join(f"--- {path}\n{path.read_text(errors='replace')}" for path in sorted(folder.glob("*/*.log")))
        failure = f"{scene.step}: {type(error).__name__}: {error}\n{logs}"
    finally:
        sent = scene.our_packets()
        (folder / "wire.pcap").write_bytes(pcap(scene.ear.heard()))
        scene.close()
    return Outcome(cell, failure, time.monotonic() - began_s, sent)
