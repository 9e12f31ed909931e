"""Manifests of AWS Controllers for Kubernetes."""

import typing
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from sagemaker_train.builder import TrainingJobBuilder
from sagemaker_train.errors import WireError
from sagemaker_train.interop.kubernetes import (
    ack_name,
    aws_name,
    from_manifest,
    manifest_path,
    spec_of,
    to_manifest,
)
from sagemaker_train.interop.shapes import shapes
from sagemaker_train.models import CreateTrainingJobRequest
from sagemaker_train.schema import Model
from tests.job_examples import complete, everything
from tests.strategies import requests

MANIFEST: dict[str, Any] = {
    "apiVersion": "sagemaker.services.k8s.aws/v1alpha1",
    "kind": "TrainingJob",
    "metadata": {"name": "mnist-1"},
    "spec": {
        "trainingJobName": "mnist-1",
        "roleARN": "arn:aws:iam::123456789012:role/trainer",
        "hyperParameters": {"kmsKeyID": "own", "KmsKeyId": "own too"},
        "inputDataConfig": [
            {"channelName": "train", "dataSource": {"s3DataSource": {"s3URI": "s3://b/t"}}}
        ],
        "outputDataConfig": {"kmsKeyID": "k", "s3OutputPath": "s3://b/o"},
        "resourceConfig": {"volumeKMSKeyID": "v", "volumeSizeInGB": 10, "instanceCount": 1},
        "vpcConfig": {"securityGroupIDs": ["sg-1"], "subnets": ["subnet-1"]},
        "tags": [{"key": "team", "value": "vision"}],
    },
    "status": {"trainingJobStatus": "InProgress"},
}


@pytest.mark.parametrize(
    ("aws", "ack"),
    [
        ("RoleArn", "roleARN"),
        ("S3Uri", "s3URI"),
        ("KmsKeyId", "kmsKeyID"),
        ("VolumeKmsKeyId", "volumeKMSKeyID"),
        ("VpcConfig", "vpcConfig"),
        ("SecurityGroupIds", "securityGroupIDs"),
        ("FileSystemId", "fileSystemID"),
        ("TrainingPlanArns", "trainingPlanARNs"),
        ("VolumeSizeInGB", "volumeSizeInGB"),
        ("S3DataSource", "s3DataSource"),
        ("EnableSageMakerMetricsTimeSeries", "enableSageMakerMetricsTimeSeries"),
        ("HyperParameters", "hyperParameters"),
        ("TensorBoardOutputConfig", "tensorBoardOutputConfig"),
        ("ExperimentConfig", "experimentConfig"),
    ],
)
def test_members_are_spelt_as_the_resource_definition_has_them(aws: str, ack: str) -> None:
    """A small first letter, and abbreviations in capitals."""
    assert ack_name(aws) == ack
    assert aws_name(ack) == aws


def every_name(cls: type[Model], seen: set[type[Model]]) -> set[str]:
    if cls in seen:
        return set()
    seen.add(cls)
    names = set(shapes(cls))
    for shape in shapes(cls).values():
        names |= every_name(shape.structure, seen) if shape.structure else set()
    return names


def test_the_spelling_can_be_undone_for_every_member() -> None:
    """No two members of the request fall together, and none comes back as another."""
    names = every_name(CreateTrainingJobRequest, set())
    assert len(names) > 100
    assert {aws_name(ack_name(name)) for name in names} == names
    assert len({ack_name(name) for name in names}) == len(names)


def test_a_manifest_is_read_and_keys_of_maps_stay() -> None:
    """Members are respelt at every depth; hyperparameters are the user's own."""
    request = from_manifest(MANIFEST)
    assert request.role_arn == "arn:aws:iam::123456789012:role/trainer"
    assert request.hyper_parameters == {"kmsKeyID": "own", "KmsKeyId": "own too"}
    assert request.input_data_config is not None
    source = request.input_data_config[0].data_source
    assert source is not None
    assert source.s3_data_source is not None
    assert source.s3_data_source.s3_uri == "s3://b/t"
    assert request.vpc_config is not None
    assert request.vpc_config.security_group_ids == ("sg-1",)
    assert request.unknown_members == {}
    assert to_manifest(request)["spec"] == MANIFEST["spec"]


