"""
Rules about what it runs on: instances, groups, preferences, volumes, warm pools, placement.
"""

from __future__ import annotations

from collections.abc import Iterator

from sagemaker_train.checks.instances import (
    EBS_ONLY,
    LOCAL_DISK,
    instance_types,
    is_no_ultra_server,
)
from sagemaker_train.checks.rule import Problem, Table
from sagemaker_train.checks.wording import shown
from sagemaker_train.models.creation import CreateTrainingJobRequest

TABLE = Table()

_KEY = "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_NO_INSTANCES = {"InstanceType": None, "InstanceCount": None}


def _group(name: str, count: int = 1) -> dict[str, object]:
    return {"InstanceGroupName": name, "InstanceType": "ml.m5.xlarge", "InstanceCount": count}


@TABLE.rule(
    "instance-groups-exclusive",
    "error",
    when="resource_config.instance_groups",
    source="the service's error text for heterogeneous clusters",
    enforced=True,
    fix="Remove it, or InstanceGroups",
    bad={"ResourceConfig": {"InstanceGroups": [_group("workers")]}},
    fixed={"ResourceConfig": _NO_INSTANCES | {"InstanceGroups": [_group("workers")]}},
)
def instance_groups_exclusive(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    InstanceGroups go with neither InstanceType nor InstanceCount.
    """
    if (resources := request.resource_config) and resources.instance_groups:
        message = "is set together with InstanceGroups, whose groups have their own."
        if resources.instance_type is not None:
            yield Problem(("resource_config", "instance_type"), message)
        if resources.instance_count is not None:
            yield Problem(("resource_config", "instance_count"), message)


@TABLE.rule(
    "instance-type-and-count",
    "error",
    when=("no resource_config.instance_type", "no resource_config.instance_count"),
    source="API reference, ResourceConfig",
    enforced=True,
    fix="Set both InstanceType and InstanceCount",
    bad={"ResourceConfig": {"InstanceCount": None}},
    fixed={"ResourceConfig": {"InstanceCount": 1}},
)
def instance_type_and_count(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    Without InstanceGroups and InstancePreferences, InstanceType and InstanceCount are needed.
    """
    resources = request.resource_config
    if resources and not resources.instance_groups and not resources.instance_preferences:
        if not resources.instance_type:
            yield Problem(("resource_config", "instance_type"), "is missing.")
        if resources.instance_count is None:
            yield Problem(("resource_config", "instance_count"), "is missing.")


@TABLE.rule(
    "instance-count-positive",
    "error",
    when=(
        "no resource_config.instance_count",
        "resource_config.instance_groups",
        "resource_config.instance_placement_config",
        "resource_config.instance_preferences",
    ),
    source="API reference, PlacementSpecification.InstanceCount, and the limit before groups came",
    enforced=True,
    fix="Ask for one instance or more",
    bad={"ResourceConfig": {"InstanceCount": 0}},
    fixed={"ResourceConfig": {"InstanceCount": 1}},
)
def instance_count_positive(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    Every count of instances is at least 1.
    """
    if (resources := request.resource_config) is None:
        return
    message = "is 0; it must be at least 1."
    # With groups, a count here is wrong altogether: instance-groups-exclusive says so.
    if resources.instance_count == 0 and not resources.instance_groups:
        yield Problem(("resource_config", "instance_count"), message)
    for position, group in enumerate(resources.instance_groups or ()):
        if group.instance_count == 0:
            path = ("resource_config", "instance_groups", position, "instance_count")
            yield Problem(path, message)
    if placement := resources.instance_placement_config:
        for position, specification in enumerate(placement.placement_specifications or ()):
            if specification.instance_count == 0:
                where = ("resource_config", "instance_placement_config")
                yield Problem(
                    (*where, "placement_specifications", position, "instance_count"), message
                )
    for position, preference in enumerate(resources.instance_preferences or ()):
        if preference.instance_count == 0:
            path = ("resource_config", "instance_preferences", position, "instance_count")
            yield Problem(path, message)


@TABLE.rule(
    "instance-group-name-unique",
    "error",
    when="resource_config.instance_groups",
    source="Developer Guide, heterogeneous clusters: channels and the container go by the name",
    fix="Give every instance group a name of its own",
    bad={"ResourceConfig": _NO_INSTANCES | {"InstanceGroups": [_group("a"), _group("a")]}},
    fixed={"ResourceConfig": _NO_INSTANCES | {"InstanceGroups": [_group("a"), _group("b")]}},
)
def instance_group_name_unique(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    No two instance groups have the same name.
    """
    seen: set[str] = set()
    resources = request.resource_config
    for position, group in enumerate((resources.instance_groups if resources else None) or ()):
        if group.instance_group_name in seen:
            path = ("resource_config", "instance_groups", position, "instance_group_name")
            yield Problem(path, f"{shown(group.instance_group_name)} is taken by another group.")
        seen.add(group.instance_group_name)


@TABLE.rule(
    "read-only-member",
    "error",
    when=("resource_config.selected_instance_type", "resource_config.selected_instance_count"),
    source="API reference, ResourceConfig: read-only, not accepted in a request",
    enforced=True,
    fix="Remove it: the service sets it in what DescribeTrainingJob returns",
    bad={"ResourceConfig": {"SelectedInstanceType": "ml.m5.xlarge"}},
    fixed={},
)
def read_only_member(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    SelectedInstanceType and SelectedInstanceCount are in no request.
    """
    if resources := request.resource_config:
        message = "is set by the service alone; a request does not hold it."
        if resources.selected_instance_type is not None:
            yield Problem(("resource_config", "selected_instance_type"), message)
        if resources.selected_instance_count is not None:
            yield Problem(("resource_config", "selected_instance_count"), message)


@TABLE.rule(
    "volume-size-missing",
    "warning",
    when="no resource_config.volume_size_in_gb",
    source="API reference, ResourceConfig.VolumeSizeInGB",
    fix="Set VolumeSizeInGB to what the data, the checkpoints and the model need",
    bad={"ResourceConfig": {"VolumeSizeInGB": None}},
    fixed={"ResourceConfig": {"InstanceType": "ml.g5.xlarge", "VolumeSizeInGB": None}},
)
def volume_size_missing(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    Instances without local disks need VolumeSizeInGB.
    """
    if (resources := request.resource_config) and not resources.volume_size_in_gb:
        for _, instance_type in instance_types(request):
            if instance_type.family in EBS_ONLY:
                message = f"is missing or 0, but {shown(instance_type)} has no disk of its own."
                yield Problem(("resource_config", "volume_size_in_gb"), message)
                return


@TABLE.rule(
    "volume-kms-needs-ebs",
    "error",
    when="resource_config.volume_kms_key_id",
    source="API reference, ResourceConfig.VolumeKmsKeyId",
    enforced=True,
    fix="Remove VolumeKmsKeyId; the hardware encrypts local disks with keys of its own",
    bad={"ResourceConfig": {"InstanceType": "ml.g5.xlarge", "VolumeKmsKeyId": _KEY}},
    fixed={"ResourceConfig": {"InstanceType": "ml.m5.xlarge", "VolumeKmsKeyId": _KEY}},
)
def volume_kms_needs_ebs(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    VolumeKmsKeyId is not for instances with local disks.
    """
    if (resources := request.resource_config) and resources.volume_kms_key_id:
        for _, instance_type in instance_types(request):
            if instance_type.family in LOCAL_DISK:
                message = f"is set, but {shown(instance_type)} has local disks."
                yield Problem(("resource_config", "volume_kms_key_id"), message)
                return


@TABLE.rule(
    "warm-pool-no-spot",
    "error",
    when="resource_config.keep_alive_period_in_seconds",
    source="Developer Guide, SageMaker managed warm pools",
    enforced=True,
    fix="Turn off either the warm pool (KeepAlivePeriodInSeconds) or managed spot training",
    bad={
        "EnableManagedSpotTraining": True,
        "StoppingCondition": {"MaxWaitTimeInSeconds": 7200},
        "ResourceConfig": {"KeepAlivePeriodInSeconds": 600},
    },
    fixed={"ResourceConfig": {"KeepAlivePeriodInSeconds": 600}},
)
def warm_pool_no_spot(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    A warm pool is not for managed spot training.
    """
    resources = request.resource_config
    kept = resources.keep_alive_period_in_seconds if resources else None
    if kept and request.enable_managed_spot_training:
        path = ("resource_config", "keep_alive_period_in_seconds")
        yield Problem(path, "is set together with EnableManagedSpotTraining.")


@TABLE.rule(
    "warm-pool-no-groups",
    "error",
    when="resource_config.keep_alive_period_in_seconds",
    source="Developer Guide, SageMaker managed warm pools",
    enforced=True,
    fix="Remove KeepAlivePeriodInSeconds, or use instances of one type without groups",
    bad={
        "ResourceConfig": _NO_INSTANCES
        | {"InstanceGroups": [_group("workers")], "KeepAlivePeriodInSeconds": 600}
    },
    fixed={"ResourceConfig": {"KeepAlivePeriodInSeconds": 600}},
)
def warm_pool_no_groups(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    A warm pool is not for heterogeneous clusters.
    """
    resources = request.resource_config
    if resources and resources.keep_alive_period_in_seconds and resources.instance_groups:
        path = ("resource_config", "keep_alive_period_in_seconds")
        yield Problem(path, "is set together with InstanceGroups.")


@TABLE.rule(
    "placement-needs-ultraserver",
    "warning",
    when="resource_config.instance_placement_config",
    source="API reference, InstancePlacementConfig",
    fix="Remove InstancePlacementConfig, or make it fit the instances",
    bad={"ResourceConfig": {"InstancePlacementConfig": {"EnableMultipleJobs": True}}},
    fixed={
        "ResourceConfig": {
            "InstanceType": "ml.p6e-gb200.36xlarge",
            "InstanceCount": 2,
            "InstancePlacementConfig": {"PlacementSpecifications": [{"InstanceCount": 2}]},
        }
    },
)
def placement_needs_ultraserver(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    InstancePlacementConfig is for UltraServers, and its counts add up to InstanceCount.
    """
    resources = request.resource_config
    if resources is None or (placement := resources.instance_placement_config) is None:
        return
    for _, instance_type in instance_types(request):
        if is_no_ultra_server(instance_type):
            message = f"is set, but {shown(instance_type)} comes in no UltraServer."
            yield Problem(("resource_config", "instance_placement_config"), message)
            return
    total = sum(item.instance_count for item in placement.placement_specifications or ())
    if placement.placement_specifications and resources.instance_count not in (None, total):
        path = ("resource_config", "instance_placement_config", "placement_specifications")
        message = f"places {total} instances, but InstanceCount is {resources.instance_count}."
        yield Problem(path, message)
