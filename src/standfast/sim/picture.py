"""A scenario in words: what a reader has to know before the story begins.

Rules: pure functions of values; only what differs from keepalived's defaults is said.
"""

from standfast.model.node import Node
from standfast.model.virtual_router import VirtualRouter
from standfast.sim.scenario import HostPlan, Scenario
from standfast.units import NS_PER_MS, ns_to_seconds_text
from standfast.wire.address import format_address


def describe(scenario: Scenario) -> str:
    """Return some lines about the LAN and each host."""
    first = scenario.hosts[0].node.virtual_routers[0]
    lines = [
        f"seed {scenario.seed}: {len(scenario.hosts)} hosts, {len(scenario.steps)} faults, VRRP version "
        f"{first.version}, advertisements every {ns_to_seconds_text(first.advert_interval_ns)} s, delay up to "
        f"{scenario.delay_max_ns / NS_PER_MS:g} ms, timers up to {scenario.lateness_max_ns / NS_PER_MS:g} ms late"
    ]
    lines += [_describe_host(plan) for plan in scenario.hosts]
    return "\n".join(lines)


def _describe_host(plan: HostPlan) -> str:
    routers = "; ".join(_describe_router(router) for router in plan.node.virtual_routers)
    return f"  {plan.name} {format_address(plan.source_address)}: {routers}{_describe_scripts(plan.node)}"


def _describe_router(router: VirtualRouter) -> str:
    words = [f"{router.name} priority {router.priority}", f"{len(router.addresses)} address(es)"]
    if not router.preempt:
        words.append("nopreempt")
    if router.preempt_delay_ns:
        words.append(f"preempt_delay {ns_to_seconds_text(router.preempt_delay_ns)}")
    if router.authentication is not None:
        words.append("with a password")
    if not router.lease:
        words.append("no lease")
    words += [f"tracks {item.name} weight {item.weight}" for item in router.tracked]
    return ", ".join(words)


def _describe_scripts(node: Node) -> str:
    return "".join(
        f"; {script.name} every {ns_to_seconds_text(script.interval_ns)} s, rise {script.rise}, fall {script.fall}"
        for script in node.scripts
    )
