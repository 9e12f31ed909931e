from __future__ import annotations

import builtins
import sys
import types
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sagemaker_train.errors import ConfigurationError, ServiceError, ThrottlingError
from sagemaker_train.jobs.metric_series import FinalMetric, JobMetrics, MetricPoint, MetricSeries
from sagemaker_train.jobs.metrics import INSTANCE_METRICS, finest_period, hosts_of, read_metrics
from sagemaker_train.models.cloudwatch import (
    GetMetricDataInput,
    GetMetricDataOutput,
    MetricDataResult,
)
from tests.hand import Hand
from tests.log_group import EPOCH, START, described

RUN: dict[str, Any] = {
    "TrainingEndTime": EPOCH + 600,
    "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 2, "VolumeSizeInGB": 30},
    "AlgorithmSpecification": {
        "TrainingInputMode": "File",
        "MetricDefinitions": [
            {"Name": "loss", "Regex": "loss=([0-9.]+)"},
            {"Name": "accuracy", "Regex": "acc=([0-9.]+)"},
            {"Name": "loss", "Regex": "loss: ([0-9.]+)"},
        ],
    },
    "FinalMetricDataList": [{"MetricName": "loss", "Value": 0.5, "Timestamp": EPOCH + 500}],
}


def names(request: GetMetricDataInput) -> list[tuple[str, str, str]]:
    """Metric, dimension and value of each query."""
    found: list[tuple[str, str, str]] = []
    for query in request.metric_data_queries:
        assert query.metric_stat is not None
        (dimension,) = query.metric_stat.metric.dimensions or ()
        name = query.metric_stat.metric.metric_name or ""
        found.append((name, dimension.name, dimension.value))
    return found


def cloudwatch(points: Callable[[str, str], list[float]]) -> Callable[[GetMetricDataInput], Any]:
    """A CloudWatch that has points a minute apart."""

    def answer(request: GetMetricDataInput) -> GetMetricDataOutput:
        results = []
        for query, (name, _, value) in zip(
            request.metric_data_queries, names(request), strict=True
        ):
            values = points(name, value)
            results.append(
                MetricDataResult(
                    id=query.id,
                    timestamps=[START + timedelta(minutes=n) for n in range(len(values))],
                    values=values,
                    status_code="Complete",
                )
            )
        return GetMetricDataOutput(metric_data_results=results)

    return answer


def read(data: Any, job: Any = None, **options: Any) -> tuple[JobMetrics, Hand]:
    """Read metrics by hand; the time is a little after the job's end."""
    described_job = job or described("Completed", **RUN)
    answers = data if isinstance(data, list) else None

    def answer(ask: Any) -> Any:
        if not isinstance(ask.request, GetMetricDataInput):
            return described_job
        return answers.pop(0) if answers is not None else data(ask.request)

    hand = Hand(answer)
    options = {"now": lambda: EPOCH + 700.0, **options}
    result = hand.drive(read_metrics("job", **options))
    assert not answers
    return result, hand


NOTHING = cloudwatch(lambda name, value: [])


def test_what_is_asked_for() -> None:
    """Each defined metric of the job, and the load of each instance, in its own dimension."""
    _, hand = read(NOTHING)
    (request,) = hand.asked_for("GetMetricData")
    assert names(request) == [
        ("loss", "TrainingJobName", "job"),
        ("accuracy", "TrainingJobName", "job"),
        *((name, "Host", "job/algo-1") for name in INSTANCE_METRICS),
        *((name, "Host", "job/algo-2") for name in INSTANCE_METRICS),
    ]
    stats = {query.metric_stat for query in request.metric_data_queries}
    assert {stat.metric.namespace for stat in stats} == {"/aws/sagemaker/TrainingJobs"}
    assert {(stat.period, stat.stat) for stat in stats} == {(60, "Average")}
    assert request.start_time == START + timedelta(seconds=60)
    assert request.end_time == START + timedelta(seconds=600 + 120)
    assert request.scan_by == "TimestampAscending"
    ids = [query.id for query in request.metric_data_queries]
    assert len(set(ids)) == len(ids)
    assert all(key[0].islower() and key.isalnum() for key in ids)


