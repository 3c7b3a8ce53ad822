"""The instances of a file as the rules want them: values with the words they come from.

The reader drops an instance that cannot run; the rules look at it all the same, because its other mistakes are worth
telling at once. So this view is made of the tree, by keepalived's rules: the last keyword counts, what cannot be read
has its default, MASTER without a priority is 255.

Rules: pure; it reports nothing; it never raises.
"""

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from standfast.config.diagnostics import Position
from standfast.config.lexer import Token
from standfast.config.parser import Statement
from standfast.config.values import parse_integer

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
PRIORITY_DEFAULT = 100
PRIORITY_OWNER = 255
TRACKERS = {
    "track_script": ("vrrp_script",),
    "track_process": ("vrrp_track_process",),
    "track_file": ("track_file", "vrrp_track_file"),
    "track_interface": (),
    "track_bfd": ("bfd_instance",),
}
"""The list in an instance, and the blocks where its items are defined."""
Weights = dict[tuple[str, str], tuple[int, bool]]
"""What each definition says about its weight: by block keyword and name, the number and whether it is reversed."""
_OFF = ("off", "false", "no")
_DIGITS_MAX = 12


@dataclass(frozen=True, slots=True)
class Address:
    """One line of an address list that reads as an address. `length` is the prefix length as written, or None."""

    ip: IPAddress
    length: int | None
    interface: str
    at: Position
    excluded: bool = False

    @property
    def prefix_length(self) -> int:
        """The prefix length as it counts."""
        return self.ip.max_prefixlen if self.length is None else self.length


@dataclass(frozen=True, slots=True)
class Tracker:
    """One line of a track list: what is watched, and its weight here (0: FAULT while it fails)."""

    kind: str
    name: str
    weight: int
    reverse: bool
    at: Position

    @property
    def swing(self) -> tuple[int, int]:
        """What it adds to the priority when all is well, and when it is not."""
        up, down = (self.weight, 0) if self.weight > 0 else (0, self.weight)
        return (-up, -down) if self.reverse else (up, down)


@dataclass(frozen=True, slots=True)
class Block:
    """The statements of one block, of several blocks of one keyword together."""

    at: Position
    statements: tuple[Statement, ...]

    def last(self, name: str) -> Statement | None:
        """The statement that counts."""
        return next((s for s in reversed(self.statements) if s.keyword.text == name), None)

    def word(self, name: str) -> Token | None:
        """Its first argument."""
        statement = self.last(name)
        return statement.arguments[0] if statement is not None and statement.arguments else None

    def text(self, name: str, default: str = "") -> str:
        """The text of its first argument."""
        word = self.word(name)
        return word.text if word else default

    def on(self, name: str) -> bool:
        """Whether a switch or flag is on."""
        return self.last(name) is not None and self.text(name) not in _OFF

    def lines(self, name: str) -> Iterator[Statement]:
        """The items of every list of that name."""
        for statement in self.statements:
            if statement.keyword.text == name:
                yield from statement.block or ()

    def inner(self, name: str) -> "Block":
        """The blocks of that name together."""
        own = self.last(name)
        return Block(own.at if own else self.at, tuple(self.lines(name)))

    def place(self, name: str) -> Position:
        """Where the value of a keyword stands, or the block begins."""
        word = self.word(name)
        statement = self.last(name)
        return word.at if word else statement.at if statement else self.at


@dataclass(frozen=True, slots=True)
class Instance(Block):
    """One `vrrp_instance`."""

    name: str = ""
    interface: str = ""
    vrid: int | None = None
    priority: int = PRIORITY_DEFAULT
    master: bool = False
    version: int = 2
    strict: bool = False
    preempt: bool = True
    addresses: tuple[Address, ...] = ()
    trackers: tuple[Tracker, ...] = ()

    @property
    def owner(self) -> bool:
        """Whether it is the address owner, whose priority nothing changes."""
        return self.priority == PRIORITY_OWNER

    @property
    def family(self) -> int:
        """4 or 6, of its first address."""
        return next((address.ip.version for address in self.addresses if not address.excluded), 4)

    def priorities(self) -> tuple[int, int]:
        """The priority when all is well, and when every weighted check has failed."""
        if self.owner:
            return self.priority, self.priority
        swings = [tracker.swing for tracker in self.trackers]
        well, worst = (self.priority + sum(swing[number] for swing in swings) for number in (0, 1))
        return clamp(well), clamp(worst)


