"""
Send a signed request over HTTP.

The default way is httpcore, the engine of httpx: a signed API call must not have the cookies,
redirects and hooks of httpx's client classes, whose import takes longer than a call, and the
deadline of a whole call needs a word with the connections. A client that the user gives
(``httpx.Client``, or one of its successor) is used through ``build_request`` and ``send``.
"""

from __future__ import annotations

import os
import re
import time
from collections import deque
from collections.abc import AsyncIterable, Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from inspect import iscoroutinefunction
from typing import Any, Literal

import httpcore

from sagemaker_train.errors import ConfigurationError
from sagemaker_train.transport.connections import IDLE, core_url, destination, opener, proxy_at
from sagemaker_train.transport.deadline import Until
from sagemaker_train.transport.driver import Timeout
from sagemaker_train.transport.http import HttpRequest, HttpResponse, NoResponse

Headers = Iterable[tuple[bytes, bytes]]


class HttpSender:
    """
    Sends through connections of its own, or through a client that was given.

    A request has a connection to itself; the one used last is taken first. Connections are opened
    when needed, and anew in a forked process: two processes on one connection would read each
    other's answers.

    Args:
        url: Where to.
        ca_bundle: A file of authorities to trust instead of the usual ones.
        client: A client that the user gave; it is not closed.

    Raises:
        TypeError: The client is one to be awaited.
    """

    def __init__(self, url: str, ca_bundle: str | None, client: Any = None) -> None:
        if client is not None and is_awaited(client):
            raise TypeError(
                f"http_client is a {type(client).__name__}, which is awaited; Client takes an "
                "httpx.Client, and AsyncClient takes this one"
            )
        self._url = url
        self._ca_bundle = ca_bundle
        self._client: Any = client
        self._open: Callable[[], httpcore.ConnectionInterface] | None = None
        self._idle: deque[httpcore.ConnectionInterface] = deque()
        self._process = os.getpid()

    def send(
        self, request: HttpRequest, timeout: Timeout, deadline: float
    ) -> HttpResponse | NoResponse:
        """
        Send one request; whatever goes wrong on the way is a ``NoResponse``.
        """
        limits = timeouts(timeout, deadline)
        try:
            if self._client is not None:
                return self._through_client(request, limits, deadline)
            connection = self._connection()
            try:
                response = connection.handle_request(core_request(request, limits, request.body))
                try:
                    body = response.read()
                finally:
                    response.close()
            except BaseException:
                connection.close()  # whatever state it is in, nobody gets it after this
                raise
            self._keep(connection)
            return core_response(response.status, response.headers, body)
        except Exception as error:
            return no_response(error, self._url)

    def _connection(self) -> httpcore.ConnectionInterface:
        if self._process != os.getpid():
            self._idle, self._process = deque(), os.getpid()
        try:
            while (connection := self._idle.pop()).has_expired():
                connection.close()
        except IndexError:
            self._open = self._open or opener(self._url, self._ca_bundle)
            return self._open()
        return connection

    def _keep(self, connection: httpcore.ConnectionInterface) -> None:
        if not connection.is_closed():
            self._idle.append(connection)
        if len(self._idle) < 2:
            return
        with suppress(IndexError):  # other threads may have taken them all by now
            oldest = self._idle.popleft()
            if oldest.has_expired() or len(self._idle) >= IDLE:
                oldest.close()
            else:
                self._idle.appendleft(oldest)

    def _through_client(
        self, request: HttpRequest, limits: Mapping[str, float], deadline: float
    ) -> HttpResponse | NoResponse:
        made = self._client.build_request(
            request.method,
            request.url,
            headers=list(request.headers.items()),
            content=request.body,
            extensions={"timeout": dict(limits)},
        )
        response = self._client.send(made, stream=True, auth=None, follow_redirects=False)
        try:
            pieces: list[bytes] = []
            for piece in response.iter_bytes():
                pieces.append(piece)
                if time.monotonic() > deadline:
                    return LATE
            headers = {name.lower(): value for name, value in response.headers.items()}
            return HttpResponse(response.status_code, headers, b"".join(pieces))
        finally:
            response.close()

    def close(self) -> None:
        """
        Close the connections, unless they belong to a client that was given.
        """
        idle, self._idle, self._open = self._idle, deque(), None
        if self._process == os.getpid():
            for connection in idle:
                connection.close()


