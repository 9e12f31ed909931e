"""
Input files of the AWS CLI: ``aws sagemaker create-training-job --cli-input-json file://job.json``.
"""

from __future__ import annotations

from sagemaker_train.interop.documents import Form, one_request, requests_in_source
from sagemaker_train.interop.sources import Language
from sagemaker_train.interop.writing import settled_wire_of, text_of
from sagemaker_train.models.creation import CreateTrainingJobRequest


def to_cli_input(request: CreateTrainingJobRequest, language: Language = "json") -> str:
    """
    Write a request as a file for ``--cli-input-json`` or ``--cli-input-yaml``.

    Args:
        request: The request.
        language: ``json`` or ``yaml``; YAML needs PyYAML.

    Raises:
        TypeError: It is no request; call ``build`` on a builder.
        WireError: Something is left to run time, which only a state of Step Functions may do; all
            such places are told.
        ValueError: There is no such language.
        ConfigurationError: YAML, without PyYAML.
    """
    return text_of(settled_wire_of(request), language)


def from_cli_input(text: str, language: Language = "json") -> CreateTrainingJobRequest:
    """
    Read a file for ``--cli-input-json`` or ``--cli-input-yaml``.

    Raises:
        WireError: The text is not JSON or YAML that every tool reads alike, holds no request or
            several, or a value has another type than its member; names line and path.
        ValueError: There is no such language.
        ConfigurationError: YAML, without PyYAML.
    """
    found = requests_in_source(text, language)
    return one_request([each for each in found if each.located.form is Form.REQUEST])
