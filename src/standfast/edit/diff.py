"""`standfast diff`: what a reload from one configuration to another would do.

Instances are matched as the director matches them at a reload: by interface and virtual_router_id, so that a new
name moves nothing and another interface moves everything. Rules: two FullConfigurations in, changes out; nothing
asks a running daemon; a password never stands in a change.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from standfast.config.diagnostics import Position
from standfast.config.full import FullConfiguration
from standfast.config.schema import SECRETS
from standfast.edit.effective import HIDDEN, Block, Value, effective
from standfast.edit.impact import (
    ADDRESS_ADDED,
    ADDRESS_CHANGED,
    ADDRESS_REMOVED,
    ANOTHER_ROUTER,
    GROUPED,
    NOT_ACTED_ON,
    OF_IDENTITY,
    PLAIN,
    Impact,
    Rule,
    rule,
)
from standfast.edit.resolved import ON

_INSTANCE = "vrrp_instance"
_GROUP = "vrrp_sync_group"
_ADDRESSES = "virtual_ipaddress"
_ADDRESS_LISTS = (_ADDRESSES, "virtual_ipaddress_excluded")
_SCRIPT = "vrrp_script"
_TRACKERS = ("track_script",)
_REMOVED = Rule(Impact.MOVES, "a MASTER resigns and takes its addresses away")
_ADDED = Rule(Impact.MAY_MOVE, "it starts as BACKUP and becomes MASTER if it hears nobody better")
_HELD = Rule(Impact.MOVES, "with init_fail and without a weight, the instance is in FAULT until its first success")

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Around:
    """What a consequence depends on besides the two values: `held` are the scripts that fail at first;
    `becomes_another` says that the instance is another virtual router after the reload.
    """

    held: frozenset[str]
    becomes_another: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different. `old` and `new` are None where there is nothing.

    `subject` is the block at the root, `what` the keyword inside it, "" for the block itself.
    """

    subject: str
    what: str
    old: str | None
    new: str | None
    impact: Impact
    why: str
    old_at: Position | None = None
    new_at: Position | None = None


def changes(old: FullConfiguration, new: FullConfiguration) -> list[Change]:
    """Return what is different, in the order of the new file, then what is gone."""
    before, after = effective(old, secrets=True), effective(new, secrets=True)
    old_blocks, new_blocks = _by_identity(before, old), _by_identity(after, new)
    held = frozenset(block.name for block in after.blocks if block.keyword == _SCRIPT and _fails_at_first(block))
    found = list(_value_changes("", _root_values(before), _root_values(after), _Around(held)))
    identities = [_identities(full) for full in (old, new)]
    for identity, block in new_blocks.items():
        earlier = old_blocks.get(identity)
        other = earlier is not None and block.keyword == _INSTANCE and (
            identities[0].get(earlier.name) != identities[1].get(block.name)
        )  # fmt: skip
        found.extend(_block_changes(earlier, block, _Around(held, becomes_another=other)))
    for identity, block in old_blocks.items():
        if identity not in new_blocks:
            found.append(Change(_title(block), "", _describe(block), None, *_gone(block), block.at, None))
    return found


def _identities(full: FullConfiguration) -> dict[str, object]:
    """Return by the name of each instance what makes it the same router after a reload."""
    return {router.name: router.identity for router in full.node.virtual_routers} if full.node else {}


def _fails_at_first(script: Block) -> bool:
    """Whether a script counts as failed until its first success."""
    value = script.value("init_fail")
    return value is not None and value.text == ON


def _root_values(root: Block) -> dict[Path, Value]:
    return {(value.keyword,): value for value in root.values}


def _gone(block: Block) -> tuple[Impact, str]:
    consequence = _REMOVED if block.keyword == _INSTANCE else GROUPED if block.keyword == _GROUP else PLAIN
    return consequence.impact, consequence.why


