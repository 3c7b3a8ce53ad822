"""Clusters: what hosts have in common, and that every kind of cluster is met."""

from random import Random

from standfast.model.node import Node
from standfast.sim.clusters import draw_mix, draw_nodes


def clusters() -> list[list[Node]]:
    made = []
    for seed in range(300):
        random = Random(seed)
        made.append(draw_nodes(random, draw_mix(random)))
    return made


MANY = clusters()
ROUTERS = [node.virtual_routers[0] for nodes in MANY for node in nodes]


def test_hosts_of_a_cluster_belong_together() -> None:
    for nodes in MANY:
        for routers in zip(*(node.virtual_routers for node in nodes), strict=True):
            assert len({(router.key, router.addresses, router.authentication) for router in routers}) == 1


def test_each_kind_is_met() -> None:
    assert {(router.version, router.family) for router in ROUTERS} == {(2, 4), (3, 4), (3, 6)}
    assert {len(nodes) for nodes in MANY} == {2, 3, 4, 5}
    assert any(router.unicast for router in ROUTERS)
    assert any(not router.preempt for router in ROUTERS)
    assert any(router.preempt_delay_ns for router in ROUTERS)
    assert any(router.is_owner for router in ROUTERS)
    assert any(router.excluded for router in ROUTERS)
    nodes = [node for cluster in MANY for node in cluster]
    assert any(node.sync_groups for node in nodes)
    assert any(node.files for node in nodes)
    assert any(node.processes for node in nodes)
    assert any(node.settings.startup_delay_ns for node in nodes)


def test_an_owner_preempts_and_tracks_nothing() -> None:
    owners = [router for router in ROUTERS if router.is_owner]
    assert all(owner.preempt and not owner.tracked and not owner.preempt_delay_ns for owner in owners)


def test_members_of_a_group_have_the_same_priorities() -> None:
    for cluster in MANY:
        for node in cluster:
            if node.sync_groups:
                assert len({router.priority for router in node.virtual_routers}) == 1
