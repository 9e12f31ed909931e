"""
What became of a change whose answer was lost.

Four operations change a job and cannot simply be asked again once an answer was lost: the second
try meets what the first one did. They are settled by looking (Describe) before anything is said to
the caller. This is the one part of the transport that knows what a training job is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from sagemaker_train import models
from sagemaker_train.errors import (
    ApiError,
    InvalidResponseError,
    ResourceInUseError,
    ResourceNotFoundError,
    SageMakerTrainError,
    ValidationError,
)
from sagemaker_train.models.enums import TrainingJobStatus, WarmPoolResourceStatus
from sagemaker_train.models.operations import (
    CREATE_TRAINING_JOB,
    DELETE_TRAINING_JOB,
    DESCRIBE_TRAINING_JOB,
    STOP_TRAINING_JOB,
    UPDATE_TRAINING_JOB,
)
from sagemaker_train.transport.answer import Failure
from sagemaker_train.transport.attempts import Caller, Exchange, attempts
from sagemaker_train.transport.codec import to_wire
from sagemaker_train.transport.comparison import differences, unknown_members
from sagemaker_train.transport.retry import RetryQuota

if TYPE_CHECKING:
    from sagemaker_train.models.acknowledgements import (
        CreateTrainingJobResponse,
        UpdateTrainingJobResponse,
    )
    from sagemaker_train.models.creation import CreateTrainingJobRequest
    from sagemaker_train.models.requests import (
        DeleteTrainingJobRequest,
        StopTrainingJobRequest,
        UpdateTrainingJobRequest,
    )
    from sagemaker_train.models.responses import DescribeTrainingJobResponse

LOOKS = 8
"""Attempts that a look at the job gets: more than a call, as the caller's belief hangs on it."""

LOOKS_AGAIN = (1.0, 3.0)
"""Seconds before each further look for a job that a slow service may still be creating."""

LOOKS_PAST_A_PROXY = 2
"""Further looks when what answers is not the service, which a call would not repeat."""

TOLERANCE = 2.0
"""Seconds by which a job may seem older than the call that made it; ``Date`` has whole seconds."""


class Look(NamedTuple):
    """
    A look at the job that a request was about.
    """

    name: str
    caller: Caller
    started: float
    """When the call was, by this machine's clock."""
    doubt: str
    """What may have become of the request."""

    @property
    def began(self) -> float:
        """
        When the call was, by the service's clock.
        """
        return self.started + self.caller.service_time.observed

    def take(self, delay: float = 0.0) -> Exchange[DescribeTrainingJobResponse | Failure]:
        """
        The job as the service describes it, or the failure.
        """
        # The caller's belief hangs on it, whatever other calls have left of the quota.
        retry = attrs.evolve(
            self.caller.retry, max_attempts=max(LOOKS, self.caller.retry.max_attempts)
        )
        patient = attrs.evolve(self.caller, retry=retry, quota=RetryQuota())
        request = models.DescribeTrainingJobRequest(training_job_name=self.name)
        further = LOOKS_PAST_A_PROXY
        while True:
            found = yield from attempts(
                DESCRIBE_TRAINING_JOB, request, patient, doubt=self.doubt, sent=True, delay=delay
            )
            is_page = isinstance(found, Failure) and isinstance(found.error, InvalidResponseError)
            if not is_page or not further:
                return found
            further -= 1

    def unknown(self, failure: Failure, found: Failure) -> SageMakerTrainError:
        """
        The error of a call of which nobody could find out what became of it.
        """
        # That a name is taken would say that the job is another's, which is just what is not known.
        error = found.error if isinstance(failure.error, ResourceInUseError) else failure.error
        error.add_note(f"looking it up failed: {self.doubt}")
        return error


def _gone(found: object) -> bool:
    return isinstance(found, Failure) and isinstance(found.error, ResourceNotFoundError)


