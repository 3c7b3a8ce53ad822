"""Words by their position."""

from check_texts import see
from config_texts import instance
from standfast.check.places import places
from standfast.config.diagnostics import Position


def test_a_word_knows_its_statement_and_the_blocks_around_it() -> None:
    known = places(see(instance()).root.statements)
    place = known[Position("keepalived.conf", 8, 2)]
    assert place.statement.keyword.text == "auth_type"
    assert [around.keyword.text for around in place.around] == ["vrrp_instance", "authentication"]
    assert (place.block, place.number) == ("authentication", 0)
    assert known[Position("keepalived.conf", 5, 10)].number == 1
