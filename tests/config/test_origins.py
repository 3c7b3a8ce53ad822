"""Where each value that counts was written."""

from pathlib import Path

from config_texts import full_text, instance
from standfast.config.load import load_full
from standfast.config.origins import origins


def test_paths() -> None:
    text = instance("priority 90\nnotify /bin/a\nnotify /bin/b") + "global_defs {\nrouter_id a\n}\n"
    found = full_text(text)
    lines = {path: at.line for path, at in found.origins.items()}
    assert lines["vrrp_instance VI_1"] == 1
    assert lines["vrrp_instance VI_1.priority"] == 14
    assert lines["vrrp_instance VI_1.notify"] == 15
    assert lines["vrrp_instance VI_1.authentication.auth_pass"] == 9
    assert lines["vrrp_instance VI_1.virtual_ipaddress.192.168.56.100"] == 12
    assert found.origin("global_defs.router_id") == found.origins["global_defs.router_id"]
    assert found.origin("vrrp_instance VI_1.preempt_delay") is None


def test_nested_blocks_and_lists() -> None:
    text = "virtual_server 10.0.0.1 80 {\nreal_server 10.0.0.2 80 {\nHTTP_GET {\nurl {\npath /\n}\n}\n}\n}\n"
    lines = {path: at.line for path, at in origins(full_text(text).tree).items()}
    assert lines["virtual_server 10.0.0.1 80.real_server 10.0.0.2 80.HTTP_GET.url.path"] == 5


def test_values_of_other_files_know_them(tmp_path: Path) -> None:
    main = tmp_path / "keepalived.conf"
    main.write_text("$P=7\n" + instance(priority="include p.cf") + "@^me $X=1\n")
    (tmp_path / "p.cf").write_text("priority ${P}\n")
    (tmp_path / "standfast.conf").write_text("\nvrrp_instance VI_1 {\n vip_lease off\n}\n")
    found = load_full(str(main), interfaces=None)
    at = found.origin("vrrp_instance VI_1.priority")
    assert at is not None
    assert (Path(at.file).name, at.line) == ("p.cf", 1)
    at = found.origin("vrrp_instance VI_1.vip_lease")
    assert at is not None
    assert (Path(at.file).name, at.line, at.column) == ("standfast.conf", 3, 2)
    assert [Path(file).name for file in found.files] == ["keepalived.conf", "p.cf", "standfast.conf"]
