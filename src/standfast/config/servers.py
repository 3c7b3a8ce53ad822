"""virtual_server, virtual_server_group and SSL -> model.virtual_server, with every checker.

keepalived's rules: what a real server does not say is taken from its virtual server, what a checker does not say from
its real server; without `protocol` it is UDP, which nobody wants; a port of 0 needs persistence.

Rule of this file: no I/O; nothing here is balanced, so nothing here is refused: the block as a whole is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from standfast.config.addresses import fault_of, parse_address
from standfast.config.diagnostics import Report
from standfast.config.forms import same_family
from standfast.config.forwarding import read_forwarding
from standfast.config.keywords_checker import CHECKERS, HOST, URL
from standfast.config.keywords_server import REAL_SERVER, SSL, VIRTUAL_SERVER
from standfast.config.list_lines import port_number
from standfast.config.parser import Statement
from standfast.config.sections import Section, first_of_each_name
from standfast.config.service_rules import report_order, report_quorum, report_service
from standfast.config.services import address_of, read_endpoint, read_entry, read_service
from standfast.model import checker as checkers
from standfast.model.checker import Checker, SmtpHost, Url
from standfast.model.virtual_server import (
    AddressRange,
    Endpoint,
    Forwarding,
    ForwardingMethod,
    Mark,
    RealServer,
    SslKeys,
    VirtualServer,
    VirtualServerGroup,
)
from standfast.units import NS_PER_S

Values = Mapping[str, object]
_CHECKER_TYPES: dict[str, Callable[..., Checker]] = {
    "HTTP_GET": checkers.HttpGet,
    "SSL_GET": checkers.SslGet,
    "TCP_CHECK": checkers.TcpCheck,
    "SMTP_CHECK": checkers.SmtpCheck,
    "DNS_CHECK": checkers.DnsCheck,
    "MISC_CHECK": checkers.MiscCheck,
    "BFD_CHECK": checkers.BfdCheck,
    "UDP_CHECK": checkers.UdpCheck,
    "PING_CHECK": checkers.PingCheck,
    "FILE_CHECK": checkers.FileCheck,
}
_READ_HERE = ("sorry_server", "lb_kind", "lvs_method", "sorry_server_lvs_method")
_RETRY = {"MISC_CHECK": 0, "DNS_CHECK": 3}
_DELAY_BEFORE_RETRY_NS = {"HTTP_GET": 3 * NS_PER_S, "SSL_GET": 3 * NS_PER_S}


def read_virtual_servers(root: Section, settings: Values, report: Report) -> tuple[VirtualServer, ...]:
    """Read every `virtual_server`. `settings` are the fields of global_defs."""
    found = (_virtual_server(statement, settings, report) for statement in root.all(VIRTUAL_SERVER))
    return tuple(server for server in found if server is not None)


def read_virtual_server_groups(root: Section, report: Report) -> tuple[VirtualServerGroup, ...]:
    """Read every `virtual_server_group`."""
    return tuple(
        VirtualServerGroup(statement.arguments[0].text, _entries(statement, report))
        for statement in first_of_each_name(root, "virtual_server_group", report)
    )


def _entries(group: Statement, report: Report) -> tuple[AddressRange | Mark, ...]:
    found = (read_entry(item, report) for item in group.block or ())
    return tuple(entry for entry in found if entry is not None)


def read_ssl(root: Section, report: Report) -> SslKeys | None:
    """Read the block `SSL`, if there is one."""
    block = root.last(SSL)
    make: Callable[..., SslKeys] = SslKeys
    return make(**Section(SSL, block.block or [], report).values()) if block is not None else None


def _virtual_server(statement: Statement, settings: Values, report: Report) -> VirtualServer | None:
    """Read one, or return None, with a report, if what it serves cannot be read."""
    section = Section(VIRTUAL_SERVER, statement.block or [], report)
    service = read_service(statement, report)
    if service is None:
        return None
    if section.last("protocol") is None and not isinstance(service, Mark):
        report.warning(
            statement.at, "protocol-by-default",
            f"'{statement.title}' names no protocol, so it serves UDP, as with keepalived", "write 'protocol TCP'",
        )  # fmt: skip
    protocol = section.last("protocol")
    if protocol is not None and isinstance(service, Mark):
        report.warning(
            protocol.at, "contradiction", "a service by mark has no protocol, so it is ignored", "remove it"
        )
    values = _in_one_spelling(section, section.values(without=_READ_HERE, around=(settings,)), report)
    sorry = section.last("sorry_server")
    values["sorry_server"] = read_endpoint(sorry.arguments, report) if sorry else None
    report_order(section, report)
    report_service(statement, section, service, values, report)
    around = (values, settings)
    servers = tuple(_real_server(s, around, report) for s in section.all(REAL_SERVER))
    if not servers and not sorry:
        report.warning(statement.at, "no-real-server", f"'{statement.title}' has no real_server", "add one")
    else:
        _report_defaults(statement, section, report)
        if servers:
            report_quorum(statement, section, servers, values, report)
    if isinstance(service, Endpoint):
        servers = _with_one_port(service, servers, section, report)
    make: Callable[..., VirtualServer] = VirtualServer
    return make(**(values | {"service": service, "real_servers": servers}))


def _report_defaults(statement: Statement, section: Section, report: Report) -> None:
    """Report what keepalived decides by itself."""
    for keywords, default in ((("lb_algo", "lvs_sched"), "wlc"), (("lb_kind", "lvs_method"), "NAT")):
        if all(section.last(keyword) is None for keyword in keywords):
            report.warning(
                statement.at, "service-by-default",
                f"'{statement.title}' has no '{keywords[0]}', so it is {default}, as with keepalived",
                f"write '{keywords[0]} {default}' if that is meant",
            )  # fmt: skip


def _with_one_port(
    service: Endpoint, servers: tuple[RealServer, ...], section: Section, report: Report
) -> tuple[RealServer, ...]:
    """Only NAT can change the port; of other methods that of the virtual server counts."""
    port = service.port
    made = []
    for server, statement in zip(servers, section.all(REAL_SERVER), strict=True):
        is_nat = server.lvs_method.method is ForwardingMethod.NAT
        differs = port and server.port and server.port != port and not is_nat
        if differs:
            report.warning(
                statement.at, "contradiction",
                f"without NAT a real server has the port of the service, so {server.port} is ignored",
                f"write {port}, or 'lb_kind NAT'",
            )  # fmt: skip
        made.append(replace(server, port=port) if differs else server)
    return tuple(made)


def _in_one_spelling(section: Section, values: dict[str, object], report: Report) -> dict[str, object]:
    """Two spellings of one keyword have one value, that of the newer one if it is written."""
    scheduler = values.pop("lb_algo")
    if section.last("lvs_sched") is None:
        values["lvs_sched"] = scheduler
    method = read_forwarding(section.last("lvs_method") or section.last("lb_kind"), Forwarding(), report)
    del values["lb_kind"]
    values["lvs_method"] = method
    values["sorry_server_lvs_method"] = read_forwarding(section.last("sorry_server_lvs_method"), method, report)
    return values


def _real_server(statement: Statement, around: Sequence[Values], report: Report) -> RealServer:
    word, *rest = statement.arguments
    address = address_of(word, report)
    if parse_address(address) is None:
        report.warning(word.at, fault_of(address), f"'{word.text}' is not the address of a host", "correct it")
    section = Section(REAL_SERVER, statement.block or [], report)
    values = section.values(without=_READ_HERE, around=around)
    inherited = around[0]["lvs_method"]
    assert isinstance(inherited, Forwarding)
    values["lvs_method"] = read_forwarding(section.last("lvs_method"), inherited, report)
    found = tuple(
        _checker(name, block, address, (values, *around), report)
        for name in CHECKERS
        for block in section.all(name)
    )
    make: Callable[..., RealServer] = RealServer
    port = port_number(rest[0], report) if rest else 0
    return make(**(values | {"address": address, "port": port, "checkers": found}))


def _checker(
    name: str, statement: Statement, address: str, around: Sequence[Values], report: Report
) -> Checker:
    """Read one checker of the real server at `address`."""
    section = Section(name, statement.block or [], report)
    values = section.values(around=(*around, _own_defaults(name)))
    own = section.last("bindto")
    if own is not None and not same_family(values["bindto"], values["connect_ip"] or address):
        report.warning(own.at, "contradiction", "a connection cannot begin in another address family, so 'bindto' is"
                       " ignored", "write an address of the family of the server")  # fmt: skip
        values["bindto"] = None
    if name == "DNS_CHECK" and values["delay_before_retry_ns"] is None:
        values["delay_before_retry_ns"] = values["delay_loop_ns"]
    if name in ("HTTP_GET", "SSL_GET"):
        make_url: Callable[..., Url] = Url
        values["urls"] = tuple(
            make_url(**Section(URL, url.block or [], report).values(around=(values,)))
            for url in section.all("url")
        )
        if not values["urls"]:
            report.warning(
                statement.at, "missing-keyword", f"'{name}' has no url, so it is left out", "add 'url { }'"
            )
    if name == "SMTP_CHECK":
        make_host: Callable[..., SmtpHost] = SmtpHost
        values["hosts"] = tuple(
            make_host(**Section(HOST, host.block or [], report).values(around=(values, *around)))
            for host in section.all("host")
        )
    for keyword in ("misc_path", "track_file"):
        if keyword in values and values[keyword] is None:
            report.warning(statement.at, "missing-keyword", f"'{name}' has no '{keyword}', so it is left out",
                           f"add a '{keyword}' line")  # fmt: skip
    return _CHECKER_TYPES[name](**values)


def _own_defaults(name: str) -> Values:
    """What holds for a kind of checker if neither it nor a server around it says anything."""
    delay_ns = None if name == "DNS_CHECK" else _DELAY_BEFORE_RETRY_NS.get(name, NS_PER_S)
    return {"retry": _RETRY.get(name, 1), "delay_before_retry_ns": delay_ns}
