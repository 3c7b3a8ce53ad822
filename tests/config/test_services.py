"""What a virtual server serves, and the lines of a virtual_server_group."""

import pytest

from config_texts import configuration, diagnostics, instance
from standfast.model.configuration import Configuration
from standfast.model.virtual_server import AddressRange, Endpoint, GroupOfServices, Mark, Service

INSIDE = "lb_algo rr\nlb_kind NAT\nreal_server 10.0.0.2 80 {\n}\n"


def read(text: str) -> Configuration:
    return configuration(text + instance())


@pytest.mark.parametrize(
    ("words", "service"),
    [
        ("10.0.0.1 80", Endpoint("10.0.0.1", 80)),
        ("10.0.0.1", Endpoint("10.0.0.1", 0)),
        ("2001:db8::1 443", Endpoint("2001:db8::1", 443)),
        ("fwmark 7", Mark(7)),
        ("group G", GroupOfServices("G")),
    ],
)
def test_what_a_virtual_server_serves(words: str, service: Service) -> None:
    (server,) = read(f"virtual_server {words} {{\n{INSIDE}}}\n").virtual_servers
    assert server.service == service


@pytest.mark.parametrize("words", ["10.0.0.300 80", "10.0.0.1 x", "10.0.0.1 70000", "fwmark x"])
def test_a_service_that_cannot_be_read_is_left_out_with_a_word(words: str) -> None:
    text = f"virtual_server {words} {{\n{INSIDE}}}\n"
    assert read(text).virtual_servers == ()
    assert any("is left out" in found.message for found in diagnostics(text + instance()))


@pytest.mark.parametrize("word", ["fwmark", "group"])
def test_a_service_without_its_number_or_name_is_an_error(word: str) -> None:
    codes = [found.code for found in diagnostics(f"virtual_server {word} {{\n{INSIDE}}}\n" + instance())]
    assert "missing-argument" in codes


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("10.0.0.1 80", AddressRange("10.0.0.1", None, 80)),
        ("10.0.0.1-9 80", AddressRange("10.0.0.1", 9, 80)),
        ("2001:db8::1-ff 80", AddressRange("2001:db8::1", 255, 80)),
        ("fwmark 7", Mark(7)),
        ("fwmark 7 inet6", Mark(7, "inet6")),
    ],
)
def test_the_lines_of_a_group(line: str, entry: AddressRange | Mark) -> None:
    (group,) = read(f"virtual_server_group G {{\n{line}\n}}\n").virtual_server_groups
    assert group.entries == (entry,)


@pytest.mark.parametrize(
    "line",
    [
        "10.0.0.300 80", "nonsense", "fwmark x", "10.0.0.1 x", "10.0.0.1-300 80", "10.0.0.9-1 80", "10.0.0.1-x 80",
        "10.0.0.1 70000", "fwmark 7 8", "2001:db8::1-ffff1 80",
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_left_out_with_a_word(line: str) -> None:
    text = f"virtual_server_group G {{\n{line}\n}}\n"
    assert read(text).virtual_server_groups[0].entries == ()
    told = [found.line for found in diagnostics(text + instance()) if "the line is left out" in found.message]
    assert told == [2]


@pytest.mark.parametrize("words", ["xx", "10.0.0.1 x", "10.0.0.1 70000", "2001:db8::1 80"])
def test_a_server_of_last_resort_that_cannot_serve(words: str) -> None:
    text = f"virtual_server 10.0.0.1 80 {{\nprotocol TCP\n{INSIDE}sorry_server {words}\n}}\n"
    (server,) = read(text).virtual_servers
    assert server.sorry_server is None
    assert any("left out" in found.message for found in diagnostics(text + instance()))
