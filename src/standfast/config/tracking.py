"""The `track_script` lines of an instance -> model.TrackedScript.

keepalived's rules: the weight written here replaces the script's own; the first of two lines for one script counts;
an address owner tracks no script with a weight. Rule of this file: scripts are looked up in what it is given.
"""

from collections.abc import Mapping

from standfast.config.diagnostics import Report
from standfast.config.parser import Statement
from standfast.config.scripts import clamped_weight
from standfast.config.sections import Section
from standfast.model.track import TrackedScript, TrackScript
from standfast.model.virtual_router import PRIORITY_OWNER


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
        entry = _tracked_script(item, scripts[name], report)
        if entry is None or scripts[name] is None:
            continue
        if name in tracked:
            report.warning(
                item.at, "repeated", f"'{name}' is tracked twice; the first line counts", "remove this one"
            )
        elif owner and entry.weight:
            report.warning(
                item.at, "owner-with-weight",
                f"'{name}' has a weight, but priority {PRIORITY_OWNER} cannot be changed, so it is not tracked",
                f"write a priority below {PRIORITY_OWNER}",
            )  # fmt: skip
        else:
            tracked[name] = entry
    return tuple(tracked.values())


def _tracked_script(item: Statement, script: TrackScript | None, report: Report) -> TrackedScript | None:
    """Read `NAME [weight N [reverse|noreverse]]`; one word that is not understood drops the whole line."""
    words = item.arguments
    weight, reverse = (script.weight, script.reverse) if script else (0, False)
    if len(words) >= 2 and words[0].text == "weight":
        weight = clamped_weight(words[1], report)
        words = words[2:]
        if words and words[0].text in ("reverse", "noreverse"):
            reverse = words[0].text == "reverse"
            words = words[1:]
    if words:
        report.warning(
            words[0].at, "bad-value",
            f"'{words[0].text}' is not understood here, so '{item.keyword.text}' is not tracked",
            "write 'NAME weight N reverse'",
        )  # fmt: skip
        return None
    return TrackedScript(item.keyword.text, weight, reverse)
