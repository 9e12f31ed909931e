"""
What the exceptions of HTTP libraries mean for a request.

None of them gets further than this: a request that has no answer has a ``NoResponse``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from sagemaker_train.errors import ConfigurationError
from sagemaker_train.transport.connections import destination, proxy_at
from sagemaker_train.transport.http import NoResponse

LATE = "the answer took longer than the call may take"

REASONS: dict[str, Literal["connect", "proxy", "timeout", "broken"]] = {
    "ConnectError": "connect",
    "ConnectTimeout": "connect",
    "PoolTimeout": "connect",
    "ProxyError": "proxy",
    "TimeoutException": "timeout",
    "NetworkError": "broken",
    "ProtocolError": "broken",
    "HTTPError": "broken",
    "SSLCertVerificationError": "connect",
    "ClientConnectorError": "connect",
    "ConnectionTimeoutError": "connect",
    "ServerTimeoutError": "timeout",
    "ClientError": "broken",
    "UnicodeError": "connect",
    "OSError": "broken",
}
"""
Exceptions by name: those of httpcore, of httpx and of its successor mean the same; ``HTTPError``
holds what a given client raises besides, in its hooks and decoders. Then come aiohttp's, and last
Python's own; older httpcores let them through under asyncio.
"""


def no_response(error: Exception, url: str, *, begun: bool = True) -> NoResponse:
    """
    What an exception of an HTTP client means. One that means nothing here goes on its way.

    Args:
        error: The exception.
        url: Where the request was to go.
        begun: Whether any of its body may have left.
    """
    if isinstance(error, ConfigurationError):
        return NoResponse("unsent", str(error), error)
    if type(error) is TimeoutError:  # of the whole call
        if begun:
            return NoResponse("timeout", LATE, error)
        late = f"no connection to {destination(url)} within the time that the call may take"
        return NoResponse("connect", late, error)
    for cls in type(error).__mro__:
        if reason := REASONS.get(cls.__name__):
            if reason == "connect" and _was_connected(error):
                reason = "broken"
            said = said_by(error) or type(error).__name__
            # It refuses what it will refuse again (403, 407); or it could not connect itself.
            if reason == "proxy" and re.match(r"4\d\d\b", said):
                return NoResponse(reason, f"{proxy_at(url)} refused the connection: {said}", error)
            reason = "connect" if reason == "proxy" else reason
            what = WHAT_HAPPENED[reason].format(destination(url))
            advice = "; is the region right?" if _is_unknown_host(error) else ""
            return NoResponse(reason if begun else "connect", f"{what} ({said}){advice}", error)
    raise error


WHAT_HAPPENED = {
    "connect": "could not connect to {}",
    "timeout": "no answer in time from {}",
    "broken": "the connection to {} broke",
}


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


def _is_unknown_host(error: Exception) -> bool:
    names = {type(one).__name__ for one in causes(error)}
    return bool(names & {"gaierror", "ClientConnectorDNSError"})


def said_by(error: BaseException) -> str:
    """
    The first words in the chain of causes; some libraries wrap what happened without any.
    """
    return next((" ".join(str(one).split())[:200] for one in causes(error) if str(one)), "")


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """
    An exception, what it was raised from, and so on.
    """
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
