"""The two nodes of a pair in two columns, a mark where they disagree and should not.

Rules: pure; plain text; no password is shown, only whether there is one.
"""

from standfast.check.pair import interval, match, secret
from standfast.check.view import Instance, View

_DIFFERS = "  <- differs"
_SAME = "  <- the same"
_Row = tuple[str, str, str, str]


def side_by_side(first: View, second: View) -> str:
    """Return the table of two nodes."""
    rows: list[_Row] = [("", first.file, second.file, "")]
    rows.append(_must_differ("router_id", first.defs.text("router_id"), second.defs.text("router_id")))
    partners, lonely = match(first, second)
    for mine, yours in partners:
        rows += [("", "", "", ""), ("vrrp_instance", mine.name, yours.name, "")]
        rows += _instance(mine, yours)
    for instance, other in lonely:
        names = ("-", instance.name) if other is first else (instance.name, "-")
        rows += [("", "", "", ""), ("vrrp_instance", *names, _DIFFERS)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)) + row[3] for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def _instance(mine: Instance, yours: Instance) -> list[_Row]:
    a, b = _values(mine), _values(yours)
    rows = [_must_agree(name, a[name], b[name]) for name in a]
    if a["authentication"] == b["authentication"] and secret(mine) != secret(yours):
        rows[3] = ("authentication", a["authentication"], f"{b['authentication']}, another password", _DIFFERS)
    rows.append(_must_differ("priority", str(mine.priority), str(yours.priority)))
    if mine.priorities() != (mine.priority,) * 2 or yours.priorities() != (yours.priority,) * 2:
        rows.append(("with checks", _span(mine), _span(yours), ""))
    rows += [("state", _state(mine), _state(yours), ""), ("interface", mine.interface, yours.interface, "")]
    addresses = [{str(x.ip): None for x in instance.addresses} for instance in (mine, yours)]
    for address in addresses[0] | addresses[1]:
        here, there = (address if address in held else "-" for held in addresses)
        rows.append(_must_agree("virtual_ipaddress", here, there))
    return rows


def _values(instance: Instance) -> dict[str, str]:
    return {
        "virtual_router_id": str(instance.vrid or "-"),
        "version": str(instance.version),
        "advert_int": interval(instance),
        "authentication": secret(instance)[0],
        "preemption": "preempt" if instance.preempt else "nopreempt",
    }


def _must_agree(name: str, a: str, b: str) -> _Row:
    return (name, a, b, "" if a == b else _DIFFERS)


def _must_differ(name: str, a: str, b: str) -> _Row:
    return (name, a or "-", b or "-", _SAME if a == b and a else "")


def _state(instance: Instance) -> str:
    return "MASTER" if instance.master else "BACKUP"


def _span(instance: Instance) -> str:
    low, high = sorted(instance.priorities())
    return f"{low} to {high}"
