"""standfast's reader against Debian's keepalived: the same exit code and the same effective values.

The texts: the sample configurations of Debian's package, every keyword of the table, with and without its value, and
random configurations from seeds, right ones and ones with mistakes. The exit codes are those of `keepalived -t` and
of `standfast check --keepalived`; the values are those that keepalived's processes print about themselves. Rules: a
difference is either named in the list of differences on purpose (config/differences.py) or a failure; a failure
names the seed and shows both sides. STANDFAST_SEEDS=N makes N random texts of each sort.
"""

import os
import re
from pathlib import Path

import pytest

import keepalived_oracle
from config_generator import Generator
from keepalived_oracle import INTERFACES, Judgement, judge
from keepalived_values import disagreements, printed
from standfast.check.checking import check_file
from standfast.check.host import Host
from standfast.check.verdict import verdict
from standfast.check.view import view
from standfast.config.diagnostics import Severity
from standfast.config.differences import DIFFERENCES, Difference, explains, quiet_codes
from standfast.config.full import FullConfiguration
from standfast.config.keywords_root import SCHEMA
from standfast.config.load import load_full
from standfast.config.newer_keywords import NEWER
from standfast.config.schema import Keyword, Kind
from standfast_values import shown

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(keepalived_oracle.MISSING, reason="keepalived is not installed"),
]

SEEDS = int(os.environ.get("STANDFAST_SEEDS", "60"))
SAMPLES = Path("/usr/share/doc/keepalived/samples")
_STOPPED = 2
_SHOWN_MAX = 12
_SCRIPTS = "no-script-security"
"""A notice of ours, because the article's own file is like that; keepalived ends with 6."""


def read(folder: Path, name: str, text: bytes, *, lenient: bool = False) -> FullConfiguration:
    path = folder / f"{name}.conf"
    path.write_bytes(text)
    return load_full(str(path), lenient=lenient, interfaces=INTERFACES)


def named(name: str) -> Difference:
    """The difference on purpose of that name."""
    return next(difference for difference in DIFFERENCES if difference.name == name)


def second_reading_differs(judgement: Judgement) -> bool:
    """Whether keepalived's first reading found a brace wrong that a later one, of another process, did not."""
    found = re.findall(r"\((\S+: )?Line (\d+)\) (Unexpected '{'|Missing '{'|Extra '}')", judgement.report)
    first = {(line, what) for file, line, what in found if not file}
    return bool(first - {(line, what) for file, line, what in found if file})


def excused_code(judgement: Judgement, said: list[str]) -> Difference | None:
    """The difference that explains another exit code than ours, if one does."""
    if judgement.code < 0 and said:
        return named("crash")
    if second_reading_differs(judgement):
        return named("second-reading")
    if "missing terminating \"" in judgement.report:
        return named("unclosed-command")
    return None


def excused_values(judgement: Judgement, full: FullConfiguration) -> set[str]:
    """The keywords whose value may differ, because one side says what the list names."""
    codes = {found.code for found in full.diagnostics}
    known = [explains(line) for line in judgement.report.splitlines()]
    known += [difference for difference in DIFFERENCES if codes & set(difference.codes)]
    return {keyword for difference in known if difference for keyword in difference.values}


def compare_verdicts(folder: Path, texts: dict[str, bytes], judgements: dict[str, Judgement]) -> list[str]:
    """Return a description of each text on which the exit codes differ, or that we complain of in silence."""
    found = []
    quiet = quiet_codes()
    for name, judgement in judgements.items():
        path = folder / f"{name}.conf"
        path.write_bytes(texts[name])
        checked = check_file(str(path), Host(dict.fromkeys(INTERFACES, ())))
        own = verdict(checked.reading, view(str(path), checked.reading.tree))
        told = (*checked.reading.diagnostics, *(found.diagnostic for found in checked.findings))
        counting = (d for d in told if d.severity is not Severity.NOTICE or d.code == _SCRIPTS)
        said = [str(diagnostic) for diagnostic in counting if diagnostic.code not in quiet]
        unexplained = [line for line in judgement.report.splitlines() if line.strip() and explains(line) is None]
        same = own == judgement.code and (bool(said) or not unexplained)
        if not same and excused_code(judgement, said) is None:
            head = f"{name}: keepalived -t ends with {judgement.code}, standfast check --keepalived with {own}"
            found.append("\n    ".join([head, *said, *judgement.report.splitlines()]))
    return found


