"""
HTTP as values: what an exchange asks for and what it is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple


class HttpRequest(NamedTuple):
    """
    A request, not yet signed. Header names are lower-case.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


class HttpResponse(NamedTuple):
    """
    A complete answer. Header names are lower-case.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class NoResponse(NamedTuple):
    """
    Why there is no answer.
    """

    reason: Literal["connect", "timeout", "broken", "deadline", "other"]
    """
    ``connect`` and ``deadline``: nothing was sent. Otherwise the service may have carried the
    request out.
    """
    message: str
    cause: BaseException | None = None
