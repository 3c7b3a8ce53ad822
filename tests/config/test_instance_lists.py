"""The lists of an instance: which addresses are advertised, and which are not."""

from config_texts import configuration, errors, instance, router, said


def addresses(*lines: str, keyword: str = "virtual_ipaddress") -> str:
    block = "\n".join([f"{keyword} {{", *lines, "}"])
    return instance(virtual_ipaddress=block) if keyword == "virtual_ipaddress" else instance(block)


def test_an_ipv6_instance_speaks_version_3() -> None:
    text = addresses("fe80::5", "2001:db8::1/64 preferred_lft forever")
    (only,) = configuration(text).instances
    assert (only.version, [a.prefix_length for a in only.virtual_ipaddress]) == (3, [128, 64])
    assert [a.preferred_lft_s for a in only.virtual_ipaddress] == [0, None]
    assert errors(text) == []


def test_an_address_of_the_other_family_is_left_out() -> None:
    text = addresses("10.0.0.1", "2001:db8::1/64")
    (only,) = configuration(text).instances
    assert len(only.virtual_ipaddress) == 1
    assert "other-family" in [code for code, _ in said(text)]


def test_excluded_addresses_may_be_of_any_family() -> None:
    text = addresses("10.0.0.9/24", "2001:db8::1/64", keyword="virtual_ipaddress_excluded")
    (only,) = configuration(text).instances
    assert [a.is_ipv6 for a in only.virtual_ipaddress_excluded] == [False, True]
    assert errors(text) == []


def test_more_addresses_than_an_advertisement_holds_are_refused() -> None:
    text = addresses(*(f"10.0.{n // 250}.{n % 250 + 1}" for n in range(256)))
    assert [code for code, _ in errors(text)] == ["too-many-addresses"]
    assert len(configuration(text).instances[0].virtual_ipaddress) == 256


def test_an_instance_without_addresses_says_so_unless_that_is_meant() -> None:
    assert ("no-address", 1) in said(instance(virtual_ipaddress=""))
    assert ("no-address", 1) not in said(instance("no_virtual_ipaddress", virtual_ipaddress=""))


def test_a_tracked_interface_that_does_not_exist_is_said() -> None:
    assert ("unknown-interface", 15) in said(instance("track_interface {\nnope\n}"))


def test_unicast_without_peers_is_multicast_and_said() -> None:
    text = instance("unicast_src_ip 192.168.56.101")
    assert ("unicast-without-peers", 14) in said(text)
    assert router(text).source_address == bytes((192, 168, 56, 101))
    assert ("unicast-without-peers", 14) in said(instance("unicast_peer {\n}"))
    assert ("unicast-without-peers", 14) not in said(instance("unicast_peer {\n10.0.0.1\n}"))
