"""
One call as a generator without I/O.

It yields what to send and is sent what came back, until it returns the answer or raises. Encoding,
retries, errors and decoding live on this side of the seam once, for sync and async alike;
``driver`` is the only part that touches a socket or a clock. To test it, feed it outcomes by hand.

Three operations change what exists and cannot simply be asked again once an answer was lost: the
second try meets what the first one did. They are settled by looking (Describe) before anything is
said to the caller.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

import attrs

from sagemaker_train.errors import (
    ApiError,
    InvalidResponseError,
    ResourceInUseError,
    ResourceNotFoundError,
    SageMakerTrainError,
)
from sagemaker_train.models.enums import TrainingJobStatus
from sagemaker_train.models.operations import (
    CREATE_TRAINING_JOB,
    DELETE_TRAINING_JOB,
    DESCRIBE_TRAINING_JOB,
    STOP_TRAINING_JOB,
)
from sagemaker_train.models.requests import (
    CreateTrainingJobRequest,
    DeleteTrainingJobRequest,
    DescribeTrainingJobRequest,
    StopTrainingJobRequest,
)
from sagemaker_train.schema import Model, Operation
from sagemaker_train.transport.answer import Failure
from sagemaker_train.transport.attempts import Caller, Exchange, attempts
from sagemaker_train.transport.codec import to_wire

if TYPE_CHECKING:
    from sagemaker_train.models.responses import (
        CreateTrainingJobResponse,
        DescribeTrainingJobResponse,
    )

RequestT = TypeVar("RequestT", bound=Model)
ResponseT = TypeVar("ResponseT")

LOOKS = 8
"""Attempts that a look at the job gets: more than a call, as the caller's belief hangs on it."""

LOOKS_PAST_A_PROXY = 2
"""Further looks when what answers is not the service, which a call would not repeat."""

TOLERANCE = 2.0
"""Seconds by which a job may seem older than the call that made it; ``Date`` has whole seconds."""


def exchange(
    operation: Operation[RequestT, ResponseT], request: RequestT, caller: Caller
) -> Exchange[ResponseT]:
    """
    Carry out one operation.

    Returns:
        What the service answered, or what it must have answered if its answer was lost.

    Raises:
        ApiError: The service refused, or failed more often than the retry policy allows.
        TransportError: No answer came, or something that is none.
    """
    started = time.time()
    result = yield from attempts(operation, request, caller)
    if not isinstance(result, Failure):
        return result
    settle = SETTLEMENTS.get(operation.name)
    if settle is None or not (result.carried_out or result.carried_out_earlier):
        raise result.error
    return cast(ResponseT, (yield from settle(request, result, caller, started)))


def _look(name: str, caller: Caller) -> Exchange[DescribeTrainingJobResponse | Failure]:
    """
    The job as the service describes it, or the failure.
    """
    retry = attrs.evolve(caller.retry, max_attempts=max(LOOKS, caller.retry.max_attempts))
    request = DescribeTrainingJobRequest(training_job_name=name)
    patient = attrs.evolve(caller, retry=retry)
    found = yield from attempts(DESCRIBE_TRAINING_JOB, request, patient)
    for _ in range(LOOKS_PAST_A_PROXY):
        if not isinstance(found, Failure) or not isinstance(found.error, InvalidResponseError):
            break
        found = yield from attempts(DESCRIBE_TRAINING_JOB, request, patient)
    return found


def _gone(found: object) -> bool:
    return isinstance(found, Failure) and isinstance(found.error, ResourceNotFoundError)


def _unknown(failure: Failure, found: Failure, doubt: str) -> SageMakerTrainError:
    """
    The error of a call of which nobody could find out what became of it.
    """
    # That a name is taken would say that the job is another's, which is just what is not known.
    error = found.error if isinstance(failure.error, ResourceInUseError) else failure.error
    error.add_note(f"{doubt}; looking it up failed. Look again before you repeat the call.")
    return error