@dataclass(frozen=True, slots=True)
class View:
    """The whole file."""

    file: str
    root: Block
    defs: Block
    instances: tuple[Instance, ...] = field(default=())


def clamp(priority: int) -> int:
    """A priority that trackers have moved stays between 1 and 254."""
    return max(1, min(PRIORITY_OWNER - 1, priority))


def view(file: str, tree: Iterable[Statement]) -> View:
    """Make the view of a tree."""
    root = Block(Position(file), tuple(tree))
    defs = root.inner("global_defs")
    weights = dict(_weights(root))
    instances: dict[str, Instance] = {}
    for statement in root.statements:
        if statement.keyword.text == "vrrp_instance" and statement.arguments:
            name = statement.arguments[0].text
            if name not in instances:
                instances[name] = _instance(name, statement, defs, weights)
    return View(file, root, defs, tuple(instances.values()))


def integer(text: str, low: int, high: int) -> int | None:
    """The number that a word is, or None if it is none or out of range."""
    try:
        value = parse_integer(text) if len(text) <= _DIGITS_MAX else None
    except ValueError:
        return None
    return value if value is not None and low <= value <= high else None


def ip_address(text: str) -> IPAddress | None:
    """The address that a word is, or None."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _instance(name: str, statement: Statement, defs: Block, weights: Weights) -> Instance:
    block = Block(statement.at, tuple(statement.block or ()))
    master = any(
        s.keyword.text == "state" and [t.text for t in s.arguments[:1]] == ["MASTER"] for s in block.statements
    )
    unset = PRIORITY_OWNER if master and block.last("priority") is None else PRIORITY_DEFAULT
    interface = block.text("interface", defs.text("default_interface", "eth0"))
    order = [s.keyword.text for s in block.statements if s.keyword.text in ("preempt", "nopreempt")]
    own_version = integer(block.text("version"), 2, 3)
    return Instance(
        at=statement.at,
        statements=block.statements,
        name=name,
        interface=interface,
        vrid=integer(block.text("virtual_router_id"), 1, PRIORITY_OWNER),
        priority=integer(block.text("priority"), 1, PRIORITY_OWNER) or unset,
        master=master,
        version=own_version or integer(defs.text("vrrp_version"), 2, 3) or 2,
        strict=block.on("strict_mode") if block.last("strict_mode") else defs.on("vrrp_strict"),
        preempt=master or not order or order[-1] == "preempt",
        addresses=tuple(_addresses(block, interface)),
        trackers=tuple(_trackers(block, weights)),
    )


def _addresses(block: Block, interface: str) -> Iterator[Address]:
    for name in ("virtual_ipaddress", "virtual_ipaddress_excluded"):
        for item in block.lines(name):
            text, slash, length = item.keyword.text.partition("/")
            ip = ip_address(text)
            if ip is None:
                continue
            words = [token.text for token in item.arguments]
            own = words[words.index("dev") + 1] if "dev" in words[:-1] else interface
            prefix = integer(length, 0, ip.max_prefixlen) if slash else None
            yield Address(ip, prefix, own, item.at, name.endswith("_excluded"))


def _trackers(block: Block, weights: Weights) -> Iterator[Tracker]:
    for kind, blocks in TRACKERS.items():
        for item in block.lines(kind):
            name = item.keyword.text
            defined = [weights[key, name] for key in blocks if (key, name) in weights]
            weight, reverse = _weight([token.text for token in item.arguments]) or (defined or [(0, False)])[0]
            if kind != "track_file":  # A file's number times the weight: any swing is possible.
                yield Tracker(kind, name, weight, reverse, item.at)


def _weights(root: Block) -> Iterator[tuple[tuple[str, str], tuple[int, bool]]]:
    """What each definition says about its own weight, by block keyword and name."""
    kinds = {kind for kinds in TRACKERS.values() for kind in kinds}
    for statement in root.statements:
        if statement.keyword.text in kinds and statement.arguments:
            line = Block(statement.at, tuple(statement.block or ())).last("weight")
            words = [token.text for token in line.line.tokens] if line else []
            yield (statement.keyword.text, statement.arguments[0].text), _weight(words) or (0, False)


def _weight(words: list[str]) -> tuple[int, bool] | None:
    if len(words) < 2 or words[0] != "weight":
        return None
    value = integer(words[1], -254, 254)
    return (value or 0, words[2:3] == ["reverse"]) if value is not None else None
