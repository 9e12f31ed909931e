"""
The life of a training job: what it is at a moment follows from its plan and the time, no more.

Nothing runs in the background. ``phases`` computes the whole life from the moment of creation, and
``state_at`` reads it at a moment. The order of the phases and the texts are those that the service
shows in ``SecondaryStatusTransitions``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import attrs

from sagemaker_train.models.enums import SecondaryStatus, TrainingJobStatus
from sagemaker_train.testing.job_plan import JobPlan

MESSAGES: Mapping[SecondaryStatus, str] = {
    SecondaryStatus.PENDING: "Training job is waiting for capacity",
    SecondaryStatus.STARTING: "Preparing the instances for training",
    SecondaryStatus.DOWNLOADING: "Downloading input data",
    SecondaryStatus.TRAINING: "Training image download completed. Training in progress.",
    SecondaryStatus.INTERRUPTED: "Training job interrupted",
    SecondaryStatus.RESTARTING: "Restarting the training job after an internal error",
    SecondaryStatus.UPLOADING: "Uploading generated training model",
    SecondaryStatus.COMPLETED: "Training job completed",
    SecondaryStatus.FAILED: "Training job failed",
    SecondaryStatus.STOPPING: "Stopping the training job",
    SecondaryStatus.STOPPED: "Training job stopped",
    SecondaryStatus.MAX_RUNTIME_EXCEEDED: (
        "Training job runtime exceeded MaxRuntimeInSeconds provided"
    ),
    SecondaryStatus.MAX_WAIT_TIME_EXCEEDED: "Training job exceeded MaxWaitTimeInSeconds provided",
}
"""What the service says while a job is in a status."""

STARTING_MESSAGES = ("Starting the training job", "Launching requested ML instances")
"""What it says first and second while a job is Starting, each for a third of that phase."""

RUNNING = frozenset({SecondaryStatus.DOWNLOADING, SecondaryStatus.TRAINING,
                     SecondaryStatus.UPLOADING, SecondaryStatus.STOPPING})  # fmt: skip
"""The statuses in which instances run and are paid for."""

LIMITED = frozenset({SecondaryStatus.DOWNLOADING, SecondaryStatus.TRAINING})
"""The statuses that count against ``MaxRuntimeInSeconds``."""

TERMINAL = frozenset(
    {TrainingJobStatus.COMPLETED, TrainingJobStatus.FAILED, TrainingJobStatus.STOPPED}
)


INTERNAL_ERROR = "InternalServerError: We encountered an internal error. Please try again."
"""``FailureReason`` of a job whose instances broke more often than it may be retried."""


class Limits(NamedTuple):
    """
    What a request and its user decide about the life of a job. Times are epoch seconds.
    """

    created: float
    max_runtime: float
    max_wait: float | None = None
    """Seconds from creation; only for managed Spot training."""
    spot: bool = False
    checkpoints: bool = False
    warm_start: bool = False
    retries: int = 0
    """How often the job may start again after an internal error."""
    stop_requested: float | None = None


class Phase(NamedTuple):
    """
    A stretch of a job's life.
    """

    primary: TrainingJobStatus
    secondary: SecondaryStatus
    start: float
    end: float
    """Equal to ``start`` for the last phase, which has no end."""
    reason: str = ""
    """``FailureReason`` of a phase that is a failure."""

    def message(self, now: float) -> str:
        """
        Say what the service says at a moment of the phase.
        """
        if self.secondary is SecondaryStatus.STARTING and now < self.end:
            third = int(3 * (now - self.start) / (self.end - self.start))
            return (*STARTING_MESSAGES, MESSAGES[self.secondary])[third]
        return MESSAGES[self.secondary]


class Stretch(NamedTuple):
    """
    A phase as it would be if nobody stops the job and no limit does.
    """

    secondary: SecondaryStatus
    length: float = 0.0
    reason: str = ""


def _natural(plan: JobPlan, limits: Limits) -> Iterator[Stretch]:
    """
    The natural course of a job; its last stretch has no length.
    """
    failing = plan.fails_in if plan.outcome == "failed" else None
    if plan.pending:
        yield Stretch(SecondaryStatus.PENDING, plan.pending)
    interruptions = list(plan.interruptions) if limits.spot else []
    breakdowns, retries = list(plan.internal_errors), limits.retries
    left = plan.training
    starting = plan.warm_starting if limits.warm_start else plan.starting
    while True:
        for status, length in (
            (SecondaryStatus.STARTING, starting),
            (SecondaryStatus.DOWNLOADING, plan.downloading),
        ):
            yield Stretch(status, length)
            if failing is status:
                yield Stretch(SecondaryStatus.FAILED, reason=plan.failure_reason)
                return
        starting = plan.starting
        ends = interruptions or breakdowns
        if not ends or ends[0] >= left:
            break
        broken = not interruptions
        done = ends.pop(0)
        yield Stretch(SecondaryStatus.TRAINING, done)
        if broken and not retries:
            yield Stretch(SecondaryStatus.FAILED, reason=INTERNAL_ERROR)
            return
        retries -= broken
        yield Stretch(SecondaryStatus.RESTARTING if broken else SecondaryStatus.INTERRUPTED)
        left -= done if limits.checkpoints else 0.0
    yield Stretch(SecondaryStatus.TRAINING, left)
    if failing is not SecondaryStatus.TRAINING:
        yield Stretch(SecondaryStatus.UPLOADING, plan.uploading)
    if failing is None:
        yield Stretch(SecondaryStatus.COMPLETED)
    else:
        yield Stretch(SecondaryStatus.FAILED, reason=plan.failure_reason)


ENDS: Mapping[SecondaryStatus, TrainingJobStatus] = {
    SecondaryStatus.COMPLETED: TrainingJobStatus.COMPLETED,
    SecondaryStatus.FAILED: TrainingJobStatus.FAILED,
}


def phases(plan: JobPlan, limits: Limits) -> tuple[Phase, ...]:
    """
    Compute the whole life of a job, its end included.

    A stop, the maximum runtime (time on instances) and the maximum wait (time since creation) cut
    the natural course short, whichever comes first. A stopped job that has begun to train still
    uploads what it has.
    """
    life: list[Phase] = []
    now, ran = limits.created, 0.0
    for status, length, failure in _natural(plan, limits):
        cut, reason = _cut(limits, now, ran if status in LIMITED else None)
        if cut < now + length or (cut <= now and status not in ENDS):
            if cut > now:
                life.append(Phase(TrainingJobStatus.IN_PROGRESS, status, now, cut))
                ran += cut - now if status in LIMITED else 0.0
            return (*life, *_ending(plan, reason, max(cut, now), trained=ran > 0))
        primary = ENDS.get(status, TrainingJobStatus.IN_PROGRESS)
        life.append(Phase(primary, status, now, now + length, failure))
        ran += length if status in LIMITED else 0.0
        now += length
    return tuple(life)


def _cut(limits: Limits, now: float, ran: float | None) -> tuple[float, SecondaryStatus]:
    """
    When the job is cut short if it stays in the phase that begins now, and as what it then ends.
    """
    never = float("inf")
    runtime = never if ran is None else now + limits.max_runtime - ran
    wait = never if limits.max_wait is None else limits.created + limits.max_wait
    stop = never if limits.stop_requested is None else limits.stop_requested
    return min(
        (stop, SecondaryStatus.STOPPED),
        (runtime, SecondaryStatus.MAX_RUNTIME_EXCEEDED),
        (wait, SecondaryStatus.MAX_WAIT_TIME_EXCEEDED),
        key=lambda end: end[0],
    )


def _ending(
    plan: JobPlan, reason: SecondaryStatus, now: float, *, trained: bool
) -> Iterator[Phase]:
    """
    How a job ends that is cut short.
    """
    stopping = TrainingJobStatus.STOPPING
    yield Phase(stopping, SecondaryStatus.STOPPING, now, now + plan.stopping)
    now += plan.stopping
    if trained:
        yield Phase(stopping, SecondaryStatus.UPLOADING, now, now + plan.uploading)
        now += plan.uploading
    yield Phase(TrainingJobStatus.STOPPED, reason, now, now)


@attrs.frozen(kw_only=True)
class State:
    """
    A job at a moment.
    """

    primary: TrainingJobStatus
    secondary: SecondaryStatus
    seen: tuple[Phase, ...]
    """The phases so far; the last one is still on unless the job has ended."""
    changed: float
    """When the status last changed (epoch seconds)."""
    started: float | None
    """When the instances came; ``None`` before that."""
    ended: float | None
    """When the job ended; ``None`` before that."""
    ran: float
    """Seconds on instances so far."""


def state_at(life: tuple[Phase, ...], now: float) -> State:
    """
    Read a life at a moment, which is no earlier than its beginning.
    """
    seen = tuple(phase for phase in life if phase.start <= now) or life[:1]
    last = seen[-1]
    over = last.primary in TERMINAL
    running = [phase for phase in seen if phase.secondary in RUNNING]
    started = next((p.start for p in running if p.secondary is not SecondaryStatus.STOPPING), None)
    return State(
        primary=last.primary,
        secondary=last.secondary,
        seen=seen,
        changed=last.start,
        started=started,
        ended=last.start if over else None,
        ran=0.0 if started is None else sum(min(phase.end, now) - phase.start for phase in running),
    )
