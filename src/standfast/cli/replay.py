"""`standfast replay`: what happened, told from a recording.

Rule: the verb reads the file, calls and prints; the replay is in standfast.record.
"""

from pathlib import Path

import click

from standfast.record.replay import Replay


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def replay(file: Path) -> None:
    """Play a recording (RUN_DIR/recording.jsonl) to the core and tell its story, reason by reason.

    Where the core of today would have acted otherwise, it says so. Passwords are not in a recording: what was
    believed then is believed again. Exit codes: 0 it acts the same, 1 it does not.
    """
    story = Replay()
    for line in story.tell(file.read_text(encoding="utf-8", errors="replace")):
        click.echo(line)
    click.echo(f"{story.played} records played, {story.differences} where the core of today acts otherwise")
    if story.differences:
        raise SystemExit(1)
