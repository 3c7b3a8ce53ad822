"""The nodes of a cell: the same keepalived.conf for standfast and for Debian's keepalived, and FRR's vrrpd with what
it wants around it (macvlans, zebra).

Rules: a node is started, stopped and killed as its user would; its configuration holds only what the cell asks for.
"""

import shutil
import signal
import subprocess
from pathlib import Path

from daemons import Keepalived, Standfast, children_of, kill
from interop.cells import Cell
from netlab import INTERFACE, Host, wait_for

FRR = Path("/usr/lib/frr")
VRID, SYNC_VRID = 51, 52
PRIORITIES = (200, 100)
VIPS = {
    ("4", VRID): ("192.168.56.100",),
    ("4", SYNC_VRID): ("192.168.56.99",),
    ("6", VRID): ("fe80::56:100", "fd00:56::100"),
    ("6", SYNC_VRID): ("fe80::56:99", "fd00:56::99"),
}


def missing_program(peer: str) -> str | None:
    """What is not installed for a peer, None if nothing is missing."""
    if peer == "keepalived" and shutil.which("keepalived", path="/usr/sbin:/usr/bin") is None:
        return "keepalived is not installed"
    if peer == "frr" and not all((FRR / name).exists() for name in ("zebra", "vrrpd")):
        return "frr is not installed"
    return None


def node_address(family: str, number: int) -> str:
    """The own address of host 0, 1 ... by which unicast peers know it."""
    return f"192.168.56.{101 + number}" if family == "4" else f"fd00:56::{101 + number}"


def give_ipv6(host: Host, number: int) -> None:
    """Addresses of host 0, 1 ...: a link-local and a global one, usable at once."""
    host.ip(
        f"addr replace fe80::{101 + number}/64 dev {INTERFACE} nodad",
        f"addr replace fd00:56::{101 + number}/64 dev {INTERFACE} nodad",
    )


def vips(cell: Cell) -> list[str]:
    """Every virtual address of a cell."""
    vrids = (VRID, SYNC_VRID) if cell.sync == "on" else (VRID,)
    return [address for vrid in vrids for address in VIPS[cell.family, vrid]]


def keepalived_text(cell: Cell, number: int) -> str:
    """keepalived.conf of host 0 (preferred) or 1."""
    vrids = (VRID, SYNC_VRID) if cell.sync == "on" else (VRID,)
    group = "vrrp_sync_group G {\n group {\n" + "".join(f"  VI_{vrid}\n" for vrid in vrids) + " }\n}\n"
    return (group if cell.sync == "on" else "") + "".join(_instance(cell, number, vrid) for vrid in vrids)


def _instance(cell: Cell, number: int, vrid: int) -> str:
    lines = [
        "state BACKUP", f"interface {INTERFACE}", f"virtual_router_id {vrid}", f"priority {PRIORITIES[number]}",
        f"version {cell.version}", f"advert_int {cell.interval_s:g}",
    ]  # fmt: skip
    lines += ["nopreempt"] if cell.preempt == "nopreempt" else []
    lines += [f"preempt_delay {cell.preempt_delay_s:g}"] if cell.preempt == "preempt_delay" else []
    lines += ["use_vmac"] if cell.vmac == "on" else []
    if cell.auth != "none":
        lines += ["authentication {", f" auth_type {cell.auth}", " auth_pass 1111", "}"]
    if cell.cast == "unicast":
        ours, theirs = node_address(cell.family, number), node_address(cell.family, 1 - number)
        lines += [f"unicast_src_ip {ours}", "unicast_peer {", f" {theirs}", "}"]
    lines += ["virtual_ipaddress {", *(f" {address}" for address in VIPS[cell.family, vrid]), "}"]
    return f"vrrp_instance VI_{vrid} {{\n" + "".join(f"    {line}\n" for line in lines) + "}\n"


