"""What each kind of fault does to the world, and how it ends.

Rules: a lasting fault counts something up and later down again, so that faults which overlap end on their own; what
was meant for a life of the daemon that has ended since does nothing. Chance that is needed here comes from the host's
own generator.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from standfast.core.events import FileChanged, ProcessesChanged
from standfast.sim.clusters import FILE, PROCESS
from standfast.sim.entries_watch import delete_by_hand
from standfast.sim.faults_network import (
    be_deaf_to_peer,
    be_slow_port,
    corrupt,
    cut_off,
    duplicate,
    fail_to_send,
    later,
    lose,
    lose_at,
    pull_cable,
    switch_off,
)
from standfast.sim.faults_reload import chosen_router, reload
from standfast.sim.host import WATCHDOG_MAX_NS, WATCHDOG_MIN_NS, Host
from standfast.sim.network import is_for, read_sent
from standfast.sim.packets import BAD_PACKETS, is_rogue_believed, read_rogue
from standfast.sim.scenario import EVERYBODY, Fault, Step
from standfast.units import NS_PER_S, ns_to_seconds_text

if TYPE_CHECKING:
    from standfast.sim.world import World

# What a clock shows when a machine has just booted.
BOOTED_NS = 10 * NS_PER_S


def apply(world: "World", step: Step) -> None:
    """Have the fault of this step happen now; its end is put into the world's queue."""
    host = world.hosts.get(step.host)
    if host is None and step.host != EVERYBODY:
        return
    until = "" if step.until_ns is None else f", until {ns_to_seconds_text(step.until_ns)} s"
    world.tell("LAN" if host is None else host.name, f"** {step.kind}{_details(step)}{until}")
    world.count(f"fault: {step.kind.name}")
    if host is None:
        _ON_NETWORK[step.kind](world, step)
    elif step.kind in BAD_PACKETS:
        _send_bad_packet(world, host, step)
    elif not host.frozen:
        _ON_HOST[step.kind](world, host, step)


def _details(step: Step) -> str:
    words = []
    if step.share:
        words.append(f"{step.share:.0%}")
    if step.number:
        words.append(str(step.number))
    return f" ({', '.join(words)})" if words else ""


# -- processes and machines


def _stall(world: "World", host: Host, step: Step) -> None:
    if host.director is None:
        return
    host.stalls += 1
    host.disturb()
    later(world, step, _go_on, host, host.life)
    noticed_ns = world.now_ns + host.random.randrange(WATCHDOG_MIN_NS, WATCHDOG_MAX_NS)
    if step.kind is Fault.ROUTER_STALLS and noticed_ns < (step.until_ns or noticed_ns):
        world.at(noticed_ns, _kill_hanging, host, host.life)


def _go_on(host: Host, life: int) -> None:
    if host.life == life:
        host.stalls -= 1
        if not host.stalls:
            host.wake()


def _kill_hanging(host: Host, life: int) -> None:
    if host.life == life and not host.frozen:
        host.die("the supervisor kills the router, which gives no sign of life")
        host.be_restarted()


def _freeze(world: "World", host: Host, step: Step) -> None:
    host.frozen = 1
    host.disturb()
    later(world, step, _thaw, world, host, world.now_ns, step.kind is Fault.MACHINE_FREEZES)


def _thaw(world: "World", host: Host, since_ns: int, unnoticed: bool) -> None:
    host.frozen = 0
    host.kernel.sleep(world.now_ns - since_ns)
    if unnoticed:
        host.clock_ns -= world.now_ns - since_ns
        host.set_clock()
    host.wake()


def _kill_router(_world: "World", host: Host, _step: Step) -> None:
    if host.director is not None:
        host.die("the router dies")
        host.be_restarted()


def _kill_daemon(world: "World", host: Host, step: Step) -> None:
    host.die("the daemon dies")
    _keep_down(world, host, step)


def _stop_daemon(world: "World", host: Host, step: Step) -> None:
    host.stop()
    _keep_down(world, host, step)


def _cut_power(world: "World", host: Host, step: Step) -> None:
    host.die("the machine is off")
    host.kernel.remove([held.address for held in host.kernel.held.values()])
    host.records.clear()
    host.entries.clear()
    for seat in host.seats.values():
        seat.reign_ended()
    # The clock begins anew when the machine is on again.
    host.clock_ns = BOOTED_NS - (world.now_ns if step.until_ns is None else step.until_ns)
    _keep_down(world, host, step)


def _keep_down(world: "World", host: Host, step: Step) -> None:
    host.kept_down += 1
    later(world, step, _release, host)


