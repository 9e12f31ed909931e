"""
Long answers in pages: filters of the List operations, orders, and opaque tokens.

A token remembers the last entry that was given out, not a position, so that jobs created or
deleted between two pages neither repeat nor hide others.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from sagemaker_train.testing.books import JobRecord
from sagemaker_train.testing.describe import final_metrics
from sagemaker_train.testing.members import structure
from sagemaker_train.testing.refusals import Refusal, invalid

ItemT = TypeVar("ItemT")
Key = tuple[float | str, str]
"""What entries are sorted by; the name decides between equals."""

PAGING = ("NextToken", "MaxResults")


class Page(NamedTuple):
    """
    Some entries, and how to get the next ones.
    """

    items: list[Any]
    next_token: str | None


def bad_token() -> Refusal:
    """
    Make the refusal of a token that was not given out for this query.
    """
    return invalid("Invalid pagination token.")


def page(
    items: Sequence[ItemT],
    key: Callable[[ItemT], Key],
    request: Mapping[str, Any],
    *,
    size: int = 10,
    descending: bool = False,
    empty_first: bool = False,
) -> Page:
    """
    Cut one page out of sorted entries.

    Args:
        items: Every entry, in any order.
        key: What to sort by.
        request: The request, of which MaxResults and NextToken are read. A token is good for the
            query alone for which it was made.
        size: The page without MaxResults.
        descending: Largest first.
        empty_first: Give an empty page with a token first, as the service may at any time.

    Raises:
        Refusal: The token is not one of ours, or of another query.
    """
    ordered = sorted(items, key=key, reverse=descending)
    query = _fingerprint(request)
    token = request.get("NextToken")
    if token is None:
        if empty_first and ordered:
            return Page([], _token(query, None))
    elif (after := _read(token, query)) is not None:
        ordered = [
            item for item in ordered if (key(item) < after if descending else key(item) > after)
        ]
    size = request.get("MaxResults") or size
    taken = ordered[:size]
    more = len(ordered) > size
    return Page(list(taken), _token(query, key(taken[-1])) if more else None)


def _fingerprint(request: Mapping[str, Any]) -> str:
    query = {name: value for name, value in request.items() if name not in PAGING}
    text = json.dumps(query, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _token(query: str, after: Key | None) -> str:
    return base64.urlsafe_b64encode(json.dumps([query, after]).encode()).decode()


def _read(token: str, query: str) -> Key | None:
    try:
        made_for, after = json.loads(base64.urlsafe_b64decode(token.encode()))
        last: Key | None = None if after is None else (after[0], after[1])
    except (ValueError, TypeError, LookupError):
        raise bad_token() from None
    if made_for != query:
        raise bad_token()
    return last


# The List operations


def keeps(request: Mapping[str, Any]) -> Callable[[JobRecord], bool]:
    """
    Make the filter of a List request, StatusEquals aside. Times bound exclusively.
    """
    after, before = request.get("CreationTimeAfter"), request.get("CreationTimeBefore")
    modified_after = request.get("LastModifiedTimeAfter")
    modified_before = request.get("LastModifiedTimeBefore")
    part, pool = request.get("NameContains"), request.get("WarmPoolStatusEquals")
    plan = request.get("TrainingPlanArnEquals")

    def keep(record: JobRecord) -> bool:
        if part and part not in record.name:
            return False
        if not _within(record.created_at, after, before):
            return False
        if not _within(record.modified_at, modified_after, modified_before):
            return False
        if plan and structure(record.request, "ResourceConfig").get("TrainingPlanArn") != plan:
            return False
        if pool:
            status = record.warm_pool(record.clock.timestamp())
            return status is not None and status["Status"] == pool
        return True

    return keep


def _within(moment: float, after: float | None, before: float | None) -> bool:
    return (after is None or moment > after) and (before is None or moment < before)


def order(request: Mapping[str, Any], default: str) -> Callable[[JobRecord], Key]:
    """
    Make the sort key of a List request.
    """
    match request.get("SortBy") or default:
        case "Name":
            return lambda record: (record.name, record.name)
        case "Status":
            return lambda record: (record.status.value, record.name)
        case "FinalObjectiveMetricValue":
            return lambda record: (_objective(record), record.name)
        case _:
            return lambda record: (record.created_at, record.name)


def _objective(record: JobRecord) -> float:
    metrics = final_metrics(record)
    return metrics[0]["Value"] if metrics else float("inf")
