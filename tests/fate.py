"""
Jobs whose fates are written down, for steps fed by hand: a service without a network.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sagemaker_train.errors import ResourceNotFoundError, SageMakerTrainError
from sagemaker_train.jobs.steps import Ask, Steps
from sagemaker_train.jobs.waiting import Terms
from sagemaker_train.models.responses import (
    DescribeTrainingJobResponse,
    ListTrainingJobsResponse,
    SecondaryStatusTransition,
    TrainingJobSummary,
)
from sagemaker_train.transport.codec import from_wire
from tests.hand import Hand

START = datetime(2026, 1, 31, 12, tzinfo=UTC).timestamp()
ARN = "arn:aws:sagemaker:us-east-1:123456789012:training-job/"
NOT_FOUND = ResourceNotFoundError("ValidationException", "Requested resource not found.")


class Phase(NamedTuple):
    """A phase of a job: from when (seconds from the start), and what it is called."""

    at: float
    secondary: str
    primary: str = "InProgress"


class Fates:
    """
    A service that knows jobs by their phases, and a clock that pauses move.

    Args:
        jobs: The phases of each job.
        trouble: Is asked before each answer; what it returns is thrown instead.
    """

    def __init__(
        self,
        jobs: dict[str, list[Phase]],
        trouble: Callable[[Ask, int], SageMakerTrainError | None] = lambda ask, number: None,
    ) -> None:
        self.now = START
        self.jobs = jobs
        self.trouble = trouble
        self.reason = "AlgorithmError: , exit code: 1"
        self.page_size = 100
        self.unlisted: set[str] = set()
        self.unnamed: set[str] = set()
        """Jobs whose status lists leave out."""
        self.restless: set[str] = set()
        """Jobs that are modified all the time."""
        self.hand = Hand(self.answer, paused=self.pass_by)

    def pass_by(self, seconds: float) -> None:
        self.now += seconds

    def terms(self, **terms: Any) -> Terms:
        return Terms(**{"clock": lambda: self.now, "draw": lambda: 1.0, **terms})

    def drive(self, steps: Steps[Any]) -> Any:
        return self.hand.drive(steps)

    @property
    def asked(self) -> list[str]:
        """The operations that were asked for."""
        return [ask.operation.name for ask in self.hand.asked]

    def answer(self, ask: Ask) -> Any:
        if (error := self.trouble(ask, len(self.hand.asked))) is not None:
            return error
        match ask.operation.name:
            case "DescribeTrainingJob":
                return self.described(ask.request.training_job_name)  # type: ignore[attr-defined]  # a Describe
            case "ListTrainingJobs":
                return self.listed(ask.request)
            case "StopTrainingJob":
                return None
            case _:
                return ResourceNotFoundError("ResourceNotFoundException", "no such log group")

    def phases(self, name: str) -> list[Phase]:
        """The phases so far."""
        at = self.now - START
        return [phase for phase in self.jobs.get(name, ()) if phase.at <= at]

    def described(self, name: str) -> DescribeTrainingJobResponse | SageMakerTrainError:
        phases = self.phases(name)
        if not phases or phases[-1].primary == "Gone":
            return NOT_FOUND
        last = phases[-1]
        over = last.primary in ("Completed", "Failed", "Stopped")
        return DescribeTrainingJobResponse(
            training_job_name=name,
            training_job_arn=ARN + name,
            training_job_status=last.primary,
            secondary_status=last.secondary,
            failure_reason=self.reason if last.primary == "Failed" else None,
            creation_time=moment(phases[0].at),
            last_modified_time=moment(last.at),
            training_end_time=moment(last.at) if over else None,
            secondary_status_transitions=[
                SecondaryStatusTransition(
                    status=phase.secondary,
                    start_time=moment(phase.at),
                    end_time=None if following is None else moment(following.at),
                    status_message=f"{phase.secondary} it",
                )
                for phase, following in zip(phases, [*phases[1:], None], strict=True)
            ],
        )

    def listed(self, request: Any) -> ListTrainingJobsResponse:
        after, part = request.last_modified_time_after, request.name_contains or ""
        since = None if after is None else after.timestamp() - START
        found = [
            name
            for name in self.jobs
            if part in name
            and name not in self.unlisted
            and (phases := self.phases(name))
            and phases[-1].primary != "Gone"
            and (since is None or name in self.restless or phases[-1].at > since)
        ]
        start = int(request.next_token or 0)
        end = start + self.page_size
        return ListTrainingJobsResponse(
            training_job_summaries=[self.summary(name) for name in found[start:end]],
            next_token=str(end) if end < len(found) else None,
        )

    def summary(self, name: str) -> TrainingJobSummary:
        last = self.phases(name)[-1]
        if name in self.unnamed:
            return from_wire(TrainingJobSummary, {"TrainingJobName": name})
        return TrainingJobSummary(
            training_job_name=name,
            training_job_arn=ARN + name,
            training_job_status=last.primary,
            secondary_status=last.secondary,
            last_modified_time=moment(last.at),
        )


def moment(at: float) -> datetime:
    return datetime.fromtimestamp(START + at, UTC)


def life(training: float = 600.0, end: str = "Completed", secondary: str = "") -> list[Phase]:
    """The phases of a job that trains so long and ends so."""
    return [
        Phase(0, "Starting"),
        Phase(60, "Downloading"),
        Phase(90, "Training"),
        Phase(90 + training, "Uploading"),
        Phase(110 + training, secondary or end, end),
    ]
