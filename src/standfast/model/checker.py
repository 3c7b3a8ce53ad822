"""The checkers of a real server.

Rules: frozen; a field has the name of its keyword, with `_ns` where it is a duration in nanoseconds; every default
is filled in, and None means that there is none.
"""

from dataclasses import dataclass

from standfast.model.values import Command, Weight


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class SmtpHost:
    """One `host` of SMTP_CHECK, the old form."""

    connect_ip: str | None
    connect_port: int | None
    bindto: str | None
    bind_if: str | None
    bind_port: int | None
    fwmark: int | None
    connect_timeout_ns: int | None
    retry: int | None
    delay_before_retry_ns: int | None
    warmup_ns: int | None
    delay_loop_ns: int | None
    alpha: bool | None
    log_all_failures: bool | None


@dataclass(frozen=True, slots=True)
class HttpGet:
    """One `HTTP_GET`."""

    urls: tuple[Url, ...]
    nb_get_retry: int | None
    virtualhost: str | None
    http_protocol: str
    enable_sni: bool
    sni_name: str | None
    fast_recovery: bool
    connect_ip: str | None
    connect_port: int | None
    bindto: str | None
    bind_if: str | None
    bind_port: int | None
    fwmark: int | None
    connect_timeout_ns: int | None
    retry: int | None
    delay_before_retry_ns: int | None
    warmup_ns: int | None
    delay_loop_ns: int | None
    alpha: bool | None
    log_all_failures: bool | None


@dataclass(frozen=True, slots=True)
class SslGet:
    """One `SSL_GET`."""

    urls: tuple[Url, ...]
    nb_get_retry: int | None
    virtualhost: str | None
    http_protocol: str
    enable_sni: bool
    sni_name: str | None
    fast_recovery: bool
    tls_compliant: bool
    connect_ip: str | None
    connect_port: int | None
    bindto: str | None
    bind_if: str | None
    bind_port: int | None
    fwmark: int | None
    connect_timeout_ns: int | None
    retry: int | None
    delay_before_retry_ns: int | None
    warmup_ns: int | None
    delay_loop_ns: int | None
    alpha: bool | None
    log_all_failures: bool | None


@dataclass(frozen=True, slots=True)
class TcpCheck:
    """One `TCP_CHECK`."""

    connect_ip: str | None
    connect_port: int | None
    bindto: str | None
    bind_if: str | None
    bind_port: int | None
    fwmark: int | None
    connect_timeout_ns: int | None
    retry: int | None
    delay_before_retry_ns: int | None
    warmup_ns: int | None
    delay_loop_ns: int | None
    alpha: bool | None
    log_all_failures: bool | None


@dataclass(frozen=True, slots=True)
class SmtpCheck:
    """One `SMTP_CHECK`."""

    hosts: tuple[SmtpHost, ...]
    helo_name: str
    connect_ip: str | None
    connect_port: int | None
    bindto: str | None
    bind_if: str | None
    bind_port: int | None
    fwmark: int | None
    connect_timeout_ns: int | None
    retry: int | None
    delay_before_retry_ns: int | None
    warmup_ns: int | None
    delay_loop_ns: int | None
    alpha: bool | None
    log_all_failures: bool | None


@dataclass(frozen=True, slots=True)
class DnsCheck:
    """One `DNS_CHECK`."""

    type: str
    name: str
    connect_ip: str | None
    connect_port: int | None
    bindto: str | None
    bind_if: str | None
    bind_port: int | None
    fwmark: int | None
    connect_timeout_ns: int | None
    retry: int | None
    delay_before_retry_ns: int | None
    warmup_ns: int | None
    delay_loop_ns: int | None
    alpha: bool | None
    log_all_failures: bool | None


@dataclass(frozen=True, slots=True)
class MiscCheck:
    """One `MISC_CHECK`."""

    misc_path: Command | None
    misc_timeout_ns: int | None
    misc_dynamic: bool
    user: tuple[str, ...]
    retry: int | None
    delay_before_retry_ns: int | None
    warmup_ns: int | None
    delay_loop_ns: int | None
    alpha: bool | None
    log_all_failures: bool | None


@dataclass(frozen=True, slots=True)
class BfdCheck:
    """One `BFD_CHECK`."""

    name: str | None
    alpha: bool


@dataclass(frozen=True, slots=True)
class UdpCheck:
    """One `UDP_CHECK`."""

    payload: tuple[str, ...]
    require_reply: tuple[str, ...]
    min_reply_length: int
    max_reply_length: int
    connect_ip: str | None
    connect_port: int | None
    bindto: str | None
    bind_if: str | None
    bind_port: int | None
    fwmark: int | None
    connect_timeout_ns: int | None
    retry: int | None
    delay_before_retry_ns: int | None
    warmup_ns: int | None
    delay_loop_ns: int | None
    alpha: bool | None
    log_all_failures: bool | None


@dataclass(frozen=True, slots=True)
class PingCheck:
    """One `PING_CHECK`."""

    connect_ip: str | None
    connect_port: int | None
    bindto: str | None
    bind_if: str | None
    bind_port: int | None
    fwmark: int | None
    connect_timeout_ns: int | None
    retry: int | None
    delay_before_retry_ns: int | None
    warmup_ns: int | None
    delay_loop_ns: int | None
    alpha: bool | None
    log_all_failures: bool | None


@dataclass(frozen=True, slots=True)
class FileCheck:
    """One `FILE_CHECK`."""

    track_file: str | None
    weight: Weight


Checker = (
    HttpGet
    | SslGet
    | TcpCheck
    | SmtpCheck
    | DnsCheck
    | MiscCheck
    | BfdCheck
    | UdpCheck
    | PingCheck
    | FileCheck
)
