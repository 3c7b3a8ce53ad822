"""The checkers of a real server.

Rules: frozen; a field has the name of its keyword, with `_ns` where it is a duration in nanoseconds; every default
is filled in, and None means that there is none. What most checkers have in common stands in the two bases.
"""

from dataclasses import dataclass

from standfast.model.values import Command, Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """What a checker that asks again and again has: how often, and how long it waits."""

    retry: int | None
    delay_before_retry_ns: int | None
    warmup_ns: int | None
    delay_loop_ns: int | None
    alpha: bool | None
    log_all_failures: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connecting(Repeated):
    """What a checker that connects to the server has besides: where from and where to."""

    connect_ip: str | None
    connect_port: int | None
    bindto: str | None
    bind_if: str | None
    bind_port: int | None
    fwmark: int | None
    connect_timeout_ns: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Url:
    """One `url` of HTTP_GET or SSL_GET."""

    path: str
    digest: str | None
    status_code: tuple[str, ...]
    virtualhost: str | None
    regex: str | None
    regex_no_match: bool
    regex_options: tuple[str, ...]
    regex_min_offset: int | None
    regex_max_offset: int | None
    regex_stack: tuple[str, ...]
    tls_compliant: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpHost(Connecting):
    """One `host` of SMTP_CHECK, the old form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpGet(Connecting):
    """One `HTTP_GET`."""

    urls: tuple[Url, ...]
    nb_get_retry: int | None
    virtualhost: str | None
    http_protocol: str
    enable_sni: bool
    sni_name: str | None
    fast_recovery: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SslGet(HttpGet):
    """One `SSL_GET`."""

    tls_compliant: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TcpCheck(Connecting):
    """One `TCP_CHECK`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpCheck(Connecting):
    """One `SMTP_CHECK`."""

    hosts: tuple[SmtpHost, ...]
    helo_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsCheck(Connecting):
    """One `DNS_CHECK`."""

    type: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MiscCheck(Repeated):
    """One `MISC_CHECK`."""

    misc_path: Command | None
    misc_timeout_ns: int | None
    misc_dynamic: bool
    user: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BfdCheck:
    """One `BFD_CHECK`."""

    name: str | None
    alpha: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UdpCheck(Connecting):
    """One `UDP_CHECK`."""

    payload: tuple[str, ...]
    require_reply: tuple[str, ...]
    min_reply_length: int
    max_reply_length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PingCheck(Connecting):
    """One `PING_CHECK`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCheck:
    """One `FILE_CHECK`."""

    track_file: str | None
    weight: Weight


Checker = Repeated | BfdCheck | FileCheck
