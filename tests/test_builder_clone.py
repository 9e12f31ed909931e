"""
Builders made of requests and of jobs that have run.
"""

from __future__ import annotations

import json
import os
import typing
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from sagemaker_train.builder import TrainingJobBuilder
from sagemaker_train.errors import ConstraintWarning
from sagemaker_train.models.requests import CreateTrainingJobRequest
from sagemaker_train.models.responses import DescribeTrainingJobResponse, TrainingJob
from sagemaker_train.models.structures import Tag
from sagemaker_train.schema import Model, OpenEnum
from sagemaker_train.transport.codec import from_wire, to_wire
from tests.job_examples import IMAGE, MODEL, ROLE, bare, complete, everything, wire
from tests.strategies import requests

# Round trips


def _drawn(annotation: Any) -> st.SearchStrategy[Any]:
    """Any value of a field's type, limits aside."""
    kind = bare(annotation)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2)
    if origin is not None and issubclass(origin, Sequence):
        return st.lists(_drawn(arguments[0]), max_size=2)
    if issubclass(kind, Model):
        return _models(kind)
    if issubclass(kind, OpenEnum):
        return st.sampled_from(kind) | st.just("NewerValue")
    if kind is bool:
        return st.booleans()
    return st.integers(0, 9) if kind is int else st.text(max_size=5)


def _models(cls: type[Model]) -> st.SearchStrategy[Any]:
    fields = [field for field in attrs.fields(cls) if field.name != "unknown_members"]
    required = {f.name: _drawn(f.type) for f in fields if f.default is attrs.NOTHING}
    optional = {f.name: _drawn(f.type) for f in fields if f.default is not attrs.NOTHING}
    return st.fixed_dictionaries(required, optional=optional).map(lambda made: cls(**made))


any_request: st.SearchStrategy[CreateTrainingJobRequest] = _models(CreateTrainingJobRequest)


@settings(max_examples=50, deadline=None)
@given(any_request | requests())
def test_from_request_gives_the_same_request_back(request: CreateTrainingJobRequest) -> None:
    """A builder made of any request holds exactly that request."""
    assert TrainingJobBuilder.from_request(request).request() == request
    renamed = TrainingJobBuilder.from_request(request, name="other").request()
    assert renamed == attrs.evolve(request, training_job_name="other")


@settings(max_examples=50, deadline=None)
@given(any_request)
def test_a_cloned_job_has_no_empty_optional_members(request: CreateTrainingJobRequest) -> None:
    """Whatever Describe answers, its clone says nothing where nothing was said."""
    members = {name: getattr(request, name) for name in CreateTrainingJobRequest.WIRE_NAMES}
    described = DescribeTrainingJobResponse(
        training_job_arn="arn",
        training_job_status="Completed",
        **{k: v for k, v in members.items() if k in DescribeTrainingJobResponse.WIRE_NAMES},
    )
    clone = TrainingJobBuilder.from_job(described).request()
    body = json.loads(json.dumps(to_wire(clone)))
    assert TrainingJobBuilder.from_request(clone).request() == clone
    assert [] not in body.values()
    assert {} not in [value for name, value in body.items() if name != "OutputDataConfig"]
    assert clone.training_job_name == request.training_job_name


