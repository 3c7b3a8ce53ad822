"""The lab as a whole: which hosts there are, how they are wired, and how they begin and end.

    client (192.168.56.1) ──┐                                        ┌── app1 (10.56.0.11)
                            ├── lan ── node101, node102, ... ── back ─┤
                            └──   (192.168.56.101, .102; VIP .100)    └── app2 (10.56.0.12)

Rules: both bridges are in the namespace of one more host, `switch`, so nothing of a lab is ever in the caller's own
network. All hosts live on one pipe, the lifeline: they end when the last process that holds its writing end is gone,
so a lab ends with the process that built it, however that ends, unless a keeper was started (lab/store.py).
"""

import time
from collections.abc import Sequence
from types import TracebackType
from typing import Literal, Self

from standfast.errors import LabError
from standfast.lab import provision, services
from standfast.lab.boot import Boot
from standfast.lab.host import BACKEND_INTERFACE, LAN_INTERFACE, VIP, Daemon, Host, Node
from standfast.lab.provision import Variant

NODES_MIN, NODES_MAX = 2, 5
FIRST_NODE = 101
CLIENT_ADDRESS = "192.168.56.1"
APP_ADDRESSES = {"app1": "10.56.0.11", "app2": "10.56.0.12"}


class Lab:
    """Hosts in namespaces, wired as above. Make one with `build`; use it as a context manager or call `close`."""

    vip = VIP

    def __init__(
        self, name: str, client: Host, nodes: tuple[Node, ...], apps: tuple[Host, ...], switch: Host
    ) -> None:
        self.name = name
        self.client = client
        self.nodes = nodes
        self.apps = apps
        self.switch = switch
        self._boot: Boot | None = None

    @classmethod
    def build(
        cls,
        *,
        nodes: int = 2,
        daemon: Daemon | Sequence[Daemon] = "standfast",
        name: str = "standfast",
        variant: Variant = "plain",
        start_daemons: bool = True,
    ) -> Self:
        """Build a lab and start nginx everywhere and the daemon on each node (one name for all, or one a node).

        It does not wait for an election: see `wait_for_holder`. Raises LabError, and then leaves nothing behind.
        """
        if not NODES_MIN <= nodes <= NODES_MAX:
            raise LabError(f"a lab has {NODES_MIN} to {NODES_MAX} nodes, not {nodes}")
        daemons = [daemon] * nodes if isinstance(daemon, str) else list(daemon)
        names = [f"node{FIRST_NODE + index}" for index in range(nodes)]
        boot = Boot(name, ["switch", "client", *names, *APP_ADDRESSES])
        try:
            pids = boot.wait()
            made = cls(
                name,
                Host("client", pids["client"]),
                tuple(make_node(node, pids[node], daemons[index]) for index, node in enumerate(names)),
                tuple(Host(app, pids[app]) for app in APP_ADDRESSES),
                Host("switch", pids["switch"]),
            )
            made._boot = boot
            made._wire()
            made._provision(variant)
            if start_daemons:
                for node in made.nodes:
                    services.start_daemon(node)
        except BaseException:
            boot.end()
            raise
        return made

    def close(self) -> None:
        """End all hosts and wait until they are gone. A second call does nothing."""
        if self._boot is not None:
            self._boot.end()

    def release(self) -> None:
        """Let go of the hosts without ending them: from now on they live as long as their keeper does."""
        if self._boot is not None:
            self._boot.let_go()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def hosts(self) -> tuple[Host, ...]:
        """All hosts, the client first."""
        return (self.client, *self.nodes, *self.apps, self.switch)

    @property
    def lifeline(self) -> int | None:
        """The writing end of the pipe on which the hosts live, for a keeper to inherit; None after `close`."""
        return None if self._boot is None else self._boot.lifeline

    def host(self, name: str) -> Host:
        """The host with this name or, for a node, this address. Raises LabError that names the hosts there are."""
        for host in self.hosts:
            if name == host.name or (isinstance(host, Node) and name == host.address):
                return host
        raise LabError(f"no host {name!r} in the lab; there are {', '.join(host.name for host in self.hosts)}")

    def address_of(self, host: Host) -> str | None:
        """The first address that a host was given; None for the switch, which has none."""
        return next((address for cabled, _, _, address in self._cables() if cabled == host), None)

    def holders(self) -> tuple[Node, ...]:
        """The nodes on which `ip addr` shows the VIP."""
        return tuple(node for node in self.nodes if node.holds_vip())

    def wait_for_holder(self, node: Node | None = None, *, timeout_s: float = 10.0) -> Node:
        """Wait until exactly one node (this one, if given) holds the VIP, and return it. LabError if none in time."""
        deadline = time.monotonic() + timeout_s
        while True:
            holders = self.holders()
            if len(holders) == 1 and node in (None, holders[0]):
                return holders[0]
            if time.monotonic() > deadline:
                held = " and ".join(holder.name for holder in holders) or "nobody"
                wanted = node.name if node else "one node"
                raise LabError(f"after {timeout_s:g} s the VIP is held by {held}, not by {wanted}")
            time.sleep(0.05)

    def _wire(self) -> None:
        """Make both bridges and all cables, give addresses, and bring every interface up."""
        batch = []
        for bridge in ("lan", "back"):
            batch += [f"link add {bridge} type bridge stp_state 0 mcast_snooping 0", f"link set {bridge} up"]
        for host, bridge, interface, _ in self._cables():
            port = f"{bridge}-{host.name}"
            batch += [
                f"link add {port} type veth peer name {interface} netns {host.pid}",
                f"link set {port} master {bridge}",
                f"link set {port} up",
            ]
        self.switch.run_ip_batch(*batch)
        for host in (self.client, *self.nodes, *self.apps):
            self.give_addresses(host)

    def give_addresses(self, host: Host) -> None:
        """Give a host its own addresses and no other, with its interfaces up (what a machine does when it boots)."""
        batch = []
        for cabled, _, interface, address in self._cables():
            if cabled == host:
                batch += [
                    f"addr flush dev {interface}",
                    f"addr add {address}/24 dev {interface}",
                    f"link set {interface} up",
                ]
        host.run_ip_batch(*batch)

    def _cables(self) -> list[tuple[Host, str, str, str]]:
        """Every cable as (host, bridge, the host's interface, the host's address)."""
        cables: list[tuple[Host, str, str, str]] = [(self.client, "lan", LAN_INTERFACE, CLIENT_ADDRESS)]
        for node in self.nodes:
            cables.append((node, "lan", LAN_INTERFACE, node.address))
            cables.append((node, "back", BACKEND_INTERFACE, f"10.56.0.{node.number}"))
        cables += [(app, "back", BACKEND_INTERFACE, APP_ADDRESSES[app.name]) for app in self.apps]
        return cables

    def _provision(self, variant: Variant) -> None:
        names = {"client": CLIENT_ADDRESS, **{node.name: node.address for node in self.nodes}, **APP_ADDRESSES}
        for host in self.hosts:
            provision.write_hosts(host, names)
        for app in self.apps:
            provision.write_app_nginx(app)
            services.start_nginx(app)
        for node in self.nodes:
            provision.write_node_nginx(node, list(APP_ADDRESSES.values()))
            provision.write_pages(node)
            provision.install_config(node, variant)
            services.start_nginx(node)


def make_node(name: str, pid: int, daemon: Daemon) -> Node:
    """The handle on a node: its name says all else (node101 is the master, each further one 20 lower in priority)."""
    number = int(name.removeprefix("node"))
    role: Literal["MASTER", "BACKUP"] = "MASTER" if number == FIRST_NODE else "BACKUP"
    return Node(name, pid, number, role, 100 - 20 * (number - FIRST_NODE), daemon)
