"""Why keywords are not acted on."""

from config_texts import diagnostics, instance
from standfast.config.keywords_root import SCHEMA
from standfast.config.reasons import REASONS
from standfast.config.schema import Treatment


def test_each_keyword_that_is_not_acted_on_has_a_reason() -> None:
    bare = [(row.block, row.name) for row in SCHEMA.rows if row.treatment is not Treatment.ACTED_ON
            and not SCHEMA.reason(row)]  # fmt: skip
    assert bare == []


def test_each_reason_is_used() -> None:
    used = {row.name for row in SCHEMA.rows if row.reason and row.reason == REASONS.get(row.name)}
    assert set(REASONS) == used


def test_the_message_gives_the_reason() -> None:
    (told,) = diagnostics("global_defs {\nrandom_seed 1\n}\n" + instance())
    assert REASONS["random_seed"] in told.message


def test_nothing_of_load_balancing_is_said_to_be_acted_on() -> None:
    blocks = {"virtual_server", "real_server", "url", "host", "TCP_CHECK", "HTTP_GET"}
    rows = [row for row in SCHEMA.rows if row.block in blocks]
    assert {row.treatment for row in rows} == {Treatment.READ}
    assert all("balances nothing" in SCHEMA.reason(row) and not row.since for row in rows)
