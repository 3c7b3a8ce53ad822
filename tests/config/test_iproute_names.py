"""Names of iproute2."""

from pathlib import Path

import pytest

from standfast.config import iproute_names
from standfast.config.iproute_names import Names, number_of, parse_c_integer


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("0xC", 12), ("014", 12), ("0", 0)])
def test_numbers_as_in_c(text: str, number: int) -> None:
    assert parse_c_integer(text) == number


@pytest.mark.parametrize("text", ["", "-1", "+1", "1_0", "08", "0x", "x", "\N{ARABIC-INDIC DIGIT ONE}"])
def test_what_is_no_number(text: str) -> None:
    assert parse_c_integer(text) is None


def test_names_are_read_from_the_files_of_iproute2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iproute_names, "_FOLDERS", (tmp_path / "absent", tmp_path))
    (tmp_path / "rt_tables").write_text("# a comment\n100 blue # the blue one\n0x65\tred\n", encoding="utf-8")
    (tmp_path / "rt_tables.d").mkdir()
    (tmp_path / "rt_tables.d" / "more.conf").write_text("102 green\n", encoding="utf-8")
    found = [number_of(Names.TABLE, name) for name in ("blue", "red", "green", "comment", "main", "7")]
    assert found == [100, 101, 102, None, 254, 7]


def test_what_is_always_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iproute_names, "_FOLDERS", (tmp_path,))
    assert [number_of(Names.SCOPE, name) for name in ("link", "nonsense", "255", "256")] == [253, None, 255, None]
