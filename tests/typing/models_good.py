"""
What type checkers accept of the generated models. Checked, never run.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, assert_type

import attrs

import sagemaker_train as smt
from sagemaker_train import models
from sagemaker_train.models.structures import ResourceConfig, S3DataSource


def made() -> models.CreateTrainingJobRequest:
    """Enums are given as members or as their strings, lists as any sequence."""
    source = S3DataSource(s3_data_type="S3Prefix", s3_uri="s3://bucket/train/")
    assert_type(source.s3_data_type, models.S3DataType)
    resources = ResourceConfig(
        instance_type=smt.TrainingInstanceType.ML_M5_XLARGE,
        instance_count=1,
        volume_size_in_gb=30,
    )
    assert_type(resources.instance_type, smt.TrainingInstanceType | None)
    return models.CreateTrainingJobRequest(
        training_job_name="a",
        role_arn="arn:aws:iam::123456789012:role/training",
        algorithm_specification=models.AlgorithmSpecification(
            training_image="image", training_input_mode=smt.TrainingInputMode.FILE
        ),
        input_data_config=[
            smt.Channel(channel_name="train", data_source=models.DataSource(s3_data_source=source))
        ],
        output_data_config=models.OutputDataConfig(s3_output_path="s3://bucket/models/"),
        resource_config=resources,
        stopping_condition=models.StoppingCondition(max_runtime_in_seconds=3600),
        environment={"A": "b"},
        enable_managed_spot_training=False,
    )


def read(request: models.CreateTrainingJobRequest) -> None:
    """Each attribute has its type; what may be absent says so."""
    assert_type(request.training_job_name, str)
    assert_type(request.input_data_config, Sequence[smt.Channel] | None)
    assert_type(request.environment, Mapping[str, str] | None)
    assert_type(request.enable_managed_spot_training, bool | None)
    assert_type(request.unknown_members, Mapping[str, Any])
    assert_type(attrs.evolve(request, training_job_name="b"), models.CreateTrainingJobRequest)


def vocabularies(text: str) -> None:
    """An enum takes any string, and its members are strings."""
    instance = smt.TrainingInstanceType(text)
    assert_type(instance, smt.TrainingInstanceType)
    assert_type(instance.family, str)
    assert_type(instance.is_known, bool)
    assert_type(list(models.TrainingInputMode), list[models.TrainingInputMode])
    words: list[str] = [smt.TrainingJobStatus.FAILED, instance]
    print(words)


def wire(request: models.CreateTrainingJobRequest, answer: Mapping[str, Any]) -> None:
    """The way to the wire and back keeps the class."""
    assert_type(smt.to_wire(request), dict[str, Any])
    described = smt.from_wire(models.DescribeTrainingJobResponse, answer)
    assert_type(described, models.DescribeTrainingJobResponse)
    assert_type(described.creation_time, datetime | None)
    assert_type(described.training_job_status, models.TrainingJobStatus)
