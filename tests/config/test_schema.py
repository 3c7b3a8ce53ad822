"""The keyword table is sound in itself."""

import pytest

from standfast.config.keywords_root import SCHEMA
from standfast.config.schema import ROOT, Keyword, Kind, Treatment, opened_by
from standfast.config.values import default_value, parse_integer
from standfast.units import seconds_text_to_ns

every_row = pytest.mark.parametrize("row", SCHEMA.rows, ids=lambda row: f"{row.block}/{row.name}")


@every_row
def test_each_row_is_complete(row: Keyword) -> None:
    assert SCHEMA.find(row.block, row.name) is row, "the name is there twice"
    assert row.effect, "say what it does"
    assert row.block == ROOT or any(row.block == opened_by(other) for other in SCHEMA.rows)
    assert bool(row.since) == (row.treatment is Treatment.ACTED_ON)
    if row.treatment is Treatment.REFUSED:
        assert row.reason, "say why it is refused"


@every_row
def test_each_number_has_a_range_and_its_default_lies_in_it(row: Keyword) -> None:
    if row.kind not in (Kind.INTEGER, Kind.SECONDS):
        return
    convert = parse_integer if row.kind is Kind.INTEGER else seconds_text_to_ns
    assert convert(row.low) <= convert(row.high)
    if default_value(row) is not None and row.default != "0":
        assert convert(row.low) <= convert(row.default) <= convert(row.high)


def test_what_keepalived_knows_is_known() -> None:
    assert SCHEMA.find("global_defs", "notification_email") is not None
    assert SCHEMA.find("vrrp_instance", "unicast_peer") is not None
    assert SCHEMA.find("vrrp_instance", "no_such_keyword") is None
    assert "vrrp_sync_group" in SCHEMA.names(ROOT)
