"""Routes and rules as values: the family, and numbers that are the kernel's, as pyroute2 knows them too."""

import pytest

from standfast.model.network import Prefix
from standfast.model.route import MetricKind, Route, RouteKind
from standfast.model.rule import RuleAction


@pytest.mark.parametrize(("size", "is_ipv6"), [(4, False), (16, True)])
def test_the_family_is_that_of_the_destination(size: int, is_ipv6: bool) -> None:
    assert Route(Prefix(bytes(size), 0)).is_ipv6 is is_ipv6


def test_kinds_are_the_kernels() -> None:
    kernel = pytest.importorskip("pyroute2.netlink.rtnl").rt_type
    assert {kind.name.lower(): kind.value for kind in RouteKind}.items() <= kernel.items()


def test_metrics_are_the_kernels() -> None:
    attributes = pytest.importorskip("pyroute2.netlink.rtnl.rtmsg").rtmsg.metrics.nla_map
    kernel = {name.removeprefix("RTAX_"): number for number, (name, _) in enumerate(attributes)}
    assert {kind.name: kind.value for kind in MetricKind if kind.name in kernel}.items() <= kernel.items()
    assert {kind.name for kind in MetricKind} - kernel.keys() <= {"FASTOPEN_NO_COOKIE"}


def test_actions_are_the_kernels() -> None:
    kernel = pytest.importorskip("pyroute2.netlink.rtnl.fibmsg").FR_ACT_NAMES
    names = {action: action.name.replace("TABLE", "TO_TBL") for action in RuleAction}
    assert {action.value for action in RuleAction} == {kernel[f"FR_ACT_{name}"] for name in names.values()}
