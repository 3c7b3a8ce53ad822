"""What a recording holds: everything but secrets."""

import json

import pytest

from samples import PASSWORD, ROUTE, RULE, VIP, exited, facts, heard, lost, node, router, script, up
from standfast.core.director import Director
from standfast.core.effects import AddAddresses, Effect, Log, SaveState
from standfast.core.events import EffectFailed, PacketDiscarded, StopRequested
from standfast.log_level import LogLevel
from standfast.model.packets import AntiReplay, HmacKey, HmacMode, HmacPolicy
from standfast.record.decode import value_of
from standfast.record.encode import effect_texts, event_head, node_text, text_of
from standfast.wire.vrrp import DiscardReason

NOW_NS = 100_000_000_000
KEY = bytes(range(32))
HMAC = HmacPolicy((HmacKey(1, KEY),), 1, HmacMode.ENFORCE, AntiReplay.TIME, 0)


def sent(priority: int = 255) -> tuple[Effect, ...]:
    return Director(node(router(priority))).start(facts(), NOW_NS)


@pytest.mark.parametrize(
    "value",
    [
        up(),
        lost(),
        exited(1),
        StopRequested('with "quotes"\n'),
        PacketDiscarded("enp0s8", None, DiscardReason.TTL, "why"),
        EffectFailed(AddAddresses((VIP,), 4), 13, "refused"),
        ROUTE,
        RULE,
        script(),
        facts(left=(VIP,)),
        node(router(100), scripts=(script(),)).scripts,
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_comes_back_as_it_was(value: object) -> None:
    assert value_of(json.loads(text_of(value))) == value


def test_a_node_comes_back_without_its_secrets() -> None:
    own = node(router(100, hmac=HMAC))
    text = node_text(own)
    assert PASSWORD.password.hex() not in text
    assert KEY.hex() not in text
    (back,) = value_of(json.loads(text)["node"]).virtual_routers
    assert back == router(100, authentication=None)


def whole_line(head: str, effects: tuple[Effect, ...]) -> str:
    return f'{head},"effects":[{",".join(effect_texts(effects))}]}}'


def test_packets_come_without_what_may_be_a_secret() -> None:
    told = whole_line(event_head(NOW_NS, heard(200), None), sent())
    assert b"1111".hex() not in told
    record = json.loads(told)
    assert record["event"]["advertisement"]["priority"] == 200
    assert {"c": "SendAdvertisement", "priority": 255}.items() <= _first(record, "SendAdvertisement").items()


def _first(record: dict[str, list[dict[str, object]]], kind: str) -> dict[str, object]:
    return next(effect for effect in record["effects"] if effect["c"] == kind)


def test_a_line_is_one_line_and_says_when() -> None:
    line = whole_line(event_head(NOW_NS, StopRequested("a\nb"), "ttl"), (Log(LogLevel.ERROR, "c\nd"),))
    assert "\n" not in line
    record = json.loads(line)
    assert (record["t"], record["do"], record["refused"]) == (NOW_NS, "event", "ttl")


def test_what_is_written_for_a_successor_is_left_out() -> None:
    effects = (SaveState(("a", 1, 4), True, 5), Log(LogLevel.INFO, "x"))
    assert [effect["c"] for effect in map(json.loads, effect_texts(effects))] == ["Log"]
