"""
Rules about when and how it runs: encryption, network, spot, time limits, tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sagemaker_train.checks.limits import fits
from sagemaker_train.checks.rule import Problem, Table
from sagemaker_train.checks.wording import shown
from sagemaker_train.models.creation import CreateTrainingJobRequest

TABLE = Table()

_CHECKPOINTS = {"S3Uri": "s3://amzn-s3-demo-bucket/checkpoints/"}
_SPOT = {
    "EnableManagedSpotTraining": True,
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600, "MaxWaitTimeInSeconds": 7200},
    "CheckpointConfig": _CHECKPOINTS,
}
_DAY = 86_400


@TABLE.rule(
    "output-express-no-kms",
    "error",
    when="output_data_config.kms_key_id",
    source="API reference, OutputDataConfig.KmsKeyId",
    fix="Remove KmsKeyId: S3 Express One Zone encrypts with keys of its own",
    bad={
        "OutputDataConfig": {
            "S3OutputPath": "s3://example--usw2-az1--x-s3/output/",
            "KmsKeyId": "alias/example",
        }
    },
    fixed={"OutputDataConfig": {"S3OutputPath": "s3://example--usw2-az1--x-s3/output/"}},
)
def output_express_no_kms(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    Output to an S3 Express One Zone bucket takes no KmsKeyId.
    """
    output = request.output_data_config
    if output.kms_key_id and re.match(r"\w+://[^/]*--x-s3(?:[./]|$)", output.s3_output_path):
        path = ("output_data_config", "kms_key_id")
        yield Problem(path, "is set, but the output goes to an S3 Express One Zone bucket.")


_KEY = r"(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})"
_KMS_ARN = r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:"
_ALIAS = r"alias/[a-zA-Z0-9:/_-]+"


