"""The fingerprint of an nginx configuration."""

import os
import sys
from pathlib import Path

import pytest

from standfast.check.nginx import directives, fingerprint, nginx_facts, split_files

SHOWN = """\
# configuration file /etc/nginx/nginx.conf:
worker_processes  4; # one for each
events { worker_connections 1024; }
worker_rlimit_nofile 4096;
# configuration file /etc/nginx/conf.d/app.conf:
server {
    listen 80; # here
    proxy_set_header Authorization "Bearer abcdef";
}
"""


def fake_nginx(folder: Path, shown: str = SHOWN, code: int = 0) -> str:
    """A program that answers as nginx does."""
    path = folder / "nginx"
    path.write_text(
        f"#!{sys.executable}\nimport sys\n"
        "if sys.argv[1:] == ['-v']:\n    sys.stderr.write('nginx version: nginx/1.22.1\\n')\n"
        f"else:\n    sys.stdout.write({shown!r})\n    sys.stderr.write('nginx: [emerg] no such file\\n' * {code})\n"
        f"    sys.exit({code})\n",
        encoding="utf-8",
    )
    path.chmod(0o755)
    return str(path)


def test_what_nginx_shows_is_read(tmp_path: Path) -> None:
    facts = nginx_facts(fake_nginx(tmp_path), 2)
    assert facts is not None
    assert (facts["version"], facts["workers"], facts["worker_connections"]) == ("1.22.1", 4, 1024)
    assert facts["worker_rlimit_nofile"] == 4096
    assert list(facts["files_sha256"]) == ["/etc/nginx/nginx.conf", "/etc/nginx/conf.d/app.conf"]


def test_auto_means_the_processors_and_a_default_is_nginxs(tmp_path: Path) -> None:
    facts = nginx_facts(fake_nginx(tmp_path, "# configuration file /n:\nworker_processes auto;\n"), 7)
    assert facts is not None
    assert (facts["workers"], facts["worker_connections"], facts["worker_rlimit_nofile"]) == (7, 512, None)


def test_no_nginx_is_none_and_a_broken_one_says_why(tmp_path: Path) -> None:
    assert nginx_facts(str(tmp_path / "none"), 1) is None
    facts = nginx_facts(fake_nginx(tmp_path, "", 1), 1)
    assert facts is not None
    assert facts["error"] == "nginx: [emerg] no such file"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("listen 80;", "  listen   80; # comment", True),
        ("listen 80;", "\n\n# x\nlisten 80;", True),
        ("listen 80;", "listen 81;", False),
        ("proxy_set_header Authorization a;", "proxy_set_header Authorization b;", False),
        ('return 200 "a#b";', 'return 200 "a#c";', False),
    ],
)
def test_only_what_nginx_reads_counts(one: str, other: str, same: bool) -> None:
    assert (fingerprint(one) == fingerprint(other)) is same


@pytest.mark.parametrize(
    "line",
    [
        "proxy_set_header Authorization geheim;",
        "set $api_key geheim;",
        "ssl_password_file geheim;".replace("_file", ""),
        "secure_link_secret geheim;",
        "fastcgi_param DB_PASSWORD geheim;",
    ],
)
def test_a_secret_is_hashed(line: str) -> None:
    (shown,) = directives(line)
    assert "geheim" not in shown
    assert "scrypt:" in shown


def test_files_are_told_apart() -> None:
    assert split_files("nothing") == {}
    assert list(split_files(SHOWN).values())[1].startswith("server {")


@pytest.mark.skipif(os.getuid() != 0, reason="nginx -T reads keys and logs of root's")
@pytest.mark.root
def test_the_nginx_of_this_host() -> None:
    facts = nginx_facts("nginx", 1)
    assert facts is not None
    assert "error" in facts or facts["worker_connections"] > 0
