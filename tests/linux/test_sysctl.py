"""Settings of the kernel are changed, and become again what they were, also by a successor."""

from pathlib import Path

import pytest

from netlab import INTERFACE, Host
from standfast.linux.journal import Journal
from standfast.linux.sysctl import Settings, read_setting, write_setting

pytestmark = pytest.mark.root


def setting(host: Host, name: str) -> str:
    return host.run("sysctl", "-n", f"net.ipv4.conf.{INTERFACE}.{name}").stdout.strip()


def test_a_setting_is_changed_and_restored(host: Host, tmp_path: Path) -> None:
    settings = Settings(Journal(str(tmp_path / "journal")))
    before = setting(host, "arp_ignore")
    settings.change("ipv4", INTERFACE, "arp_ignore", "2")
    settings.change("ipv4", INTERFACE, "arp_ignore", "1")
    assert setting(host, "arp_ignore") == "1"
    settings.restore("ipv4", INTERFACE, "arp_ignore")
    assert setting(host, "arp_ignore") == before
    assert not (tmp_path / "journal").exists()


def test_a_successor_restores_what_a_dead_process_changed(host: Host, tmp_path: Path) -> None:
    path = str(tmp_path / "journal")
    before = setting(host, "arp_filter")
    Settings(Journal(path)).change("ipv4", INTERFACE, "arp_filter", "1")
    Settings(Journal(path)).change("ipv4", INTERFACE, "arp_filter", "1")
    Settings(Journal(path)).restore_all()
    assert setting(host, "arp_filter") == before


def test_what_is_as_wanted_is_left_alone(host: Host, tmp_path: Path) -> None:
    settings = Settings(Journal(str(tmp_path / "journal")))
    settings.change("ipv4", INTERFACE, "arp_filter", setting(host, "arp_filter"))
    assert not (tmp_path / "journal").exists()


def test_a_setting_that_does_not_exist_is_none_and_stays_so(host: Host, tmp_path: Path) -> None:
    settings = Settings(Journal(str(tmp_path / "journal")))
    assert read_setting("ipv4", "eth99", "arp_filter") is None
    settings.change("ipv4", "eth99", "arp_filter", "1")
    with pytest.raises(OSError, match="No such file"):
        write_setting("ipv4", "eth99", "arp_filter", "1")


def test_secondary_addresses_survive_their_primary_one_when_told_so(host: Host, tmp_path: Path) -> None:
    settings = Settings(Journal(str(tmp_path / "journal")))
    settings.promote_secondaries(INTERFACE, on=True)
    host.ip(f"addr add 10.6.0.1/24 dev {INTERFACE}", f"addr add 10.6.0.2/24 dev {INTERFACE}")
    host.ip(f"addr del 10.6.0.1/24 dev {INTERFACE}")
    assert "10.6.0.2" in host.addresses()
    host.ip(f"addr del 10.6.0.2/24 dev {INTERFACE}")
    settings.close()
    assert setting(host, "promote_secondaries") == "0"
