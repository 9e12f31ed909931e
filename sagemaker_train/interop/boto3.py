"""
What boto3 takes and gives: keyword arguments, and answers with ``datetime`` objects.

boto3 itself is not needed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from sagemaker_train.interop.writing import settled_wire_of, wire_of
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.schema import Model

ModelT = TypeVar("ModelT", bound=Model)


def to_boto3(model: Model) -> dict[str, Any]:
    """
    Write a request as keyword arguments for boto3, or an answer as boto3 would give it.

    Args:
        model: The request of any operation, or any answer.

    Returns:
        Members by AWS's names; points in time are ``datetime`` objects with a time zone.

    Raises:
        TypeError: It is no model; call ``build`` on a builder.
        WireError: A request leaves something to run time, which only a state of Step Functions may
            do; all such places are told.

    Example:
        >>> boto3.client("sagemaker").create_training_job(**to_boto3(request))
    """
    if isinstance(model, CreateTrainingJobRequest):
        wire = settled_wire_of(model)
    else:
        wire = wire_of(model, Model)
    _restore(model, wire)
    return wire


def from_boto3(cls: type[ModelT], mapping: Mapping[str, Any]) -> ModelT:
    """
    Read keyword arguments for boto3, or an answer of it, as a model.

    ``ResponseMetadata``, which botocore adds to every answer, is left out. Points in time are put
    into UTC.

    Args:
        cls: What it is, such as ``DescribeTrainingJobResponse``.
        mapping: Keyword arguments or an answer.

    Raises:
        WireError: A value has another type than its member; names the path.

    Example:
        >>> described = boto3.client("sagemaker").describe_training_job(TrainingJobName="mnist-1")
        >>> from_boto3(DescribeTrainingJobResponse, described).training_job_status
    """
    from sagemaker_train.transport.codec import from_wire

    members = {name: value for name, value in mapping.items() if name != "ResponseMetadata"}
    return from_wire(cls, cast("dict[str, Any]", _in_utc(members)))


def _restore(value: object, wire: Any) -> None:
    """
    Put back what JSON has no form for: points in time, and numbers that are none.
    """
    for step, member in _members(value):
        is_lost = isinstance(member, datetime)
        if is_lost or (isinstance(member, float) and not math.isfinite(member)):
            wire[step] = member
        elif member is not None:
            _restore(member, wire[step])


def _members(value: object) -> Sequence[tuple[str | int, object]]:
    match value:
        case Model():
            names = value.WIRE_NAMES.items()
            return [(name, getattr(value, attribute)) for attribute, name in names]
        case Mapping():
            return list(cast("Mapping[str, object]", value).items())
        case tuple():
            return list(enumerate(cast("tuple[object, ...]", value)))
        case _:
            return ()


def _in_utc(value: object) -> object:
    match value:
        case datetime() if value.tzinfo is not None:
            return value.astimezone(UTC)
        case Mapping():
            members = cast("Mapping[str, object]", value).items()
            return {name: _in_utc(member) for name, member in members}
        case list() | tuple():
            return [_in_utc(item) for item in cast("Sequence[object]", value)]
        case _:
            return value
