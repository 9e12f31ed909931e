"""
When to try again, and how long to wait before: AWS's standard retry mode as of 2026.

Sources: "Retry behavior" in the AWS SDKs and Tools Reference Guide (standard mode).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Literal

import attrs

from sagemaker_train.errors import ConfigurationError

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
        if self.max_attempts < 1:
            raise ConfigurationError(f"max_attempts is {self.max_attempts}; it must be at least 1")

    @classmethod
    def configured(cls, max_attempts: str | None, mode: str | None) -> RetryPolicy:
        """
        The standard policy with what the environment or the profile says of it.

        Args:
            max_attempts: Of ``AWS_MAX_ATTEMPTS`` or the profile's ``max_attempts``.
            mode: Of ``AWS_RETRY_MODE`` or the profile's ``retry_mode``. There is one mode here,
                the standard one; the older ``legacy`` and the experimental ``adaptive`` give it
                as well.

        Raises:
            ConfigurationError: The number is not positive, or the mode is none of AWS's.
        """
        if mode and mode.lower() not in MODES:
            raise ConfigurationError(f"AWS_RETRY_MODE is {mode!r}; it is one of {', '.join(MODES)}")
        if not max_attempts:
            return cls()
        if not max_attempts.isdecimal() or int(max_attempts) < 1:
            raise ConfigurationError(
                f"AWS_MAX_ATTEMPTS is {max_attempts!r}; it must be a positive number"
            )
        return cls(max_attempts=int(max_attempts))

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
        self._lock = threading.Lock()

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
        with self._lock:
            if cost > self._left:
                return None
            self._left -= cost
            return cost

    def give_back(self, amount: int) -> None:
        """
        After a success: what its last retry cost, or 1 where it needed none.
        """
        with self._lock:
            self._left = min(self.CAPACITY, self._left + amount)
