"""
As whom the job runs, in which network, under which keys, with which tags.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from sagemaker_train.builder.draft import Draft, added, expect, settings, words
from sagemaker_train.builder.vocabulary import Words
from sagemaker_train.models.structures import (
    OutputDataConfig,
    RemoteDebugConfig,
    ResourceConfig,
    SessionChainingConfig,
    Tag,
    VpcConfig,
)


class Access(Draft):
    """
    The part of the builder about permissions, network, encryption and tags.
    """

    __slots__ = ()

    def role(self, arn: str) -> Self:
        """
        Run as this IAM role. Replaces.

        Args:
            arn: ARN of a role that SageMaker may assume and the caller may pass, 20 to 2,048
                characters: ``arn:aws:iam::<account>:role/<name>``.

        Example:
            >>> job = job.role("arn:aws:iam::123456789012:role/training")
        """
        expect(str, arn=arn)
        return self._with(role_arn=arn)

    def vpc(self, *, subnets: Words, security_groups: Words) -> Self:
        """
        Connect the container to a VPC. Replaces.

        Args:
            subnets: Ids of 1 to 16 subnets.
            security_groups: Ids of 1 to 5 security groups of the same VPC.

        Example:
            >>> job = job.vpc(subnets=["subnet-0a1b2c3d"], security_groups=["sg-0a1b2c3d"])
        """
        expect(list | tuple, subnets=subnets, security_groups=security_groups)
        config = VpcConfig(
            subnets=words("subnets", subnets) or (),
            security_group_ids=words("security_groups", security_groups) or (),
        )
        return self._with(vpc_config=config)

    def network_isolation(self, enabled: bool = True) -> Self:
        """
        Cut the container off from every network but its own cluster. Replaces.

        SageMaker itself still moves data and artifacts.

        Example:
            >>> job = job.network_isolation()
        """
        expect(bool, enabled=enabled)
        return self._with(enable_network_isolation=enabled)

    def encrypt(
        self,
        *,
        volume_key: str | None = None,
        output_key: str | None = None,
        traffic: bool | None = None,
    ) -> Self:
        """
        Encrypt volumes and results with keys of KMS, and the traffic between instances. Replaces
        what is given; what is left out stays as it was.

        Args:
            volume_key: Key id or ARN for the EBS volumes, at most 2,048 characters; not for
                instance types with NVMe storage, which is always encrypted.
            output_key: Key id, ARN or alias for the results in S3, at most 2,048 characters.
            traffic: Whether instances of the job encrypt what they tell each other.

        Example:
            >>> job = job.encrypt(output_key="alias/models", traffic=True)
        """
        expect(str | None, volume_key=volume_key, output_key=output_key)
        expect(bool | None, traffic=traffic)
        made = self
        if volume_key is not None:
            made = made._revised("resource_config", ResourceConfig, volume_kms_key_id=volume_key)
        if output_key is not None:
            made = made._revised("output_data_config", OutputDataConfig, kms_key_id=output_key)
        if traffic is not None:
            made = made._with(enable_inter_container_traffic_encryption=traffic)
        return made

    def session_chaining(self, enabled: bool = True) -> Self:
        """
        Hand the caller's session tags on to the job's role. Replaces.

        Example:
            >>> job = job.session_chaining()
        """
        expect(bool, enabled=enabled)
        config = SessionChainingConfig(enable_session_tag_chaining=enabled)
        return self._with(session_chaining_config=config)

    def remote_debug(self, enabled: bool = True) -> Self:
        """
        Allow a shell in the running container, through AWS Systems Manager. Replaces.

        Example:
            >>> job = job.remote_debug()
        """
        expect(bool, enabled=enabled)
        return self._with(remote_debug_config=RemoteDebugConfig(enable_remote_debug=enabled))

    def tag(self, key: str, value: str = "") -> Self:
        """
        Tag the job. Adds; under a key used before, it replaces.

        Args:
            key: 1 to 128 letters, digits, spaces and ``_.:/=+-@``, not starting with ``aws:``.
            value: At most 256 of the same.

        Example:
            >>> job = job.tag("team", "vision")
        """
        expect(str, key=key, value=value)
        return self.tags({key: value})

    def tags(self, tags: Mapping[str, str]) -> Self:
        """
        Tag the job several times. Adds; keys used before are replaced. Up to 50 in all.

        Example:
            >>> job = job.tags({"team": "vision", "cost-center": "42"})
        """
        expect(Mapping, tags=tags)
        made = self._request.tags
        for key, value in (settings("tags", tags) or {}).items():
            made = added(made, Tag(key=key, value=value), lambda one: one.key)
        return self._with(tags=made)