DESCRIBED: dict[str, Any] = {
    "TrainingJobName": "mnist-1",
    "TrainingJobArn": "arn:aws:sagemaker:us-east-1:123456789012:training-job/mnist-1",
    "ModelArtifacts": {"S3ModelArtifacts": "s3://my-bucket/models/mnist-1/output/model.tar.gz"},
    "TrainingJobStatus": "Completed",
    "SecondaryStatus": "Completed",
    "HyperParameters": {"epochs": "3", "note": ""},
    "AlgorithmSpecification": {
        "TrainingImage": IMAGE,
        "TrainingInputMode": "File",
        "MetricDefinitions": [],
        "EnableSageMakerMetricsTimeSeries": False,
    },
    "RoleArn": ROLE,
    "InputDataConfig": [],
    "OutputDataConfig": {"KmsKeyId": "", "S3OutputPath": "s3://my-bucket/models/"},
    "ResourceConfig": {
        "InstanceCount": 0,
        "VolumeSizeInGB": 30,
        "VolumeKmsKeyId": "",
        "KeepAlivePeriodInSeconds": 0,
        "InstanceGroups": [
            {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "InstanceGroupName": "one"}
        ],
    },
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    "CreationTime": 1767225600.5,
    "LastModifiedTime": 1767229200,
    "SecondaryStatusTransitions": [{"Status": "Completed", "StartTime": 1767229200}],
    "EnableNetworkIsolation": False,
    "EnableInterContainerTrafficEncryption": False,
    "EnableManagedSpotTraining": False,
    "BillableTimeInSeconds": 86,
    "ProfilerConfig": {"DisableProfiler": True},
    "ProfilerRuleConfigurations": [
        {
            "RuleConfigurationName": "report",
            "RuleEvaluatorImage": "503895931360.dkr.ecr.us-east-1.amazonaws.com/rules",
            "VolumeSizeInGB": 0,
            "RuleParameters": {"rule_to_invoke": "ProfilerReport"},
        }
    ],
    "ProfilingStatus": "Disabled",
    "ExperimentConfig": {},
    "Environment": {},
    "SomethingNewer": {"Only": "described"},
}


def test_a_described_job_becomes_a_request_that_passes() -> None:
    """Output-only members and empty answers are left out; the rest is kept; it passes the check."""
    described = from_wire(DescribeTrainingJobResponse, DESCRIBED)
    job = TrainingJobBuilder.from_job(described, name="mnist-2")
    assert wire(job) == {
        "TrainingJobName": "mnist-2",
        "HyperParameters": {"epochs": "3", "note": ""},
        "AlgorithmSpecification": {
            "TrainingImage": IMAGE,
            "TrainingInputMode": "File",
            "EnableSageMakerMetricsTimeSeries": False,
        },
        "RoleArn": ROLE,
        "OutputDataConfig": {"S3OutputPath": "s3://my-bucket/models/"},
        "ResourceConfig": {
            "VolumeSizeInGB": 30,
            "InstanceGroups": [
                {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "InstanceGroupName": "one"}
            ],
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        "EnableNetworkIsolation": False,
        "EnableInterContainerTrafficEncryption": False,
        "EnableManagedSpotTraining": False,
        "ProfilerConfig": {"DisableProfiler": True},
        "ProfilerRuleConfigurations": [
            {
                "RuleConfigurationName": "report",
                "RuleEvaluatorImage": "503895931360.dkr.ecr.us-east-1.amazonaws.com/rules",
                "RuleParameters": {"rule_to_invoke": "ProfilerReport"},
            }
        ],
    }
    with pytest.warns(ConstraintWarning, match="profiler-disabled-with-rules"):
        job.build()


def test_a_search_record_is_cloned_without_the_tags_of_aws() -> None:
    """A record that Search finds keeps its own tags and loses AWS's."""
    record = from_wire(
        TrainingJob,
        {
            **{k: v for k, v in DESCRIBED.items() if not k.startswith("Profil")},
            "Tags": [
                {"Key": "team", "Value": "vision"},
                {"Key": "aws:cloudformation:stack-name", "Value": "s"},
            ],
        },
    )
    job = TrainingJobBuilder.from_job(record, name="mnist-2")
    assert job.request().tags == (Tag(key="team", value="vision"),)
    assert job.build() == job.request()


def test_a_structure_that_only_stands_for_nothing_is_left_out() -> None:
    """Empty required members that no request may have say nothing; a zero that is allowed does."""
    channel = {
        "ChannelName": "train",
        "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://b/c"}},
        "ShuffleConfig": {"Seed": 0},
    }
    empty = {
        "RetryStrategy": {"MaximumRetryAttempts": 0},
        "VpcConfig": {"SecurityGroupIds": [], "Subnets": []},
        "CheckpointConfig": {"S3Uri": "", "LocalPath": ""},
        "ProfilerConfig": None,
        "ProfilerRuleConfigurations": None,
    }
    answer = {**DESCRIBED, **empty, "InputDataConfig": [channel]}
    job = TrainingJobBuilder.from_job(from_wire(DescribeTrainingJobResponse, answer), name="b")
    clone = wire(TrainingJobBuilder.from_request(job.build()))
    assert not empty.keys() & clone.keys()
    assert clone["InputDataConfig"] == [channel]


