"""The tree of blocks, and what happens when the braces do not balance: strictly, and as keepalived does it."""

import pytest

from config_texts import diagnostics, errors, instance, load_text, warnings


def test_braces_may_stand_anywhere() -> None:
    text = (
        "vrrp_instance VI_1\n{\ninterface enp0s8 virtual_ipaddress\n"
        "virtual_router_id 7\nvirtual_ipaddress{192.168.56.100}authentication{\nauth_type PASS\nauth_pass x }}"
    )
    (router,) = load_text(text).node.virtual_routers
    assert (len(router.addresses), router.authentication is not None) == (1, True)


def test_an_unclosed_block_is_named_with_the_line_that_opened_it() -> None:
    text = instance().removesuffix("}\n")
    (found,) = diagnostics(text)
    assert str(found).startswith(
        "keepalived.conf:1: the block 'vrrp_instance VI_1' that is opened here is never closed"
    )
    assert errors(text) == [("unclosed-block", 1)]


def test_the_line_before_which_the_brace_is_missing_is_named() -> None:
    text = 'vrrp_script chk {\n script "/bin/true"\n\n' + instance()
    (found,) = diagnostics(text)
    assert (found.code, found.line) == ("unclosed-block", 1)
    assert "'vrrp_script chk'" in found.message
    assert "line 4" in found.message
    assert "before line 4" in found.suggestion


def test_a_brace_that_stands_left_of_its_block_is_pointed_out() -> None:
    text = instance(authentication="  authentication {\n    auth_type PASS\n    auth_pass 1111\n}")
    text = text.removesuffix("}\n")
    (found,) = diagnostics(text)
    assert "the '}' on line 10 closes 'authentication' of line 7" in found.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (instance() + "}\n", [("extra-brace", 15)]),
        ("{\n" + instance() + "}\n", [("unexpected-brace", 1), ("extra-brace", 16)]),
        (instance(state="state BACKUP {\n}"), [("unexpected-block", 2)]),
        (instance(virtual_ipaddress="virtual_ipaddress {\n1.2.3.4 {\n}\n}"), [("unexpected-block", 12)]),
        (instance(virtual_ipaddress="virtual_ipaddress 1.2.3.4"), [("no-address", 1), ("missing-brace", 11)]),
        ('vrrp_script chk {\n script "/bin/true"\n' + instance() + "}\n", [("misplaced-block", 3)]),
    ],
)
def test_a_structure_that_cannot_be_meant_is_refused(text: str, expected: list[tuple[str, int]]) -> None:
    assert errors(text) == expected


def test_an_unknown_block_is_skipped_as_a_whole() -> None:
    text = instance("bogus {\n priority 7\n state MASTER\n}\npreempt_delay 3")
    assert warnings(text) == [("unknown-keyword", 14)]
    (router,) = load_text(text).node.virtual_routers
    assert (router.priority, router.preempt_delay_ns) == (100, 3_000_000_000)


class TestLenient:
    def test_missing_braces_are_closed_at_the_end(self) -> None:
        text = instance().removesuffix("}\n}\n")
        assert warnings(text, lenient=True) == [("unclosed-block", 1), ("unclosed-block", 11)]
        (router,) = load_text(text, lenient=True).node.virtual_routers
        assert len(router.addresses) == 1

    def test_an_extra_brace_is_passed_over(self) -> None:
        text = instance() + "}\n" + instance(name="VI_2", virtual_router_id="virtual_router_id 52")
        assert warnings(text, lenient=True) == [("extra-brace", 15)]
        assert len(load_text(text, lenient=True).node.virtual_routers) == 2

    def test_an_unknown_block_takes_the_rest_of_the_block_around_it(self) -> None:
        text = instance("bogus {\nfoo\n}\npriority 7")
        (router,) = load_text(text, lenient=True).node.virtual_routers
        assert router.priority == 100
        codes = [code for code, _ in warnings(text, lenient=True)]
        assert codes[:2] == ["unknown-keyword", "unexpected-brace"]
        assert "extra-brace" in codes

    def test_a_missing_opening_brace_is_taken_as_there(self) -> None:
        text = instance(authentication="authentication\n auth_type PASS\n auth_pass abc")
        (router,) = load_text(text, lenient=True).node.virtual_routers
        assert router.authentication is not None
        assert router.addresses == ()  # keepalived, too, reads the rest as part of authentication

    def test_a_file_that_gives_no_instance_runs_with_nothing(self) -> None:
        text = "Global_defs {\n router_id x\n}\n"
        assert load_text(text, lenient=True).node.virtual_routers == ()
        assert ("no-instance", 0) in warnings(text, lenient=True)

    def test_blocks_that_this_version_does_not_read_keep_their_own_braces(self) -> None:
        text = "garp_group {\n interfaces {\n  enp0s8\n }\n}\n" + instance()
        assert warnings(text, lenient=True) == [("not-acted-on", 1)]
