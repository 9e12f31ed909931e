"""
A training job in the hand of an async program: the names of ``TrainingJob``, awaited.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, overload

import attrs

from sagemaker_train.errors import SageMakerTrainError
from sagemaker_train.jobs.events import JobEvent, read_events
from sagemaker_train.jobs.handle import (
    OnInterrupt,
    asked_to_stop,
    check_on_interrupt,
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

STOPPING = 30.0
"""Seconds that a cancelled wait takes to ask the job to stop, if that was wished for."""


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

    def _repr_html_(self) -> str:
        from sagemaker_train.display import show

        return show(self).html()

    @property
    def arn(self) -> Coroutine[Any, Any, str]:
        """
        See ``TrainingJob.arn``; awaited.
        """
        return self._find_arn()

    async def _find_arn(self) -> str:
        return self.given_arn or (await self.describe()).training_job_arn

    @property
    def status(self) -> Coroutine[Any, Any, TrainingJobStatus]:
        """
        See ``TrainingJob.status``; awaited.
        """
        return self._find_status()

    async def _find_status(self) -> TrainingJobStatus:
        return (await self.describe()).training_job_status

    async def describe(self) -> DescribeTrainingJobResponse:
        """
        See ``TrainingJob.describe``.
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
        See ``TrainingJob.wait``. Being cancelled is an interruption like Ctrl-C.
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

    def events(self, follow: bool = True, *, warm_pool: bool = False) -> AsyncIterator[JobEvent]:
        """
        See ``TrainingJob.events``.
        """
        return adrive(read_events(self.name, follow=follow, warm_pool=warm_pool), self.client)

    @overload
    def logs(
        self,
        follow: bool = False,
        since: datetime | None = None,
        tail: int | None = None,
        node: str | None = None,
        *,
        events: Literal[False] = False,
    ) -> AsyncIterator[LogEvent]: ...

    @overload
    def logs(
        self,
        follow: bool = False,
        since: datetime | None = None,
        tail: int | None = None,
        node: str | None = None,
        *,
        events: bool,
    ) -> AsyncIterator[LogEvent | JobEvent]: ...

    def logs(
        self,
        follow: bool = False,
        since: datetime | None = None,
        tail: int | None = None,
        node: str | None = None,
        *,
        events: bool = False,
    ) -> AsyncIterator[Any]:
        """
        See ``TrainingJob.logs``.
        """
        steps = read_logs(
            self.name,
            follow=follow,
            since=since,
            tail=tail,
            node=node,
            events=events,
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
        See ``TrainingJob.metrics``.
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
        See ``TrainingJob.stop``.
        """
        await self.client.stop_training_job(self.name)

    async def delete(self) -> None:
        """
        See ``TrainingJob.delete``.
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
        See ``TrainingJob.update``.
        """
        request = update_of(self.name, keep_alive, profiler, profiler_rules, remote_debug)
        await self.client.update_training_job(request)

    async def tags(self) -> dict[str, str]:
        """
        See ``TrainingJob.tags``.
        """
        return await self.client.list_tags(await self.arn)

    async def rerun(self, name: str, **changes: object) -> AsyncTrainingJob:
        """
        See ``TrainingJob.rerun``.
        """
        described = await self.describe()
        tags = await self.client.list_tags(described.training_job_arn)
        return await self.client.submit(once_more(described, tags, name, changes))
