"""`standfast sim`: seeds, one seed, a broken invariant."""

import pytest
from click.testing import CliRunner

from sim.mutants import nobody_resigns
from standfast.cli import command_line


def test_seeds_that_break_nothing_end_with_0_and_say_what_they_were() -> None:
    done = CliRunner().invoke(command_line, ["sim", "--seeds", "20"])
    assert done.exit_code == 0, done.output
    assert done.output.startswith("20 seeds, ")
    assert done.output.endswith("no invariant was broken.\n")


def test_counts_are_told_on_demand() -> None:
    done = CliRunner().invoke(command_line, ["sim", "--seeds", "20", "--first", "100", "--counts"])
    assert "BACKUP -> MASTER" in done.output


def test_one_seed_is_told() -> None:
    once, again = (CliRunner().invoke(command_line, ["sim", "--seed", "4"]) for _ in range(2))
    assert once.exit_code == 0, once.output
    assert once.output.startswith("seed 4: ")
    assert once.output == again.output


def test_a_broken_invariant_ends_with_1_and_its_story(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody_resigns(monkeypatch)
    done = CliRunner().invoke(command_line, ["sim", "--seeds", "20"])
    assert done.exit_code == 1
    assert "I11 resign: " in done.output
    seed = done.output.partition("standfast sim --seed ")[2].split()[0]
    alone = CliRunner().invoke(command_line, ["sim", "--seed", seed])
    assert alone.exit_code == 1
    assert alone.output.strip() in done.output
