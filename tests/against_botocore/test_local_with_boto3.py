"""
boto3 uses the local SageMaker as it would use AWS; botocore's signer and moto are second opinions.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials as BotoCredentials
from botocore.exceptions import ClientError
from hypothesis import given, settings, strategies as st
from moto.server import ThreadedMotoServer

from sagemaker_train.testing import (
    Fault,
    FaultPlan,
    FaultRule,
    JobPlan,
    LocalSageMaker,
    VirtualClock,
)
from tests.local.wire import Wire, job

START = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.fixture
def local() -> Iterator[LocalSageMaker]:
    with LocalSageMaker(clock=VirtualClock(START)) as server:
        yield server


def client_of(endpoint_url: str, key: str, secret: str, token: str | None = None) -> Any:
    return boto3.session.Session().client(
        "sagemaker",
        endpoint_url=endpoint_url,
        region_name="us-east-1",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=Config(retries={"total_max_attempts": 1, "mode": "standard"}),
    )


@pytest.fixture
def client(local: LocalSageMaker) -> Iterator[Any]:
    user = local.credentials
    made = client_of(local.endpoint_url, user.access_key_id, user.secret_access_key)
    yield made
    made.close()


def refusal(call: Any, **request: Any) -> tuple[str, str, int]:
    with pytest.raises(ClientError) as caught:
        call(**request)
    response: Any = caught.value.response
    status = response["ResponseMetadata"]["HTTPStatusCode"]
    return response["Error"]["Code"], response["Error"]["Message"], status


def test_life_of_a_job(local: LocalSageMaker, client: Any) -> None:
    """boto3 creates, describes, lists, tags, searches, updates, stops and deletes a job."""
    arn = client.create_training_job(**job("a", Tags=[{"Key": "k", "Value": "v"}]))[
        "TrainingJobArn"
    ]
    described = client.describe_training_job(TrainingJobName="a")
    assert described["TrainingJobArn"] == arn
    assert described["CreationTime"] == START
    assert [s["TrainingJobName"] for s in client.list_training_jobs()["TrainingJobSummaries"]] == [
        "a"
    ]
    client.add_tags(ResourceArn=arn, Tags=[{"Key": "l", "Value": "w"}])
    client.delete_tags(ResourceArn=arn, TagKeys=["k"])
    assert client.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "l", "Value": "w"}]
    condition = {"Name": "Tags.l", "Operator": "Equals", "Value": "w"}
    hits = client.search(Resource="TrainingJob", SearchExpression={"Filters": [condition]})
    assert hits["Results"][0]["TrainingJob"]["TrainingJobArn"] == arn
    local.clock.advance(100)
    updated = client.update_training_job(
        TrainingJobName="a", ProfilerConfig={"S3OutputPath": "s3://bucket/profile"}
    )
    assert updated["TrainingJobArn"] == arn
    client.stop_training_job(TrainingJobName="a")
    assert client.describe_training_job(TrainingJobName="a")["TrainingJobStatus"] == "Stopping"
    local.clock.advance(100)
    client.delete_training_job(TrainingJobName="a")
    assert refusal(client.describe_training_job, TrainingJobName="a") == (
        "ValidationException",
        "Requested resource not found.",
        400,
    )


def test_errors(client: Any) -> None:
    """boto3 reads codes and texts of both error forms."""
    client.create_training_job(**job("a"))
    code, message, status = refusal(client.create_training_job, **job("a"))
    assert (code, status) == ("ResourceInUse", 400)
    assert "a training job with this name already exists (arn:aws:sagemaker:" in message
    with pytest.raises(client.exceptions.ResourceInUse):
        client.create_training_job(**job("a"))
    assert refusal(client.describe_training_job, TrainingJobName="a_b") == (
        "ValidationException",
        "1 validation error detected: Value 'a_b' at 'trainingJobName' failed to satisfy"
        " constraint: Member must satisfy regular expression pattern:"
        " [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
        400,
    )
    with pytest.raises(client.exceptions.ResourceNotFound):
        client.list_training_jobs_for_hyper_parameter_tuning_job(HyperParameterTuningJobName="t")


def test_paginator(local: LocalSageMaker, client: Any) -> None:
    """boto3's paginators walk every list to its end."""
    for number in range(23):
        client.create_training_job(**job(f"job-{number:02}"))
    local.assign_to_tuning_job("tuning", *local.jobs)
    expected = {f"job-{number:02}" for number in range(23)}
    for operation, request in (
        ("list_training_jobs", {"CreationTimeAfter": START - timedelta(hours=1)}),
        (
            "list_training_jobs_for_hyper_parameter_tuning_job",
            {"HyperParameterTuningJobName": "tuning"},
        ),
    ):
        pages = list(client.get_paginator(operation).paginate(**request))
        listed = [
            summary["TrainingJobName"] for p in pages for summary in p["TrainingJobSummaries"]
        ]
        assert len(pages) == 3
        assert len(listed) == 23
        assert set(listed) == expected
    found = client.get_paginator("search").paginate(Resource="TrainingJob")
    assert {
        hit["TrainingJob"]["TrainingJobName"] for p in found for hit in p["Results"]
    } == expected


