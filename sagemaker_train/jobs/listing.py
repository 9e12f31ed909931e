"""
What lists have told of many jobs so far: from where the next one has to go on, and whether it may.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import takewhile

from sagemaker_train.models.enums import SortBy, SortOrder
from sagemaker_train.models.requests import ListTrainingJobsRequest

OVERLAP = timedelta(minutes=3)
"""How far each list reaches back behind the newest change seen, as the service's index may lag."""

SURVEY = 900.0
"""Seconds after which all are looked at again, changed or not: a deleted job was not modified."""

MOST_BROKEN = 3
"""Lists in a row that may break off before jobs are asked for one by one."""

_PREFIX = re.compile("[A-Za-z0-9-]{3,63}")
"""What names must share for a list to be limited to them: some characters, and only such as the
service looks for in names (ListTrainingJobsRequest.NameContains)."""


class Listing:
    """
    The lists of one watch. Times are seconds of the watch.

    Args:
        names: Of the jobs.
    """

    def __init__(self, names: Iterable[str]) -> None:
        prefix = shared_beginning(names)
        self._prefix = prefix if _PREFIX.fullmatch(prefix) else None
        self.allowed: bool = True
        """Whether lists can be had at all."""
        self.pages: int = 1
        """Requests that the last list took; what is pending is described one by one if fewer."""
        self._newest: datetime | None = None
        """The newest change that lists told of up to the last whole one, by the service's clock."""
        self._newest_listed: datetime | None = None
        """The same with the list that is being read."""
        self._broken = 0
        """How many lists in a row could not be read to their end."""
        self._surveyed: float | None = None
        """When every job was last looked at."""

    def survey_due(self, now: float) -> bool:
        """
        Whether all the jobs have to be listed, changed or not.
        """
        return self._surveyed is None or now - self._surveyed >= SURVEY

    def request(self, *, survey: bool) -> ListTrainingJobsRequest:
        """
        Make the first request of the next list: of all jobs, or of those modified since the last.
        """
        after = None if survey or self._newest is None else self._newest - OVERLAP
        return ListTrainingJobsRequest(
            max_results=100,
            name_contains=self._prefix,
            last_modified_time_after=after,
            sort_by=SortBy.CREATION_TIME,
            sort_order=SortOrder.DESCENDING,
        )

    def heard(self, changed: datetime | None) -> None:
        """
        Note when a job that is listed was last modified.
        """
        newest = self._newest_listed
        if changed is not None:
            self._newest_listed = changed if newest is None else max(newest, changed)

    def broke_off(self) -> None:
        """
        Note that a list could not be read to its end: the next begins anew, but not for ever.
        """
        self._broken += 1
        self.allowed = self._broken < MOST_BROKEN

    def read(self) -> None:
        """
        Note that a list was read as far as it was needed.
        """
        self._broken = 0
        self._newest = self._newest_listed

    def surveyed(self, now: float) -> None:
        """
        Note that every job was looked at.
        """
        self._surveyed = now


def shared_beginning(names: Iterable[str]) -> str:
    """
    What all the names begin with.
    """
    names = list(names)
    first, last = min(names, default=""), max(names, default="")
    same = (here == there for here, there in zip(first, last, strict=False))
    return first[: sum(takewhile(bool, same))]
