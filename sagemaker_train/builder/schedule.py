"""
How long the job may take, and what happens when it is interrupted or fails.
"""

from __future__ import annotations

from typing import Self

from sagemaker_train.builder.draft import Draft, expect, seconds
from sagemaker_train.builder.vocabulary import Duration
from sagemaker_train.models.structures import InfraCheckConfig, RetryStrategy, StoppingCondition


class Schedule(Draft):
    """
    The part of the builder about time, spot capacity and retries.
    """

    __slots__ = ()

    def spot(self, max_wait: Duration) -> Self:
        """
        Train on spot instances: cheaper, and interrupted at times. Replaces.

        Say `checkpoint` as well, or an interrupted job begins anew.

        Args:
            max_wait: How long the job may take in all, waiting for capacity included; at least as
                long as `max_runtime`.

        Example:
            >>> job = job.max_runtime(timedelta(hours=4)).spot(max_wait=timedelta(hours=8))
        """
        waiting = self._until(max_wait_time_in_seconds=seconds("max_wait", max_wait))
        return waiting._with(enable_managed_spot_training=True)

    def on_demand(self) -> Self:
        """
        Train on ordinary instances after all: takes `spot` and its waiting time back.

        Example:
            >>> job = job.spot(max_wait=3600).on_demand()
        """
        waitless = self._until(max_wait_time_in_seconds=None)
        if waitless.request().stopping_condition == StoppingCondition():
            waitless = waitless._with(stopping_condition=None)
        return waitless._with(enable_managed_spot_training=None)

    def max_runtime(self, limit: Duration) -> Self:
        """
        Stop the job after this time at the latest. Replaces.

        Args:
            limit: 1 second to 28 days; the service's default is 1 day. With `retries` it is for
                all attempts together. The algorithm then gets 120 seconds to save its model.

        Example:
            >>> job = job.max_runtime(timedelta(hours=4))
        """
        return self._until(max_runtime_in_seconds=seconds("limit", limit))

    def max_pending(self, limit: Duration) -> Self:
        """
        Give up if no capacity is found for this long. Replaces.

        Args:
            limit: 30 minutes to 28 days (1,800 to 2,419,200 seconds).

        Example:
            >>> job = job.max_pending(timedelta(hours=2))
        """
        return self._until(max_pending_time_in_seconds=seconds("limit", limit))

    def retries(self, attempts: int) -> Self:
        """
        Start the job again when the service itself fails. Replaces.

        Args:
            attempts: 1 to 30.

        Example:
            >>> job = job.retries(3)
        """
        expect(int, attempts=attempts)
        return self._with(retry_strategy=RetryStrategy(maximum_retry_attempts=attempts))

    def infra_check(self, enabled: bool = True) -> Self:
        """
        Test the instances' hardware before training begins. Replaces.

        Example:
            >>> job = job.infra_check()
        """
        expect(bool, enabled=enabled)
        return self._with(infra_check_config=InfraCheckConfig(enable_infra_check=enabled))

    def _until(self, **members: object) -> Self:
        return self._revised("stopping_condition", StoppingCondition, **members)
