"""
The attempts of one request, as a generator without I/O.

It yields what to send and is sent what came back, until there is an answer or a failure that
trying again does not mend. ``exchange`` makes a call of it.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeVar

import attrs

from sagemaker_train.schema import Model, Operation
from sagemaker_train.transport.answer import Failure, Remedy, read, subject_of
from sagemaker_train.transport.codec import dumps, to_wire
from sagemaker_train.transport.http import HttpRequest, HttpResponse, NoResponse, server_time
from sagemaker_train.transport.retry import Kind, RetryPolicy, RetryQuota

RequestT = TypeVar("RequestT", bound=Model)
ResponseT = TypeVar("ResponseT")
T = TypeVar("T")

SKEW = 240.0
"""Seconds between the service's clock and ours from which a refused signature is blamed on it."""


class Attempt(NamedTuple):
    """
    What the driver is to do next: wait, sign, send.
    """

    operation: str
    number: int
    """1 for the first attempt of the call."""
    request: HttpRequest
    delay: float
    """Seconds to wait before."""
    renew: bool
    """Whether to sign with newer credentials than those refused."""


Exchange = Generator[Attempt, HttpResponse | NoResponse, T]


class ServiceTime:
    """
    The time by which requests are signed: ours, corrected by what the service says.
    """

    def __init__(self) -> None:
        self.offset: float = 0.0
        """Seconds added to this machine's clock for signing."""
        self.observed: float = 0.0
        """Seconds from this machine's clock to the last ``Date``: never more than it really is."""

    def now(self) -> datetime:
        """
        The time to sign with.
        """
        return datetime.now(UTC) + timedelta(seconds=self.offset)

    def observe(self, response: HttpResponse) -> None:
        """
        Note the time of an answer.
        """
        if (theirs := server_time(response)) is not None:
            self.observed = theirs - time.time()

    def correct(self) -> bool:
        """
        Sign by the service's time from now on; whether that makes a difference.
        """
        if abs(self.observed - self.offset) < SKEW:
            return False
        self.offset = self.observed
        return True


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Caller:
    """
    What the calls of a client share.
    """

    url: str
    region: str | None = None
    """Told in errors."""
    user_agent: str
    retry: RetryPolicy = attrs.field(factory=RetryPolicy)
    quota: RetryQuota = attrs.field(factory=RetryQuota)
    service_time: ServiceTime = attrs.field(factory=ServiceTime)
    random: Callable[[], float] = random.random


def attempts(
    operation: Operation[RequestT, ResponseT],
    request: RequestT,
    caller: Caller,
    *,
    doubt: str = "",
    sent: bool = False,
    delay: float = 0.0,
) -> Exchange[ResponseT | Failure]:
    """
    Try until there is an answer, or a failure that trying again does not mend.

    Args:
        operation: What to do.
        request: With what.
        caller: What the calls of a client share.
        doubt: The note that an interruption such as Ctrl-C gets, once something was sent.
        sent: Whether something was sent before, which the doubt is about.
        delay: Seconds to wait before the first attempt.
    """
    # No variable holds the headers or the body by themselves: error reports may show variables.
    http = HttpRequest("POST", caller.url, _headers(operation, caller), dumps(to_wire(request)))
    course = _Course(caller, delay)
    failed: Failure | None = None
    while True:
        count = f"attempt={course.number}; max={caller.retry.max_attempts}"
        http = http._replace(headers={**http.headers, "amz-sdk-request": count})
        outcome = yield Attempt(operation.name, course.number, http, course.delay, course.renew)
        if isinstance(outcome, HttpResponse):
            caller.service_time.observe(outcome)
        elif outcome.reason in ("unsent", "interrupted") and outcome.cause is not None:
            if doubt and (sent or outcome.sent):
                outcome.cause.add_note(doubt)
            try:
                raise outcome.cause
            finally:
                del outcome  # else what is raised would hold on to itself
        elif outcome.reason == "unrenewed" and failed is not None:
            return failed
        result = read(
            operation, outcome, course.number, subject=subject_of(request), region=caller.region
        )
        if not isinstance(result, Failure):
            caller.quota.give_back(course.paid or 1)
            return result
        sent = sent or isinstance(outcome, HttpResponse) or outcome.sent
        failed = result.after(failed, sent=sent)
        if not course.goes_on(failed):
            return failed


def _headers(operation: Operation[RequestT, ResponseT], caller: Caller) -> dict[str, str]:
    return {
        "content-type": f"application/x-amz-json-{operation.service.json_version}",
        "x-amz-target": operation.target,
        "user-agent": caller.user_agent,
        "amz-sdk-invocation-id": str(uuid.uuid4()),
    }


class _Course:
    """
    How the attempts of one request go on.
    """

    def __init__(self, caller: Caller, delay: float) -> None:
        self.number = 1
        self.delay = delay
        """Seconds to wait before the next attempt."""
        self.renew = False
        """Whether to sign it with newer credentials."""
        self.paid = 0
        """What the last retry took from the quota."""
        self._caller = caller
        self._tried: set[Remedy] = set()

    def goes_on(self, failure: Failure) -> bool:
        """
        Whether there is another attempt after a failure; the attributes are then about that one.
        """
        remedy, self.delay = failure.remedy, 0.0
        self.renew = remedy == "renew-credentials" and remedy not in self._tried
        if remedy in ("wait", "wait-longer"):
            again = self._repeats(failure)
        elif remedy == "set-clock" and remedy not in self._tried:
            again = self._caller.service_time.correct()
        else:
            again = self.renew
        self._tried.add(remedy)
        self.number += again
        return again

    def _repeats(self, failure: Failure) -> bool:
        """
        Whether the same may be sent again, by the policy and the quota; what that costs is paid.
        """
        retry, quota = self._caller.retry, self._caller.quota
        kind: Kind = "throttled" if failure.remedy == "wait-longer" else "transient"
        if self.number >= retry.max_attempts or (price := quota.take(kind)) is None:
            return False
        self.paid = price
        self.delay = retry.delay(self.number, kind, failure.hint, self._caller.random)
        return True
