"""
The life of a training job: what it is at a moment follows from its plan and the time, no more.

Nothing runs in the background. ``phases`` computes the whole life from the moment of creation, and
``state_at`` reads it at a moment. The order of the phases and the texts are those that the service
shows in ``SecondaryStatusTransitions``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

import attrs

from sagemaker_train.models.enums import SecondaryStatus, TrainingJobStatus

MESSAGES: Mapping[SecondaryStatus, str] = {
    SecondaryStatus.PENDING: "Training job is waiting for capacity",
    SecondaryStatus.STARTING: "Preparing the instances for training",
    SecondaryStatus.DOWNLOADING: "Downloading input data",
    SecondaryStatus.TRAINING: "Training image download completed. Training in progress.",
    SecondaryStatus.INTERRUPTED: "Training job interrupted",
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


@attrs.frozen(kw_only=True)
class JobPlan:
    """
    How a job will fare: how long each phase takes and how it ends. Times are virtual seconds.
    """

    pending: float = 0.0
    """Waiting for capacity before anything starts; 0 leaves the Pending phase out."""
    starting: float = 60.0
    """From creation (or an interruption) until the instances are there."""
    warm_starting: float = 5.0
    """The same when the job finds a matching warm pool."""
    downloading: float = 30.0
    training: float = 600.0
    """The work itself; a job with checkpoints resumes it after an interruption."""
    uploading: float = 20.0
    stopping: float = 30.0
    """From a stop until the container has gone; the service gives it up to 120."""
    deleting: float = 0.0
    """How long a deleted job is still there as Deleting."""
    outcome: Literal["completed", "failed"] = "completed"
    fails_in: SecondaryStatus = attrs.field(
        default=SecondaryStatus.TRAINING,
        converter=SecondaryStatus,
        validator=attrs.validators.in_(
            (
                SecondaryStatus.STARTING,
                SecondaryStatus.DOWNLOADING,
                SecondaryStatus.TRAINING,
                SecondaryStatus.UPLOADING,
            )
        ),
    )
    """The phase at whose end a failing job fails: Starting, Downloading, Training, Uploading."""
    failure_reason: str = "AlgorithmError: , exit code: 1"
    """``FailureReason`` of a failing job."""
    interruptions: tuple[float, ...] = attrs.field(default=(), converter=tuple[float, ...])
    """Seconds into each attempt at training after which Spot capacity is taken away, in turn."""
    final_metrics: Mapping[str, float] = attrs.field(factory=dict[str, float])
    """``FinalMetricDataList`` of a job that completes, by metric name."""

    @classmethod
    def failing(
        cls, reason: str, *, fails_in: SecondaryStatus = SecondaryStatus.TRAINING
    ) -> JobPlan:
        """
        Make the plan of a job that fails for a reason.
        """
        return cls(outcome="failed", failure_reason=reason, fails_in=fails_in)


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

    def message(self, now: float) -> str:
        """
        Say what the service says at a moment of the phase.
        """
        if self.secondary is SecondaryStatus.STARTING and now < self.end:
            third = int(3 * (now - self.start) / (self.end - self.start))
            return (*STARTING_MESSAGES, MESSAGES[self.secondary])[third]
        return MESSAGES[self.secondary]


def _natural(plan: JobPlan, limits: Limits) -> Iterator[tuple[SecondaryStatus, float]]:
    """
    The phases and their lengths if nobody stops the job and no limit does; the last has none.
    """
    failing = plan.fails_in if plan.outcome == "failed" else None
    if plan.pending:
        yield SecondaryStatus.PENDING, plan.pending
    interruptions = list(plan.interruptions) if limits.spot else []
    left = plan.training
    starting = plan.warm_starting if limits.warm_start else plan.starting
    while True:
        for status, length in (
            (SecondaryStatus.STARTING, starting),
            (SecondaryStatus.DOWNLOADING, plan.downloading),
        ):
            yield status, length
            if failing is status:
                yield SecondaryStatus.FAILED, 0.0
                return
        starting = plan.starting
        if not interruptions or interruptions[0] >= left:
            break
        done = interruptions.pop(0)
        yield SecondaryStatus.TRAINING, done
        yield SecondaryStatus.INTERRUPTED, 0.0
        left -= done if limits.checkpoints else 0.0
    yield SecondaryStatus.TRAINING, left
    if failing is not SecondaryStatus.TRAINING:
        yield SecondaryStatus.UPLOADING, plan.uploading
    yield (SecondaryStatus.COMPLETED if failing is None else SecondaryStatus.FAILED), 0.0


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
    for status, length in _natural(plan, limits):
        cut, reason = _cut(limits, now, ran if status in LIMITED else None)
        if cut < now + length or (cut <= now and status not in ENDS):
            if cut > now:
                life.append(Phase(TrainingJobStatus.IN_PROGRESS, status, now, cut))
                ran += cut - now if status in LIMITED else 0.0
            return (*life, *_ending(plan, reason, max(cut, now), trained=ran > 0))
        primary = ENDS.get(status, TrainingJobStatus.IN_PROGRESS)
        life.append(Phase(primary, status, now, now + length))
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
