"""
The events by which EventBridge tells of a training job: "SageMaker Training Job State Change".

The ``detail`` of an event has the members of DescribeTrainingJob's answer, and differs in two
things: points in time are milliseconds since 1970, as numbers or as texts, and tags come as an
object. SageMaker may send several events for one change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, cast

from sagemaker_train.errors import WireError
from sagemaker_train.interop.shapes import shapes
from sagemaker_train.interop.writing import wire_of
from sagemaker_train.models.responses import DescribeTrainingJobResponse
from sagemaker_train.schema import Model

DETAIL_TYPE: Final = "SageMaker Training Job State Change"
SOURCE: Final = "aws.sagemaker"

# Between the year 5138 in seconds and the year 1973 in milliseconds.
_MILLISECONDS: Final = 1e11


def from_event(event: Mapping[str, Any]) -> DescribeTrainingJobResponse:
    """
    Read the job of an event, as a Lambda function or a queue receives it.

    Args:
        event: The whole event, with ``detail-type`` and ``detail``.

    Returns:
        The job. Members that Describe does not have, such as ``Tags``, are in its
        ``unknown_members``; members that the event does not have are ``None``.

    Raises:
        WireError: It is another event, or a value has another type than its member; names the path.

    Example:
        >>> def handler(event, context):
        ...     job = from_event(event)
        ...     if job.training_job_status == "Failed":
        ...         print(job.training_job_name, job.failure_reason)
    """
    from sagemaker_train.transport.codec import from_wire

    if event.get("detail-type") != DETAIL_TYPE:
        raise WireError(f"expected an event of the type {DETAIL_TYPE!r}", ("detail-type",))
    detail = event.get("detail")
    if not isinstance(detail, Mapping):
        raise WireError("expected an object with the members of the job", ("detail",))
    members = cast("Mapping[str, Any]", detail)
    try:
        seconds = _in_seconds(DescribeTrainingJobResponse, members)
        return from_wire(DescribeTrainingJobResponse, cast("dict[str, Any]", seconds))
    except WireError as error:
        raise WireError(error.problem, ("detail", *error.path)) from None


def to_event(
    job: DescribeTrainingJobResponse, *, event_id: str = "00000000-0000-0000-0000-000000000000"
) -> dict[str, Any]:
    """
    Write a job as an event, to try out what handles such events.

    Args:
        job: The job; its ARN says the account and the region of the event.
        event_id: The ``id`` of the event.

    Raises:
        TypeError: It is no answer of DescribeTrainingJob.
    """
    detail = wire_of(job, DescribeTrainingJobResponse)
    arn = job.training_job_arn or ""
    region, account = (*arn.split(":"), "", "", "", "", "")[3:5]
    moment = job.last_modified_time or job.creation_time or datetime.fromtimestamp(0, UTC)
    return {
        "version": "0",
        "id": event_id,
        "detail-type": DETAIL_TYPE,
        "source": SOURCE,
        "account": account,
        "time": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "region": region,
        "resources": [arn],
        "detail": _in_milliseconds(job, detail),
    }


def _in_seconds(cls: type[Model], value: Any) -> object:
    """
    Give a structure, or a list of structures, with its points in time in seconds.
    """
    if isinstance(value, (list, tuple)):
        return [_in_seconds(cls, item) for item in cast("Sequence[object]", value)]
    if not isinstance(value, Mapping):
        return value
    members = dict(cast("Mapping[str, Any]", value))
    for name, shape in shapes(cls).items():
        member = members.get(name)
        if shape.kind is datetime:
            members[name] = _seconds(member)
        elif shape.structure is not None and shape.container is not Mapping:
            members[name] = _in_seconds(shape.structure, member)
    return members


def _seconds(moment: object) -> object:
    if isinstance(moment, str) and moment.isascii() and moment.isdigit() and len(moment) < 20:
        moment = int(moment)
    if isinstance(moment, (int, float)) and not isinstance(moment, bool):
        return moment / 1000 if moment >= _MILLISECONDS else moment
    return moment


def _in_milliseconds(model: Model, wire: dict[str, Any]) -> dict[str, Any]:
    """
    Give a structure with its points in time in milliseconds.
    """
    for attribute, name in model.WIRE_NAMES.items():
        member = getattr(model, attribute)
        if isinstance(member, datetime):
            wire[name] = round(member.timestamp() * 1000)
        elif isinstance(member, Model):
            _in_milliseconds(member, wire[name])
        elif isinstance(member, tuple):
            for item, item_wire in zip(cast("tuple[object, ...]", member), wire[name], strict=True):
                if isinstance(item, Model):
                    _in_milliseconds(item, item_wire)
    return wire
