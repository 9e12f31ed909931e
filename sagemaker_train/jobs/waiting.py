"""
Waiting for a job: given what the service says at this moment, what to do next. No I/O, no clock.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import attrs

from sagemaker_train import errors
from sagemaker_train.display.times import duration
from sagemaker_train.errors import ResourceNotFoundError, TrainingJobDeletedError
from sagemaker_train.jobs.endings import last_seen, not_completed
from sagemaker_train.jobs.failures import failure, last_lines
from sagemaker_train.jobs.patience import APPEARING, FIRST_LIMIT, Patience
from sagemaker_train.jobs.progress import JobProgress, in_words
from sagemaker_train.jobs.statuses import LASTING, OVER
from sagemaker_train.jobs.steps import Pause, Steps, Tell
from sagemaker_train.jobs.times import moment
from sagemaker_train.models.enums import SecondaryStatus, TrainingJobStatus
from sagemaker_train.models.operations import DESCRIBE_TRAINING_JOB
from sagemaker_train.models.requests import DescribeTrainingJobRequest
from sagemaker_train.models.responses import DescribeTrainingJobResponse

DAY = 86_400.0

PATIENCE = DAY
"""Seconds without a single answer that a wait puts up with: a night without network."""

FIXED_PATIENCE = 300.0
"""The same for refused credentials that cannot be renewed."""

QUICK, QUICKEST_GROWTH, LONGEST_QUICK = 5.0, 0.05, 60.0
"""Of a phase of minutes: the first pause, its share of the time in the phase, the last one."""

GAP = 0.6
"""Seconds between two requests at least: the account's rate is about 2 a second, for everybody."""

SLOW, SLOW_GROWTH, LONGEST_SLOW = 15.0, 1 / 60, 7200.0
"""The same of a phase that may last for weeks: a minute after an hour, two hours after 5 days."""


@attrs.frozen(kw_only=True)
class Terms:
    """
    The terms of a wait: how long, how often, and what is put up with.
    """

    clock: Callable[[], float]
    """Gives the time as epoch seconds."""
    timeout: float | None = None
    """Seconds to wait at most; ``None`` for as long as it takes."""
    poll: float | None = None
    """Seconds between two looks at most; ``None`` leaves it to the phase."""
    raise_on_failure: bool = True
    known_to_exist: bool = False
    """Whether the service itself said that the job exists."""
    renewable: bool = True
    """Whether refused credentials may be replaced while waiting."""
    tick: float | None = None
    """Seconds between two tellings in a pause, for displays whose seconds run."""
    draw: Callable[[], float] = random.random
    """Gives numbers from 0 to 1, so that those who wait do not ask together."""

    def pause(self, phase: SecondaryStatus | None, lasted: float) -> float:
        """
        Seconds until the next look at a job, by its phase and how long that was seen to last.

        The end of a phase of weeks is noticed within a sixtieth of its length.
        """
        if phase in LASTING:
            longest = min(LONGEST_SLOW, max(SLOW, SLOW_GROWTH * lasted))
        else:
            longest = min(LONGEST_QUICK, max(QUICK, QUICKEST_GROWTH * lasted))
        if self.poll is not None:
            longest = min(longest, max(self.poll, GAP))
        return longest * (0.9 + 0.1 * self.draw())


