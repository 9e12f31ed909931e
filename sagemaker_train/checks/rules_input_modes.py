"""
Rules about how the data goes in: which input mode reads what.
"""

from __future__ import annotations

from collections.abc import Iterator

from sagemaker_train.checks.channels import AUGMENTED, VPC, an_input, from_file_system, inputs
from sagemaker_train.checks.rule import Problem, Table
from sagemaker_train.checks.wording import shown
from sagemaker_train.findings import Severity
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.models.enums import (
    CompressionType,
    RecordWrapper,
    S3DataDistribution,
    S3DataType,
    TrainingInputMode,
)

TABLE = Table()


@TABLE.rule(
    "channel-gzip-needs-pipe",
    "warning",
    when="input_data_config.compression_type is Gzip",
    source="API reference, Channel.CompressionType",
    fix="Use Pipe mode, or leave CompressionType out and unpack the files in the container",
    bad={"InputDataConfig": [an_input("train", CompressionType="Gzip")]},
    fixed={"InputDataConfig": [an_input("train", CompressionType="Gzip", InputMode="Pipe")]},
)
def channel_gzip_needs_pipe(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    CompressionType Gzip is for channels in Pipe mode.
    """
    for item in inputs(request):
        gzip = item.channel.compression_type == CompressionType.GZIP
        if gzip and item.mode not in (None, TrainingInputMode.PIPE):
            message = f"is Gzip, but the channel is in {shown(item.mode)} mode."
            yield Problem((*item.path, "compression_type"), message)


@TABLE.rule(
    "channel-recordio-needs-pipe",
    "warning",
    when="input_data_config.record_wrapper_type is RecordIO",
    source="API reference, Channel.RecordWrapperType",
    fix="Use Pipe mode, or leave RecordWrapperType out",
    bad={"InputDataConfig": [an_input("train", RecordWrapperType="RecordIO")]},
    fixed={"InputDataConfig": [an_input("train", RecordWrapperType="RecordIO", InputMode="Pipe")]},
)
def channel_recordio_needs_pipe(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    RecordWrapperType RecordIO is for channels in Pipe mode.
    """
    for item in inputs(request):
        wrapped = item.channel.record_wrapper_type == RecordWrapper.RECORD_IO
        if wrapped and item.mode not in (None, TrainingInputMode.PIPE):
            message = f"is RecordIO, but the channel is in {shown(item.mode)} mode."
            yield Problem((*item.path, "record_wrapper_type"), message)


@TABLE.rule(
    "augmented-manifest-needs-pipe",
    "warning",
    when="input_data_config.data_source.s3_data_source.s3_data_type is AugmentedManifestFile",
    source="API reference, S3DataSource.S3DataType; another guide allows File mode",
    fix="Set the channel's InputMode to Pipe",
    bad={"InputDataConfig": [an_input("train", **AUGMENTED)]},
    fixed={"InputDataConfig": [an_input("train", InputMode="Pipe", **AUGMENTED)]},
)
def augmented_manifest_needs_pipe(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    An augmented manifest file is read in Pipe mode.
    """
    for item in inputs(request):
        if item.is_augmented and item.mode not in (None, TrainingInputMode.PIPE):
            message = f"is AugmentedManifestFile, but the channel is in {shown(item.mode)} mode."
            yield Problem((*item.s3_path, "s3_data_type"), message)


@TABLE.rule(
    "fast-file-needs-s3-prefix",
    "error",
    when=(
        "input_data_config.data_source.s3_data_source.s3_data_type is AugmentedManifestFile",
        "input_data_config.data_source.s3_data_source.s3_data_type is ManifestFile",
    ),
    source="API reference, AlgorithmSpecification.TrainingInputMode; guide to input modes",
    fix="Use S3Prefix with FastFile mode, or another input mode",
    bad={"InputDataConfig": [an_input("train", InputMode="FastFile", **AUGMENTED)]},
    fixed={"InputDataConfig": [an_input("train", InputMode="FastFile")]},
)
def fast_file_needs_s3_prefix(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    FastFile mode reads an S3Prefix: no augmented manifest and, some guides say, no manifest.
    """
    for item in inputs(request):
        if item.s3 is None or item.mode != TrainingInputMode.FAST_FILE:
            continue
        path = (*item.s3_path, "s3_data_type")
        if item.is_augmented:
            yield Problem(path, "is AugmentedManifestFile, which FastFile mode does not read.")
        elif item.s3.s3_data_type == S3DataType.MANIFEST_FILE:
            message = "is ManifestFile, which FastFile mode may not read."
            yield Problem(path, message, Severity.WARNING)


@TABLE.rule(
    "file-system-needs-file-mode",
    "error",
    when="input_data_config.data_source.file_system_data_source",
    source="Developer Guide, guide to input modes",
    fix="Set the channel's InputMode to File",
    bad={
        "VpcConfig": VPC,
        "InputDataConfig": [an_input("train", InputMode="Pipe", **from_file_system())],
    },
    fixed={
        "VpcConfig": VPC,
        "InputDataConfig": [an_input("train", InputMode="File", **from_file_system())],
    },
)
def file_system_needs_file_mode(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    A file system is read in File mode.
    """
    for item in inputs(request):
        if item.file_system is not None and item.mode not in (None, TrainingInputMode.FILE):
            message = f"is a file system, but the channel is in {shown(item.mode)} mode."
            yield Problem(item.file_system_path, message)


@TABLE.rule(
    "incremental-model-channel",
    "error",
    when="input_data_config.content_type is application/x-sagemaker-model",
    source="Developer Guide, incremental training",
    fix="Set InputMode to File and S3DataDistributionType to FullyReplicated",
    bad={
        "InputDataConfig": [
            an_input("model", ContentType="application/x-sagemaker-model", InputMode="Pipe")
        ]
    },
    fixed={
        "InputDataConfig": [
            an_input("model", ContentType="application/x-sagemaker-model", InputMode="File")
        ]
    },
)
def incremental_model_channel(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    A channel with a model to go on from is in File mode and fully replicated.
    """
    for item in inputs(request):
        if item.channel.content_type != "application/x-sagemaker-model":
            continue
        if item.mode not in (None, TrainingInputMode.FILE):
            message = f"is {shown(item.mode)}; a model channel is read in File mode."
            yield Problem((*item.path, "input_mode"), message)
        if item.s3 and item.s3.s3_data_distribution_type == S3DataDistribution.SHARDED_BY_S3_KEY:
            message = "is ShardedByS3Key; every instance needs the whole model."
            yield Problem((*item.s3_path, "s3_data_distribution_type"), message)
