"""
Send a signed request through aiohttp, for who installed the extra of that name.

Only imported where it is used: aiohttp is no requirement of the package.
"""

from __future__ import annotations

import time
from functools import lru_cache

import aiohttp
from yarl import URL

from sagemaker_train.transport.connections import IDLE_SECONDS, trust
from sagemaker_train.transport.driver import Timeout
from sagemaker_train.transport.http import HttpRequest, HttpResponse


class AiohttpSession:
    """
    Connections of aiohttp to one address. Made and used inside the event loop that it belongs to.

    Args:
        url: Where to.
        ca_bundle: A file of authorities to trust instead of the usual ones.
        connections: How many there may be.
    """

    def __init__(self, url: str, ca_bundle: str | None, connections: int) -> None:
        context = trust(ca_bundle) if url.startswith("https:") else True
        connector = aiohttp.TCPConnector(
            ssl=context, limit=connections, keepalive_timeout=IDLE_SECONDS
        )
        # Nothing is added to what was signed, and nothing is remembered from one call to the next.
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent", "Content-Type"),
        )

    async def send(self, request: HttpRequest, timeout: Timeout, deadline: float) -> HttpResponse:
        """
        Send one request.

        Raises:
            aiohttp.ClientError: It could not be sent, or its answer did not come whole.
            TimeoutError: The deadline has passed.
        """
        left = max(0.001, deadline - time.monotonic())
        async with self._session.request(
            request.method,
            yarl_url(request.url),
            headers=request.headers,
            data=request.body,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(
                total=left, sock_connect=timeout.connect, sock_read=timeout.read
            ),
        ) as response:
            body = await response.read()
            headers = {name.lower(): value for name, value in response.headers.items()}
            return HttpResponse(response.status, headers, body)

    async def close(self) -> None:
        """
        Close the connections.
        """
        await self._session.close()


@lru_cache(maxsize=16)
def yarl_url(url: str) -> URL:
    """
    A URL taken apart once, and left as it was signed.
    """
    return URL(url, encoded=True)
