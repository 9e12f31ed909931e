"""
Jobs to try things on: one that lacks nothing, and builders that say all there is to say.
"""

from __future__ import annotations

import typing
from datetime import timedelta
from typing import Any

from sagemaker_train.builder import TrainingJobBuilder
from sagemaker_train.transport.codec import to_wire

IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/mnist:1"
ROLE = "arn:aws:iam::123456789012:role/trainer"
PLAN = "arn:aws:sagemaker:us-east-1:123456789012:training-plan/june"
MODEL = "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/nova"
DATA_SET = "arn:aws:sagemaker:us-east-1:123456789012:hub-content/my-hub/DataSet/dialogs"
GROUP = "arn:aws:sagemaker:us-east-1:123456789012:model-package-group/chat"


def complete() -> TrainingJobBuilder:
    """A job that lacks nothing."""
    return (
        TrainingJobBuilder("mnist-1")
        .image(IMAGE)
        .role(ROLE)
        .input("train", "s3://my-bucket/mnist/")
        .output("s3://my-bucket/models/")
        .instances("ml.m5.xlarge", volume_gb=30)
        .max_runtime(timedelta(hours=1))
    )


def wire(job: TrainingJobBuilder) -> dict[str, Any]:
    return to_wire(job.request())


def everything() -> list[TrainingJobBuilder]:
    """Builders that together say all there is to say, without `with_request`."""
    rule: dict[str, Any] = {
        "parameters": {"rule_to_invoke": "Overfit"},
        "instance_type": "ml.t3.medium",
        "volume_gb": 10,
        "local_path": "/opt/ml/rule",
        "s3_uri": "s3://my-bucket/rules/",
    }
    job = complete()
    return [
        job.private_registry(credentials_lambda="arn:aws:lambda:us-east-1:123456789012:function:f")
        .entrypoint(["python"])
        .arguments(["train.py"])
        .metric("loss", "loss=(.*)")
        .metrics_time_series()
        .hyperparameter("lr", 0.1)
        .env("A", "b")
        .output("s3://my-bucket/o/", kms_key="k", compression="GZIP")
        .checkpoint("s3://my-bucket/c/", local_path="/opt/ml/checkpoints")
        .encrypt(volume_key="v", traffic=True)
        .warm_pool(600)
        .training_plan(PLAN)
        .placement(2, ultra_server="u-1", shared=True)
        .spot(7200)
        .max_pending(3600)
        .retries(2)
        .infra_check()
        .session_chaining()
        .remote_debug()
        .network_isolation()
        .vpc(subnets=["subnet-1"], security_groups=["sg-1"])
        .tag("team", "vision")
        .debug_hook("s3://my-bucket/d/", local_path="/opt/ml/d", parameters={"save_interval": "1"})
        .debug_collection("losses", {"save_interval": "1"})
        .debug_rule("r1", "image", **rule)
        .profiler("s3://my-bucket/p/", interval_ms=500, parameters={"a": "b"})
        .disable_profiler()
        .profiler_rule("r2", "image", **rule)
        .tensorboard("s3://my-bucket/t/", local_path="/opt/ml/t")
        .experiment("e", trial="t", run="r", display_name="d")
        .mlflow("arn:aws:sagemaker:us-east-1:123456789012:mlflow-app/a", experiment="e", run="r")
        .model_package(GROUP, source=GROUP)
        .input(
            "train",
            "s3://my-bucket/t/",
            content_type="text/csv",
            input_mode="Pipe",
            compression="Gzip",
            record_wrapper="RecordIO",
            shuffle_seed=0,
            distribution="ShardedByS3Key",
            instance_groups=["a"],
            accept_eula=True,
            hub_content=MODEL,
        ),
        job.algorithm("algo").instance_group("a", "ml.m5.xlarge", 2),
        job.instance_preference("ml.m5.xlarge", 1, training_plan=PLAN),
        job.input_augmented_manifest("train", "s3://my-bucket/m", ["source-ref"]),
        job.input_file_system("train", "fs-01234567", "/data", kind="EFS", access="rw"),
        job.input_dataset("train", DATA_SET),
        job.serverless(
            MODEL,
            technique="SFT",
            peft="LORA",
            evaluation="BenchmarkEvaluation",
            evaluator="arn",
            sequence_length="32K",
            accept_eula=True,
        ),
    ]


def bare(annotation: Any) -> Any:
    """The annotation without marks and ``None``."""
    while True:
        if typing.get_origin(annotation) is typing.Annotated or type(None) in typing.get_args(
            annotation
        ):
            annotation = typing.get_args(annotation)[0]
        else:
            return annotation
