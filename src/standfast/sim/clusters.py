"""The clusters that a seed may mean: versions, families, authentication, groups, preemption, what is tracked.

Rules: the hosts of one cluster have configurations that belong together, as an administrator would write them: the
same version, addresses and authentication everywhere, and in a sync group the same order of priorities for all
members (with contrary orders two hosts would give way to each other for ever, with keepalived too).
"""

from dataclasses import dataclass, replace
from random import Random

from standfast.model.network import Prefix
from standfast.model.node import Node, NodeSettings
from standfast.model.packets import (
    AntiReplay,
    HeaderAuthentication,
    HmacKey,
    HmacMode,
    HmacPolicy,
    PasswordAuthentication,
    Peer,
    Unicast,
)
from standfast.model.route import Route
from standfast.model.rule import Rule, RuleAction
from standfast.model.sync_group import SyncedRouters
from standfast.model.track import (
    ScriptUser,
    TrackedItem,
    TrackFile,
    TrackKind,
    TrackProcess,
    TrackScript,
)
from standfast.model.virtual_router import (
    MULTICAST_GROUP_IPV4,
    MULTICAST_GROUP_IPV6,
    PRIORITY_OWNER,
    VirtualRouter,
)
from standfast.sim.scenario import INTERFACE, address_pool, link_local_of, source_of
from standfast.units import NS_PER_MS, NS_PER_S
from standfast.wire.vrrp import VERSION_2

SCRIPT, FILE, PROCESS = "check", "weight", "nginx"
GROUP = "VG_1"
VRID = 51
SCRIPT_USER = ScriptUser("root", 0, 0)

# Advertisement intervals in milliseconds, and how often they are drawn.
INTERVALS_2 = {1000: 84, 2000: 12, 3000: 4}
INTERVALS_3 = {10: 4, 20: 3, 100: 40, 250: 15, 1000: 32, 2500: 6}


@dataclass(frozen=True, slots=True)
class Mix:
    """What the hosts of one cluster have in common."""

    count: int
    version: int
    family: int
    interval_ns: int
    unicast: bool
    check_source: bool
    down_timer_adverts: int
    grouped: bool
    startup_delay_ns: int
    scripts: tuple[TrackScript, ...]
    files: tuple[TrackFile, ...]
    processes: tuple[TrackProcess, ...]


def draw_mix(random: Random) -> Mix:
    """Draw what kind of cluster it is."""
    version = random.choice((2, 3))
    intervals = INTERVALS_2 if version == VERSION_2 else INTERVALS_3
    interval_ns = random.choices(tuple(intervals), tuple(intervals.values()))[0] * NS_PER_MS
    file = TrackFile(FILE, "/run/weight", init_value=0)
    process = TrackProcess(PROCESS, ("nginx",), None, False, 1, None, 0, interval_ns, 0)
    return Mix(
        count=random.choices((2, 3, 4, 5), (45, 35, 12, 8))[0],
        version=version,
        family=6 if version == 3 and random.random() < 0.5 else 4,
        interval_ns=interval_ns,
        unicast=random.random() < 0.2,
        check_source=random.random() < 0.5,
        down_timer_adverts=random.choices((3, 2, 5), (88, 7, 5))[0],
        grouped=random.random() < 0.6,
        startup_delay_ns=random.choice((1, 3, 6)) * interval_ns if random.random() < 0.1 else 0,
        scripts=() if random.random() < 0.5 else (_draw_script(random),),
        files=(file,) if random.random() < 0.15 else (),
        processes=(process,) if random.random() < 0.15 else (),
    )


def draw_nodes(random: Random, mix: Mix) -> list[Node]:
    """Draw the configuration of each host."""
    columns = [_draw_routers(random, mix, 0)]
    if random.random() < 0.25:
        columns.append(_sibling(columns[0], mix) if mix.grouped else _draw_routers(random, _other(random, mix), 1))
    return [_draw_node(mix, number, tuple(column[number] for column in columns)) for number in range(mix.count)]


