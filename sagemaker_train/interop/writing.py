"""
What everything that writes a request shares: its members in AWS's names, and a text of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from sagemaker_train.checks.placeholders import placeholders
from sagemaker_train.errors import WireError
from sagemaker_train.interop.sources import Language, refuse
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.schema import Model

LEFT_TO_RUN_TIME: Final = (
    "is left to run time, which only a state of Step Functions may do; give the value, or write a "
    "state"
)


def wire_of(model: Model, cls: type[Model] = CreateTrainingJobRequest) -> dict[str, Any]:
    """
    Write a model in AWS's names.

    Args:
        model: What is to be written.
        cls: What it has to be.

    Raises:
        TypeError: It is something else, such as a builder.
    """
    from sagemaker_train.transport.codec import to_wire

    if not isinstance(model, cls):
        raise TypeError(
            f"a {cls.__name__} is needed, not {type(model).__name__}; call .build() on a builder"
        )
    return to_wire(model)


def settled_wire_of(request: CreateTrainingJobRequest) -> dict[str, Any]:
    """
    Write a request in AWS's names for a tool that has nothing left to run time.

    Raises:
        TypeError: It is something else, such as a builder.
        WireError: Something is left to run time; all such places are told.
    """
    wire = wire_of(request)
    refuse([WireError(LEFT_TO_RUN_TIME, path) for path in placeholders(wire)])
    return wire


def text_of(value: Mapping[str, Any], language: Language) -> str:
    """
    Write a JSON object as the text of a file.

    Raises:
        ValueError: There is no such language.
        ConfigurationError: YAML, without PyYAML.
    """
    match language:
        case "json":
            return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        case "yaml":
            from sagemaker_train.interop.yaml_source import dump_yaml

            return dump_yaml(value)
        case _:
            raise ValueError(f"language must be 'json' or 'yaml', found {language!r}")
