"""
A training job in the hand of an async program: the names of ``TrainingJob``, awaited.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, overload

import attrs

from sagemaker_train.errors import SageMakerTrainError
from sagemaker_train.jobs.events import JobEvent, read_events
from sagemaker_train.jobs.handle import (
    STOPPING,
    OnInterrupt,
    asked_to_stop,
    check_on_interrupt,
    forewarned,
    once_more,
    place,
    runs_on,
    terms_of,
    update_of,
)
from sagemaker_train.jobs.log_streams import LogEvent
from sagemaker_train.jobs.logs import read_logs
from sagemaker_train.jobs.metrics import JobMetrics, read_metrics
from sagemaker_train.jobs.progress import JobProgress
from sagemaker_train.jobs.showing import Display, display_for
from sagemaker_train.jobs.steps import adrive, aresult_of
from sagemaker_train.jobs.waiting import wait
from sagemaker_train.models.enums import TrainingJobStatus
from sagemaker_train.models.requests import ProfilerConfigForUpdate
from sagemaker_train.models.responses import DescribeTrainingJobResponse
from sagemaker_train.models.structures import ProfilerRuleConfiguration

if TYPE_CHECKING:
    from sagemaker_train.async_client import AsyncClient
    from sagemaker_train.display.page import Page


@attrs.frozen(repr=False)
class AsyncTrainingJob:
    """
    ``TrainingJob`` for asyncio and trio: the same names, awaited; ``await job.status`` too.

    See ``TrainingJob`` for what each method does.
    """

    client: AsyncClient = attrs.field(eq=place)
    """The client that is asked."""
    name: str
    """The name of the job."""
    given_arn: str | None = attrs.field(default=None, eq=False)
    """The ARN, if the service told it when the job was created."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r}, region={self.client.region!r})"

    def __page__(self) -> Page:
        from sagemaker_train.display.jobs import handle_page

        return handle_page(self)

    def _repr_html_(self) -> str:
        from sagemaker_train.display import show

        return show(self).html()

    @property
    def arn(self) -> Coroutine[Any, Any, str]:
        """
        The ARN: ``await job.arn``. Known of a job that was submitted; else the service is asked.

        Raises:
            ResourceNotFoundError: There is no such job.
        """
        return self._find_arn()

    async def _find_arn(self) -> str:
        return self.given_arn or (await self.describe()).training_job_arn

    @property
    def status(self) -> Coroutine[Any, Any, TrainingJobStatus]:
        """
        The status at this moment: ``await job.status``. Each look asks the service.

        Raises:
            ResourceNotFoundError: There is no such job.
        """
        return self._find_status()

    async def _find_status(self) -> TrainingJobStatus:
        return (await self.describe()).training_job_status

    async def describe(self) -> DescribeTrainingJobResponse:
        """
        Everything about the job: what was asked for, how it fares, how it ended.

        Raises:
            ResourceNotFoundError: There is no such job.
        """
        return await self.client.describe_training_job(self.name)

    async def wait(
        self,
        timeout: float | timedelta | None = None,
        *,
        progress: bool | Callable[[JobProgress], object] | None = None,
        raise_on_failure: bool = True,
        on_interrupt: OnInterrupt = "leave",
        poll: float | timedelta | None = None,
    ) -> DescribeTrainingJobResponse:
        """
        Wait until the job has ended, for weeks if need be, and return it as it ended.

        Throttling, network trouble and expired credentials are put up with for up to a day without
        an answer. The job is looked at every 5 to 60 seconds while it starts or ends; while it
        trains, at intervals of a sixtieth of the time it has trained, 15 seconds to two hours.

        Args:
            timeout: Seconds to wait at most. The job runs on after that.
            progress: How things are shown. By default as a line in a terminal, as lines where
                standard error is not a terminal, as a cell's output in a notebook. ``False`` shows
                nothing; a function is called with a ``JobProgress`` at each look.
            raise_on_failure: ``False`` returns a job that failed, was stopped or is being deleted
                instead of raising.
            on_interrupt: What becomes of the job when cancelled: ``"leave"`` it, or ``"stop"`` it.
            poll: Seconds between two looks at most, for those who want to know sooner; 0.6 at
                least, as the service takes about two a second.

        Raises:
            TrainingJobFailedError: It failed; with the reason, its category, the last phases and
                log lines, and where to look.
            TrainingJobStoppedError: It was stopped, by somebody or by a limit.
            TrainingJobDeletedError: It is being deleted, or gone.
            TimeoutError: It did not end in time; it runs on.
            ResourceNotFoundError: There is no such job.
            ApiError: The service refuses to describe it.
            TransportError: There was no answer for a day; for a minute, if there never was one.
        """
        import anyio

        check_on_interrupt(on_interrupt)
        display = display_for(progress)
        terms = terms_of(
            self.client,
            display,
            timeout=timeout,
            poll=poll,
            raise_on_failure=raise_on_failure,
            known_to_exist=self.given_arn is not None,
        )
        with closing(display):
            try:
                return await aresult_of(wait(self.name, terms), self.client, display.show)
            except (KeyboardInterrupt, anyio.get_cancelled_exc_class()) as interrupt:
                interrupt.add_note(await self._interrupted(on_interrupt, display))
                raise

    async def _interrupted(self, on_interrupt: OnInterrupt, display: Display) -> str:
        """
        Do to the job what was wished for; say what it was.
        """
        import anyio

        text = runs_on(self.client, self.name)
        if on_interrupt == "stop":
            failed: SageMakerTrainError | None = None
            with anyio.move_on_after(STOPPING, shield=True):
                try:
                    await self.stop()
                except SageMakerTrainError as error:
                    failed = error
                text = asked_to_stop(self.client, self.name, failed)
        display.say(text)
        return text

    def events(
        self, follow: bool = True, *, warm_pool: bool = False
    ) -> AsyncGenerator[JobEvent, None]:
        """
        Tell what happened to the job so far and, if followed, what happens until it is over.

        Args:
            follow: Whether to go on until the end.
            warm_pool: Whether to go on until its warm pool is reused or terminated.

        Raises:
            ResourceNotFoundError: There is no such job.
        """
        steps = read_events(
            self.name,
            follow=follow,
            warm_pool=warm_pool,
            known_to_exist=self.given_arn is not None,
        )
        return adrive(steps, self.client)

    @overload
    def logs(
        self,
        follow: bool = False,
        since: datetime | None = None,
        tail: int | None = None,
        node: str | None = None,
        *,
        events: Literal[False] = False,
    ) -> AsyncGenerator[LogEvent, None]: ...

    @overload
    def logs(
        self,
        follow: bool = False,
        since: datetime | None = None,
        tail: int | None = None,
        node: str | None = None,
        *,
        events: bool,
    ) -> AsyncGenerator[LogEvent | JobEvent, None]: ...

    def logs(
        self,
        follow: bool = False,
        since: datetime | None = None,
        tail: int | None = None,
        node: str | None = None,
        *,
        events: bool = False,
    ) -> AsyncGenerator[Any, None]:
        """
        Read the lines that the containers of the job wrote: each one once, a container's in order.

        Followed, a line that CloudWatch gets after newer ones of its container comes after those,
        if it is at most three minutes late.

        Args:
            follow: Whether to go on until the job is over and its last lines have come.
            since: The earliest lines wanted, aware.
            tail: How many of the last lines to begin with.
            node: ``algo-2`` for the lines of one container.
            events: Whether to tell what happens to the job, each event before the first line that
                is newer.

        Raises:
            TypeError: ``since`` is not a ``datetime``, or ``tail`` not a whole number.
            ConfigurationError: ``since`` has no time zone, or ``tail`` is negative.
            ResourceNotFoundError: There is no such job, and no log of one.
        """
        steps = read_logs(
            self.name,
            follow=follow,
            since=since,
            tail=tail,
            node=node,
            events=events,
            known_to_exist=self.given_arn is not None,
            now=self.client.clock.timestamp,
        )
        return adrive(steps, self.client)

    async def metrics(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        period: int | None = None,
        stat: str = "Average",
        instances: bool = True,
        series: bool = True,
    ) -> JobMetrics:
        """
        The final metrics, and from CloudWatch the series of the job and the load of its instances.

        Args:
            since: The earliest points wanted, aware; the job's start by default.
            until: The time before which they are wanted, aware; the job's end by default.
            period: Seconds that a point stands for, a multiple of 60; by default the shortest
                that CloudWatch still has.
            stat: What a point is of the values in its period: ``Average``, ``Maximum``, ``p90``…
            instances: Whether to ask for the load of the instances.
            series: Whether to ask CloudWatch at all; the final metrics come from SageMaker.

        Raises:
            TypeError: A time is not a ``datetime``, or the period not a whole number.
            ConfigurationError: A time has no time zone, or the period is impossible.
            ResourceNotFoundError: There is no such job.
        """
        steps = read_metrics(
            self.name,
            since=since,
            until=until,
            period=period,
            stat=stat,
            instances=instances,
            series=series,
            now=self.client.clock.timestamp,
        )
        return await aresult_of(steps, self.client)

    async def stop(self) -> None:
        """
        Ask the job to stop; it gets 120 seconds to save its work.

        Raises:
            ResourceNotFoundError: There is no such job.
            ValidationError: It has ended already.
        """
        await self.client.stop_training_job(self.name)

    async def delete(self) -> None:
        """
        Delete the job, which has ended; what it wrote to S3 and its logs stay.

        Raises:
            ResourceNotFoundError: There is no such job.
            ResourceInUseError: It has not ended, or its warm pool is in use.
        """
        await self.client.delete_training_job(self.name)

    async def update(
        self,
        *,
        keep_alive: float | timedelta | None = None,
        profiler: ProfilerConfigForUpdate | None = None,
        profiler_rules: Sequence[ProfilerRuleConfiguration] | None = None,
        remote_debug: bool | None = None,
    ) -> None:
        """
        Change what can be changed of a job; what is left out stays as it is.

        Args:
            keep_alive: Whole seconds that its warm pool is kept; 0 lets it go at once.
            profiler: How it is profiled.
            profiler_rules: The rules that look at the profile.
            remote_debug: Whether its containers can be entered, while it downloads or trains.

        Raises:
            TypeError: Nothing is to be changed.
            ConfigurationError: ``keep_alive`` is negative, or has a fraction of a second.
            ResourceNotFoundError: There is no such job.
            ValidationError: The job is not in a state that allows it.
        """
        request = update_of(self.name, keep_alive, profiler, profiler_rules, remote_debug)
        await self.client.update_training_job(request)

    async def tags(self) -> dict[str, str]:
        """
        The tags of the job.
        """
        return await self.client.list_tags(await self.arn)

    async def rerun(self, name: str, **changes: object) -> AsyncTrainingJob:
        """
        Submit the same job again, tags included, under another name.

        Left out is what only describes, and so are members of the answer itself that are newer than
        this library; those inside its structures are kept.

        Args:
            name: Of the new job.
            changes: Members of ``CreateTrainingJobRequest`` by attribute name that replace those
                of this job. For finer changes go by
                ``TrainingJobBuilder.from_job(await job.describe(), name=...)``.

        Raises:
            TypeError: A change is not a member of ``CreateTrainingJobRequest``, or is the name.
            ConstraintError: The request breaks rules; nothing was sent.
            ResourceInUseError: The name is taken.
            ResourceNotFoundError: There is no such job.

        Example:
            >>> await job.rerun("churn-2", stopping_condition=StoppingCondition(
            ...     max_runtime_in_seconds=7200))
        """
        described = await self.describe()
        tags = await self.client.list_tags(described.training_job_arn)
        again = once_more(described, tags, name, changes)
        submitted = await forewarned(self.client, again).submit(again)
        return attrs.evolve(submitted, client=self.client)
