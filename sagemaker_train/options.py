"""
What single calls are given besides their request: options, and filters of what is listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict, cast

from sagemaker_train.arguments import expect, expect_names, mistyped, refuse
from sagemaker_train.models.enums import (
    SearchSortOrder,
    SortBy,
    SortOrder,
    TrainingJobSortByOptions,
    TrainingJobStatus,
    WarmPoolResourceStatus,
)
from sagemaker_train.models.operations import CREATE_TRAINING_JOB
from sagemaker_train.schema import Operation
from sagemaker_train.transport.driver import Timeout
from sagemaker_train.transport.retry import RetryPolicy


class CallOptions(TypedDict, total=False):
    """
    What a single call may be given besides its request.
    """

    timeout: float | Timeout
    """Seconds for the whole call, or a ``Timeout``."""
    retry: RetryPolicy


class ListFilters(CallOptions, total=False):
    """
    What ``list_training_jobs`` can be asked for; see ``ListTrainingJobsRequest``.
    """

    name_contains: str
    """A piece of the names of the jobs."""
    status_equals: TrainingJobStatus | str
    creation_time_after: datetime
    """With a time zone, as all times here."""
    creation_time_before: datetime
    last_modified_time_after: datetime
    last_modified_time_before: datetime
    sort_by: SortBy | str
    """``CreationTime`` unless told otherwise."""
    sort_order: SortOrder | str
    """``Descending``, newest first, unless told otherwise."""
    warm_pool_status_equals: WarmPoolResourceStatus | str
    """Jobs that keep a warm pool in this state."""
    training_plan_arn_equals: str
    """Jobs that ran in this training plan."""
    max_results: int
    """Jobs a page, 1 to 100."""


class TuningJobFilters(CallOptions, total=False):
    """
    What ``list_training_jobs_for_hyper_parameter_tuning_job`` can be asked for.
    """

    status_equals: TrainingJobStatus | str
    sort_by: TrainingJobSortByOptions | str
    sort_order: SortOrder | str
    max_results: int
    """Jobs a page, 1 to 100."""


class SearchOptions(CallOptions, total=False):
    """
    What ``search_training_jobs`` can be asked for besides the expression; see ``SearchRequest``.
    """

    sort_by: str
    sort_order: SearchSortOrder | str
    max_results: int
    """Jobs a page, 1 to 100."""


def split(given: Mapping[str, Any], known: frozenset[str]) -> tuple[dict[str, Any], CallOptions]:
    """
    Members of the request for a first page, of 100 items unless said otherwise, and call options.

    Args:
        given: Both together, as a method is given them.
        known: The names that they may have.

    Raises:
        TypeError: A name is none of them, or an option is of another type.
    """
    expect_names("there is no filter or option", given, known)
    names = CallOptions.__optional_keys__
    wanted: dict[str, Any] = {name: value for name, value in given.items() if name not in names}
    options = cast(CallOptions, {name: given[name] for name in given.keys() & names})
    check_options(options)
    return {"max_results": 100, **wanted}, options


def check_call(operation: Operation[Any, Any], request: object, options: CallOptions) -> None:
    """
    Refuse what is no operation, a request that is none of its, and options that there are not.

    Raises:
        TypeError: The message says what to give instead.
    """
    expect(Operation, operation=operation)
    if not isinstance(request, operation.input):
        wanted = operation.input.__name__
        builder = "TrainingJobBuilder builds one, " if operation is CREATE_TRAINING_JOB else ""
        raise TypeError(
            f"the request of {operation.name} must be {wanted}, found {type(request).__name__}: "
            f"{builder}from_wire({wanted}, ...) makes one from a mapping"
        )
    check_options(options)


def check_options(options: CallOptions) -> None:
    """
    Refuse options that there are not, and those of another type.

    Raises:
        TypeError: The message says what to give instead.
    """
    if not options:
        return
    expect_names("a call has no option", options, CallOptions.__optional_keys__)
    refuse(
        [
            *mistyped(float | Timeout | None, timeout=options.get("timeout")),
            *mistyped(RetryPolicy | None, retry=options.get("retry")),
        ]
    )
