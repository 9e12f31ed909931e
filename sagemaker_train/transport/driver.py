"""
Do what an exchange asks for: wait, sign, send.

``run`` and ``arun`` differ in three words: sleep, credentials, send.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple, Protocol, TypeVar

import attrs

from sagemaker_train.transport.attempts import Attempt, Exchange, ServiceTime
from sagemaker_train.transport.credentials import Credentials, CredentialsSource
from sagemaker_train.transport.http import HttpRequest, HttpResponse, NoResponse
from sagemaker_train.transport.sigv4 import signed_headers

T = TypeVar("T")

log: logging.Logger = logging.getLogger("sagemaker_train")


@attrs.frozen(kw_only=True)
class Timeout:
    """
    How long things may take, in seconds.
    """

    total: float = 120.0
    """A whole call, its retries and the waits between them included."""
    connect: float = 10.0
    """To make a connection."""
    read: float = 60.0
    """Between two pieces of an answer."""


class Signer(NamedTuple):
    """
    What signatures are made with besides the credentials.
    """

    region: str
    service: str
    service_time: ServiceTime

    def sign(self, request: HttpRequest, credentials: Credentials) -> dict[str, str]:
        """
        The headers to send.
        """
        return signed_headers(
            request.method,
            request.url,
            request.headers,
            request.body,
            access_key_id=credentials.access_key_id,
            secret_access_key=credentials.secret_access_key,
            session_token=credentials.session_token,
            region=self.region,
            service=self.service,
            now=self.service_time.now(),
        )


class Sender(Protocol):
    """
    Sends one signed request.
    """

    def send(
        self, request: HttpRequest, timeout: Timeout, deadline: float
    ) -> HttpResponse | NoResponse:
        """
        Send a request; the answer, or why there is none.
        """
        ...


class AsyncSender(Protocol):
    """
    Sends one signed request without blocking the loop.
    """

    async def send(
        self, request: HttpRequest, timeout: Timeout, deadline: float
    ) -> HttpResponse | NoResponse:
        """
        Send a request; the answer, or why there is none.
        """
        ...


def run(
    exchange: Exchange[T],
    sender: Sender,
    signer: Signer,
    credentials: CredentialsSource,
    timeout: Timeout,
    sleep: Callable[[float], object] = time.sleep,
) -> T:
    """
    Drive an exchange to its end.
    """
    deadline = time.monotonic() + timeout.total
    outcome: HttpResponse | NoResponse | None = None
    keys: Credentials | None = None
    try:
        while True:
            attempt = exchange.send(outcome) if outcome else next(exchange)
            if (late := _late(attempt, deadline, timeout)) is not None:
                outcome = late
                continue
            started = 0.0
            try:
                if attempt.delay:
                    sleep(attempt.delay)
                keys, used = credentials.current(renew=attempt.renew), keys
                if attempt.renew and keys == used:
                    outcome = NoResponse("unrenewed", "there are no newer credentials")
                    continue
                request = attempt.request._replace(headers=signer.sign(attempt.request, keys))
                started = time.monotonic()
                outcome = sender.send(request, timeout, deadline)
            except BaseException as error:
                # It raises the same, with a note where a job may exist.
                exchange.send(NoResponse("interrupted" if started else "unsent", "", error))
                raise
            _note(attempt, outcome, started)
    except StopIteration as done:
        answer: T = done.value
        return answer


async def arun(
    exchange: Exchange[T],
    sender: AsyncSender,
    signer: Signer,
    credentials: CredentialsSource,
    timeout: Timeout,
    sleep: Callable[[float], Awaitable[object]] | None = None,
) -> T:
    """
    Drive an exchange to its end without blocking the loop.
    """
    import anyio  # only here: who has no event loop need not load a library for one

    sleep = sleep or anyio.sleep
    deadline = time.monotonic() + timeout.total
    outcome: HttpResponse | NoResponse | None = None
    keys: Credentials | None = None
    try:
        while True:
            attempt = exchange.send(outcome) if outcome else next(exchange)
            if (late := _late(attempt, deadline, timeout)) is not None:
                outcome = late
                continue
            started = 0.0
            try:
                if attempt.delay:
                    await sleep(attempt.delay)
                keys, used = await _acurrent(credentials, renew=attempt.renew), keys
                if attempt.renew and keys == used:
                    outcome = NoResponse("unrenewed", "there are no newer credentials")
                    continue
                request = attempt.request._replace(headers=signer.sign(attempt.request, keys))
                started = time.monotonic()
                outcome = await sender.send(request, timeout, deadline)
            except BaseException as error:
                # It raises the same, with a note where a job may exist.
                exchange.send(NoResponse("interrupted" if started else "unsent", "", error))
                raise
            _note(attempt, outcome, started)
    except StopIteration as done:
        answer: T = done.value
        return answer


async def _acurrent(source: CredentialsSource, *, renew: bool) -> Credentials:
    if source.at_hand() and not renew:
        return source.current()
    import anyio.to_thread

    return await anyio.to_thread.run_sync(lambda: source.current(renew=renew))


def _late(attempt: Attempt, deadline: float, timeout: Timeout) -> NoResponse | None:
    """
    Why an attempt cannot be made in time, if it cannot.
    """
    if time.monotonic() + attempt.delay < deadline:
        return None
    return NoResponse("deadline", f"took longer than the {timeout.total:g} s that a call may take")


def _note(attempt: Attempt, outcome: HttpResponse | NoResponse, started: float) -> None:
    """
    One line a request: never bodies, headers or values.
    """
    if not log.isEnabledFor(logging.DEBUG):
        return
    if isinstance(outcome, HttpResponse):
        came = f"HTTP {outcome.status}, request {outcome.headers.get('x-amzn-requestid', '-')}"
    else:
        came = f"no answer ({outcome.reason})"
    milliseconds = (time.monotonic() - started) * 1000
    log.debug("%s attempt %d: %s, %.0f ms", attempt.operation, attempt.number, came, milliseconds)
