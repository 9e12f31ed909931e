"""
The builder as a value: what a chain says, that it is immutable, and how it is built.
"""

from __future__ import annotations

import copy
import pickle
import re
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from sagemaker_train.builder import TrainingJobBuilder
from sagemaker_train.errors import ConstraintError, ConstraintWarning
from sagemaker_train.models.structures import Channel, RetryStrategy, VpcConfig
from sagemaker_train.transport.codec import to_wire
from tests.job_examples import IMAGE, ROLE, complete, everything, wire

# Reading aloud


def test_a_chain_becomes_the_request_it_says() -> None:
    """A chain of words gives exactly the request that its sentence describes."""
    request = (
        TrainingJobBuilder("churn-7")
        .image(IMAGE, input_mode="FastFile")
        .role(ROLE)
        .hyperparameters({"epochs": 3, "amp": True})
        .input("train", "s3://my-bucket/train/", content_type="text/csv")
        .output("s3://my-bucket/models/", kms_key="alias/models", compression="NONE")
        .instances("ml.g5.xlarge", count=2, volume_gb=50)
        .spot(max_wait=timedelta(hours=4))
        .checkpoint("s3://my-bucket/checkpoints/")
        .max_runtime(timedelta(hours=2))
        .tag("team", "vision")
        .build()
    )
    assert to_wire(request) == {
        "TrainingJobName": "churn-7",
        "HyperParameters": {"epochs": "3", "amp": "true"},
        "AlgorithmSpecification": {"TrainingImage": IMAGE, "TrainingInputMode": "FastFile"},
        "RoleArn": ROLE,
        "InputDataConfig": [
            {
                "ChannelName": "train",
                "DataSource": {
                    "S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://my-bucket/train/"}
                },
                "ContentType": "text/csv",
            }
        ],
        "OutputDataConfig": {
            "KmsKeyId": "alias/models",
            "S3OutputPath": "s3://my-bucket/models/",
            "CompressionType": "NONE",
        },
        "ResourceConfig": {
            "InstanceType": "ml.g5.xlarge",
            "InstanceCount": 2,
            "VolumeSizeInGB": 50,
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": 7200, "MaxWaitTimeInSeconds": 14400},
        "Tags": [{"Key": "team", "Value": "vision"}],
        "EnableManagedSpotTraining": True,
        "CheckpointConfig": {"S3Uri": "s3://my-bucket/checkpoints/"},
    }


# Immutable


def test_a_builder_never_changes() -> None:
    """Every method leaves the builder it is called on as it was."""
    job = complete()
    before = wire(job)
    everything()
    assert job.tag("a", "b") is not job
    assert wire(job) == before
    with pytest.raises(AttributeError, match="immutable"):
        job.name = "other"
    with pytest.raises(AttributeError, match="immutable"):
        del job._request


def test_builders_are_values() -> None:
    """Builders compare and hash by what they say, and survive copying and pickling."""
    one, other = complete(), complete()
    assert one == other
    assert hash(one) == hash(other)
    assert one != one.tag("a", "b")
    assert one != one.request()
    assert copy.deepcopy(one) == one
    assert pickle.loads(pickle.dumps(one)) == one


def test_the_repr_hides_secrets() -> None:
    """A suspected secret does not appear in a builder's repr."""
    secret = "".join(["hunter2", "Xq9", "Lm4"])
    assert secret not in repr(complete().env("DB_PASSWORD", secret))


def test_vpc_and_channels_are_frozen() -> None:
    """Lists given to a builder are copied, so that changing them later changes nothing."""
    subnets = ["subnet-1"]
    job = complete().vpc(subnets=subnets, security_groups=("sg-1",))
    subnets.append("subnet-2")
    assert job.request().vpc_config == VpcConfig(
        subnets=("subnet-1",), security_group_ids=("sg-1",)
    )
    channels = job.request().input_data_config
    assert isinstance(channels, tuple)
    assert all(isinstance(channel, Channel) for channel in channels)


