"""What the reader made of each keyword, as it would be written: the typed values of the model as text.

`state MASTER` makes a missing priority 255, version 2 rounds the interval, a timeout is the interval by default: the
model knows, the words of the file do not. Rules: model values in, text out; a field is found by its keyword, as the
keyword table names it; what the model leaves open (None) stays open.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from standfast.config.addresses import FLAGS, SCOPES
from standfast.config.diagnostics import Position, Report
from standfast.config.full import FullConfiguration
from standfast.config.keywords_checker import CHECKERS
from standfast.config.keywords_root import SCHEMA
from standfast.config.keywords_server import REAL_SERVER, VIRTUAL_SERVER
from standfast.config.parser import Statement
from standfast.config.schema import DURATIONS_NS, ROOT, Keyword
from standfast.config.services import read_service
from standfast.model.configuration import Configuration
from standfast.model.global_settings import GlobalSettings
from standfast.model.instance import Instance
from standfast.model.network import Address, UnicastPeer
from standfast.model.packets import HeaderAuthentication, PasswordAuthentication
from standfast.model.track import Tracked, TrackScript
from standfast.model.values import Command, Weight
from standfast.model.virtual_router import PRIORITY_OWNER
from standfast.model.virtual_server import Endpoint
from standfast.wire.address import format_address, parse_address

ON, OFF = "on", "off"
_SCOPE_NAMES = {number: name for name, number in SCOPES.items()}
_NEEDS_QUOTES = frozenset(" \t{}#!\"'")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the model says about one block: values by keyword, lines of lists, and blocks inside, by keyword.

    A line of a list has a key that tells it from the others in the file: see `line_key`.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    blocks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def resolved(full: FullConfiguration) -> dict[tuple[str, str], Resolved]:
    """Return what the model says, by keyword and name of the block at the root."""
    if full.configuration is None:
        return {}
    return dict(_resolved(full.configuration))


def placed(full: FullConfiguration) -> dict[Position, dict[str, str]]:
    """Return what the model says about the blocks of load balancing, which have no names, by their places."""
    blocks = _blocks(full.tree, VIRTUAL_SERVER)
    services = [block for block in blocks if block.arguments and read_service(block, Report()) is not None]
    servers = full.configuration.virtual_servers if full.configuration else ()
    if len(services) != len(servers):
        return {}
    found: dict[Position, dict[str, str]] = {}
    for service, server in zip(services, servers, strict=True):
        found[service.at] = _values(VIRTUAL_SERVER, server)
        for block, real in zip(_blocks(service.block, REAL_SERVER), server.real_servers, strict=False):
            found[block.at] = _values(REAL_SERVER, real)
            checkers = ((name, inner) for name in CHECKERS for inner in _blocks(block.block, name))
            for (name, inner), checker in zip(checkers, real.checkers, strict=False):
                found[inner.at] = _values(name, checker)
                for keyword, field_name in (("url", "urls"), ("host", "hosts")):
                    parts = zip(_blocks(inner.block, keyword), getattr(checker, field_name, ()), strict=False)
                    found |= {part.at: _values(keyword, value) for part, value in parts}
    return found


def _blocks(statements: Iterable[Statement] | None, keyword: str) -> list[Statement]:
    return [s for s in statements or () if s.keyword.text == keyword and s.block is not None]


def _resolved(configuration: Configuration) -> Iterator[tuple[tuple[str, str], Resolved]]:
    weights = {script.name: Weight(script.weight, script.reverse) for script in configuration.scripts}
    yield (ROOT, ""), Resolved(_values(ROOT, configuration.root_settings))
    yield ("global_defs", ""), Resolved(_values("global_defs", configuration.global_settings))
    for instance in configuration.instances:
        yield ("vrrp_instance", instance.name), _resolved_instance(
            instance, weights, configuration.global_settings
        )
    for script in configuration.scripts:
        yield ("vrrp_script", script.name), Resolved(_script_values(script))
    for keyword, found in (
        ("vrrp_sync_group", configuration.sync_groups),
        ("vrrp_track_process", configuration.track_processes),
        ("track_file", configuration.track_files),
        ("vrrp_track_file", configuration.track_files),
        ("bfd_instance", configuration.bfd_instances),
    ):
        for entry in found:
            yield (keyword, entry.name), Resolved(_values(keyword, entry))


def _resolved_instance(instance: Instance, weights: Mapping[str, Weight], settings: GlobalSettings) -> Resolved:
    addresses = {
        "virtual_ipaddress": instance.virtual_ipaddress,
        "virtual_ipaddress_excluded": instance.virtual_ipaddress_excluded,
    }
    lines = {
        **{name: tuple((a.address.hex(), address_text(a)) for a in found) for name, found in addresses.items()},
        "track_script": tuple(
            (entry.name, tracked_text(entry, weights.get(entry.name))) for entry in instance.track_script
        ),
        "track_interface": tuple((entry.name, tracked_text(entry)) for entry in instance.track_interface),
        "unicast_peer": tuple((line_key(entry.address), peer_text(entry)) for entry in instance.unicast_peer),
    }
    blocks = {"authentication": _authentication_values(instance.authentication)}
    values = _values("vrrp_instance", instance) | _accept_values(instance, settings) | _link_values(instance)
    return Resolved(values, lines, blocks)


def _link_values(instance: Instance) -> dict[str, str]:
    """The names of the interfaces that the instance makes, which it need not give."""
    made = {}
    if instance.use_vmac is not None:
        own = instance.use_vmac
        made["use_vmac"] = own.name if own.mac_is_default else f"{own.name} {own.mac.hex(':')}"
    if instance.use_ipvlan is not None:
        link = instance.use_ipvlan
        address = [f"{format_address(link.address)}/{link.prefix_length}"] if link.address is not None else []
        made["use_ipvlan"] = " ".join([link.name, *address, link.flag.name.lower()])
    return made


def _accept_values(instance: Instance, settings: GlobalSettings) -> dict[str, str]:
    """Whether the addresses answer, and the group of an IPv6 instance, which follow from several keywords."""
    strict = instance.strict_mode and instance.priority != PRIORITY_OWNER
    accept = instance.accept or not (instance.no_accept or strict)
    made = {"accept": switch_text(accept), "no_accept": switch_text(not accept)}
    ipv6 = any(address.is_ipv6 for address in instance.virtual_ipaddress[:1])
    return made | ({"mcast_dst_ip": settings.vrrp_mcast_group6} if ipv6 and not instance.mcast_dst_ip else {})


def _values(block: str, owner: object) -> dict[str, str]:
    """Return the text of every field of a model value that is one keyword and is not open."""
    made = {}
    for row in SCHEMA.of(block):
        text = value_text(row, getattr(owner, row.field, None)) if not row.is_block else None
        if text is not None:
            made[row.name] = text
    return made


def _authentication_values(
    authentication: PasswordAuthentication | HeaderAuthentication | None,
) -> dict[str, str]:
    """Return the keywords of `authentication`; the secret's bytes as UTF-8, or as they are."""
    match authentication:
        case None:
            return {"auth_type": "none"}
        case PasswordAuthentication(password):
            kind, secret = "PASS", password
        case HeaderAuthentication(key):
            kind, secret = "AH", key
    return {"auth_type": kind, "auth_pass": quoted(secret.rstrip(b"\0").decode("utf-8", "backslashreplace"))}


