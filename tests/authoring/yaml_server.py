"""A small client of yaml-language-server over its standard input and output: what an editor does, without the editor."""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from absent_parts import skip_or_fail
from msgspec import Struct, field

SETTINGS = {
    "validate": True,
    "hover": True,
    "completion": True,
    "yamlVersion": "1.2",
    "schemaStore": {"enable": False},
    "kubernetesCRDStore": {"enable": False},
}
WAIT = 15.0


class YamlServer(Struct):
    """A running server, the answers it gave, and the diagnostics it published by file."""

    process: subprocess.Popen[bytes]
    folder: Path
    arrived: queue.Queue[dict[str, Any]] = field(default_factory=queue.Queue)
    diagnostics: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    last: int = 0

    def problems(self, file: str, text: str | None = None) -> list[tuple[int, str]]:
        """The line (from 1) and message of everything the server marks in a file, or in a text in its place."""
        uri = self._open(file, text)
        while uri not in self.diagnostics:
            self._take()
        return [(d["range"]["start"]["line"] + 1, d["message"]) for d in self.diagnostics[uri]]

    def completions(self, file: str, text: str) -> dict[str, dict[str, Any]]:
        """What is offered at the mark `|` in a text, by label."""
        line, column, whole = _at_mark(text)
        uri = self._open(file, whole)
        asked = {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}
        found = self._ask("textDocument/completion", asked)
        return {item["label"]: item for item in (found or {}).get("items", [])}

    def hover(self, file: str, text: str) -> str:
        """What is shown over the word at the mark `|` in a text."""
        line, column, whole = _at_mark(text)
        uri = self._open(file, whole)
        asked = {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}
        found = self._ask("textDocument/hover", asked)
        return str(found["contents"]["value"]) if found else ""

    def start(self) -> None:
        """Introduce the editor, and wait until the server is ready."""
        threading.Thread(target=self._listen, daemon=True).start()
        capabilities = {
            "workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}},
            "textDocument": {
                "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
                "hover": {"contentFormat": ["markdown"]},
                "publishDiagnostics": {},
            },
        }
        root = self.folder.as_uri()
        self._ask("initialize", {"processId": None, "rootUri": root, "capabilities": capabilities,
                                 "workspaceFolders": [{"uri": root, "name": "workspace"}]})  # fmt: skip
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": {"yaml": SETTINGS}})

    def _open(self, file: str, text: str | None) -> str:
        path = self.folder / file
        uri = path.as_uri()
        whole = path.read_text(encoding="utf-8") if text is None else text
        self.diagnostics.pop(uri, None)
        version = self.versions[uri] = self.versions.get(uri, 0) + 1
        if version == 1:
            document = {"uri": uri, "languageId": "yaml", "version": version, "text": whole}
            self._tell("textDocument/didOpen", {"textDocument": document})
        else:
            changed = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": whole}]}
            self._tell("textDocument/didChange", changed)
        return uri

    def _ask(self, method: str, params: object) -> Any:
        self.last += 1
        asked = self.last
        self._send({"jsonrpc": "2.0", "id": asked, "method": method, "params": params})
        while True:
            message = self._take()
            if message.get("id") == asked and "method" not in message:
                assert "error" not in message, message
                return message.get("result")

    def _tell(self, method: str, params: object) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def _send(self, message: object) -> None:
        assert self.process.stdin is not None
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _take(self) -> dict[str, Any]:
        """The next message; the server's own questions are answered, its diagnostics kept."""
        message = self.arrived.get(timeout=WAIT)
        match message.get("method"):
            case "workspace/configuration":
                known = {"yaml": SETTINGS, "[yaml]": {"editor.tabSize": 2}, "editor": {"detectIndentation": False}}
                result = [known.get(item["section"], {}) for item in message["params"]["items"]]
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": result})
            case "textDocument/publishDiagnostics":
                self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
            case str() if "id" in message:
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": None})
        return message

    def _listen(self) -> None:
        assert self.process.stdout is not None
        while (message := _read(self.process.stdout)) is not None:
            self.arrived.put(message)


@contextmanager
def yaml_server(folder: Path) -> Iterator[YamlServer]:
    """A server on a folder, ended afterwards; the test is skipped where there is none."""
    command = shutil.which("yaml-language-server")
    if command is None:
        skip_or_fail("yaml-language-server is absent (npm install --global yaml-language-server)")
    assert command is not None
    with subprocess.Popen([command, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as process:  # fmt: skip
        try:
            server = YamlServer(process, folder)
            server.start()
            yield server
        finally:
            process.kill()


def _read(stream: IO[bytes]) -> dict[str, Any] | None:
    length = 0
    while line := stream.readline().strip():
        if line.lower().startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    read: dict[str, Any] | None = json.loads(stream.read(length)) if length else None
    return read


def _at_mark(text: str) -> tuple[int, int, str]:
    before, _, after = text.partition("|")
    return before.count("\n"), len(before.rpartition("\n")[2]), before + after
