"""
Rules about what goes in: channels and their data sources.
"""

from __future__ import annotations

from collections.abc import Iterator

from sagemaker_train.checks.channels import (
    AUGMENTED,
    VPC,
    an_input,
    from_file_system,
    from_s3,
    inputs,
)
from sagemaker_train.checks.rule import Problem, Table
from sagemaker_train.checks.wording import shown
from sagemaker_train.models.creation import CreateTrainingJobRequest

TABLE = Table()

_GROUPS = {
    "InstanceType": None,
    "InstanceCount": None,
    "InstanceGroups": [
        {"InstanceGroupName": "workers", "InstanceType": "ml.m5.xlarge", "InstanceCount": 2}
    ],
}


@TABLE.rule(
    "channel-name-unique",
    "error",
    when="input_data_config",
    source="Developer Guide: each channel is a directory in the container, named after it",
    fix="Give every channel a name of its own",
    bad={"InputDataConfig": [an_input("train"), an_input("train")]},
    fixed={"InputDataConfig": [an_input("train"), an_input("validation")]},
)
def channel_name_unique(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    No two channels have the same name.
    """
    seen: dict[str, int] = {}
    for position, channel in enumerate(request.input_data_config or ()):
        first = seen.setdefault(channel.channel_name, position)
        if first != position:
            path = ("input_data_config", position, "channel_name")
            message = f"{shown(channel.channel_name)} is the name of channel {first} as well."
            yield Problem(path, message)


@TABLE.rule(
    "channel-one-source",
    "error",
    when="input_data_config",
    source="API reference, DataSource",
    enforced=True,
    fix="Set one of S3DataSource, FileSystemDataSource and DatasetSource",
    bad={"InputDataConfig": [an_input("train", DataSource={})]},
    fixed={"InputDataConfig": [an_input("train")]},
)
def channel_one_source(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    Every channel has exactly one data source.
    """
    for position, channel in enumerate(request.input_data_config or ()):
        source = channel.data_source
        count = (
            (source.s3_data_source is not None)
            + (source.file_system_data_source is not None)
            + (source.dataset_source is not None)
        )
        if count != 1:
            path = ("input_data_config", position, "data_source")
            yield Problem(path, f"holds {count or 'no'} data sources; it must hold one.")


@TABLE.rule(
    "augmented-manifest-attributes",
    "error",
    when="input_data_config.data_source.s3_data_source.s3_data_type is AugmentedManifestFile",
    source="API reference, S3DataSource.AttributeNames; guide to augmented manifest files",
    fix="List in AttributeNames what to read from the manifest, in the order wanted",
    bad={
        "InputDataConfig": [
            an_input("train", InputMode="Pipe", **from_s3(S3DataType="AugmentedManifestFile"))
        ]
    },
    fixed={"InputDataConfig": [an_input("train", InputMode="Pipe", **AUGMENTED)]},
)
def augmented_manifest_attributes(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    An augmented manifest file comes with AttributeNames.
    """
    for item in inputs(request):
        if item.is_augmented and item.s3 is not None and not item.s3.attribute_names:
            path = (*item.s3_path, "attribute_names")
            yield Problem(path, "is missing; an AugmentedManifestFile needs it.")


@TABLE.rule(
    "attributes-need-augmented-manifest",
    "error",
    when="input_data_config.data_source.s3_data_source.attribute_names",
    source="API reference, S3DataSource.AttributeNames",
    fix="Set S3DataType to AugmentedManifestFile, or remove AttributeNames",
    bad={"InputDataConfig": [an_input("train", **from_s3(AttributeNames=["label"]))]},
    fixed={"InputDataConfig": [an_input("train", InputMode="Pipe", **AUGMENTED)]},
)
def attributes_need_augmented_manifest(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    AttributeNames are for augmented manifest files.
    """
    for item in inputs(request):
        if item.s3 is None or not item.s3.attribute_names or item.is_augmented:
            continue
        if item.s3.s3_data_type.is_known:
            message = f"is set, but S3DataType is {shown(item.s3.s3_data_type)}."
            yield Problem((*item.s3_path, "attribute_names"), message)


@TABLE.rule(
    "file-system-needs-vpc",
    "error",
    when="input_data_config.data_source.file_system_data_source",
    source="Developer Guide, access to training data in Amazon EFS and FSx for Lustre",
    fix="Set VpcConfig to subnets and security groups that reach the file system",
    bad={"InputDataConfig": [an_input("train", **from_file_system())]},
    fixed={"VpcConfig": VPC, "InputDataConfig": [an_input("train", **from_file_system())]},
)
def file_system_needs_vpc(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    A file system needs VpcConfig.
    """
    for item in inputs(request):
        if item.file_system is not None and request.vpc_config is None:
            yield Problem(item.file_system_path, "is a file system, but the job has no VpcConfig.")


@TABLE.rule(
    "file-system-path-absolute",
    "warning",
    when="input_data_config.data_source.file_system_data_source",
    source="API reference, FileSystemDataSource.DirectoryPath: the full path",
    fix="Begin DirectoryPath with '/'",
    bad={"VpcConfig": VPC, "InputDataConfig": [an_input("train", **from_file_system("data"))]},
    fixed={"VpcConfig": VPC, "InputDataConfig": [an_input("train", **from_file_system("/data"))]},
)
def file_system_path_absolute(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    DirectoryPath begins with a slash.
    """
    for item in inputs(request):
        if item.file_system is not None and not item.file_system.directory_path.startswith("/"):
            message = f"{shown(item.file_system.directory_path)} does not begin with '/'."
            yield Problem((*item.file_system_path, "directory_path"), message)


@TABLE.rule(
    "channel-instance-group-exists",
    "error",
    when="input_data_config.data_source.s3_data_source.instance_group_names",
    source="API reference, S3DataSource.InstanceGroupNames",
    enforced=True,
    fix="Name groups of ResourceConfig.InstanceGroups",
    bad={
        "ResourceConfig": _GROUPS,
        "InputDataConfig": [an_input("train", **from_s3(InstanceGroupNames=["worker"]))],
    },
    fixed={
        "ResourceConfig": _GROUPS,
        "InputDataConfig": [an_input("train", **from_s3(InstanceGroupNames=["workers"]))],
    },
)
def channel_instance_group_exists(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    InstanceGroupNames of a channel name groups of ResourceConfig.InstanceGroups.
    """
    resources = request.resource_config
    groups = (resources.instance_groups if resources else None) or ()
    names = {group.instance_group_name for group in groups}
    if "" in names:  # a group lacks its name, which may be the one that a channel means
        return
    for item in inputs(request):
        for position, name in enumerate((item.s3.instance_group_names if item.s3 else None) or ()):
            if name not in names:
                path = (*item.s3_path, "instance_group_names", position)
                yield Problem(path, f"{shown(name)} is none of the job's instance groups.")


@TABLE.rule(
    "channel-instance-groups-all-or-none",
    "error",
    when="input_data_config.data_source.s3_data_source.instance_group_names",
    source="the service's error text for heterogeneous clusters",
    enforced=True,
    fix="Name instance groups on every S3 channel, or on none",
    bad={
        "ResourceConfig": _GROUPS,
        "InputDataConfig": [
            an_input("train", **from_s3(InstanceGroupNames=["workers"])),
            an_input("validation"),
        ],
    },
    fixed={
        "ResourceConfig": _GROUPS,
        "InputDataConfig": [
            an_input("train", **from_s3(InstanceGroupNames=["workers"])),
            an_input("validation", **from_s3(InstanceGroupNames=["workers"])),
        ],
    },
)
def channel_instance_groups_all_or_none(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    Either every S3 channel names instance groups, or none does.
    """
    sources = [(item, item.s3) for item in inputs(request) if item.s3 is not None]
    if any(s3.instance_group_names for _, s3 in sources):
        for item, s3 in sources:
            if not s3.instance_group_names:
                path = (*item.s3_path, "instance_group_names")
                yield Problem(path, "is missing, but other channels name instance groups.")
