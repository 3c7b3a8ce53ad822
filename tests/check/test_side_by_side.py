"""The table of a pair."""

from check_texts import see
from config_texts import instance
from standfast.check.side_by_side import side_by_side


def test_disagreements_are_marked_and_what_must_differ_may() -> None:
    first = see("global_defs {\nrouter_id x\n}\n" + instance(), "A.conf")
    other = {"priority": "priority 80", "advert_int": "advert_int 3"}
    second = see("global_defs {\nrouter_id x\n}\n" + instance(**other), "B.conf")
    lines = side_by_side(first, second).split("\n")
    marked = {line.split()[0] for line in lines if "<-" in line}
    assert marked == {"router_id", "advert_int"}
    assert lines[0].split() == ["A.conf", "B.conf"]
    assert any(line.split() == ["priority", "100", "80"] for line in lines)


def test_no_password_is_shown_but_that_they_differ() -> None:
    other = instance(authentication="authentication {\nauth_type PASS\nauth_pass 2222\n}")
    table = side_by_side(see(instance(), "A"), see(other, "B"))
    assert "1111" not in table
    assert "2222" not in table
    assert any("authentication" in line and "differs" in line for line in table.split("\n"))


def test_an_instance_and_an_address_that_one_node_lacks() -> None:
    table = side_by_side(see(instance(), "A"), see(instance(virtual_ipaddress=""), "B"))
    assert "192.168.56.100  -  <- differs" in " ".join(table.split()).replace(" - ", "  -  ")
    assert "vrrp_instance" in side_by_side(see(instance(), "A"), see("", "B"))


def test_a_span_begins_with_the_lower_number() -> None:
    script = 'vrrp_script c {\nscript "/bin/true"\nweight -20 reverse\n}\n'
    table = side_by_side(see(script + instance("track_script {\nc\n}"), "A"), see(instance(), "B"))
    assert "with checks 100 to 120 100 to 100" in [" ".join(line.split()) for line in table.split("\n")]