class Waiter(Patience):
    """
    Patience with a deadline, which shows how things are while time passes.

    Args:
        terms: Of the wait.
        progress: Makes what is told before and during pauses.
        late: Makes the error at the deadline, given the seconds waited.
    """

    def __init__(
        self,
        terms: Terms,
        progress: Callable[[], object],
        late: Callable[[float], errors.TimeoutError],
    ) -> None:
        super().__init__(
            PATIENCE,
            terms.draw,
            first_limit=PATIENCE if terms.known_to_exist else FIRST_LIMIT,
            untrusted_limit=PATIENCE if terms.renewable else FIXED_PATIENCE,
        )
        self.terms = terms
        self.started: float = terms.clock()
        self._progress = progress
        self._late = late

    @property
    def waited(self) -> float:
        """
        Seconds since the beginning.
        """
        return self.terms.clock() - self.started

    def left(self) -> float | None:
        """
        Seconds to the deadline, if there is one.
        """
        return None if self.terms.timeout is None else self.terms.timeout - self.waited

    def call_timeout(self) -> float | None:
        """
        Seconds that the next call may take: those that are left, and one at least. What the client
        allows its calls holds besides.
        """
        left = self.left()
        return None if left is None else max(1.0, left)

    def show(self) -> Steps[None]:
        """
        Tell how things are.
        """
        yield Tell(self._progress())

    def sit_out(self, seconds: float) -> Steps[None]:
        """
        Let time pass, to the deadline at most, and show meanwhile how things are.

        Raises:
            TimeoutError: The deadline has come.
        """
        if self.trouble is not None:
            yield from self.show()
        limit = self.left()
        left = seconds if limit is None else min(seconds, limit)
        if limit is not None and limit <= 0:
            raise self._late(self.waited) from self.trouble
        while left > 0:
            piece = left if self.terms.tick is None else min(left, self.terms.tick)
            yield Pause(piece)
            left -= piece
            if left > 0:
                yield from self.show()


class _Wait:
    """
    One wait for one job.
    """

    def __init__(self, name: str, terms: Terms) -> None:
        self._name = name
        self._terms = terms
        self._job: DescribeTrainingJobResponse | None = None
        self._waiter = Waiter(terms, self._progress, self._late)

    def until_ended(self) -> Steps[DescribeTrainingJobResponse]:
        """
        Look until the job has ended.
        """
        waiter, phase, since = self._waiter, None, 0.0
        while True:
            job = yield from self._look()
            if job is None:
                yield from waiter.sit_out(QUICK)
                continue
            self._job = job
            yield from waiter.show()
            if job.training_job_status in OVER:
                return job
            if phase != job.secondary_status:
                phase, since = job.secondary_status, waiter.waited
            yield from waiter.sit_out(self._terms.pause(phase, waiter.waited - since))

    def _look(self) -> Steps[DescribeTrainingJobResponse | None]:
        """
        Describe the job; ``None`` for one that was just created and is not known everywhere yet.
        """
        request = DescribeTrainingJobRequest(training_job_name=self._name)
        try:
            job: DescribeTrainingJobResponse = yield from self._waiter.ask(
                DESCRIBE_TRAINING_JOB, request
            )
        except ResourceNotFoundError as error:
            if self._job is not None:
                raise TrainingJobDeletedError(self._name, last_seen(self._job)) from error
            if not self._terms.known_to_exist or self._waiter.waited >= APPEARING:
                raise
            return None
        return job

    def _progress(self) -> JobProgress:
        return JobProgress(
            name=self._name,
            job=self._job,
            now=moment(self._terms.clock()),
            trouble=in_words(self._waiter.trouble),
        )

    def _late(self, waited: float) -> errors.TimeoutError:
        time = f"{duration(waited)} of waiting"
        if self._job is None:
            seen = f"gave no sign of life in {time}. Whether it runs is not known"
        else:
            seen = f"is {last_seen(self._job)} after {time}. It runs on"
        return errors.TimeoutError(
            f"training job {self._name!r} {seen}: wait again with job.wait(), or end it with"
            " job.stop()",
            operation=DESCRIBE_TRAINING_JOB.name,
        )


def wait(name: str, terms: Terms) -> Steps[DescribeTrainingJobResponse]:
    """
    Wait for a job to end, however long, whatever happens on the way. Tells ``JobProgress``.

    Returns:
        The job as it ended.

    Raises:
        TrainingJobFailedError: It failed.
        TrainingJobStoppedError: It was stopped, by somebody or by a limit.
        TrainingJobDeletedError: It is being deleted, or gone.
        TimeoutError: It did not end in time.
        ResourceNotFoundError: There is no such job.
        ApiError: The service refuses to describe it.
        TransportError: There was no answer for a day.
    """
    job = yield from _Wait(name, terms).until_ended()
    if not terms.raise_on_failure or job.training_job_status == TrainingJobStatus.COMPLETED:
        return job
    if job.training_job_status == TrainingJobStatus.FAILED:
        lines = yield from last_lines(job)
        raise failure(job, lines)
    raise not_completed(job)