class FrrRouter:
    """FRR's zebra and vrrpd in a host. The host's own /run keeps their sockets apart."""

    def __init__(self, host: Host, folder: Path, cell: Cell, number: int) -> None:
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        self._log = (folder / "frr.log").open("ab")
        self._log_start = self._log.tell()
        self._host = host
        host.run("install", "-d", "-o", "frr", "-g", "frr", "/run/frr")
        _make_macvlan(host, cell, number)
        config = Path(host.path("/run/frr/vrrpd.conf"))
        config.write_text(_vrrpd_text(cell, number))
        # A socket that is left from a killed one is no sign of life.
        host.path("/run/frr/zserv.api").unlink(missing_ok=True)
        self._zebra = self._start("zebra", "/dev/null")
        wait_for(host.path("/run/frr/zserv.api").exists, "zebra listens")
        self._vrrpd = self._start("vrrpd", "/run/frr/vrrpd.conf")

    def _start(self, name: str, config: str) -> subprocess.Popen[bytes]:
        command = self._host.command(str(FRR / name), "-P", "0", "-f", config, "--log", "stdout")
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log)

    def stop(self) -> int:
        """SIGTERM for vrrpd, then zebra, and vrrpd's exit code."""
        self._vrrpd.send_signal(signal.SIGTERM)
        code = self._vrrpd.wait(10)
        # zebra takes the macvlan down for it.
        shown = self._host.command("ip", "link", "show", "type", "macvlan")
        wait_for(lambda: b"protodown on" in subprocess.run(shown, capture_output=True).stdout, "the macvlan is down")
        self._end(self._zebra)
        return code

    def kill(self) -> None:
        """SIGKILL for both."""
        self._end(self._vrrpd)
        self._end(self._zebra)
        self._log.close()

    def log(self) -> str:
        """Everything they have said."""
        return Path(self._log.name).read_bytes()[self._log_start :].decode(errors="replace")

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()


def _make_macvlan(host: Host, cell: Cell, number: int) -> None:
    """The interface that vrrpd finds by its MAC; it comes down at once, for vrrpd has not said that it is MASTER."""
    name = f"vrrp{cell.family}-{VRID}"
    if host.run("ip", "link", "show", "dev", name, check=False).returncode == 0:
        return
    prefix, nodad = ("24", "") if cell.family == "4" else ("64", "nodad")
    kind = "1" if cell.family == "4" else "2"
    # FRR sends version 3 over IPv6 from the macvlan's first link-local address: one that is each node's own.
    addresses = list(VIPS[cell.family, VRID])
    addresses += [f"fe80::56:{201 + number}"] if cell.family == "6" else []
    host.ip(
        f"link add {name} link {INTERFACE} type macvlan mode bridge",
        f"link set {name} addrgenmode none",
        f"link set {name} address 00:00:5e:00:0{kind}:{VRID:02x}",
        *(f"addr add {address}/{prefix} dev {name} {nodad}" for address in addresses),
        f"link set {name} protodown on",
        f"link set {name} up",
    )
    # The address stays on the macvlan in BACKUP too: without this the parent would answer for it.
    host.run("sh", "-c", f"echo 1 >/proc/sys/net/ipv4/conf/{INTERFACE}/arp_ignore")


def _vrrpd_text(cell: Cell, number: int) -> str:
    word = "ip" if cell.family == "4" else "ipv6"
    lines = [f"version {cell.version}", f"priority {PRIORITIES[number]}"]
    lines += [f"advertisement-interval {cell.interval_s * 1000:.0f}"]
    lines += [f"{word} {address}" for address in VIPS[cell.family, VRID]]
    preempt = f" no vrrp {VRID} preempt\n" if cell.preempt == "nopreempt" else ""
    return f"interface {INTERFACE}\n" + "".join(f" vrrp {VRID} {line}\n" for line in lines) + preempt


Node = Standfast | Keepalived | FrrRouter


def start_node(program: str, host: Host, folder: Path, cell: Cell, number: int) -> Node:
    """Start host 0 (preferred) or 1 with a program: standfast, keepalived or frr."""
    if program == "frr":
        return FrrRouter(host, folder, cell, number)
    kind = Standfast if program == "standfast" else Keepalived
    return kind(host, folder, keepalived_text(cell, number))


def is_up(node: Node) -> bool:
    """Whether a node listens: it says that it is BACKUP, as every one is at first."""
    return ("-> Backup" if isinstance(node, FrrRouter) else "Entering BACKUP STATE") in node.log()


def kill_node(node: Node) -> None:
    """SIGKILL for all its processes; stopped first, so that none has the time to start another."""
    if isinstance(node, FrrRouter):
        node.kill()
        return
    if node.process.poll() is None:
        node.signal(signal.SIGSTOP)
        for child in children_of(node.pid):
            kill(child, signal.SIGKILL)
    node.kill()
