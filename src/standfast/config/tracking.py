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
from standfast.model.track import Tracked, TrackedScript, TrackScript
from standfast.model.virtual_router import PRIORITY_OWNER

WEIGHT_MAX = 253
"""Of scripts, interfaces and BFD sessions: no priority can move further."""
KINDS = {"track_interface": 253, "track_script": 253, "track_bfd": 253, "track_file": 254, "track_process": 254}
"""Each keyword, and the greatest weight that its lines may have."""


def read_tracked(section: Section, keyword: str, report: Report) -> tuple[Tracked, ...]:
    """Read every line of the blocks of one keyword; a line that is not understood is dropped."""
    lines = section.lines(keyword)
    return tuple(entry for item in lines if (entry := _tracked(item, KINDS[keyword], report)) is not None)


def read_tracked_scripts(
    section: Section, scripts: Mapping[str, TrackScript | None], report: Report, *, owner: bool
) -> tuple[TrackedScript, ...]:
    """Read every line of the `track_script` blocks of an instance; `owner` says that its priority is 255.

    `scripts` maps a name to its script, or to None if it is written but disabled.
    """
    tracked: dict[str, TrackedScript] = {}
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
        entry = _tracked(item, WEIGHT_MAX, report)
        script = scripts[name]
        if entry is None or script is None:
            continue
        weight = script.weight if entry.weight is None else entry.weight
        reverse = script.reverse if entry.reverse is None else entry.reverse
        if name in tracked:
            report.warning(
                item.at, "repeated", f"'{name}' is tracked twice; the first line counts", "remove this one"
            )
        elif owner and weight:
            report.warning(
                item.at, "owner-with-weight",
                f"'{name}' has a weight, but priority {PRIORITY_OWNER} cannot be changed, so it is not tracked",
                f"write a priority below {PRIORITY_OWNER}",
            )  # fmt: skip
        else:
            tracked[name] = TrackedScript(name, weight, reverse)
    return tuple(tracked.values())


def _tracked(item: Statement, weight_max: int, report: Report) -> Tracked | None:
    """Read `NAME [weight N [reverse|noreverse]]`; one word that is not understood drops the whole line."""
    words = item.arguments
    weight, reverse = None, None
    if len(words) >= 2 and words[0].text == "weight":
        weight = _weight(words[1], weight_max, report)
        words = words[2:]
        if words and words[0].text in ("reverse", "noreverse", "no_reverse"):
            reverse = words[0].text == "reverse"
            words = words[1:]
    if words:
        report.warning(
            words[0].at, "bad-value",
            f"'{words[0].text}' is not understood here, so '{item.keyword.text}' is not tracked",
            "write 'NAME weight N reverse'",
        )  # fmt: skip
        return None
    return Tracked(item.keyword.text, weight, reverse)


def _weight(word: Token, weight_max: int, report: Report) -> int | None:
    """Read a weight: one step too much becomes the most, more than that leaves the tracker's own."""
    try:
        weight = parse_integer(word.text)
    except ValueError:
        weight = None
    if weight is not None and abs(weight) <= weight_max:
        return weight
    nearest = None if weight is None or abs(weight) > WEIGHT_MAX + 1 else weight_max if weight > 0 else -weight_max
    used = f"{nearest} is used" if nearest is not None else "the tracker's own holds"
    report.warning(
        word.at, "bad-value", f"'{word.text}' is not a weight that can be used here, so {used}",
        f"write a whole number from -{weight_max} to {weight_max}",
    )  # fmt: skip
    return nearest
