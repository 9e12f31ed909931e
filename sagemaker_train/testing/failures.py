"""
Plans of jobs that fail, one for each kind of failure, with reasons as the service words them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sagemaker_train.models.enums import SecondaryStatus
from sagemaker_train.testing.job_plan import JobPlan
from sagemaker_train.testing.log_plan import LogPlan

FailureKind = Literal["capacity", "client", "algorithm", "image", "internal"]

FAILURES: Mapping[FailureKind, JobPlan] = {
    "capacity": JobPlan.failing(
        "CapacityError: Unable to provision requested ML compute capacity. Please retry using a"
        " different ML instance type or after some time.",
        fails_in=SecondaryStatus.STARTING,
    ),
    "client": JobPlan.failing(
        'ClientError: Data download failed:No S3 objects found under S3 URL "s3://bucket/train/"'
        " given in input data source. Please ensure that the bucket exists in the selected region"
        ' (us-east-1), that objects exist under that S3 prefix, and that the role "arn:aws:iam::'
        '123456789012:role/Training" has "s3:ListBucket" permissions on bucket "bucket".',
        fails_in=SecondaryStatus.DOWNLOADING,
    ),
    "algorithm": JobPlan(
        outcome="failed",
        failure_reason=(
            'AlgorithmError: ExecuteUserScriptError:\nExitCode 1\nErrorMessage "ValueError: the'
            ' data is not what it should be"\nCommand "/opt/conda/bin/python3.11 train.py'
            ' --epochs 3", exit code: 1'
        ),
        training=120.0,
        logs=LogPlan(
            last_words=(
                "Traceback (most recent call last):",
                '  File "/opt/ml/code/train.py", line 12, in <module>',
                "    main()",
                "ValueError: the data is not what it should be",
                "ERROR ExecuteUserScriptError: ExitCode 1",
            )
        ),
    ),
    "image": JobPlan.failing(
        "ClientError: Cannot find repository: train in registry ID: 123456789012 Please check if"
        " your ECR repository exists and role arn:aws:iam::123456789012:role/Training has proper"
        " pull permissions for SageMaker: ecr:BatchCheckLayerAvailability, ecr:BatchGetImage,"
        " ecr:GetDownloadUrlForLayer",
        fails_in=SecondaryStatus.STARTING,
    ),
    "internal": JobPlan(internal_errors=(60.0,) * 31),
}
"""
``local.plan("*", FAILURES["capacity"])``. A job with a ``RetryStrategy`` outlives an internal error
as often as that allows, at most 30 times.
"""
