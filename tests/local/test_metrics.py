"""
Metrics over HTTP: the local CloudWatch read by the library, sync and async.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio
import pytest

from sagemaker_train import AsyncClient, Client
from sagemaker_train.errors import ApiError, ValidationError
from sagemaker_train.jobs.metric_series import JobMetrics
from sagemaker_train.jobs.metrics import NAMESPACE, read_metrics
from sagemaker_train.jobs.steps import aresult_of, result_of
from sagemaker_train.models.cloudwatch import (
    GET_METRIC_DATA,
    Dimension,
    GetMetricDataInput,
    Metric,
    MetricDataQuery,
    MetricStat,
)
from sagemaker_train.testing import JobPlan, LocalSageMaker, LogPlan, RateLimit, VirtualClock
from sagemaker_train.transport.retry import RetryPolicy
from tests.local.wire import Wire, job

START = datetime(2026, 1, 31, 12, tzinfo=UTC)
DEFINITIONS = [
    {"Name": "loss", "Regex": r"loss=([0-9.]+)"},
    {"Name": "step", "Regex": r"step=(\d+)"},
    {"Name": "broken", "Regex": r"loss=(["},
]
GROUPS = [
    {"InstanceGroupName": "data", "InstanceType": "ml.c5.xlarge", "InstanceCount": 1},
    {"InstanceGroupName": "gpu", "InstanceType": "ml.p3.2xlarge", "InstanceCount": 2},
]


def create(local: LocalSageMaker, name: str = "a", **members: Any) -> None:
    algorithm = {**job()["AlgorithmSpecification"], "MetricDefinitions": DEFINITIONS}
    Wire(local)("CreateTrainingJob", **job(name, AlgorithmSpecification=algorithm, **members))


@pytest.fixture
def client(local: LocalSageMaker) -> Iterator[Client]:
    with Client(
        local.region,
        endpoint_url=local.endpoint_url,
        credentials=local.credentials,
        retry=RetryPolicy(max_attempts=1),
        clock=local.clock,
    ) as made:
        yield made


def read(client: Client, **options: Any) -> JobMetrics:
    return result_of(read_metrics("a", now=client.clock.timestamp, **options), client)


def test_what_the_logs_say(local: LocalSageMaker, client: Client) -> None:
    """A series is what the definitions find in the job's lines, averaged minute by minute."""
    local.plan("*", JobPlan(starting=30, downloading=30, training=150, logs=LogPlan(every=30)))
    create(local)
    local.clock.advance(3600)
    metrics = read(client)
    # Training begins at 12:01:00; a step every 30 seconds: 12:01:30, 12:02:00, 12:02:30, 12:03:00.
    assert [(p.timestamp - START, p.value) for p in metrics["step"].points] == [
        (timedelta(minutes=1), 1.0),
        (timedelta(minutes=2), 2.5),
        (timedelta(minutes=3), 4.0),
    ]
    assert metrics["broken"].points == ()
    assert metrics.final_values() == {
        "loss": metrics["loss"].last,
        "step": 4.0,
    }


def test_what_the_instances_do(local: LocalSageMaker, client: Client) -> None:
    """A point a minute for each instance while it trains; GPUs only where there are some."""
    create(local, ResourceConfig={"InstanceGroups": GROUPS, "VolumeSizeInGB": 30})
    local.clock.advance(3600)
    metrics = read(client)
    of_instances = [series for series in metrics.series if series.node is not None]
    assert {(s.name, s.node) for s in of_instances if s.name.startswith("GPU")} == {
        (name, node)
        for name in ("GPUUtilization", "GPUMemoryUtilization")
        for node in ("algo-2", "algo-3")
    }
    assert len(of_instances) == 3 + 5 + 5
    for series in of_instances:
        assert 10 <= len(series.points) <= 12
        assert all(0 <= value <= 100 for value in series.values)
    assert metrics.of("CPUUtilization", "algo-1") != metrics.of("CPUUtilization", "algo-2")
    assert read(client) == metrics, "the past does not change"


def test_the_load_is_the_plans(local: LocalSageMaker, client: Client) -> None:
    """How busy the instances are is for the plan to say."""
    local.plan("*", JobPlan(load={"CPUUtilization": 300.0}))
    create(local)
    local.clock.advance(3600)
    metrics = read(client)
    (cpu,) = [series for series in metrics.series if series.node is not None]
    assert cpu.name == "CPUUtilization"
    assert all(285 <= value <= 315 for value in cpu.values)


def test_a_running_job(local: LocalSageMaker, client: Client) -> None:
    """The series of a running job end with now, and go on later."""
    create(local)
    assert read(client)["loss"].points == ()
    local.clock.advance(60 + 30 + 200)
    first = read(client)["loss"]
    local.clock.advance(120)
    later = read(client)["loss"]
    assert first.points
    assert len(later.points) > len(first.points)
    assert all(point.timestamp <= local.clock.now() for point in later.points)
    assert read(client).final == ()


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_metrics_awaited(local: LocalSageMaker, client: Client, backend: str) -> None:
    """The same from an event loop, throttled."""
    create(local)
    local.clock.advance(3600)
    expected = read(client)
    local.limit_rate("GetMetricData", RateLimit(per_second=0.1))

    async def reading() -> list[JobMetrics]:
        async with AsyncClient(
            local.region,
            endpoint_url=local.endpoint_url,
            credentials=local.credentials,
            retry=RetryPolicy(max_attempts=1),
            clock=local.clock,
        ) as asking:
            steps = [read_metrics("a", now=local.clock.timestamp) for _ in range(3)]
            return [await aresult_of(each, asking) for each in steps]

    assert anyio.run(reading, backend=backend) == [expected] * 3
    assert "ThrottlingException" in {call.code for call in local.requests}


