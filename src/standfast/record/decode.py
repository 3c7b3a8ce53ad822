"""Values of core and model from the JSON of a recording.

Rules: for the replay only; a recording is input like any other: what does not fit is a RecordingError.
"""

import enum
import json
from collections.abc import Iterator
from dataclasses import is_dataclass
from functools import cache
from importlib import import_module
from typing import Any

from standfast.errors import StandfastError

_MODULES = (
    "core.events", "core.effects", "core.predecessor", "model.node", "model.virtual_router", "model.packets",
    "model.notify", "model.track", "model.network", "model.route", "model.rule", "model.sync_group", "wire.vrrp",
    "wire.bfd", "log_level",
)  # fmt: skip


class RecordingError(StandfastError):
    """A recording that cannot be read."""


def records(text: str) -> Iterator[dict[str, Any]]:
    """Yield the records of a recording; a line that was cut off becomes a record `broken`."""
    for line in text.splitlines():
        if not line:
            continue
        try:
            found = json.loads(line)
        except ValueError:
            found = {"do": "broken"}
        yield found if isinstance(found, dict) else {"do": "broken"}


def value_of(data: Any) -> Any:  # noqa: ANN401 (JSON has no other type)
    """Return the value that stands in the JSON. Raises RecordingError."""
    if isinstance(data, list):
        return tuple(value_of(item) for item in data)
    if not isinstance(data, dict):
        return data
    try:
        if "x" in data:
            return bytes.fromhex(data["x"])
        if "s" in data:
            return frozenset(value_of(item) for item in data["s"])
        if "e" in data:
            return _classes()[data["e"]](value_of(data["v"]))
        fields = {name: value_of(item) for name, item in data.items() if name != "c"}
        return _classes()[data["c"]](**fields)
    except (KeyError, TypeError, ValueError) as error:
        raise RecordingError(f"the recording holds a value that this version does not know: {error}") from error


@cache
def _classes() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for module in _MODULES:
        for name, value in vars(import_module(f"standfast.{module}")).items():
            if not isinstance(value, type):
                continue
            if issubclass(value, enum.Enum):
                found[f"{value.__module__.removeprefix('standfast.')}.{name}"] = value
            elif is_dataclass(value):
                found[name] = value
    return found
