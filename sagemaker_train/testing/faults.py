"""
Faults as data: which call is damaged, how, and whether it is carried out all the same.

A plan is a value; the server keeps the count. The same plan and the same order of calls give the
same damage, and a rule with a probability draws for the n-th call of an operation whatever other
operations do in between, so that a soak test can be run again.

    FaultPlan(
        [
            FaultRule(Fault.RESET, operation="CreateTrainingJob", calls=(1,), carried_out=True),
            FaultRule(Fault.THROTTLE, probability=0.2),
        ],
        seed=7,
    )
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import Enum

import attrs

from sagemaker_train.testing.expected import (
    check_each,
    check_mapping,
    check_number,
    check_operation,
    check_type,
    tuple_of,
)


class Fault(Enum):
    """
    What can happen to a call.
    """

    RESET = "reset"
    """The connection is reset (RST) instead of an answer."""
    CLOSE = "close"
    """The connection is closed instead of an answer."""
    HANG = "hang"
    """Nothing comes, and the connection stays open."""
    INTERNAL_FAILURE = "internal-failure"
    """500, InternalFailure."""
    UNAVAILABLE = "unavailable"
    """503, ServiceUnavailable."""
    BAD_GATEWAY = "bad-gateway"
    """502, HTML of a load balancer."""
    THROTTLE = "throttle"
    """400, ThrottlingException."""
    TOO_MANY_REQUESTS = "too-many-requests"
    """429, TooManyRequestsException."""
    REQUEST_TIMEOUT = "request-timeout"
    """408, RequestTimeoutException."""
    EXPIRED_TOKEN = "expired-token"  # noqa: S105  # the name of a fault
    """400, ExpiredTokenException."""
    EMPTY = "empty"
    """200 without a body."""
    EMPTY_OBJECT = "empty-object"
    """200 with ``{}``: every promised member is missing."""
    HTML = "html"
    """200 with HTML: a captive portal."""
    PROXY_REFUSAL = "proxy-refusal"
    """403 with HTML: a proxy."""
    CUT_JSON = "cut-json"
    """The first half of the answer, under a length that fits."""
    SHORT_BODY = "short-body"
    """The first half of the answer, under the length of the whole; then the connection closes."""
    DRIP = "drip"
    """The whole answer, byte by byte, ``interval`` seconds apart."""
    WRONG_DATE = "wrong-date"
    """The whole answer, with a ``Date`` that is off by ``interval`` seconds."""

    @property
    def needs_answer(self) -> bool:
        """
        Whether it damages the answer of a call, which then has to be carried out.
        """
        return self in _OF_ANSWERS


_OF_ANSWERS = (Fault.CUT_JSON, Fault.SHORT_BODY, Fault.DRIP, Fault.WRONG_DATE)


def _numbers(calls: Iterable[int] | None) -> tuple[int, ...] | None:
    return None if calls is None else tuple_of(calls)


def _rules(rules: Iterable[FaultRule]) -> tuple[FaultRule, ...]:
    return tuple_of(rules)


def _damages_answer(rule: FaultRule) -> bool:
    return rule.fault in _OF_ANSWERS  # what is no fault is refused later, with its message


@attrs.frozen
class FaultRule:
    """
    Which calls get which fault.

    A rule that could never fit a call is refused with a ``TypeError`` or a ``ValueError``.
    """

    fault: Fault
    operation: str = attrs.field(default="*", kw_only=True)
    """``CreateTrainingJob``, or ``*`` for each one."""
    carried_out: bool = attrs.field(
        default=attrs.Factory(_damages_answer, takes_self=True), kw_only=True
    )
    """
    Whether the service does what was asked before the damage.

    By default it does so only for faults that damage an answer.
    """
    calls: tuple[int, ...] | None = attrs.field(default=None, kw_only=True, converter=_numbers)
    """Which calls of the operation, the first being 1; ``None`` for each one."""
    probability: float = attrs.field(default=1.0, kw_only=True)
    """How likely it is for a call that fits."""
    interval: float = attrs.field(default=0.1, kw_only=True)
    """Seconds: between the bytes of a drip, or how far a date is off."""
    headers: Mapping[str, str] = attrs.field(factory=dict[str, str], kw_only=True)
    """Headers to add to an answer, such as ``x-amz-retry-after``."""
    namespaced: bool = attrs.field(default=False, kw_only=True)
    """Whether an error's ``__type`` has a namespace before ``#``, as some services send it."""

    def __attrs_post_init__(self) -> None:
        check_type("FaultRule.fault", self.fault, Fault)
        check_operation("FaultRule.operation", self.operation)
        if self.calls is not None:
            check_each("FaultRule.calls", self.calls, int)
            for number in self.calls:
                check_number("FaultRule.calls", number, "the number of a call", 1)
        check_number("FaultRule.probability", self.probability, "a number", most=1)
        check_mapping("FaultRule.headers", self.headers, str)
        back = self.fault is Fault.WRONG_DATE  # a date may be off in both directions
        check_number("FaultRule.interval", self.interval, least=-math.inf if back else 0)
        if self.fault.needs_answer and not self.carried_out:
            raise ValueError(
                f"{self.fault} damages an answer, and a call that is not carried out has none;"
                " leave carried_out=False away"
            )

    def fits(self, operation: str, call: int) -> bool:
        """
        Whether the n-th call of an operation is one of the rule's, chance aside.
        """
        return self.operation in ("*", operation) and (self.calls is None or call in self.calls)