def test_statistics(local: LocalSageMaker, client: Client) -> None:
    """Each statistic is taken of the values in a period; an unknown one is refused by name."""
    local.plan("*", JobPlan(starting=30, downloading=30, training=600, logs=LogPlan(every=10)))
    create(local)
    local.clock.advance(3600)
    found = {
        stat: read(client, stat=stat, period=300, instances=False)["step"].values[0]
        for stat in ("Average", "Minimum", "Maximum", "Sum", "SampleCount")
    }
    # From 12:00 to 12:05 there are the steps 1 to 23.
    assert found == {
        "Average": 12.0,
        "Minimum": 1.0,
        "Maximum": 23.0,
        "Sum": 276.0,
        "SampleCount": 23.0,
    }
    with pytest.raises(ValidationError, match="knows no statistic p90"):
        read(client, stat="p90")


def test_old_points(local: LocalSageMaker, client: Client) -> None:
    """After 15 days a period of a minute has no points any more, one of five minutes has."""
    create(local)
    local.clock.advance(timedelta(days=20))
    assert read(client, period=60)["loss"].points == ()
    assert read(client, period=300)["loss"].points
    assert read(client)["loss"].period == 300


def query(key: str = "m", **members: Any) -> MetricDataQuery:
    dimensions = [Dimension(name="TrainingJobName", value="a")]
    metric = Metric(namespace=NAMESPACE, metric_name="loss", dimensions=dimensions)
    stat = MetricStat(metric=metric, period=60, stat="Average")
    return MetricDataQuery(**{"id": key, "metric_stat": stat, **members})


def test_pages(local: LocalSageMaker, client: Client) -> None:
    """Points come in pages of any size, oldest or newest first, each point once."""
    create(local)
    local.clock.advance(3600)
    whole: dict[str, list[float]] = {}
    for size in (1, 3, 7, 1_000):
        for order in ("TimestampAscending", "TimestampDescending", None):
            points: dict[str, list[float]] = {"a": [], "b": []}
            token: str | None = None
            while True:
                request = GetMetricDataInput(
                    metric_data_queries=[query("a"), query("b")],
                    start_time=START,
                    end_time=START + timedelta(hours=1),
                    scan_by=order,
                    max_datapoints=size,
                    next_token=token,
                )
                page = client.call(GET_METRIC_DATA, request)
                for result in page.metric_data_results or ():
                    points[result.id or ""] += result.values or ()
                token = page.next_token
                if token is None:
                    break
            assert points["a"] == points["b"]
            assert len(points["a"]) > 5
            direction = str(order or "TimestampDescending")
            assert points["a"] == whole.setdefault(direction, points["a"])
    assert whole["TimestampAscending"] == whole["TimestampDescending"][::-1]


def test_what_cloudwatch_refuses(local: LocalSageMaker, client: Client) -> None:
    """Too many queries, two of one name, no time at all, expressions, and foreign tokens."""
    hour: dict[str, Any] = {"start_time": START, "end_time": START + timedelta(hours=1)}
    cases: list[tuple[dict[str, Any], str]] = [
        ({"metric_data_queries": [query(f"m{n}") for n in range(501)], **hour}, "greater than"),
        ({"metric_data_queries": [query(), query()], **hour}, "not unique"),
        (
            {"metric_data_queries": [query()], "start_time": START, "end_time": START},
            "must be less",
        ),
        (
            {
                "metric_data_queries": [query(metric_stat=None, expression="1+1")],
                **hour,
            },
            "no expressions",
        ),
        ({"metric_data_queries": [query()], "next_token": "mine", **hour}, "NextToken is invalid"),
    ]
    for members, words in cases:
        with pytest.raises(ApiError, match=words):
            client.call(GET_METRIC_DATA, GetMetricDataInput(**members))


def test_what_is_not_there(local: LocalSageMaker, client: Client) -> None:
    """Other namespaces, other dimensions and other jobs have no points, which is no error."""
    create(local)
    local.clock.advance(3600)
    cases = [
        ("AWS/EC2", [("TrainingJobName", "a")]),
        (NAMESPACE, [("TrainingJobName", "b")]),
        (NAMESPACE, [("Host", "a/algo-9")]),
        (NAMESPACE, [("TrainingJobName", "a"), ("Host", "a/algo-1")]),
        (NAMESPACE, []),
    ]
    for namespace, dimensions in cases:
        metric = Metric(
            namespace=namespace,
            metric_name="loss",
            dimensions=[Dimension(name=name, value=value) for name, value in dimensions],
        )
        request = GetMetricDataInput(
            metric_data_queries=[
                query(metric_stat=MetricStat(metric=metric, period=60, stat="Average"))
            ],
            start_time=START,
            end_time=START + timedelta(hours=1),
        )
        (result,) = client.call(GET_METRIC_DATA, request).metric_data_results or ()
        assert (result.values, result.status_code) == ((), "Complete")


def test_planned_final_metrics() -> None:
    """What the plan says of a final metric counts before what the logs say."""
    plan = JobPlan(final_metrics={"loss": 0.125})
    with LocalSageMaker(clock=VirtualClock(START), plan=plan) as local:
        create(local)
        local.clock.advance(3600)
        described = Wire(local)("DescribeTrainingJob", TrainingJobName="a")
    final = {m["MetricName"]: m["Value"] for m in described["FinalMetricDataList"]}
    assert final["loss"] == 0.125
    assert final["step"] > 1
    assert "broken" not in final
