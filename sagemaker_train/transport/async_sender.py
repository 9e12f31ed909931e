"""
Send a signed request through httpx without blocking an event loop, under asyncio and trio.
"""

from __future__ import annotations

import time
from typing import Any

import anyio
import httpx

from sagemaker_train.transport.driver import Timeout
from sagemaker_train.transport.http import HttpRequest, HttpResponse, NoResponse
from sagemaker_train.transport.sender import (
    http_request,
    http_response,
    no_response,
    options,
    timeouts,
)


class AsyncHttpSender:
    """
    The same without blocking the loop. At most ``IN_FLIGHT`` requests are under way at once,
    because httpx's pool slows down with every request that waits in it.
    """

    IN_FLIGHT = 16

    def __init__(self, url: str, ca_bundle: str | None, client: Any = None) -> None:
        self._client = client
        self._transport: httpx.AsyncBaseTransport | None = None
        self._places = anyio.Semaphore(self.IN_FLIGHT)
        if client is None:
            self._transport = httpx.AsyncHTTPTransport(**options(url, ca_bundle))

    async def send(
        self, request: HttpRequest, timeout: Timeout, deadline: float
    ) -> HttpResponse | NoResponse:
        """
        Send one request; whatever goes wrong on the way is a ``NoResponse``.
        """
        try:
            with anyio.fail_after(max(0.001, deadline - time.monotonic())):
                async with self._places:
                    response = await self._open(request, timeout, deadline)
                    try:
                        body = b"".join([piece async for piece in response.aiter_bytes()])
                    finally:
                        await response.aclose()
        except TimeoutError as error:
            return NoResponse("timeout", "the answer took longer than the call may take", error)
        except Exception as error:
            return no_response(error)
        return http_response(response, body)

    async def _open(
        self, request: HttpRequest, timeout: Timeout, deadline: float
    ) -> httpx.Response:
        if self._transport is not None:
            return await self._transport.handle_async_request(
                http_request(request, timeout, deadline)
            )
        made = self._client.build_request(
            request.method,
            request.url,
            headers=list(request.headers.items()),
            content=request.body,
            extensions={"timeout": timeouts(timeout, deadline)},
        )
        response: httpx.Response = await self._client.send(
            made, stream=True, auth=None, follow_redirects=False
        )
        return response

    async def close(self) -> None:
        """
        Close the connections, unless they belong to a client that was given.
        """
        if self._transport is not None:
            await self._transport.aclose()
