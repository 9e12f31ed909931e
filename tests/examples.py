"""
Requests for tests, and what the check says about them in short.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sagemaker_train.checks import Policy, check

DOCUMENTED = "hyperparameter-value-documented-length"
REGION = "us-west-2"
MINIMAL: Mapping[str, Any] = {
    "TrainingJobName": "example",
    "AlgorithmSpecification": {
        "TrainingImage": "111122223333.dkr.ecr.us-west-2.amazonaws.com/train:1",
        "TrainingInputMode": "File",
    },
    "RoleArn": "arn:aws:iam::111122223333:role/Training",
    "OutputDataConfig": {"S3OutputPath": "s3://amzn-s3-demo-bucket/output/"},
    "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
}


def merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """
    Change members of a mapping, structures in depth; ``None`` removes a member.
    """
    result = dict(base)
    for name, change in changes.items():
        if change is None:
            result.pop(name, None)
        elif isinstance(change, Mapping) and isinstance(result.get(name, {}), Mapping):
            result[name] = merged(result.get(name, {}), change)
        else:
            result[name] = change
    return result


def example(changes: Mapping[str, Any]) -> dict[str, Any]:
    """
    Make a request that is valid but for the changes.
    """
    return merged(MINIMAL, changes)


def found(request: Any, policy: Policy | None = None) -> list[tuple[str, str, str]]:
    """
    Check a request and give path, rule and severity of each finding.
    """
    findings = check(request, policy, region=REGION)
    return [(finding.path, finding.rule, finding.severity.value) for finding in findings]


def rules_of(request: Any, severity: str | None = None) -> set[str]:
    """
    Check a request and give the rules that it breaks, of one severity or of all.
    """
    return {rule for _, rule, level in found(request) if severity in (None, level)}
