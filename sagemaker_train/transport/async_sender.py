"""
Send a signed request over HTTP without blocking an event loop, under asyncio and trio.
"""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import anyio
import anyio.to_thread
import httpcore

from sagemaker_train.forking import ProcessLock
from sagemaker_train.transport.connections import async_opener, proxy_for, trust
from sagemaker_train.transport.driver import Sending
from sagemaker_train.transport.http import HttpResponse, NoResponse
from sagemaker_train.transport.http_errors import no_response
from sagemaker_train.transport.sender import (
    client_request,
    core_request,
    core_response,
    is_awaited,
)

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
        self._lock = ProcessLock()

    async def send(self, sending: Sending) -> HttpResponse | NoResponse:
        """
        Send one request; whatever goes wrong on the way is a ``NoResponse``.
        """
        try:
            loop = running_loop()
            opened = self._opened.get(loop) or self._enter(loop)
            way = opened.way or await opened.open(lambda: self._loaded(loop))
            return await way.send(sending)
        except Exception as error:
            return no_response(error, self._url, begun=sending.begun)

    def _enter(self, loop: object) -> _Opened:
        with self._lock.here():
            # A loop that is over cannot close anything any more; what was left open is let go.
            for other in [one for one in self._opened if is_over(one)]:
                del self._opened[other]
            opened = self._opened[loop] = _Opened()
        return opened

    def _loaded(self, loop: object) -> Callable[[], _Way]:
        """
        What opens the way; it has loaded already what would keep the loop waiting.
        """
        if self._client is not None:
            return lambda: _InTurn(_GivenClient(self._client))
        if not aiohttp_serves(self._url, loop):
            opener = async_opener(self._url, self._ca_bundle)
            return lambda: _InTurn(_Connections(opener))
        from sagemaker_train.transport.aiohttp_session import AiohttpSession

        context = trust(self._ca_bundle) if self._url.startswith("https:") else None
        return lambda: AiohttpSession(context, IN_FLIGHT)

    async def close(self) -> None:
        """
        Close the connections of the running loop, unless they belong to a client that was given.
        """
        if (opened := self._opened.get(running_loop())) is not None:
            await opened.close()


class _Way(Protocol):
    """
    How requests are sent in one event loop.
    """

    async def send(self, sending: Sending) -> HttpResponse: ...

    async def close(self) -> None: ...


class _Opened:
    """
    What is open in one event loop.
    """

    def __init__(self) -> None:
        self.way: _Way | None = None
        self._lock = anyio.Lock()

    async def open(self, load: Callable[[], Callable[[], _Way]]) -> _Way:
        """
        Open the way, once. Authorities, modules and settings are loaded in a thread.
        """
        async with self._lock:
            if self.way is None:
                make = await anyio.to_thread.run_sync(load)
                self.way = make()
            return self.way

    async def close(self) -> None:
        """
        Close what is open.
        """
        async with self._lock:
            way, self.way = self.way, None
            if way is not None:
                await way.close()


class _InTurn:
    """
    A way on which only so many requests are under way at once. aiohttp sees to that itself.
    """

    def __init__(self, way: _Way) -> None:
        self._way = way
        self._places = anyio.Semaphore(IN_FLIGHT)

    async def send(self, sending: Sending) -> HttpResponse:
        """
        Send when there is a place.
        """
        with anyio.fail_after(sending.left()):
            async with self._places:
                return await self._way.send(sending)

    async def close(self) -> None:
        """
        Close the way.
        """
        await self._way.close()


class _Connections:
    """
    Connections of httpcore; the one used last is taken first.
    """

    def __init__(self, opener: Callable[[], httpcore.AsyncConnectionInterface]) -> None:
        self._open = opener
        self._idle: deque[httpcore.AsyncConnectionInterface] = deque()

    async def send(self, sending: Sending) -> HttpResponse:
        """
        Send through the connection used last, or a new one.
        """
        connection = await self._connection()
        try:
            response = await connection.handle_async_request(core_request(sending))
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
        return self._open()

    async def _keep(self, connection: httpcore.AsyncConnectionInterface) -> None:
        if not connection.is_closed():
            self._idle.append(connection)
        if len(self._idle) > 1 and self._idle[0].has_expired():  # unused for longest
            await self._idle.popleft().aclose()

    async def close(self) -> None:
        """
        Close the connections that nobody uses.
        """
        idle, self._idle = self._idle, deque()
        for connection in idle:
            await connection.aclose()


class _GivenClient:
    """
    A client that the user gave.
    """

    def __init__(self, client: Any) -> None:
        self._client: Any = client

    async def send(self, sending: Sending) -> HttpResponse:
        """
        Send through the client, and follow how far it gets.
        """
        left = False

        async def follow(event: str, details: object) -> None:
            nonlocal left
            left = left or event.endswith("send_request_body.started")
            sending.begun = left

        made = client_request(self._client, sending, trace=follow)
        sending.begun = True  # only clients over httpcore tell how far they are
        response = await self._client.send(made, stream=True, auth=None, follow_redirects=False)
        try:
            body = b"".join([piece async for piece in response.aiter_bytes()])
            headers = {name.lower(): value for name, value in response.headers.items()}
            return HttpResponse(response.status_code, headers, body)
        finally:
            await response.aclose()

    async def close(self) -> None:
        """
        Nothing: it is the user's.
        """


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