def test_what_comes_back() -> None:
    """Final metrics, the series of the algorithm, the load of the instances that have any."""
    data = {("loss", "job"): [2.0, 1.0], ("CPUUtilization", "job/algo-2"): [50.0]}
    metrics, _ = read(cloudwatch(lambda name, value: data.get((name, value), [])))
    assert metrics.final_values() == {"loss": 0.5}
    assert metrics.final[0].timestamp == START + timedelta(seconds=500)
    assert [series.title for series in metrics.series] == [
        "loss",
        "accuracy",
        "CPUUtilization of algo-2",
    ]
    loss = metrics["loss"]
    assert loss.points == (
        MetricPoint(START, 2.0),
        MetricPoint(START + timedelta(minutes=1), 1.0),
    )
    assert (loss.values, loss.last, loss.timestamps[0]) == ((2.0, 1.0), 1.0, START)
    assert metrics.of("CPUUtilization", "algo-2").last == 50.0
    assert metrics["accuracy"].last is None
    assert str(metrics) == (
        "loss: 0.5 (final)\n"
        "loss: 1 (2 points of 60 s, min 1, max 2)\n"
        "accuracy: no points\n"
        "CPUUtilization of algo-2: 50 (1 point of 60 s, min 50, max 50)"
    )
    with pytest.raises(KeyError, match="it has loss, accuracy, CPUUtilization of algo-2"):
        metrics.of("recall", "algo-1")
    assert str(JobMetrics(job="job")) == "job has no metrics yet"


def test_pages() -> None:
    """Points of one series come in several pages, and stay in order."""
    first = GetMetricDataOutput(
        metric_data_results=[
            MetricDataResult(
                id="m0",
                timestamps=[START + timedelta(minutes=1), START],
                values=[2.0, 1.0],
                status_code="PartialData",
            )
        ],
        next_token="more",
    )
    second = GetMetricDataOutput(
        metric_data_results=[
            MetricDataResult(
                id="m0",
                timestamps=[START + timedelta(minutes=2)],
                values=[3.0],
                status_code="Complete",
            ),
            MetricDataResult(id="stranger", timestamps=[START], values=[9.0]),
        ]
    )
    metrics, hand = read([first, second], instances=False)
    assert metrics["loss"].values == (1.0, 2.0, 3.0)
    assert [r.next_token for r in hand.asked_for("GetMetricData")] == [None, "more"]


def test_a_hundred_and_twenty_instances() -> None:
    """More than 500 series are asked for in several calls, and each one arrives."""
    resources = {"InstanceType": "ml.m5.large", "InstanceCount": 120, "VolumeSizeInGB": 30}
    metrics, hand = read(
        cloudwatch(lambda name, value: [float(len(value))]),
        described("Completed", **{**RUN, "ResourceConfig": resources}),
    )
    counts = [len(r.metric_data_queries) for r in hand.asked_for("GetMetricData")]
    assert counts == [500, 102]
    assert len(metrics.series) == 602
    assert metrics.of("DiskUtilization", "algo-120").values == (12.0,)


def test_hosts() -> None:
    """Instances are counted through all groups; of preferences the chosen one counts."""
    groups = [
        {"InstanceType": "ml.c5.xlarge", "InstanceCount": 1, "InstanceGroupName": "a"},
        {"InstanceType": "ml.p3.2xlarge", "InstanceCount": 2, "InstanceGroupName": "b"},
    ]
    for resources, count in (
        ({"InstanceGroups": groups, "InstanceCount": 0}, 3),
        ({"InstanceCount": 2}, 2),
        ({"SelectedInstanceCount": 4}, 4),
        ({}, 1),
        (None, 1),
    ):
        hosts = hosts_of(described(ResourceConfig=resources))
        assert hosts == [f"algo-{number}" for number in range(1, count + 1)]


def test_a_running_job_has_an_open_end() -> None:
    """Neither our clock nor a late point cuts the series of a job that runs."""
    running = described(**{**RUN, "TrainingEndTime": None})
    _, hand = read(NOTHING, running, now=lambda: EPOCH - 3_600.0)
    (request,) = hand.asked_for("GetMetricData")
    assert request.end_time > START + timedelta(hours=12)


def test_a_part_of_the_time() -> None:
    """``since``, ``until``, ``period`` and ``stat`` are passed on."""
    since, until = START + timedelta(minutes=3), START + timedelta(minutes=9)
    _, hand = read(NOTHING, since=since, until=until, period=300, stat="p90")
    (request,) = hand.asked_for("GetMetricData")
    assert (request.start_time, request.end_time) == (since, until)
    assert request.metric_data_queries[0].metric_stat.period == 300
    assert request.metric_data_queries[0].metric_stat.stat == "p90"
    _, hand = read(NOTHING, since=until, until=since)
    assert hand.asked_for("GetMetricData") == []