def is_awaited(client: Any) -> bool:
    """
    Whether a client that was given is one for event loops.
    """
    return hasattr(client, "aclose") or iscoroutinefunction(getattr(client, "send", None))


LATE = NoResponse("timeout", "the answer took longer than the call may take")


def timeouts(timeout: Timeout, deadline: float) -> dict[str, float]:
    """
    How long each step may take, for httpcore and httpx; none goes past the deadline.
    """
    left = max(0.001, deadline - time.monotonic())
    connect = Until(min(timeout.connect, left), deadline)
    read = Until(min(timeout.read, left), deadline)
    return {"connect": connect, "read": read, "write": read, "pool": left}


def core_request(
    request: HttpRequest, limits: Mapping[str, float], body: bytes | AsyncIterable[bytes]
) -> httpcore.Request:
    """
    The request for httpcore, which sends this body.
    """
    headers = [(n.encode("ascii"), v.encode("latin-1")) for n, v in request.headers.items()]
    headers.append((b"content-length", str(len(request.body)).encode("ascii")))
    return httpcore.Request(
        request.method,
        core_url(request.url),
        headers=headers,
        content=body,
        extensions={"timeout": limits},
    )


def core_response(status: int, headers: Headers, body: bytes) -> HttpResponse:
    """
    What httpcore received.
    """
    named = {n.decode("ascii").lower(): v.decode("latin-1") for n, v in headers}
    return HttpResponse(status, named, body)


REASONS: dict[str, Literal["connect", "proxy", "timeout", "broken"]] = {
    "ConnectError": "connect",
    "ConnectTimeout": "connect",
    "PoolTimeout": "connect",
    "ProxyError": "proxy",
    "TimeoutException": "timeout",
    "NetworkError": "broken",
    "ProtocolError": "broken",
    "TransportError": "broken",
    "SSLCertVerificationError": "connect",
    "ClientConnectorError": "connect",
    "ConnectionTimeoutError": "connect",
    "ServerTimeoutError": "timeout",
    "ClientError": "broken",
    "OSError": "broken",
}
"""
Exceptions by name: those of httpcore, of httpx and of its successor mean the same. Then come
aiohttp's, and last Python's own; older httpcores let them through under asyncio.
"""


def no_response(error: Exception, url: str) -> NoResponse:
    """
    What an exception of an HTTP client means. One that means nothing here goes on its way.
    """
    if isinstance(error, ConfigurationError):
        return NoResponse("unsent", str(error), error)
    for cls in type(error).__mro__:
        if reason := REASONS.get(cls.__name__):
            if reason == "connect" and _was_connected(error):
                reason = "broken"
            said = said_by(error) or type(error).__name__
            # It refuses what it will refuse again (403, 407); or it could not connect itself.
            if reason == "proxy" and re.match(r"4\d\d\b", said):
                return NoResponse(reason, f"{proxy_at(url)} refused the connection: {said}", error)
            reason = "connect" if reason == "proxy" else reason
            what = WHAT_HAPPENED[reason].format(destination(url))
            advice = "; is the region right?" if _is_unknown_host(error) else ""
            return NoResponse(reason, f"{what} ({said}){advice}", error)
    raise error


WHAT_HAPPENED = {
    "connect": "could not connect to {}",
    "timeout": "no answer in time from {}",
    "broken": "the connection to {} broke",
}


def _was_connected(error: Exception) -> bool:
    """
    Whether an error about connecting is about a connection that was there.

    httpx's transport over aiohttp calls a connection that the server closed a ``ConnectTimeout``;
    only its cause tells that the request had been sent.
    """
    cause = error.__cause__
    return (
        cause is not None
        and type(cause).__module__.startswith("aiohttp")
        and not any(cls.__name__ == "ClientConnectorError" for cls in type(cause).__mro__)
    )


def _is_unknown_host(error: Exception) -> bool:
    names = {type(one).__name__ for one in causes(error)}
    return bool(names & {"gaierror", "ClientConnectorDNSError"})


def said_by(error: BaseException) -> str:
    """
    The first words in the chain of causes; some libraries wrap what happened without any.
    """
    return next((" ".join(str(one).split())[:200] for one in causes(error) if str(one)), "")


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """
    An exception, what it was raised from, and so on.
    """
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
