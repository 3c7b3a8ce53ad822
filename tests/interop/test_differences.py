"""Every entry of the list of differences on purpose, proven: what keepalived does with a text, and what we do.

Rules: an entry has its proof here by its name, or names the test elsewhere that proves it (where keepalived would
have to be MASTER for it, keepalived's side is that of its documentation); a test fails for an entry without one.
"""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

import keepalived_oracle
from config_texts import instance
from keepalived_oracle import INTERFACES, Judgement, judge
from keepalived_values import printed
from standfast.check.checking import check_file
from standfast.check.host import Host
from standfast.check.verdict import verdict
from standfast.config.differences import DIFFERENCES
from standfast.config.load import load_full
from standfast_values import shown

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(keepalived_oracle.MISSING, reason="keepalived is not installed"),
]

TESTS = Path(__file__).parents[1]
SECURITY = "global_defs {\nenable_script_security\nscript_user root\n}\n"
SCRIPT = 'vrrp_script chk {\nscript "/bin/true"\n}\n'
TRACK = "track_script {\nchk\n}"


@dataclass(frozen=True, slots=True)
class Proof:
    """A text; how `keepalived -t` ends and what it says (or that it says nothing); what we say; whether we refuse it.

    `value` is a block and a keyword with keepalived's value and ours, "" for a block that is not there.
    """

    text: str
    code: int = 0
    says: str = ""
    ours: str = ""
    refused: bool = False
    value: tuple[str, str, str, str] | None = None


def addresses(lines: str) -> str:
    return instance(virtual_ipaddress=f"virtual_ipaddress {{\n{lines}\n}}")


def password(lines: str) -> str:
    return instance(authentication=f"authentication {{\n{lines}\n}}")


