"""The rows of the checkers: what is common to them, and what is not."""

from standfast.config.keywords_checker import CHECKERS, ROWS
from standfast.config.keywords_root import SCHEMA


def test_each_checker_is_a_block_of_a_real_server() -> None:
    assert set(CHECKERS) == {row.name for row in ROWS if row.block == "real_server"}


def test_connection_and_repetition_are_where_keepalived_has_them() -> None:
    assert SCHEMA.find("TCP_CHECK", "connect_port") is not None
    assert SCHEMA.find("MISC_CHECK", "connect_port") is None
    assert SCHEMA.find("MISC_CHECK", "delay_loop") is not None
    assert SCHEMA.find("FILE_CHECK", "delay_loop") is None
    assert SCHEMA.find("MISC_CHECK", "connect_timeout") is None
