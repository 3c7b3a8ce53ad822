"""The keywords that keepalived 2.2.7 does not know."""

from standfast.config.keywords_root import SCHEMA
from standfast.config.newer_keywords import NEWER


def test_they_are_in_the_table() -> None:
    for block, names in NEWER.items():
        assert set(names) <= set(SCHEMA.names(block))
