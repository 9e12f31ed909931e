"""
Watching many jobs with few requests: one poller that stays under the rate of the account.

A page of ListTrainingJobs tells of a hundred jobs for the price of one request. The first look
lists the newest jobs until every watched one has turned up; each further look lists what was
modified since, and every quarter of an hour the first one is repeated. Describe is left for what
a list does not tell: the reason of a failure, jobs that no list shows, and a few that are as
cheaply asked one by one. No I/O here.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from sagemaker_train import errors
from sagemaker_train.display.times import duration
from sagemaker_train.errors import (
    AccessDeniedError,
    ApiError,
    ConstraintError,
    InvalidResponseError,
    ResourceNotFoundError,
    SageMakerTrainError,
    TrainingJobDeletedError,
    ValidationError,
)
from sagemaker_train.jobs.endings import (
    Ending,
    last_seen,
    not_completed,
    summary_of,
    unexplained,
)
from sagemaker_train.jobs.failures import failure
from sagemaker_train.jobs.listing import Listing
from sagemaker_train.jobs.patience import APPEARING, PASSING, UNTRUSTED
from sagemaker_train.jobs.progress import JobsProgress, counted, first_of, in_words
from sagemaker_train.jobs.statuses import OVER
from sagemaker_train.jobs.steps import Steps, Tell
from sagemaker_train.jobs.waiting import GAP, Terms, Waiter
from sagemaker_train.models.enums import SecondaryStatus, TrainingJobStatus
from sagemaker_train.models.operations import DESCRIBE_TRAINING_JOB, LIST_TRAINING_JOBS
from sagemaker_train.models.requests import DescribeTrainingJobRequest, ListTrainingJobsRequest
from sagemaker_train.models.responses import (
    DescribeTrainingJobResponse,
    ListTrainingJobsResponse,
    TrainingJobSummary,
)
from sagemaker_train.paging import following

ROUND = 5.0
"""Seconds between the beginnings of two looks at all jobs at least."""

LONGEST_ROUND = 300.0
"""The same at most: a list costs one request, however many jobs it tells of."""

FEW = 20
"""Jobs that are described at once when they are too new to be listed."""


@attrs.define
class _Watched:
    """
    A job that has not ended, as it was last seen.
    """

    summary: TrainingJobSummary | None = None
    since: float = 0.0
    """When its phase was first seen."""

    @property
    def phase(self) -> SecondaryStatus | None:
        """
        Its phase; ``None`` where that is not known.
        """
        return None if self.summary is None else self.summary.secondary_status


def watch(names: Iterable[str], terms: Terms) -> Steps[None]:
    """
    Watch jobs until all have ended; tells an ``Ending`` for each, and ``JobsProgress``.

    What is wrong with one job ends the watch of that one only.

    Raises:
        TimeoutError: Not all ended in time.
        ApiError: The service refuses both to list and to describe.
        TransportError: There was no answer for a day.
    """
    return _Watch(names, terms).until_ended()


class _Watch:
    """
    One watch over many jobs.
    """

    def __init__(self, names: Iterable[str], terms: Terms) -> None:
        self._terms = terms
        self._waiter = Waiter(terms, self._progress, self._late)
        self._pending = {name: _Watched() for name in names}
        self._ended: list[str] = []
        self._listing = Listing(self._pending)
        self._next = 0.0
        """When the next request may be made, in seconds of the watch."""

    def until_ended(self) -> Steps[None]:
        """
        Look at all of them, again and again.
        """
        while self._pending:
            begun = self._waiter.waited
            if self._listing.allowed and len(self._pending) > self._listing.pages:
                yield from self._list()
            else:
                yield from self._describe(list(self._pending))
            yield from self._waiter.show()
            if self._pending:
                spent = self._waiter.waited - begun
                yield from self._waiter.sit_out(max(GAP, self._pause() - spent))

    # Looks

    def _list(self) -> Steps[None]:
        """
        List what was modified since the last look; now and then, and at first, all of them.
        """
        listing = self._listing
        survey = listing.survey_due(self._waiter.waited)
        unseen = set(self._pending)
        try:
            pages, whole = yield from self._read(listing.request(survey=survey), unseen)
        except AccessDeniedError:
            listing.allowed = False  # Describe may be allowed all the same
            return
        except (ValidationError, InvalidResponseError):
            listing.broke_off()  # a token is not taken any more
            return
        listing.read()
        if not survey:
            listing.pages = max(pages, 1)
        elif len(unseen) > FEW and self._waiter.waited < APPEARING:
            return  # so many are new, and the service's index lags
        else:
            listing.surveyed(self._waiter.waited)
        if survey or not whole:
            yield from self._describe([name for name in self._pending if name in unseen])

    def _read(self, first: ListTrainingJobsRequest, unseen: set[str]) -> Steps[tuple[int, bool]]:
        """
        Read a list, until every job was seen or the rest is cheaper asked for one by one.

        Returns:
            How many pages were read, and whether that is all there is to know.
        """
        request: ListTrainingJobsRequest | None = first
        pages = 0
        while request is not None and unseen and pages < len(unseen):
            yield from self._keep_pace()
            page: ListTrainingJobsResponse = yield from self._waiter.ask(
                LIST_TRAINING_JOBS, request
            )
            pages += 1
            for summary in page.training_job_summaries or ():
                if not summary.training_job_status:
                    continue  # Describe has to tell more
                unseen.discard(summary.training_job_name)
                self._listing.heard(summary.last_modified_time)
                yield from self._heard(summary)
            request = following(LIST_TRAINING_JOBS, request, page)
        return pages, request is None or not unseen

    def _describe(self, names: list[str]) -> Steps[None]:
        """
        Ask for jobs one by one.
        """
        for name in names:
            yield from self._keep_pace()
            try:
                job = yield from self._look(name)
            except ResourceNotFoundError as error:
                yield from self._missed(name, error)
            except (*PASSING, *UNTRUSTED):
                raise  # it does not pass, and it concerns all of them
            except (ApiError, ConstraintError) as error:
                yield from self._end(Ending(name, None, error))
            else:
                yield from self._heard(summary_of(job), job)

    def _look(self, name: str) -> Steps[DescribeTrainingJobResponse]:
        request = DescribeTrainingJobRequest(training_job_name=name)
        job: DescribeTrainingJobResponse = yield from self._waiter.ask(
            DESCRIBE_TRAINING_JOB, request
        )
        return job

    # What was heard

    def _heard(
        self, summary: TrainingJobSummary, job: DescribeTrainingJobResponse | None = None
    ) -> Steps[None]:
        """
        Note how a job is, whether it is one of ours or not.
        """
        watched = self._pending.get(summary.training_job_name)
        if watched is None:
            return
        now = self._waiter.waited
        if watched.phase != summary.secondary_status:
            watched.since = now
        watched.summary = summary
        if summary.training_job_status not in OVER:
            return
        error: SageMakerTrainError | None = None
        if summary.training_job_status == TrainingJobStatus.FAILED:
            error = yield from self._reason(summary, job)
        elif summary.training_job_status != TrainingJobStatus.COMPLETED:
            error = not_completed(summary)
        yield from self._end(Ending(summary.training_job_name, summary, error))

    def _reason(
        self, summary: TrainingJobSummary, job: DescribeTrainingJobResponse | None
    ) -> Steps[SageMakerTrainError]:
        """
        The exception of a failed job, with the reason that no list tells.
        """
        if job is None:
            yield from self._keep_pace()
            try:
                job = yield from self._look(summary.training_job_name)
            except (ResourceNotFoundError, AccessDeniedError) as error:
                return unexplained(summary, error)
        return failure(job)

    def _missed(self, name: str, error: ResourceNotFoundError) -> Steps[None]:
        """
        Judge a job that the service does not know: not yet, not any more, or never.
        """
        watched = self._pending[name]
        if watched.summary is not None:
            deleted = TrainingJobDeletedError(name, last_seen(watched.summary))
            deleted.__cause__ = error
            yield from self._end(Ending(name, watched.summary, deleted))
        elif not self._terms.known_to_exist or self._waiter.waited >= APPEARING:
            yield from self._end(Ending(name, None, error))

    def _end(self, ending: Ending) -> Steps[None]:
        del self._pending[ending.name]
        status = ending.summary.training_job_status.value if ending.summary else "unknown"
        self._ended.append(status)
        yield Tell(ending)

    # Time

    def _keep_pace(self) -> Steps[None]:
        """
        Leave a gap between requests.
        """
        wait = self._next - self._waiter.waited
        if wait > 0:
            yield from self._waiter.sit_out(wait)
        self._next = self._waiter.waited + GAP

    def _pause(self) -> float:
        """
        Seconds from one look to the next: as the most lively job deserves it.
        """
        now = self._waiter.waited
        pauses = (self._terms.pause(one.phase, now - one.since) for one in self._pending.values())
        return max(ROUND if self._terms.poll is None else 0.0, min(LONGEST_ROUND, *pauses))

    def _progress(self) -> JobsProgress:
        phases = (
            last_seen(watched.summary) if watched.summary else "unknown"
            for watched in self._pending.values()
        )
        return JobsProgress(
            phases=counted([*phases, *self._ended]),
            elapsed=self._waiter.waited,
            trouble=in_words(self._waiter.trouble),
        )

    def _late(self, waited: float) -> errors.TimeoutError:
        names = list(self._pending)
        unseen = sum(watched.summary is None for watched in self._pending.values())
        doubt = f", but for {unseen} that gave no sign of life" if unseen else ""
        return errors.TimeoutError(
            f"{len(names)} of {len(names) + len(self._ended)} training jobs have not ended after"
            f" {duration(waited)} of waiting: {first_of(names)}. They run on{doubt}: wait again, or"
            " end them with stop_all(jobs)",
            operation=LIST_TRAINING_JOBS.name,
        )
