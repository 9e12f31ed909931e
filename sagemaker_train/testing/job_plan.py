"""
How a training job will fare, as data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import attrs

from sagemaker_train.models.enums import SecondaryStatus
from sagemaker_train.testing.expected import (
    check_mapping,
    check_number,
    check_numbers,
    check_type,
    check_word,
    tuple_of,
)
from sagemaker_train.testing.log_plan import LogPlan

LOAD = {
    "CPUUtilization": 62.0,
    "MemoryUtilization": 41.0,
    "DiskUtilization": 17.0,
    "GPUUtilization": 88.0,
    "GPUMemoryUtilization": 54.0,
}
"""What instances of ordinary jobs are busy with, in per cent; GPUs where there are some."""

DURATIONS = (
    "pending",
    "starting",
    "warm_starting",
    "downloading",
    "training",
    "uploading",
    "stopping",
    "deleting",
)
"""The fields of a plan that say how long something takes."""

FAILING_PHASES = ("Starting", "Downloading", "Training", "Uploading")


def _times(times: Iterable[float]) -> tuple[float, ...]:
    return tuple_of(times)


@attrs.frozen(kw_only=True)
class JobPlan:
    """
    How a job will fare: how long each phase takes and how it ends. Times are virtual seconds.

    A value that no job can have is refused with a ``TypeError`` or a ``ValueError``.
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
        default=SecondaryStatus.TRAINING, converter=SecondaryStatus
    )
    """The phase at whose end a failing job fails: Starting, Downloading, Training, Uploading."""
    failure_reason: str = "AlgorithmError: , exit code: 1"
    """``FailureReason`` of a failing job."""
    interruptions: tuple[float, ...] = attrs.field(default=(), converter=_times)
    """Seconds into each attempt at training after which Spot capacity is taken away, in turn."""
    internal_errors: tuple[float, ...] = attrs.field(default=(), converter=_times)
    """
    Seconds into each further attempt after which an instance breaks, in turn. A job with a
    ``RetryStrategy`` starts again as often as that allows; any other fails.
    """
    final_metrics: Mapping[str, float] = attrs.field(factory=dict[str, float])
    """
    ``FinalMetricDataList`` of a job that completes, by metric name. Of metric definitions that are
    not named here, the last value in the logs.
    """
    logs: LogPlan = attrs.field(factory=LogPlan)
    """What the containers write."""
    load: Mapping[str, float] = attrs.field(factory=lambda: dict(LOAD))
    """How busy the instances are, by metric: percentages of the whole instance."""

    def __attrs_post_init__(self) -> None:
        for name in DURATIONS:
            check_number(f"JobPlan.{name}", getattr(self, name))
        check_word("JobPlan.outcome", self.outcome, ("completed", "failed"))
        check_word("JobPlan.fails_in", self.fails_in.value, FAILING_PHASES)
        check_type("JobPlan.failure_reason", self.failure_reason, str)
        check_numbers("JobPlan.interruptions", self.interruptions)
        check_numbers("JobPlan.internal_errors", self.internal_errors)
        check_mapping("JobPlan.final_metrics", self.final_metrics, float)
        check_type("JobPlan.logs", self.logs, LogPlan)
        check_mapping("JobPlan.load", self.load, float)
        for name in self.load:
            check_word("a key of JobPlan.load", name, LOAD)

    @classmethod
    def failing(
        cls, reason: str, *, fails_in: SecondaryStatus = SecondaryStatus.TRAINING
    ) -> JobPlan:
        """
        Make the plan of a job that fails for a reason.
        """
        return cls(outcome="failed", failure_reason=reason, fails_in=fails_in)
