"""Values of core and model as JSON, for a recording.

Rules: standard library without the json module (memory of the router). No secret is written: passwords, keys and the
bytes of packets that carry them are left out; what was believed is in the recording because it was believed.
"""

from _json import encode_basestring_ascii as quote
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum

from standfast.core.effects import Effect, RenewLeases, SaveState, SendAdvertisement
from standfast.core.events import AdvertisementReceived, Event
from standfast.model.node import Node
from standfast.wire.vrrp import Advertisement

# What stands before the message in a packet that is sent whole: an IP header and an authentication header.
_HEADERS = 20 + 24
_PRIORITY_AT = 2
_LEFT_OUT = {
    Advertisement: ("auth_type", "auth_data", "trailer"),
    AdvertisementReceived: ("message", "trailer", "header"),
}
_CACHE_MAX = 64
# Tuples of the configuration come again and again: each with its text.
_tuples: dict[int, tuple[tuple[object, ...], str]] = {}
_fields: dict[type, tuple[tuple[str, str], ...]] = {}


def text_of(value: object) -> str:
    """Return the JSON of a value."""
    kind = type(value)
    if isinstance(value, str) and kind is str:
        return quote(value)
    if kind is int:
        return str(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if isinstance(value, bytes):
        return f'{{"x":"{value.hex()}"}}'
    if isinstance(value, tuple):
        return _tuple_text(value)
    if isinstance(value, frozenset):
        return f'{{"s":[{",".join(sorted(map(text_of, value)))}]}}'
    if isinstance(value, Enum):
        # There are two of the name ChecksumForm.
        name = f"{kind.__module__.removeprefix('standfast.')}.{kind.__name__}"
        return f'{{"e":"{name}","v":{text_of(value.value)}}}'
    if kind is SendAdvertisement:
        return _sent_text(value)
    if isinstance(value, RenewLeases):
        # It comes with most advertisements, and AddAddresses has said which they are.
        return f'{{"c":"RenewLeases","count":{len(value.addresses)},"lease_s":{value.lease_s}}}'
    return _object_text(value)


def event_head(now_ns: int, event: Event | None, refused: str | None) -> str:
    """Return the line of an event, or of a timer that was due (None), up to its effects."""
    what = "timer" if event is None else "event"
    body = "" if event is None else f',"event":{text_of(event)}'
    why = "" if refused is None else f',"refused":{quote(refused)}'
    return f'{{"t":{now_ns},"do":"{what}"{body}{why}'


def effect_texts(effects: tuple[Effect, ...]) -> Iterator[str]:
    """Yield the JSON of each effect. What a router writes for its successor says nothing new and is left out."""
    return (text_of(effect) for effect in effects if type(effect) is not SaveState)


def node_text(node: Node) -> str:
    """Return the line of a configuration, without passwords and keys."""
    routers = tuple(replace(router, authentication=None, hmac=None) for router in node.virtual_routers)
    return f'{{"do":"node","node":{text_of(replace(node, virtual_routers=routers))}}}\n'


def _tuple_text(value: tuple[object, ...]) -> str:
    known = _tuples.get(id(value))
    if known is not None and known[0] is value:
        return known[1]
    text = f"[{','.join([text_of(item) for item in value])}]"
    if value and type(value[0]) not in (int, str, bytes):
        if len(_tuples) >= _CACHE_MAX:
            _tuples.clear()
        _tuples[id(value)] = (value, text)
    return text


def _sent_text(effect: object) -> str:
    assert isinstance(effect, SendAdvertisement)
    priority = effect.payload[(_HEADERS if effect.whole_packet else 0) + _PRIORITY_AT]
    return (
        f'{{"c":"SendAdvertisement","interface":{quote(effect.interface)},"router":{text_of(effect.router)},'
        f'"source":"{effect.source.hex()}","destination":"{effect.destination.hex()}","priority":{priority}}}'
    )


def _object_text(value: object) -> str:
    kind = type(value)
    fields = _fields.get(kind)
    if fields is None:
        left_out = _LEFT_OUT.get(kind, ())
        names: tuple[str, ...] = tuple(getattr(kind, "__dataclass_fields__", ()))
        fields = _fields[kind] = tuple((name, f',"{name}":') for name in names if name not in left_out)
    return f'{{"c":"{kind.__name__}"{"".join([head + text_of(getattr(value, name)) for name, head in fields])}}}'
