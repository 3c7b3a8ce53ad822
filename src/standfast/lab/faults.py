"""Faults: each function breaks one thing in the lab, and each has its repair.

Rules: a fault is what a real one is (a signal to real processes, a port of the switch that goes down, frames that
are dropped there), done at once and by the kernel's own means; the broken side is never asked to help. Repairs bring
back what was there before; only a lost host stays lost.
"""

import re
import signal

from standfast.lab import provision
from standfast.lab.asking import ATTEMPTS_PER_S
from standfast.lab.host import LAN_INTERFACE, Host, Node
from standfast.lab.services import (
    daemon_pids,
    kill_everything,
    send_signal,
    start_daemon,
    start_nginx,
    stop_daemon,
    stop_nginx,
)
from standfast.lab.topology import APP_ADDRESSES, Lab

__all__ = [
    "break_nginx", "cut_cable", "hang_daemon", "hang_nginx", "heal", "isolate", "kill_app", "kill_daemon",
    "kill_nginx", "lose_host", "plug_cable", "repair_nginx", "resume_daemon", "resume_nginx",
    "start_app", "start_daemon", "start_nginx", "stop_daemon", "stop_nginx", "weaken_nginx",
]  # fmt: skip

NGINX_CONFIG_PATH = "/etc/nginx/nginx.conf"
TENTH = 10
_CONNECTIONS = re.compile(r"worker_connections (\d+);")
_BROKEN_LINE = "this_line_is_a_mistake on;\n"
_ISOLATION_TABLE = "isolation"


def kill_daemon(node: Node) -> None:
    """SIGKILL to all processes of the daemon, the supervisor first, so that none is started again. Repair: start."""
    send_signal(daemon_pids(node), signal.SIGKILL)


def hang_daemon(node: Node) -> None:
    """SIGSTOP to all processes of the daemon. Repair: resume_daemon."""
    send_signal(daemon_pids(node), signal.SIGSTOP)


def resume_daemon(node: Node) -> None:
    """SIGCONT to all processes of the daemon."""
    send_signal(daemon_pids(node), signal.SIGCONT)


def cut_cable(lab: Lab, node: Node) -> None:
    """The node's port at the switch goes down: the node loses its carrier. Repair: plug_cable."""
    lab.switch.run_ip_batch(f"link set {node.port} down")


def plug_cable(lab: Lab, node: Node) -> None:
    """The node's port comes up again."""
    lab.switch.run_ip_batch(f"link set {node.port} up")


def isolate(lab: Lab, node: Node) -> None:
    """The switch drops every frame from and to the node, in both directions; the carrier stays. Repair: heal."""
    drop = f'iifname "{node.port}" drop; oifname "{node.port}" drop;'
    chain = f"chain forward {{ type filter hook forward priority 0; policy accept; {drop} }};"
    rules = f"table bridge {_ISOLATION_TABLE} {{ {chain} }}\n"
    lab.switch.run("nft", "-f", "-", stdin_text=rules)


def heal(lab: Lab) -> None:
    """The switch drops nothing any more."""
    lab.switch.run("nft", "delete", "table", "bridge", _ISOLATION_TABLE, check=False)


def lose_host(lab: Lab, node: Node) -> None:
    """The node loses its power: port down, all its processes killed at once, and with its memory addresses and /run.

    The port goes first, by some milliseconds, because the kernel of a machine without power sends no resets for the
    connections of its dead processes. No drill repairs it.
    """
    lab.switch.run_ip_batch(f"link set {node.port} down", f"link set back-{node.name} down")
    kill_everything(node)
    node.run_ip_batch(f"addr flush dev {LAN_INTERFACE}")
    node.run("sh", "-c", "cd /run && ls -A | grep -vxE 'lab|lock' | xargs -r rm -rf")


def kill_nginx(node: Host) -> None:
    """SIGKILL to nginx, master process first. It can be started again. Repair: start_nginx."""
    send_signal(node.pids("nginx"), signal.SIGKILL)


def break_nginx(node: Node) -> None:
    """nginx is killed and cannot be started, because its configuration got a mistake. Repair: repair_nginx."""
    config = node.path(NGINX_CONFIG_PATH)
    config.write_text(config.read_text() + _BROKEN_LINE)
    kill_nginx(node)


def repair_nginx(node: Node, *, start: bool = True) -> None:
    """The node's nginx configuration is good again, and nginx is started if wanted and if it does not run."""
    provision.write_node_nginx(node, list(APP_ADDRESSES.values()))
    if start and not node.pids("nginx"):
        start_nginx(node)


def hang_nginx(node: Node) -> None:
    """SIGSTOP to nginx: the processes are there, and answer nothing. Repair: resume_nginx."""
    send_signal(node.pids("nginx"), signal.SIGSTOP)


def resume_nginx(node: Node) -> None:
    """SIGCONT to nginx."""
    send_signal(node.pids("nginx"), signal.SIGCONT)


def weaken_nginx(node: Node) -> None:
    """nginx gets a tenth: of the connections that it may have, and of the requests that the client makes.

    What is beyond that gets an error page at once, as from a server that sheds load. Repair: repair_nginx, restart.
    """
    config = node.path(NGINX_CONFIG_PATH)
    text = config.read_text()
    text = _CONNECTIONS.sub(lambda match: f"worker_connections {int(match[1]) // TENTH};", text)
    rate = f"limit_req_zone $hostname zone=capacity:1m rate={ATTEMPTS_PER_S // TENTH}r/s; limit_req zone=capacity;"
    config.write_text(text.replace("http {\n", f"http {{\n    {rate}\n", 1))
    stop_nginx(node)
    start_nginx(node)


def kill_app(app: Host) -> None:
    """SIGKILL to an application server's nginx. Repair: start_app."""
    kill_nginx(app)


def start_app(app: Host) -> None:
    """Start a killed application server again."""
    start_nginx(app)
