"""What a daemon has to take back survives it in a file, and the file does not outlive its use."""

from pathlib import Path

from standfast.linux.journal import Journal


def test_a_successor_reads_what_was_noted(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    journal = Journal(str(path))
    journal.note("vmac", "vrrp.51")
    journal.note("setting", "ipv4", "eth0", "rp_filter", "1")
    journal.note("vmac", "vrrp.51")
    successor = Journal(str(path))
    assert successor.find("vmac") == [("vrrp.51",)]
    assert successor.find("setting") == [("ipv4", "eth0", "rp_filter", "1")]


def test_what_is_struck_out_is_gone_and_the_file_with_the_last_of_it(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    journal = Journal(str(path))
    journal.note("setting", "ipv4", "eth0", "rp_filter", "1")
    journal.note("vmac", "vrrp.51")
    journal.strike("setting", "ipv4", "eth0", "rp_filter")
    assert Journal(str(path)).find("setting") == []
    assert path.exists()
    journal.strike("vmac", "vrrp.51")
    assert not path.exists()


def test_without_a_file_or_with_a_damaged_one_there_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    assert Journal(str(path)).find("vmac") == []
    path.write_bytes(b"\n\xff\xfe\n\n")
    assert Journal(str(path)).find("vmac") == []
