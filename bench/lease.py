"""How long a thousand leases take to add, to renew in slices and to remove, beside iproute2 doing the same.

Run as root: `python bench/lease.py`. It makes a network namespace of its own and leaves nothing. Medians of several
rounds; the peer is one `ip -batch` process for all addresses, the fastest way a script has. The longest slice says
whether the costs assumed in core/pacing.py hold on this machine.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median

from standfast.core.effects import RenewLeases
from standfast.core.pacing import SLICE_NS, Pacer
from standfast.linux.netlink_socket import RouteSocket
from standfast.model.virtual_router import VirtualAddress
from standfast.units import NS_PER_MS
from standfast.wire.rtnl import encode_add_address, encode_delete_address

COUNT = 1000
ROUNDS = 7
LEASE_S = 60
INTERFACE = "bench0"
INSIDE = "inside"


def main() -> None:
    """Measure inside a new network namespace."""
    if sys.argv[1:] != [INSIDE]:
        command = ["unshare", "--net", sys.executable, __file__, INSIDE]
        raise SystemExit(subprocess.run(command, check=False, timeout=300).returncode)
    for arguments in (f"add {INTERFACE} type veth peer name bench1", f"set {INTERFACE} up", "set bench1 up"):
        subprocess.run(["ip", "link", *arguments.split()], check=True)
    addresses = tuple(bytes((10, 56, 1 + number // 250, 1 + number % 250)) for number in range(COUNT))
    route_socket = RouteSocket()
    index = next(link.index for link in route_socket.dump_links() if link.name == INTERFACE)
    rounds = [measure(route_socket, index, addresses) for _ in range(ROUNDS)]
    for name in rounds[0]:
        print(f"{name:<44} {median(times[name] for times in rounds) / NS_PER_MS:9.2f} ms")
    for step in ("add", "remove"):
        ratio = median(times[f"{step} 1000, standfast"] / times[f"{step} 1000, ip -batch"] for times in rounds)
        print(f"{step}: ratio standfast / ip -batch {ratio:.2f}")
    longest_ns = max(times["longest slice of a renewal"] for times in rounds)
    print(f"longest slice of all rounds {longest_ns / NS_PER_MS:.2f} ms, planned {SLICE_NS / NS_PER_MS:.2f} ms")


def measure(route_socket: RouteSocket, index: int, addresses: tuple[bytes, ...]) -> dict[str, int]:
    """Return what each step of one round took, in ns."""
    add = [
        partial(
            encode_add_address, index=index, address=address, prefix_length=32,
            scope=0, label=None, broadcast=None, lease_s=LEASE_S,
        )
        for address in addresses
    ]  # fmt: skip
    remove = [partial(encode_delete_address, index=index, address=address, prefix_length=32) for address in addresses]
    times = {"add 1000, standfast": timed(lambda: route_socket.request(add))}
    slices = measure_slices(route_socket, add)
    times["renew 1000, standfast, all slices together"] = sum(slices)
    times["longest slice of a renewal"] = max(slices)
    times["remove 1000, standfast"] = timed(lambda: route_socket.request(remove))
    names = [".".join(map(str, address)) for address in addresses]
    for step, verb in (("add", "replace"), ("remove", "del")):
        batch = "".join(f"address {verb} {name}/32 dev {INTERFACE}\n" for name in names)
        command = ["ip", "-batch", "-"]
        run = partial(subprocess.run, command, input=batch, text=True, check=True)
        times[f"{step} 1000, ip -batch"] = timed(run)
    return times


def measure_slices(route_socket: RouteSocket, encoders: Sequence[Callable[[int], bytes]]) -> list[int]:
    """Renew everything in the pacer's slices; return what each took, in ns."""
    pacer = Pacer()
    model = tuple(VirtualAddress(number.to_bytes(4, "big"), 32, INTERFACE) for number in range(len(encoders)))
    slices, done, now_ns = [], 0, 0
    effects = list(pacer.submit(RenewLeases(model, LEASE_S), now_ns))
    while effects:
        count = sum(len(effect.addresses) for effect in effects if isinstance(effect, RenewLeases))
        slices.append(timed(partial(route_socket.request, encoders[done : done + count])))
        done += count
        now_ns = pacer.next_deadline_ns or now_ns
        effects = list(pacer.handle_timer(now_ns))
    assert done == len(encoders), "the pacer lost addresses"
    return slices


def timed(work: Callable[[], object]) -> int:
    """Return how long `work` took, in ns."""
    start_ns = time.perf_counter_ns()
    work()
    return time.perf_counter_ns() - start_ns


if __name__ == "__main__":
    main()