def test_new_members_are_kept_inside_structures_only() -> None:
    """A member of the answer itself may only describe; one of a structure is asked for again."""
    config = {**DESCRIBED["ResourceConfig"], "Cooling": "water"}
    described = from_wire(DescribeTrainingJobResponse, {**DESCRIBED, "ResourceConfig": config})
    clone = wire(TrainingJobBuilder.from_job(described))
    assert clone["ResourceConfig"]["Cooling"] == "water"
    assert "SomethingNewer" not in clone


def test_what_the_service_chose_is_not_asked_for_again() -> None:
    """Selected instances and the resources of a serverless job are not part of a clone."""
    preferred = {
        **DESCRIBED,
        "ResourceConfig": {
            "InstancePreferences": [{"InstanceType": "ml.m5.xlarge"}],
            "InstanceCount": 2,
            "SelectedInstanceType": "ml.m5.xlarge",
            "SelectedInstanceCount": 2,
        },
        "AlgorithmSpecification": {
            "TrainingImage": IMAGE,
            "AlgorithmName": "algo",
            "TrainingInputMode": "File",
        },
    }
    clone = wire(TrainingJobBuilder.from_job(from_wire(DescribeTrainingJobResponse, preferred)))
    assert clone["ResourceConfig"] == {
        "InstancePreferences": [{"InstanceType": "ml.m5.xlarge"}],
        "InstanceCount": 2,
    }
    assert clone["AlgorithmSpecification"] == {
        "AlgorithmName": "algo",
        "TrainingInputMode": "File",
    }
    serverless = {
        **DESCRIBED,
        "ServerlessJobConfig": {"BaseModelArn": MODEL, "JobType": "FineTuning"},
    }
    clone = wire(TrainingJobBuilder.from_job(from_wire(DescribeTrainingJobResponse, serverless)))
    assert {"AlgorithmSpecification", "ResourceConfig"}.isdisjoint(clone)


def test_from_takes_what_its_name_says() -> None:
    """`from_request` takes a request and `from_job` a described job, nothing else."""
    with pytest.raises(TypeError, match="request must be CreateTrainingJobRequest"):
        TrainingJobBuilder.from_request({})  # type: ignore[arg-type]  # what the test is about
    with pytest.raises(TypeError, match="described must be DescribeTrainingJobResponse or Train"):
        TrainingJobBuilder.from_job(complete().request())  # type: ignore[arg-type]  # as above


# Real jobs, where a folder of them is at hand


def test_real_requests_and_jobs_survive() -> None:
    """Real requests come back unchanged, and clones of real jobs pass the check."""
    folder = os.environ.get("CORPUS")
    lines: list[dict[str, Any]] = [{"request": wire(job)} for job in everything()]
    answers: list[dict[str, Any]] = [{"operation": "DescribeTrainingJob", "response": DESCRIBED}]
    if folder:
        lines, answers = (
            [json.loads(line) for line in Path(folder, name).read_text().splitlines()]
            for name in ("requests.jsonl", "responses.jsonl")
        )
    for line in lines:
        request = from_wire(CreateTrainingJobRequest, line["request"])
        again = TrainingJobBuilder.from_request(request).request()
        assert again == request
        assert to_wire(again) == line["request"]
    for answer in answers:
        if answer["operation"] == "DescribeTrainingJob":
            described = from_wire(DescribeTrainingJobResponse, answer["response"])
            _passes(TrainingJobBuilder.from_job(described))


def _passes(job: TrainingJobBuilder) -> None:
    from sagemaker_train.checks import check
    from sagemaker_train.findings import Severity

    assert [str(f) for f in check(job.request()) if f.severity is Severity.ERROR] == []
