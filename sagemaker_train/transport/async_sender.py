"""
Send a signed request over HTTP without blocking an event loop, under asyncio and trio.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakKeyDictionary

import anyio
import httpcore

from sagemaker_train.transport.connections import async_opener, proxy_for
from sagemaker_train.transport.driver import Timeout
from sagemaker_train.transport.http import HttpRequest, HttpResponse, NoResponse
from sagemaker_train.transport.sender import (
    LATE,
    core_request,
    core_response,
    is_awaited,
    no_response,
    timeouts,
)

if TYPE_CHECKING:
    from sagemaker_train.transport.aiohttp_session import AiohttpSession

IN_FLIGHT = 64
"""Requests under way at once; more wait for their turn."""


class AsyncHttpSender:
    """
    ``HttpSender`` for event loops.

    With the extra ``aiohttp`` installed, and under asyncio, requests go through aiohttp, which is
    faster. Each event loop has connections of its own, so that a client may be used in one loop
    after another and in the loops of several threads; ``close`` closes those of the running loop.

    Args:
        url: Where to.
        ca_bundle: A file of authorities to trust instead of the usual ones.
        client: A client that the user gave (``httpx.AsyncClient``); it is not closed.

    Raises:
        TypeError: The client is one that blocks.
    """

    def __init__(self, url: str, ca_bundle: str | None, client: Any = None) -> None:
        if client is not None and not is_awaited(client):
            raise TypeError(
                f"http_client is a {type(client).__name__}, which blocks the event loop; "
                "AsyncClient takes an httpx.AsyncClient, and Client takes this one"
            )
        self._url = url
        self._ca_bundle = ca_bundle
        self._client: Any = client
        self._opened: WeakKeyDictionary[object, _Opened] = WeakKeyDictionary()

    async def send(
        self, request: HttpRequest, timeout: Timeout, deadline: float
    ) -> HttpResponse | NoResponse:
        """
        Send one request; whatever goes wrong on the way is a ``NoResponse``.
        """
        try:
            loop = running_loop()
            opened = self._opened.get(loop) or self._enter(loop)
            if opened.aiohttp is not None:
                return await opened.aiohttp.send(request, timeout, deadline)
            with anyio.fail_after(max(0.001, deadline - time.monotonic())):
                async with opened.places:
                    limits = timeouts(timeout, deadline)
                    if self._client is not None:
                        return await self._through_client(request, limits)
                    return await opened.send(request, limits)
        except Exception as error:
            if type(error) is TimeoutError:
                return LATE
            return no_response(error, self._url)

    def _enter(self, loop: object) -> _Opened:
        # A loop that is over cannot close anything any more; what was left open is let go with it.
        for other in [one for one in self._opened if is_over(one)]:
            self._opened.pop(other, None)
        opened = self._opened[loop] = _Opened(self._url, self._ca_bundle)
        if self._client is None and aiohttp_serves(self._url, loop):
            from sagemaker_train.transport.aiohttp_session import AiohttpSession

            opened.aiohttp = AiohttpSession(self._url, self._ca_bundle, IN_FLIGHT)
        return opened

    async def _through_client(
        self, request: HttpRequest, limits: Mapping[str, float]
    ) -> HttpResponse:
        made = self._client.build_request(
            request.method,
            request.url,
            headers=list(request.headers.items()),
            content=request.body,
            extensions={"timeout": dict(limits)},
        )
        response = await self._client.send(made, stream=True, auth=None, follow_redirects=False)
        try:
            body = b"".join([piece async for piece in response.aiter_bytes()])
            headers = {name.lower(): value for name, value in response.headers.items()}
            return HttpResponse(response.status_code, headers, body)
        finally:
            await response.aclose()

    async def close(self) -> None:
        """
        Close the connections of the running loop, unless they belong to a client that was given.
        """
        if (opened := self._opened.pop(running_loop(), None)) is not None:
            await opened.close()


class _Opened:
    """
    What is open in one event loop.
    """

    def __init__(self, url: str, ca_bundle: str | None) -> None:
        self.aiohttp: AiohttpSession | None = None
        self.places = anyio.Semaphore(IN_FLIGHT)
        self._url = url
        self._ca_bundle = ca_bundle
        self._open: Callable[[], httpcore.AsyncConnectionInterface] | None = None
        self._idle: deque[httpcore.AsyncConnectionInterface] = deque()

    async def send(self, request: HttpRequest, limits: Mapping[str, float]) -> HttpResponse:
        """
        Send through the connection used last, or a new one.
        """
        connection = await self._connection()
        try:
            made = core_request(request, limits, _Body(request.body))
            response = await connection.handle_async_request(made)
            try:
                body = await response.aread()
            finally:
                await response.aclose()
        except BaseException:
            with anyio.CancelScope(shield=True):
                await connection.aclose()  # whatever state it is in, nobody gets it after this
            raise
        await self._keep(connection)
        return core_response(response.status, response.headers, body)

    async def _connection(self) -> httpcore.AsyncConnectionInterface:
        while self._idle:
            connection = self._idle.pop()
            if not connection.has_expired():
                return connection
            await connection.aclose()
        self._open = self._open or async_opener(self._url, self._ca_bundle)
        return self._open()

    async def _keep(self, connection: httpcore.AsyncConnectionInterface) -> None:
        if not connection.is_closed():
            self._idle.append(connection)
        if len(self._idle) > 1 and self._idle[0].has_expired():  # unused for longest
            await self._idle.popleft().aclose()

    async def close(self) -> None:
        """
        Close what is open.
        """
        idle, self._idle = self._idle, deque()
        for connection in idle:
            await connection.aclose()
        if self.aiohttp is not None:
            await self.aiohttp.close()


class _Body:
    """
    A body in one piece.

    httpcore's own is an async generator, which stays unfinished when a call is cancelled; trio
    warns of that.
    """

    def __init__(self, body: bytes) -> None:
        self._unsent = [body]

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if not self._unsent:
            raise StopAsyncIteration
        return self._unsent.pop()


def aiohttp_serves(url: str, loop: object) -> bool:
    """
    Whether requests can go through aiohttp: the extra is installed, the loop is asyncio's, and no
    proxy of the environment stands in the way.
    """
    asyncios = isinstance(loop, asyncio.AbstractEventLoop)
    return asyncios and find_spec("aiohttp") is not None and proxy_for(url) is None


def is_over(loop: object) -> bool:
    """
    Whether an event loop has run to its end. trio's are only known while they run.
    """
    return isinstance(loop, asyncio.AbstractEventLoop) and loop.is_closed()


def running_loop() -> object:
    """
    The event loop that runs here, asyncio's or trio's.
    """
    trio: Any = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_run():
        return trio.lowlevel.current_trio_token()
    return asyncio.get_running_loop()