@pytest.mark.parametrize(("days", "period"), [(0, 60), (14.9, 60), (16, 300), (64, 3600)])
def test_old_points_have_long_periods(days: float, period: int) -> None:
    """After 15 and 63 days CloudWatch keeps points of 5 minutes and of an hour."""
    assert finest_period(timedelta(days=days)) == period
    _, hand = read(NOTHING, now=lambda: EPOCH + 60 + days * 86_400)
    (request,) = hand.asked_for("GetMetricData")
    assert request.metric_data_queries[0].metric_stat.period == period


def test_a_job_without_series() -> None:
    """A job that has not begun, or of which no series are wanted, costs no call."""
    metrics, hand = read(NOTHING, series=False)
    assert metrics.final_values() == {"loss": 0.5}
    assert hand.asked_for("GetMetricData") == []
    none, hand = read(NOTHING, described(TrainingStartTime=None, CreationTime=None))
    assert (none.final, none.series, hand.asked_for("GetMetricData")) == ((), (), [])


def test_settings_that_are_none() -> None:
    """Times without a zone and periods that are none are refused before anything is asked."""
    for options, words in (
        ({"since": datetime(2026, 1, 31)}, "since has no time zone"),
        ({"until": datetime(2026, 1, 31)}, "until has no time zone"),
        ({"period": 90}, "multiple of 60"),
        ({"period": 0}, "period is 0; it must be 60 or more"),
    ):
        with pytest.raises(ConfigurationError, match=words):
            read_metrics("job", **options)


@pytest.mark.parametrize("status", ["InternalError", "Forbidden"])
def test_what_cloudwatch_does_not_give_is_no_empty_series(status: str) -> None:
    """A series that exists and does not come is an error, unless a later page has it."""
    bad = MetricDataResult(id="m0", timestamps=[], values=[], status_code=status)
    good = MetricDataResult(id="m0", timestamps=[START], values=[1.0], status_code="Complete")
    with pytest.raises(ServiceError, match="points of loss"):
        read([GetMetricDataOutput(metric_data_results=[bad])], instances=False)
    pages = [
        GetMetricDataOutput(metric_data_results=[bad], next_token="again"),
        GetMetricDataOutput(metric_data_results=[good]),
    ]
    assert read(pages, instances=False)[0]["loss"].values == (1.0,)


def test_trouble_is_sat_out() -> None:
    """Throttling is no end."""
    throttled = ThrottlingError("ThrottlingException", "Rate exceeded")
    metrics, hand = read([throttled, throttled, GetMetricDataOutput()], instances=False)
    assert len(hand.pauses) == 2
    assert metrics["loss"].points == ()


def test_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    """A data frame gets a row for each point; without pandas the error says what to install."""
    made: list[tuple[list[Any], list[str]]] = []

    def frame(rows: list[Any], columns: list[str]) -> str:
        made.append((rows, columns))
        return "a frame"

    pandas = types.ModuleType("pandas")
    pandas.DataFrame = frame  # type: ignore[attr-defined]  # the part that is used
    monkeypatch.setitem(sys.modules, "pandas", pandas)
    series = (
        MetricSeries(name="loss", job="job", points=(MetricPoint(START, 1.0),)),
        MetricSeries(name="CPUUtilization", job="job", node="algo-1", points=(
            MetricPoint(START.astimezone(UTC), 5.0),)),
    )  # fmt: skip
    metrics = JobMetrics(job="job", final=(FinalMetric(name="loss", value=1.0),), series=series)
    assert metrics.to_pandas() == "a frame"
    assert made == [
        (
            [(START, "loss", "", 1.0), (START, "CPUUtilization", "algo-1", 5.0)],
            ["timestamp", "metric", "node", "value"],
        )
    ]
    monkeypatch.delitem(sys.modules, "pandas")
    imported = builtins.__import__

    def without_pandas(name: str, *rest: Any, **others: Any) -> Any:
        if name == "pandas":
            raise ImportError(name)
        return imported(name, *rest, **others)

    monkeypatch.setattr(builtins, "__import__", without_pandas)
    monkeypatch.setattr("importlib.import_module", without_pandas)
    with pytest.raises(ConfigurationError, match="pip install pandas"):
        metrics.to_pandas()
