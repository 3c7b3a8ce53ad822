"""The timeline as shapes."""

from dataclasses import replace

from lab.values import MS, ONE, TWO, S, observation
from standfast.lab.picture import GUTTER, RIGHT, WIDTH, draw, who_style
from standfast.lab.records import Attempt, Download, Mark


def x_of(ms: float) -> float:
    return GUTTER + (WIDTH - GUTTER - RIGHT) * ms / 3000


def test_the_lane_of_answers_shows_who_and_nobody() -> None:
    picture = draw(observation())
    widths = {style: sum(r.width for r in picture.rects if r.style == style and r.height > 40) for style in
              ("who1", "nobody", "who2")}  # fmt: skip
    assert abs(widths["who1"] - (x_of(500) - GUTTER)) < 5
    assert abs(widths["nobody"] - (x_of(1200) - x_of(500))) < 8
    assert any(text.text == "0.70 s" or text.text == "0.71 s" for text in picture.texts)


def test_two_who_answer_by_turns_share_the_lane() -> None:
    by_turns = tuple(Attempt(n * 5 * MS, MS, answer=f"app{n % 2 + 1}") for n in range(600))
    picture = draw(replace(observation(), attempts=by_turns))
    shares = [rect.height for rect in picture.rects if rect.style == "who1" and rect.title.startswith("app1")]
    assert shares
    assert all(height < 40 for height in shares)


def test_states_holders_and_marks_are_there() -> None:
    picture = draw(observation())
    styles = {rect.style for rect in picture.rects}
    assert {"state-master", "state-down", "state-backup", "who1", "who2"} <= styles
    assert any(text.text == "daemon of 101 stopped" for text in picture.texts)
    fault = next(line for line in picture.lines if line.style == "fault")
    assert fault.x1 == x_of(500).__round__(2)


def test_a_note_of_the_preparation_moves_nothing() -> None:
    noted = replace(observation(), marks=(Mark(-S, "note", "a remark"), *observation().marks))
    assert draw(noted) == draw(observation())


def test_nothing_lies_outside_the_picture() -> None:
    picture = draw(observation())
    for rect in picture.rects:
        assert rect.x >= GUTTER
        assert rect.x + rect.width <= WIDTH - RIGHT + 0.1
        assert rect.y + rect.height < picture.height


def test_a_lost_download_ends_with_its_last_byte() -> None:
    lost = next(rect for rect in draw(observation()).rects if rect.style == "lost")
    assert lost.x == round(x_of(400), 2)
    alive = replace(observation(), download=Download(((100 * MS, 1), (2900 * MS, 2))))
    assert not [rect for rect in draw(alive).rects if rect.style == "lost"]


def test_a_run_in_which_nothing_was_answered_can_be_drawn() -> None:
    silent = replace(observation(), attempts=(), states={}, held={}, marks=(), download=Download())
    assert draw(silent).height > 0


def test_colours_follow_the_order_of_the_lab() -> None:
    seen = observation()
    assert [who_style(seen, name) for name in (ONE, TWO, "app1", "app2")] == ["who1", "who2", "who1", "who2"]
    assert seen.end_ns == 3 * S
