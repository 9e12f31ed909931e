"""What boto3 takes and gives."""

import math
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import boto3
import pytest
from hypothesis import HealthCheck, given, settings

import sagemaker_train.models as m
from sagemaker_train.builder import TrainingJobBuilder
from sagemaker_train.errors import WireError
from sagemaker_train.interop.boto3 import from_boto3, to_boto3
from sagemaker_train.models import CreateTrainingJobRequest, DescribeTrainingJobResponse
from sagemaker_train.testing import LocalSageMaker
from tests.job_examples import complete, everything
from tests.strategies import models

drawing = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("job", everything())
def test_requests_survive_the_round_trip(job: TrainingJobBuilder) -> None:
    """A request written for boto3 is read back as it was."""
    request = job.request()
    assert from_boto3(CreateTrainingJobRequest, to_boto3(request)) == request


@drawing
@given(models(DescribeTrainingJobResponse))
def test_answers_survive_the_round_trip(described: DescribeTrainingJobResponse) -> None:
    """An answer in boto3's form is read back as it was."""
    assert from_boto3(DescribeTrainingJobResponse, to_boto3(described)) == described


def test_moments_are_datetimes_at_every_depth() -> None:
    """What the wire has as seconds is a datetime with a zone, as boto3 gives it."""
    moment = datetime(2026, 1, 31, 12, tzinfo=UTC)
    described = DescribeTrainingJobResponse(
        training_job_name="a",
        training_job_arn="arn",
        model_artifacts=m.ModelArtifacts(s3_model_artifacts="s3://b/m"),
        training_job_status="InProgress",
        secondary_status="Training",
        stopping_condition=m.StoppingCondition(),
        creation_time=moment,
        secondary_status_transitions=[
            m.SecondaryStatusTransition(status="Training", start_time=moment)
        ],
    )
    written = to_boto3(described)
    assert written["CreationTime"] == moment
    assert written["SecondaryStatusTransitions"][0]["StartTime"] == moment


def test_numbers_that_json_lacks_stay_numbers() -> None:
    """Infinity and NaN are strings in AWS JSON, and floats to boto3."""
    written = to_boto3(m.MetricData(metric_name="loss", value=math.inf))
    assert written == {"MetricName": "loss", "Value": math.inf}


def test_what_botocore_adds_is_left_out_and_zones_become_utc() -> None:
    """ResponseMetadata is no member, and boto3's local zone is put into UTC."""
    east = timezone(timedelta(hours=2))
    answer: dict[str, Any] = {
        "TrainingJobName": "a",
        "CreationTime": datetime(2026, 1, 31, 14, tzinfo=east),
        "ResponseMetadata": {"HTTPStatusCode": 200},
    }
    described = from_boto3(DescribeTrainingJobResponse, answer)
    assert described.unknown_members == {}
    assert described.creation_time == datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert described.creation_time is not None
    assert described.creation_time.utcoffset() == timedelta(0)


def test_a_wrong_type_names_its_path() -> None:
    """What boto3 would refuse as well is refused here."""
    with pytest.raises(WireError, match=r"HyperParameters\.epochs: expected a string"):
        from_boto3(CreateTrainingJobRequest, {"HyperParameters": {"epochs": 3}})


def test_boto3_takes_what_is_written_and_its_answer_is_read() -> None:
    """boto3 itself creates the job and describes it."""
    with LocalSageMaker() as local:
        keys = local.credentials
        client = boto3.client(
            "sagemaker",
            region_name=local.region,
            endpoint_url=local.endpoint_url,
            aws_access_key_id=keys.access_key_id,
            aws_secret_access_key=keys.secret_access_key,
        )
        request = complete().request()
        client.create_training_job(**to_boto3(request))
        answer = client.describe_training_job(TrainingJobName="mnist-1")
    described = from_boto3(DescribeTrainingJobResponse, answer)
    assert described.unknown_members == {}
    assert described.role_arn == request.role_arn
    assert described.stopping_condition == request.stopping_condition
    assert described.creation_time == answer["CreationTime"]
