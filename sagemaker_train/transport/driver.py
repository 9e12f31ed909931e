"""
Do what an exchange asks for: wait, sign, send.

``run`` and ``arun`` differ in three words: sleep, credentials, send.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from functools import cache
from inspect import signature
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import attrs

from sagemaker_train.arguments import expect_seconds
from sagemaker_train.errors import CredentialsError
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

    Raises:
        TypeError: A time is not a number.
        ConfigurationError: A time is not positive, or longer than some thirty years.
    """

    total: float = 120.0
    """
    A whole call, its retries and the waits between them included.

    One thing can outlast it in ``Client``: a search for credentials by the calling thread, as by a
    slow ``credential_process``, because botocore cannot be interrupted.
    """
    connect: float = 10.0
    """To make a connection."""
    read: float = 60.0
    """Between two pieces of an answer."""

    def __attrs_post_init__(self) -> None:
        expect_seconds(total=self.total, connect=self.connect, read=self.read)


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


@attrs.define(eq=False)
class Sending:
    """
    A signed request on its way.
    """

    request: HttpRequest
    timeout: Timeout
    deadline: float
    """When the whole call must be over, by ``time.monotonic``."""
    started: float = attrs.field(factory=time.monotonic)
    begun: bool = False
    """
    Whether any of the body may have left. Until then nothing can have come of the request; who
    sends it says so before that changes.
    """

    def left(self) -> float:
        """
        The seconds until the deadline; a little more than nothing after it.
        """
        return max(0.001, self.deadline - time.monotonic())


class Sender(Protocol):
    """
    Sends one signed request.
    """

    def send(self, sending: Sending) -> HttpResponse | NoResponse:
        """
        Send a request; the answer, or why there is none.
        """
        ...


class AsyncSender(Protocol):
    """
    Sends one signed request without blocking the loop.
    """

    async def send(self, sending: Sending) -> HttpResponse | NoResponse:
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
    sleep: Callable[[float], object],
) -> T:
    """
    Drive an exchange to its end.
    """
    call = _Call(exchange, signer, timeout)
    while (attempt := call.attempt()) is not None:
        with call.interruptible():
            if attempt.delay:
                sleep(attempt.delay)
            keys = _current(credentials, renew=attempt.renew, within=call.time_to_look())
            if (sending := call.signed(attempt, keys)) is not None:
                call.received(attempt, sender.send(sending))
    return call.answer


async def arun(
    exchange: Exchange[T],
    sender: AsyncSender,
    signer: Signer,
    credentials: CredentialsSource,
    timeout: Timeout,
    sleep: Callable[[float], Awaitable[object]],
) -> T:
    """
    Drive an exchange to its end without blocking the loop.
    """
    call = _Call(exchange, signer, timeout)
    while (attempt := call.attempt()) is not None:
        with call.interruptible():
            if attempt.delay:
                await sleep(attempt.delay)
            keys = await _acurrent(credentials, renew=attempt.renew, within=call.time_to_look())
            if (sending := call.signed(attempt, keys)) is not None:
                call.received(attempt, await sender.send(sending))
    return call.answer


def _current(source: CredentialsSource, *, renew: bool, within: float) -> Credentials | None:
    """
    Credentials; ``None`` if another thread still looks for them when the time is over.
    """
    try:
        return source.current(renew=renew, within=within)
    except TimeoutError:
        return None


async def _acurrent(source: CredentialsSource, *, renew: bool, within: float) -> Credentials | None:
    """
    Credentials; ``None`` if they are still looked for when the time is over.
    """
    if source.at_hand() and not renew:
        return source.current()
    import anyio.to_thread  # only here: who has no event loop need not load a library for one

    def look() -> Credentials | None:
        return _current(source, renew=renew, within=within)

    with anyio.move_on_after(within):
        # The thread goes on to look, and later calls have what it finds.
        return await anyio.to_thread.run_sync(look, **_abandoned_on_cancel())
    return None


@cache
def _abandoned_on_cancel() -> dict[str, Any]:
    from anyio.to_thread import run_sync

    # httpx allows versions of anyio before 4.1, which have another word for it.
    words = signature(run_sync).parameters.keys() & {"abandon_on_cancel", "cancellable"}
    return {min(words): True}


class _Call(Generic[T]):
    """
    What ``run`` and ``arun`` share: all but waiting, looking for credentials, and sending.
    """

    answer: T

    def __init__(self, exchange: Exchange[T], signer: Signer, timeout: Timeout) -> None:
        self._exchange = exchange
        self._signer = signer
        self._timeout = timeout
        self._looked = time.monotonic()
        self._deadline = self._looked + timeout.total
        self._outcome: HttpResponse | NoResponse | None = None
        self._keys: Credentials | None = None
        self._sending: Sending | None = None

    def attempt(self) -> Attempt | None:
        """
        What to do next; ``None`` once there is an answer.
        """
        self._sending = None
        try:
            attempt = self._exchange.send(self._outcome) if self._outcome else next(self._exchange)
            while time.monotonic() + attempt.delay >= self._deadline:
                attempt = self._exchange.send(NoResponse("deadline", self._late()))
        except StopIteration as done:
            self.answer = done.value
            return None
        return attempt

    def time_to_look(self) -> float:
        """
        The seconds until the deadline, which a search for credentials that begins now may take.
        """
        self._looked = time.monotonic()
        return max(0.0, self._deadline - self._looked)

    def signed(self, attempt: Attempt, keys: Credentials | None) -> Sending | None:
        """
        What to send; ``None`` if there are no credentials but those refused, or none in time.
        """
        now = time.monotonic()
        if keys is None or now >= self._deadline:
            self._outcome = NoResponse("deadline", self._late(now - self._looked))
            return None
        used, self._keys = self._keys, keys
        if attempt.renew and keys == used:
            self._outcome = NoResponse("unrenewed", "there are no newer credentials")
            return None
        request = attempt.request._replace(headers=self._signer.sign(attempt.request, keys))
        self._sending = Sending(request, self._timeout, self._deadline)
        return self._sending

    def received(self, attempt: Attempt, outcome: HttpResponse | NoResponse) -> None:
        """
        Take what came back. One line in the log: never bodies, headers or values.
        """
        self._outcome = outcome
        if self._sending is None or not log.isEnabledFor(logging.DEBUG):
            return
        if isinstance(outcome, HttpResponse):
            came = f"HTTP {outcome.status}, request {outcome.headers.get('x-amzn-requestid', '-')}"
        else:
            came = f"no answer ({outcome.reason})"
        took = (time.monotonic() - self._sending.started) * 1000
        log.debug("%s attempt %d: %s, %.0f ms", attempt.operation, attempt.number, came, took)

    def _late(self, looking: float = 0.0) -> str:
        """
        What to say when the time is over; ``looking`` are seconds spent on credentials.
        """
        took = f"took longer than the {self._timeout.total:g} s that a call may take"
        return f"{took}; looking for AWS credentials took {looking:.1f} s" if looking else took

    @contextmanager
    def interruptible(self) -> Generator[None]:
        """
        Tell the exchange what comes in between, such as Ctrl-C; it goes on its way.
        """
        try:
            yield
        except BaseException as error:
            if isinstance(error, CredentialsError) and time.monotonic() >= self._deadline:
                error.add_note(f"This call {self._late(time.monotonic() - self._looked)}.")
            begun = self._sending is not None and self._sending.begun
            # It raises the same, with a note where a job may exist.
            self._exchange.send(NoResponse("interrupted" if begun else "unsent", "", error))
            raise
