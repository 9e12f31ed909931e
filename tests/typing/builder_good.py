"""
What type checkers accept of the builder. Checked by mypy and pyright, never run.
"""

import dataclasses
from collections.abc import Mapping
from datetime import timedelta
from typing import assert_type

import attrs

from sagemaker_train.builder import TrainingJobBuilder
from sagemaker_train.builder.diff import Change, Diff, diff
from sagemaker_train.builder.preview import Preview, preview
from sagemaker_train.models.enums import TrainingInputMode, TrainingInstanceType
from sagemaker_train.models.requests import CreateTrainingJobRequest
from sagemaker_train.models.responses import DescribeTrainingJobResponse, TrainingJob


@attrs.frozen
class Settings:
    lr: float = 0.1


@dataclasses.dataclass(frozen=True)
class Schedule:
    warmup: int = 5


class Scalar:
    def item(self) -> float:
        return 0.1


def build(described: DescribeTrainingJobResponse, found: TrainingJob) -> None:
    job = TrainingJobBuilder("a")
    assert_type(job.image("i", input_mode="FastFile"), TrainingJobBuilder)
    assert_type(job.input_mode(TrainingInputMode.PIPE), TrainingJobBuilder)
    job.instances("ml.z9.giant", count=2).instances(TrainingInstanceType.ML_M5_XLARGE)
    job.max_runtime(3600).spot(max_wait=timedelta(hours=2)).warm_pool(keep_alive=600)
    job.entrypoint(["python", "train.py"]).arguments(("--epochs", "3"))
    job.input("train", "s3://b/", distribution="ShardedByS3Key", instance_groups=["a"])
    job.input_file_system("train", "fs-01234567", "/", kind="FSxLustre", access="rw")
    job.output("s3://b/", compression="NONE")

    for value in ("a", 1, 0.1, True, [1, "a"], {"a": 1}, Settings(), Schedule(), Scalar()):
        job.hyperparameter("x", value)
    job.hyperparameter("x", TrainingInputMode.PIPE, codec="json")
    joined = {"lr": 0.1, "name": "adam", "layers": [1, 2]}
    job.hyperparameters(joined, codec="str").hyperparameters(Settings())
    job.hyperparameters(Schedule())
    variables: Mapping[str, str] = {"A": "b"}
    job.environment(variables).tags({"a": "b"}).tag("a")

    assert_type(job.request(), CreateTrainingJobRequest)
    assert_type(job.build(), CreateTrainingJobRequest)
    assert_type(TrainingJobBuilder.unique("a"), str)
    assert_type(TrainingJobBuilder.from_job(described), TrainingJobBuilder)
    assert_type(TrainingJobBuilder.from_job(found, name="b"), TrainingJobBuilder)
    assert_type(TrainingJobBuilder.from_request(job.request()), TrainingJobBuilder)
    assert_type(job.with_request(tags=None, NewConfig={"a": 1}), TrainingJobBuilder)
    assert_type(diff(job, job.request()), Diff)
    assert_type(diff(job, job)[0], Change)
    assert_type(job.preview(), Preview)
    assert_type(preview(job.request()).body, bytes)
    assert_type(job.preview().cost.billable_instance_seconds, int | None)
