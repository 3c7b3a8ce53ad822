"""Reading never refuses."""

from pathlib import Path

from config_texts import INTERFACES, instance
from standfast.check.reading import read_file, read_text


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    reading = read_file(str(tmp_path / "none.conf"), None)
    assert (reading.text, reading.refused) == (None, True)
    assert [d.code for d in reading.diagnostics] == ["no-file"]


def test_a_good_file(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text(instance(), encoding="utf-8")
    reading = read_file(str(path), INTERFACES)
    assert (reading.text, reading.diagnostics, reading.refused) == (instance(), (), False)


def test_a_file_that_is_not_utf_8_keeps_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_bytes(b"# \xe9\xe8\n" + instance().encode())
    assert (read_file(str(path), None).text or "").startswith("# \xe9\xe8\n")


def test_a_file_without_an_instance_is_refused_as_run_does() -> None:
    reading = read_text("global_defs {\n}\n", "f", None)
    assert [d.code for d in reading.diagnostics] == ["no-instance"]
    assert reading.refused


def test_what_run_refuses_is_read_in_full() -> None:
    reading = read_text(f"net_namespace blue\n{instance()}", "f", None)
    assert reading.refused
    assert reading.tree