def _other(random: Random, mix: Mix) -> Mix:
    """Another kind of virtual router on the same hosts: version and family are each router's own."""
    version = random.choice((VERSION_2, 3)) if mix.interval_ns % NS_PER_S == 0 else 3
    return replace(
        mix,
        version=version,
        family=6 if version == 3 and random.random() < 0.5 else 4,
        interval_ns=mix.interval_ns * random.choice((1, 1, 2)),
        unicast=random.random() < 0.2,
    )


def _sibling(routers: list[VirtualRouter], mix: Mix) -> list[VirtualRouter]:
    """A second virtual router that differs in nothing but its name, number and addresses."""
    pool = address_pool(1, mix.family)
    return [
        replace(
            router,
            name="VI_2",
            virtual_router_id=VRID + 1,
            addresses=pool[: len(router.addresses)],
            excluded=pool[-1:] if router.excluded else (),
            routes=(_route(1, mix.family),) if router.routes else (),
            rules=(_rule(1, mix.family),) if router.rules else (),
        )
        for router in routers
    ]


def _draw_node(mix: Mix, number: int, routers: tuple[VirtualRouter, ...]) -> Node:
    grouped = mix.grouped and len(routers) > 1
    return Node(
        f"host{number + 1}",
        routers,
        mix.scripts,
        (SyncedRouters(GROUP, tuple(router.key for router in routers)),) if grouped else (),
        mix.files,
        mix.processes,
        settings=NodeSettings(startup_delay_ns=mix.startup_delay_ns),
    )


def _draw_script(random: Random) -> TrackScript:
    interval_ns = random.choice((1, 2)) * NS_PER_S
    return TrackScript(
        name=SCRIPT,
        argv=("/bin/check",),
        interval_ns=interval_ns,
        timeout_ns=interval_ns,
        rise=random.choice((1, 1, 2, 3)),
        fall=random.choice((1, 1, 2, 3)),
        weight=0,
        reverse=False,
        init_fail=random.random() < 0.2,
        user=SCRIPT_USER,
    )


def _draw_routers(random: Random, mix: Mix, place: int) -> list[VirtualRouter]:
    """The same virtual router on every host."""
    pool = address_pool(place, mix.family)
    count = random.choice((1, 1, 2, 3))
    base = VirtualRouter(
        name=f"VI_{place + 1}",
        interface=INTERFACE,
        # With another family it may well have the same number (RFC 9568, 3).
        virtual_router_id=VRID + place,
        priority=0,
        advert_interval_ns=mix.interval_ns,
        addresses=pool[:count],
        excluded=pool[-1:] if random.random() < 0.15 else (),
        authentication=_draw_authentication(random, mix),
        lease=random.random() < 0.92,
        version=mix.version,
        family=mix.family,
        multicast_group=MULTICAST_GROUP_IPV4 if mix.family == 4 else MULTICAST_GROUP_IPV6,
        down_timer_adverts=mix.down_timer_adverts,
        lower_prio_no_advert=random.random() < 0.1,
        accept=random.random() < 0.9,
        routes=(_route(place, mix.family),) if random.random() < 0.15 else (),
        rules=(_rule(place, mix.family),) if random.random() < 0.1 else (),
        late_priority=PRIORITY_OWNER - 1 if random.random() < 0.08 else None,
        tracked=_draw_tracked(random, mix),
    )
    preempts = random.choices(("all", "none", "some", "delayed"), (55, 18, 12, 15))[0]
    if preempts == "delayed":
        base = replace(base, preempt_delay_ns=random.choice((1, 2, 5)) * mix.interval_ns)
    uneven = mix.version != VERSION_2 and random.random() < 0.15
    priorities = _draw_priorities(random, mix.count)
    policy = _draw_policy(random, mix)
    routers = []
    for number, priority in enumerate(priorities):
        router = replace(
            base,
            priority=priority,
            advert_interval_ns=mix.interval_ns * (random.choice((1, 2, 4)) if uneven else 1),
            preempt=preempts in ("all", "delayed") or (preempts == "some" and random.random() < 0.5),
            unicast=_draw_unicast(mix, number) if mix.unicast else None,
            hmac=None if policy is None else _draw_mode(random, policy),
        )
        routers.append(_as_owner(router) if router.is_owner else router)
    return routers


