"""
The metrics of a job: the final ones that SageMaker keeps, and the series in CloudWatch.

What is published to the namespace ``/aws/sagemaker/TrainingJobs`` (Developer Guide, "Amazon
SageMaker AI metrics in Amazon CloudWatch" and "Define Training Metrics"): what the job's
MetricDefinitions find in its logs, under the dimension ``TrainingJobName``; and once a minute the
load of each instance, under the dimension ``Host`` = ``<job>/algo-<n>``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from sagemaker_train.errors import ConfigurationError, ServiceError
from sagemaker_train.jobs.events import look
from sagemaker_train.jobs.metric_series import (
    FinalMetric,
    JobMetrics as JobMetrics,
    MetricPoint,
    MetricSeries,
)
from sagemaker_train.jobs.patience import FIRST_LIMIT, Patience
from sagemaker_train.jobs.steps import Steps
from sagemaker_train.jobs.times import check_count, check_moment, moment
from sagemaker_train.models.cloudwatch import (
    GET_METRIC_DATA,
    Dimension,
    GetMetricDataInput,
    GetMetricDataOutput,
    Metric,
    MetricDataQuery,
    MetricStat,
    ScanBy,
    StatusCode,
)
from sagemaker_train.models.responses import DescribeTrainingJobResponse

NAMESPACE = "/aws/sagemaker/TrainingJobs"

INSTANCE_METRICS = (
    "CPUUtilization",
    "MemoryUtilization",
    "DiskUtilization",
    "GPUUtilization",
    "GPUMemoryUtilization",
)
"""Percentages. Of several cores or GPUs the sum: four busy GPUs are 400 %."""

QUERIES_A_CALL = 500
"""What GetMetricData takes at most (API reference)."""

OPEN_END = timedelta(days=1)
"""How far beyond now a running job's series are asked for, so that no clock cuts them."""

MARGIN = timedelta(minutes=2)
"""How long after a job's end its last points may be dated."""


def read_metrics(
    name: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    period: int | None = None,
    stat: str = "Average",
    instances: bool = True,
    series: bool = True,
    patience: Patience | None = None,
    now: Callable[[], float] = time.time,
) -> Steps[JobMetrics]:
    """
    Return the ``JobMetrics`` of a job. Tells nothing.

    CloudWatch charges for each series that is asked for: five an instance, and one for each
    metric definition.

    Args:
        name: Of the job.
        since: The earliest points wanted, aware; the job's start by default.
        until: The time before which they are wanted, aware; the job's end by default.
        period: Seconds that a point stands for, a multiple of 60. By default the shortest that
            CloudWatch still has: 60, after 15 days 300, after 63 days 3,600.
        stat: What a point is of the values in its period: ``Average``, ``Minimum``, ``Maximum``,
            ``Sum``, ``SampleCount``, ``p90``.
        instances: Whether to ask for the load of the instances.
        series: Whether to ask CloudWatch at all; the final metrics come from SageMaker.
        patience: With trouble.
        now: Epoch seconds.

    Raises:
        TypeError: A time is not a ``datetime``, or the period not a whole number.
        ConfigurationError: A time has no time zone, or the period is impossible.
        ResourceNotFoundError: There is no such job.
        ServiceError: CloudWatch has data and does not give it.
    """
    check_moment(since, "since")
    check_moment(until, "until")
    check_count(period, "period", 60)
    if period is not None and period % 60:
        raise ConfigurationError(f"period is {period}; it must be a multiple of 60 seconds")

    def steps() -> Steps[JobMetrics]:
        asking = patience or Patience(first_limit=FIRST_LIMIT)
        job = yield from look(name, asking)
        final = tuple(_final(job))
        present = moment(now())
        start = since or job.training_start_time or job.creation_time
        if not series or start is None:
            return JobMetrics(job=name, final=final)
        latest = max(present, job.last_modified_time or start, start) + OPEN_END
        end = until or (job.training_end_time + MARGIN if job.training_end_time else latest)
        if start >= end:
            return JobMetrics(job=name, final=final)
        wanted = _wanted(job, stat, period or finest_period(present - start), instances)
        found = yield from _series(wanted, start, end, asking)
        return JobMetrics(job=name, final=final, series=found)

    return steps()


def finest_period(age: timedelta) -> int:
    """
    The shortest period of which CloudWatch still has points that are so old, in seconds.
    """
    if age > timedelta(days=63):
        return 3600
    return 300 if age > timedelta(days=15) else 60


