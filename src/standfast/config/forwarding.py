"""`lvs_method NAT|DR|TUN [type ipip|gue port N|gre [nocsum|csum|remcsum]]` -> model.virtual_server.Forwarding.

keepalived's rules: an unknown method, or one whose options do not fit, leaves what holds without the line; GUE needs
a port, the others have none; IPIP has no checksum, and GRE none of the remote kind.

Rule of this file: no I/O; words in, a complete value out.
"""

from dataclasses import replace

from standfast.config.diagnostics import Report
from standfast.config.lexer import Token
from standfast.config.parser import Statement
from standfast.model.virtual_server import Forwarding, ForwardingMethod, TunnelChecksum, TunnelKind

_METHODS = {method.value: method for method in ForwardingMethod}
_TUNNELS = {kind.value: kind for kind in TunnelKind}
_CHECKSUMS = {checksum.value: checksum for checksum in TunnelChecksum}
_ALLOWED = {
    TunnelKind.IPIP: (TunnelChecksum.NONE,),
    TunnelKind.GRE: (TunnelChecksum.NONE, TunnelChecksum.PLAIN),
    TunnelKind.GUE: tuple(TunnelChecksum),
}
_PORT_MAX = 65_535
_FORM = "write NAT, DR or TUN [type ipip|gue port N|gre [nocsum|csum|remcsum]]"


def read_forwarding(statement: Statement | None, inherited: Forwarding, report: Report) -> Forwarding:
    """Read a line, or return what holds without it."""
    if statement is None:
        return inherited
    first, *words = statement.arguments
    method = _METHODS.get(first.text)
    if method is None:
        return _passed_over(first, inherited, report)
    forwarding = Forwarding(method)
    while words:
        word = words.pop(0)
        if word.text == "type" and words and words[0].text in _TUNNELS:
            forwarding = replace(forwarding, tunnel=_TUNNELS[words.pop(0).text])
        elif word.text == "port" and words and _is_port(words[0].text):
            forwarding = replace(forwarding, tunnel_port=int(words.pop(0).text))
        elif word.text in _CHECKSUMS:
            forwarding = replace(forwarding, tunnel_checksum=_CHECKSUMS[word.text])
        else:
            return _passed_over(word, inherited, report)
    needs_port = forwarding.tunnel is TunnelKind.GUE
    if needs_port is (forwarding.tunnel_port is None):
        return _passed_over(first, inherited, report)
    if forwarding.tunnel_checksum not in _ALLOWED[forwarding.tunnel]:
        return _passed_over(first, inherited, report)
    return forwarding


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text[:6]) <= _PORT_MAX


def _passed_over(word: Token, inherited: Forwarding, report: Report) -> Forwarding:
    report.warning(
        word.at, "bad-value", f"'{word.text}' does not fit here, so {inherited.method.value} is used", _FORM
    )
    return inherited