def _route(place: int, family: int) -> Route:
    network = bytes((198, 51, 100, 0)) if family == 4 else bytes((0x20, 1, 0xD, 0xB8, *bytes(12)))
    return Route(Prefix(network, 24 if family == 4 else 64), interface=INTERFACE, table=100 + place)


def _rule(place: int, family: int) -> Rule:
    return Rule(RuleAction.TABLE, 100 + place, is_ipv6=family != 4, table=100 + place)


def _draw_authentication(random: Random, mix: Mix) -> PasswordAuthentication | HeaderAuthentication | None:
    if mix.version != VERSION_2:
        return None
    kind = random.choices(("none", "PASS", "AH"), (35, 40, 25))[0]
    if kind == "AH" and not mix.unicast:
        return HeaderAuthentication(b"1111\0\0\0\0")
    return None if kind == "none" else PasswordAuthentication(b"1111\0\0\0\0")


def _draw_policy(random: Random, mix: Mix) -> HmacPolicy | None:
    """`auth_hmac` for the whole cluster: enforced, or in the middle of a roll-out."""
    if mix.version == VERSION_2 or random.random() < 0.7:
        return None
    return HmacPolicy(
        keys=(HmacKey(1, bytes(range(32))), HmacKey(2, bytes(range(32, 64)))),
        active_key_id=random.choice((1, 2)),
        mode=random.choice((HmacMode.ENFORCE, HmacMode.PERMISSIVE)),
        anti_replay=random.choice((AntiReplay.TIME, AntiReplay.TIME, AntiReplay.COUNTER)),
        time_window_ns=max(3 * mix.interval_ns, 5 * NS_PER_S),
    )


def _draw_mode(random: Random, policy: HmacPolicy) -> HmacPolicy:
    """In the middle of a roll-out some hosts do not sign yet."""
    if policy.mode is HmacMode.PERMISSIVE and random.random() < 0.4:
        return replace(policy, mode=HmacMode.RECEIVE_ONLY, active_key_id=None)
    return policy


def _as_owner(router: VirtualRouter) -> VirtualRouter:
    """What the owner of the addresses does not have: it preempts always and at once, whatever is tracked."""
    return replace(router, preempt=True, preempt_delay_ns=0, tracked=())


def _draw_unicast(mix: Mix, number: int) -> Unicast:
    address_of = source_of if mix.family == 4 else link_local_of
    peers = tuple(Peer(address_of(other)) for other in range(mix.count) if other != number)
    return Unicast(peers, check_source=mix.check_source)


def _draw_tracked(random: Random, mix: Mix) -> tuple[TrackedItem, ...]:
    weights = (0, 0, -60, -20, 30, 60)
    items = [TrackedItem(TrackKind.SCRIPT, script.name, random.choice(weights)) for script in mix.scripts]
    items += [TrackedItem(TrackKind.PROCESS, process.name, random.choice(weights)) for process in mix.processes]
    items += [TrackedItem(TrackKind.FILE, file.name, random.choice((1, 1, -1, 2))) for file in mix.files]
    return tuple(items)


def _draw_priorities(random: Random, count: int) -> list[int]:
    if random.random() < 0.2:
        values = [random.choice((99, 100, 101)) for _ in range(count)]
    else:
        values = random.sample(range(1, PRIORITY_OWNER), count)
    owners = random.choices((0, 1, 2), (87, 11, 2))[0]
    for number in random.sample(range(count), owners):
        values[number] = PRIORITY_OWNER
    return values
