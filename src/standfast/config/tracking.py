"""The `track_*` lines of an instance or a sync group -> model.track.Tracked, and those of scripts resolved.

keepalived's rules: the weight written here replaces the tracker's own; the first of two lines for one script counts;
an address owner tracks no script with a weight. Rule of this file: scripts are looked up in what it is given.
"""

from collections.abc import Mapping

from standfast.config.diagnostics import Report
from standfast.config.lexer import Token
from standfast.config.parser import Statement
from standfast.config.sections import Section
from standfast.config.values import parse_integer
from standfast.model.track import Tracked, TrackedItem, TrackKind, TrackScript
from standfast.model.virtual_router import PRIORITY_OWNER

_FORM = "write 'NAME weight N reverse'"
KINDS = {"track_interface": 253, "track_script": 253, "track_bfd": 253, "track_file": 254, "track_process": 254}
"""Each keyword, and the greatest weight that its lines may have."""
_NEAREST = ("track_script", "track_interface")


def read_tracked(section: Section, keyword: str, report: Report) -> tuple[Tracked, ...]:
    """Read every line of the blocks of one keyword; a line that is not understood is dropped."""
    found: dict[str, Tracked] = {}
    for item in section.lines(keyword):
        entry = _tracked(item, keyword, report)
        if entry is not None and entry.name in found:
            _report_twice(item, report)
        elif entry is not None:
            found[entry.name] = entry
    return tuple(found.values())


def _report_twice(item: Statement, report: Report) -> None:
    report.warning(
        item.at, "duplicate-tracker", f"'{item.keyword.text}' is tracked twice; the first line counts",
        "remove this one",
    )  # fmt: skip


def read_tracked_scripts(
    section: Section, scripts: Mapping[str, TrackScript | None], report: Report, *, owner: bool
) -> tuple[TrackedItem, ...]:
    """Read every line of the `track_script` blocks of an instance; `owner` says that its priority is 255.

    `scripts` maps a name to its script, or to None if it is written but disabled.
    """
    tracked: dict[str, TrackedItem] = {}
    for item in section.lines("track_script"):
        name = item.keyword.text
        if name not in scripts:
            report.warning(
                item.at,
                "unknown-script",
                f"there is no vrrp_script '{name}', so it is not tracked",
                "correct the name, or write the script",
            )
            continue
        entry = _tracked(item, "track_script", report)
        script = scripts[name]
        if entry is None or script is None:
            continue
        weight = script.weight if entry.weight is None else entry.weight
        reverse = script.reverse if entry.reverse is None else entry.reverse
        if name in tracked:
            _report_twice(item, report)
        elif owner and weight:
            report.warning(
                item.at, "owner-with-weight",
                f"'{name}' has a weight, but priority {PRIORITY_OWNER} cannot be changed, so it is not tracked",
                f"write a priority below {PRIORITY_OWNER}",
            )  # fmt: skip
        else:
            tracked[name] = TrackedItem(TrackKind.SCRIPT, name, weight, reverse)
    return tuple(tracked.values())


def _tracked(item: Statement, keyword: str, report: Report) -> Tracked | None:
    """Read `NAME [weight N [reverse|noreverse]]`; a first word that is not understood drops the whole line."""
    name, words = item.keyword.text, item.arguments
    if not words:
        return Tracked(name, None, None)
    if len(words) == 1 or words[0].text != "weight":
        report.warning(
            words[0].at, "bad-value", f"'{words[0].text}' is not understood here, so '{name}' is not tracked", _FORM
        )
        return None
    weight, reverse = _weight(words[1], keyword, report), None
    if len(words) > 2:
        if words[2].text in ("reverse", "noreverse", "no_reverse"):
            reverse = words[2].text == "reverse"
        else:
            report.warning(words[2].at, "bad-value", f"'{words[2].text}' is not understood here", _FORM)
    if len(words) > 3:
        report.warning(words[3].at, "ignored-words", f"'{words[3].text}' is too much for this line: ignored", _FORM)
    return Tracked(name, weight, reverse)


def _weight(word: Token, keyword: str, report: Report) -> int | None:
    """Read a weight: what is too much leaves the tracker's own, and sometimes one step too much becomes the most."""
    weight_max = KINDS[keyword]
    try:
        weight = parse_integer(word.text)
    except ValueError:
        weight = None
    if weight is not None and abs(weight) <= weight_max:
        return weight
    nearest = None
    if weight is not None and abs(weight) == weight_max + 1 and keyword in _NEAREST:
        nearest = weight_max if weight > 0 else -weight_max
    used = f"{nearest} is used" if nearest is not None else "the tracker's own holds"
    report.warning(
        word.at, "bad-value", f"'{word.text}' is not a weight that can be used here, so {used}",
        f"write a whole number from -{weight_max} to {weight_max}",
    )  # fmt: skip
    return nearest
