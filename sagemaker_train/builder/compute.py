"""
What the job runs on.
"""

from __future__ import annotations

from typing import Self

from sagemaker_train.builder.draft import Draft, added, expect, given, revised, seconds
from sagemaker_train.builder.vocabulary import Duration
from sagemaker_train.models.enums import TrainingInstanceType
from sagemaker_train.models.structures import (
    InstanceGroup,
    InstancePlacementConfig,
    InstancePreference,
    PlacementSpecification,
    ResourceConfig,
)


class Compute(Draft):
    """
    The part of the builder about instances.
    """

    __slots__ = ()

    def instances(
        self,
        instance_type: TrainingInstanceType | str,
        count: int = 1,
        *,
        volume_gb: int | None = None,
    ) -> Self:
        """
        Run on instances of one type. Replaces, also instance groups and preferences.

        Args:
            instance_type: Such as ``ml.p4d.24xlarge``; types newer than this library are taken.
            count: How many, at least 1.
            volume_gb: As for `volume`; left out, it stays as it was.

        Example:
            >>> job = job.instances("ml.p4d.24xlarge", count=2, volume_gb=500)
        """
        expect(str, instance_type=instance_type)
        expect(int, count=count)
        expect(int | None, volume_gb=volume_gb)
        return self._resources(
            instance_type=instance_type,
            instance_count=count,
            instance_groups=None,
            instance_preferences=None,
            **given(volume_size_in_gb=volume_gb),
        )

    def instance_group(
        self, name: str, instance_type: TrainingInstanceType | str, count: int = 1
    ) -> Self:
        """
        Run on a heterogeneous cluster, of which this is one group. Adds; replaces by name.

        Takes the place of what `instances` and `instance_preference` said. Up to 5 groups.

        Args:
            name: 1 to 64 characters; channels name it in ``instance_groups``.
            instance_type: As for `instances`.
            count: How many, at least 1.

        Example:
            >>> job = job.instance_group("learners", "ml.p4d.24xlarge", 2)
        """
        expect(str, name=name, instance_type=instance_type)
        expect(int, count=count)
        part = self._request.resource_config
        group = InstanceGroup(
            instance_group_name=name, instance_type=instance_type, instance_count=count
        )
        return self._resources(
            instance_type=None,
            instance_count=None,
            instance_preferences=None,
            instance_groups=added(
                part.instance_groups if part else None, group, lambda one: one.instance_group_name
            ),
        )

    def instance_preference(
        self,
        instance_type: TrainingInstanceType | str,
        count: int | None = None,
        *,
        training_plan: str | None = None,
    ) -> Self:
        """
        Run on the first type that has capacity, of which this is the next. Adds; replaces by type.

        Takes the place of what `instances` and `instance_group` said. Up to 5, the dearest wish
        first. Not with `spot` or `placement`.

        Args:
            instance_type: As for `instances`.
            count: How many of this type; on all preferences, or on none and once for the job with
                `instance_count`.
            training_plan: ARN of the training plan that has this type, 50 to 2,048 characters.

        Example:
            >>> job = job.instance_preference("ml.p5.48xlarge", 1)
            >>> job = job.instance_preference("ml.p4d.24xlarge", 2)
        """
        expect(str, instance_type=instance_type)
        expect(int | None, count=count)
        expect(str | None, training_plan=training_plan)
        part = self._request.resource_config
        preference = InstancePreference(
            instance_type=instance_type,
            instance_count=count,
            training_plan_arns=None if training_plan is None else (training_plan,),
        )
        earlier = part.instance_preferences if part else None
        return self._resources(
            instance_type=None,
            instance_groups=None,
            instance_preferences=added(earlier, preference, lambda one: one.instance_type),
            **({} if earlier else {"instance_count": None}),
        )

    def instance_count(self, count: int) -> Self:
        """
        Set how many instances, whatever their type turns out to be. Replaces.

        Args:
            count: At least 1. Say it after the first `instance_preference` or after `instances`.

        Example:
            >>> job = job.instance_preference("ml.p5.48xlarge").instance_count(2)
        """
        expect(int, count=count)
        return self._resources(instance_count=count)

    def volume(self, gigabytes: int) -> Self:
        """
        Give each instance an EBS volume. Replaces.

        Args:
            gigabytes: The size in GB. Instances with NVMe storage of their own ignore it; to
                encrypt the volume, see `encrypt`.

        Example:
            >>> job = job.volume(200)
        """
        expect(int, gigabytes=gigabytes)
        return self._resources(volume_size_in_gb=gigabytes)

    def training_plan(self, arn: str) -> Self:
        """
        Use capacity reserved by a training plan. Replaces.

        Args:
            arn: ARN of the plan, 50 to 2,048 characters.

        Example:
            >>> job = job.training_plan(
            ...     "arn:aws:sagemaker:us-east-1:123456789012:training-plan/june"
            ... )
        """
        expect(str, arn=arn)
        return self._resources(training_plan_arn=arn)

    def placement(
        self, count: int, *, ultra_server: str | None = None, shared: bool | None = None
    ) -> Self:
        """
        Place instances together on one UltraServer. Adds; replaces by UltraServer id.

        Args:
            count: How many, at least 1. Up to 10 placements.
            ultra_server: Id of the UltraServer, at most 256 characters; any if left out.
            shared: Whether other jobs may run on the same UltraServers, for the job as a whole;
                left out, it stays as it was, and the service's default is no.

        Example:
            >>> job = job.placement(9, ultra_server="ultraserver-1").placement(9)
        """
        expect(int, count=count)
        expect(str | None, ultra_server=ultra_server)
        expect(bool | None, shared=shared)
        part = self._request.resource_config
        placing = part.instance_placement_config if part else None
        new = PlacementSpecification(ultra_server_id=ultra_server, instance_count=count)
        earlier = (placing.placement_specifications if placing else None) or ()
        # Placements without an id are all different ones.
        placements = (
            (*earlier, new)
            if ultra_server is None
            else added(earlier, new, lambda one: one.ultra_server_id)
        )
        config = revised(
            placing,
            InstancePlacementConfig,
            placement_specifications=placements,
            **given(enable_multiple_jobs=shared),
        )
        return self._resources(instance_placement_config=config)

    def warm_pool(self, keep_alive: Duration) -> Self:
        """
        Keep the instances for the next job of the same kind. Replaces. They are billed meanwhile.

        Args:
            keep_alive: How long after the job ends, at most 6 hours (21,600 seconds).

        Example:
            >>> job = job.warm_pool(keep_alive=timedelta(minutes=30))
        """
        return self._resources(keep_alive_period_in_seconds=seconds("keep_alive", keep_alive))

    def _resources(self, **members: object) -> Self:
        return self._revised("resource_config", ResourceConfig, **members)
