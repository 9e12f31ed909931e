"""
Requests in files: the only part of `interop` that touches a disk.
"""

from __future__ import annotations

import json
from os import PathLike, fspath
from pathlib import Path
from typing import Any, NamedTuple

from sagemaker_train.errors import ConfigurationError, WireError
from sagemaker_train.interop.aws_cli import to_cli_input
from sagemaker_train.interop.documents import Form, Located, requests_in
from sagemaker_train.interop.kubernetes import to_manifest
from sagemaker_train.interop.sources import Document, language_of, parse
from sagemaker_train.interop.step_functions import to_state
from sagemaker_train.models.requests import CreateTrainingJobRequest


class InFile(NamedTuple):
    """
    A request in a file.
    """

    located: Located
    document: Document
    """The JSON value or the document of a YAML stream that holds it."""


def read(path: str | PathLike[str]) -> CreateTrainingJobRequest:
    """
    Read the request in a file.

    The file is JSON or YAML by its name, and is recognised by its content: AWS's names (boto3's
    keyword arguments, the AWS CLI's input), a state or a state machine of Step Functions, an ACK
    manifest. YAML needs PyYAML: ``pip install 'sagemaker-train-client[yaml]'``. A bare word that
    YAML's versions read differently, such as ``no`` or ``010``, is refused, never guessed.

    Raises:
        OSError: The file cannot be read.
        WireError: It holds no request or several, what tools read differently, or a value of
            another type than its member; names file, line and path.
        ConfigurationError: It is YAML, and PyYAML is missing.

    Example:
        >>> client.create_training_job(read("jobs/churn.yaml"))
    """
    name = fspath(path)
    try:
        found = requests_in_text(Path(path).read_bytes(), name)
        if len(found) != 1:
            raise WireError(f"expected one request for a training job, found {len(found)}")
        located, document = found[0]
        try:
            return located.request()
        except WireError as error:
            line = document.line(error.path)
            raise WireError(error.problem, error.path, line=line) from None
    except WireError as error:
        problem = f"{error.problem} (in {name})"
        raise WireError(problem, error.path, line=error.line) from None


def requests_in_text(text: bytes, name: str) -> list[InFile]:
    """
    Find the requests in the content of a file.

    Args:
        text: The content, in UTF-8.
        name: The name of the file, by which its language is told.

    Raises:
        WireError: It is not JSON or YAML that every tool reads alike; names line and path.
        ConfigurationError: It is YAML, and PyYAML is missing.
    """
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text[: error.start].count(b"\n") + 1
        raise WireError("this is not text in UTF-8", line=line) from None
    found: list[InFile] = []
    for document in parse(decoded, language_of(name, decoded)):
        try:
            found += [InFile(located, document) for located in requests_in(document.value)]
        except WireError as error:
            line = document.line(error.path)
            raise WireError(error.problem, error.path, line=line) from None
    return found


def write(
    request: CreateTrainingJobRequest, path: str | PathLike[str], form: Form | str = Form.REQUEST
) -> None:
    """
    Write a request to a file, in place of what it holds.

    Args:
        request: The request.
        path: The file, whose name ends in ``.json``, ``.yaml`` or ``.yml``.
        form: ``request`` (AWS's names, as the AWS CLI takes them), ``step-functions`` (a Task
            state) or ``ack`` (a Kubernetes manifest).

    Raises:
        OSError: The file cannot be written.
        ConfigurationError: Its name says no language, or says YAML and PyYAML is missing.
    """
    suffix = fspath(path).lower().rpartition(".")[2]
    if suffix not in ("json", "yaml", "yml"):
        raise ConfigurationError(
            f"the name of the file says no language: {fspath(path)!r} does not end in .json, "
            ".yaml or .yml"
        )
    text = written(request, Form(form), as_json=suffix == "json")
    Path(path).write_bytes(text.encode())


def written(request: CreateTrainingJobRequest, form: Form, *, as_json: bool) -> str:
    """
    Write a request as the text of a file.
    """
    if form is Form.REQUEST:
        return to_cli_input(request, "json" if as_json else "yaml")
    document: dict[str, Any]
    document = to_manifest(request) if form is Form.MANIFEST else to_state(request)
    if as_json:
        return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    from sagemaker_train.interop.yaml_source import dump_yaml

    return dump_yaml(document)
