"""Which sealed packets are new."""

from dataclasses import replace

import pytest

from sim.lans import ROUTER, S
from standfast.model.packets import AntiReplay, HeaderAuthentication, HmacKey, HmacMode, HmacPolicy
from standfast.sim.memory import Memory
from standfast.sim.scenario import source_of
from standfast.sim.sealing import seal
from standfast.wire.vrrp import MULTICAST_GROUP_IPV4, Advertisement

NOW_NS = 1_700_000_000 * S
POLICY = HmacPolicy((HmacKey(1, bytes(32)),), 1, HmacMode.ENFORCE, AntiReplay.TIME, 5 * S)
SIGNED = replace(ROUTER, version=3, hmac=POLICY)
HEADED = replace(ROUTER, authentication=HeaderAuthentication(b"1111\0\0\0\0"))


@pytest.mark.parametrize(("config", "version"), [(SIGNED, 3), (HEADED, 2)], ids=["auth_hmac", "AH"])
def test_each_number_counts_once(config: object, version: int) -> None:
    router = SIGNED if version == 3 else HEADED
    advertisement = Advertisement(51, 100, S, (), version=version)
    first, second = (
        seal(router, advertisement, source_of(1), MULTICAST_GROUP_IPV4, NOW_NS + later_ns) for later_ns in (0, S)
    )
    memory = Memory()
    heard = [memory.believes(router, event, NOW_NS) for event in (first, first, second, first)]
    assert heard == [True, False, True, False]
    assert config is router


def test_a_packet_of_another_time_is_stale_unless_only_the_counter_counts() -> None:
    advertisement = Advertisement(51, 100, S, (), version=3)
    event = seal(SIGNED, advertisement, source_of(1), MULTICAST_GROUP_IPV4, NOW_NS)
    assert not Memory().believes(SIGNED, event, NOW_NS + 6 * S)
    counting = replace(SIGNED, hmac=replace(POLICY, anti_replay=AntiReplay.COUNTER))
    assert Memory().believes(counting, event, NOW_NS + 6 * S)


def test_a_new_number_for_a_header_is_above_all_believed() -> None:
    memory = Memory()
    event = seal(
        HEADED, Advertisement(51, 1, S, ()), source_of(1), MULTICAST_GROUP_IPV4, NOW_NS, sequence=2_000_000_000
    )
    assert memory.believes(HEADED, event, NOW_NS)
    assert memory.next_sequence(NOW_NS) == 2_000_000_001
