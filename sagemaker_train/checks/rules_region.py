"""
Rules about where the request goes: they rest where the region is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sagemaker_train.checks.rule import Problem, Table
from sagemaker_train.checks.wording import shown
from sagemaker_train.models.creation import CreateTrainingJobRequest

TABLE = Table()

# With a hyphen it is the address for IPv6 as well, which ends in another way.
_ECR = r"\d{12}\.dkr([.-])ecr(?:-fips)?\.([a-z0-9-]+)\.([a-z0-9.-]+?)(?:/.*)?"


def partition_of(region: str) -> str | None:
    """
    Give the partition of a region, such as ``aws-cn``; ``None`` for a region of no known form.
    """
    from sagemaker_train.models.endpoints import PARTITIONS  # only where the region is known

    for name, partition in PARTITIONS.items():
        if region in partition.regions or re.match(partition.region_pattern, region):
            return name
    return None


@TABLE.rule(
    "image-region",
    "warning",
    when="algorithm_specification.training_image",
    source="Developer Guide, Docker registry paths; the form of an Amazon ECR image URI",
    fix="Use the image's copy in the region of the job",
    bad={
        "AlgorithmSpecification": {
            "TrainingImage": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/train:1"
        }
    },
    fixed={
        "AlgorithmSpecification": {
            "TrainingImage": "111122223333.dkr.ecr.us-west-2.amazonaws.com/train:1"
        }
    },
).in_region
def image_region(request: CreateTrainingJobRequest, region: str) -> Iterator[Problem]:
    """
    An Amazon ECR image is in the region, and so in the partition, to which the request goes.
    """
    algorithm = request.algorithm_specification
    if algorithm is None or not (image := algorithm.training_image):
        return
    if (match := re.fullmatch(_ECR, image)) is None:
        return
    path = ("algorithm_specification", "training_image")
    mark, there, suffix = match.groups()
    if there != region:
        yield Problem(path, f"the image is in {shown(there)}, the job runs in {shown(region)}.")
    elif mark == "." and (partition := partition_of(region)):
        from sagemaker_train.models.endpoints import PARTITIONS  # as above

        allowed = (PARTITIONS[partition].dns_suffix, PARTITIONS[partition].dual_stack_dns_suffix)
        if suffix not in allowed:
            message = f"the registry's address ends in {shown(suffix)}, not in {allowed[0]!r}."
            yield Problem(path, message)


@TABLE.rule(
    "role-partition",
    "warning",
    source="API reference of CreateTrainingJob, RoleArn; a partition's roles stay in it",
    fix="Give a role of the partition to which the request goes",
    bad={"RoleArn": "arn:aws-cn:iam::111122223333:role/Training"},
    fixed={"RoleArn": "arn:aws:iam::111122223333:role/Training"},
).in_region
def role_partition(request: CreateTrainingJobRequest, region: str) -> Iterator[Problem]:
    """
    The role is in the partition of the region to which the request goes.
    """
    match = re.fullmatch(r"arn:(aws[a-z-]*):iam:.*", request.role_arn, re.ASCII)
    partition = partition_of(region)
    if match is not None and partition is not None and match[1] != partition:
        message = f"the role is in {shown(match[1])}, the region {shown(region)} in {partition!r}."
        yield Problem(("role_arn",), message)
