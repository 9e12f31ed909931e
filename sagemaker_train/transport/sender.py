"""
Send a signed request through httpx.

httpx is used at the level of its transports: its client classes add cookies, redirects and hooks
that a signed API call must not have, at a price higher than that of all our own work. A client
that the user gives is used as it is, through ``build_request`` and ``send``, so that one of
httpx's successor will do too.
"""

from __future__ import annotations

import time
from functools import lru_cache
from ssl import SSLContext
from typing import Any, Literal
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from sagemaker_train.errors import ConfigurationError
from sagemaker_train.transport.driver import Timeout
from sagemaker_train.transport.http import HttpRequest, HttpResponse, NoResponse

CONNECTIONS = httpx.Limits(max_connections=64, max_keepalive_connections=32, keepalive_expiry=30)
"""A connection that has been idle for longer is likely to be closed by the service."""


def timeouts(timeout: Timeout, deadline: float) -> dict[str, float]:
    left = max(0.001, deadline - time.monotonic())
    connect, read = min(timeout.connect, left), min(timeout.read, left)
    return {"connect": connect, "read": read, "write": read, "pool": left}


def http_request(request: HttpRequest, timeout: Timeout, deadline: float) -> httpx.Request:
    return httpx.Request(
        request.method,
        request.url,
        headers=list(request.headers.items()),
        content=request.body,
        extensions={"timeout": timeouts(timeout, deadline)},
    )


def http_response(response: httpx.Response, body: bytes) -> HttpResponse:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return HttpResponse(response.status_code, headers, body)


REASONS: dict[str, Literal["connect", "timeout", "broken", "other"]] = {
    "ConnectError": "connect",
    "ConnectTimeout": "connect",
    "PoolTimeout": "connect",
    "ProxyError": "connect",
    "TimeoutException": "timeout",
    "TransportError": "broken",
}
"""httpx's exceptions by name, so that a client of its successor can be injected as well."""


def no_response(error: Exception) -> NoResponse:
    """
    What an exception of an HTTP client means.
    """
    for cls in type(error).__mro__:
        if reason := REASONS.get(cls.__name__):
            said = " ".join(str(error).split())[:200]
            what = {"connect": "could not connect", "timeout": "no answer in time"}.get(
                reason, "the connection broke"
            )
            return NoResponse(reason, f"{what} ({said or type(error).__name__})", error)
    raise error


def _read_in_time(response: httpx.Response, deadline: float) -> bytes | NoResponse:
    pieces: list[bytes] = []
    for piece in response.iter_bytes():
        pieces.append(piece)
        if time.monotonic() > deadline:
            return NoResponse("timeout", "the answer took longer than the call may take")
    return b"".join(pieces)


class HttpSender:
    """
    Sends through an httpx transport of its own, or through a client that was given.
    """

    def __init__(self, url: str, ca_bundle: str | None, client: Any = None) -> None:
        self._client = client
        self._transport: httpx.BaseTransport | None = None
        if client is None:
            self._transport = httpx.HTTPTransport(**options(url, ca_bundle))

    def send(
        self, request: HttpRequest, timeout: Timeout, deadline: float
    ) -> HttpResponse | NoResponse:
        """
        Send one request; whatever goes wrong on the way is a ``NoResponse``.
        """
        try:
            response = self._open(request, timeout, deadline)
            try:
                body = _read_in_time(response, deadline)
            finally:
                response.close()
        except Exception as error:
            return no_response(error)
        return body if isinstance(body, NoResponse) else http_response(response, body)

    def _open(self, request: HttpRequest, timeout: Timeout, deadline: float) -> httpx.Response:
        if self._transport is not None:
            return self._transport.handle_request(http_request(request, timeout, deadline))
        made = self._client.build_request(
            request.method,
            request.url,
            headers=list(request.headers.items()),
            content=request.body,
            extensions={"timeout": timeouts(timeout, deadline)},
        )
        response: httpx.Response = self._client.send(
            made, stream=True, auth=None, follow_redirects=False
        )
        return response

    def close(self) -> None:
        """
        Close the connections, unless they belong to a client that was given.
        """
        if self._transport is not None:
            self._transport.close()


def options(url: str, ca_bundle: str | None) -> dict[str, Any]:
    """
    How to reach an address: through which proxy, trusting which authorities.
    """
    proxy = _proxy(url)
    secure = url.startswith("https:") or (proxy or "").startswith("https:")
    return {
        # Without TLS nothing is verified and the authorities need not be loaded.
        "verify": _trust(ca_bundle) if secure else False,
        "proxy": httpx.Proxy(proxy, ssl_context=_trust(ca_bundle) if secure else None)
        if proxy
        else None,
        "limits": CONNECTIONS,
        "trust_env": False,
    }


def _proxy(url: str) -> str | None:
    """
    The proxy of the environment for an address, ``NO_PROXY`` respected.
    """
    parts = urlsplit(url)
    if proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return proxy if proxy is None or "://" in proxy else f"http://{proxy}"


@lru_cache(maxsize=8)
def _trust(ca_bundle: str | None) -> SSLContext:
    """
    The authorities, loaded once in the process: it takes longer than a request.
    """
    if ca_bundle is None:
        return httpx.create_ssl_context(trust_env=False)
    import ssl

    try:
        return ssl.create_default_context(cafile=ca_bundle)
    except OSError as error:
        raise ConfigurationError(f"cannot load the CA bundle {ca_bundle!r}: {error}") from error
