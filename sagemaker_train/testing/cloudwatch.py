"""
The operation of CloudWatch that reads metrics: of the algorithm, and of the instances.
"""

from __future__ import annotations

import base64
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sagemaker_train.models.cloudwatch import GET_METRIC_DATA
from sagemaker_train.testing.books import Books, JobRecord
from sagemaker_train.testing.measurements import MINUTE, Sample, captured, load
from sagemaker_train.testing.members import elements
from sagemaker_train.testing.refusals import Refusal, invalid
from sagemaker_train.testing.service import Handler

Request = Mapping[str, Any]
NAMESPACE = "/aws/sagemaker/TrainingJobs"

MOST_QUERIES = 500
MOST_POINTS = 100_800
DAY = 86_400

STATISTICS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "Average": lambda values: math.fsum(values) / len(values),
    "Minimum": min,
    "Maximum": max,
    "Sum": math.fsum,
    "SampleCount": lambda values: float(len(values)),
}


class CloudWatch:
    """
    The metrics of the training jobs in the books.
    """

    def __init__(self, books: Books) -> None:
        self.books = books

    def handlers(self) -> dict[str, Handler]:
        """
        List the operations by their ``X-Amz-Target``.
        """
        return {GET_METRIC_DATA.target: Handler(GET_METRIC_DATA, self.get_metric_data)}

    def get_metric_data(self, request: Request) -> dict[str, Any]:
        """
        GetMetricData, without expressions.
        """
        queries = request["MetricDataQueries"]
        if len(queries) > MOST_QUERIES:
            raise invalid(
                "The collection MetricDataQueries must not have a size greater than"
                f" {MOST_QUERIES}."
            )
        if len({query["Id"] for query in queries}) < len(queries):
            raise invalid("The values for parameter id in MetricDataQueries are not unique.")
        start, end = request["StartTime"], request["EndTime"]
        if start >= end:
            raise invalid("The parameter StartTime must be less than the parameter EndTime.")
        left = request.get("MaxDatapoints") or MOST_POINTS
        ascending = request.get("ScanBy") == "TimestampAscending"
        skip = _read(request.get("NextToken"))
        results: list[dict[str, Any]] = []
        whole, given = True, 0
        for query in queries:
            points = self._points(query, start, end)
            points.sort(reverse=not ascending)
            page = points[max(0, skip - given) :][:left]
            rest = len(points) > max(0, skip - given) + len(page)
            given += len(points)
            left -= len(page)
            whole = whole and not rest
            results.append(
                {
                    "Id": query["Id"],
                    "Label": query.get("Label") or query["MetricStat"]["Metric"]["MetricName"],
                    "Timestamps": [moment for moment, _ in page],
                    "Values": [value for _, value in page],
                    "StatusCode": "PartialData" if rest else "Complete",
                }
            )
        answer: dict[str, Any] = {"MetricDataResults": results, "Messages": []}
        if not whole:
            seen = skip + sum(len(result["Values"]) for result in results)
            answer["NextToken"] = base64.urlsafe_b64encode(str(seen).encode()).decode()
        return answer

    def _points(self, query: Request, start: float, end: float) -> list[Sample]:
        """
        The points of one query: the statistic of the samples in each period.
        """
        wanted = query.get("MetricStat")
        if wanted is None:
            raise invalid("The local CloudWatch evaluates no expressions; ask for a MetricStat.")
        statistic = STATISTICS.get(wanted["Stat"])
        if statistic is None:
            raise invalid(
                f"The local CloudWatch knows no statistic {wanted['Stat']}; it has"
                f" {', '.join(STATISTICS)}."
            )
        period = wanted["Period"]
        now = self.books.clock.timestamp()
        age = (now - start) / DAY
        if period % MINUTE or (age > 63 and period % 3600) or (age > 15 and period % 300):
            return []
        first = math.floor(start / period) * period
        periods: dict[float, list[float]] = defaultdict(list)
        for moment, value in self._samples(wanted["Metric"], now):
            if first <= moment < end:
                periods[math.floor(moment / period) * period].append(value)
        return [(float(moment), statistic(values)) for moment, values in periods.items()]

    def _samples(self, metric: Request, now: float) -> Iterator[Sample]:
        if metric.get("Namespace") != NAMESPACE:
            return
        dimensions = {entry["Name"]: entry["Value"] for entry in elements(metric, "Dimensions")}
        name = metric["MetricName"]
        match dimensions:
            case {"TrainingJobName": job, **others} if not others:
                for record in self._records(job):
                    yield from captured(record, name, now)
            case {"Host": host, **others} if not others:
                for record in self._records(host.partition("/")[0]):
                    yield from load(record, name, host, now)
            case _:
                return

    def _records(self, job: str) -> list[JobRecord]:
        return [record for record in self.books.ever() if record.name == job]


def _read(token: str | None) -> int:
    if token is None:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token.encode()))
    except ValueError:
        raise Refusal("InvalidNextToken", "The specified NextToken is invalid.") from None
