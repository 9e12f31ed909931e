"""
Send a signed request over HTTP.

The default way is httpcore, the engine of httpx: a signed API call must not have the cookies,
redirects and hooks of httpx's client classes, whose import takes longer than a call, and the
deadline of a whole call needs a word with the connections. A client that the user gives
(``httpx.Client``, or one of its successor) is used through ``build_request`` and ``send``.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from inspect import iscoroutinefunction
from typing import Any, Self

import httpcore

from sagemaker_train.transport.connections import IDLE, core_url, opener
from sagemaker_train.transport.deadline import Until
from sagemaker_train.transport.driver import Sending
from sagemaker_train.transport.http import HttpResponse, NoResponse
from sagemaker_train.transport.http_errors import LATE, no_response

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

    def send(self, sending: Sending) -> HttpResponse | NoResponse:
        """
        Send one request; whatever goes wrong on the way is a ``NoResponse``.
        """
        try:
            if self._client is not None:
                return self._through_client(sending)
            connection = self._connection()
            try:
                response = connection.handle_request(core_request(sending))
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
            return no_response(error, self._url, begun=sending.begun)

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

    def _through_client(self, sending: Sending) -> HttpResponse | NoResponse:
        made = client_request(self._client, sending)
        sending.begun = True  # as far as anybody can know
        response = self._client.send(made, stream=True, auth=None, follow_redirects=False)
        try:
            pieces: list[bytes] = []
            for piece in response.iter_bytes():
                pieces.append(piece)
                if time.monotonic() > sending.deadline:
                    return NoResponse("timeout", LATE)
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


class Body:
    """
    The body of a request, in one piece; who asks for it is about to send it.

    httpcore's own is an async generator, which stays unfinished when a call is cancelled; trio
    warns of that.
    """

    def __init__(self, sending: Sending) -> None:
        self._sending = sending
        self._unsent = [sending.request.body]

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        if not self._unsent:
            raise StopIteration
        self._sending.begun = True
        return self._unsent.pop()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        try:
            return next(self)
        except StopIteration:
            raise StopAsyncIteration from None


def timeouts(sending: Sending) -> dict[str, float]:
    """
    How long each step may take, for httpcore and httpx; none goes past the deadline.
    """
    left, deadline = sending.left(), sending.deadline
    connect = Until(min(sending.timeout.connect, left), deadline)
    read = Until(min(sending.timeout.read, left), deadline)
    return {"connect": connect, "read": read, "write": read, "pool": left}


def core_request(sending: Sending) -> httpcore.Request:
    """
    The request for httpcore.
    """
    request = sending.request
    headers = [(n.encode("ascii"), v.encode("latin-1")) for n, v in request.headers.items()]
    headers.append((b"content-length", str(len(request.body)).encode("ascii")))
    return httpcore.Request(
        request.method,
        core_url(request.url),
        headers=headers,
        content=Body(sending),
        extensions={"timeout": timeouts(sending)},
    )


def client_request(client: Any, sending: Sending, **extensions: Any) -> Any:
    """
    The request for a client that was given.
    """
    request = sending.request
    return client.build_request(
        request.method,
        request.url,
        # What is not compressed cannot fail to be expanded, after the service has done its work.
        headers=[*request.headers.items(), ("accept-encoding", "identity")],
        content=request.body,
        extensions={"timeout": timeouts(sending), **extensions},
    )


def core_response(status: int, headers: Headers, body: bytes) -> HttpResponse:
    """
    What httpcore received.
    """
    named = {n.decode("ascii").lower(): v.decode("latin-1") for n, v in headers}
    return HttpResponse(status, named, body)
