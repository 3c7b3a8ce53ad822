"""Forged packets: a daemon ignores each of them, and would not if the one thing were right."""

from dataclasses import replace

import pytest

from sim.lans import PAIR, ROUTER, states, step, world
from standfast.model.packets import PasswordAuthentication, Peer, Unicast
from standfast.sim.packets import BAD_PACKETS, foreign_source, is_rogue_believed, own_source
from standfast.sim.scenario import Fault, source_of

LOCKED = tuple(replace(router, authentication=PasswordAuthentication(b"1111\0\0\0\0")) for router in PAIR)


@pytest.mark.parametrize("kind", sorted(BAD_PACKETS))
def test_a_daemon_is_not_moved(kind: Fault) -> None:
    made = world(step(8, kind, 0, number=255), until_s=12, routers=LOCKED)
    assert states(made) == ["MASTER", "BACKUP"]


def test_a_rogue_who_knows_the_password_moves_it() -> None:
    made = world(step(8, Fault.ROGUE, 0), until_s=9, routers=LOCKED)
    assert states(made)[0] == "BACKUP"


def test_a_rogue_is_kept_out_where_only_peers_are_believed() -> None:
    closed = replace(ROUTER, unicast=Unicast((Peer(source_of(1)),), check_source=True))
    assert is_rogue_believed(ROUTER)
    assert not is_rogue_believed(closed)


def test_addresses() -> None:
    host = world(until_s=0).hosts[1]
    assert own_source(host, ROUTER) == source_of(1)
    assert foreign_source(ROUTER) > own_source(host, ROUTER), "it would win every tie"
