"""Which known word was meant."""

import pytest

from standfast.check.nearest import digits, nearest
from standfast.config.keywords_root import SCHEMA

INTERFACES = ("lo", "enp0s3", "enp0s8")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Vrrp_instance", "vrrp_instance"),
        ("virtual-server", "virtual_server"),
        ("vrrp_lnstance", "vrrp_instance"),
        ("global_def", "global_defs"),
        ("something_else", ""),
    ],
)
def test_a_block_is_found_by_its_spelling(written: str, meant: str) -> None:
    assert nearest(written, SCHEMA.names("")) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [("advertint", "advert_int"), ("prioritty", "priority"), ("virtual_ipaddres", "virtual_ipaddress"), ("x", "")],
)
def test_a_keyword_is_found_by_its_spelling(written: str, meant: str) -> None:
    assert nearest(written, SCHEMA.names("vrrp_instance")) == meant


@pytest.mark.parametrize(("written", "meant"), [("enposs", "enp0s8"), ("enpOs3", "enp0s3"), ("wlan0", "")])
def test_letters_that_look_like_digits_count_as_digits(written: str, meant: str) -> None:
    assert nearest(written, INTERFACES, cutoff=0.6) == meant


def test_the_right_word_in_another_case_beats_a_similar_one() -> None:
    assert nearest("PRIORITY", ("priorities", "priority")) == "priority"


@pytest.mark.parametrize(("written", "meant"), [("l00", "100"), ("1O0", "100"), ("100", ""), ("abc", ""), ("ll", "")])
def test_a_number_with_letters_in_it_is_understood(written: str, meant: str) -> None:
    assert digits(written) == meant
