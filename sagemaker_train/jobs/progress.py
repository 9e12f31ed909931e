"""
How far a job has come, or many, as values that can be shown in a line.

A callable given as ``progress=`` is called with them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import cast

import attrs

from sagemaker_train.checks.secrets import mask_text
from sagemaker_train.errors import SageMakerTrainError
from sagemaker_train.jobs.statuses import PAID, UNKNOWN
from sagemaker_train.jobs.times import clocked
from sagemaker_train.models.enums import TrainingJobStatus
from sagemaker_train.models.responses import DescribeTrainingJobResponse

MOST_NAMED = 5
"""Jobs that a message names; of more, the first ones."""


@attrs.frozen(kw_only=True)
class JobProgress:
    """
    A job at a moment. ``str(progress)`` is one line.
    """

    name: str
    job: DescribeTrainingJobResponse | None
    """What the service said last; ``None`` before its first answer."""
    now: datetime
    """The moment, in UTC."""
    trouble: str = ""
    """Why there is no newer answer, if that is so."""

    @property
    def status(self) -> TrainingJobStatus | None:
        """
        ``InProgress``, ``Completed``, …; ``None`` before the first answer.
        """
        return None if self.job is None else self.job.training_job_status

    @property
    def phase(self) -> str:
        """
        The secondary status where there is one: ``Starting``, ``Training``, …
        """
        if self.job is None:
            return UNKNOWN.value
        return (self.job.secondary_status or self.job.training_job_status).value

    @property
    def message(self) -> str:
        """
        What the service says about the phase, suspected secrets hidden.
        """
        transitions = (self.job and self.job.secondary_status_transitions) or ()
        return mask_text(transitions[-1].status_message or "") if transitions else ""

    @property
    def elapsed(self) -> float:
        """
        Seconds from the creation of the job to now, or to its end.
        """
        if self.job is None or self.job.creation_time is None:
            return 0.0
        until = self.job.training_end_time or self._moment
        return max(0.0, (until - self.job.creation_time).total_seconds())

    @property
    def billable_seconds(self) -> int:
        """
        Seconds to be paid for so far, of each instance.

        Until the service says it, which it does at the end, this is the time in the phases in
        which instances work; of Spot instances less is billed.
        """
        if self.job is None:
            return 0
        if self.job.billable_time_in_seconds is not None:
            return self.job.billable_time_in_seconds
        until = self.job.training_end_time or self._moment
        seconds = 0.0
        for one in self.job.secondary_status_transitions or ():
            start = cast("datetime | None", one.start_time)  # promised, and missing all the same
            if one.status in PAID and start is not None:
                seconds += ((one.end_time or until) - start).total_seconds()
        return max(0, round(seconds))

    @property
    def key(self) -> tuple[str, ...]:
        """
        What has to change for a line to be worth another one.
        """
        return (self.phase, self.message, self.trouble)

    @property
    def _moment(self) -> datetime:
        """
        Now, or what the service said last if its clock is ahead of ours.
        """
        newest = self.job.last_modified_time if self.job is not None else None
        return self.now if newest is None else max(self.now, newest)

    def __str__(self) -> str:
        figures = f"{self.name}  {self.phase}  {clocked(self.elapsed)}"
        if self.billable_seconds:
            figures += f", {self.billable_seconds} s billable"
        return "  ".join(filter(None, (figures, self.message, _in_brackets(self.trouble))))


@attrs.frozen(kw_only=True)
class JobsProgress:
    """
    Many jobs at a moment. ``str(progress)`` is one line.
    """

    phases: Mapping[str, int]
    """How many jobs are in each phase; the ended ones by how they ended."""
    elapsed: float
    """Seconds waited so far."""
    trouble: str = ""
    """Why there is no newer answer, if that is so."""

    @property
    def total(self) -> int:
        """
        How many jobs there are.
        """
        return sum(self.phases.values())

    @property
    def key(self) -> tuple[str, ...]:
        """
        What has to change for a line to be worth another one.
        """
        return (*(f"{count} {phase}" for phase, count in self.phases.items()), self.trouble)

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {phase}" for phase, count in self.phases.items())
        text = f"{self.total} jobs: {counts}  {clocked(self.elapsed)}"
        return "  ".join(filter(None, (text, _in_brackets(self.trouble))))


def counted(phases: Iterable[str]) -> dict[str, int]:
    """
    Count the phases of many jobs, most frequent first.
    """
    return dict(Counter(phases).most_common())


def first_of(names: Sequence[str]) -> str:
    """
    List the first few of many names.
    """
    return ", ".join(map(repr, names[:MOST_NAMED])) + (", …" if len(names) > MOST_NAMED else "")


def in_words(error: SageMakerTrainError | None) -> str:
    """
    Say what goes wrong at the moment, in a line.
    """
    if error is None:
        return ""
    lines = str(error).splitlines() or [type(error).__name__]
    return f"no answer, trying again: {lines[0][:200]}"


def _in_brackets(text: str) -> str:
    return f"({text})" if text else ""
