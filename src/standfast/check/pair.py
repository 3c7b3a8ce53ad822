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
from standfast.check.view import Block, Instance, View, ip_address
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
    found.extend(_groups(first.view, second.view, partners))
    if facts is not None:
        from standfast.check.strength import strength_findings  # only this needs JSON

        found.extend(strength_findings(first.view, second.view, partners, facts))
    homes = (first,) if first.file == second.file else (first, second)
    for home in homes:
        found = [home.rounds.at_home(one) for one in found]
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
    a, b = (instance.text("mcast_dst_ip", "224.0.0.18") for instance in (mine, yours))
    if a != b:
        yield _differ("pair-transport", "mcast_dst_ip", mine, yours, a, b)
    for keyword, severity in (("unicast_peer", _ERROR), ("use_vmac", _WARNING)):
        if (mine.last(keyword) is None) != (yours.last(keyword) is None):
            has, lacks = (mine, yours) if mine.last(keyword) is not None else (yours, mine)
            yield disagreement(
                severity, "pair-transport", mine.place(keyword), yours.place(keyword),
                f"'{has.name}' in {has.at.file} has {keyword}, '{lacks.name}' in {lacks.at.file} has not",
                "write it in both files, or in none",
            )  # fmt: skip
    if mine.last("unicast_peer") is not None and yours.last("unicast_peer") is not None:
        yield from _peers(mine, yours)


def _peers(mine: Instance, yours: Instance) -> Iterator[Finding]:
    """Whether each node sends to the address that the other sends from, as far as that is written."""
    for here, there in ((mine, yours), (yours, mine)):
        source = ip_address(there.text("unicast_src_ip") or there.text("mcast_src_ip"))
        peers = [item.keyword.text for item in here.lines("unicast_peer")]
        if source is not None and peers and source not in map(ip_address, peers):
            yield disagreement(
                _ERROR, "pair-transport", here.place("unicast_peer"), there.place("unicast_src_ip"),
                f"'{here.name}' sends to {', '.join(peers[:3])}, but '{there.name}' in {there.at.file} has the"
                f" address {source}, so it hears nothing",
                f"name {source} in unicast_peer, or correct the unicast_src_ip there",
            )  # fmt: skip


def _groups(first: View, second: View, partners: list[tuple[Instance, Instance]]) -> Iterator[Finding]:
    """Whether the same instances move together on both nodes. Each group is told once."""
    there = {mine.name: yours.name for mine, yours in partners}
    a, b = _companions(first), _companions(second)
    told: set[frozenset[str]] = set()
    for mine, yours in partners:
        ours, theirs = a.get(mine.name, frozenset()), b.get(yours.name, frozenset())
        if {there.get(name, name) for name in ours} != theirs and not {ours, theirs} & told:
            told |= {ours, theirs} - {frozenset()}
            yield disagreement(
                _WARNING, "pair-group", mine.at, yours.at,
                f"'{mine.name}' moves {_with(ours - {mine.name})} here, but '{yours.name}' in {yours.at.file} moves"
                f" {_with(theirs - {yours.name})}",
                "write the same vrrp_sync_group in both files",
            )  # fmt: skip


def _companions(view: View) -> dict[str, frozenset[str]]:
    """The members of its sync group, itself included, by the name of an instance."""
    found: dict[str, frozenset[str]] = {}
    for statement in view.root.statements:
        if statement.keyword.text == "vrrp_sync_group":
            group = Block(statement.at, tuple(statement.block or ()))
            members = frozenset(item.keyword.text for item in group.lines("group"))
            found |= dict.fromkeys(members - set(found), members)
    return found


def _with(names: frozenset[str]) -> str:
    return "with " + ", ".join(f"'{name}'" for name in sorted(names)) if names else "alone"


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
        theirs = {x.ip: x for x in yours.addresses if x.excluded is excluded}
        for address in (x for x in mine.addresses if x.excluded is excluded):
            other = theirs.get(address.ip)
            if other is not None and other.prefix_length != address.prefix_length:
                yield disagreement(
                    _WARNING, "pair-address", address.at, other.at,
                    f"{address.ip} has the length /{address.prefix_length} here and /{other.prefix_length} in"
                    f" {other.at.file}",
                    "write the same length in both files",
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
