"""The multicast group and the gratuitous ARP policy: global, then per instance."""

from config_texts import instance, router, warnings
from standfast.model.virtual_router import MULTICAST_GROUP_IPV4, GarpPolicy
from standfast.units import NS_PER_S


def with_global(lines: str, extra: str = "") -> str:
    return f"global_defs {{\n{lines}\n}}\n" + instance(extra)


def test_defaults_are_those_of_keepalived() -> None:
    assert router(instance()).garp == GarpPolicy()
    assert router(instance()).multicast_group == MULTICAST_GROUP_IPV4


def test_global_values_hold_for_a_lower_priority_too() -> None:
    garp = router(with_global("vrrp_garp_master_delay 7\nvrrp_garp_master_repeat 2")).garp
    assert (garp.master_delay_ns, garp.master_repeat) == (7 * NS_PER_S, 2)
    assert (garp.lower_prio_delay_ns, garp.lower_prio_repeat) == (7 * NS_PER_S, 2)


def test_values_of_an_instance_do_not() -> None:
    text = with_global(
        "vrrp_garp_master_delay 7\nvrrp_garp_lower_prio_repeat 3", "garp_master_delay 2\ngarp_master_repeat 9"
    )
    garp = router(text).garp
    assert (garp.master_delay_ns, garp.master_repeat) == (2 * NS_PER_S, 9)
    assert (garp.lower_prio_delay_ns, garp.lower_prio_repeat) == (7 * NS_PER_S, 3)


def test_zero_is_a_value() -> None:
    garp = router(instance("garp_master_delay 0\ngarp_master_refresh 60\ngarp_lower_prio_repeat 0")).garp
    assert (garp.master_delay_ns, garp.master_refresh_ns, garp.lower_prio_repeat) == (0, 60 * NS_PER_S, 0)


def test_the_group_of_the_instance_goes_before_the_global_one() -> None:
    assert router(with_global("vrrp_mcast_group4 224.0.0.50")).multicast_group == bytes((224, 0, 0, 50))
    text = with_global("vrrp_mcast_group4 224.0.0.50", "mcast_dst_ip 224.0.0.99")
    assert router(text).multicast_group == bytes((224, 0, 0, 99))


def test_what_is_no_group_is_ignored_with_a_warning() -> None:
    text = instance("mcast_dst_ip 10.0.0.1")
    assert router(text).multicast_group == MULTICAST_GROUP_IPV4
    assert [code for code, _ in warnings(text)] == ["bad-value"]
