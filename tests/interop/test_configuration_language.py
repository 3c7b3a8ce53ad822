"""Debian's keepalived as the judge of the configuration language: what it accepts or complains of, we do too.

Rules: `keepalived -t` in a network namespace of its own, all texts in one go; where we differ on purpose, the case
stands in a table of its own. To complain means a warning or an error of ours, an exit code but 0 of keepalived's.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from config_texts import diagnostics, instance
from standfast.config.diagnostics import Severity

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(shutil.which("keepalived") is None, reason="keepalived is not installed"),
]

# Without it every text with a script ends with 6, whatever else is wrong with it.
_SECURITY = "global_defs {\nenable_script_security\nscript_user root\n}\n"
_ALL_TEXTS = """
ip link set lo up
ip link add enp0s8 type veth peer name enp0s9
ip address add 192.168.56.101/24 dev enp0s8
ip link set enp0s8 up
ip link set enp0s9 up
for file in "$1"/*.conf; do
  keepalived -t -f "$file" >/dev/null 2>&1
  echo "$(basename "$file" .conf) $?"
done
"""


def addresses(*lines: str) -> str:
    return instance(virtual_ipaddress="\n".join(["virtual_ipaddress {", *lines, "}"]))


def authentication(*lines: str) -> str:
    return instance(authentication="\n".join(["authentication {", *lines, "}"]))


def script(lines: str, track: str = "chk") -> str:
    return f"{_SECURITY}vrrp_script chk {{\n{lines}\n}}\n" + instance(f"track_script {{\n{track}\n}}")


AGREED = {
    "plain": instance(),
    "crlf": instance().replace("\n", "\r\n"),
    "braces-anywhere": instance(name="VI_1{").replace("{ {", "{").replace("192.168.56.100\n}", "192.168.56.100 }"),
    "brace-on-the-next-line": instance(name="VI_1\n"),
    "quoted-name": instance(name='"VI 1"'),
    "two-names": instance(name="VI 1"),
    "no-name": instance(name=""),
    "unknown-keyword": instance("bogus_kw 1"),
    "unknown-block": instance("bogus {\nfoo\n}"),
    "block-of-the-wrong-case": "Global_defs {\nrouter_id x\n}\n" + instance(),
    "missing-brace": instance().removesuffix("}\n"),
    "extra-brace": instance() + "}\n",
    "flag-with-brace": instance("nopreempt {"),
    "block-without-brace": instance(virtual_ipaddress="virtual_ipaddress 192.168.56.100"),
    "no-interface": instance(interface="interface nope"),
    "loopback": instance(interface="interface lo"),
    "no-virtual-router-id": instance(virtual_router_id=""),
    "virtual-router-id-300": instance(virtual_router_id="virtual_router_id 300"),
    "duplicate-virtual-router-id": instance() + instance(name="VI_2"),
    "duplicate-name": instance() + instance(virtual_router_id="virtual_router_id 52"),
    "repeated-priority": instance("priority 90"),
    "priority-0": instance(priority="priority 0"),
    "priority-256": instance(priority="priority 256"),
    "priority-text": instance(priority="priority 100abc"),
    "priority-without-value": instance(priority="priority"),
    "interval-fraction": instance(advert_int="advert_int 1.5"),
    "interval-0": instance(advert_int="advert_int 0"),
    "interval-300": instance(advert_int="advert_int 300"),
    "state-master": instance(state="state MASTER"),
    "state-of-the-wrong-case": instance(state="state master"),
    "state-twice": instance(state="state MASTER\nstate BACKUP"),
    "master-nopreempt": instance("nopreempt", state="state MASTER"),
    "master-preempt-delay": instance("preempt_delay 5", state="state MASTER"),
    "nopreempt": instance("nopreempt"),
    "nopreempt-preempt-delay": instance("nopreempt\npreempt_delay 5"),
    "preempt-delay-2000": instance("preempt_delay 2000"),
    "no-address": instance(virtual_ipaddress=""),
    "bad-address": addresses("192.168.200.300"),
    "prefix-33": addresses("10.0.0.1/33"),
    "address-options": addresses("10.0.0.1/24 brd + dev enp0s9 scope link label enp0s9:1"),
    "address-option-unknown": addresses("10.0.0.1 bogus"),
    "address-interface-unknown": addresses("10.0.0.1 dev nope"),
    "address-label-too-long": addresses("10.0.0.1 label " + "x" * 16),
    "broadcast-of-a-host-address": addresses("10.0.0.1 brd +"),
    "two-addresses-on-a-line": addresses("10.0.0.1 10.0.0.2"),
    "sixty-addresses": addresses(*(f"10.0.0.{number}" for number in range(1, 61))),
    "256-addresses": addresses(*(f"10.0.{number // 250}.{number % 250 + 1}" for number in range(256))),
    "password-too-long": authentication("auth_type PASS", "auth_pass 12345678901"),
    "password-quoted": authentication("auth_type PASS", 'auth_pass "a #b"'),
    "password-unclosed-quote": authentication("auth_type PASS", 'auth_pass "ab'),
    "no-password": authentication("auth_type PASS"),
    "authentication-of-the-wrong-case": authentication("auth_type pass", "auth_pass x"),
    "authentication-on-one-line": instance(authentication="authentication { auth_type PASS auth_pass x }"),
    "garp-values": instance("garp_master_delay 2\ngarp_master_repeat 9\ngarp_lower_prio_repeat 0"),
    "garp-negative": instance("garp_master_delay -1"),
    "source-address": instance("mcast_src_ip 192.168.56.101\nmcast_dst_ip 224.0.0.99"),
    "source-address-bad": instance("mcast_src_ip abc"),
    "script": script('script "/bin/true"'),
    "script-with-shell": script("script \"/bin/sh -c 'exit 0'\""),
    "script-values": script(
        'script "/bin/true"\ninterval 2\ntimeout 1\nweight -30 reverse\nrise 3\nfall 4\ninit_fail'
    ),
    "script-without-command": script("interval 2"),
    "script-missing": script('script "/no/such/program"'),
    "script-user-unknown": script('script "/bin/true"\nuser nosuch'),
    "track-unknown": instance("track_script {\nnope\n}"),
    "track-weight": script('script "/bin/true"\nweight 5', "chk weight -20 reverse"),
    "track-option-unknown": script('script "/bin/true"', "chk bogus"),
    "track-on-one-line": script('script "/bin/true"').replace("{\nchk\n}", "{ chk }"),
    "track-twice": script('script "/bin/true"', "chk\nchk weight 3"),
    "parameters": "$P=100\n$Q=${P}\n" + instance(priority="priority $Q"),
    "parameter-with-blanks": "$P = 100\n" + instance(),
    "parameter-undefined": instance(priority="priority ${NOPE}"),
    "sequence": addresses("~SEQ(i, 1, 20, 61) 10.0.0.${i}/24"),
    "sequence-hexadecimal": addresses("~SEQx(i, 0x10, 0x12) fe80::${i}"),
    "sequence-wrong": addresses("10.0.0.1", "~SEQ(i, 1, x) 10.0.0.${i}"),
    "list": addresses("~LST({a, b}, {0, 1}, {1, 7}) 10.0.${a}.${b}"),
    "lines-for-another-host": instance("@no-such-host bogus 1"),
    "lines-for-all-other-hosts": instance("@^no-such-host bogus 1"),
    "lines-for-standfast": instance("@standfast vip_lease off"),
    "multi-line-parameter": "$A= \\\nvirtual_ipaddress { \\\n10.0.0.1 \\\n}\n" + instance(virtual_ipaddress="$A"),
    "unicast-without-peers": instance("unicast_src_ip 192.168.56.101"),
    "unicast-ttl-without-peers": instance("unicast_ttl 5"),
    "tracked-interface-unknown": instance("track_interface {\nnope\n}"),
    "tracked-file-unknown": instance("track_process {\nnope\n}"),
    "weight-in-group": script('script "/bin/true"\nweight 3')
    + instance(name="VI_2", interface="interface enp0s9")
    + "vrrp_sync_group g {\ngroup {\nVI_1\nVI_2\n}\n}\n",
    "group-of-one": instance() + "vrrp_sync_group g {\ngroup {\nVI_1\n}\n}\n",
    "names-outside-group": instance() + "vrrp_sync_group g {\nVI_1\n}\n",
    "garp-interval-0": "global_defs {\nvrrp_garp_interval 0\n}\n" + instance(),
    "debug-9": instance("debug 9"),
    "alert-maybe": instance("smtp_alert maybe"),
    "no-interface-named": instance(interface=""),
    "address-option-without-value": addresses("10.0.0.1", "10.0.0.2 brd"),
    "other-family": addresses("10.0.0.1", "2001:db8::1/64"),
    "strict-with-password": "global_defs {\nvrrp_strict\n}\n" + instance(),
    "route-without-interface": instance("virtual_routes {\n10.3.0.0/16 via 192.168.56.1\n}"),
    "rule-without-preference": instance("virtual_rules {\nfrom 10.0.0.0/8 table 7\n}"),
    "no-protocol": instance() + "virtual_server 10.0.0.1 80 {\nreal_server 10.0.0.2 80 {\nTCP_CHECK {\n}\n}\n}\n",
    "notify": _SECURITY + instance('notify_master "/bin/true"'),
    "ipv6": instance(authentication="", virtual_ipaddress="virtual_ipaddress {\n2001:db8::1/64\n}"),
    "version-3": instance("version 3", authentication=""),
}
"""Texts that both find good, or both complain of."""

STRICTER = {
    "comment-in-a-password": authentication("auth_type PASS", "auth_pass ab!cd"),
    "no-type": authentication("auth_pass x"),
    "two-keywords-on-a-line": instance(priority="priority 100 advert_int 3"),
    "owner-by-default": instance(state="state MASTER", priority=""),
    "address-twice": addresses("10.0.0.1", "10.0.0.1"),
    "arguments-outside-quotes": script("script /bin/kill -0 1"),
    "mail": "global_defs {\nnotification_email_from a@b\nsmtp_server 127.0.0.1\n}\n" + instance(),
    "virtual-server": instance()
    + "virtual_server 10.0.0.1 80 {\nprotocol TCP\nlb_algo rr\nlb_kind NAT\nreal_server 10.0.0.2 80 {\n"
    + "TCP_CHECK {\n}\n}\n}\n",
    "include-missing": "include no-such-file.conf\n" + instance(),
}
"""Texts that keepalived takes without a word or at most with one in its log, and we warn of or refuse."""


@pytest.fixture(scope="module")
def exit_codes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """What `keepalived -t` says to each text."""
    folder = tmp_path_factory.mktemp("texts")
    for name, text in (AGREED | STRICTER).items():
        (folder / f"{name}.conf").write_text(text, encoding="utf-8", newline="")
    done = _in_a_network_of_its_own(folder)
    assert done.returncode == 0, done.stderr
    return {name: int(code) for name, code in (line.split() for line in done.stdout.splitlines())}


def _in_a_network_of_its_own(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["unshare", "--net", "sh", "-c", _ALL_TEXTS, "sh", str(folder)], capture_output=True, text=True, timeout=120
    )


def _complains(text: str) -> bool:
    return any(found.severity is not Severity.NOTICE for found in diagnostics(text))


@pytest.mark.parametrize("name", AGREED)
def test_we_complain_of_what_keepalived_complains_of(name: str, exit_codes: dict[str, int]) -> None:
    assert _complains(AGREED[name]) == (exit_codes[name] != 0), f"keepalived -t ends with {exit_codes[name]}"


@pytest.mark.parametrize("name", STRICTER)
def test_where_we_say_more(name: str, exit_codes: dict[str, int]) -> None:
    assert _complains(STRICTER[name])
    assert exit_codes[name] == 0
