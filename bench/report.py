"""docs/reference/measurements.md: each measurement writes its own part of the page.

Rules: a part stands between two marks with its name; the command that measured it replaces that part and nothing
else. Figures come with the peer's figure of the same run, because only the ratio outlives the machine.
"""

import os
import platform
import statistics
from collections.abc import Sequence
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "measurements.md"
HEAD = """\
# Measurements

What standfast costs and how fast it is, beside Debian's keepalived in the same run. Every part is written by the
command that it names.
"""


def write_part(name: str, text: str) -> None:
    """Replace a part of the page, or append it."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEAD
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    part = f"{begin}\n\n{text.strip()}\n\n{end}"
    if begin in page:
        page = page[: page.index(begin)] + part + page[page.index(end) + len(end) :]
    else:
        page = f"{page.rstrip()}\n\n{part}\n"
    PAGE.write_text(page, encoding="utf-8")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def circumstances() -> str:
    """What the figures depend on, in a sentence."""
    model = next((line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")), "?")
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores ({model}), Linux {platform.release()}, Python {platform.python_version()}; " + (
        f"load of the machine at the end {load:.1f}."
    )


def _cpuinfo() -> list[str]:
    return Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()


def milliseconds(values_s: Sequence[float]) -> str:
    """Median and range of durations."""
    median, low, high = (1000 * value for value in (statistics.median(values_s), min(values_s), max(values_s)))
    return f"{median:.1f} ms ({low:.1f}–{high:.1f})"