def _settle_create(
    request: CreateTrainingJobRequest, failure: Failure, caller: Caller, started: float
) -> Exchange[CreateTrainingJobResponse]:
    """
    Is the job there, and is it ours: the same as was asked for, and not older than the call?
    """
    name = request.training_job_name
    taken = isinstance(failure.error, ResourceInUseError)
    found = yield from _look(name, caller)
    if isinstance(found, Failure):
        if not _gone(found):
            raise _unknown(failure, found, f"training job {name!r} may have been created")
        failure.error.add_note(f"there is no training job {name!r}: nothing was created")
        raise failure.error
    made = found.creation_time
    reasons: list[str] = []
    if made is not None and made.timestamp() < started + caller.clock.observed - TOLERANCE:
        reasons.append(f"it was made at {made:%Y-%m-%d %H:%M:%S} UTC, before this call")
    if different := differences(to_wire(request), to_wire(found)):
        reasons.append(f"it differs from the request in {', '.join(different)}")
    if not reasons:
        return CREATE_TRAINING_JOB.output()(training_job_arn=found.training_job_arn)
    raise ResourceInUseError(
        failure.error.code if taken and isinstance(failure.error, ApiError) else "ResourceInUse",
        f"a training job {name!r} exists, and it is another one: {'; '.join(reasons)}",
        operation=CREATE_TRAINING_JOB.name,
        status=failure.error.status if isinstance(failure.error, ApiError) else 0,
    ) from failure.error


def _settle_stop(
    request: StopTrainingJobRequest, failure: Failure, caller: Caller, started: float
) -> Exchange[None]:
    """
    Does the job stop, or has it ended?
    """
    found = yield from _look(request.training_job_name, caller)
    if isinstance(found, Failure):
        if _gone(found):
            raise found.error
        raise _unknown(failure, found, f"{request.training_job_name!r} may be stopping")
    if found.training_job_status == TrainingJobStatus.IN_PROGRESS:
        raise failure.error


def _settle_delete(
    request: DeleteTrainingJobRequest, failure: Failure, caller: Caller, started: float
) -> Exchange[None]:
    """
    Is the job gone, or going?
    """
    found = yield from _look(request.training_job_name, caller)
    if _gone(found):
        return
    if isinstance(found, Failure):
        raise _unknown(failure, found, f"{request.training_job_name!r} may be deleted")
    if found.training_job_status != TrainingJobStatus.DELETING:
        raise failure.error


SETTLEMENTS: Mapping[str, Callable[[Any, Failure, Caller, float], Exchange[Any]]] = {
    CREATE_TRAINING_JOB.name: _settle_create,
    STOP_TRAINING_JOB.name: _settle_stop,
    DELETE_TRAINING_JOB.name: _settle_delete,
}
"""How to find out what became of a request whose answer was lost."""

NOT_DESCRIBED = frozenset({"Tags", "SessionChainingConfig"})
"""Members of a create request that Describe does not give back."""


def differences(asked: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """
    The members in which a described job is not what was asked for.

    Describe fills in defaults, so what was not asked for may be there; what was asked for must be
    there as it was. Empty values count as absent, and both maps of strings that belong to the
    user are compared whole.
    """
    return [
        name
        for name in {**asked, **{n: 0 for n in ("HyperParameters", "Environment") if n in found}}
        if name not in NOT_DESCRIBED
        and not _covers(
            asked.get(name), found.get(name), whole=name in ("HyperParameters", "Environment")
        )
    ]


def _covers(asked: Any, found: Any, *, whole: bool = False) -> bool:
    if not asked:
        return not found or not whole
    if whole:
        return bool(asked == found)
    match asked, found:
        case {**members}, {**others}:
            return all(_covers(value, others.get(name)) for name, value in members.items())
        case [*items], [*found_items]:
            return len(items) == len(found_items) and all(map(_covers, items, found_items))
        case _:
            return bool(asked == found)