# Building


def test_build_gives_the_request_it_checked() -> None:
    """`build` gives what `request` shows."""
    assert complete().build() == complete().request()


def test_build_tells_everything_that_is_missing_at_once() -> None:
    """One error lists missing members and broken limits together."""
    job = TrainingJobBuilder("not_a_name").image(IMAGE).instances("ml.m5.xlarge", count=0)
    with pytest.raises(ConstraintError) as caught:
        job.build()
    paths = {finding.path for finding in caught.value.findings}
    assert {
        "training_job_name",
        "role_arn",
        "output_data_config",
        "resource_config.instance_count",
    } <= paths


def test_missing_parts_of_a_structure_are_findings_too() -> None:
    """A structure begun by one word and not completed by another is reported by path."""
    job = complete().debug_collection("losses")
    job = job.with_request(output_data_config=None).encrypt(output_key="alias/k")
    with pytest.raises(ConstraintError) as caught:
        job.build()
    paths = {finding.path for finding in caught.value.findings}
    assert {"output_data_config.s3_output_path", "debug_hook_config.s3_output_path"} <= paths


def test_warnings_point_at_the_caller() -> None:
    """A warning of `build` carries the line that called it."""
    with pytest.warns(ConstraintWarning, match="spot-without-checkpoint") as caught:
        complete().spot(max_wait=7200).build()
    assert {warning.filename for warning in caught} == {__file__}


# Names


@given(st.text(max_size=100))
def test_unique_names_fit_the_pattern(prefix: str) -> None:
    """Whatever the prefix, the name is one that the service takes."""
    name = TrainingJobBuilder.unique(prefix)
    assert len(name) <= 63
    assert re.fullmatch(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}", name, re.ASCII)


def test_unique_names_keep_the_prefix_and_differ() -> None:
    """Names of one prefix start with it and are never the same."""
    names = {TrainingJobBuilder.unique("My model_v2") for _ in range(200)}
    assert len(names) == 200
    assert all(name.startswith("My-model-v2-") for name in names)


# The door to anything newer


def test_with_request_opens_the_door() -> None:
    """Known members are replaced, new ones go out under their AWS names."""
    job = complete().with_request(
        retry_strategy=RetryStrategy(maximum_retry_attempts=3), NewConfig={"Level": 3}
    )
    assert wire(job)["RetryStrategy"] == {"MaximumRetryAttempts": 3}
    assert wire(job)["NewConfig"] == {"Level": 3}
    assert job.with_request(retry_strategy=None, NewConfig=None) == complete()


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"role_anr": "x"}, "no member 'role_anr'; did you mean 'role_arn'"),
        ({"RoleArn": "x"}, "RoleArn is known here as role_arn"),
        ({"retry_strategy": {"MaximumRetryAttempts": 3}}, "retry_strategy must be a model"),
    ],
)
def test_with_request_refuses_slips(members: dict[str, Any], message: str) -> None:
    """A misspelt member, a known one under its AWS name, or a raw structure is a TypeError."""
    with pytest.raises(TypeError, match=message):
        complete().with_request(**members)


# Weight


def test_building_loads_no_network_stack() -> None:
    """Building and checking loads neither httpx, cattrs, botocore, asyncio nor ssl."""
    program = (
        "import sys\n"
        "from sagemaker_train.builder import TrainingJobBuilder\n"
        "loaded = 'sagemaker_train.models.responses sagemaker_train.builder.preview'.split()\n"
        "assert not [name for name in loaded if name in sys.modules]\n"
        f"TrainingJobBuilder('a').image({IMAGE!r}).role({ROLE!r}).output('s3://my-bucket/o')"
        ".instances('ml.m5.xlarge', volume_gb=30).max_runtime(60).hyperparameter('a', 1)"
        ".build()\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert {"httpx", "cattrs", "botocore", "asyncio", "ssl", "httpcore"}.isdisjoint(
        done.stdout.split()
    )
