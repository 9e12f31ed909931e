"""
What happens to a job: its transitions, interruptions, warm pool and end, as they are noticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import Enum
from typing import cast

import attrs

from sagemaker_train.checks.secrets import mask_text
from sagemaker_train.errors import ResourceNotFoundError
from sagemaker_train.jobs.patience import APPEARING, FIRST_LIMIT, Patience
from sagemaker_train.jobs.statuses import LASTING, OVER, UNKNOWN
from sagemaker_train.jobs.steps import Pause, Steps, Tell
from sagemaker_train.models.enums import (
    SecondaryStatus,
    TrainingJobStatus,
    WarmPoolResourceStatus,
)
from sagemaker_train.models.operations import DESCRIBE_TRAINING_JOB
from sagemaker_train.models.requests import DescribeTrainingJobRequest
from sagemaker_train.models.responses import DescribeTrainingJobResponse
from sagemaker_train.schema import OpenEnum

QUICK = 5.0
"""Seconds between two looks at a job in a short phase."""

SLOW = 30.0
"""The same while it trains or waits for capacity, which may take days."""


class EventKind(Enum):
    """
    What an event is about.
    """

    TRANSITION = "transition"
    """The job entered a phase, or says something new about the one it is in."""
    INTERRUPTION = "interruption"
    """Spot capacity was taken away."""
    WARM_POOL = "warm-pool"
    """The instances that the job keeps are in use, available, reused or gone."""
    END = "end"
    """The job is over."""


@attrs.frozen(kw_only=True)
class JobEvent:
    """
    Something that happened to a job. ``str(event)`` is one line.
    """

    timestamp: datetime
    """When, in UTC, as the service tells it; where it tells no time, when the job last changed."""
    kind: EventKind
    status: OpenEnum
    """
    A ``SecondaryStatus``; of a warm pool a ``WarmPoolResourceStatus``, of the end a
    ``TrainingJobStatus``.
    """
    message: str = ""
    """The service's words, suspected secrets hidden; the reason of a failure."""

    def __str__(self) -> str:
        what = "warm pool " if self.kind is EventKind.WARM_POOL else ""
        tail = f": {self.message}" if self.message else ""
        return f"{self.timestamp.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z {what}{self.status}{tail}"


class Transitions:
    """
    Notices what is new from one description of a job to the next.
    """

    def __init__(self) -> None:
        self._seen: list[tuple[SecondaryStatus, datetime | None, str]] = []
        self._pool: tuple[WarmPoolResourceStatus, str] | None = None
        self._changed = datetime.now(UTC)
        self.over: bool = False
        """Whether the end was told."""

    def news(self, job: DescribeTrainingJobResponse) -> Iterator[JobEvent]:
        """
        Tell what happened since the last look; at the first, everything so far.
        """
        self._changed = job.last_modified_time or job.creation_time or self._changed
        yield from self._transitions(job)
        ended = job.training_job_status in OVER
        if ended and not self.over:
            self.over = True
            yield JobEvent(
                timestamp=job.training_end_time or self._changed,
                kind=EventKind.END,
                status=job.training_job_status,
                message=mask_text(job.failure_reason or ""),
            )
        yield from self._warm_pool(job)

    def deleted(self) -> Iterator[JobEvent]:
        """
        Tell that the job does not exist any more.
        """
        if not self.over:
            self.over = True
            yield JobEvent(
                timestamp=self._changed,
                kind=EventKind.END,
                status=TrainingJobStatus.DELETING,
                message="The training job was deleted.",
            )

    def _transitions(self, job: DescribeTrainingJobResponse) -> Iterator[JobEvent]:
        for position, transition in enumerate(job.secondary_status_transitions or ()):
            # Status and time are promised, and may be missing all the same.
            status = transition.status or UNKNOWN
            start = cast("datetime | None", transition.start_time)
            message = mask_text(transition.status_message or "")
            if position < len(self._seen):
                if self._seen[position] == (status, start, message):
                    continue
                said_anew = self._seen[position][:2] == (status, start)
                self._seen[position] = (status, start, message)
            else:
                said_anew = False
                self._seen.append((status, start, message))
            interrupted = status == SecondaryStatus.INTERRUPTED
            since = self._changed if start is None else start
            yield JobEvent(
                timestamp=max(since, self._changed) if said_anew else since,
                kind=EventKind.INTERRUPTION if interrupted else EventKind.TRANSITION,
                status=status,
                message=message,
            )

    def _warm_pool(self, job: DescribeTrainingJobResponse) -> Iterator[JobEvent]:
        pool = job.warm_pool_status
        if pool is None or pool.status is None:
            return
        state = (pool.status, pool.reused_by_job or "")
        if state == self._pool:
            return
        self._pool = state
        yield JobEvent(
            timestamp=self._changed,
            kind=EventKind.WARM_POOL,
            status=pool.status,
            message=f"reused by {pool.reused_by_job}" if pool.reused_by_job else "",
        )


def look(name: str, patience: Patience, grace: float = 0.0) -> Steps[DescribeTrainingJobResponse]:
    """
    Describe a job, patiently.

    Args:
        name: Of the job.
        patience: With trouble.
        grace: Seconds that it may be unknown, as one is that was just created.

    Raises:
        ResourceNotFoundError: There is no such job.
    """
    request, waited = DescribeTrainingJobRequest(training_job_name=name), 0.0
    while True:
        try:
            job: DescribeTrainingJobResponse = yield from patience.ask(
                DESCRIBE_TRAINING_JOB, request
            )
        except ResourceNotFoundError:
            if waited >= grace:
                raise
        else:
            return job
        yield from patience.sit_out(QUICK)
        waited += QUICK


def read_events(
    name: str,
    *,
    follow: bool = True,
    warm_pool: bool = False,
    known_to_exist: bool = False,
    patience: Patience | None = None,
) -> Steps[None]:
    """
    Tell a ``JobEvent`` for everything that happened to a job and, if followed, that happens.

    Ends after the job's end; throttling and network trouble in between are sat out.

    Args:
        name: Of the job.
        follow: Whether to go on until the job is over.
        warm_pool: Whether to go on after that until its warm pool is reused or terminated.
        known_to_exist: Whether the service itself said so, which may not know of it everywhere yet.
        patience: With trouble.

    Raises:
        ResourceNotFoundError: There is no such job. A job that is deleted meanwhile has ended.
    """
    patience = patience or Patience(first_limit=FIRST_LIMIT)
    transitions = Transitions()
    seen, grace = False, APPEARING if known_to_exist else 0.0
    while True:
        try:
            job = yield from look(name, patience, grace)
        except ResourceNotFoundError:
            if not seen:
                raise
            for event in transitions.deleted():
                yield Tell(event)
            return
        seen, grace = True, 0.0
        for event in transitions.news(job):
            yield Tell(event)
        pool = job.warm_pool_status
        waits = warm_pool and pool is not None and pool.status == WarmPoolResourceStatus.AVAILABLE
        if not follow or (transitions.over and not waits):
            return
        yield Pause(pace(job) * (0.8 + 0.4 * patience.draw()))


def pace(job: DescribeTrainingJobResponse) -> float:
    """
    Seconds until the next look at a job is worth it.
    """
    slow = job.secondary_status in LASTING or job.training_job_status in OVER
    return SLOW if slow else QUICK
