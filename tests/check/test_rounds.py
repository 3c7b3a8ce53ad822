"""Reading again as if every suggestion had been taken; the article's listing, mended by its own diagnostics."""

import time
from pathlib import Path

import pytest

from check_texts import HOST, check_text, codes, only, see
from config_texts import instance
from standfast.check.finding import Edit, Finding, apply
from standfast.check.places import places
from standfast.check.rounds import Shift
from standfast.config.diagnostics import Severity

ROOT = Path(__file__).resolve().parents[2]
PRINTED = ROOT / "tests" / "data" / "article"
LISTING = (PRINTED / "complete.as-printed.conf").read_text(encoding="utf-8")
ARTICLE = (ROOT / "examples/nginx/check-script/master/keepalived.conf").read_text(encoding="utf-8")


def mended(text: str, findings: tuple[Finding, ...]) -> str:
    return apply(text, [edit for found in findings for edit in found.edits])


def words(text: str) -> list[list[str]]:
    """Every statement and brace, without comments and layout."""
    lines = (line.partition("#")[0].partition("!")[0].split() for line in text.splitlines())
    return [line for line in lines if line]


def test_the_listing_becomes_the_articles_configuration_when_every_suggestion_is_taken(tmp_path: Path) -> None:
    after = mended(LISTING, check_text(tmp_path, LISTING).findings)
    assert words(after) == words(ARTICLE)
    assert after.splitlines()[0] == "! Configuration File for keepalived"
    left = [f for f in check_text(tmp_path, after).findings if f.diagnostic.severity is not Severity.NOTICE]
    assert codes(left) in ([], ["script-disabled"])


@pytest.mark.parametrize(
    ("line", "code", "in_suggestion"),
    [
        (1, "unknown-keyword", "'!'"),
        (2, "unknown-keyword", "'global_defs'"),
        (7, "unknown-keyword", "'vrrp_script'"),
        (7, "unclosed-block", "'}'"),
        (13, "unknown-keyword", "'vrrp_instance'"),
        (13, "bad-name", "'VI_1'"),
        (17, "unknown-interface", "'enp0s8'"),
        (19, "unknown-keyword", "'virtual_router_id'"),
    ],
)
def test_each_error_of_the_listing_is_told_at_once_with_what_to_do(
    tmp_path: Path, line: int, code: str, in_suggestion: str
) -> None:
    found = [
        f for f in check_text(tmp_path, LISTING).findings if (f.diagnostic.line, f.diagnostic.code) == (line, code)
    ]
    assert len(found) == 1
    assert in_suggestion in found[0].diagnostic.suggestion


def test_nothing_else_is_said_about_the_listing_but_notices_and_the_missing_script(tmp_path: Path) -> None:
    findings = check_text(tmp_path, LISTING).findings
    grave = [f for f in findings if f.diagnostic.severity is not Severity.NOTICE]
    assert len([f for f in grave if f.diagnostic.code != "script-disabled"]) == 8


@pytest.mark.parametrize("listing", ["master", "backup"])
def test_the_other_listings_are_mended_too(tmp_path: Path, listing: str) -> None:
    text = (PRINTED / f"{listing}.as-printed.conf").read_text(encoding="utf-8")
    example = (ROOT / f"examples/article/{listing}/keepalived.conf").read_text(encoding="utf-8")
    after = mended(text, check_text(tmp_path, text).findings)
    assert words(after) == words(example)
    assert not check_text(tmp_path, after).refused


def test_a_good_file_is_read_once(tmp_path: Path) -> None:
    checked = check_text(tmp_path, ARTICLE)
    assert not checked.refused
    assert mended(ARTICLE, checked.findings) == ARTICLE


def test_what_follows_from_a_mistake_is_not_told(tmp_path: Path) -> None:
    text = instance(virtual_router_id="virtual router_id 51")
    checked = check_text(tmp_path, text)
    assert "missing-keyword" not in codes(checked.findings)
    assert only(checked.findings, "unknown-keyword").diagnostic.line == 4
    assert checked.refused


def test_a_place_goes_back_through_an_edit() -> None:
    shift = Shift([Edit(2, 1, 1, "}\n"), Edit(3, 1, 5, "abcdefgh")])
    assert shift.back(1, 7) == (1, 7)
    assert shift.back(2, 1)[0] == 2
    assert shift.back(3, 4) == (2, 4)
    assert shift.back(4, 10) == (3, 6)
    assert shift.back(4, 3)[0] == 3
    assert shift.back(9, 2) == (8, 2)


def test_two_edits_on_a_line_add_up() -> None:
    shift = Shift([Edit(1, 1, 2, "xxx"), Edit(1, 5, 6, "")])
    assert shift.back(1, 4) == (1, 2)
    assert shift.back(1, 8) == (1, 7)


def test_the_suggested_interface_is_one_of_the_host(tmp_path: Path) -> None:
    text = instance(interface="interface enpOs8")
    found = only(check_text(tmp_path, text).findings, "unknown-interface")
    assert "'enp0s8'" in found.diagnostic.suggestion
    assert set(HOST.interfaces) >= {edit.text for edit in found.edits}


def test_every_word_of_the_tree_has_its_place() -> None:
    known = places(see(instance()).root.statements)
    assert {place.block for place in known.values()} == {"", "vrrp_instance", "authentication", "virtual_ipaddress"}


@pytest.mark.parametrize(
    "text",
    [
        "vrrp_instance VI_1 {\n" + "virtual_routerid 5l\n" * 10_000 + "}\n",
        "Vrrp_instance VI 1 {\n" * 5000,
        "}\n" * 20_000,
        "x {\n" * 20_000,
        "a" * 100_000,
    ],
    ids=["mistakes", "blocks", "closing", "nested", "long"],
)
def test_a_file_full_of_mistakes_is_told_in_bounded_time(tmp_path: Path, text: str) -> None:
    begun = time.monotonic()
    assert check_text(tmp_path, text).refused
    # Without bounds each of these takes minutes.
    assert time.monotonic() - begun < 10