def test_waiter(local: LocalSageMaker, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """boto3's waiter sleeps on the virtual clock through a job of four hours."""
    monkeypatch.setattr("botocore.waiter.time.sleep", local.clock.sleep)
    local.plan("*", JobPlan(training=4 * 3600))
    client.create_training_job(**job("a", StoppingCondition={"MaxRuntimeInSeconds": 86_400}))
    client.get_waiter("training_job_completed_or_stopped").wait(TrainingJobName="a")
    assert local.jobs["a"].status.value == "Completed"
    assert local.clock.now() - START > timedelta(hours=4)


def test_environment(local: LocalSageMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing but the environment, boto3 finds the local SageMaker."""
    for name, value in local.environment().items():
        monkeypatch.setenv(name, value)
    found = boto3.session.Session().client("sagemaker")
    assert found.list_training_jobs()["TrainingJobSummaries"] == []
    found.close()


def test_retries(local: LocalSageMaker) -> None:
    """boto3 repeats a damaged call by itself, and the record shows its attempts."""
    local.faults = FaultPlan(
        [FaultRule(Fault.RESET, calls=(1,)), FaultRule(Fault.UNAVAILABLE, calls=(2,))]
    )
    user = local.credentials
    made = boto3.session.Session().client(
        "sagemaker",
        endpoint_url=local.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id=user.access_key_id,
        aws_secret_access_key=user.secret_access_key,
        config=Config(retries={"total_max_attempts": 3, "mode": "standard"}),
    )
    made.list_training_jobs()
    made.close()
    assert [call.fault for call in local.requests] == [Fault.RESET, Fault.UNAVAILABLE, None]
    for number, call in enumerate(local.requests, 1):
        assert f"attempt={number}" in call.attempt.split("; ")


# botocore's signer

texts = st.text(st.characters(codec="ascii", exclude_categories=["C"]), min_size=1, max_size=30)


@settings(max_examples=40, deadline=None)
@given(
    body=st.text(max_size=200),
    header=texts,
    token=st.none() | st.text("abcXYZ019+/=", min_size=1, max_size=60),
    position=st.integers(0, 10_000),
)
def test_botocores_signatures(body: str, header: str, token: str | None, position: int) -> None:
    """What botocore signs gets in; the same with one byte or one header changed does not."""
    with LocalSageMaker() as local:
        user = local.credentials
        if token is not None:
            user = type(user)("ASIASECONDOPINION000", "another-local-secret", token)
            local.add_user(user)
        data = (
            '{"NameContains": "a", "X": "' + body.encode("unicode_escape").hex() + '"}'
        ).encode()
        request = AWSRequest(
            "POST",
            local.endpoint_url + "/",
            data=data,
            headers={
                "Content-Type": "application/x-amz-json-1.1",
                "X-Amz-Target": "SageMaker.ListTrainingJobs",
                "X-Something": header,
            },
        )
        SigV4Auth(
            BotoCredentials(user.access_key_id, user.secret_access_key, token),
            "sagemaker",
            "us-east-1",
        ).add_auth(request)
        headers = {name.lower(): value for name, value in request.headers.items()}
        wire = Wire(local)
        assert wire.post(headers, data).status == 200
        place = position % len(data)
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        assert wire.post(headers, changed).refusal[0] == "InvalidSignatureException"
        other = {**headers, "x-something": headers["x-something"] + "!"}
        assert wire.post(other, data).refusal[0] == "InvalidSignatureException"


def test_wrong_credentials(local: LocalSageMaker) -> None:
    """boto3 with a wrong secret, an unknown key or a wrong token is told as by AWS."""
    user = local.credentials
    for key, secret, token, code in (
        (user.access_key_id, "wrong", None, "InvalidSignatureException"),
        ("AKIAUNKNOWN000000000", "wrong", None, "UnrecognizedClientException"),
        (user.access_key_id, user.secret_access_key, "token", "UnrecognizedClientException"),
    ):
        made = client_of(local.endpoint_url, key, secret, token)
        assert refusal(made.list_training_jobs)[0] == code
        made.close()


# moto


@pytest.fixture(scope="module")
def moto_client() -> Iterator[Any]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    made = client_of(f"http://{host}:{port}", "testing", "testing")
    yield made
    made.close()
    server.stop()


def test_moto_agrees(local: LocalSageMaker, client: Any, moto_client: Any) -> None:
    """Moto and the local SageMaker tell the same of the same job, where both tell."""
    request = job(
        "agreed",
        HyperParameters={"lr": "0.1"},
        Tags=[{"Key": "k", "Value": "v"}],
        EnableNetworkIsolation=True,
    )
    created = [each.create_training_job(**request) for each in (client, moto_client)]
    assert created[0]["TrainingJobArn"] == created[1]["TrainingJobArn"]
    local.clock.advance(10_000)
    ours, motos = (
        each.describe_training_job(TrainingJobName="agreed") for each in (client, moto_client)
    )
    for member in (
        "TrainingJobName",
        "TrainingJobArn",
        "TrainingJobStatus",
        "SecondaryStatus",
        "HyperParameters",
        "RoleArn",
        "ResourceConfig",
        "StoppingCondition",
        "ModelArtifacts",
        "EnableNetworkIsolation",
        "EnableInterContainerTrafficEncryption",
        "EnableManagedSpotTraining",
    ):
        assert ours[member] == motos[member], member
    # Every member that moto tells, ours tells too; its metrics are made up.
    assert set(motos) - {"FinalMetricDataList"} <= set(ours)
    listed = [
        each.list_training_jobs(NameContains="agreed")["TrainingJobSummaries"][0]
        for each in (client, moto_client)
    ]
    assert set(listed[1]) <= set(listed[0])
    assert listed[0]["TrainingJobName"] == listed[1]["TrainingJobName"]
    arn = created[0]["TrainingJobArn"]
    assert (
        client.list_tags(ResourceArn=arn)["Tags"] == moto_client.list_tags(ResourceArn=arn)["Tags"]
    )
    codes = [
        refusal(each.describe_training_job, TrainingJobName="nobody")[0]
        for each in (client, moto_client)
    ]
    assert codes == ["ValidationException", "ValidationException"]
