"""Events of EventBridge."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from sagemaker_train import Client
from sagemaker_train.errors import WireError
from sagemaker_train.interop.eventbridge import from_event, to_event
from sagemaker_train.models import DescribeTrainingJobResponse
from sagemaker_train.testing import LocalSageMaker
from tests.job_examples import complete
from tests.strategies import models

ARN = "arn:aws:sagemaker:us-east-1:123456789012:training-job/mnist-1"
EVENT: dict[str, Any] = {
    "version": "0",
    "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
    "detail-type": "SageMaker Training Job State Change",
    "source": "aws.sagemaker",
    "account": "123456789012",
    "time": "2026-01-31T12:00:00Z",
    "region": "us-east-1",
    "resources": [ARN],
    "detail": {
        "TrainingJobName": "mnist-1",
        "TrainingJobArn": ARN,
        "TrainingJobStatus": "Failed",
        "SecondaryStatus": "Failed",
        "FailureReason": "AlgorithmError: out of memory",
        "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1},
        "VpcConfig": {},
        "CreationTime": "1769860800050",
        "TrainingStartTime": 1769860801250,
        "TrainingEndTime": None,
        "SecondaryStatusTransitions": [
            {"Status": "Starting", "StartTime": 1769860800050, "EndTime": 1769860801250}
        ],
        "Tags": {"team": "vision"},
    },
}  # fmt: skip


def test_an_event_is_read_as_the_job_that_describe_gives() -> None:
    """Names, statuses, structures and moments are those of DescribeTrainingJob's answer."""
    job = from_event(EVENT)
    assert (job.training_job_name, job.training_job_status) == ("mnist-1", "Failed")
    assert job.failure_reason == "AlgorithmError: out of memory"
    assert job.creation_time == datetime(2026, 1, 31, 12, 0, 0, 50_000, tzinfo=UTC)
    assert job.training_start_time == datetime(2026, 1, 31, 12, 0, 1, 250_000, tzinfo=UTC)
    assert job.training_end_time is None
    assert job.secondary_status_transitions is not None
    assert job.secondary_status_transitions[0].end_time == job.training_start_time
    assert job.unknown_members == {"Tags": {"team": "vision"}}


@pytest.mark.parametrize(
    "sent", [1769860800, 1769860800000, "1769860800000", "2026-01-31T12:00:00Z"]
)
def test_moments_are_read_in_every_form(sent: object) -> None:
    """Milliseconds as the service sends them; seconds and ISO 8601 as others may."""
    event = {**EVENT, "detail": {"CreationTime": sent}}
    assert from_event(event).creation_time == datetime(2026, 1, 31, 12, tzinfo=UTC)


# Many of the moments that are drawn are before 1974.
unhurried = [HealthCheck.too_slow, HealthCheck.filter_too_much]


@settings(max_examples=20, deadline=None, suppress_health_check=unhurried)
@given(models(DescribeTrainingJobResponse))
def test_jobs_survive_the_round_trip(job: DescribeTrainingJobResponse) -> None:
    """A job written as an event is read back as it was, moments from 1973 on."""
    assume(all(moment.year > 1973 for moment in moments(job)))
    assert from_event(to_event(job)) == job


def moments(value: object) -> list[datetime]:
    """Every point in time in a job."""
    if isinstance(value, datetime):
        return [value]
    if isinstance(value, tuple):
        return [moment for item in value for moment in moments(item)]
    if hasattr(value, "WIRE_NAMES"):
        return [moment for name in value.WIRE_NAMES for moment in moments(getattr(value, name))]
    return []


def test_the_job_of_a_service_survives() -> None:
    """What Describe answers goes into an event and out again."""
    with (
        LocalSageMaker() as local,
        Client(
            local.region, endpoint_url=local.endpoint_url, credentials=local.credentials
        ) as client,
    ):
        client.create_training_job(complete())
        job = client.describe_training_job("mnist-1")
    event = to_event(job)
    assert (event["account"], event["region"]) == ("123456789012", "us-east-1")
    assert event["detail"]["CreationTime"] > 1e12
    assert from_event(event) == job


@pytest.mark.parametrize(
    ("event", "where"),
    [
        ({}, "detail-type: expected"),
        ({**EVENT, "detail-type": "SageMaker Transform Job State Change"}, "detail-type: expected"),
        ({**EVENT, "detail": "text"}, "detail: expected an object"),
        (
            {**EVENT, "detail": {"ResourceConfig": {"InstanceCount": "one"}}},
            r"detail\.ResourceConfig\.InstanceCount: expected a whole number, found a string",
        ),
        (
            {**EVENT, "detail": {"CreationTime": True}},
            r"detail\.CreationTime: expected a timestamp",
        ),
    ],
)
def test_anything_else_is_refused(event: dict[str, Any], where: str) -> None:
    """The message names the path in the event."""
    with pytest.raises(WireError, match=f"^{where}"):
        from_event(event)