def _settle_create(
    request: CreateTrainingJobRequest, failure: Failure, look: Look
) -> Exchange[CreateTrainingJobResponse]:
    """
    Is the job there, and is it ours: the same as was asked for, and not older than the call?
    """
    name = request.training_job_name
    found = yield from look.take()
    # A refusal is final; after trouble on the way the service may still be at work.
    for pause in LOOKS_AGAIN if failure.remedy == "wait" else ():
        if _gone(found):
            later = yield from look.take(pause)
            found = found if isinstance(later, Failure) else later
    if isinstance(found, Failure):
        if not _gone(found):
            raise look.unknown(failure, found)
        failure.error.add_note(
            f"there is no training job {name!r}; if the service was slow it may still appear"
        )
        raise failure.error
    made = found.creation_time
    reasons: list[str] = []
    if made is not None and made.timestamp() < look.began - TOLERANCE:
        reasons.append(f"it was made at {made:%Y-%m-%d %H:%M:%S} UTC, before this call")
    unknown = frozenset(unknown_members(request))
    if different := differences(to_wire(request), to_wire(found), unknown):
        reasons.append(f"it differs from the request in {', '.join(different)}")
    if not reasons:
        return CREATE_TRAINING_JOB.output()(training_job_arn=found.training_job_arn)
    refusal = failure.error if isinstance(failure.error, ApiError) else None
    raise ResourceInUseError(
        refusal.code if isinstance(refusal, ResourceInUseError) else "ResourceInUse",
        f"a training job {name!r} exists, and it is another one: {'; '.join(reasons)}",
        operation=CREATE_TRAINING_JOB.name,
        subject=name,
        region=look.caller.region,
        status=refusal.status if refusal else 0,
    ) from failure.error


def _settle_update(
    request: UpdateTrainingJobRequest, failure: Failure, look: Look
) -> Exchange[UpdateTrainingJobResponse]:
    """
    Is the job as the request would have it?
    """
    found = yield from _found(failure, look)
    asked, now = to_wire(request), to_wire(found)
    period = asked.pop("ResourceConfig", {}).get("KeepAlivePeriodInSeconds")
    kept = now.get("ResourceConfig", {}).get("KeepAlivePeriodInSeconds")
    pool = now.get("WarmPoolStatus", {}).get("Status")
    is_kept = period in (None, kept) or (period == 0 and pool == WarmPoolResourceStatus.TERMINATED)
    unknown = frozenset(unknown_members(request))
    if is_kept and not differences(asked, {name: now.get(name) for name in asked}, unknown):
        return UPDATE_TRAINING_JOB.output()(training_job_arn=found.training_job_arn)
    failure.error.add_note(look.doubt)
    raise failure.error


def _settle_stop(request: StopTrainingJobRequest, failure: Failure, look: Look) -> Exchange[None]:
    """
    Does the job stop, or has it ended?
    """
    found = yield from _found(failure, look)
    if found.training_job_status == TrainingJobStatus.IN_PROGRESS:
        raise failure.error


def _found(failure: Failure, look: Look) -> Exchange[DescribeTrainingJobResponse]:
    """
    The job, which must be there.
    """
    found = yield from look.take()
    if isinstance(found, Failure):
        raise found.error if _gone(found) else look.unknown(failure, found)
    return found


def _settle_delete(
    request: DeleteTrainingJobRequest, failure: Failure, look: Look
) -> Exchange[None]:
    """
    Is the job gone, or going?
    """
    found = yield from look.take()
    if _gone(found):
        return
    if isinstance(found, Failure):
        raise look.unknown(failure, found)
    if found.training_job_status != TrainingJobStatus.DELETING:
        raise failure.error


class Settlement(NamedTuple):
    """
    How to find out what became of a request whose answer was lost.
    """

    settle: Callable[[Any, Failure, Look], Exchange[Any]]
    meets: type[ApiError]
    """What a second try is told if the first was carried out."""
    may_be: str
    """What may have become of the job."""

    def doubt(self, request: Any) -> str:
        """
        What to tell who must be left in doubt.
        """
        return f"training job {request.training_job_name!r} may {self.may_be}"

    def is_due(self, failure: Failure) -> bool:
        """
        Whether the request may have been carried out, now or by an earlier attempt of the call,
        which a refusal is due to.
        """
        error = failure.error
        return failure.carried_out or (isinstance(error, self.meets) and error.attempts > 1)

    def settled(
        self, request: Any, failure: Failure, caller: Caller, started: float
    ) -> Exchange[Any]:
        """
        The answer that was lost, or the error.
        """
        look = Look(request.training_job_name, caller, started, self.doubt(request))
        return (yield from self.settle(request, failure, look))


SETTLEMENTS: Mapping[str, Settlement] = {
    CREATE_TRAINING_JOB.name: Settlement(
        _settle_create, ResourceInUseError, "have been created; look before you submit it again"
    ),
    UPDATE_TRAINING_JOB.name: Settlement(
        _settle_update, ValidationError, "have been changed; look before you change it again"
    ),
    STOP_TRAINING_JOB.name: Settlement(
        _settle_stop, ValidationError, "be stopping; look before you stop it again"
    ),
    DELETE_TRAINING_JOB.name: Settlement(
        _settle_delete, ResourceNotFoundError, "be deleted; look before you delete it again"
    ),
}
