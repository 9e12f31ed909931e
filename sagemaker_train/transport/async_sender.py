"""
Send a signed request over HTTP without blocking an event loop, under asyncio and trio.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import anyio
import httpcore

from sagemaker_train.transport.driver import Timeout
from sagemaker_train.transport.http import HttpRequest, HttpResponse, NoResponse
from sagemaker_train.transport.sender import (
    IDLE_SECONDS,
    LATE,
    core_request,
    core_response,
    login,
    no_response,
    proxy_for,
    timeouts,
    trust,
    without_login,
)

IN_FLIGHT = 16
"""
Requests under way at once, each in a lane of its own: a pool of one connection. A pool of many
looks at all of its connections and all who wait, for every request, and so gets slow when busy.
"""

IN_FLIGHT_AIOHTTP = 64


class AsyncHttpSender:
    """
    ``HttpSender`` for event loops.

    With the extra ``aiohttp`` installed, and under asyncio, requests go through aiohttp, which is
    faster when many are under way.

    Args:
        url: Where to.
        ca_bundle: A file of authorities to trust instead of the usual ones.
        client: A client that the user gave (``httpx.AsyncClient``); it is not closed.
    """

    def __init__(self, url: str, ca_bundle: str | None, client: Any = None) -> None:
        self._url = url
        self._ca_bundle = ca_bundle
        self._client = client
        self._own: Any = None
        self._lanes: list[httpcore.AsyncConnectionPool] = []
        self._places: anyio.Semaphore | None = None

    async def send(
        self, request: HttpRequest, timeout: Timeout, deadline: float
    ) -> HttpResponse | NoResponse:
        """
        Send one request; whatever goes wrong on the way is a ``NoResponse``.
        """
        try:
            with anyio.fail_after(max(0.001, deadline - time.monotonic())):
                async with self._place():
                    return await self._send(request, timeouts(timeout, deadline))
        except TimeoutError:
            return LATE
        except Exception as error:
            return no_response(error)

    def _place(self) -> anyio.Semaphore:
        """
        A place among those under way. What sends is opened with the first one.
        """
        if self._places is None:
            if self._client is None:
                self._own = _aiohttp_client(self._url, self._ca_bundle)
            self._places = anyio.Semaphore(IN_FLIGHT if self._own is None else IN_FLIGHT_AIOHTTP)
        return self._places

    async def _send(self, request: HttpRequest, limits: Mapping[str, float]) -> HttpResponse:
        if (client := self._client or self._own) is not None:
            return await self._through_client(client, request, limits)
        lane = self._lanes.pop() if self._lanes else _lane(self._url, self._ca_bundle)
        try:
            response = await lane.handle_async_request(core_request(request, limits))
            try:
                return core_response(response.status, response.headers, await response.aread())
            finally:
                await response.aclose()
        finally:
            self._lanes.append(lane)

    async def _through_client(
        self, client: Any, request: HttpRequest, limits: Mapping[str, float]
    ) -> HttpResponse:
        made = client.build_request(
            request.method,
            request.url,
            headers=list(request.headers.items()),
            content=request.body,
            extensions={"timeout": dict(limits)},
        )
        response = await client.send(made, stream=True, auth=None, follow_redirects=False)
        try:
            body = b"".join([piece async for piece in response.aiter_bytes()])
            headers = {name.lower(): value for name, value in response.headers.items()}
            return HttpResponse(response.status_code, headers, body)
        finally:
            await response.aclose()

    async def close(self) -> None:
        """
        Close the connections, unless they belong to a client that was given.
        """
        lanes, self._lanes, own, self._own, self._places = self._lanes, [], self._own, None, None
        for lane in lanes:
            await lane.aclose()
        if own is not None:
            await own.aclose()


def _lane(url: str, ca_bundle: str | None) -> httpcore.AsyncConnectionPool:
    proxy = proxy_for(url)
    options: dict[str, Any] = {
        "ssl_context": trust(ca_bundle) if url.startswith("https:") else None,
        "max_connections": 1,
        "keepalive_expiry": IDLE_SECONDS,
    }
    if proxy is None:
        return httpcore.AsyncConnectionPool(**options)
    if proxy.startswith("socks"):
        return httpcore.AsyncSOCKSProxy(proxy, **options)
    return httpcore.AsyncHTTPProxy(without_login(proxy), proxy_auth=login(proxy), **options)


def _aiohttp_client(url: str, ca_bundle: str | None) -> Any:
    """
    An httpx client over aiohttp, if the extra is installed, the loop is asyncio's and no proxy of
    the environment stands in the way.
    """
    if find_spec("httpx_aiohttp") is None or proxy_for(url) is not None:
        return None
    if current_async_library() != "asyncio":
        return None
    import httpx

    extra: Any = import_module("httpx_aiohttp")
    verify: Any = trust(ca_bundle) if url.startswith("https:") else False
    limits = httpx.Limits(max_connections=IN_FLIGHT_AIOHTTP, keepalive_expiry=IDLE_SECONDS)
    transport = extra.AiohttpTransport(verify=verify, limits=limits)
    # The transport verifies; the client's own context would be made for nothing.
    return httpx.AsyncClient(transport=transport, verify=False, trust_env=False)  # noqa: S501


def current_async_library() -> str:
    """
    The library whose loop runs here.
    """
    trio: Any = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_run():
        return "trio"
    return "asyncio"