_V = "vrrp_instance VI_1"
_SERVICE = (
    "virtual_server 10.0.0.1 80 {\nprotocol TCP\nlb_algo rr\nlb_kind NAT\n"
    "real_server 10.0.0.2 80 {\nTCP_CHECK {\n}\n}\n}\n"
)
PROOFS: dict[str, Proof] = {
    "unbalanced-braces": Proof(instance().removesuffix("}\n"), 5, "missing '}'", "unclosed-block", refused=True),
    "unknown-block": Proof(
        instance("bogus {\nx\n}\npriority 90"), 5, "Unexpected '{'", "unknown-keyword",
        value=(_V, "priority", "100", "90"),
    ),
    "second-reading": Proof(
        "global_defs {\nlvs_flush\n{\nrouter_id x\n}\n" + SCRIPT + instance(TRACK) + "}\n",
        5, "Unexpected '{'", "unexpected-block", refused=True,
    ),
    "nothing-to-do": Proof("global_defs {\nrouter_id x\n}\n", ours="no-instance", refused=True),
    "no-address": Proof(instance(virtual_ipaddress=""), 5, "No VIP specified", "no-address", refused=True),
    "script-order": Proof(
        SECURITY + instance(TRACK) + SCRIPT, 5, "track script chk not found",
        value=(_V, "track_script", "", "chk weight 0"),
    ),
    "fractions-of-a-second": Proof(
        SECURITY + SCRIPT.replace("}", "interval 1.5\n}") + instance(TRACK), 5, "invalid number '1.5'",
        value=("vrrp_script chk", "interval", "1", "1.5"),
    ),
    "unread-switch": Proof("global_defs {\nvrrp_skip_check_adv_addr xx\n}\n" + instance(), ours="bad-value"),
    "short-label": Proof(
        _SERVICE.replace("TCP_CHECK {", "DNS_CHECK {\nname a.b") + instance(), 5, "empty label", refused=True
    ),
    "no-name-lookup": Proof(
        "global_defs {\nsmtp_server nobody.invalid\n}\n" + instance(), 5, "Invalid smtp server", "not-acted-on"
    ),
    "half-a-number": Proof(
        instance("garp_master_repeat 7x"), 5, "invalid", "bad-value", value=(_V, "garp_master_repeat", "7", "5")
    ),
    "empty-number": Proof(
        instance('garp_master_delay ""'), ours="empty-number", value=(_V, "garp_master_delay", "0", "0")
    ),
    "empty-prefix-length": Proof(
        addresses("10.0.0.1/"), ours="no-prefix-length",
        value=(_V, "virtual_ipaddress", "10.0.0.1/0 dev enp0s8 scope global", "10.0.0.1 dev enp0s8 scope global"),
    ),
    "too-many-repeats": Proof(
        instance("garp_master_repeat 2000"), ours="too-many-repeats", value=(_V, "garp_master_repeat", "2000", "1000")
    ),
    "half-a-sequence": Proof(addresses("10.0.0.1\n~SEQ(n, , 1) 10.9.8.$n"), ours="bad-sequence"),
    "many-lines": Proof("~SEQ(A, 1, 100001) $B=1\n" + instance(), ours="expansion-too-large", refused=True),
    "family-word": Proof(
        instance("virtual_routes {\ninet6 default dev enp0s8\n}"), 5, "Route must have a destination"
    ),
    "newer-word": Proof(instance("use_vmac name vx"), 5, "name already specified"),
    "comment-in-word": Proof(
        password("auth_type PASS\nauth_pass ab!cd"), ours="comment-in-word", value=(_V, "auth_pass", "ab", "ab")
    ),
    "escaped-comment-sign": Proof(
        password("auth_type PASS\nauth_pass ab\\#cd"), value=(_V, "auth_pass", "ab", '"ab#cd"')
    ),
    "owner-by-default": Proof(
        instance(state="state MASTER", priority=""), ours="owner-by-default", value=(_V, "priority", "255", "255")
    ),
    "argument-as-user": Proof(SECURITY + instance("notify_master /bin/true MASTER"), ours="argument-as-user"),
    "words-at-the-end": Proof(
        instance(priority="priority 90 virtual_router_id 7"), ours="ignored-words", value=(_V, "priority", "90", "90")
    ),
    "same-address-twice": Proof(addresses("10.0.0.1\n10.0.0.1"), ours="duplicate-address"),
    "no-auth-type": Proof(password("auth_pass x"), ours="no-authentication", value=(_V, "auth_type", "none", "none")),
    "unclosed-command": Proof(
        instance('notify_master "/bin/true'), 5, "missing terminating", "missing-argument", refused=True
    ),
    "ignored-line": Proof(instance("priority 90\0"), ours="nul-byte"),
    "divided-line": Proof(instance("priority 90" + " " * 1100), ours="line-too-long"),
    "undefined-parameter": Proof(instance("notify_master /bin/$NOPE"), ours="undefined-parameter"),
    "byte-order-mark": Proof("\ufeff" + instance(), 5, "Unknown keyword", "byte-order-mark"),
    "missing-include": Proof("include nothing*.conf\n" + instance(), ours="include-missing"),
    "newer-keyword": Proof(instance("v3_checksum_as_v2 off"), 5, "Unknown keyword 'v3_checksum_as_v2'"),
    "not-acted-on": Proof("global_defs {\nvrrp_priority -5\n}\n" + instance(), ours="not-acted-on"),
    "net-namespace": Proof("net_namespace x\n" + instance(), ours="not-supported", refused=True),
    "too-many-addresses": Proof(
        addresses("\n".join(f"10.0.{n // 200}.{n % 200 + 1}" for n in range(256))), 5, "exceeds maximum",
        "too-many-addresses", refused=True,
    ),
    "disabled-session": Proof(
        "bfd_instance b {\n}\n" + instance("track_bfd {\nb\n}"), 5, "no neighbor address", "unknown-tracker",
    ),
    "crash": Proof("bfd_instance {\n}\n" + instance(), -11, "", "missing-argument", refused=True),
    "script-not-executable": Proof(
        SECURITY + SCRIPT.replace("/bin/true", "/etc/passwd") + instance(TRACK), ours="script-not-executable"
    ),
    "absent-interface": Proof(
        "global_defs {\ndynamic_interfaces\n}\n" + instance(interface="interface nope0"), ours="unknown-interface",
        refused=True,
    ),
    "no-host-address": Proof(addresses("10.0.0.1\n224.0.0.1\n0.0.0.0"), ours="no-host-address"),
    "unknown-group-member": Proof(
        "track_group g {\ngroup {\nnope\n}\n}\n" + instance(), ours="unknown-group-member"
    ),
    "address-suffix": Proof(
        _SERVICE.replace("10.0.0.1", "10.0.0.1-9") + instance(), ours="address-suffix", refused=True
    ),
    "suffix-elsewhere": Proof(instance("mcast_src_ip 192.168.56.101/24"), ours="bad-address"),
    "virtual-servers": Proof(_SERVICE + instance(), ours="not-balanced", refused=True),
}  # fmt: skip
ELSEWHERE = {
    "one-more-advertisement": (
        "core/test_virtual_router.py",
        "test_a_master_that_hears_a_higher_priority_speaks_once_more_and_gives_the_address_back",
    ),
    "cannot-send": ("conformance/test_faults_of_the_host.py", "test_a_master_that_cannot_send_gives_the_address_up"),
    "removed-address": (
        "core/test_virtual_router.py", "test_an_address_that_somebody_removed_is_put_back_at_once_and_announced",
    ),
    "executable-file": ("interop/test_differences.py", "test_a_file_that_can_be_executed"),
    "include-circle": ("interop/test_differences.py", "test_a_file_that_includes_itself"),
    "no-file": ("interop/test_differences.py", "test_a_file_that_is_not_there"),
}  # fmt: skip