def _by_identity(root: Block, full: FullConfiguration) -> dict[object, Block]:
    """Return the blocks by what tells them apart at a reload: of an instance not its name."""
    keys = {router.name: router.key for router in full.node.virtual_routers} if full.node else {}
    found: dict[object, Block] = {}
    for block in root.blocks:
        identity = keys.get(block.name, block.name) if block.keyword == _INSTANCE else block.name
        number = 1
        while (block.keyword, identity, number) in found:
            number += 1
        found[block.keyword, identity, number] = block
    return found


def _title(block: Block) -> str:
    return f"{block.keyword} {block.name}".rstrip()


def _describe(block: Block) -> str:
    """Say in a few words what a new or lost block is about."""
    if block.keyword != _INSTANCE:
        return ""
    addresses = block.block(_ADDRESSES)
    words = [value.text.split(" ")[0] for value in addresses.values] if addresses else []
    shown = (block.value(keyword) for keyword in ("interface", "virtual_router_id", "priority"))
    return ", ".join([f"{value.keyword} {value.text}" for value in shown if value] + words)


def _block_changes(old: Block | None, new: Block, around: _Around) -> Iterator[Change]:
    if old is None:
        consequence = _ADDED if new.keyword == _INSTANCE else GROUPED if new.keyword == _GROUP else PLAIN
        yield Change(_title(new), "", None, _describe(new), consequence.impact, consequence.why, None, new.at)
        return
    if old.name != new.name:
        why = "only the name is new; nothing moves for that"
        yield Change(_title(new), "name", old.name, new.name, Impact.IN_PLACE, why, old.at, new.at)
    yield from _value_changes(_title(new), dict(_flat(old, ())), dict(_flat(new, ())), around)


def _flat(block: Block, prefix: Path) -> Iterator[tuple[Path, Value]]:
    """Yield every value under its path. A line of a list goes by its first word, an address without its length."""
    seen: dict[str, int] = {}
    for value in block.values:
        last = value.keyword or value.text.split(" ")[0].partition("/")[0]
        seen[last] = seen.get(last, 0) + 1
        yield (*prefix, last if seen[last] == 1 else f"{last} ({seen[last]})"), value
    for inner in block.blocks:
        title = _title(inner)
        seen[title] = seen.get(title, 0) + 1
        yield from _flat(inner, (*prefix, title if seen[title] == 1 else f"{title} ({seen[title]})"))


def _value_changes(
    subject: str, old: dict[Path, Value], new: dict[Path, Value], around: _Around
) -> Iterator[Change]:
    """Yield what is different between the values of two blocks."""
    for path in [*new, *(path for path in old if path not in new)]:
        before, after = old.get(path), new.get(path)
        if before is not None and after is not None and before.text == after.text:
            continue
        consequence = _consequence(subject, path, before, after, around)
        yield Change(
            subject, _what(path, before or after), _shown(path, before), _shown(path, after), consequence.impact,
            consequence.why, before.at if before else None, after.at if after else None,
        )  # fmt: skip


def _what(path: Path, value: Value | None) -> str:
    """Name what changes; a line of a list is its own name, so only the list is named."""
    return " ".join(path if value is None or value.keyword else path[:-1])


def _shown(path: Path, value: Value | None) -> str | None:
    if value is None:
        return None
    return HIDDEN if path[-1] in SECRETS else value.text or value.because


def _consequence(subject: str, path: Path, old: Value | None, new: Value | None, around: _Around) -> Rule:
    acted_on = (new or old or Value("", "", None)).acted_on
    if not acted_on:
        return NOT_ACTED_ON
    if path[0] in _ADDRESS_LISTS:
        return ADDRESS_ADDED if old is None else ADDRESS_REMOVED if new is None else ADDRESS_CHANGED
    if around.becomes_another and path[0] in OF_IDENTITY:
        return ANOTHER_ROUTER
    held = around.held
    if path[0] in _TRACKERS and old is None and new is not None and path[-1] in held and _unweighted(new.text):
        return _HELD
    keyword, _, name = subject.partition(" ")
    if (keyword, path[-1]) == (_SCRIPT, "script") and name in held:
        return _HELD
    return rule(keyword, path)


def _unweighted(line: str) -> bool:
    return " weight " not in f"{line} " or " weight 0 " in f"{line} "
