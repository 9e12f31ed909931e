"""
The operations of the local SageMaker, over its books. No HTTP here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sagemaker_train.models import operations
from sagemaker_train.models.enums import SecondaryStatus, TrainingJobStatus
from sagemaker_train.schema import Operation
from sagemaker_train.testing.books import Books, JobRecord, instances
from sagemaker_train.testing.describe import described
from sagemaker_train.testing.life import TERMINAL
from sagemaker_train.testing.lists import Lists, paged
from sagemaker_train.testing.members import elements
from sagemaker_train.testing.pages import page
from sagemaker_train.testing.refusals import (
    Refusal,
    in_use,
    invalid,
    not_found,
    over_quota,
    refuse_create,
    refuse_tags,
)

Request = Mapping[str, Any]
Answer = dict[str, Any] | None
"""``None`` is an answer without a body."""

MOST_TAGS = 50


class Handler(NamedTuple):
    """
    An operation and the function that carries it out.
    """

    operation: Operation[Any, Any]
    carry_out: Callable[[Request], Answer]


class SageMaker:
    """
    The training operations of SageMaker for one account and region.

    Args:
        books: Where the jobs are.
        region: Of the ARNs.
        account: Of the ARNs, 12 digits.
        partition: Of the ARNs: ``aws``, ``aws-cn``, ``aws-us-gov``.
        empty_pages: Begin every list with an empty page that has a NextToken.
    """

    def __init__(
        self,
        books: Books,
        *,
        region: str,
        account: str,
        partition: str = "aws",
        empty_pages: bool = False,
    ) -> None:
        self.books = books
        self.lists: Lists = Lists(books, empty_pages=empty_pages)
        self._arn_prefix = f"arn:{partition}:sagemaker:{region}:{account}:training-job/"

    def handlers(self) -> dict[str, Handler]:
        """
        List the operations by their ``X-Amz-Target``.
        """
        table: tuple[tuple[Operation[Any, Any], Callable[[Request], Answer]], ...] = (
            (operations.CREATE_TRAINING_JOB, self.create),
            (operations.DESCRIBE_TRAINING_JOB, self.describe),
            (operations.LIST_TRAINING_JOBS, self.lists.list_jobs),
            (
                operations.LIST_TRAINING_JOBS_FOR_HYPER_PARAMETER_TUNING_JOB,
                self.lists.list_for_tuning,
            ),
            (operations.STOP_TRAINING_JOB, self.stop),
            (operations.UPDATE_TRAINING_JOB, self.update),
            (operations.DELETE_TRAINING_JOB, self.delete),
            (operations.ADD_TAGS, self.add_tags),
            (operations.LIST_TAGS, self.list_tags),
            (operations.DELETE_TAGS, self.delete_tags),
            (operations.SEARCH, self.lists.search),
        )
        return {operation.target: Handler(operation, function) for operation, function in table}

    def _record(self, request: Request) -> JobRecord:
        record = self.books.get(request["TrainingJobName"])
        if record is None:
            raise not_found()
        return record

    # Jobs

    def create(self, request: Request) -> Answer:
        """
        CreateTrainingJob.
        """
        refuse_create(request)
        name = request["TrainingJobName"]
        taken = self.books.get(name)
        if taken is not None:
            raise in_use(taken.arn)
        for kind, wanted in instances(request).items():
            limit = self.books.quotas.get(kind)
            used = 0 if limit is None else self.books.instances_in_use(kind)
            if limit is not None and used + wanted > limit:
                raise over_quota(kind, limit, used, wanted)
        known = operations.CREATE_TRAINING_JOB.input.WIRE_NAMES.values()
        now = self.books.clock.timestamp()
        record = JobRecord(
            name=name,
            arn=self._arn_prefix + name,
            request={member: request[member] for member in known if member in request},
            created_at=round(now, 3),
            plan=self.books.plan_of(name),
            clock=self.books.clock,
            tags={tag["Key"]: tag["Value"] for tag in elements(request, "Tags")},
        )
        if record.keep_alive and (donor := self.books.available_pool(record)) is not None:
            donor.pool_ended, donor.reused_by, record.warm_start = now, name, True
        self.books.add(record)
        return {"TrainingJobArn": record.arn}

    def describe(self, request: Request) -> Answer:
        """
        DescribeTrainingJob.
        """
        return described(self._record(request))

    def stop(self, request: Request) -> Answer:
        """
        StopTrainingJob.
        """
        record = self._record(request)
        status = record.status
        if status is TrainingJobStatus.STOPPING:
            return None
        if status is not TrainingJobStatus.IN_PROGRESS:
            raise invalid(
                f"The request was rejected because the training job is in status {status.value}."
            )
        record.stop(self.books.clock.timestamp())
        return None

    def delete(self, request: Request) -> Answer:
        """
        DeleteTrainingJob.
        """
        record = self._record(request)
        now = self.books.clock.timestamp()
        if record.status not in TERMINAL:
            raise Refusal(
                "ResourceInUse",
                "The request was rejected because the training job is in status"
                f" {record.status.value}.",
                member="Message",
            )
        if record.warm_pool(now) == {"Status": "Available"}:
            raise Refusal(
                "ResourceInUse",
                "The request was rejected because the training job retains an Available warm pool.",
                member="Message",
            )
        record.deleted_at = now
        return None

    def update(self, request: Request) -> Answer:
        """
        UpdateTrainingJob: profiler, warm pool, remote debugging.
        """
        record = self._record(request)
        state, now = record.state, self.books.clock.timestamp()
        changed: dict[str, Any] = dict(record.request)
        if (resources := request.get("ResourceConfig")) is not None:
            pool = record.warm_pool(now)
            if pool is None or pool["Status"] not in ("Available", "InUse"):
                raise invalid("The training job does not have a warm pool that can be updated.")
            changed["ResourceConfig"] = {**changed["ResourceConfig"], **resources}
            if pool["Status"] == "Available" and not resources["KeepAlivePeriodInSeconds"]:
                record.pool_ended = now
        if state.ended is not None and resources is None:
            raise invalid(
                f"The request was rejected because the training job is in status"
                f" {record.status.value}."
            )
        if (remote := request.get("RemoteDebugConfig")) is not None:
            if state.secondary not in (SecondaryStatus.DOWNLOADING, SecondaryStatus.TRAINING):
                raise invalid(
                    "RemoteDebugConfig can be updated only when the SecondaryStatus of the"
                    " training job is Downloading or Training."
                )
            changed["RemoteDebugConfig"] = dict(remote)
        if (profiler := request.get("ProfilerConfig")) is not None:
            changed["ProfilerConfig"] = {**(changed.get("ProfilerConfig") or {}), **profiler}
        if (rules := request.get("ProfilerRuleConfigurations")) is not None:
            changed["ProfilerRuleConfigurations"] = list(rules)
        record.request, record.updated_at = changed, now
        return {"TrainingJobArn": record.arn}

    # Tags

    def _tagged(self, request: Request) -> JobRecord:
        record = self.books.by_arn(request["ResourceArn"])
        if record is None:
            raise not_found()
        return record

    def add_tags(self, request: Request) -> Answer:
        """
        AddTags: what is there already is overwritten.
        """
        record = self._tagged(request)
        refuse_tags(request["Tags"])
        tags = {**record.tags, **{tag["Key"]: tag["Value"] for tag in request["Tags"]}}
        if len(tags) > MOST_TAGS:
            raise invalid(f"A resource can have at most {MOST_TAGS} tags; found {len(tags)}.")
        record.tags = tags
        return {"Tags": _tag_list(tags)}

    def list_tags(self, request: Request) -> Answer:
        """
        ListTags.
        """
        tags = _tag_list(self._tagged(request).tags)
        taken = page(
            tags,
            lambda tag: (tag["Key"], ""),
            request,
            size=MOST_TAGS,
            empty_first=self.lists.empty_pages,
        )
        return paged("Tags", taken.items, taken.next_token)

    def delete_tags(self, request: Request) -> Answer:
        """
        DeleteTags: keys that are not there are no error.
        """
        record = self._tagged(request)
        gone = set(request["TagKeys"])
        record.tags = {key: value for key, value in record.tags.items() if key not in gone}
        return {}


def _tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