@pytest.mark.parametrize("job", everything())
def test_requests_survive_the_round_trip(job: TrainingJobBuilder) -> None:
    """A request written as a manifest is read back as it was."""
    request = job.request()
    assert from_manifest(to_manifest(request)) == request


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(requests())
def test_any_valid_request_survives(request: CreateTrainingJobRequest) -> None:
    """So does whatever the constraints allow."""
    assert from_manifest(to_manifest(request)) == request


def test_members_newer_than_this_library_survive() -> None:
    """An unknown member is respelt by the same rule, and comes back out."""
    manifest = {**MANIFEST, "spec": {**MANIFEST["spec"], "quantumARN": "q"}}
    request = from_manifest(manifest)
    assert request.unknown_members == {"QuantumArn": "q"}
    assert to_manifest(request)["spec"]["quantumARN"] == "q"


def test_the_object_has_a_name_that_kubernetes_takes() -> None:
    """Kubernetes wants small letters; a name and a namespace can be given."""
    request = complete().named("Mnist-1").request()
    assert to_manifest(request)["metadata"] == {"name": "mnist-1"}
    own = to_manifest(request, name="other", namespace="ml")
    assert own["metadata"] == {"name": "other", "namespace": "ml"}


@pytest.mark.parametrize("name", ["RoleArn", "roleArn"])
def test_another_spelling_is_refused_with_the_right_one(name: str) -> None:
    """What a cluster would drop is not read as if it were right."""
    manifest = {**MANIFEST, "spec": {name: "arn"}}
    with pytest.raises(WireError, match=rf"^spec\.{name}: is spelt roleARN in a manifest$"):
        from_manifest(manifest)


def test_another_spelling_is_refused_within_lists() -> None:
    """The path has the position."""
    manifest = {**MANIFEST, "spec": {"inputDataConfig": [{}, {"ChannelName": "a"}]}}
    with pytest.raises(WireError, match=r"^spec\.inputDataConfig\[1\]\.ChannelName: "):
        from_manifest(manifest)


def test_every_other_spelling_is_told() -> None:
    """In one error; what is inside a misspelt member as well."""
    spec: dict[str, Any] = {
        "RoleArn": "arn",
        "VpcConfig": {"subnets": [], "securityGroupIds": []},
    }
    with pytest.raises(WireError) as caught:
        from_manifest({**MANIFEST, "spec": spec})
    assert str(caught.value).splitlines() == [
        "spec.RoleArn: is spelt roleARN in a manifest",
        "spec.VpcConfig: is spelt vpcConfig in a manifest",
        "spec.VpcConfig.securityGroupIds: is spelt securityGroupIDs in a manifest",
    ]


def test_of_two_spellings_the_right_one_counts() -> None:
    """The cluster would drop the other."""
    spec = spec_of({**MANIFEST, "spec": {"roleARN": "right", "roleArn": "wrong"}})
    assert spec.members == {"RoleArn": "right"}
    assert [problem.path for problem in spec.problems] == [("spec", "roleArn")]


@pytest.mark.parametrize(
    "manifest",
    [
        {},
        {**MANIFEST, "kind": "ProcessingJob"},
        {**MANIFEST, "apiVersion": "sagemaker.aws.amazon.com/v1"},
        {**MANIFEST, "spec": None},
    ],
)
def test_other_documents_are_no_manifests_of_a_training_job(manifest: dict[str, Any]) -> None:
    """Other kinds, and the operator before ACK with its other spelling, are refused."""
    with pytest.raises(WireError):
        from_manifest(manifest)


def test_paths_are_found_in_the_manifest() -> None:
    """A path in AWS's names leads to the member of the spec."""
    path = ("InputDataConfig", 0, "DataSource", "S3DataSource", "S3Uri")
    place = manifest_path(path)
    value: object = MANIFEST
    for step in place:
        value = typing.cast("Mapping[object, object]", value)[step]
    assert value == "s3://b/t"
    assert manifest_path(("HyperParameters", "KmsKeyId")) == ("spec", "hyperParameters", "KmsKeyId")
