"""
Input files of the AWS CLI: ``aws sagemaker create-training-job --cli-input-json file://job.json``.
"""

from __future__ import annotations

import json

from sagemaker_train.errors import WireError
from sagemaker_train.interop.documents import Form, requests_in
from sagemaker_train.interop.sources import Language, parse
from sagemaker_train.models.requests import CreateTrainingJobRequest


def to_cli_input(request: CreateTrainingJobRequest, language: Language = "json") -> str:
    """
    Write a request as a file for ``--cli-input-json`` or ``--cli-input-yaml``.

    Args:
        request: The request.
        language: ``json`` or ``yaml``; YAML needs PyYAML.
    """
    from sagemaker_train.transport.codec import to_wire

    wire = to_wire(request)
    if language == "json":
        return json.dumps(wire, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    from sagemaker_train.interop.yaml_source import dump_yaml

    return dump_yaml(wire)


def from_cli_input(text: str, language: Language = "json") -> CreateTrainingJobRequest:
    """
    Read a file for ``--cli-input-json`` or ``--cli-input-yaml``.

    Raises:
        WireError: The text is not JSON or YAML that every tool reads alike, holds no request or
            several, or a value has another type than its member; names line and path.
    """
    found = [
        located
        for document in parse(text, language)
        for located in requests_in(document.value)
        if located.form is Form.REQUEST
    ]
    if len(found) != 1:
        raise WireError(f"expected one request for a training job, found {len(found)}")
    return found[0].request()
