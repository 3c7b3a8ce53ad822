"""The timeline of one run as shapes: lanes of answers, states and holders over time, with the fault's marks.

Rules: pure; it knows nothing of HTML. Shapes carry the name of a style, and the template draws them; so colours,
also those for dark screens, stand in the template alone. Lengths are in the picture's own units, `WIDTH` across.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from standfast.lab.expected import short
from standfast.lab.measure import SLOW_NS, longest_silence
from standfast.lab.records import Attempt, Observation, Span
from standfast.units import NS_PER_S

WIDTH = 1000.0
GUTTER = 128.0
RIGHT = 14.0
TOP = 26.0
SLICES = 290
ANSWERS_HEIGHT = 46.0
STATE_HEIGHT = 17.0
HOLD_HEIGHT = 7.0
DOWNLOAD_HEIGHT = 7.0
LANE_GAP = 9.0
LABEL_FITS = 52.0


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled rectangle; `title` is shown when the mouse rests on it."""

    x: float
    y: float
    width: float
    height: float
    style: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text; `anchor` is SVG's start, middle or end."""

    x: float
    y: float
    text: str
    style: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    style: str


@dataclass(slots=True)
class Picture:
    """All shapes of one timeline."""

    height: float = 0.0
    width: float = WIDTH
    title: str = ""
    rects: list[Rect] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def draw(seen: Observation) -> Picture:
    """Draw what was seen in one run."""
    return _Drawing(seen).draw()


def who_style(seen: Observation, name: str) -> str:
    """The style of a node or an application server: `who1`, `who2`, `who3` in the order of the lab."""
    known = (*seen.nodes, "app1", "app2")
    number = known.index(name) + 1 if name in known else 1
    return f"who{number - len(seen.nodes) if name.startswith('app') else number}"