def _script_values(script: TrackScript) -> dict[str, str]:
    made = _values("vrrp_script", script)
    made["weight"] = weight_text(Weight(script.weight, script.reverse))
    made["user"] = script.user.name
    return made


def value_text(row: Keyword, value: object) -> str | None:
    """Write a value of the model as the file would; None if it is open, or no single value."""
    match value:
        case None | ():
            return None
        case bool():
            return switch_text(value)
        case int():
            return _duration_text(value, DURATIONS_NS[row.unit]) if row.unit in DURATIONS_NS else str(value)
        case str():
            return quoted(value)
        case Weight():
            return weight_text(value)
        case Command():
            return command_text(value)
        case Endpoint(address, port):
            return f"{address} {port}" if port else address
        case (str(), *_):
            return " ".join(quoted(str(word)) for word in value)
        case _:
            return None


def switch_text(on: bool) -> str:
    """Write a truth value."""
    return ON if on else OFF


def _duration_text(duration_ns: int, unit_ns: int) -> str:
    """Write nanoseconds in the unit of the file, exactly."""
    whole, rest = divmod(duration_ns, unit_ns)
    fraction = f"{rest * 1_000_000_000 // unit_ns:09d}".rstrip("0")
    return f"{whole}.{fraction}" if fraction else str(whole)


def quoted(word: str) -> str:
    """Put a word in double quotes if the reader would not take it as one word otherwise."""
    return f'"{word}"' if not word or _NEEDS_QUOTES & set(word) else word


def command_text(command: Command) -> str:
    """Write a command with the user who runs it."""
    words = [word if not (_NEEDS_QUOTES & set(word)) and word else f"'{word}'" for word in command.argv]
    return " ".join([f'"{" ".join(words)}"', *(part for part in (command.user, command.group) if part)])


def weight_text(weight: Weight) -> str:
    """Write a weight."""
    return f"{weight.value} reverse" if weight.reverse else str(weight.value)


def address_text(address: Address) -> str:
    """Write a virtual address with all its options, in keepalived's order."""
    parts = [f"{format_address(address.address)}/{address.prefix_length}"]
    parts += [f"peer {format_address(address.peer)}"] if address.peer else []
    parts += [f"brd {format_address(address.broadcast)}"] if address.broadcast else []
    parts += [f"dev {address.interface}", f"scope {_SCOPE_NAMES.get(address.scope, str(address.scope))}"]
    parts += [f"label {address.label}"] if address.label else []
    parts += [word for word, field_name in FLAGS.items() if getattr(address, field_name) and word != "use_vmac"]
    parts += [f"preferred_lft {address.preferred_lft_s}"] if address.preferred_lft_s is not None else []
    parts += ["use_vmac"] if address.use_vmac else []
    parts += [] if address.tracked else ["no_track"]
    return " ".join(parts)


def tracked_text(tracked: Tracked, own: Weight | None = None) -> str:
    """Write a line of a `track_*` block; `own` is the weight of what is tracked, for a line that names none."""
    own = own or Weight(0)
    value = own.value if tracked.weight is None else tracked.weight
    reverse = own.reverse if tracked.reverse is None else tracked.reverse
    return f"{tracked.name} weight {weight_text(Weight(value, reverse))}"


def peer_text(peer: UnicastPeer) -> str:
    """Write a line of `unicast_peer`."""
    limits = (("min_ttl", peer.min_ttl), ("max_ttl", peer.max_ttl))
    return " ".join([peer.address, *(f"{word} {value}" for word, value in limits if value is not None)])


def line_key(word: str) -> str:
    """Return what tells a line of a list: the address in hexadecimal digits, or the word itself."""
    try:
        return parse_address(word.partition("/")[0]).hex()
    except ValueError:
        return word
