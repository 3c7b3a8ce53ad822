"""What an editor shows: the place of a cursor, documentation, proposals."""

import pytest

from standfast.lsp.features import completions, hover, place_at

TEXT = """\
vrrp_script chk {
    script "/bin/true"
}
vrrp_instance VI_1 {
    state BACKUP
    interface eth0  # towards the others
    @me priority 100
    vip_lease on
    track_script {
        chk weight 5
    }
    virtual_ipaddress { 10.0.0.1/24 dev eth0 }
}
"""


def at(text: str) -> tuple[str, int, int]:
    """Return a text without its `|`, and where that stood."""
    before, _, after = text.partition("|")
    return before + after, before.count("\n"), len(before) - before.rfind("\n") - 1


def labels(text: str) -> list[str]:
    return [found.label for found in completions(*at(text), interfaces=["eth0", "eth1"])]


@pytest.mark.parametrize(
    ("text", "blocks", "words"),
    [
        ("|", (), ()),
        ("vrrp_i|", (), ()),
        ("vrrp_instance |", (), ("vrrp_instance",)),
        ("vrrp_instance VI_1 { state |", ("vrrp_instance",), ("state",)),
        ("vrrp_instance VI_1 {\nstate MAS|", ("vrrp_instance",), ("state",)),
        ("vrrp_instance VI_1 {\ntrack_script {|", ("vrrp_instance", "track_script"), ()),
        ("vrrp_instance VI_1 {\ntrack_script {\n}\n|", ("vrrp_instance",), ()),
        ("vrrp_instance VI_1 {\n@me state |", ("vrrp_instance",), ("state",)),
        ("a {\n}\n}\n|", (), ()),
        ("a {\nb # c {\n|}", ("a",), ()),
    ],
)
def test_place(text: str, blocks: tuple[str, ...], words: tuple[str, ...]) -> None:
    place = place_at(*at(text))
    assert (place.blocks, place.words) == (blocks, words)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("vrrp_instance", "vrrp_instance"),
        ("BACKUP", "a wish"),
        ("priority", "1 to 255"),
        ("vip_lease", "not in keepalived"),
        ("weight", "track_script"),
        ("dev", "virtual_ipaddress"),
    ],
)
def test_hover_describes_the_keyword(word: str, said: str) -> None:
    before = TEXT[: TEXT.index(word)]
    text = hover(TEXT, before.count("\n"), len(before) - before.rfind("\n"))
    assert text is not None
    assert said in text


@pytest.mark.parametrize("text", ["|", "nonsense| 1", "a # prio|rity", "a {\n|}"])
def test_hover_says_nothing_of_what_is_no_keyword(text: str) -> None:
    assert hover(*at(text)) is None


def test_keywords_are_those_of_the_block() -> None:
    assert "vrrp_instance" in labels("|")
    inside = labels("vrrp_instance VI_1 {\n  pri|")
    assert {"priority", "virtual_ipaddress"} <= set(inside)
    assert "vrrp_instance" not in inside


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vrrp_instance V {\nstate |", ["MASTER", "BACKUP"]),
        ("vrrp_instance V {\ninterface e|", ["eth0", "eth1"]),
        ("vrrp_instance V {\nvip_lease |", ["on", "off"]),
        ("vrrp_instance V {\nadvert_int |", ["1"]),
        ("vrrp_instance V {\nadvert_int 1 |", []),
        ("vrrp_instance V {\nvirtual_ipaddress {\n10.0.0.1 dev |", ["eth0", "eth1"]),
        ("vrrp_script chk {\n}\nvrrp_instance V {\ntrack_script {\n|", ["chk"]),
        ("vrrp_instance V {\ntrack_script {\nchk |", ["weight"]),
        ("nonsense |", []),
    ],
)
def test_values(text: str, expected: list[str]) -> None:
    assert labels(text)[: len(expected)] == expected
    if not expected:
        assert labels(text) == []
