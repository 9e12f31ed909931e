"""
Where the data comes from and where the results go.
"""

from __future__ import annotations

from typing import Self

from sagemaker_train.builder.draft import Draft, added, expect, given, words
from sagemaker_train.builder.vocabulary import (
    Distribution,
    FileSystemAccess,
    FileSystemKind,
    InputCompression,
    InputMode,
    OutputCompression,
    RecordWrapping,
    S3Kind,
    Words,
)
from sagemaker_train.models.structures import (
    Channel,
    CheckpointConfig,
    DatasetSource,
    DataSource,
    FileSystemDataSource,
    HubAccessConfig,
    ModelAccessConfig,
    OutputDataConfig,
    S3DataSource,
    ShuffleConfig,
)


class Data(Draft):
    """
    The part of the builder about data: channels in, artifacts and checkpoints out.
    """

    __slots__ = ()

    def input(
        self,
        channel: str,
        s3_uri: str,
        *,
        content_type: str | None = None,
        input_mode: InputMode | None = None,
        compression: InputCompression | None = None,
        record_wrapper: RecordWrapping | None = None,
        shuffle_seed: int | None = None,
        distribution: Distribution | None = None,
        data_type: S3Kind = "S3Prefix",
        attribute_names: Words | None = None,
        instance_groups: Words | None = None,
        accept_eula: bool | None = None,
        hub_content: str | None = None,
    ) -> Self:
        """
        Read a channel from S3. Adds; a channel of the same name is replaced.

        A job takes up to 20 channels; the container finds each in ``/opt/ml/input/data/<channel>``.

        Args:
            channel: 1 to 64 letters, digits, ``.``, ``-`` and ``_``.
            s3_uri: Key prefix or, by ``data_type``, manifest; at most 1,024 characters.
            content_type: MIME type, at most 256 characters.
            input_mode: For this channel only; otherwise the mode of the whole job.
            compression: ``Gzip`` is unpacked in ``Pipe`` mode only.
            record_wrapper: ``RecordIO`` wraps objects in ``Pipe`` mode only.
            shuffle_seed: Shuffles keys or manifest lines anew for each epoch.
            distribution: Everything to every instance, or a shard each.
            data_type: ``ManifestFile`` if the URI is a manifest; for augmented manifests see
                `input_augmented_manifest`.
            attribute_names: Of an augmented manifest; at most 16.
            instance_groups: The groups that get this channel; at most 5.
            accept_eula: Accepts the licence of a model in a hub's bucket.
            hub_content: ARN of the hub content that the URI belongs to, at most 255 characters.

        Example:
            >>> job = job.input("train", "s3://my-bucket/train/", content_type="text/csv")
        """
        expect(str, s3_uri=s3_uri, data_type=data_type)
        expect(str | None, distribution=distribution, hub_content=hub_content)
        expect(bool | None, accept_eula=accept_eula)
        source = S3DataSource(
            s3_data_type=data_type,
            s3_uri=s3_uri,
            s3_data_distribution_type=distribution,
            attribute_names=words("attribute_names", attribute_names),
            instance_group_names=words("instance_groups", instance_groups),
            model_access_config=(
                None if accept_eula is None else ModelAccessConfig(accept_eula=accept_eula)
            ),
            hub_access_config=(
                None if hub_content is None else HubAccessConfig(hub_content_arn=hub_content)
            ),
        )
        return self._channel(
            channel,
            DataSource(s3_data_source=source),
            content_type=content_type,
            input_mode=input_mode,
            compression=compression,
            record_wrapper=record_wrapper,
            shuffle_seed=shuffle_seed,
        )

    def input_augmented_manifest(
        self,
        channel: str,
        s3_uri: str,
        attribute_names: Words,
        *,
        content_type: str | None = None,
        input_mode: InputMode | None = None,
        compression: InputCompression | None = None,
        record_wrapper: RecordWrapping | None = "RecordIO",
        shuffle_seed: int | None = None,
        distribution: Distribution | None = None,
        instance_groups: Words | None = None,
    ) -> Self:
        """
        Read a channel from an augmented manifest. Adds; a channel of the same name is replaced.

        Args:
            channel: As for `input`.
            s3_uri: The manifest: JSON lines, as labelling jobs of Ground Truth write them.
            attribute_names: The keys of each line to train on, in order; 1 to 16.
            content_type: As for `input`.
            input_mode: As for `input`; ``Pipe`` is the safe one here.
            compression: As for `input`.
            record_wrapper: ``RecordIO``, which most algorithms want here; ``None`` leaves it out.
            shuffle_seed: As for `input`.
            distribution: As for `input`.
            instance_groups: As for `input`.

        Example:
            >>> job = job.input_augmented_manifest(
            ...     "train", "s3://my-bucket/labels.manifest", ["source-ref", "label"],
            ...     input_mode="Pipe",
            ... )
        """
        expect(list | tuple, attribute_names=attribute_names)
        return self.input(
            channel,
            s3_uri,
            content_type=content_type,
            input_mode=input_mode,
            compression=compression,
            record_wrapper=record_wrapper,
            shuffle_seed=shuffle_seed,
            distribution=distribution,
            data_type="AugmentedManifestFile",
            attribute_names=attribute_names,
            instance_groups=instance_groups,
        )

    def input_file_system(
        self,
        channel: str,
        file_system_id: str,
        path: str,
        *,
        kind: FileSystemKind,
        access: FileSystemAccess = "ro",
        content_type: str | None = None,
        input_mode: InputMode | None = None,
    ) -> Self:
        """
        Read a channel from EFS or FSx for Lustre. Adds; a channel of the same name is replaced.

        Needs `vpc`, with subnets that reach the file system, and ``File`` mode.

        Args:
            channel: As for `input`.
            file_system_id: ``fs-`` and at least eight hexadecimal digits.
            path: The directory, from ``/``; on FSx it begins with the mount name. At most 4,096
                characters.
            kind: ``EFS`` or ``FSxLustre``.
            access: ``ro`` to read, ``rw`` to write as well.
            content_type: MIME type, at most 256 characters.
            input_mode: For this channel only; otherwise the mode of the whole job.

        Example:
            >>> job = job.input_file_system(
            ...     "train", "fs-0123456789abcdef0", "/fsx/imagenet", kind="FSxLustre"
            ... )
        """
        expect(str, file_system_id=file_system_id, path=path, kind=kind, access=access)
        source = FileSystemDataSource(
            file_system_id=file_system_id,
            file_system_access_mode=access,
            file_system_type=kind,
            directory_path=path,
        )
        return self._channel(
            channel,
            DataSource(file_system_data_source=source),
            content_type=content_type,
            input_mode=input_mode,
        )

    def input_dataset(self, channel: str, dataset: str, *, content_type: str | None = None) -> Self:
        """
        Read a channel from a data set of a SageMaker hub. Adds; replaces one of the same name.

        Args:
            channel: As for `input`.
            dataset: ARN of the hub's data set, at most 2,048 characters.
            content_type: MIME type, at most 256 characters.

        Example:
            >>> job = job.input_dataset(
            ...     "train",
            ...     "arn:aws:sagemaker:us-east-1:123456789012:hub-content/my-hub/DataSet/dialogs",
            ... )
        """
        expect(str, dataset=dataset)
        source = DataSource(dataset_source=DatasetSource(dataset_arn=dataset))
        return self._channel(channel, source, content_type=content_type)

    def output(
        self,
        s3_uri: str,
        *,
        kms_key: str | None = None,
        compression: OutputCompression | None = None,
    ) -> Self:
        """
        Write the results under an S3 prefix. Replaces; options left out stay as they were.

        Args:
            s3_uri: The prefix, at most 1,024 characters; SageMaker adds ``/<job name>/output``.
            kms_key: Key id, ARN or alias, at most 2,048 characters.
            compression: ``GZIP``, the service's default, or ``NONE`` for plain files.

        Example:
            >>> job = job.output("s3://my-bucket/models/", compression="NONE")
        """
        expect(str, s3_uri=s3_uri)
        expect(str | None, kms_key=kms_key, compression=compression)
        options = given(kms_key_id=kms_key, compression_type=compression)
        return self._revised(
            "output_data_config", OutputDataConfig, s3_output_path=s3_uri, **options
        )

    def checkpoint(self, s3_uri: str, *, local_path: str | None = None) -> Self:
        """
        Keep checkpoints in S3, from which a restarted job goes on. Replaces.

        Args:
            s3_uri: The prefix, at most 1,024 characters.
            local_path: Where the container writes them, at most 4,096 characters; the service's
                default is ``/opt/ml/checkpoints``.

        Example:
            >>> job = job.checkpoint("s3://my-bucket/checkpoints/")
        """
        expect(str, s3_uri=s3_uri)
        expect(str | None, local_path=local_path)
        return self._with(checkpoint_config=CheckpointConfig(s3_uri=s3_uri, local_path=local_path))

    def _channel(
        self,
        name: str,
        source: DataSource,
        *,
        content_type: str | None = None,
        input_mode: InputMode | None = None,
        compression: InputCompression | None = None,
        record_wrapper: RecordWrapping | None = None,
        shuffle_seed: int | None = None,
    ) -> Self:
        expect(str, channel=name)
        expect(
            str | None,
            content_type=content_type,
            input_mode=input_mode,
            compression=compression,
            record_wrapper=record_wrapper,
        )
        expect(int | None, shuffle_seed=shuffle_seed)
        made = Channel(
            channel_name=name,
            data_source=source,
            content_type=content_type,
            compression_type=compression,
            record_wrapper_type=record_wrapper,
            input_mode=input_mode,
            shuffle_config=None if shuffle_seed is None else ShuffleConfig(seed=shuffle_seed),
        )
        channels = added(self._request.input_data_config, made, lambda one: one.channel_name)
        return self._with(input_data_config=channels)
