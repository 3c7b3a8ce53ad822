"""`standfast keepalived`: keepalived's own command line, and what a symbolic link of that name runs.

Rules: every option of keepalived 2.2.7 is taken, in all its spellings (getopt_long(3)); one that has no meaning here
is logged at the start. A file is read as keepalived reads it (`--lenient`).
"""

import getopt
import sys
from dataclasses import dataclass

import click

from standfast import __version__
from standfast.cli.run import DEFAULT_CONFIG, DEFAULT_RUN_DIRECTORY
from standfast.cli.start import start_daemon
from standfast.daemon.settings import KEEPALIVED, DaemonSettings

EXIT_WRONG_USE = 1
PID_PATH, ROUTER_PID_PATH = "/run/keepalived.pid", "/run/vrrp.pid"
_LOG_PATH = "/tmp/keepalived.log"
_SIGNALS = {"STOP": 15, "RELOAD": 1, "DATA": 10, "STATS": 12, "STATS_CLEAR": 63, "JSON": 36}
_NO_MEANING = "has no meaning for standfast and is ignored"


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its letter ("" if none), its long name, its argument ("" if none), and what it does.

    `ignored` says why it does nothing here.
    """

    letter: str
    name: str
    argument: str
    effect: str
    ignored: str = ""


OPTIONS = (
    Option("f", "use-file", "FILE", f"read this configuration; {DEFAULT_CONFIG} otherwise"),
    Option("P", "vrrp", "", "run VRRP only, which is what standfast does"),
    Option("C", "check", "", "run health checks only", "standfast balances nothing"),
    Option("B", "no_bfd", "", "run no BFD", _NO_MEANING),
    Option("", "all", "", "run all processes", _NO_MEANING),
    Option("l", "log-console", "", "log to the terminal too"),
    Option("D", "log-detail", "", "log in detail"),
    Option("S", "log-facility", "0-7|local0-7|user|daemon", "the facility of syslog"),
    Option("g", "log-file", "[FILE]", f"log to this file too; {_LOG_PATH} if none is named"),
    Option("", "flush-log-file", "", "write each line to the file at once", "each line is written at once anyway"),
    Option("G", "no-syslog", "", "do not log to syslog"),
    Option("X", "release-vips", "", "remove the addresses at a stop", "that is always done"),
    Option("V", "dont-release-vrrp", "", "leave the addresses at a stop", "standfast leaves no address behind"),
    Option("I", "dont-release-ipvs", "", "leave IPVS as it is at a stop", "standfast balances nothing"),
    Option("R", "dont-respawn", "", "end when the VRRP process ends"),
    Option("n", "dont-fork", "", "stay in the foreground"),
    Option("d", "dump-conf", "", "log the configuration at the start"),
    Option("p", "pid", "FILE", f"the parent's pid file; {PID_PATH} otherwise"),
    Option("r", "vrrp_pid", "FILE", f"the VRRP process's pid file; {ROUTER_PID_PATH} otherwise"),
    Option("c", "checkers_pid", "FILE", "pid file of the checkers", "there is no such process"),
    Option("b", "bfd_pid", "FILE", "pid file of BFD", "BFD runs in the VRRP process"),
    Option("T", "genhash", "", "make a hash of a page", "use `curl URL | md5sum`"),
    Option("a", "address-monitoring", "", "log each address that comes or goes", _NO_MEANING),
    Option("s", "namespace", "NAME", "run in this network namespace"),
    Option("e", "all-config", "", "every included file must exist"),
    Option("i", "config-id", "ID", "which `@ID` lines of the configuration count; the host's name otherwise"),
    Option("x", "snmp", "", "SNMP", "standfast has no SNMP"),
    Option("A", "snmp-agent-socket", "FILE", "SNMP", "standfast has no SNMP"),
    Option("u", "umask", "MASK", "rights that new files do not have"),
    Option("m", "core-dump", "", "dump core", _NO_MEANING),
    Option("M", "core-dump-pattern", "PATTERN", "name of core dumps", _NO_MEANING),
    Option("", "signum", "STOP|RELOAD|DATA|STATS|STATS_CLEAR|JSON", "print the number of a signal"),
    Option("t", "config-test", "[LOG_FILE]", "check the configuration and end"),
    Option("", "perf", "[all|run|end]", "performance", _NO_MEANING),
    Option("", "debug", "[...]", "debugging", _NO_MEANING),
    Option("", "no-mem-check", "", "memory", _NO_MEANING),
    Option("", "ignore-sigint", "", "do not stop at SIGINT", _NO_MEANING),
    Option("L", "mem-check-log", "", "memory", _NO_MEANING),
    Option("O", "openssl-mem-check", "", "memory", _NO_MEANING),
    Option("v", "version", "", "print the version"),
    Option("h", "help", "", "print this"),
)
_LETTERS_WITH_OPTIONAL = {"-t": "config-test", "-g": "log-file"}
_FACILITIES = {*(f"local{n}" for n in range(8)), "user", "daemon"}


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []}, add_help_option=False,
    options_metavar="[KEEPALIVED'S OPTIONS]",
)  # fmt: skip
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="")
def keepalived(words: tuple[str, ...]) -> None:
    """Run as keepalived would, with its command line.

    It goes to the background unless told not to (-n), is called keepalived, and writes /run/keepalived.pid.
    `standfast keepalived -h` lists the options.
    """
    run_as_keepalived(list(words), [KEEPALIVED, *words])


def run_as_keepalived(words: list[str], shown: list[str]) -> None:
    """Carry out a command line of keepalived's, without the program's name; `ps` will show `shown`."""
    try:
        chosen = parse(words)
    except getopt.GetoptError as error:
        click.echo(f"{error.msg}; keepalived -h lists the options", err=True)
        sys.exit(EXIT_WRONG_USE)
    if "help" in chosen:
        click.echo(help_text())
    elif "version" in chosen:
        click.echo(f"Keepalived as standfast {__version__} runs it, compatible with v2.2.7", err=True)
    elif "signum" in chosen:
        _print_signal(chosen["signum"])
    elif "config-test" in chosen:
        sys.exit(_test(chosen))
    else:
        start_daemon(settings_of(chosen), shown)


def parse(words: list[str]) -> dict[str, str]:
    """Return the options by long name, each with its argument. Raises getopt.GetoptError."""
    # getopt knows no optional arguments, which are always written without a space.
    plain, optional = [], {}
    for word in words:
        if word[:2] in _LETTERS_WITH_OPTIONAL and len(word) > 2:
            optional[_LETTERS_WITH_OPTIONAL[word[:2]]] = word[2:]
        elif word.startswith(("--config-test=", "--log-file=", "--perf=", "--debug=")):
            name, _, value = word[2:].partition("=")
            optional[name] = value
        else:
            plain.append(word)
    takes = {option.name for option in OPTIONS if option.argument and option.argument[0] != "["}
    letters = "".join(o.letter + (":" if o.name in takes else "") for o in OPTIONS if o.letter)
    names = [option.name + ("=" if option.name in takes else "") for option in OPTIONS]
    found, rest = getopt.gnu_getopt(plain, letters, names)
    if rest:
        raise getopt.GetoptError(f"Unexpected argument '{rest[0]}'")
    by_letter = {f"-{option.letter}": option.name for option in OPTIONS}
    return {by_letter.get(name, name.lstrip("-")): value for name, value in found} | optional


def settings_of(chosen: dict[str, str]) -> DaemonSettings:
    """Return how the daemon is to run. Ends the program if an argument is none."""
    settings = DaemonSettings(chosen.get("use-file", DEFAULT_CONFIG), DEFAULT_RUN_DIRECTORY)
    settings.name = KEEPALIVED
    settings.lenient = settings.without_virtual_servers = True
    settings.background = "dont-fork" not in chosen
    settings.log_to_console = "log-console" in chosen
    settings.log_to_syslog = "no-syslog" not in chosen
    settings.log_in_detail = "log-detail" in chosen
    settings.log_path = (chosen["log-file"] or _LOG_PATH) if "log-file" in chosen else ""
    settings.syslog_facility = _facility(chosen.get("log-facility", "daemon"))
    settings.pid_path = chosen.get("pid", PID_PATH)
    settings.router_pid_path = chosen.get("vrrp_pid", ROUTER_PID_PATH)
    settings.network_namespace = chosen.get("namespace", "")
    settings.includes_must_exist = "all-config" in chosen
    settings.config_id = chosen.get("config-id", "")
    settings.respawns = "dont-respawn" not in chosen
    settings.dumps_configuration = "dump-conf" in chosen
    settings.umask = _umask(chosen.get("umask"))
    ignored = [option for option in OPTIONS if option.name in chosen and option.ignored]
    settings.messages = "\n".join(f"--{option.name}: {option.ignored}" for option in ignored)
    return settings


def help_text() -> str:
    """Return the list of options."""
    lines = ["Usage: keepalived [OPTION...], carried out by standfast"]
    for option in OPTIONS:
        letter = f"-{option.letter}, " if option.letter else "    "
        name = f"--{option.name}" + (f"={option.argument}" if option.argument else "")
        effect = f"{option.effect} ({option.ignored})" if option.ignored else option.effect
        lines.append(f"  {letter}{name:<28} {effect}")
    return "\n".join(lines)


def _test(chosen: dict[str, str]) -> int:
    """Check the file as `keepalived -t` does; return its exit code."""
    from standfast.cli.check import check

    path = chosen["config-test"]
    words = ["--keepalived", chosen.get("use-file", DEFAULT_CONFIG)]
    with open(path or "/dev/stderr", "a", encoding="utf-8") as report:  # noqa: PTH123
        sys.stdout = report
        try:
            check.main(words, prog_name="keepalived")
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else EXIT_WRONG_USE
        finally:
            sys.stdout = sys.__stdout__


def _print_signal(name: str) -> None:
    if name not in _SIGNALS:
        click.echo(f"Unknown signal '{name}'; one of {', '.join(_SIGNALS)}", err=True)
        sys.exit(EXIT_WRONG_USE)
    click.echo(str(_SIGNALS[name]))


def _facility(text: str) -> str:
    name = f"local{text}" if text.isdigit() else text.lower()
    if name not in _FACILITIES:
        click.echo(f"Unknown log facility '{text}'; 0 to 7, local0 to local7, user or daemon", err=True)
        sys.exit(EXIT_WRONG_USE)
    return name


def _umask(text: str | None) -> int:
    if text is None:
        return -1
    try:
        mask = int(text, 8 if text.startswith("0") and not text.lower().startswith("0x") else 0)
    except ValueError:
        mask = -1
    if not 0 <= mask <= 0o777:
        click.echo(f"'{text}' is no umask; write one such as 0177", err=True)
        sys.exit(EXIT_WRONG_USE)
    return mask
