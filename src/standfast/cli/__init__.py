"""The command line, one file a verb: parse arguments, print, call.

Rules: a verb's own imports stay inside the verb's file, and that file is imported when its verb is called, so that
`standfast run` does not pay for the lab. Errors of standfast's own tree end with one line and exit code 1.
"""

from importlib import import_module

import click

from standfast import __version__
from standfast.errors import StandfastError

# Verb to the module and function that carry it out.
VERBS = {
    "run": "standfast.cli.run:run",
    "keepalived": "standfast.cli.keepalived:keepalived",
    "check": "standfast.cli.check:check",
    "explain": "standfast.cli.explain:explain",
    "facts": "standfast.cli.facts:facts",
    "show-config": "standfast.cli.show_config:show_config",
    "diff": "standfast.cli.diff:diff",
    "fmt": "standfast.cli.fmt:fmt",
    "lsp": "standfast.cli.lsp:lsp",
    "sim": "standfast.cli.sim:sim",
    "replay": "standfast.cli.replay:replay",
    "lab": "standfast.cli.lab:lab",
}


class LazyGroup(click.Group):
    """A group that imports a verb's module when the verb is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs, in the order of the help text."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one verb, or None if there is no such verb."""
        if cmd_name not in VERBS:
            return None
        module, function = VERBS[cmd_name].split(":")
        command = getattr(import_module(module), function)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Call the verb; an error on purpose becomes one line."""
        try:
            return super().invoke(ctx)
        except StandfastError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="standfast")
def command_line() -> None:
    """Keep a virtual IP on a healthy server: VRRP from your keepalived.conf."""
