"""The language server as an editor talks to it: messages over pipes."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls", reason="the extra lsp is not installed")

TEXT = 'vrrp_instance VI_1 {\n# 権\U0001f600\nvirtual_router_id 51 "\U0001f600" bogus\npriority 999\n}\n'


class Editor:
    """A small client: requests with an answer, notifications without."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self._number = 0
        self.notified: list[dict[str, Any]] = []

    def send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        length = 0
        assert self.process.poll() is None, "the server has ended"
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message = json.loads(self.process.stdout.read(length))
        assert isinstance(message, dict)
        return message

    def ask(self, method: str, params: object) -> Any:  # noqa: ANN401
        self._number += 1
        self.send({"id": self._number, "method": method, "params": params})
        while (message := self.receive()).get("id") != self._number:
            self.notified.append(message)
        assert "error" not in message, message
        return message["result"]

    def tell(self, method: str, params: object) -> None:
        self.send({"method": method, "params": params})

    def diagnostics(self) -> list[dict[str, Any]]:
        """Wait for the next list of diagnostics."""
        waiting = iter(self.notified)
        while (message := next(waiting, None) or self.receive()).get("method") != "textDocument/publishDiagnostics":
            pass
        self.notified.clear()
        found = message["params"]["diagnostics"]
        assert isinstance(found, list)
        return found


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[tuple[Editor, dict[str, str]]]:
    command = [sys.executable, "-m", "standfast", "lsp"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            client = Editor(process)
            client.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
            client.tell("initialized", {})
            uri = (tmp_path / "keepalived.conf").as_uri()
            document = {"uri": uri, "languageId": "keepalived", "version": 1, "text": TEXT}
            client.tell("textDocument/didOpen", {"textDocument": document})
            yield client, {"uri": uri}
            client.ask("shutdown", None)
            client.tell("exit", None)
            assert process.wait(10) == 0
        finally:
            process.kill()


def test_an_editor_at_work(editor: tuple[Editor, dict[str, str]]) -> None:
    client, document = editor
    found = {entry["code"]: entry for entry in client.diagnostics()}
    assert found["bad-value"]["range"]["start"] == {"line": 3, "character": 9}
    assert found["bad-value"]["range"]["end"] == {"line": 3, "character": 12}
    assert "999" in found["bad-value"]["message"]

    said = client.ask("textDocument/hover", {"textDocument": document, "position": {"line": 3, "character": 3}})
    assert "1 to 255" in said["contents"]["value"]
    proposed = client.ask(
        "textDocument/completion", {"textDocument": document, "position": {"line": 4, "character": 0}}
    )
    assert {"priority", "advert_int"} <= {item["label"] for item in proposed["items"]}

    options = {"tabSize": 4, "insertSpaces": True}
    edits = client.ask("textDocument/formatting", {"textDocument": document, "options": options})
    assert edits[0]["newText"].startswith("vrrp_instance VI_1 {\n    # 権\U0001f600\n    virtual_router_id 51")

    client.tell(
        "textDocument/didChange",
        {
            "textDocument": {"uri": document["uri"], "version": 2},
            "contentChanges": [{"text": TEXT.replace("999", "99")}],
        },
    )
    assert "bad-value" not in {entry["code"] for entry in client.diagnostics()}
    client.tell("textDocument/didClose", {"textDocument": document})
    assert client.diagnostics() == []


def test_an_editor_can_let_a_mistake_be_mended(editor: tuple[Editor, dict[str, str]]) -> None:
    client, document = editor
    text = TEXT.replace("priority 999", "prioritty 99")
    client.tell(
        "textDocument/didChange",
        {"textDocument": {"uri": document["uri"], "version": 2}, "contentChanges": [{"text": text}]},
    )
    line = {"start": {"line": 3, "character": 0}, "end": {"line": 3, "character": 1}}
    actions = client.ask(
        "textDocument/codeAction", {"textDocument": document, "range": line, "context": {"diagnostics": []}}
    )
    (edit,) = actions[0]["edit"]["changes"][document["uri"]]
    assert edit["newText"] == "priority"
    assert edit["range"] == {"start": {"line": 3, "character": 0}, "end": {"line": 3, "character": 9}}


def test_columns_are_utf16_units(editor: tuple[Editor, dict[str, str]]) -> None:
    client, _ = editor
    surplus = [entry for entry in client.diagnostics() if entry["range"]["start"]["line"] == 2]
    assert surplus[0]["range"]["start"]["character"] in (21, 26)