def test_every_difference_is_proven() -> None:
    names = {entry.name for entry in DIFFERENCES}
    assert names == {*PROOFS, *ELSEWHERE}
    for file, test in ELSEWHERE.values():
        assert f"def {test}(" in (TESTS / file).read_text(), test


@pytest.fixture(scope="module")
def judgements() -> dict[str, Judgement]:
    return judge({name: proof.text.encode() for name, proof in PROOFS.items()}, dump=True)


@pytest.mark.parametrize("name", PROOFS)
def test_keepalived_does_the_one(name: str, judgements: dict[str, Judgement]) -> None:
    proof, judgement = PROOFS[name], judgements[name]
    assert judgement.code == proof.code, judgement.report
    if proof.says or not proof.code:
        assert (proof.says in judgement.report) if proof.says else not judgement.report.strip()
    if proof.value:
        block, keyword, theirs, _ = proof.value
        assert printed(judgement)[block][keyword] == theirs


@pytest.mark.parametrize("name", PROOFS)
def test_we_do_the_other(name: str, tmp_path: Path) -> None:
    proof = PROOFS[name]
    path = tmp_path / "keepalived.conf"
    path.write_text(proof.text)
    checked = check_file(str(path), Host(dict.fromkeys(INTERFACES, ())))
    assert checked.refused is proof.refused
    codes = {found.diagnostic.code for found in checked.findings} | {d.code for d in checked.reading.diagnostics}
    assert not proof.ours or proof.ours in codes
    if proof.value:
        block, keyword, _, own = proof.value
        assert shown(load_full(str(path), interfaces=INTERFACES))[block][keyword] == own


def ending_of_both(path: Path) -> tuple[int, int, bool]:
    """How `keepalived -t` and our check end, and whether we refuse the file."""
    done = subprocess.run(["keepalived", "-t", "-f", str(path)], capture_output=True, check=False, timeout=10)
    checked = check_file(str(path), None)
    return done.returncode, verdict(checked.reading, checked.view), checked.refused


def test_a_file_that_can_be_executed(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text("nonsense\n")
    path.chmod(0o755)
    assert ending_of_both(path) == (0, 0, True)


def test_a_file_that_includes_itself(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text("include circle.inc\n")
    (tmp_path / "circle.inc").write_text("include circle.inc\nglobal_defs {\nrouter_id x\n}\n")
    assert ending_of_both(path) == (0, 5, True)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert ending_of_both(tmp_path / "keepalived.conf") == (0, 4, True)
