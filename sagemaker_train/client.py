"""
The client: one short method per operation, and lazy pages.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
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
from sagemaker_train.transport.driver import run
from sagemaker_train.transport.exchange import exchange
from sagemaker_train.transport.sender import HttpSender

if TYPE_CHECKING:
    from sagemaker_train.jobs.job import TrainingJob
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


class Client(Connected[HttpSender]):
    """
    Training jobs of one account and region. Safe to use from several threads at once.

    Args:
        region: Such as ``us-east-1``. Else ``AWS_REGION``, ``AWS_DEFAULT_REGION``, the profile's.
        profile: Of the AWS configuration files. Else ``AWS_PROFILE``, ``default``.
        credentials: Else those of the environment, else what botocore's chain finds.
        endpoint_url: Else ``AWS_ENDPOINT_URL_SAGEMAKER``, ``AWS_ENDPOINT_URL``, the profile's, the
            address by AWS's endpoint rules.
        timeout: Seconds that a whole call may take, or a ``Timeout``. Only a search for credentials
            in the calling thread, such as a slow ``credential_process``, may outlast it.
        retry: How often calls are repeated. Else the standard policy with ``AWS_MAX_ATTEMPTS``.
        policy: Which checks apply to requests before they are sent.
        http_client: An ``httpx.Client`` (or one with the same ``build_request`` and ``send``) to
            send through. It stays yours: closing this client does not close it. It knows timeouts
            between two pieces of an answer only, so that an answer which drips may outlast the
            ``timeout`` of a call; connections of our own may not.
        fips: Whether to use FIPS endpoints. Else ``AWS_USE_FIPS_ENDPOINT``, the profile's.
        dual_stack: Whether to use dual-stack endpoints. Else ``AWS_USE_DUALSTACK_ENDPOINT``.
        clock: Times the waits before retries and between two looks at a job. Tests give the clock
            of their ``LocalSageMaker`` and wait for a job of days in milliseconds.

    A client can be pickled, for jobs that are handed to another process. Region, address, profile,
    timeout, retries and policy go along; credentials, clock and ``http_client`` do not, so that
    the other process uses credentials of its own. It resolves them at its first call.

    Raises:
        ConfigurationError: No region, or a setting that is malformed or contradicts another.
        CredentialsError: The environment holds one half of a key only.
        TypeError: Arguments are of other types; or the ``http_client`` is one for event loops.
    """

    _opens = HttpSender

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """
        Close the connections. A later call opens new ones.
        """
        for sender in self._links.senders():
            sender.close()

    # Training jobs

    def create_training_job(
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
        return self._call(ops.CREATE_TRAINING_JOB, request, options)

    def describe_training_job(
        self, name: str, **options: Unpack[CallOptions]
    ) -> DescribeTrainingJobResponse:
        """
        Everything about a job: what was asked for, how it fares, how it ended.

        Raises:
            ResourceNotFoundError: There is no such job.
        """
        request = models.DescribeTrainingJobRequest(training_job_name=name)
        return self._call(ops.DESCRIBE_TRAINING_JOB, request, options)

    def update_training_job(
        self, request: UpdateTrainingJobRequest, **options: Unpack[CallOptions]
    ) -> UpdateTrainingJobResponse:
        """
        Change the profiler, remote debugging or the warm pool of a job.

        Raises:
            ResourceNotFoundError: There is no such job.
        """
        return self._call(ops.UPDATE_TRAINING_JOB, request, options)

    def stop_training_job(self, name: str, **options: Unpack[CallOptions]) -> None:
        """
        Ask the job to stop; it gets 120 seconds to save its work.

        Raises:
            ResourceNotFoundError: There is no such job.
            ValidationError: It has ended already.
        """
        request = models.StopTrainingJobRequest(training_job_name=name)
        self._call(ops.STOP_TRAINING_JOB, request, options)

    def delete_training_job(self, name: str, **options: Unpack[CallOptions]) -> None:
        """
        Delete a job that has ended.

        Raises:
            ResourceNotFoundError: There is no such job.
            ResourceInUseError: It has not ended, or its warm pool is in use.
        """
        request = models.DeleteTrainingJobRequest(training_job_name=name)
        self._call(ops.DELETE_TRAINING_JOB, request, options)

    def list_training_jobs(
        self, **filters: Unpack[ListFilters]
    ) -> Generator[TrainingJobSummary, None, None]:
        """
        The jobs of the account and region that match, newest first unless sorted otherwise.

        Lazy: a page of 100 is asked for when the one before is used up. ``max_results`` is the
        size of a page; ``itertools.islice(jobs, 10)`` takes ten of them.
        """
        wanted, options = split(filters, ListFilters.__optional_keys__)
        request = models.ListTrainingJobsRequest(**wanted)
        return self._items(ops.LIST_TRAINING_JOBS, request, options)

    def list_training_jobs_for_hyper_parameter_tuning_job(
        self, name: str, **filters: Unpack[TuningJobFilters]
    ) -> Generator[HyperParameterTrainingJobSummary, None, None]:
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
    ) -> Generator[TrainingJobRecord, None, None]:
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
        records = cast("Iterator[SearchRecord]", self._items(ops.SEARCH, request, rest))
        return (record.training_job for record in records if record.training_job is not None)

    def submit(
        self,
        request: CreateTrainingJobRequest | TrainingJobBuilder,
        **options: Unpack[CallOptions],
    ) -> TrainingJob:
        """
        Check the request, start the job, and hold it: ``client.submit(job).wait()``.

        Raises:
            ConstraintError: The request breaks rules; nothing was sent.
            ResourceInUseError: The name is taken by another job.
            ResourceLimitExceededError: A quota of the account is used up.
            ApiError: The service refused for another reason.
            TransportError: No answer. Nothing was sent, or a note tells whether the job exists.
        """
        from sagemaker_train.jobs.job import TrainingJob

        if isinstance(request, TrainingJobBuilder):
            request = request.request()
        answer = self._call(ops.CREATE_TRAINING_JOB, request, options)
        return TrainingJob(self, request.training_job_name, answer.training_job_arn)

    def job(self, name: str) -> TrainingJob:
        """
        Take hold of a job that exists. Makes no call.
        """
        from sagemaker_train.jobs.job import TrainingJob

        expect(str, name=name)
        return TrainingJob(self, name)

    # Tags

    def add_tags(self, arn: str, tags: Mapping[str, str], **options: Unpack[CallOptions]) -> None:
        """
        Add tags to a resource; a key that it has gets the new value.
        """
        expect(Mapping, tags=tags)
        pairs = [models.Tag(key=key, value=value) for key, value in tags.items()]
        self._call(ops.ADD_TAGS, models.AddTagsInput(resource_arn=arn, tags=pairs), options)

    def list_tags(self, arn: str, **options: Unpack[CallOptions]) -> dict[str, str]:
        """
        All tags of a resource.
        """
        request = models.ListTagsInput(resource_arn=arn)
        pairs = cast("Iterator[Tag]", self._items(ops.LIST_TAGS, request, options))
        return {tag.key: tag.value for tag in pairs}

    def delete_tags(self, arn: str, keys: Iterable[str], **options: Unpack[CallOptions]) -> None:
        """
        Take tags off a resource; keys that it does not have are ignored.
        """
        request = models.DeleteTagsInput(resource_arn=arn, tag_keys=tag_keys(keys))
        self._call(ops.DELETE_TAGS, request, options)

    # The way there

    def call(
        self,
        operation: Operation[RequestT, ResponseT],
        request: RequestT,
        **options: Unpack[CallOptions],
    ) -> ResponseT:
        """
        Carry out an operation of ``sagemaker_train.models``; every other method comes down to it.
        """
        return self._call(operation, request, options)

    def _call(
        self,
        operation: Operation[RequestT, ResponseT],
        request: RequestT,
        options: CallOptions,
    ) -> ResponseT:
        check_call(operation, request, options)
        links = self._links
        enforce(request, links.settings.policy, region=links.settings.region, stacklevel=4)
        link = links.to(operation.service)
        return run(
            exchange(operation, request, links.caller(link, options)),
            link.sender,
            link.signer,
            links.settings.credentials,
            links.timeout(options),
            self.clock.sleep,
        )

    def _items(
        self, operation: Operation[Any, Any], request: Model, options: CallOptions
    ) -> Generator[Any, None, None]:
        page: Model | None = request
        while page is not None:
            answer = self._call(operation, page, options)
            yield from items(operation, answer)
            page = following(operation, page, answer)