@TABLE.rule(
    "kms-key-form",
    "warning",
    when=("output_data_config.kms_key_id", "resource_config.volume_kms_key_id"),
    source="API reference, OutputDataConfig.KmsKeyId and ResourceConfig.VolumeKmsKeyId",
    fix="Give a key id, a key ARN or, for the output, an alias or an alias ARN",
    bad={"OutputDataConfig": {"KmsKeyId": "my-key"}},
    fixed={"OutputDataConfig": {"KmsKeyId": "alias/my-key"}},
)
def kms_key_form(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    A KMS key is named by id, key ARN, alias or alias ARN; VolumeKmsKeyId takes no alias.
    """
    key = rf"(?:{_KMS_ARN}key/)?{_KEY}"
    output = request.output_data_config.kms_key_id
    if output and not fits(rf"{key}|(?:{_KMS_ARN})?{_ALIAS}")(output):
        message = f"{shown(output)} is neither a key id, a key ARN, an alias nor an alias ARN."
        yield Problem(("output_data_config", "kms_key_id"), message)
    resources = request.resource_config
    volume = resources.volume_kms_key_id if resources else None
    if volume and not fits(key)(volume):
        message = f"{shown(volume)} is neither a key id nor a key ARN."
        yield Problem(("resource_config", "volume_kms_key_id"), message)


@TABLE.rule(
    "vpc-id-form",
    "warning",
    when="vpc_config",
    source="API reference, VpcConfig",
    fix="Give the ids that Amazon EC2 shows, not names",
    bad={"VpcConfig": {"SecurityGroupIds": ["default"], "Subnets": ["subnet-0a1b2c3d"]}},
    fixed={"VpcConfig": {"SecurityGroupIds": ["sg-0a1b2c3d"], "Subnets": ["subnet-0a1b2c3d"]}},
)
def vpc_id_form(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    Ids of security groups begin with sg-, ids of subnets with subnet-.
    """
    if vpc := request.vpc_config:
        for position, group in enumerate(vpc.security_group_ids):
            if not group.startswith("sg-"):
                path = ("vpc_config", "security_group_ids", position)
                yield Problem(path, f"{shown(group)} does not begin with 'sg-'.")
        for position, subnet in enumerate(vpc.subnets):
            if not subnet.startswith("subnet-"):
                path = ("vpc_config", "subnets", position)
                yield Problem(path, f"{shown(subnet)} does not begin with 'subnet-'.")


@TABLE.rule(
    "vpc-duplicate",
    "warning",
    when="vpc_config",
    source="API reference, VpcConfig",
    fix="Name every security group and every subnet once",
    bad={
        "VpcConfig": {
            "SecurityGroupIds": ["sg-0a1b2c3d"],
            "Subnets": ["subnet-0a1b2c3d", "subnet-0a1b2c3d"],
        }
    },
    fixed={"VpcConfig": {"SecurityGroupIds": ["sg-0a1b2c3d"], "Subnets": ["subnet-0a1b2c3d"]}},
)
def vpc_duplicate(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    No security group and no subnet is named twice.
    """
    if vpc := request.vpc_config:
        for member, ids in (
            ("security_group_ids", vpc.security_group_ids),
            ("subnets", vpc.subnets),
        ):
            for position, name in enumerate(ids):
                if name in ids[:position]:
                    message = f"{shown(name)} is in the list already."
                    yield Problem(("vpc_config", member, position), message)


@TABLE.rule(
    "spot-needs-max-wait",
    "error",
    when="enable_managed_spot_training",
    source="Developer Guide, managed spot training; the service's error text",
    enforced=True,
    fix="Set StoppingCondition.MaxWaitTimeInSeconds to MaxRuntimeInSeconds or more",
    bad=_SPOT | {"StoppingCondition": {"MaxRuntimeInSeconds": 3600}},
    fixed=_SPOT,
)
def spot_needs_max_wait(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    Managed spot training needs MaxWaitTimeInSeconds.
    """
    if request.enable_managed_spot_training:
        stopping = request.stopping_condition
        if stopping is None or stopping.max_wait_time_in_seconds is None:
            path = ("stopping_condition", "max_wait_time_in_seconds")
            yield Problem(path, "is missing; managed spot training needs it.")


@TABLE.rule(
    "max-wait-needs-spot",
    "error",
    when="stopping_condition.max_wait_time_in_seconds",
    source="the service's error text",
    enforced=True,
    fix="Remove MaxWaitTimeInSeconds, or set EnableManagedSpotTraining",
    bad={"StoppingCondition": {"MaxWaitTimeInSeconds": 7200}},
    fixed=_SPOT,
)
def max_wait_needs_spot(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    MaxWaitTimeInSeconds is for managed spot training.
    """
    stopping = request.stopping_condition
    waits = stopping is not None and stopping.max_wait_time_in_seconds is not None
    if waits and not request.enable_managed_spot_training:
        path = ("stopping_condition", "max_wait_time_in_seconds")
        yield Problem(path, "is set, but EnableManagedSpotTraining is not.")


@TABLE.rule(
    "max-wait-at-least-runtime",
    "error",
    when="stopping_condition.max_wait_time_in_seconds",
    source="API reference, StoppingCondition.MaxWaitTimeInSeconds; the service's error text",
    enforced=True,
    fix="Set MaxWaitTimeInSeconds to MaxRuntimeInSeconds or more: it covers waiting and running",
    bad=_SPOT | {"StoppingCondition": {"MaxRuntimeInSeconds": 3600, "MaxWaitTimeInSeconds": 3599}},
    fixed=_SPOT
    | {"StoppingCondition": {"MaxRuntimeInSeconds": 3600, "MaxWaitTimeInSeconds": 3600}},
)
def max_wait_at_least_runtime(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    MaxWaitTimeInSeconds is at least MaxRuntimeInSeconds, which is 86,400 if left out.
    """
    stopping = request.stopping_condition
    if stopping is None or not request.enable_managed_spot_training:
        return
    wait, runtime = stopping.max_wait_time_in_seconds, stopping.max_runtime_in_seconds
    if wait is not None and wait < (_DAY if runtime is None else runtime):
        limit = f"{_DAY}, its default" if runtime is None else f"{runtime}"
        path = ("stopping_condition", "max_wait_time_in_seconds")
        yield Problem(path, f"is {wait}, less than MaxRuntimeInSeconds, which is {limit}.")


@TABLE.rule(
    "max-runtime-28-days",
    "error",
    when="stopping_condition.max_runtime_in_seconds",
    source="API reference, StoppingCondition.MaxRuntimeInSeconds",
    enforced=True,
    fix="Set MaxRuntimeInSeconds to 2,419,200 or less, and go on from a checkpoint if need be",
    bad={"StoppingCondition": {"MaxRuntimeInSeconds": 2_419_201}},
    fixed={"StoppingCondition": {"MaxRuntimeInSeconds": 2_419_200}},
)
def max_runtime_28_days(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    MaxRuntimeInSeconds is at most 28 days.
    """
    stopping = request.stopping_condition
    runtime = stopping.max_runtime_in_seconds if stopping else None
    if runtime is not None and runtime > 28 * _DAY:
        path = ("stopping_condition", "max_runtime_in_seconds")
        yield Problem(path, f"is {runtime:,}; it must be at most 2,419,200 (28 days).")


@TABLE.rule(
    "spot-without-checkpoint",
    "warning",
    when="enable_managed_spot_training",
    source="Developer Guide, managed spot training",
    fix="Set CheckpointConfig, so that a job that is interrupted goes on where it was",
    bad=_SPOT | {"CheckpointConfig": None},
    fixed=_SPOT,
)
def spot_without_checkpoint(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    Managed spot training has a CheckpointConfig.
    """
    if request.enable_managed_spot_training and request.checkpoint_config is None:
        path = ("checkpoint_config",)
        yield Problem(path, "is missing; a spot job that is interrupted starts from the beginning.")


def _tag(key: str) -> dict[str, str]:
    return {"Key": key, "Value": "example"}


@TABLE.rule(
    "tag-key-unique",
    "error",
    when="tags",
    source="API reference, Tag: keys are unique per resource",
    enforced=True,
    fix="Give every tag key once",
    bad={"Tags": [_tag("team"), _tag("team")]},
    fixed={"Tags": [_tag("team"), _tag("Team")]},
)
def tag_key_unique(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    No two tags have the same key; letter case counts.
    """
    seen: set[str] = set()
    for position, tag in enumerate(request.tags or ()):
        if tag.key in seen:
            path = ("tags", position, "key")
            yield Problem(path, f"{shown(tag.key)} is the key of another tag.")
        seen.add(tag.key)


@TABLE.rule(
    "tag-aws-prefix",
    "error",
    when="tags",
    source="AWS General Reference, tag naming limits",
    enforced=True,
    fix="Choose another key; this prefix is AWS's own",
    bad={"Tags": [_tag("AWS:team")]},
    fixed={"Tags": [_tag("team")]},
)
def tag_aws_prefix(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    No tag key begins with aws:, in any letter case.
    """
    for position, tag in enumerate(request.tags or ()):
        if tag.key[:4].lower() == "aws:":
            path = ("tags", position, "key")
            yield Problem(path, f"{shown(tag.key)} begins with a prefix that AWS reserves.")
