"""`standfast check --keepalived` against keepalived itself: the exit code of `keepalived -t` for each text.

Rule: the texts are those of the oracle table, by name; random ones are compared in test_differential.py.
"""

import os
import pwd
from pathlib import Path

import pytest

import keepalived_oracle
from config_texts import instance
from keepalived_oracle import INTERFACES, judge
from standfast.check.reading import read_file
from standfast.check.verdict import verdict
from standfast.check.view import view

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(keepalived_oracle.MISSING, reason="keepalived is not installed"),
]

SECURITY = "global_defs {\nenable_script_security\nscript_user root\n}\n"
STRICT = "global_defs {\nvrrp_strict\n}\n"


def authentication(*lines: str) -> str:
    return instance(authentication="\n".join(["authentication {", *lines, "}"]))


def script(line: str, track: str = "chk") -> str:
    return f"vrrp_script chk {{\n{line}\n}}\n" + instance(f"track_script {{\n{track}\n}}")


def service(*lines: str) -> str:
    return "\n".join(["virtual_server 10.0.0.1 80 {", "lb_algo rr", "lb_kind NAT", *lines, "}", instance()])


SERVICE = service("protocol TCP", "real_server 10.0.0.2 80 {", "TCP_CHECK {", "}", "}")


def including() -> dict[str, str]:
    """What is asked of an include, in each way, and which name has no file."""
    names = ("none.conf", "none*.conf", "{none,no}.conf", "{none,no}*.conf")
    texts = {f"include{letter} {name}": f"include{letter} {name}\n" for letter in "rmwba" for name in names}
    for word in ("read", "match", "wildcard_match", "brace_match"):
        alone, others = f"include_check {word}", f"include_check\ninclude_check -{word}"
        for name in names:
            texts[f"only {word} {name}"] = f"global_defs {{\n{alone}\n}}\ninclude {name}\n"
            texts[f"not {word} {name}"] = f"global_defs {{\n{others}\n}}\ninclude {name}\n"
    return {name: text + instance() for name, text in texts.items()}


