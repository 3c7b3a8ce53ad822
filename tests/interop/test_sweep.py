"""Every keyword of the table with good and bad words: `standfast check --keepalived` against `keepalived -t`.

Each keyword that takes a value stands in a text that is right but for it, with each of eight words. Rules: the exit
code is the same, or the difference is named in the list of differences on purpose; a share of the texts is tried,
chosen by a seed. STANDFAST_SWEEP=SEED[,SEED...] tries a share for each seed, STANDFAST_SWEEP=all every text.
"""

import os
import random
from pathlib import Path

import pytest

import keepalived_oracle
from config_texts import instance
from keepalived_oracle import INTERFACES, judge
from standfast.check.checking import check_file
from standfast.check.host import Host
from standfast.check.verdict import verdict
from standfast.check.view import view
from standfast.config.differences import explains
from standfast.config.keywords_root import SCHEMA

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(keepalived_oracle.MISSING, reason="keepalived is not installed"),
]

SEEDS = os.environ.get("STANDFAST_SWEEP", "1")
SHARE = 900
"""Texts a seed, which takes less than a minute."""
WORDS = ("", "xx", "0", "-1", "5", "99999999999", "1.5", "on")
SHOWN_MAX = 40
_DEFS = "global_defs {\nscript_user root\nenable_script_security\n"
_SERVICE = "virtual_server 10.0.0.1 80 {\nprotocol TCP\nlb_algo rr\nlb_kind DR\n"
_REAL = f"{_SERVICE}real_server 10.0.0.2 80 {{\n"
_CHECKED = {
    "HTTP_GET": "url {\npath /\n}\n", "SSL_GET": "url {\npath /\n}\n", "MISC_CHECK": "misc_path /bin/true\n",
    "TCP_CHECK": "", "SMTP_CHECK": "", "DNS_CHECK": "", "UDP_CHECK": "", "PING_CHECK": "",
}  # fmt: skip
_NAMED = {
    "vrrp_script": ("script /bin/true\n", "track_script {\nf\n}"),
    "track_file": ("file /etc/hostname\n", "track_file {\nf\n}"),
    "vrrp_track_process": ("process nginx\n", "track_process {\nf\n}"),
    "bfd_instance": ("neighbor_ip 10.0.0.9\n", "track_bfd {\nf\n}"),
}
_MOVES_ELSEWHERE = frozenset({"net_namespace", "net_namespace_ipvs", "instance", "namespace_with_ipsets"})


def text_with(block: str, line: str) -> str | None:
    """Return a text that is right but for one line in one block, or None for a block that is not swept."""
    defs = _DEFS + (f"{line}\n}}\n" if block == "global_defs" else "}\n")
    if block in ("", "global_defs"):
        return defs + (f"{line}\n" if not block else "") + instance()
    if block == "vrrp_instance":
        return defs + instance(line)
    if block == "virtual_server":
        return f"{defs}{_SERVICE}{line}\nreal_server 10.0.0.2 80 {{\n}}\n}}\n{instance()}"
    if block == "real_server":
        return f"{defs}{_REAL}{line}\nTCP_CHECK {{\n}}\n}}\n}}\n{instance()}"
    if block in _CHECKED:
        return f"{defs}{_REAL}{block} {{\n{_CHECKED[block]}{line}\n}}\n}}\n}}\n{instance()}"
    if block in _NAMED:
        before, tracked = _NAMED[block]
        return f"{defs}{block} f {{\n{before}{line}\n}}\n{instance(tracked)}"
    return None


def texts() -> dict[str, bytes]:
    """Return every text of the sweep by its block, keyword and word."""
    made = {}
    for row in SCHEMA.rows:
        if row.is_block or row.extension or row.name in _MOVES_ELSEWHERE:
            continue
        for word in WORDS:
            text = text_with(row.block, f"{row.name} {word}".strip())
            if text is not None:
                made[f"{row.block or 'file'} {row.name} {word}".strip()] = text.encode()
    return made


def chosen() -> dict[str, bytes]:
    """Return the texts that the seeds name."""
    every = texts()
    if SEEDS == "all":
        return every
    names = {name for seed in SEEDS.split(",") for name in random.Random(seed).sample(sorted(every), SHARE)}
    return {name: every[name] for name in sorted(names)}


def test_each_keyword_with_good_and_bad_words(tmp_path: Path) -> None:
    swept = chosen()
    numbers = {f"{number}": name for number, name in enumerate(swept)}
    judgements = judge({number: swept[name] for number, name in numbers.items()})
    found = []
    for number, name in numbers.items():
        path = tmp_path / f"{number}.conf"
        path.write_bytes(swept[name])
        path.chmod(0o600)
        checked = check_file(str(path), Host(dict.fromkeys(INTERFACES, ())))
        own = verdict(checked.reading, view(str(path), checked.reading.tree))
        judgement = judgements[number]
        lines = [line for line in judgement.report.splitlines() if line.strip()]
        said = [*checked.reading.diagnostics, *(finding.diagnostic for finding in checked.findings)]
        known = own == 0 and any(explains(line) is not None for line in lines)
        if judgement.code >= 0 and own != judgement.code and not known:
            found.append(f"{name}: keepalived {judgement.code} {lines[:1]}, standfast {own} {said[:1]}")
        elif judgement.code != 0 and not said:
            found.append(f"{name}: keepalived {judgement.code} {lines[:1]}, standfast has nothing to say")
    assert not found, f"{len(found)} of {len(swept)}\n" + "\n".join(found[:SHOWN_MAX])
