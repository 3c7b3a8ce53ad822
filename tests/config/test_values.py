"""From words to typed values; and that every keyword of the table has its place in the model."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config_texts import configuration, instance, said
from standfast.config.keywords_root import SCHEMA
from standfast.config.schema import Keyword, Kind
from standfast.config.values import default_value, defaults, inheritance, parse_integer
from standfast.model import checker, groups, virtual_server, watched
from standfast.model import instance as instances
from standfast.model.configuration import RootSettings
from standfast.model.global_settings import GlobalSettings
from standfast.model.packets import PasswordAuthentication
from standfast.model.track import TrackScript
from standfast.model.values import Command, Weight

MODEL: dict[str, type] = {
    "": RootSettings, "global_defs": GlobalSettings, "vrrp_instance": instances.Instance,
    "auth_hmac": instances.PacketSigning, "vrrp_sync_group": groups.SyncGroup, "track_group": groups.TrackGroup,
    "garp_group": groups.GarpGroup, "vrrp_track_process": watched.TrackProcess, "track_file": watched.TrackFile,
    "bfd_instance": watched.BfdInstance, "virtual_server": virtual_server.VirtualServer,
    "real_server": virtual_server.RealServer, "SSL": virtual_server.SslKeys, "HTTP_GET": checker.HttpGet,
    "SSL_GET": checker.SslGet, "TCP_CHECK": checker.TcpCheck, "SMTP_CHECK": checker.SmtpCheck,
    "DNS_CHECK": checker.DnsCheck, "MISC_CHECK": checker.MiscCheck, "BFD_CHECK": checker.BfdCheck,
    "UDP_CHECK": checker.UdpCheck, "PING_CHECK": checker.PingCheck, "FILE_CHECK": checker.FileCheck,
    "url": checker.Url, "host": checker.SmtpHost, "vrrp_script": TrackScript,
    "authentication": PasswordAuthentication,
}  # fmt: skip
"""The value that each block becomes."""
ELSEWHERE = {
    "vrrp_script": {"script": "argv", "interval_ns": "interval_ns", "timeout_ns": "timeout_ns"},
    "authentication": {"auth_type": "password", "auth_pass": "password"},
    "": {"virtual_server_group": "static_rules"},
    "global_defs": {"vrrp_vmac_garp_intvl": "vrrp_garp_extra_if"},
    "vrrp_instance": {"vmac_garp_intvl": "garp_extra_if"},
    "virtual_server": {"lb_algo": "lvs_sched", "lb_kind": "lvs_method"},
}
"""Fields that have another name: a command is its argv, a type and a password are a password, and an old spelling is
a part of the new one."""


@pytest.mark.parametrize("row", SCHEMA.rows, ids=lambda row: f"{row.block}/{row.name}")
def test_every_keyword_has_its_place_in_the_model(row: Keyword) -> None:
    if row.kind is Kind.BLOCK:
        return
    fields = {field.name for field in dataclasses.fields(MODEL[row.block])}
    assert ELSEWHERE.get(row.block, {}).get(row.field, row.field) in fields


def test_every_block_is_a_value() -> None:
    assert set(SCHEMA.blocks()) == set(MODEL)


SETTINGS = [
    ("smtp_connect_timeout 12", "smtp_connect_timeout_ns", 12 * 10**9),
    ("smtp_connect_timeout 0", "smtp_connect_timeout_ns", 10**9),
    ("min_auto_priority_delay 5", "min_auto_priority_delay_ns", 5_000),
    ("max_auto_priority", "max_auto_priority", 99),
    ("max_auto_priority -1", "max_auto_priority", -1),
    ("vrrp_rt_priority 500", "vrrp_rt_priority", 99),
    ("vrrp_garp_interval 0.001", "vrrp_garp_interval_ns", 1_000_000),
    ("vrrp_garp_interval 0", "vrrp_garp_interval_ns", 0),
    ("vrrp_netlink_cmd_rcv_bufs 9", "vrrp_netlink_cmd_rcv_bufs_bytes", 9),
    ("smtp_alert yes", "smtp_alert_vrrp", True),
    ("smtp_alert maybe", "smtp_alert", None),
    ("notification_email {\na@b\nc@d\n}", "notification_email", ("a@b", "c@d")),
    ("startup_script '/x y' nobody", "startup_script", Command(("/x", "y"), "nobody")),
    ("vrrp_rx_bufs_policy mtu", "vrrp_rx_bufs_policy", "mtu"),
    ("process_names", "process_names", True),
    ("", "process_names", False),
    ("", "vmac_addr_prefix", "vrrp"),
    ("umask 022", "umask", "022"),
    ("", "dbus_service_name", "org.keepalived.Vrrp1"),
]


@pytest.mark.parametrize(("line", "field", "value"), SETTINGS)
def test_a_value_is_typed(line: str, field: str, value: object) -> None:
    settings = configuration(f"global_defs {{\n{line}\n}}\n" + instance()).global_settings
    assert getattr(settings, field) == value


@pytest.mark.parametrize(
    "line", ["smtp_alert maybe", "vrrp_garp_interval 0", "json_version 3", "vrrp_rt_priority 500", "random_seed -1"]
)
def test_a_value_that_cannot_be_used_is_said(line: str) -> None:
    assert ("bad-value", 2) in said(f"global_defs {{\n{line}\n}}\n" + instance())


def test_defaults_come_from_the_table() -> None:
    row = SCHEMA.find("bfd_instance", "min_rx")
    assert row is not None
    assert default_value(row) == 10_000_000
    assert defaults("track_file")["weight"] == Weight(1)
    assert ("garp_master_delay_ns", "vrrp_garp_master_delay_ns") in inheritance("vrrp_instance")


@given(st.text(max_size=30))
def test_only_whole_decimal_numbers_are_integers(text: str) -> None:
    try:
        value = parse_integer(text)
    except ValueError:
        return
    assert str(value) == text.lstrip("+").replace("-0", "0") or text.lstrip("+-").startswith("0")