def compare_values(folder: Path, texts: dict[str, bytes], judgements: dict[str, Judgement]) -> list[str]:
    """Return a sentence for each effective value on which the two do not agree.

    Wrong braces are read as keepalived reads them, because otherwise the file is refused; where it reads them in
    two ways there is nothing to compare ("second-reading").
    """
    found = []
    for name, judgement in judgements.items():
        full = read(folder, name, texts[name], lenient=True)
        if judgement.ran and full.configuration is not None and not second_reading_differs(judgement):
            sides = printed(judgement), shown(full)
            excused = excused_values(judgement, full)
            found += [f"{name}: {sentence}" for keyword, sentence in disagreements(*sides) if keyword not in excused]
    return found


def report(found: list[str]) -> str:
    """Return what a failed assertion shows."""
    more = f"\n... and {len(found) - _SHOWN_MAX} more" if len(found) > _SHOWN_MAX else ""
    return f"{len(found)} differences\n" + "\n".join(found[:_SHOWN_MAX]) + more


Judged = tuple[dict[str, bytes], dict[str, Judgement]]


def judged(texts: dict[str, bytes]) -> Judged:
    return texts, judge(texts, dump=True)


# -- random texts


@pytest.fixture(scope="module")
def right() -> Judged:
    return judged({f"right-{seed}": Generator(seed).right().encode() for seed in range(SEEDS)})


@pytest.fixture(scope="module")
def wrong() -> Judged:
    made = {seed: Generator(seed).wrong() for seed in range(1000, 1000 + SEEDS)}
    return judged({f"wrong-{seed}-{mistake}": text.encode() for seed, (text, mistake) in made.items()})


def test_the_same_verdict_on_right_texts(right: Judged, tmp_path: Path) -> None:
    found = compare_verdicts(tmp_path, *right)
    assert not found, report(found)


def test_the_same_verdict_on_wrong_texts(wrong: Judged, tmp_path: Path) -> None:
    found = compare_verdicts(tmp_path, *wrong)
    assert not found, report(found)


def test_the_same_values_of_right_texts(right: Judged, tmp_path: Path) -> None:
    found = compare_values(tmp_path, *right)
    assert not found, report(found)


def test_the_same_values_of_wrong_texts(wrong: Judged, tmp_path: Path) -> None:
    found = compare_values(tmp_path, *wrong)
    assert not found, report(found)


# -- keepalived's own samples


@pytest.fixture(scope="module")
def samples() -> Judged:
    if not SAMPLES.is_dir():
        pytest.skip("Debian's samples are not installed")
    texts = {path.name: path.read_bytes() for path in SAMPLES.glob("keepalived.conf.*")}
    texts["shipped"] = Path("/etc/keepalived/keepalived.conf.sample").read_bytes()
    return judged(texts)


def test_the_samples_are_read_in_full(samples: Judged, tmp_path: Path) -> None:
    """keepalived's own authors wrote no unknown word, or the same as keepalived finds."""
    texts, judgements = samples
    for name, judgement in judgements.items():
        theirs = {line for line in judgement.report.splitlines() if "Unknown keyword" in line}
        ours = {d.message for d in read(tmp_path, name, texts[name]).diagnostics if d.code == "unknown-keyword"}
        assert len(ours) == len(theirs), name


def test_the_same_verdict_on_the_samples(samples: Judged, tmp_path: Path) -> None:
    found = compare_verdicts(tmp_path, *samples)
    assert not found, report(found)


