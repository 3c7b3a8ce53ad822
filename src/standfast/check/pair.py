"""The two nodes of one pair held against each other: what must agree, and what must differ.

Two instances belong together by their virtual_router_id (and address family), which is how the packets find each
other; a file may hold several.

Rules: pure; every finding stands in the first file and points at the place in the second that disagrees; no password
is shown.
"""

from collections.abc import Iterator

from standfast.check.checking import Checked
from standfast.check.finding import Finding
from standfast.check.pair_priority import priority_findings
from standfast.check.view import Instance, View
from standfast.config.authentication import PASSWORD_LENGTH
from standfast.config.diagnostics import Diagnostic, Position, Severity
from standfast.units import NS_PER_S, seconds_text_to_ns

_ERROR, _WARNING, _NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE


def pair_findings(first: Checked, second: Checked, facts: tuple[str, str] | None = None) -> tuple[Finding, ...]:
    """Compare two checked files. `facts` names two files that `standfast facts` wrote on the two nodes."""
    found = list(_router_ids(first.view, second.view))
    partners, lonely = match(first.view, second.view)
    found.extend(_lonely(instance, other) for instance, other in lonely)
    for mine, yours in partners:
        found.extend(_disagreements(mine, yours))
        found.extend(priority_findings(mine, yours))
    if facts is not None:
        from standfast.check.strength import strength_findings  # only this needs JSON

        found.extend(strength_findings(first.view, second.view, partners, facts))
    return tuple(found)


def disagreement(
    severity: Severity, code: str, mine: Position, yours: Position | None, message: str, suggestion: str
) -> Finding:
    """Make a finding in the first file that points at the second."""
    diagnostic = Diagnostic(severity, code, mine.file, mine.line, mine.column, message, suggestion)
    return Finding(diagnostic, other=yours)


def match(first: View, second: View) -> tuple[list[tuple[Instance, Instance]], list[tuple[Instance, View]]]:
    """Match instances by virtual_router_id; what is left over by name, since the id may be what is wrong."""
    theirs = list(second.instances)
    pairs: list[tuple[Instance, Instance]] = []
    left = []
    for mine in first.instances:
        match = next((t for t in theirs if t.vrid == mine.vrid and t.family == mine.family), None)
        if match is None:
            left.append(mine)
        else:
            theirs.remove(match)
            pairs.append((mine, match))
    alone = []
    for mine in left:
        match = next((t for t in theirs if t.name == mine.name), None)
        match = match or (theirs[0] if len(left) == len(theirs) == 1 else None)
        if match is None:
            alone.append(mine)
        else:
            theirs.remove(match)
            pairs.append((mine, match))
    return pairs, [(mine, second) for mine in alone] + [(yours, first) for yours in theirs]


def _lonely(instance: Instance, other: View) -> Finding:
    return disagreement(
        _ERROR, "pair-instance", instance.place("virtual_router_id"), None,
        f"'{instance.name}' (virtual_router_id {instance.vrid}) has no partner in {other.file}",
        f"write an instance with 'virtual_router_id {instance.vrid}' there too",
    )  # fmt: skip


def _router_ids(first: View, second: View) -> Iterator[Finding]:
    mine, yours = first.defs.word("router_id"), second.defs.word("router_id")
    if mine is not None and yours is not None and mine.text == yours.text:
        yield disagreement(
            _WARNING, "pair-router-id", mine.at, yours.at, f"both nodes have the router_id '{mine.text}'",
            "give each node a name of its own",
        )  # fmt: skip


def _disagreements(mine: Instance, yours: Instance) -> Iterator[Finding]:
    if mine.vrid != yours.vrid:
        yield _differ("pair-instance", "virtual_router_id", mine, yours, str(mine.vrid), str(yours.vrid))
    if mine.version != yours.version:
        yield _differ("pair-version", "version", mine, yours, str(mine.version), str(yours.version))
    if interval(mine) != interval(yours):
        yield _differ("pair-advert-int", "advert_int", mine, yours, interval(mine), interval(yours))
    if mine.preempt != yours.preempt:
        a, b = ("preempt" if instance.preempt else "nopreempt" for instance in (mine, yours))
        yield _differ("pair-preempt", "nopreempt", mine, yours, a, b, severity=_NOTICE)
    yield from _authentication(mine, yours)
    yield from _transport(mine, yours)
    yield from _addresses(mine, yours)
    yield from _checks(mine, yours)


