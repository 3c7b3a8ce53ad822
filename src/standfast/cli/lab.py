"""`standfast lab`: the whole system on this machine, to play with by hand.

Rules: the verbs only parse, call and print; what they do is in standfast.lab. Every error is one line that says what
to do, and ends with 1.
"""

import sys
from typing import get_args

import click

from standfast.cli.lab_drill import drill
from standfast.errors import LabError
from standfast.lab import machine, services, store
from standfast.lab.host import VIP, Daemon, Node
from standfast.lab.provision import SITE_NAME, VARIANTS, Variant
from standfast.lab.topology import NODES_MAX, NODES_MIN, Lab

_name_option = click.option("--name", default=store.DEFAULT_NAME, help="Which lab, if there are several.")


@click.group()
def lab() -> None:
    """Build the nginx pair out of hosts in namespaces, and break it.

    Needs root, or a kernel that allows user namespaces.
    """


lab.add_command(drill)


@lab.command()
@click.option("--nodes", type=click.IntRange(NODES_MIN, NODES_MAX), default=2, show_default=True)
@click.option("--daemon", type=click.Choice(get_args(Daemon)), default="standfast", show_default=True)
@click.option(
    "--config", "variant", type=click.Choice(VARIANTS), default="plain", show_default=True, help="Which of examples/."
)
@_name_option
def up(nodes: int, daemon: Daemon, variant: Variant, name: str) -> None:
    """Build a lab and leave it running."""
    if store.load(name) is not None:
        raise LabError(f"the lab is up already: 'standfast lab status{_option(name)}' shows it, 'down' ends it")
    machine.require_programs([daemon])
    machine.obtain_rights()
    built = Lab.build(nodes=nodes, daemon=daemon, name=name, variant=variant)
    try:
        holder = built.wait_for_holder()
        store.keep(built)
    except BaseException:
        built.close()
        raise
    _explain(built, holder, _option(name))


@lab.command()
@_name_option
def down(name: str) -> None:
    """End the lab; nothing is left behind."""
    click.echo("The lab is down." if store.take_down(name) else "No lab is up: nothing to do.")


@lab.command(context_settings={"allow_interspersed_args": False})
@_name_option
@click.argument("host")
@click.argument("command", nargs=-1)
def shell(name: str, host: str, command: tuple[str, ...]) -> None:
    """Open a shell in HOST, or run COMMAND there."""
    there = _attach(name).host(host)
    sys.stdout.flush()
    there.become(*(command or ("bash", "--norc")))


@lab.command()
@_name_option
def status(name: str) -> None:
    """Show the hosts, who holds the VIP, and what runs where."""
    shown = _attach(name)
    rows = [("HOST", "ADDRESS", "VIP", "DAEMON", "NGINX")]
    for host in shown.hosts:
        nginx = "running" if host.pids("nginx") else "-"
        if isinstance(host, Node):
            running = "running" if services.daemon_pids(host) else "stopped"
            held = "held" if host.holds_vip() else "-"
            rows.append((host.name, host.address, held, f"{host.daemon} {running}", nginx.replace("-", "stopped")))
        else:
            rows.append((host.name, shown.address_of(host) or "-", "-", "-", nginx))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    click.echo(f"The VIP is {VIP}, {SITE_NAME}.")


def _attach(name: str) -> Lab:
    record = store.load(name)
    if record is None:
        raise LabError(f"no lab is up: start one with 'standfast lab up{_option(name)}'")
    machine.join_rights_of(record.keeper.pid)
    return store.attach(name, record)


def _option(name: str) -> str:
    return "" if name == store.DEFAULT_NAME else f" --name {name}"


def _explain(built: Lab, holder: Node, option: str) -> None:
    names = ", ".join(host.name for host in built.hosts)
    click.echo(f"The lab is up: {names}. {holder.name} holds the VIP {VIP}.")
    shell_there = f"standfast lab shell{option}"
    for command, meaning in (
        (f"{shell_there} client", "a shell at the client"),
        (f"{shell_there} client curl -s http://{SITE_NAME}/", "which node answers (needs curl)"),
        (f"{shell_there} {holder.name} pkill -o {holder.daemon}", "stop the daemon, and ask again"),
        (f"standfast lab status{option}", "who holds the VIP, what runs where"),
        (f"standfast lab down{option}", "end it; nothing is left behind"),
    ):
        click.echo(f"  {command:<58}  {meaning}")
