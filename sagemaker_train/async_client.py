"""
The async client: the names of ``Client``, awaited.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping
from contextlib import aclosing
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack, cast

from sagemaker_train import models
from sagemaker_train.arguments import expect, tag_keys
from sagemaker_train.builder import TrainingJobBuilder
from sagemaker_train.checks import enforce
from sagemaker_train.connected import Connected
from sagemaker_train.models import operations as ops
from sagemaker_train.options import (
    CallOptions,
    ListFilters,
    SearchOptions,
    TuningJobFilters,
    check_call,
    split,
)
from sagemaker_train.paging import following, items
from sagemaker_train.schema import Model, Operation
from sagemaker_train.transport.async_sender import AsyncHttpSender
from sagemaker_train.transport.driver import arun
from sagemaker_train.transport.exchange import exchange

if TYPE_CHECKING:
    from sagemaker_train.jobs.async_job import AsyncTrainingJob
    from sagemaker_train.jobs.search import JobFilter
    from sagemaker_train.models.creation import CreateTrainingJobRequest
    from sagemaker_train.models.requests import SearchExpression, UpdateTrainingJobRequest
    from sagemaker_train.models.responses import (
        CreateTrainingJobResponse,
        DescribeTrainingJobResponse,
        HyperParameterTrainingJobSummary,
        SearchRecord,
        TrainingJob as TrainingJobRecord,
        TrainingJobSummary,
        UpdateTrainingJobResponse,
    )
    from sagemaker_train.models.structures import Tag

RequestT = TypeVar("RequestT", bound=Model)
ResponseT = TypeVar("ResponseT")


class AsyncClient(Connected[AsyncHttpSender]):
    """
    ``Client`` for asyncio and trio: the same methods with the same arguments, awaited.

    See ``Client`` for what each argument does. ``http_client`` is an ``httpx.AsyncClient`` here.
    Making a client reads the AWS configuration, two small files; looking for credentials and
    loading certificates happen in a thread, never on the event loop. One client may be used in
    several event loops: each has connections of its own, to be closed while it runs.
    """

    _opens = AsyncHttpSender

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """
        Close the connections of the running event loop. A later call opens new ones.
        """
        for sender in self._links.senders():
            await sender.close()

    # Training jobs

    async def create_training_job(
        self,
        request: CreateTrainingJobRequest | TrainingJobBuilder,
        **options: Unpack[CallOptions],
    ) -> CreateTrainingJobResponse:
        """
        Check the request and start the job. It is made exactly once, also if answers get lost.

        Raises:
            ConstraintError: The request breaks rules; nothing was sent.
            ResourceInUseError: The name is taken by another job.
            ResourceLimitExceededError: A quota of the account is used up.
            ApiError: The service refused for another reason.
            TransportError: No answer. Nothing was sent, or a note tells whether the job exists.
        """
        if isinstance(request, TrainingJobBuilder):
            request = request.request()
        return await self._call(ops.CREATE_TRAINING_JOB, request, options)

    async def describe_training_job(
        self, name: str, **options: Unpack[CallOptions]
    ) -> DescribeTrainingJobResponse:
        """
        Everything about a job: what was asked for, how it fares, how it ended.

        Raises:
            ResourceNotFoundError: There is no such job.
        """
        request = models.DescribeTrainingJobRequest(training_job_name=name)
        return await self._call(ops.DESCRIBE_TRAINING_JOB, request, options)

    async def update_training_job(
        self, request: UpdateTrainingJobRequest, **options: Unpack[CallOptions]
    ) -> UpdateTrainingJobResponse:
        """
        Change the profiler, remote debugging or the warm pool of a job.

        Raises:
            ResourceNotFoundError: There is no such job.
        """
        return await self._call(ops.UPDATE_TRAINING_JOB, request, options)

    async def stop_training_job(self, name: str, **options: Unpack[CallOptions]) -> None:
        """
        Ask the job to stop; it gets 120 seconds to save its work.

        Raises:
            ResourceNotFoundError: There is no such job.
            ValidationError: It has ended already.
        """
        request = models.StopTrainingJobRequest(training_job_name=name)
        await self._call(ops.STOP_TRAINING_JOB, request, options)

    async def delete_training_job(self, name: str, **options: Unpack[CallOptions]) -> None:
        """
        Delete a job that has ended.

        Raises:
            ResourceNotFoundError: There is no such job.
            ResourceInUseError: It has not ended, or its warm pool is in use.
        """
        request = models.DeleteTrainingJobRequest(training_job_name=name)
        await self._call(ops.DELETE_TRAINING_JOB, request, options)

    def list_training_jobs(
        self, **filters: Unpack[ListFilters]
    ) -> AsyncGenerator[TrainingJobSummary, None]:
        """
        The jobs of the account and region that match, newest first unless sorted otherwise.

        Lazy: a page of 100 is asked for when the one before is used up. ``max_results`` is the
        size of a page; ``break`` ends the list early.
        """
        wanted, options = split(filters, ListFilters.__optional_keys__)
        request = models.ListTrainingJobsRequest(**wanted)
        return self._items(ops.LIST_TRAINING_JOBS, request, options)

    def list_training_jobs_for_hyper_parameter_tuning_job(
        self, name: str, **filters: Unpack[TuningJobFilters]
    ) -> AsyncGenerator[HyperParameterTrainingJobSummary, None]:
        """
        The training jobs that a tuning job started. Lazy, by pages of 100.

        Raises:
            ResourceNotFoundError: There is no such tuning job.
        """
        wanted, options = split(filters, TuningJobFilters.__optional_keys__)
        request = models.ListTrainingJobsForHyperParameterTuningJobRequest(
            **wanted, hyper_parameter_tuning_job_name=name
        )
        return self._items(ops.LIST_TRAINING_JOBS_FOR_HYPER_PARAMETER_TUNING_JOB, request, options)

    def search_training_jobs(
        self,
        expression: SearchExpression | JobFilter | None = None,
        **options: Unpack[SearchOptions],
    ) -> AsyncGenerator[TrainingJobRecord, None]:
        """
        The jobs that match, with all that Describe would tell and their tags.

        Lazy, by pages of 100. The index lags behind the jobs by some seconds.

        Args:
            expression: A ``JobFilter``, or an expression in the API's own words.
            options: Order, size of pages, and options of the call.
        """
        wanted, rest = split(options, SearchOptions.__optional_keys__)
        if not isinstance(expression, models.SearchExpression | None):
            from sagemaker_train.jobs.search import expression_of

            expression = expression_of(expression)
        request = models.SearchRequest(
            **wanted, resource="TrainingJob", search_expression=expression
        )
        return self._records(request, rest)

    async def submit(
        self,
        request: CreateTrainingJobRequest | TrainingJobBuilder,
        **options: Unpack[CallOptions],
    ) -> AsyncTrainingJob:
        """
        Check the request, start the job, and hold it: ``await client.submit(job)``.

        Raises:
            ConstraintError: The request breaks rules; nothing was sent.
            ResourceInUseError: The name is taken by another job.
            ResourceLimitExceededError: A quota of the account is used up.
            ApiError: The service refused for another reason.
            TransportError: No answer. Nothing was sent, or a note tells whether the job exists.
        """
        from sagemaker_train.jobs.async_job import AsyncTrainingJob

        if isinstance(request, TrainingJobBuilder):
            request = request.request()
        answer = await self._call(ops.CREATE_TRAINING_JOB, request, options)
        return AsyncTrainingJob(self, request.training_job_name, answer.training_job_arn)

    def job(self, name: str) -> AsyncTrainingJob:
        """
        Take hold of a job that exists. Makes no call.
        """
        from sagemaker_train.jobs.async_job import AsyncTrainingJob

        expect(str, name=name)
        return AsyncTrainingJob(self, name)

    # Tags

    async def add_tags(
        self, arn: str, tags: Mapping[str, str], **options: Unpack[CallOptions]
    ) -> None:
        """
        Add tags to a resource; a key that it has gets the new value.
        """
        expect(Mapping, tags=tags)
        pairs = [models.Tag(key=key, value=value) for key, value in tags.items()]
        await self._call(ops.ADD_TAGS, models.AddTagsInput(resource_arn=arn, tags=pairs), options)

    async def list_tags(self, arn: str, **options: Unpack[CallOptions]) -> dict[str, str]:
        """
        All tags of a resource.
        """
        request = models.ListTagsInput(resource_arn=arn)
        pairs = cast("AsyncIterator[Tag]", self._items(ops.LIST_TAGS, request, options))
        return {tag.key: tag.value async for tag in pairs}

    async def delete_tags(
        self, arn: str, keys: Iterable[str], **options: Unpack[CallOptions]
    ) -> None:
        """
        Take tags off a resource; keys that it does not have are ignored.
        """
        request = models.DeleteTagsInput(resource_arn=arn, tag_keys=tag_keys(keys))
        await self._call(ops.DELETE_TAGS, request, options)

    # The way there

    async def call(
        self,
        operation: Operation[RequestT, ResponseT],
        request: RequestT,
        **options: Unpack[CallOptions],
    ) -> ResponseT:
        """
        Carry out an operation of ``sagemaker_train.models``; every other method comes down to it.
        """
        return await self._call(operation, request, options)

    async def _call(
        self,
        operation: Operation[RequestT, ResponseT],
        request: RequestT,
        options: CallOptions,
    ) -> ResponseT:
        check_call(operation, request, options)
        links = self._links
        enforce(request, links.settings.policy, region=links.settings.region, stacklevel=4)
        link = links.to(operation.service)
        return await arun(
            exchange(operation, request, links.caller(link, options)),
            link.sender,
            link.signer,
            links.settings.credentials,
            links.timeout(options),
            self.clock.sleep_async,
        )

    async def _items(
        self, operation: Operation[Any, Any], request: Model, options: CallOptions
    ) -> AsyncGenerator[Any, None]:
        page: Model | None = request
        while page is not None:
            answer = await self._call(operation, page, options)
            for item in items(operation, answer):
                yield item
            page = following(operation, page, answer)

    async def _records(
        self, request: models.SearchRequest, options: CallOptions
    ) -> AsyncGenerator[TrainingJobRecord, None]:
        # Closed by its user: else an event loop has to find what was left, and complains.
        async with aclosing(self._items(ops.SEARCH, request, options)) as found:
            async for record in cast("AsyncIterator[SearchRecord]", found):
                if record.training_job is not None:
                    yield record.training_job