def test_the_same_values_of_the_samples(samples: Judged, tmp_path: Path) -> None:
    found = compare_values(tmp_path, *samples)
    assert not found, report(found)


# -- every keyword of the table

_INSTANCE = "vrrp_instance V {\ninterface enp0s8\nvirtual_router_id 5\nvirtual_ipaddress {\n10.0.0.1\n}\n"
_VIRTUAL = "virtual_server 10.0.0.9 80 {\nprotocol TCP\n"
_REAL = f"{_VIRTUAL}real_server 10.0.0.2 80 {{\n"
_AROUND = {
    "": ("", ""),
    "vrrp_instance": (_INSTANCE, "}"),
    "authentication": (f"{_INSTANCE}authentication {{\n", "}\n}"),
    "virtual_server": (_VIRTUAL, "}"),
    "real_server": (_REAL, "}\n}"),
    "url": (f"{_REAL}HTTP_GET {{\nurl {{\n", "}\n}\n}\n}"),
    "host": (f"{_REAL}SMTP_CHECK {{\nhost {{\n", "}\n}\n}\n}"),
    "global_defs": ("global_defs {\n", "}"),
    "SSL": ("SSL {\n", "}"),
    "garp_group": ("garp_group {\n", "}"),
}
_MOVES_ELSEWHERE = frozenset({"net_namespace", "net_namespace_ipvs", "instance", "namespace_with_ipsets"})
_ARGUMENTS = {Kind.INTEGER: "1", Kind.SECONDS: "1", Kind.FLAG: "", Kind.SWITCH: "", Kind.LIST: ""}


def _text_with(row: Keyword, argument: str | None = None) -> str:
    """Return a text in which a keyword stands in its block, whether the rest makes sense or not."""
    if argument is None:
        argument = "10.0.0.3 80" if row.named else row.low or _ARGUMENTS.get(row.kind, "x")
    line = f"{row.name} {argument}".strip() + (" {\n}" if row.is_block else "")
    checker = (f"{_REAL}{row.block} {{\n", "}\n}\n}") if row.block.isupper() else (f"{row.block} n {{\n", "}")
    before, after = _AROUND.get(row.block, checker)
    return f"{before}{line}\n{after}\n"


def test_every_keyword_is_one_of_keepaliveds() -> None:
    """What keepalived does not know is an extension or one of the newer keywords, and the reverse."""
    rows = {
        f"{number}": row
        for number, row in enumerate(SCHEMA.rows)
        if row.name not in _MOVES_ELSEWHERE and not row.extension and row.block != "auth_hmac"
    }
    judgements = judge({number: _text_with(row).encode() for number, row in rows.items()})
    unknown = {
        (rows[number].block, rows[number].name)
        for number, judgement in judgements.items()
        if f"Unknown keyword '{rows[number].name}'" in judgement.report
    }
    assert unknown == {(block, name) for block, names in NEWER.items() for name in names}


def test_without_their_value_keywords_stop_both_or_neither(tmp_path: Path) -> None:
    """keepalived stops at some, and passes over the others: config/passed_over.py."""
    rows = {
        f"{number}": row
        for number, row in enumerate(SCHEMA.rows)
        if row.name not in _MOVES_ELSEWHERE and not row.extension and row.name not in NEWER.get(row.block, ())
    }
    texts = {number: _text_with(row, argument="").encode() for number, row in rows.items()}
    found = []
    for number, judgement in judge(texts).items():
        path = tmp_path / f"{number}.conf"
        path.write_bytes(texts[number])
        checked = check_file(str(path), Host(dict.fromkeys(INTERFACES, ())))
        own = verdict(checked.reading, view(str(path), checked.reading.tree))
        if judgement.code >= 0 and (judgement.code == _STOPPED) is not (own == _STOPPED):
            found.append(f"{rows[number].block} {rows[number].name}: keepalived {judgement.code}, standfast {own}")
    assert not found, report(found)
