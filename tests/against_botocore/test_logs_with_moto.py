"""
CloudWatch Logs twice over: moto's read by our code, and the local one read by boto3.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import anyio
import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer

from sagemaker_train import AsyncClient, Client, Credentials
from sagemaker_train.jobs.log_streams import LogEvent
from sagemaker_train.jobs.logs import LOG_GROUP, read_logs
from sagemaker_train.jobs.metrics import NAMESPACE, read_metrics
from sagemaker_train.jobs.steps import adrive, drive, result_of
from sagemaker_train.testing import JobPlan, LocalSageMaker, LogPlan, VirtualClock
from tests.local.wire import job

REGION = "us-east-1"
STREAMS = 60


def boto(service: str, url: str, credentials: Credentials) -> Any:
    """A client of boto3."""
    return boto3.session.Session().client(
        service,
        region_name=REGION,
        endpoint_url=url,
        aws_access_key_id=credentials.access_key_id,
        aws_secret_access_key=credentials.secret_access_key,
        config=Config(retries={"total_max_attempts": 1}),
    )


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    """Moto's server, with a job and the lines of sixty containers."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    testing = Credentials("testing", "testing")
    sagemaker, logs = boto("sagemaker", url, testing), boto("logs", url, testing)
    sagemaker.create_training_job(**job("a"))
    logs.create_log_group(logGroupName=LOG_GROUP)
    # Moto's streams are created now, as the job is.
    epoch = int(time.time())
    for number in range(1, STREAMS + 1):
        stream = f"a/algo-{number}-{epoch}"
        logs.create_log_stream(logGroupName=LOG_GROUP, logStreamName=stream)
        lines = [
            {"timestamp": epoch * 1000 + line, "message": f"{number}/{line}"} for line in range(5)
        ]
        logs.put_log_events(logGroupName=LOG_GROUP, logStreamName=stream, logEvents=lines)
    logs.create_log_stream(logGroupName=LOG_GROUP, logStreamName=f"ab/algo-1-{epoch}")
    yield url
    sagemaker.close()
    logs.close()
    server.stop()


@pytest.fixture
def client(moto: str) -> Iterator[Client]:
    clock = VirtualClock()
    with Client(
        REGION, endpoint_url=moto, credentials=Credentials("testing", "testing"), clock=clock
    ) as made:
        yield made


def by_node(events: list[LogEvent]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for event in events:
        found[event.node].append(event.message)
    return dict(found)


EVERYTHING = {f"algo-{n}": [f"{n}/{line}" for line in range(5)] for n in range(1, STREAMS + 1)}


def test_motos_logs(client: Client) -> None:
    """Every line of every stream, over the pages that moto makes."""
    assert by_node(list(drive(read_logs("a"), client))) == EVERYTHING


def test_motos_logs_followed(client: Client) -> None:
    """Following a job that moto says is over ends, and repeats nothing."""
    steps = read_logs("a", follow=True, now=client.clock.timestamp)
    assert by_node(list(drive(steps, client))) == EVERYTHING


def test_motos_last_lines(client: Client) -> None:
    """The tail of one node, and of all together."""
    assert [e.message for e in drive(read_logs("a", node="algo-7", tail=2), client)] == [
        "7/3",
        "7/4",
    ]
    last = [e.message for e in drive(read_logs("a", tail=STREAMS), client)]
    assert sorted(last) == sorted(f"{n}/4" for n in range(1, STREAMS + 1))


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_motos_logs_awaited(moto: str, backend: str) -> None:
    """The same from an event loop."""

    async def reading() -> list[LogEvent]:
        async with AsyncClient(
            REGION, endpoint_url=moto, credentials=Credentials("testing", "testing")
        ) as client:
            return [event async for event in adrive(read_logs("a"), client)]

    assert by_node(anyio.run(reading, backend=backend)) == EVERYTHING


# The local one, read by boto3


@pytest.fixture
def local() -> Iterator[LocalSageMaker]:
    plan = JobPlan(training=600, logs=LogPlan(every=5))
    with LocalSageMaker(clock=VirtualClock(), plan=plan) as server:
        sagemaker = boto("sagemaker", server.endpoint_url, server.credentials)
        algorithm = job("a")["AlgorithmSpecification"]
        definitions = [{"Name": "loss", "Regex": "loss=([0-9.]+)"}]
        sagemaker.create_training_job(
            **job("a", AlgorithmSpecification={**algorithm, "MetricDefinitions": definitions})
        )
        sagemaker.close()
        server.clock.advance(timedelta(minutes=20))
        yield server


def test_boto3_reads_our_logs(local: LocalSageMaker) -> None:
    """boto3 walks streams, pages and filters of the local server, and finds what we find."""
    logs = boto("logs", local.endpoint_url, local.credentials)
    (stream,) = logs.describe_log_streams(logGroupName=LOG_GROUP, logStreamNamePrefix="a/")[
        "logStreams"
    ]
    walked: list[str] = []
    page: dict[str, Any] = {"logGroupName": LOG_GROUP, "logStreamName": stream["logStreamName"]}
    token: str | None = None
    while True:
        more = {} if token is None else {"nextToken": token}
        answer = logs.get_log_events(**page, **more, startFromHead=True, limit=50)
        walked += [event["message"] for event in answer["events"]]
        if answer["nextForwardToken"] == token:
            break
        token = answer["nextForwardToken"]
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=LOG_GROUP, logStreamNamePrefix="a/", PaginationConfig={"PageSize": 30}
    )
    filtered = [event["message"] for answer in pages for event in answer["events"]]
    with Client(REGION, endpoint_url=local.endpoint_url, credentials=local.credentials) as client:
        ours = [event.message for event in drive(read_logs("a"), client)]
    assert walked == filtered == ours
    with pytest.raises(logs.exceptions.ResourceNotFoundException):
        logs.get_log_events(logGroupName=LOG_GROUP, logStreamName="a/nothing")
    with pytest.raises(ClientError, match="InvalidParameterException"):
        logs.get_log_events(**page, nextToken="f/nothing")
    logs.close()


def test_boto3_reads_our_metrics(local: LocalSageMaker) -> None:
    """boto3 asks the local server for metrics in AWS JSON, and gets what we get."""
    cloudwatch = boto("cloudwatch", local.endpoint_url, local.credentials)
    now = local.clock.now()
    metric = {
        "Namespace": NAMESPACE,
        "MetricName": "loss",
        "Dimensions": [{"Name": "TrainingJobName", "Value": "a"}],
    }
    query = {"Id": "m", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Average"}}
    pages = cloudwatch.get_paginator("get_metric_data").paginate(
        MetricDataQueries=[query],
        StartTime=now - timedelta(hours=1),
        EndTime=now,
        ScanBy="TimestampAscending",
        MaxDatapoints=4,
    )
    results = [answer["MetricDataResults"][0] for answer in pages]
    values = [value for result in results for value in result["Values"]]
    assert len(results) > 2
    with Client(
        REGION, endpoint_url=local.endpoint_url, credentials=local.credentials, clock=local.clock
    ) as client:
        ours = result_of(read_metrics("a", now=local.clock.timestamp), client)
    assert list(ours["loss"].values) == values
    moments = [moment for result in results for moment in result["Timestamps"]]
    assert list(ours["loss"].timestamps) == moments
    cloudwatch.close()
