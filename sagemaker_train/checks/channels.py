"""
Channels as the rules look at them, and channels for the rules' examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.models.enums import S3DataType, TrainingInputMode
from sagemaker_train.models.structures import Channel, FileSystemDataSource, S3DataSource


class Input(NamedTuple):
    """
    A channel with what the rules ask about it.
    """

    position: int
    channel: Channel
    general_mode: TrainingInputMode | None
    """The input mode of the algorithm."""

    @property
    def mode(self) -> TrainingInputMode | None:
        """
        The input mode in effect, the channel's or the algorithm's; ``None`` if it is not known.
        """
        mode = self.channel.input_mode or self.general_mode
        return mode if mode is not None and mode.is_known else None

    @property
    def path(self) -> tuple[str, int]:
        """
        Where the channel is in the request.
        """
        return "input_data_config", self.position

    @property
    def s3(self) -> S3DataSource | None:
        """
        The data source, if it is on S3.
        """
        return self.channel.data_source.s3_data_source

    @property
    def s3_path(self) -> tuple[str, int, str, str]:
        """
        Where the S3 data source is in the request.
        """
        return *self.path, "data_source", "s3_data_source"

    @property
    def file_system(self) -> FileSystemDataSource | None:
        """
        The data source, if it is a file system.
        """
        return self.channel.data_source.file_system_data_source

    @property
    def file_system_path(self) -> tuple[str, int, str, str]:
        """
        Where the file system is in the request.
        """
        return *self.path, "data_source", "file_system_data_source"

    @property
    def is_augmented(self) -> bool:
        """
        Whether the data source is an augmented manifest file.
        """
        s3 = self.s3
        return s3 is not None and s3.s3_data_type == S3DataType.AUGMENTED_MANIFEST_FILE


def inputs(request: CreateTrainingJobRequest) -> Iterator[Input]:
    """
    Give every channel of a request.
    """
    algorithm = request.algorithm_specification
    general = None if algorithm is None else algorithm.training_input_mode
    for position, channel in enumerate(request.input_data_config or ()):
        yield Input(position, channel, general)


def an_input(name: str, **members: object) -> dict[str, object]:
    """
    Write a channel in wire form, on S3 unless ``members`` say otherwise.
    """
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://amzn-s3-demo-bucket/{name}/"}
    return {"ChannelName": name, "DataSource": {"S3DataSource": source}} | members


def from_s3(**members: object) -> dict[str, object]:
    """
    Write the data source of a channel on S3 in wire form.
    """
    source = {"S3DataType": "S3Prefix", "S3Uri": "s3://amzn-s3-demo-bucket/train/"}
    return {"DataSource": {"S3DataSource": source | members}}


def from_file_system(path: str = "/data") -> dict[str, object]:
    """
    Write the data source of a channel on a file system in wire form.
    """
    source = {"FileSystemId": "fs-0123456789abcdef0", "FileSystemAccessMode": "ro",
              "FileSystemType": "EFS", "DirectoryPath": path}  # fmt: skip
    return {"DataSource": {"FileSystemDataSource": source}}


AUGMENTED = from_s3(S3DataType="AugmentedManifestFile", AttributeNames=["image-ref", "label"])
VPC = {"SecurityGroupIds": ["sg-0a1b2c3d"], "Subnets": ["subnet-0a1b2c3d"]}
