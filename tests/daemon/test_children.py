"""The supervisor's children, seen from the supervisor: what a fork gives back, whatever happens in it."""

import os
import pickle
import re
import select
import signal
import socket
from pathlib import Path

import pytest

from daemons import configuration
from in_child import in_child
from netlab import INTERFACE
from standfast.daemon import config_process
from standfast.daemon.children import Router, keep_configuration, read_configuration
from standfast.daemon.configuration_source import ConfigurationSource
from standfast.daemon.exit_codes import EXIT_CONFIGURATION, EXIT_INTERNAL, EXIT_STOPPED
from standfast.daemon.link import READY
from standfast.daemon.log import LogWriter
from standfast.model.node import Node

Answer = tuple[int, bytes]


def read_in_child(path: Path, log_path: Path) -> Answer:
    """What read_configuration returns, its log in a file."""

    def read() -> Answer:
        os.dup2(os.open(log_path, os.O_WRONLY | os.O_CREAT), 2)
        return read_configuration(ConfigurationSource(str(path)), LogWriter())

    return in_child(read)


def test_a_model_of_any_size_is_handed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "if_nameindex", lambda: [(1, "lo"), (2, INTERFACE)])
    config = tmp_path / "keepalived.conf"
    addresses = "\n".join(f"10.0.{number}.1" for number in range(250))
    texts = (
        configuration(100, addresses=addresses.replace("10.", f"{vrid}."))
        .replace("VI_1", f"VI_{vrid}")
        .replace("virtual_router_id 51", f"virtual_router_id {vrid}")
        for vrid in range(10, 40)
    )
    config.write_text("\n".join(texts))
    code, data = read_in_child(config, tmp_path / "log")
    assert code == EXIT_STOPPED, (tmp_path / "log").read_text()
    assert len(data) > 1 << 16, "more than a pipe holds"
    node = pickle.loads(data)
    assert isinstance(node, Node)
    assert len(node.virtual_routers) == 30


def test_a_refusal_is_an_exit_code_and_a_line(tmp_path: Path) -> None:
    code, data = read_in_child(tmp_path / "none.conf", tmp_path / "log")
    assert (code, data) == (EXIT_CONFIGURATION, b"")
    assert "none.conf" in (tmp_path / "log").read_text()


def test_an_error_of_the_code_ends_the_child_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> int:
        raise RuntimeError("a mistake")

    monkeypatch.setattr(config_process, "write_configuration", broken)
    code, data = read_in_child(tmp_path / "keepalived.conf", tmp_path / "log")
    assert (code, data) == (EXIT_INTERNAL, b"")
    text = (tmp_path / "log").read_text()
    assert re.search(r"internal error in process \d+", text)
    assert "RuntimeError: a mistake" in text


@pytest.mark.root
def test_a_router_tells_that_it_runs_and_can_be_ended(tmp_path: Path) -> None:
    def life() -> tuple[bool, int | None]:
        poll = select.poll()
        router = Router(keep_configuration(pickle.dumps(Node("node", ()))), str(tmp_path), LogWriter())
        router.register(poll)
        messages: list[bytes] = []
        while READY not in messages and poll.poll(10_000):
            messages += router.messages()
        alive_before = router.collect() is None
        router.signal(signal.SIGTERM)
        code = None
        while code is None and poll.poll(10_000):
            router.messages()
            code = router.collect()
        # To signal one that has ended is nothing.
        router.signal(signal.SIGTERM)
        router.close(poll)
        return alive_before, code

    assert in_child(life) == (True, EXIT_STOPPED)