def _release(host: Host) -> None:
    host.kept_down -= 1
    if host.director is None:
        host.start()


# -- addresses, checks, reloads, packets


def _delete_address(world: "World", host: Host, step: Step) -> None:
    router = chosen_router(host, step)
    for address in host.kernel.remove(router.addresses[: step.number]):
        host.lose_address(address)
        world.watch.addresses.deleted(host, router.key)


def _delete_route(world: "World", host: Host, step: Step) -> None:
    delete_by_hand(world, host, chosen_router(host, step))


def _add_address(_world: "World", host: Host, step: Step) -> None:
    for address in chosen_router(host, step).addresses[: step.number]:
        host.kernel.add_by_hand(address)


def _fail_check(world: "World", host: Host, step: Step) -> None:
    _change_check(host, "failing", 1)
    later(world, step, _change_check, host, "failing", -1)


def _hang_check(world: "World", host: Host, step: Step) -> None:
    _change_check(host, "hanging", 1)
    later(world, step, _change_check, host, "hanging", -1)


def _end_process(world: "World", host: Host, step: Step) -> None:
    _count_processes(host, 1)
    later(world, step, _count_processes, host, -1)


def _count_processes(host: Host, change: int) -> None:
    host.gone += change
    host.disturb()
    host.report(ProcessesChanged(PROCESS, 0 if host.gone else 1))


def _write_file(_world: "World", host: Host, step: Step) -> None:
    host.file_value = step.number
    host.disturb()
    host.report(FileChanged(FILE, step.number))


def _change_check(host: Host, name: str, change: int) -> None:
    setattr(host, name, getattr(host, name) + change)


def _send_bad_packet(world: "World", host: Host, step: Step) -> None:
    packet = BAD_PACKETS[step.kind](host, chosen_router(host, step), step.number)
    if packet is not None:
        world.inject(host, packet, valid=False)


def _send_rogue(world: "World", host: Host, step: Step) -> None:
    router = chosen_router(host, step)
    world.inject(host, read_rogue(host, router), valid=is_rogue_believed(router))


def _replay(world: "World", host: Host, step: Step) -> None:
    heard = [(sender, effect) for sender, effect in world.sent if is_for(host, effect.destination)]
    if heard:
        sender, effect = heard[int(step.share * len(heard))]
        world.inject(host, read_sent(effect), valid=sender != host.number)


_ON_NETWORK: dict[Fault, Callable[["World", Step], None]] = {
    Fault.LOSS: lose,
    Fault.DUPLICATION: duplicate,
    Fault.CORRUPTION: corrupt,
}

_ON_HOST: dict[Fault, Callable[["World", Host, Step], None]] = {
    Fault.OUTWARD_LOSS: lose_at,
    Fault.INWARD_LOSS: lose_at,
    Fault.DEAF: cut_off("deaf"),
    Fault.MUTE: cut_off("mute"),
    Fault.ISOLATED: cut_off("deaf", "mute"),
    Fault.DEAF_TO_PEER: be_deaf_to_peer,
    Fault.LINK_DOWN: pull_cable,
    Fault.INTERFACE_DOWN: switch_off,
    Fault.SLOW_PORT: be_slow_port,
    Fault.SENDING_FAILS: fail_to_send,
    Fault.ROUTER_STALLS: _stall,
    Fault.DAEMON_STALLS: _stall,
    Fault.MACHINE_SLEEPS: _freeze,
    Fault.MACHINE_FREEZES: _freeze,
    Fault.ROUTER_DIES: _kill_router,
    Fault.DAEMON_DIES: _kill_daemon,
    Fault.DAEMON_STOPS: _stop_daemon,
    Fault.MACHINE_DIES: _cut_power,
    Fault.ADDRESS_DELETED: _delete_address,
    Fault.ADDRESS_ADDED: _add_address,
    Fault.ROUTE_DELETED: _delete_route,
    Fault.CHECK_FAILS: _fail_check,
    Fault.CHECK_HANGS: _hang_check,
    Fault.PROCESS_ENDS: _end_process,
    Fault.FILE_CHANGES: _write_file,
    Fault.RELOAD_PRIORITY: reload,
    Fault.RELOAD_PREEMPT: reload,
    Fault.RELOAD_ADDRESSES: reload,
    Fault.RELOAD_NAME: reload,
    Fault.RELOAD_REMOVES: reload,
    Fault.ROGUE: _send_rogue,
    Fault.REPLAY: _replay,
}
