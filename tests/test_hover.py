"""
What an editor shows when the mouse rests on a name: pyright's language server is asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

import pytest

ROOT = Path(__file__).parent.parent
PATIENCE = 120.0
"""Seconds that the language server may take for everything."""
SHOWN = {
    # Methods: what they take, what they do, what they raise.
    "smt.TrainingJobBuilder": ["Immutable: every method returns a new builder."],
    "smt.TrainingJobBuilder('a').spot": ["max_wait: Duration", "Train on spot", "Example:"],
    "smt.TrainingJobBuilder('a').input": ["s3_uri: str", "Adds; a channel of the same name"],
    "smt.Client('a').submit": ["-> TrainingJob", "ConstraintError: The request breaks rules"],
    "smt.Client('a').job('a').wait": ["timeout: float | timedelta", "TrainingJobFailedError"],
    "smt.AsyncClient('a').submit": [
        "AsyncTrainingJob",
        "ConstraintError: The request breaks rules",
    ],
    "smt.AsyncClient('a').job('a').wait": ["timeout: float | timedelta", "TrainingJobFailedError"],
    "smt.async_wait_all": ["progress: As for", "TrainingJobsError: Some did not complete"],
    "smt.check": ["policy: Policy | None", "Args:"],
    # Attributes of models: AWS's words, then the limits in words.
    "request.training_job_name": ["The name of the training job.", "1 to 63 characters."],
    "request.hyper_parameters": ["Algorithm-specific parameters", "At most 100 entries."],
    "request.stopping_condition": ["StoppingCondition | None", "how long"],
    "smt.models.StoppingCondition().max_runtime_in_seconds": ["in seconds", "At least 1."],
    "smt.Channel": ["A channel is a named input source", "channel_name"],
    # Attributes of errors, and members of our own enums.
    "error.request_id": ["str | None", "What AWS Support asks for."],
    "smt.Severity.WARNING": ["The request goes on; the finding is told"],
    "smt.testing.Fault.RESET": ["The connection is reset (RST)"],
    # Members of AWS's enums, which AWS does not explain one by one.
    "smt.TrainingInputMode.FAST_FILE": ["TrainingInputMode.FAST_FILE"],
    "smt.TrainingInputMode": ["The training input mode that the algorithm supports."],
}
"""Expressions, and pieces of what is shown for the last name in them."""


class LanguageServer:
    """
    A language server on pipes: JSON-RPC messages behind a header with their length.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._incoming = cast("IO[bytes]", process.stdout)
        self._outgoing = cast("IO[bytes]", process.stdin)
        self._calls = 0

    def tell(self, method: str, params: object, **identity: int) -> None:
        """
        Send a notification; with ``id``, a request.
        """
        message = {"jsonrpc": "2.0", "method": method, "params": params, **identity}
        self._send(message)

    def ask(self, method: str, params: object) -> Any:
        """
        Send a request and give the answer, while answering what the server asks in between.
        """
        self._calls += 1
        self.tell(method, params, id=self._calls)
        while True:
            message = self._received()
            if "method" not in message and message["id"] == self._calls:
                return message["result"]
            if "method" in message and "id" in message:  # it asks for settings: there are none
                wanted = message["params"].get("items", []) if message["params"] else []
                answer: object = [{} for _ in wanted] if wanted else None
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": answer})

    def _send(self, message: object) -> None:
        body = json.dumps(message).encode()
        self._outgoing.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._outgoing.flush()

    def _received(self) -> dict[str, Any]:
        length = 0
        while line := self._incoming.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the language server ended"
        return cast("dict[str, Any]", json.loads(self._incoming.read(length)))


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    """
    A language server that has this repository open.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "pyright.langserver", "--stdio"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT,
    ) as process:  # fmt: skip
        watch = threading.Timer(PATIENCE, process.kill)  # so that its silence is a failure
        watch.daemon = True
        watch.start()
        server = LanguageServer(process)
        folder = {"uri": ROOT.as_uri(), "name": ROOT.name}
        server.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": folder["uri"],
                "workspaceFolders": [folder],
                "capabilities": {
                    "textDocument": {"hover": {"contentFormat": ["markdown"]}},
                    "workspace": {"configuration": True},
                },
            },
        )
        server.tell("initialized", {})
        yield server
        server.ask("shutdown", None)
        server.tell("exit", None)
        watch.cancel()


def test_editors_show_the_documentation(server: LanguageServer) -> None:
    """
    Resting on a method, an attribute or a member shows its type and its documentation.
    """
    beginning = [
        "import sagemaker_train as smt",
        "def function(request: smt.CreateTrainingJobRequest, error: smt.ApiError) -> None:",
    ]
    text = "\n".join([*beginning, *(f"    {expression}" for expression in SHOWN)])
    uri = (ROOT / "hovered.py").as_uri()
    document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
    server.tell("textDocument/didOpen", {"textDocument": document})
    missing: dict[str, tuple[list[str], str]] = {}
    for line, (expression, pieces) in enumerate(SHOWN.items(), len(beginning)):
        position = {"line": line, "character": 4 + len(expression) - 1}
        params = {"textDocument": {"uri": uri}, "position": position}
        answer = server.ask("textDocument/hover", params)
        shown = " ".join(answer["contents"]["value"].replace("&nbsp;", " ").split())
        if absent := [piece for piece in pieces if piece not in shown]:
            missing[expression] = (absent, shown)
    assert missing == {}