TEXTS = {
    "minimal": instance(),
    "unknown-keyword": instance("bogus 1"),
    "unknown-block": instance("bogus {\nx\n}\npriority 90"),
    "unquoted-arguments": instance("notify_master /bin/true MASTER"),
    "notify-missing": instance('notify "/no/such"'),
    "notify": instance('notify_master "/bin/true"'),
    "notify-secure": SECURITY + instance('notify_master "/bin/true"'),
    "script": script('script "/bin/true"'),
    "script-and-mistake": script('script "/bin/true"\nbogus'),
    "script-missing": script('script "/no/such"'),
    "script-secure": SECURITY + script('script "/bin/true"'),
    "script-single-quotes": script("script '/bin/true x'"),
    "script-quoted-undefined": script('script "/bin/true ${FOO}"'),
    "password-long": authentication("auth_type PASS", "auth_pass 12345678901"),
    "password-cut": authentication("auth_type PASS", "auth_pass ab!cd"),
    "password-on-one-line": instance(authentication="authentication { auth_type PASS auth_pass x }"),
    "crlf": instance().replace("\n", "\r\n"),
    "no-value": instance(priority="priority"),
    "priority-256": instance(priority="priority 256"),
    "priority-text": instance(priority="priority 100abc"),
    "interval-half": instance(advert_int="advert_int 0.5"),
    "include-missing": "include none.conf\n" + instance(),
    "include-required": "includea none.conf\n" + instance(),
    "include-executable": "include /bin/true\n" + instance(),
    "include-executable-required": "includer /bin/true\n" + instance(),
    "include-folder": "include /etc\n" + instance(),
    "include-folder-required": "includea /etc\n" + instance(),
    "byte-order-mark": "\ufeff" + instance(),
    "byte-order-mark-before-a-comment": "\ufeff! why\n" + instance(),
    "line-of-1023": "#" + "x" * 1022 + "\n" + instance(),
    "line-of-1024": "#" + "x" * 1023 + "\n" + instance(),
    "line-whose-rest-is-right": instance("#" + "x" * 1022 + "priority 90"),
    "line-whose-rest-is-wrong": instance("priority 90" + " " * 1012 + "bogus"),
    "brace-missing": instance().removesuffix("}\n"),
    "brace-extra": instance() + "}\n",
    "parameter": "$P=100\n" + instance(priority="priority $P"),
    "parameter-with-blank": "$P = 100\n" + instance(),
    "undefined-unquoted": instance("mcast_src_ip ${FOO}"),
    "conditions": "@me vrrp_version 2\n" + instance(),
    "block-misspelt": instance(virtual_ipaddress="virtual_ipaddres {\n192.168.56.100\n}"),
    "address-bad": instance(virtual_ipaddress="virtual_ipaddress {\n192.168.200.300\n}"),
    "interface-missing": instance(interface="interface nope"),
    "no-virtual-router-id": instance(virtual_router_id=""),
    "state-small": instance(state="state master"),
    "owner-by-default": instance(state="state MASTER", priority=""),
    "master-nopreempt": instance("nopreempt", state="state MASTER"),
    "track-unknown": instance("track_script {\nnope\n}"),
    "block-capital": "Global_defs {\nrouter_id x\n}\n" + instance(),
    "name-twice": instance() + instance(virtual_router_id="virtual_router_id 52"),
    "virtual-router-id-twice": instance() + instance(name="VI_2"),
    "priority-twice": instance("priority 90"),
    "unicast-without-peers": instance("unicast_src_ip 192.168.56.101"),
    "switch-bad": instance("smtp_alert maybe"),
    "group-of-one": "vrrp_sync_group G {\ngroup {\nVI_1\n}\n}\n" + instance(),
    "group-without-group": "vrrp_sync_group G {\nVI_1\n}\n" + instance(),
    "service": service("protocol TCP", "real_server 10.0.0.2 80 {", "TCP_CHECK {", "}", "}"),
    "service-without-protocol": service("real_server 10.0.0.2 80 {", "TCP_CHECK {", "}", "}"),
    "service-script": service(
        "protocol TCP", "real_server 10.0.0.2 80 {", "MISC_CHECK {", 'misc_path "/bin/true"', "}", "}"
    ),
    "strict": STRICT + instance(authentication=""),
    "strict-authentication": STRICT + instance(),
    "strict-master": STRICT + instance(authentication="", state="state MASTER"),
    "garp-interval-0": "global_defs {\nvrrp_garp_interval 0\n}\n" + instance(),
    "script-not-executable": SECURITY + script('script "/etc/passwd"'),
    "script-not-executable-insecure": script('script "/etc/passwd"'),
    "notify-not-executable": instance('notify_master "/etc/passwd"'),
    "script-folder": SECURITY + script('script "/etc"'),
    "dynamic-interface": "global_defs {\ndynamic_interfaces\n}\n" + instance(interface="interface nope"),
    "dynamic-interface-bad": "global_defs {\ndynamic_interfaces xx\n}\n" + instance(interface="interface nope"),
    "address-of-no-host": instance(virtual_ipaddress="virtual_ipaddress {\n224.0.0.1\n}"),
    "address-zero": instance(virtual_ipaddress="virtual_ipaddress {\n0.0.0.0\n}"),
    "address-of-no-host-and-none": instance(virtual_ipaddress="virtual_ipaddress {\n224.0.0.1\nnone\n}"),
    "source-of-no-host": instance("mcast_src_ip 224.0.0.1"),
    "track-group-unknown": "track_group g {\ngroup {\nnope\n}\n}\n" + instance(),
    "sync-group-unknown": "vrrp_sync_group g {\ngroup {\nnope\n}\n}\n" + instance(),
    "service-range": SERVICE.replace("10.0.0.1", "10.0.0.1-9"),
    "service-length": SERVICE.replace("10.0.0.1", "10.0.0.1/24"),
    "service-no-address": SERVICE.replace("10.0.0.1", "x-9"),
    "real-server-range": SERVICE.replace("10.0.0.2", "10.0.0.2-4"),
    "real-server-zero": SERVICE.replace("10.0.0.2", "0.0.0.0"),
    "sorry-server-range": SERVICE.replace("protocol", "sorry_server 10.0.0.2-4 80\nprotocol"),
    **including(),
    "newer-keyword": instance("owner_ignore_adverts"),
}


def test_the_same_exit_code(tmp_path: Path) -> None:
    compare(TEXTS, tmp_path)


@pytest.mark.parametrize("security", [SECURITY, ""])
def test_scripts_that_others_can_replace(tmp_path: Path, security: str) -> None:
    shown = tmp_path / "shown"
    shown.mkdir(mode=0o777)
    shown.chmod(0o777)
    foreign, inside, link = tmp_path / "foreign", shown / "inside", tmp_path / "link"
    for path in (foreign, inside):
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
    nobody = pwd.getpwnam("nobody")
    os.chown(foreign, nobody.pw_uid, nobody.pw_gid)
    link.symlink_to(inside)
    texts = {path.name: security + script(f'script "{path}"') for path in (foreign, inside, link)}
    texts["notify"] = security + instance(f'notify_master "{foreign}"')
    compare(texts, tmp_path)


def compare(texts: dict[str, str], folder: Path) -> None:
    """Hold our exit code for each text against keepalived's."""
    numbers = {f"{number}": text for number, text in enumerate(texts.values())}
    judgements = judge({number: text.encode() for number, text in numbers.items()})
    ours = {}
    for (number, text), name in zip(numbers.items(), texts, strict=True):
        path = folder / f"{number}.conf"
        path.write_bytes(text.encode())
        reading = read_file(str(path), INTERFACES)
        ours[name] = verdict(reading, view(str(path), reading.tree))
    assert ours == {name: judgements[number].code for name, number in zip(texts, numbers, strict=True)}