def _final(job: DescribeTrainingJobResponse) -> Iterator[FinalMetric]:
    for metric in job.final_metric_data_list or ():
        if metric.metric_name is not None and metric.value is not None:
            yield FinalMetric(
                name=metric.metric_name, value=metric.value, timestamp=metric.timestamp
            )


def hosts_of(job: DescribeTrainingJobResponse) -> list[str]:
    """
    The containers of a job: ``algo-1`` and so on, over all instance groups.
    """
    resources = job.resource_config
    if resources is None:
        return ["algo-1"]
    if resources.instance_groups:
        count = sum(group.instance_count or 0 for group in resources.instance_groups)
    else:
        count = resources.selected_instance_count or resources.instance_count or 1
    return [f"algo-{number}" for number in range(1, count + 1)]


def _wanted(
    job: DescribeTrainingJobResponse, stat: str, period: int, instances: bool
) -> list[MetricSeries]:
    """
    The series to ask for, still without points.
    """
    algorithm = job.algorithm_specification
    definitions = () if algorithm is None else algorithm.metric_definitions or ()
    names = dict.fromkeys(definition.name for definition in definitions if definition.name)
    wanted = [
        MetricSeries(name=name, job=job.training_job_name, stat=stat, period=period)
        for name in names
    ]
    for host in hosts_of(job) if instances else ():
        wanted += [
            MetricSeries(name=name, job=job.training_job_name, node=host, stat=stat, period=period)
            for name in INSTANCE_METRICS
        ]
    return wanted


def _series(
    wanted: Sequence[MetricSeries], start: datetime, end: datetime, patience: Patience
) -> Steps[tuple[MetricSeries, ...]]:
    """
    Ask for series in as few calls as CloudWatch allows.

    The load of instances without any point is left out: not every instance has a GPU. A defined
    metric without points stays, as its definition may be wrong.
    """
    found: list[MetricSeries] = []
    for first in range(0, len(wanted), QUERIES_A_CALL):
        batch = wanted[first : first + QUERIES_A_CALL]
        points = yield from _points(batch, start, end, patience)
        filled = (series.with_points(points[position]) for position, series in enumerate(batch))
        found += [series for series in filled if series.points or series.node is None]
    return tuple(found)


def _points(
    batch: Sequence[MetricSeries], start: datetime, end: datetime, patience: Patience
) -> Steps[list[list[MetricPoint]]]:
    positions = {f"m{position}": position for position in range(len(batch))}
    points: list[list[MetricPoint]] = [[] for _ in batch]
    unread: dict[str, str] = {}
    token: str | None = None
    while True:
        request = GetMetricDataInput(
            metric_data_queries=[
                _query(key, batch[position]) for key, position in positions.items()
            ],
            start_time=start,
            end_time=end,
            scan_by=ScanBy.TIMESTAMP_ASCENDING,
            next_token=token,
        )
        page: GetMetricDataOutput = yield from patience.ask(GET_METRIC_DATA, request)
        for result in page.metric_data_results or ():
            position = positions.get(result.id or "")
            if position is None:
                continue
            stamps, values = result.timestamps or (), result.values or ()
            points[position] += [
                MetricPoint(stamp.astimezone(UTC), value)
                for stamp, value in zip(stamps, values, strict=False)
            ]
            _note_status(unread, batch[position], result.status_code)
        if page.next_token in (None, token):
            break
        token = page.next_token
    if unread:
        name, status = next(iter(unread.items()))
        raise ServiceError(
            status, f"CloudWatch does not give the points of {name}", operation="GetMetricData"
        )
    return points


def _note_status(unread: dict[str, str], series: MetricSeries, status: StatusCode | None) -> None:
    """
    Keep which series is not whole; a later page may make it so.
    """
    key = series.title
    if status in (StatusCode.INTERNAL_ERROR, StatusCode.FORBIDDEN):
        unread[key] = str(status)
    elif status == StatusCode.COMPLETE:
        unread.pop(key, None)


def _query(key: str, series: MetricSeries) -> MetricDataQuery:
    dimension = (
        Dimension(name="TrainingJobName", value=series.job)
        if series.node is None
        else Dimension(name="Host", value=f"{series.job}/{series.node}")
    )
    metric = Metric(namespace=NAMESPACE, metric_name=series.name, dimensions=[dimension])
    return MetricDataQuery(
        id=key, metric_stat=MetricStat(metric=metric, period=series.period, stat=series.stat)
    )
