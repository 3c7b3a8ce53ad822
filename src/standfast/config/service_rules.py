"""What contradicts itself in a virtual_server: options of another scheduler, too high a quorum, words without sense.

keepalived's rules: a flag of a scheduler counts only below the line that names the scheduler; `sorry_server_inhibit`
only below `sorry_server`; a port of 0 needs persistence; one-packet scheduling needs UDP; the quorum is at most the
weight of all real servers, and the hysteresis is less than the quorum.

Rule of this file: no I/O; it reports, and returns the numbers that hold.
"""

from collections.abc import Iterable

from standfast.config.diagnostics import Report
from standfast.config.forms import same_family
from standfast.config.parser import Statement
from standfast.config.sections import Section
from standfast.model.virtual_server import Endpoint, RealServer, Service
from standfast.units import NS_PER_S

_HASHING = ("sh", "mh")
_FLAGS = ("hashed", "sh-port", "sh-fallback", "mh-port", "mh-fallback")
_LAST_RESORT = ("sorry_server_inhibit", "sorry_server_lvs_method")
_PERSISTENCE_S = 360


def report_order(section: Section, report: Report) -> None:
    """Report what counts only below another line."""
    for name in _FLAGS:
        for statement in section.all(name):
            scheduler = _above(statement, (*section.all("lb_algo"), *section.all("lvs_sched")))
            if scheduler not in _HASHING:
                report.warning(
                    statement.at, "contradiction",
                    f"'{name}' without 'lb_algo sh' or 'lb_algo mh' above it is ignored",
                    "write it below such a line, or remove it",
                )  # fmt: skip
    for name in _LAST_RESORT:
        for statement in section.all(name):
            if not _above(statement, section.all("sorry_server")):
                report.warning(statement.at, "contradiction", f"'{name}' without 'sorry_server' above it is ignored",
                               "write it below 'sorry_server', or remove it")  # fmt: skip


def _above(statement: Statement, others: Iterable[Statement]) -> str:
    """Return the value of the last of some lines above a line, or "" if there is none."""
    lines = sorted((other for other in others if other.at < statement.at), key=lambda other: other.at)
    return lines[-1].arguments[0].text if lines and lines[-1].arguments else ""


def report_service(
    statement: Statement, section: Section, service: Service, values: dict[str, object], report: Report
) -> None:
    """Report what does not go with the protocol or the port."""
    ops = section.last("ops")
    if ops is not None and values["protocol"] != "UDP":
        report.warning(ops.at, "contradiction", "'ops' needs 'protocol UDP', so it is ignored", "remove it")
        values["ops"] = False
    if isinstance(service, Endpoint) and service.port == 0 and section.last("persistence_timeout") is None:
        report.warning(
            statement.at, "contradiction",
            f"'{statement.title}' means all ports, which needs persistence, so it gets {_PERSISTENCE_S} s of it",
            "name a port, or write 'persistence_timeout'",
        )  # fmt: skip
        values["persistence_timeout_ns"] = _PERSISTENCE_S * NS_PER_S
    sorry, line = values["sorry_server"], section.last("sorry_server")
    if not isinstance(service, Endpoint) or not isinstance(sorry, Endpoint) or line is None:
        return
    if not same_family(service.address, sorry.address):
        report.warning(line.at, "contradiction", "a server of the other address family cannot serve in its place, so"
                       " it is left out", "name a server of the same family")  # fmt: skip
        values["sorry_server"] = None


def report_quorum(
    statement: Statement, section: Section, servers: Iterable[RealServer], values: dict[str, object], report: Report
) -> None:
    """Report a quorum or a hysteresis that cannot be reached, and lower it."""
    total = sum(server.weight or 0 for server in servers)
    quorum, hysteresis = values["quorum"], values["hysteresis"]
    assert isinstance(quorum, int)
    assert isinstance(hysteresis, int)
    if quorum > total:
        at = (section.last("quorum") or statement).at
        report.warning(
            at, "contradiction", f"the quorum {quorum} is more than the weight of all real servers, so it is {total}",
            "lower the quorum, or add weight",
        )  # fmt: skip
        values["quorum"] = quorum = total
    if hysteresis and hysteresis >= quorum:
        at = (section.last("hysteresis") or statement).at
        report.warning(at, "contradiction", f"the hysteresis {hysteresis} is not less than the quorum, so it is 0",
                       "lower it")  # fmt: skip
        values["hysteresis"] = 0