def _differ(
    code: str, keyword: str, mine: Instance, yours: Instance, a: str, b: str, severity: Severity = _ERROR
) -> Finding:
    return disagreement(
        severity, code, mine.place(keyword), yours.place(keyword),
        f"{keyword}: '{mine.name}' has {a} here, '{yours.name}' in {yours.at.file} has {b}",
        "write the same in both files",
    )  # fmt: skip


def interval(instance: Instance) -> str:
    """The interval as it counts: in whole seconds for version 2."""
    try:
        interval_ns = seconds_text_to_ns(instance.text("advert_int", "1"))
    except ValueError:
        interval_ns = NS_PER_S
    if instance.version == 2:
        interval_ns = max(1, (interval_ns + NS_PER_S // 2) // NS_PER_S) * NS_PER_S
    return f"{interval_ns / NS_PER_S:g} s"


def secret(instance: Instance) -> tuple[str, bytes]:
    """The kind of authentication that comes of the block, and the bytes of the password that count."""
    inner = instance.inner("authentication")
    kind = inner.text("auth_type")
    if kind not in ("PASS", "AH") or not inner.word("auth_pass"):
        return "none", b""
    return kind, inner.text("auth_pass").encode()[:PASSWORD_LENGTH]


def _authentication(mine: Instance, yours: Instance) -> Iterator[Finding]:
    (a_kind, a_secret), (b_kind, b_secret) = secret(mine), secret(yours)
    if a_kind != b_kind:
        yield _differ("pair-authentication", "authentication", mine, yours, a_kind, b_kind)
    elif a_secret != b_secret:
        a, b = (i.inner("authentication").place("auth_pass") for i in (mine, yours))
        yield disagreement(
            _ERROR, "pair-authentication", a, b, "the two nodes have different passwords",
            "write the same in both files",
        )  # fmt: skip


def _transport(mine: Instance, yours: Instance) -> Iterator[Finding]:
    for keyword, default in (("mcast_dst_ip", "224.0.0.18"), ("unicast_peer", ""), ("use_vmac", "")):
        if keyword == "mcast_dst_ip":
            a, b = (instance.text(keyword, default) for instance in (mine, yours))
        else:
            a, b = ("set" if instance.last(keyword) is not None else "not set" for instance in (mine, yours))
        if a != b:
            severity = _WARNING if keyword == "use_vmac" else _ERROR
            yield _differ("pair-transport", keyword, mine, yours, a, b, severity=severity)


def _addresses(mine: Instance, yours: Instance) -> Iterator[Finding]:
    for excluded, keyword in ((False, "virtual_ipaddress"), (True, "virtual_ipaddress_excluded")):
        a, b = ({x.ip for x in i.addresses if x.excluded is excluded} for i in (mine, yours))
        for here, there, missing in ((mine, yours, a - b), (yours, mine, b - a)):
            for address in (x for x in here.addresses if x.excluded is excluded and x.ip in missing):
                yield disagreement(
                    _ERROR, "pair-address", address.at, there.place(keyword),
                    f"{keyword}: '{there.name}' in {there.at.file} does not have {address.ip}",
                    f"add {address.ip} there, or remove it here",
                )  # fmt: skip


def _checks(mine: Instance, yours: Instance) -> Iterator[Finding]:
    for here, there in ((mine, yours), (yours, mine)):
        known = {(tracker.kind, tracker.name) for tracker in there.trackers}
        for tracker in here.trackers:
            if tracker.kind != "track_interface" and (tracker.kind, tracker.name) not in known:
                yield disagreement(
                    _NOTICE, "pair-checks", tracker.at, there.place(tracker.kind),
                    f"'{there.name}' in {there.at.file} does not track '{tracker.name}'",
                    "track the same on both nodes",
                )  # fmt: skip
