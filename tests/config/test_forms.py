"""Keywords whose words have a form of their own."""

import pytest

from config_texts import configuration, diagnostics, instance
from standfast.config.forms import same_family

_REAL = "virtual_server 10.0.0.1 80 {\nprotocol TCP\nlb_algo rr\nlb_kind NAT\nreal_server 10.0.0.2 80 {\n"
_BLOCKS = {
    "global_defs": "global_defs {\n%s\n}\n",
    "TCP_CHECK": f"{_REAL}TCP_CHECK {{\n%s\n}}\n}}\n}}\n",
    "UDP_CHECK": f"{_REAL}UDP_CHECK {{\n%s\n}}\n}}\n}}\n",
    "MISC_CHECK": f"{_REAL}MISC_CHECK {{\nmisc_path /bin/true\n%s\n}}\n}}\n}}\n",
    "bfd_instance": "bfd_instance b {\nneighbor_ip 10.0.0.9\n%s\n}\n",
    "track_file": "track_file f {\nfile /etc/hostname\n%s\n}\n",
    "virtual_server": _REAL.replace("real_server", "%s\nreal_server") + "}\n}\n",
}
_WORDS = [
    ("TCP_CHECK", "connect_ip", "10.0.0.3 ::1", "xx 1.5 10.0.0.300 fe80::1%lo"),
    ("TCP_CHECK", "bindto", "10.0.0.3 127.0.0.1", "xx 5 -1"),
    ("bfd_instance", "source_ip", "10.0.0.1", "xx 1.5"),
    ("global_defs", "vrrp_cpu_affinity", "0", "xx -1 99999 1.5"),
    ("global_defs", "umask", "0 5 077 0777 IRUSR IRUSR|IWGRP", "xx -1 1777 0o22 1.5 S_IRUSR"),
    ("global_defs", "vrrp_mcast_group6", "ff02::12 ff02::99", "xx 2001:db8::1 224.0.0.18"),
    ("global_defs", "dynamic_interfaces", "allow_if_changes", "xx on"),
    ("global_defs", "lvs_flush_on_stop", "VS", "vs on"),
    ("global_defs", "lvs_flush_onstop", "VS", "vs on"),
    ("global_defs", "vrrp_rx_bufs_policy", "MTU advert 10", "xx -1 1.5 99999999999"),
    ("global_defs", "include_check", "match +read -brace_match", "xx on"),
    ("track_file", "init_file", "5 -5 overwrite", "xx on 99999999999"),
    ("UDP_CHECK", "payload", "ab AB 5 abc", "xx 0xab ab,cd abx"),
    ("UDP_CHECK", "require_reply", "ab abx", "ab,cd -1"),
    ("MISC_CHECK", "user", "root", "no_such_user"),
    ("virtual_server", "persistence_granularity", "255.255.255.0 24", "xx -1"),
]  # fmt: skip


def codes(block: str, line: str) -> list[str]:
    return [d.code for d in diagnostics(_BLOCKS[block] % line + instance())
            if d.code in ("bad-value", "bad-address", "unknown-user")]  # fmt: skip


@pytest.mark.parametrize(("block", "keyword", "good", "bad"), _WORDS, ids=[word[1] for word in _WORDS])
def test_good_words_are_taken_and_bad_ones_told(block: str, keyword: str, good: str, bad: str) -> None:
    assert [word for word in good.split() if codes(block, f"{keyword} {word}")] == []
    assert [word for word in bad.split() if len(codes(block, f"{keyword} {word}")) != 1] == []


@pytest.mark.parametrize(
    ("words", "wrong"),
    [("tcp 5", False), ("tcp 5 udp 6", False), ("tcp", True), ("tcp x", True), ("tcp 5 foo", True), ("xx 5", True)],
)
def test_time_outs_come_in_pairs(words: str, wrong: bool) -> None:
    assert bool(codes("global_defs", f"lvs_timeouts {words}")) is wrong


def test_a_line_that_does_not_fit_leaves_the_default() -> None:
    found = configuration(_BLOCKS["global_defs"] % "umask xx" + instance())
    assert found.global_settings.umask == "0177"


def test_addresses_of_one_family() -> None:
    assert same_family("10.0.0.1", "10.0.0.2")
    assert not same_family("10.0.0.1", "::1")
    assert same_family(None, "::1")
