"""
Send a signed request through aiohttp, for those who installed the extra of that name.

Only imported where it is used: aiohttp is no requirement of the package.
"""

from __future__ import annotations

from functools import lru_cache
from ssl import SSLContext

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from typing_extensions import override
from yarl import URL

from sagemaker_train.transport.connections import IDLE_SECONDS
from sagemaker_train.transport.driver import Sending
from sagemaker_train.transport.http import HttpResponse


class AiohttpSession:
    """
    Connections of aiohttp to one address. Made and used inside the event loop that it belongs to.

    Args:
        context: Whom to trust; ``None`` for an address without TLS.
        connections: How many there may be.
    """

    def __init__(self, context: SSLContext | None, connections: int) -> None:
        connector = aiohttp.TCPConnector(
            ssl=context or True, limit=connections, keepalive_timeout=IDLE_SECONDS
        )
        # Nothing is added to what was signed, and nothing is remembered from one call to the next.
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent", "Content-Type"),
        )

    async def send(self, sending: Sending) -> HttpResponse:
        """
        Send one request.

        Raises:
            aiohttp.ClientError: It could not be sent, or its answer did not come whole.
            TimeoutError: The deadline has passed.
        """
        request, timeout = sending.request, sending.timeout
        async with self._session.request(
            request.method,
            yarl_url(request.url),
            headers=request.headers,
            data=_Body(sending),
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(
                total=sending.left(), sock_connect=timeout.connect, sock_read=timeout.read
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


class _Body(aiohttp.Payload):
    """
    The body of a request; who has it written is about to send it.

    Traces of aiohttp would tell the same, and make each call a tenth slower.
    """

    def __init__(self, sending: Sending) -> None:
        super().__init__(sending.request.body)
        self._sending = sending

    @property
    @override
    def size(self) -> int:
        """
        How many bytes there are.
        """
        return len(self._sending.request.body)

    @override
    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """
        The body as text.
        """
        return self._sending.request.body.decode(encoding, errors)

    @override
    async def write(self, writer: AbstractStreamWriter) -> None:
        """
        Write the body.
        """
        self._sending.begun = True
        await writer.write(self._sending.request.body)


@lru_cache(maxsize=16)
def yarl_url(url: str) -> URL:
    """
    A URL taken apart once, and left as it was signed.
    """
    return URL(url, encoded=True)