@attrs.frozen
class FaultPlan:
    """
    Rules, of which the first one that fits decides.
    """

    rules: tuple[FaultRule, ...] = attrs.field(default=(), converter=_rules)
    seed: int = 0
    """What the draws of rules with a probability begin from."""

    def __attrs_post_init__(self) -> None:
        check_each("FaultPlan.rules", self.rules, FaultRule)

    def choose(self, operation: str, call: int) -> FaultRule | None:
        """
        Decide what happens to the n-th call of an operation.
        """
        for position, rule in enumerate(self.rules):
            if not rule.fits(operation, call):
                continue
            draw = random.Random(f"{self.seed}/{position}/{operation}/{call}")  # noqa: S311  # a test's dice
            if draw.random() < rule.probability:
                return rule
        return None


class Mishaps:
    """
    A fault plan at work: counts the calls of each operation from the moment it is made.
    """

    def __init__(self, plan: FaultPlan) -> None:
        self.plan = plan
        self._calls: Counter[str] = Counter()

    def next(self, operation: str) -> FaultRule | None:
        """
        Count a call and decide what happens to it.
        """
        self._calls[operation] += 1
        return self.plan.choose(operation, self._calls[operation])


@attrs.frozen(kw_only=True)
class RateLimit:
    """
    How often an operation may be called: a bucket of tokens on the virtual clock.
    """

    per_second: float
    burst: float = 1.0
    """How many calls may come at once after a pause."""

    def __attrs_post_init__(self) -> None:
        check_number("RateLimit.per_second", self.per_second, "a number of calls")
        check_number("RateLimit.burst", self.burst, "a number of calls", 1)


class Throttle:
    """
    Rate limits at work.

    Args:
        limits: By operation; ``*`` for each operation that is not named.
    """

    def __init__(self, limits: Mapping[str, RateLimit]) -> None:
        self.limits: dict[str, RateLimit] = dict(limits)
        self._buckets: dict[str, tuple[float, float]] = {}

    def admits(self, operation: str, now: float) -> bool:
        """
        Take a token for a call; ``False`` if there is none.
        """
        limit = self.limits.get(operation) or self.limits.get("*")
        if limit is None:
            return True
        tokens, since = self._buckets.get(operation, (limit.burst, now))
        tokens = min(limit.burst, tokens + (now - since) * limit.per_second)
        admitted = tokens >= 1
        self._buckets[operation] = (tokens - admitted, now)
        return admitted
