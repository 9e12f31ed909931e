"""
What has to exist before a job can run: role, buckets, images, keys, networks, and more.

Read from the request alone; nothing is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from sagemaker_train.builder.draft import possibly
from sagemaker_train.checks.secrets import mask_text
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.models.structures import Channel


class NeedKind(StrEnum):
    """
    What kind of thing has to exist.
    """

    ROLE = "IAM role"
    IMAGE = "container image"
    ALGORITHM = "algorithm"
    BUCKET = "S3 bucket"
    KMS_KEY = "KMS key"
    SUBNET = "subnet"
    SECURITY_GROUP = "security group"
    FILE_SYSTEM = "file system"
    HUB_CONTENT = "hub content"
    TRAINING_PLAN = "training plan"
    ULTRA_SERVER = "UltraServer"
    LAMBDA = "Lambda function"
    EVALUATOR = "evaluator"
    MLFLOW = "MLflow server or app"
    MODEL_PACKAGE_GROUP = "model package group"
    MODEL_PACKAGE = "model package"


class Need(NamedTuple):
    """
    One thing that has to exist. Printed, it hides suspected secrets.
    """

    kind: NeedKind
    name: str
    """How it is known: ARN, bucket name, image URI, id."""
    paths: tuple[str, ...]
    """Where the request names it, the first place first."""

    def __str__(self) -> str:
        return mask_text(f"{self.kind} {self.name} ({', '.join(self.paths)})")

    def __repr__(self) -> str:
        name, paths = mask_text(self.name), tuple(map(mask_text, self.paths))
        return f"Need(kind={self.kind!r}, name={name!r}, paths={paths!r})"


def needs(request: CreateTrainingJobRequest) -> tuple[Need, ...]:
    """
    List what a request needs to exist, each thing once, in the order of the request.

    Buckets are found in every S3 location, and in hyperparameters that are S3 URIs (the code that
    a framework container downloads). Besides them, the account's quota must allow the instances.

    Args:
        request: Any request, complete or not.

    Returns:
        The needs, with every path that names them.
    """
    found: dict[tuple[NeedKind, str], list[str]] = {}
    for kind, name, path in _named(request):
        if isinstance(name, str) and name:
            found.setdefault((kind, name), []).append(path)
    return tuple(Need(kind, name, tuple(paths)) for (kind, name), paths in found.items())


Named = Iterator[tuple[NeedKind, str | None, str]]


def _named(request: CreateTrainingJobRequest) -> Named:
    for key, value in (request.hyper_parameters or {}).items():
        yield NeedKind.BUCKET, _bucket(value), f"hyper_parameters.{key}"
    yield from _algorithm(request)
    yield NeedKind.ROLE, request.role_arn, "role_arn"
    for position, channel in enumerate(request.input_data_config or ()):
        yield from _channel(channel, f"input_data_config[{position}]")
    yield from _places(request)
    yield from _resources(request)
    if network := request.vpc_config:
        for position, subnet in enumerate(network.subnets or ()):
            yield NeedKind.SUBNET, subnet, f"vpc_config.subnets[{position}]"
        for position, group in enumerate(network.security_group_ids or ()):
            yield NeedKind.SECURITY_GROUP, group, f"vpc_config.security_group_ids[{position}]"
    yield from _rules(request)
    if serverless := request.serverless_job_config:
        path = "serverless_job_config"
        yield NeedKind.HUB_CONTENT, serverless.base_model_arn, f"{path}.base_model_arn"
        yield NeedKind.EVALUATOR, serverless.evaluator_arn, f"{path}.evaluator_arn"
    if mlflow := request.mlflow_config:
        yield NeedKind.MLFLOW, mlflow.mlflow_resource_arn, "mlflow_config.mlflow_resource_arn"
    if package := request.model_package_config:
        path = "model_package_config"
        group_arn, source_arn = package.model_package_group_arn, package.source_model_package_arn
        yield NeedKind.MODEL_PACKAGE_GROUP, group_arn, f"{path}.model_package_group_arn"
        yield NeedKind.MODEL_PACKAGE, source_arn, f"{path}.source_model_package_arn"


def _algorithm(request: CreateTrainingJobRequest) -> Named:
    if not (part := request.algorithm_specification):
        return
    path = "algorithm_specification"
    yield NeedKind.IMAGE, part.training_image, f"{path}.training_image"
    yield NeedKind.ALGORITHM, part.algorithm_name, f"{path}.algorithm_name"
    if (config := part.training_image_config) and (auth := config.training_repository_auth_config):
        yield (
            NeedKind.LAMBDA,
            auth.training_repository_credentials_provider_arn,
            f"{path}.training_image_config.training_repository_auth_config"
            ".training_repository_credentials_provider_arn",
        )


def _channel(channel: Channel, path: str) -> Named:
    if not (source := possibly(channel.data_source)):
        return
    path = f"{path}.data_source"
    if s3 := source.s3_data_source:
        yield NeedKind.BUCKET, _bucket(s3.s3_uri), f"{path}.s3_data_source.s3_uri"
        if hub := s3.hub_access_config:
            place = f"{path}.s3_data_source.hub_access_config.hub_content_arn"
            yield NeedKind.HUB_CONTENT, hub.hub_content_arn, place
    if files := source.file_system_data_source:
        place = f"{path}.file_system_data_source.file_system_id"
        yield NeedKind.FILE_SYSTEM, files.file_system_id, place
    if dataset := source.dataset_source:
        place = f"{path}.dataset_source.dataset_arn"
        yield NeedKind.HUB_CONTENT, dataset.dataset_arn, place


def _places(request: CreateTrainingJobRequest) -> Named:
    """
    Where the job writes.
    """
    if output := possibly(request.output_data_config):
        yield NeedKind.BUCKET, _bucket(output.s3_output_path), "output_data_config.s3_output_path"
        yield NeedKind.KMS_KEY, output.kms_key_id, "output_data_config.kms_key_id"
    if checkpoint := request.checkpoint_config:
        yield NeedKind.BUCKET, _bucket(checkpoint.s3_uri), "checkpoint_config.s3_uri"
    for member in ("debug_hook_config", "tensor_board_output_config", "profiler_config"):
        if part := getattr(request, member):
            yield NeedKind.BUCKET, _bucket(part.s3_output_path), f"{member}.s3_output_path"


def _resources(request: CreateTrainingJobRequest) -> Named:
    if not (part := request.resource_config):
        return
    path = "resource_config"
    yield NeedKind.KMS_KEY, part.volume_kms_key_id, f"{path}.volume_kms_key_id"
    yield NeedKind.TRAINING_PLAN, part.training_plan_arn, f"{path}.training_plan_arn"
    if placing := part.instance_placement_config:
        place = f"{path}.instance_placement_config.placement_specifications"
        for position, placement in enumerate(placing.placement_specifications or ()):
            server = placement.ultra_server_id
            yield NeedKind.ULTRA_SERVER, server, f"{place}[{position}].ultra_server_id"
    for position, preference in enumerate(part.instance_preferences or ()):
        place = f"{path}.instance_preferences[{position}].training_plan_arns"
        for number, plan in enumerate(preference.training_plan_arns or ()):
            yield NeedKind.TRAINING_PLAN, plan, f"{place}[{number}]"


def _rules(request: CreateTrainingJobRequest) -> Named:
    for member in ("debug_rule_configurations", "profiler_rule_configurations"):
        for position, rule in enumerate(getattr(request, member) or ()):
            path = f"{member}[{position}]"
            yield NeedKind.IMAGE, rule.rule_evaluator_image, f"{path}.rule_evaluator_image"
            yield NeedKind.BUCKET, _bucket(rule.s3_output_path), f"{path}.s3_output_path"


_HOST_STYLE = re.compile(r"(.+)\.s3[.-].*", re.ASCII)


def _bucket(uri: str | None) -> str | None:
    """
    The bucket of an ``s3://`` URI, or of an ``https://`` one in either of its two styles.

    A value that a framework's codec has quoted counts as well.
    """
    if not isinstance(uri, str):
        return None
    scheme, separator, rest = uri.strip('"').partition("://")
    address, _, key = rest.partition("/")
    host = address.rpartition("@")[2]  # without a login that somebody may have put there
    if not separator or scheme not in ("s3", "https"):
        return None
    if scheme == "s3":
        return host
    if match := _HOST_STYLE.fullmatch(host):
        return match[1]
    return key.partition("/")[0] if host.startswith(("s3.", "s3-")) else None
