"""The words of a file and their places."""

from pathlib import Path

from check_texts import check_text, only
from config_texts import instance


def test_what_a_parameter_put_in_is_not_replaced_in_the_file(tmp_path: Path) -> None:
    text = "$WHAT=advertint\n" + instance("${WHAT} 3")
    found = only(check_text(tmp_path, text).findings, "unknown-keyword")
    assert "advert_int" in found.diagnostic.suggestion
    assert found.edits == ()


def test_the_whole_word_is_underlined(tmp_path: Path) -> None:
    found = only(check_text(tmp_path, instance("advertint 3")).findings, "unknown-keyword")
    assert found.length == len("advertint")
