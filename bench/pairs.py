"""Two nodes at a switch for the measurements: the same configuration for standfast and for keepalived.

Rules: the host is lost at the switch (its port stops forwarding), at once and without a word to anybody, so that
both daemons are measured with the same fault; times are the kernel's, from packets at the switch.
"""

import socket
import struct
import time
from pathlib import Path

from daemons import Keepalived, Standfast
from netlab import Lan, wait_for
from switchside import Ear, KernelView

DAEMONS = {"standfast": Standfast, "keepalived": Keepalived}
Daemon = Standfast | Keepalived
VIP = "192.168.56.100"
VRID = 51
PRIORITIES = (200, 150)
FORWARDING, DISABLED = 3, 0
_RTM_SETLINK, _NLM_F_REQUEST_ACK = 19, 5
_AF_BRIDGE, _IFLA_PROTINFO, _IFLA_BRPORT_STATE = 7, 12 | 0x8000, 1


def configuration(priority: int, interval_s: float) -> str:
    """One virtual router of version 3; real-time priority is asked for, so that keepalived is at its best."""
    return f"""\
global_defs {{
    vrrp_rt_priority 50
    vrrp_no_swap
}}
vrrp_instance VI_1 {{
    state BACKUP
    interface enp0s8
    version 3
    virtual_router_id {VRID}
    priority {priority}
    advert_int {interval_s:g}
    virtual_ipaddress {{
        {VIP}
    }}
}}
"""


class SwitchPort:
    """The state of a host's port at the switch, changed by one netlink message."""

    def __init__(self, lan: Lan, number: int) -> None:
        with lan.switch.network():
            self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
            self._index = socket.if_nametoindex(f"port{101 + number}")

    def set(self, state: int) -> None:
        """Let the port forward, or not. Raises OSError if the kernel refuses."""
        inner = struct.pack("=HHB3x", 5, _IFLA_BRPORT_STATE, state)
        body = struct.pack("=BBHiII", _AF_BRIDGE, 0, 0, self._index, 0, 0)
        body += struct.pack("=HH", 4 + len(inner), _IFLA_PROTINFO) + inner
        self._socket.send(struct.pack("=IHHII", 16 + len(body), _RTM_SETLINK, _NLM_F_REQUEST_ACK, 1, 0) + body)
        (code,) = struct.unpack_from("=i", self._socket.recv(4096), 16)
        if code:
            raise OSError(-code, "the state of the port was not changed")

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()


class MeasuredPair:
    """Host 0 is MASTER, host 1 BACKUP, both with the same daemon."""

    def __init__(self, daemon: str, interval_s: float, folder: Path) -> None:
        self.lan = Lan(2)
        self.ear = Ear(self.lan)
        self.port = SwitchPort(self.lan, 0)
        self.views = [KernelView(host) for host in self.lan.hosts]
        self.nodes: list[Daemon] = [
            DAEMONS[daemon](host, folder / f"{daemon}-{number}", configuration(PRIORITIES[number], interval_s))
            for number, host in enumerate(self.lan.hosts)
        ]
        self.wait_settled()

    def close(self) -> None:
        """End everything."""
        for node in self.nodes:
            node.kill()
        for view in self.views:
            view.close()
        self.port.close()
        self.ear.close()
        self.lan.close()

    def wait_settled(self) -> None:
        """Wait until host 0 alone has the address."""
        wait_for(lambda: [VIP in view.addresses() for view in self.views] == [True, False], "host 0 is MASTER", 30)

    def next_advertisement_ns(self) -> int:
        """Wait for an advertisement of host 0 and return its time."""
        since = self.ear.mark()
        while not (adverts := self.ear.vrrp(0, since)):
            time.sleep(0.0002)
        return adverts[-1].time_ns
