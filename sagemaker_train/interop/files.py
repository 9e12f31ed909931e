"""
Requests in files: the only part of `interop` that touches a disk.
"""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path

from sagemaker_train.errors import ConfigurationError, WireError
from sagemaker_train.interop.aws_cli import to_cli_input
from sagemaker_train.interop.documents import Form, InText, one_request, requests_in_source
from sagemaker_train.interop.kubernetes import to_manifest
from sagemaker_train.interop.sources import Language, language_of
from sagemaker_train.interop.step_functions import to_state
from sagemaker_train.interop.writing import text_of
from sagemaker_train.models.creation import CreateTrainingJobRequest


def read(path: str | PathLike[str]) -> CreateTrainingJobRequest:
    """
    Read the request in a file.

    The file is JSON or YAML by its name, and is recognised by its content: AWS's names (boto3's
    keyword arguments, the AWS CLI's input), a state or a state machine of Step Functions, an ACK
    manifest. YAML needs PyYAML: ``pip install 'sagemaker-train-client[yaml]'``. A bare word that
    YAML's versions read differently, such as ``no`` or ``010``, is refused, never guessed.

    Raises:
        OSError: The file cannot be read.
        WireError: It holds no request or several, what tools read differently (all of it is told),
            or a value of another type than its member; names file, line and path.
        ConfigurationError: It is YAML, and PyYAML is missing.

    Example:
        >>> client.create_training_job(read("jobs/churn.yaml"))
    """
    name = fspath(path)
    try:
        return one_request(requests_in_text(Path(path).read_bytes(), name))
    except WireError as error:
        problem = f"{error.problem} (in {name})"
        raise WireError(problem, error.path, line=error.line) from None


def requests_in_text(text: bytes, name: str) -> list[InText]:
    """
    Find the requests in the content of a file.

    Args:
        text: The content, in UTF-8.
        name: The name of the file, by which its language is told.

    Raises:
        WireError: It is not JSON or YAML; names the line.
        ConfigurationError: It is YAML, and PyYAML is missing.
    """
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(text[: error.start + 1].splitlines())
        raise WireError("this is not text in UTF-8", line=line) from None
    return requests_in_source(decoded, language_of(name, decoded))


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
        TypeError: It is no request; call ``build`` on a builder.
        ValueError: There is no such form.
        OSError: The file cannot be written.
        ConfigurationError: Its name says no language, or says YAML and PyYAML is missing.
        WireError: A state leaves members to JSONPath and others to JSONata, or another form leaves
            any to run time; all of them are told.
    """
    suffix = fspath(path).lower().rpartition(".")[2]
    if suffix not in ("json", "yaml", "yml"):
        raise ConfigurationError(
            f"the name of the file says no language: {fspath(path)!r} does not end in .json, "
            ".yaml or .yml"
        )
    text = written(request, Form(form), "json" if suffix == "json" else "yaml")
    Path(path).write_bytes(text.encode())


def written(request: CreateTrainingJobRequest, form: Form, language: Language) -> str:
    """
    Write a request as the text of a file.
    """
    match form:
        case Form.REQUEST:
            return to_cli_input(request, language)
        case Form.STATE:
            return text_of(to_state(request), language)
        case Form.MANIFEST:
            return text_of(to_manifest(request), language)
