"""`standfast fmt`: a configuration file in one form, every comment kept."""

import os
import sys
import tempfile
from pathlib import Path

import click

from standfast.edit.format import format_text
from standfast.errors import ConfigError


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--write", is_flag=True, help="Write the files instead of printing them.")
@click.option("--check", is_flag=True, help="Print only the names of files that are not in this form; exit code 1.")
def fmt(files: tuple[str, ...], write: bool, check: bool) -> None:
    """Indent a configuration file anew and keep every comment.

    FILE may be - for the standard input. Includes are not followed: name them too. Exit codes: 0 done, 1 a file
    cannot be read or written, or with --check is not in this form.
    """
    if write and check:
        raise click.UsageError("--write and --check exclude each other")
    different = [file for file in files if _format(file, write=write, check=check)]
    if check and different:
        click.echo("\n".join(different))
        raise SystemExit(1)


def _format(file: str, *, write: bool, check: bool) -> bool:
    """Do what is asked with one file; return whether it is not yet in the one form."""
    try:
        # Latin-1 keeps each byte, whatever the file's encoding is.
        text = (sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()).decode("latin-1")
        formatted = format_text(text)
        if write and file != "-":
            if formatted != text:
                _replace(Path(file).resolve(), formatted.encode("latin-1"))
        elif not check:
            sys.stdout.buffer.write(formatted.encode("latin-1"))
            sys.stdout.buffer.flush()
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else str(problem)
        raise ConfigError(f"{file}: {reason}") from problem
    return formatted != text


def _replace(path: Path, data: bytes) -> None:
    """Write a file so that a reader, or a crash, finds the old or the new one whole; owner and mode stay."""
    status = path.stat()
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            os.fchown(file.fileno(), status.st_uid, status.st_gid)
            os.fchmod(file.fileno(), status.st_mode & 0o7777)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