class _Drawing:
    """One picture in the making; `_y` is where the next lane begins."""

    def __init__(self, seen: Observation) -> None:
        self._seen = seen
        fault_ns = seen.first_mark_ns("fault")
        self._zero_ns = seen.start_ns if fault_ns is None else fault_ns
        self._per_ns = (WIDTH - GUTTER - RIGHT) / max(1, seen.end_ns - seen.start_ns)
        self._picture = Picture(title=f"{seen.drill} with {seen.daemon}")
        self._y = TOP

    def draw(self) -> Picture:
        self._answers()
        if self._seen.download.progress or self._seen.download.ended:
            self._download()
        if any(self._seen.states.values()):
            for node in self._seen.nodes:
                self._node(node)
        self._axis()
        self._marks()
        self._picture.height = self._y + 24
        return self._picture

    def _x(self, at_ns: int) -> float:
        clipped = min(max(at_ns, self._seen.start_ns), self._seen.end_ns)
        return round(GUTTER + (clipped - self._seen.start_ns) * self._per_ns, 2)

    def _label(self, text: str, height: float) -> None:
        self._picture.texts.append(Text(GUTTER - 10, self._y + height / 2 + 4, text, "label", "end"))

    def _span(self, span: Span, height: float, style: str, title: str) -> None:
        x = self._x(span.start_ns)
        self._picture.rects.append(Rect(x, self._y, round(self._x(span.end_ns) - x, 2), height, style, title))

    def _answers(self) -> None:
        """Per slice of time: which share of the attempts each one answered, and which share failed."""
        self._label("answered by", ANSWERS_HEIGHT)
        for start_ns, end_ns, counts in self._slices():
            y, total = self._y, counts.total()
            for name, count in sorted(counts.items()):
                height = round(ANSWERS_HEIGHT * count / total, 2)
                style = who_style(self._seen, name) if name != "nobody" else "nobody"
                x = self._x(start_ns)
                title = f"{short(name)}: {count} of {total} attempts"
                self._picture.rects.append(Rect(x, y, round(self._x(end_ns) - x, 2), height, style, title))
                y += height
        self._silence()
        self._y += ANSWERS_HEIGHT + LANE_GAP

    def _slices(self) -> Iterator[tuple[int, int, Counter[str]]]:
        """Slices of the window with the count of attempts by outcome; equal neighbours are joined."""
        length_ns = -(-(self._seen.end_ns - self._seen.start_ns) // SLICES)
        slices: dict[int, Counter[str]] = {}
        for attempt in self._seen.attempts:
            if self._seen.start_ns <= attempt.start_ns < self._seen.end_ns:
                number = (attempt.start_ns - self._seen.start_ns) // length_ns
                slices.setdefault(number, Counter())[_outcome(attempt)] += 1
        joined: list[tuple[int, int, Counter[str]]] = []
        for number, counts in sorted(slices.items()):
            if joined and len(counts) == 1 and joined[-1][2].keys() == counts.keys() and joined[-1][1] == number:
                first, _, before = joined.pop()
                joined.append((first, number + 1, before + counts))
            else:
                joined.append((number, number + 1, counts))
        for first, end, counts in joined:
            yield self._seen.start_ns + first * length_ns, self._seen.start_ns + end * length_ns, counts

    def _silence(self) -> None:
        """Write the longest time without an answer over it."""
        begin_ns, end_ns = longest_silence(self._seen.attempts, self._seen.start_ns, self._seen.end_ns)
        if end_ns - begin_ns < SLOW_NS:
            return
        middle = (self._x(begin_ns) + self._x(end_ns)) / 2
        text = f"{(end_ns - begin_ns) / NS_PER_S:.2f} s"
        if self._x(end_ns) - self._x(begin_ns) >= LABEL_FITS:
            self._picture.texts.append(Text(middle, self._y + ANSWERS_HEIGHT / 2 + 4, text, "silence", "middle"))

    def _download(self) -> None:
        """The download's life: from its start to its last byte."""
        self._label("download", DOWNLOAD_HEIGHT)
        download = self._seen.download
        begin_ns = self._seen.start_ns
        last_ns = download.progress[-1][0] if download.progress else begin_ns
        alive_to_ns = self._seen.end_ns if download.ended is None and self._alive(last_ns) else last_ns
        title = "lost" if alive_to_ns < self._seen.end_ns else "survived"
        self._span(Span(begin_ns, alive_to_ns, ""), DOWNLOAD_HEIGHT, "download", f"download: {title}")
        if alive_to_ns < self._seen.end_ns:
            self._span(Span(alive_to_ns, self._seen.end_ns, ""), DOWNLOAD_HEIGHT, "lost", "download: lost")
        self._y += DOWNLOAD_HEIGHT + LANE_GAP

    def _alive(self, last_ns: int) -> bool:
        return self._seen.end_ns - last_ns < 2 * NS_PER_S

    def _node(self, node: str) -> None:
        """A node's state, and under it when it held the VIP."""
        self._label(f"node {short(node)}", STATE_HEIGHT)
        for span in self._seen.states.get(node, ()):
            self._span(span, STATE_HEIGHT, f"state-{span.value.lower()}", f"{short(node)}: {span.value}")
            if self._x(span.end_ns) - self._x(span.start_ns) >= LABEL_FITS:
                middle = (self._x(span.start_ns) + self._x(span.end_ns)) / 2
                style = f"on-{span.value.lower()}"
                self._picture.texts.append(Text(middle, self._y + STATE_HEIGHT - 5, span.value, style, "middle"))
        self._y += STATE_HEIGHT + 1
        for span in self._seen.held.get(node, ()):
            self._span(span, HOLD_HEIGHT, who_style(self._seen, node), f"{short(node)} held the VIP")
        self._y += HOLD_HEIGHT + LANE_GAP

    def _axis(self) -> None:
        first_s = -((self._zero_ns - self._seen.start_ns) // NS_PER_S)
        last_s = (self._seen.end_ns - self._zero_ns) // NS_PER_S
        for second in range(first_s, last_s + 1):
            x = self._x(self._zero_ns + second * NS_PER_S)
            self._picture.lines.append(Line(x, TOP, x, self._y, "grid"))
            self._picture.texts.append(Text(x, self._y + 14, f"{second} s", "tick", "middle"))

    def _marks(self) -> None:
        for mark in self._seen.marks:
            if mark.kind == "note":
                continue  # a sentence beside the picture
            x = self._x(mark.at_ns)
            self._picture.lines.append(Line(x, TOP - 8, x, self._y, mark.kind))
            anchor = "start" if x < WIDTH * 0.7 else "end"
            self._picture.texts.append(Text(x, TOP - 12, mark.text, f"{mark.kind}-text", anchor))


def _outcome(attempt: Attempt) -> str:
    return attempt.answer if attempt.answer is not None else "nobody"
