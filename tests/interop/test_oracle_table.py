"""The small cases that tell one reader of keepalived.conf from another: keepalived's exit code, and ours.

Each case is judged by the running keepalived and by `standfast check --keepalived`; both must end with the code in
the table. Rules: one case shows one thing; a case with a second file names it; what depends on a file's mode sets it.
"""

import os
from pathlib import Path

import pytest

import keepalived_oracle
from config_texts import instance
from keepalived_oracle import INTERFACES, Judgement, judge
from standfast.check.checking import check_file
from standfast.check.host import Host
from standfast.check.verdict import verdict

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(keepalived_oracle.MISSING, reason="keepalived is not installed"),
]

_SECURITY = "global_defs {\nenable_script_security\nscript_user root\n}\n"
_TRACK = "track_script {\nchk\n}"
_ME = os.uname().nodename.split(".")[0]


def authentication(lines: str) -> str:
    return instance(authentication=f"authentication {{\n{lines}\n}}")


def addresses(lines: str) -> str:
    return instance(virtual_ipaddress=f"virtual_ipaddress {{\n{lines}\n}}")


def script(command: str, before: str = _SECURITY) -> str:
    return f"{before}vrrp_script chk {{\nscript {command}\n}}\n" + instance(_TRACK)


CASES: dict[str, tuple[int, str]] = {
    "minimal": (0, instance()),
    "unknown keyword": (5, instance("bogus_kw")),
    "unknown block": (5, instance("bogus {\nfoo\n}")),
    "unquoted arguments of a notify script": (0, _SECURITY + instance("notify_master /bin/true MASTER")),
    "notify script that does not exist": (0, _SECURITY + instance("notify_master /no/such/script")),
    "tracked script that does not exist": (5, script("/no/such/script")),
    "script without script security": (6, script("/bin/true", "")),
    "password of eleven characters": (5, authentication("auth_type PASS\nauth_pass 12345678901")),
    "comment sign in a password": (0, authentication("auth_type PASS\nauth_pass ab!cd")),
    "brace at the end of a line": (0, instance(authentication="authentication { auth_type PASS\nauth_pass x }")),
    "two keywords on a line": (5, instance(authentication="authentication { auth_type PASS auth_pass x }")),
    "line ends of another system": (0, instance().replace("\n", "\r\n")),
    "brace behind a name": (0, instance(name="VI_1{").replace("{ {", "{")),
    "priority without a value": (2, instance(priority="priority")),
    "priority with letters": (5, instance(priority="priority 100abc")),
    "priority of 256": (5, instance(priority="priority 256")),
    "half a second in version 2": (5, instance(advert_int="advert_int 0.5")),
    "script in single quotes": (0, script("'/bin/true a'")),
    "include that finds nothing": (0, "include nothing*.conf\n" + instance()),
    "strict include that finds nothing": (6, "includea nothing*.conf\n" + instance()),
    "missing brace": (5, instance().removesuffix("}\n")),
    "extra brace": (5, instance() + "}\n"),
    "parameter": (0, "$P=100\n" + instance(priority="priority $P")),
    "parameter with blanks": (5, "$P = 100\n" + instance()),
    "line for this host": (0, instance(priority=f"@{_ME} priority 50\n@^{_ME} priority 60")),
    "misspelt list": (5, instance(virtual_ipaddress="virtual_ipaddres {\n10.0.0.1\n}")),
    "address that is none": (5, addresses("192.168.200.300")),
    "interface that does not exist": (5, instance(interface="interface nope0")),
    "no virtual_router_id": (5, instance(virtual_router_id="")),
    "state in small letters": (5, instance(state="state master")),
    "state MASTER without a priority": (0, instance(state="state MASTER", priority="")),
    "nopreempt with MASTER": (5, instance("nopreempt", state="state MASTER")),
    "script that is not defined": (5, instance(_TRACK)),
    "block in capitals": (5, "Global_defs {\nrouter_id x\n}\n" + instance()),
    "two instances of one name": (5, instance() + instance(virtual_router_id="virtual_router_id 52")),
    "two instances of one id": (5, instance() + instance(name="VI_2")),
    "keyword twice": (0, instance("priority 90\nvirtual_router_id 53")),
    "unicast without peers": (5, instance("unicast_src_ip 192.168.56.101")),
    "switch that is neither": (5, instance("smtp_alert maybe")),
    "undefined parameter in quotes": (0, script('"/bin/true ${FOO}"')),
    "undefined parameter": (5, script("/bin/true ${FOO}")),
    "sixty addresses": (0, addresses("\n".join(f"10.0.0.{number}" for number in range(1, 61)))),
}


@pytest.fixture(scope="module")
def judgements() -> dict[str, Judgement]:
    names = {f"case-{number}": name for number, name in enumerate(CASES)}
    found = judge({key: CASES[name][1].encode() for key, name in names.items()})
    return {names[key]: judgement for key, judgement in found.items()}


@pytest.mark.parametrize("name", CASES)
def test_keepalived_ends_with_the_code_of_the_table(name: str, judgements: dict[str, Judgement]) -> None:
    assert judgements[name].code == CASES[name][0], judgements[name].report


@pytest.mark.parametrize("name", CASES)
def test_we_would_end_with_the_same_code(name: str, tmp_path: Path) -> None:
    code, text = CASES[name]
    path = tmp_path / "keepalived.conf"
    path.write_bytes(text.encode())
    checked = check_file(str(path), Host(dict.fromkeys(INTERFACES, ())))
    assert verdict(checked.reading, checked.view) == code, [str(found.diagnostic) for found in checked.findings]


def test_an_executable_file_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text("nonsense\n")
    path.chmod(0o755)
    checked = check_file(str(path), None)
    assert verdict(checked.reading, checked.view) == 0
    assert checked.refused
