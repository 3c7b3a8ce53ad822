"""What is said about keywords: unknown, missing, superfluous, out of range, not acted on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config_texts import EXTRA_LINE, configuration, diagnostics, errors, findings, instance, router, warnings
from standfast.config.diagnostics import Severity
from standfast.config.keywords_root import SCHEMA
from standfast.config.schema import ROOT, Keyword, Kind, Treatment
from standfast.config.sections import NOT_ACTED_ON, closest
from standfast.config.values import parse_integer


def test_a_good_instance_gives_nothing_to_say() -> None:
    assert findings(instance()) == []


def test_an_unknown_keyword_is_named_with_the_one_that_was_meant() -> None:
    (found,) = diagnostics(instance("advertint 3"))
    assert (found.severity, found.code, found.line) == (Severity.WARNING, "unknown-keyword", EXTRA_LINE)
    assert "'advertint'" in found.message
    assert "'advert_int'" in found.suggestion


@pytest.mark.parametrize(
    ("value", "priority"),
    [("1", 1), ("+254", 254), ("0", 100), ("256", 100), ("-1", 100), ("100abc", 100), ("９", 100)],
)
def test_a_value_out_of_range_leaves_the_default_with_a_warning(value: str, priority: int) -> None:
    text = instance(priority=f"priority {value}")
    assert router(text).priority == priority
    assert warnings(text) == ([] if priority != 100 else [("bad-value", 5)])


def test_the_warning_says_what_would_be_right() -> None:
    (found,) = diagnostics(instance(priority="priority 256"))
    assert str(found) == (
        "keepalived.conf:5: 'priority 256' cannot be used, so the default (100) holds;"
        " write a whole number from 1 to 255"
    )


@pytest.mark.parametrize("line", ["interface", "priority", "virtual_router_id", "preempt_delay", "mcast_src_ip"])
def test_a_keyword_without_its_value_cannot_be_run(line: str) -> None:
    assert ("missing-argument", EXTRA_LINE) in errors(instance(line))


def test_a_second_keyword_on_a_line_is_not_lost_in_silence() -> None:
    text = instance(priority="priority 100 advert_int 3")
    assert warnings(text) == [("ignored-words", 5)]
    assert "'advert_int 3'" in diagnostics(text)[0].message
    assert router(text).advert_interval_ns == 1_000_000_000


def test_a_name_of_two_words_cannot_be_run() -> None:
    assert errors(instance(name="VI 1")) == [("bad-name", 1)]
    assert errors(instance(name='"VI 1"')) == []


def test_of_a_keyword_written_twice_the_last_counts() -> None:
    text = instance("priority 7")
    assert router(text).priority == 7
    assert findings(text) == [(Severity.NOTICE, "repeated", EXTRA_LINE)]


@pytest.mark.parametrize(
    ("line", "lease"), [("", True), ("vip_lease off", False), ("vip_lease on", True), ("vip_lease exact", True)]
)
def test_switches(line: str, lease: bool) -> None:
    assert router(instance(line)).lease is lease
    assert warnings(instance(line)) == ([("bad-value", EXTRA_LINE)] if "exact" in line else [])


NOT_ACTED = [row for row in SCHEMA.rows if row.treatment in (Treatment.IGNORED, Treatment.REFUSED)]


@pytest.mark.parametrize("row", NOT_ACTED, ids=lambda row: f"{row.block}/{row.name}")
def test_no_keyword_of_keepalived_is_passed_over_in_silence(row: Keyword) -> None:
    line = f"{row.name} x" + (" {\nx\n}" if row.is_block else "")
    text = {
        ROOT: f"{line}\n{instance()}",
        "global_defs": f"global_defs {{\n{line}\n}}\n{instance()}",
        "vrrp_instance": instance(line),
        "vrrp_sync_group": f"vrrp_sync_group VG {{\ngroup {{\nVI_1\n}}\n{line}\n}}\n{instance()}",
    }[row.block]
    title = f"'{row.name} x'" if row.is_block and row.treatment is Treatment.REFUSED else f"'{row.name}'"
    found = [found for found in diagnostics(text) if found.message.startswith(title)]
    if row.treatment is Treatment.REFUSED:
        assert [f.code for f in found if f.severity is Severity.ERROR] == [
            "not-balanced" if row.name == "virtual_server" else "not-supported"
        ]
    else:
        assert [f.severity for f in found if NOT_ACTED_ON in f.message] == [Severity.WARNING]


def test_of_a_notify_command_written_twice_the_first_counts() -> None:
    text = instance("notify /bin/true\nnotify /bin/false")
    assert ("repeated", EXTRA_LINE + 1) in warnings(text)
    assert "the first counts" in str(diagnostics(text))


def test_every_kind_of_keyword_is_in_use() -> None:
    assert {row.kind for row in SCHEMA.rows} == set(Kind)


@given(st.text())
def test_only_whole_decimal_numbers_are_integers(text: str) -> None:
    try:
        value = parse_integer(text)
    except ValueError:
        return
    assert str(value) == text.lstrip("+").replace("-0", "0") or text.lstrip("+-").startswith("0")


def test_the_closest_word() -> None:
    assert closest("Vrrp_instance", ("vrrp_instance", "vrrp_script")) == "vrrp_instance"
    assert closest("xyz", ("vrrp_instance",)) == ""


def test_an_old_keyword_says_what_to_write_instead() -> None:
    (found,) = [d for d in diagnostics("global_defs {\nvrrp_vmac_garp_intvl 5\n}\n" + instance())
                if d.code == "deprecated"]  # fmt: skip
    assert "'vrrp_garp_extra_if'" in found.suggestion


def test_a_keyword_that_another_one_excludes() -> None:
    told = [d for d in diagnostics(instance("vrf red")) if d.code == "contradiction"]
    assert [(d.line, "'vrf' is ignored" in d.message) for d in told] == [(EXTRA_LINE, True)]


def test_of_some_keywords_the_first_line_counts() -> None:
    text = "track_file f {\nfile /a\nfile /b\n}\n" + instance()
    (file,) = configuration(text).track_files
    assert file.file == "/a"
    assert [d.line for d in diagnostics(text) if d.code == "repeated"] == [3]
