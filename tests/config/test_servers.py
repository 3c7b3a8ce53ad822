"""Virtual servers, real servers and their checkers: read in full, with every default, and refused by run."""

import pytest

from config_texts import configuration, errors, full_text, instance, said
from standfast.config.load import load_bytes
from standfast.model.checker import DnsCheck, HttpGet, MiscCheck, SmtpCheck, TcpCheck
from standfast.model.virtual_server import AddressRange, Endpoint, Forwarding, ForwardingMethod, Mark

DIRECT = Forwarding(ForwardingMethod.DR)

TEXT = """virtual_server 10.0.0.1 80 {
 protocol tcp
 lb_algo rr
 lvs_method DR
 delay_loop 7
 sorry_server 127.0.0.1 81
 persistence_timeout
 real_server 10.0.0.2 8080 {
  weight 3
  retry 4
  HTTP_GET {
   url {
    path /a
    status_code 200-299 404
   }
   url {
    path /b
   }
   connect_timeout 2.5
  }
  TCP_CHECK {
   connect_port 9
  }
 }
 real_server 10.0.0.3 {
  MISC_CHECK {
   misc_path "/bin/check a b" nobody
  }
  DNS_CHECK {
   type MX
  }
  SMTP_CHECK {
   host {
    connect_ip 10.0.0.9
   }
  }
 }
}
virtual_server_group G {
 10.0.1.1-9 80
 fwmark 7
}
SSL {
 certificate /x
}
"""


def test_a_virtual_server_is_read_in_full() -> None:
    found = configuration(TEXT + instance())
    (server,) = found.virtual_servers
    assert (server.service, server.protocol, server.lvs_sched) == (Endpoint("10.0.0.1", 80), "TCP", "rr")
    assert (server.lvs_method, server.persistence_timeout_ns) == (DIRECT, 360 * 10**9)
    assert server.sorry_server == Endpoint("127.0.0.1", 81)
    assert found.virtual_server_groups[0].entries == (AddressRange("10.0.1.1", 9, 80), Mark(7))
    assert found.ssl is not None
    assert found.ssl.certificate == "/x"


def test_what_is_not_written_comes_from_around() -> None:
    (server,) = configuration(TEXT + instance()).virtual_servers
    first, second = server.real_servers
    assert (first.port, first.weight, first.lvs_method, first.delay_loop_ns) == (80, 3, DIRECT, 7 * 10**9)
    assert (second.port, second.weight, second.retry) == (0, 1, None)
    http, tcp = first.checkers
    assert isinstance(http, HttpGet)
    assert isinstance(tcp, TcpCheck)
    assert (http.retry, http.delay_before_retry_ns, http.connect_timeout_ns) == (4, 3 * 10**9, 2_500_000_000)
    assert [(url.path, url.status_code) for url in http.urls] == [("/a", ("200-299", "404")), ("/b", ("200-299",))]
    assert (tcp.connect_port, tcp.delay_before_retry_ns, tcp.connect_timeout_ns) == (9, 10**9, 5 * 10**9)
    smtp, dns, misc = second.checkers
    assert isinstance(dns, DnsCheck)
    assert isinstance(smtp, SmtpCheck)
    assert isinstance(misc, MiscCheck)
    assert (dns.type, dns.retry, dns.delay_before_retry_ns) == ("MX", 3, 7 * 10**9)
    assert (misc.retry, misc.misc_path.argv if misc.misc_path else None) == (0, ("/bin/check", "a", "b"))
    assert smtp.hosts[0].connect_ip == "10.0.0.9"


def test_run_refuses_and_names_it_and_check_reads_it() -> None:
    assert errors(TEXT + instance()) == [("not-balanced", 1)]
    full = full_text(TEXT + instance())
    (refusal,) = full.refusals
    assert "'virtual_server 10.0.0.1 80': standfast would not balance this" in str(refusal)
    assert all(found.severity != "error" for found in full.diagnostics)


def test_run_goes_on_without_if_it_is_told_to(tmp_path: object) -> None:
    from pathlib import Path

    from standfast.config.load import load

    assert isinstance(tmp_path, Path)
    path = tmp_path / "keepalived.conf"
    path.write_text(TEXT + instance())
    loaded = load(str(path), interfaces=None, without_virtual_servers=True)
    assert len(loaded.node.virtual_routers) == 1
    assert "not-balanced" in [found.code for found in loaded.diagnostics]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        (" protocol tcp\n", "", "protocol-by-default", 1),
        ("protocol tcp", "protocol ipx", "bad-value", 2),
        ("lb_algo rr", "lb_algo best", "bad-value", 3),
        ("weight 3", "weight 70000", "bad-value", 9),
        ("weight 3", "nat_mask 255.255.255.0", "unknown-keyword", 9),
        ("10.0.0.2 8080", "10.0.0.2 80800", "bad-value", 8),
        ("10.0.0.2 8080", "10.0.0.300 8080", "bad-address", 8),
        ("10.0.0.1 80", "10.0.0.300 80", "bad-address", 1),
        ("10.0.0.1 80", "10.0.0.1-9 80", "address-suffix", 1),
        ("10.0.0.2 8080", "10.0.0.2-9 8080", "address-suffix", 8),
        ("10.0.0.2 8080", "0.0.0.0 8080", "no-host-address", 8),
        ('misc_path "/bin/check a b" nobody', "misc_timeout 3", "missing-keyword", 26),
        ('misc_path "/bin/check a b" nobody', "misc_path /bin/check MASTER", "argument-as-user", 27),
    ],
)
def test_what_is_wrong_is_said(old: str, new: str, code: str, line: int) -> None:
    assert (code, line) in said(TEXT.replace(old, new) + instance())


def test_a_file_with_virtual_servers_only_is_nothing_to_keep() -> None:
    import contextlib

    from standfast.errors import ConfigError

    with contextlib.suppress(ConfigError):
        load_bytes(TEXT.encode(), "f", interfaces=None)
    assert full_text(TEXT).configuration is not None
