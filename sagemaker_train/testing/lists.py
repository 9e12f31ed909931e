"""
The operations that list and search training jobs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sagemaker_train.testing.books import Books
from sagemaker_train.testing.describe import (
    described,
    found,
    summarised,
    tuning_summarised,
)
from sagemaker_train.testing.pages import keeps, order, page
from sagemaker_train.testing.refusals import Refusal, invalid
from sagemaker_train.testing.search import refuse_expression, satisfies, sort_key

Request = Mapping[str, Any]


class Lists:
    """
    Lists of what is in the books.

    Args:
        books: Where the jobs are.
        empty_pages: Begin every list with an empty page that has a NextToken.
    """

    def __init__(self, books: Books, *, empty_pages: bool = False) -> None:
        self.books = books
        self.empty_pages = empty_pages
        self._tuning_jobs: set[str] = set()

    def assign_to_tuning_job(self, tuning_job: str, names: tuple[str, ...]) -> None:
        """
        Make jobs belong to a hyperparameter tuning job, which then exists.
        """
        with self.books.lock:
            self._tuning_jobs.add(tuning_job)
            for name in names:
                self.books[name].tuning_job = tuning_job

    def list_jobs(self, request: Request) -> dict[str, Any]:
        """
        ListTrainingJobs.

        Without SortOrder the newest come first, as the operation's note has it ("from the most
        current to the oldest"), whatever the member's documentation says.
        """
        status = request.get("StatusEquals")
        late = status is not None and request.get("MaxResults") is not None
        # Documented: with both set, the page is taken first and filtered by status afterwards.
        keep = keeps(request)
        records = [
            record
            for record in self.books.records()
            if keep(record) and (late or status is None or record.status.value == status)
        ]
        taken = page(
            records,
            order(request, "CreationTime"),
            request,
            descending=request.get("SortOrder") != "Ascending",
            empty_first=self.empty_pages,
        )
        given = [r for r in taken.items if status is None or r.status.value == status]
        return paged("TrainingJobSummaries", [summarised(r) for r in given], taken.next_token)

    def list_for_tuning(self, request: Request) -> dict[str, Any]:
        """
        ListTrainingJobsForHyperParameterTuningJob.
        """
        tuning_job = request["HyperParameterTuningJobName"]
        if tuning_job not in self._tuning_jobs:
            raise Refusal(
                "ResourceNotFound",
                f"Amazon SageMaker can't find a tuning job with the name {tuning_job}.",
                member="Message",
            )
        status, by = request.get("StatusEquals"), request.get("SortBy")
        records = [
            record
            for record in self.books.records()
            if record.tuning_job == tuning_job
            and (status is None or record.status.value == status)
            and (by != "FinalObjectiveMetricValue" or "FinalMetricDataList" in described(record))
        ]
        taken = page(
            records,
            order(request, "Name"),
            request,
            descending=request.get("SortOrder") == "Descending",
            empty_first=self.empty_pages,
        )
        summaries = [tuning_summarised(record) for record in taken.items]
        return paged("TrainingJobSummaries", summaries, taken.next_token)

    def search(self, request: Request) -> dict[str, Any]:
        """
        Search, limited to training jobs.
        """
        if request["Resource"] != "TrainingJob":
            raise invalid(
                f"The local SageMaker searches training jobs only, not {request['Resource']}."
            )
        refuse_expression(request)
        expression = request.get("SearchExpression")
        jobs = [found(record) for record in self.books.records()]
        hits = [job for job in jobs if satisfies(job, expression)]
        taken = page(
            hits,
            sort_key(request),
            request,
            descending=request.get("SortOrder") != "Ascending",
            empty_first=self.empty_pages,
        )
        answer = paged("Results", [{"TrainingJob": job} for job in taken.items], taken.next_token)
        return {**answer, "TotalHits": {"Value": len(hits), "Relation": "EqualTo"}}


def paged(member: str, items: list[dict[str, Any]], token: str | None) -> dict[str, Any]:
    """
    Make the answer that holds a page.
    """
    return {member: items, **({"NextToken": token} if token is not None else {})}
