"""Names of the interfaces that instances make for themselves, where the file gives none, and for single addresses.

keepalived's rules: the prefix (`vmac_prefix`, `vmac_addr_prefix`), a number if need be, a dot and the VRID: the first
that nobody in the file has. The number is 6 for IPv6 first, then 1, 2, ... Addresses with `use_vmac` (or all on other
interfaces, with `use_vmac_addr`) stand on a macvlan above their interface, one for each
interface and IP version of an instance.

Rules: values in, values out; the same instances give the same names, so they can be asked for twice.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain, count

from standfast.model.global_settings import GlobalSettings
from standfast.model.instance import Instance
from standfast.model.link import INTERFACE_NAME_MAX, Ipvlan, Macvlan
from standfast.model.network import Address
from standfast.model.virtual_router import Vmac

VMAC_PREFIX = "vrrp"
IPV4, IPV6 = 4, 6
Extra = dict[str, dict[tuple[str, int], Vmac]]
"""The macvlans of single addresses, by the name of the instance, then by the interface below and the IP version."""


def with_own_names(instances: tuple[Instance, ...], settings: GlobalSettings) -> tuple[Instance, ...]:
    """Return the instances, each interface of theirs with a name that no other has."""
    return _Names(settings).give(instances) if any(map(_needs_names, instances)) else instances


def extra_vmacs(instances: tuple[Instance, ...], settings: GlobalSettings) -> Extra:
    """Return the macvlans of single addresses."""
    if not any(map(_needs_names, instances)):
        return {}
    names = _Names(settings)
    names.give(instances)
    return names.extra


def stands_on_own(address: Address, instance: Instance) -> bool:
    """Whether an address is on the interface of its instance, so that it stands on the macvlan if there is one."""
    return address.interface == instance.interface and address.is_ipv6 == is_ipv6(instance)


def stands_on_extra(address: Address, instance: Instance) -> bool:
    """Whether an address stands on a macvlan that is not its instance's."""
    if stands_on_own(address, instance):
        return address.use_vmac and instance.use_vmac is None
    return address.use_vmac or instance.use_vmac_addr


def is_ipv6(instance: Instance) -> bool:
    """Whether an instance keeps IPv6 addresses."""
    first = next(iter((*instance.virtual_ipaddress, *instance.virtual_ipaddress_excluded)), None)
    return first.is_ipv6 if first is not None else instance.native_ipv6


def _needs_names(instance: Instance) -> bool:
    return (
        instance.use_vmac is not None
        or instance.use_ipvlan is not None
        or instance.use_vmac_addr
        or any(address.use_vmac for address in (*instance.virtual_ipaddress, *instance.virtual_ipaddress_excluded))
    )


class _Names:
    """The names that are taken."""

    def __init__(self, settings: GlobalSettings) -> None:
        self._prefix = settings.vmac_prefix or VMAC_PREFIX
        self._address_prefix = settings.vmac_addr_prefix or self._prefix
        self._taken: set[str] = set()
        self.extra: Extra = {}

    def give(self, instances: tuple[Instance, ...]) -> tuple[Instance, ...]:
        """Return the instances with their names; what stands on further macvlans is in `extra` then."""
        self._taken = {link.name for link in _links(instances) if not link.name_is_default}
        return tuple(self._of(instance) for instance in instances)

    def _of(self, instance: Instance) -> Instance:
        own_family = IPV6 if is_ipv6(instance) else IPV4
        for field in ("use_vmac", "use_ipvlan"):
            link = getattr(instance, field)
            if link is not None and link.name_is_default:
                name = self._free(self._prefix, instance, own_family)
                make: Callable[..., Instance] = replace
                instance = make(instance, **{field: replace(link, name=name)})
        for address in (*instance.virtual_ipaddress, *instance.virtual_ipaddress_excluded):
            family = IPV6 if address.is_ipv6 else IPV4
            if not stands_on_extra(address, instance):
                continue
            extra = self.extra.setdefault(instance.name, {})
            if (address.interface, family) not in extra:
                name = self._free(self._address_prefix, instance, family)
                extra[address.interface, family] = Vmac(name, address.interface, family=family)
        return instance

    def _free(self, prefix: str, instance: Instance, family: int) -> str:
        candidates = _candidates(prefix, instance.virtual_router_id, family)
        name = next(name for name in candidates if name not in self._taken)
        self._taken.add(name)
        return name


def _links(instances: Iterable[Instance]) -> Iterator[Macvlan | Ipvlan]:
    for instance in instances:
        yield from (link for link in (instance.use_vmac, instance.use_ipvlan) if link is not None)


def _candidates(prefix: str, virtual_router_id: int, family: int) -> Iterator[str]:
    for number in chain(("", "6") if family == IPV6 else ("",), map(str, count(1))):
        tail = f"{number}.{virtual_router_id}"
        yield prefix[: INTERFACE_NAME_MAX - len(tail)] + tail
