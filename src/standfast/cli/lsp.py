"""`standfast lsp`: the language server on standard input and output, for an editor to start."""

import click

from standfast.errors import StandfastError


@click.command()
def lsp() -> None:
    """Serve an editor that speaks the Language Server Protocol, on standard input and output.

    Diagnostics, documentation under the cursor, completion, and formatting. An editor starts this; see
    docs/how-to/editor.md.
    """
    try:
        from standfast.lsp.server import make_server
    except ModuleNotFoundError as missing:
        raise StandfastError(
            f"the language server needs the library {missing.name}; install it with: pip install 'standfast[lsp]'"
        ) from missing
    make_server().start_io()
