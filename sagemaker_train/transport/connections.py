"""
How connections to a service are opened: through which proxy, trusting whom.

httpcore makes them, directly or through an HTTP or SOCKS proxy. Its pools serve as the places that
know how to open one, no more: a pool looks at all its connections and all who wait, for every
request, while a sender needs the connection that it used last.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from ssl import SSLContext
from typing import Any
from urllib.parse import urlsplit

import httpcore

from sagemaker_train.errors import ConfigurationError
from sagemaker_train.transport.deadline import DeadlineBackend
from sagemaker_train.transport.endpoint import flaw, on_this_machine

IDLE = 32
"""Connections kept open between requests."""

IDLE_SECONDS = 30.0
"""A connection that has been idle for longer is likely to be closed by the service."""


def opener(url: str, ca_bundle: str | None) -> Callable[[], httpcore.ConnectionInterface]:
    """
    Opens connections to an address for blocking use; a proxy of the environment is respected.

    Raises:
        ConfigurationError: The file of authorities cannot be loaded, or the proxy is none.
    """
    options = _options(url, ca_bundle, network_backend=DeadlineBackend())
    proxy, origin = usable(proxy_for(url)), core_url(url).origin
    pool: httpcore.ConnectionPool
    if proxy is None:
        pool = httpcore.ConnectionPool(**options)
    elif proxy.startswith("socks"):
        pool = httpcore.SOCKSProxy(proxy, **options)
    else:
        pool = httpcore.HTTPProxy(without_login(proxy), proxy_auth=login(proxy), **options)
    return lambda: pool.create_connection(origin)


def async_opener(
    url: str, ca_bundle: str | None
) -> Callable[[], httpcore.AsyncConnectionInterface]:
    """
    The same for event loops.
    """
    options, proxy, origin = _options(url, ca_bundle), usable(proxy_for(url)), core_url(url).origin
    pool: httpcore.AsyncConnectionPool
    if proxy is None:
        pool = httpcore.AsyncConnectionPool(**options)
    elif proxy.startswith("socks"):
        pool = httpcore.AsyncSOCKSProxy(proxy, **options)
    else:
        pool = httpcore.AsyncHTTPProxy(without_login(proxy), proxy_auth=login(proxy), **options)
    return lambda: pool.create_connection(origin)


def _options(url: str, ca_bundle: str | None, **more: Any) -> dict[str, Any]:
    context = trust(ca_bundle) if url.startswith("https:") else None
    return {"ssl_context": context, "keepalive_expiry": IDLE_SECONDS, **more}


@lru_cache(maxsize=16)
def core_url(url: str) -> httpcore.URL:
    """
    A URL taken apart once.
    """
    return httpcore.URL(url)


def proxy_for(url: str) -> str | None:
    """
    The proxy of the environment for an address, ``NO_PROXY`` respected.

    There is none to this machine: what a proxy would call by that name is the proxy's own.
    """
    if on_this_machine(url):
        return None
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


def usable(proxy: str | None) -> str | None:
    """
    A proxy of the environment, if connections can be opened through it.

    Raises:
        ConfigurationError: They cannot.
    """
    if proxy is None:
        return None
    problem = flaw(proxy, "http", "https", "socks5", "socks5h")
    if problem is None and proxy.startswith("socks") and find_spec("socksio") is None:
        problem = "a SOCKS proxy needs socksio; install it by pip install 'httpcore[socks]'"
    if problem is not None:
        shown = "(not shown)" if "@" in proxy else repr(proxy)
        raise ConfigurationError(
            f"the proxy of the environment {shown} cannot be used: {problem}. One looks like "
            "http://host:port; addresses in NO_PROXY are reached without it"
        )
    return proxy


def destination(url: str) -> str:
    """
    Where an address leads, for messages: the host, and the proxy on the way to it.
    """
    parts = urlsplit(without_login(url))
    through = f" through {proxy_at(url)}" if proxy_for(url) else ""
    return f"{parts.scheme}://{parts.netloc}{through}"


def proxy_at(url: str) -> str:
    """
    The proxy on the way to an address, for messages; it may be one of a client that was given.
    """
    proxy = proxy_for(url)
    return f"the proxy {without_login(proxy)}" if proxy else "the proxy"


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
