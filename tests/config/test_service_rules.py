"""What contradicts itself in a virtual_server."""

import pytest

from config_texts import configuration, diagnostics, instance
from standfast.model.virtual_server import VirtualServer

REAL = "real_server 10.0.0.2 80 {\nweight 2\n}\n"


def text(lines: str, head: str = "10.0.0.1 80", above: str = "lb_algo rr") -> str:
    return f"virtual_server {head} {{\nprotocol TCP\n{above}\nlb_kind NAT\n{lines}\n{REAL}}}\n" + instance()


def server(written: str) -> VirtualServer:
    (only,) = configuration(written).virtual_servers
    return only


def contradictions(written: str) -> list[str]:
    return [found.message for found in diagnostics(written) if found.code == "contradiction"]


@pytest.mark.parametrize("flag", ["hashed", "sh-port", "sh-fallback", "mh-port", "mh-fallback"])
def test_a_flag_of_another_scheduler(flag: str) -> None:
    (message,) = contradictions(text(flag))
    assert flag in message
    assert contradictions(text(flag, above="lb_algo sh")) == []
    assert contradictions(text(f"{flag}\nlb_algo sh")) != [], "only what stands above it counts"


def test_words_about_the_last_resort_stand_below_it() -> None:
    assert contradictions(text("sorry_server_inhibit")) != []
    assert contradictions(text("sorry_server_inhibit\nsorry_server 10.0.0.9 80")) != []
    assert contradictions(text("sorry_server 10.0.0.9 80\nsorry_server_inhibit")) == []


def test_single_packets_need_udp() -> None:
    assert len(contradictions(text("ops"))) == 1
    assert server(text("ops")).ops is False


def test_all_ports_need_persistence() -> None:
    assert len(contradictions(text("", head="10.0.0.1 0"))) == 1
    assert server(text("", head="10.0.0.1 0")).persistence_timeout_ns == 360 * 10**9
    assert contradictions(text("persistence_timeout 5", head="10.0.0.1 0")) == []


def test_a_quorum_is_at_most_all_that_is_there() -> None:
    assert len(contradictions(text("quorum 3"))) == 1
    assert server(text("quorum 3")).quorum == 2
    assert contradictions(text("quorum 2")) == []


def test_a_hysteresis_is_less_than_the_quorum() -> None:
    assert len(contradictions(text("quorum 2\nhysteresis 2"))) == 1
    assert server(text("quorum 2\nhysteresis 2")).hysteresis == 0
    assert contradictions(text("quorum 2\nhysteresis 1")) == []
