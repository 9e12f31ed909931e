"""
Send a signed request over HTTP.

The default way is httpcore, the engine of httpx: a signed API call must not have the cookies,
redirects and hooks of httpx's client classes, whose import takes longer than a call, and the
deadline of a whole call needs a word with the connections. A client that the user gives
(``httpx.Client``, or one of its successor) is used through ``build_request`` and ``send``.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from functools import lru_cache
from ssl import SSLContext
from typing import Any, Literal
from urllib.parse import urlsplit

import httpcore

from sagemaker_train.errors import ConfigurationError
from sagemaker_train.transport.deadline import DeadlineBackend, Until
from sagemaker_train.transport.driver import Timeout
from sagemaker_train.transport.http import HttpRequest, HttpResponse, NoResponse

CONNECTIONS = 64
IDLE = 32
IDLE_SECONDS = 30.0
"""A connection that has been idle for longer is likely to be closed by the service."""

Headers = Iterable[tuple[bytes, bytes]]


class HttpSender:
    """
    Sends through connections of its own, or through a client that was given.

    Connections are opened when first used, and anew in a forked process: two processes on one
    connection would read each other's answers.

    Args:
        url: Where to.
        ca_bundle: A file of authorities to trust instead of the usual ones.
        client: A client that the user gave; it is not closed.
    """

    def __init__(self, url: str, ca_bundle: str | None, client: Any = None) -> None:
        self._url = url
        self._ca_bundle = ca_bundle
        self._client = client
        self._pool: httpcore.ConnectionPool | None = None
        self._process = os.getpid()
        self._lock = threading.Lock()

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
            response = self._connections().handle_request(core_request(request, limits))
            try:
                return core_response(response.status, response.headers, response.read())
            finally:
                response.close()
        except Exception as error:
            return no_response(error)

    def _connections(self) -> httpcore.ConnectionPool:
        with self._lock:
            if self._pool is None or self._process != os.getpid():
                backend = DeadlineBackend()
                proxy, secure = proxy_for(self._url), self._url.startswith("https:")
                context = trust(self._ca_bundle) if secure else None
                options: dict[str, Any] = {
                    "ssl_context": context,
                    "max_connections": CONNECTIONS,
                    "max_keepalive_connections": IDLE,
                    "keepalive_expiry": IDLE_SECONDS,
                    "network_backend": backend,
                }
                if proxy is None:
                    self._pool = httpcore.ConnectionPool(**options)
                elif proxy.startswith("socks"):
                    self._pool = httpcore.SOCKSProxy(proxy, **options)
                else:
                    self._pool = httpcore.HTTPProxy(
                        without_login(proxy), proxy_auth=login(proxy), **options
                    )
                self._process = os.getpid()
            return self._pool

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
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None and self._process == os.getpid():
            pool.close()


LATE = NoResponse("timeout", "the answer took longer than the call may take")


def timeouts(timeout: Timeout, deadline: float) -> dict[str, float]:
    """
    How long each step may take, for httpcore and httpx; none goes past the deadline.
    """
    left = max(0.001, deadline - time.monotonic())
    connect = Until(min(timeout.connect, left), deadline)
    read = Until(min(timeout.read, left), deadline)
    return {"connect": connect, "read": read, "write": read, "pool": left}


def core_request(request: HttpRequest, limits: Mapping[str, float]) -> httpcore.Request:
    """
    The request for httpcore.
    """
    headers = [(n.encode("ascii"), v.encode("latin-1")) for n, v in request.headers.items()]
    headers.append((b"content-length", str(len(request.body)).encode("ascii")))
    return httpcore.Request(
        request.method,
        address(request.url),
        headers=headers,
        content=request.body,
        extensions={"timeout": limits},
    )


@lru_cache(maxsize=16)
def address(url: str) -> httpcore.URL:
    """
    A URL taken apart once.
    """
    return httpcore.URL(url)


def core_response(status: int, headers: Headers, body: bytes) -> HttpResponse:
    """
    What httpcore received.
    """
    named = {n.decode("ascii").lower(): v.decode("latin-1") for n, v in headers}
    return HttpResponse(status, named, body)


REASONS: dict[str, Literal["connect", "timeout", "broken"]] = {
    "ConnectError": "connect",
    "ConnectTimeout": "connect",
    "PoolTimeout": "connect",
    "ProxyError": "connect",
    "TimeoutException": "timeout",
    "NetworkError": "broken",
    "ProtocolError": "broken",
    "TransportError": "broken",
    "SSLCertVerificationError": "connect",
    "OSError": "broken",
}
"""
Exceptions by name: those of httpcore, of httpx and of its successor mean the same. Python's own
are last; older httpcores let them through under asyncio.
"""


def no_response(error: Exception) -> NoResponse:
    """
    What an exception of an HTTP client means. One that means nothing here goes on its way.
    """
    for cls in type(error).__mro__:
        if reason := REASONS.get(cls.__name__):
            if reason == "connect" and _was_connected(error):
                reason = "broken"
            said = said_by(error)
            what = {"connect": "could not connect", "timeout": "no answer in time"}.get(
                reason, "the connection broke"
            )
            return NoResponse(reason, f"{what} ({said or type(error).__name__})", error)
    raise error


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


def said_by(error: BaseException | None) -> str:
    """
    The first words in the chain of causes; some libraries wrap what happened without any.
    """
    while error is not None and not str(error):
        error = error.__cause__ or error.__context__
    return " ".join(str(error or "").split())[:200]


def proxy_for(url: str) -> str | None:
    """
    The proxy of the environment for an address, ``NO_PROXY`` respected.
    """
    variables = any(name.lower().endswith("_proxy") for name in os.environ)
    if not variables and sys.platform not in ("darwin", "win32"):
        return None  # only those systems have settings besides; the import takes milliseconds
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    if proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return proxy if proxy is None or "://" in proxy else f"http://{proxy}"


def login(proxy: str) -> tuple[str, str] | None:
    """
    User and password in the address of a proxy.
    """
    from urllib.parse import unquote

    parts = urlsplit(proxy)
    return (unquote(parts.username), unquote(parts.password or "")) if parts.username else None


def without_login(proxy: str) -> str:
    """
    The address of a proxy without user and password.
    """
    parts = urlsplit(proxy)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


@lru_cache(maxsize=8)
def trust(ca_bundle: str | None) -> SSLContext:
    """
    The authorities, loaded once in the process: it takes longer than a request.

    Raises:
        ConfigurationError: The file cannot be loaded.
    """
    import ssl

    import certifi

    try:
        return ssl.create_default_context(cafile=ca_bundle or certifi.where())
    except OSError as error:
        raise ConfigurationError(f"cannot load the CA bundle {ca_bundle!r}: {error}") from error
