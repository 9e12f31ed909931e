"""The same calls through boto3 and through us, against our local server and moto's."""

import asyncio
from collections.abc import Iterator
from typing import Any, NamedTuple

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer

import sagemaker_train as smt
from sagemaker_train.testing import LocalSageMaker
from sagemaker_train.transport.comparison import differences

REGION = "us-east-1"


class Server(NamedTuple):
    """A server, and both clients pointed at it."""

    boto3: Any
    ours: smt.Client
    theirs_async: smt.AsyncClient


def clients(url: str, key_id: str, secret: str) -> Server:
    credentials = smt.Credentials(key_id, secret)
    other = boto3.client(
        "sagemaker",
        region_name=REGION,
        endpoint_url=url,
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        config=Config(retries={"mode": "standard"}),
    )
    return Server(
        other,
        smt.Client(REGION, endpoint_url=url, credentials=credentials),
        smt.AsyncClient(REGION, endpoint_url=url, credentials=credentials),
    )


@pytest.fixture(scope="module")
def moto_url() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["local", "moto"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    if request.param == "moto":
        made = clients(request.getfixturevalue("moto_url"), "AKIDEXAMPLE", "secret")
        yield made
        made.ours.close()
        return
    with LocalSageMaker(region=REGION) as local:
        made = clients(
            local.endpoint_url,
            local.credentials.access_key_id,
            local.credentials.secret_access_key,
        )
        yield made
        made.ours.close()


def job(name: str) -> smt.TrainingJobBuilder:
    return (
        smt.TrainingJobBuilder(name)
        .image("123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4")
        .role("arn:aws:iam::123456789012:role/training")
        .hyperparameters({"epochs": 3, "learning_rate": 0.1})
        .input("train", "s3://bucket/train/", content_type="text/csv")
        .output("s3://bucket/models/")
        .instances("ml.m5.xlarge", count=2, volume_gb=30)
        .max_runtime(3600)
        .environment({"LOG_LEVEL": "debug"})
        .tag("team", "churn")
    )


def comparable(answer: Any) -> Any:
    """An answer without what differs between any two calls."""
    if isinstance(answer, dict):
        left_out = {"ResponseMetadata", "NextToken"}
        return {k: comparable(v) for k, v in answer.items() if k not in left_out}
    if isinstance(answer, list):
        return [comparable(item) for item in answer]
    return round(answer.timestamp(), 3) if hasattr(answer, "timestamp") else answer


def test_a_job_made_by_one_is_the_same_to_the_other(server: Server) -> None:
    """Created through boto3 or through us, described through either: equal answers."""
    ours = job("made-by-us").build()
    answer = server.ours.create_training_job(ours)
    same = smt.to_wire(job("made-by-boto3").build())
    other = server.boto3.create_training_job(**same)
    assert answer.training_job_arn == other["TrainingJobArn"].replace("by-boto3", "by-us")

    for name in ("made-by-us", "made-by-boto3"):
        through_boto3 = comparable(server.boto3.describe_training_job(TrainingJobName=name))
        through_us = server.ours.describe_training_job(name)
        # A job may move on between two looks; what it is does not change.
        moving = {"SecondaryStatus", "SecondaryStatusTransitions", "LastModifiedTime",
                  "TrainingStartTime"}  # fmt: skip
        left, right = (
            {k: v for k, v in document.items() if k not in moving}
            for document in (comparable(smt.to_wire(through_us)), through_boto3)
        )
        assert left == right
    first, second = (
        smt.to_wire(server.ours.describe_training_job(n)) for n in ("made-by-us", "made-by-boto3")
    )
    for described in (first, second):
        # Both servers fill in defaults of their own; what was asked for is there as it was, but
        # for the environment, which moto does not describe.
        found = {"Environment": same["Environment"], **described}
        assert differences(same, {**found, "TrainingJobName": "made-by-boto3"}) == []
    for member in same.keys() - {"TrainingJobName"}:
        assert first.get(member) == second.get(member), member


def test_lists_and_tags_are_the_same(server: Server) -> None:
    """All pages of the list, and the tags of a job, through either client."""
    for number in range(7):
        server.ours.create_training_job(job(f"listed-{number}"))
    pages = server.boto3.get_paginator("list_training_jobs").paginate(
        NameContains="listed", SortBy="Name", SortOrder="Ascending",
        PaginationConfig={"PageSize": 3},
    )  # fmt: skip
    through_boto3 = [s["TrainingJobName"] for page in pages for s in page["TrainingJobSummaries"]]
    through_us = [
        summary.training_job_name
        for summary in server.ours.list_training_jobs(
            name_contains="listed", sort_by="Name", sort_order="Ascending", max_results=3
        )
    ]
    assert through_us == through_boto3 == [f"listed-{n}" for n in range(7)]

    arn = server.ours.describe_training_job("listed-3").training_job_arn
    assert server.ours.list_tags(arn) == {"team": "churn"}
    server.ours.add_tags(arn, {"stage": "test", "team": "other"})
    tags = server.boto3.list_tags(ResourceArn=arn)["Tags"]
    assert {t["Key"]: t["Value"] for t in tags} == server.ours.list_tags(arn)
    assert server.ours.list_tags(arn)["stage"] == "test"
    server.ours.delete_tags(arn, ["stage"])
    assert "stage" not in server.ours.list_tags(arn)


def test_errors_are_the_same(server: Server) -> None:
    """A job that does not exist: the same code and text; for us a class of its own."""
    with pytest.raises(ClientError) as theirs:
        server.boto3.describe_training_job(TrainingJobName="missing")
    with pytest.raises(smt.ResourceNotFoundError) as ours:
        server.ours.describe_training_job("missing")
    assert ours.value.code == theirs.value.response["Error"]["Code"]
    assert ours.value.message == theirs.value.response["Error"]["Message"]


def test_the_async_client_says_the_same(server: Server) -> None:
    """Create, describe, list and tags, awaited."""

    async def calls() -> tuple[object, ...]:
        async with server.theirs_async as client:
            arn = (await client.create_training_job(job("awaited"))).training_job_arn
            return (
                (await client.describe_training_job("awaited")).hyper_parameters,
                [s.training_job_name async for s in client.list_training_jobs(
                    name_contains="awaited", max_results=1)],
                await client.list_tags(arn),
            )  # fmt: skip

    described = server.ours
    assert asyncio.run(calls()) == (
        described.describe_training_job("awaited").hyper_parameters,
        ["awaited"],
        {"team": "churn"},
    )
