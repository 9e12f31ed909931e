"""
When to try again, and how long to wait before: AWS's standard retry mode as of 2026.

Sources: "Retry behavior" in the AWS SDKs and Tools Reference Guide (standard mode).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import attrs

from sagemaker_train.arguments import expect, expect_seconds
from sagemaker_train.errors import ConfigurationError
from sagemaker_train.forking import ProcessLock
from sagemaker_train.transport.configuration import Configuration

Kind = Literal["transient", "throttled"]
"""Why an attempt is repeated: trouble on the way or in the service, or too many requests."""


MODES = ("standard", "legacy", "adaptive")
"""The retry modes of AWS's SDKs."""

HINT_MARGIN = 5.0
"""Seconds beyond its own wait that a client follows ``x-amz-retry-after`` at most."""


@attrs.frozen(kw_only=True)
class RetryPolicy:
    """
    How often and how patiently a call is repeated. A value: share it, change it by ``evolve``.

    Raises:
        TypeError: Something is not a number.
        ConfigurationError: A number is negative or not finite, or there would be no attempt.
    """

    max_attempts: int = 3
    """Requests a call makes at most, the first included; 1 turns retries off."""
    base_delay: float = 0.05
    """Seconds: the most to wait before the first retry, doubled for each further one."""
    throttle_delay: float = 1.0
    """The same after the service said that requests come too fast."""
    max_delay: float = 20.0
    """Seconds: the most that the doubling leads to."""

    def __attrs_post_init__(self) -> None:
        expect(int, max_attempts=self.max_attempts)
        expect_seconds(
            positive=False,
            base_delay=self.base_delay,
            throttle_delay=self.throttle_delay,
            max_delay=self.max_delay,
        )
        if self.max_attempts < 1:
            raise ConfigurationError(f"max_attempts is {self.max_attempts}; it must be at least 1")

    def delay(
        self, retry: int, kind: Kind, hint: float | None, random: Callable[[], float]
    ) -> float:
        """
        Seconds to wait before a retry.

        Args:
            retry: 1 for the first retry.
            kind: Why the attempt is repeated.
            hint: Seconds that the service asked for, if it did; honoured up to 5 seconds beyond
                what would be waited without it.
            random: Gives numbers from 0 to 1; the wait is drawn evenly from nothing to the most
                ("full jitter"), so that clients that failed together do not come back together.
        """
        base = self.throttle_delay if kind == "throttled" else self.base_delay
        drawn = random() * min(self.max_delay, base * 2.0 ** min(retry - 1, 32))
        return max(drawn, min(hint or 0.0, drawn + HINT_MARGIN))


def attempts_of(configuration: Configuration) -> int | None:
    """
    The most attempts by ``AWS_MAX_ATTEMPTS`` or the profile's ``max_attempts``, if these say it.

    Raises:
        ConfigurationError: It is not a positive number.
    """
    found = configuration.find("AWS_MAX_ATTEMPTS", "max_attempts")
    if found is None or not found.value:
        return None
    if not found.value.isdecimal() or int(found.value) < 1:
        raise ConfigurationError(
            f"{found.where} is {found.value!r}; it must be a positive whole number"
        )
    return int(found.value)


def check_mode(configuration: Configuration) -> None:
    """
    Refuse what is no mode in ``AWS_RETRY_MODE`` or the profile's ``retry_mode``.

    There is one mode here, the standard one; the older ``legacy`` and the experimental ``adaptive``
    give it as well.

    Raises:
        ConfigurationError: The mode is none of AWS's.
    """
    found = configuration.find("AWS_RETRY_MODE", "retry_mode")
    if found is not None and found.value and found.value.lower() not in MODES:
        raise ConfigurationError(
            f"{found.where} is {found.value!r}; it must be one of {', '.join(MODES)}"
        )


class RetryQuota:
    """
    A budget of retries that all calls of a client share, so that an outage meets no storm.

    Retries take from it, successes give back. An empty budget means that a failure is reported
    at once. Safe to share between threads.
    """

    CAPACITY = 500
    COSTS: Mapping[Kind, int] = {"transient": 14, "throttled": 5}

    def __init__(self) -> None:
        self._left = self.CAPACITY
        self._lock = ProcessLock()

    @property
    def left(self) -> int:
        """
        What is left of the budget.
        """
        return self._left

    def take(self, kind: Kind) -> int | None:
        """
        Pay for a retry; the price, or ``None`` if the budget does not allow it.
        """
        cost = self.COSTS[kind]
        with self._lock.here():
            if cost > self._left:
                return None
            self._left -= cost
            return cost

    def give_back(self, amount: int) -> None:
        """
        After a success: what its last retry cost, or 1 where it needed none.
        """
        with self._lock.here():
            self._left = min(self.CAPACITY, self._left + amount)
