"""
HTTP as values: what an exchange asks for and what it is told.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, NamedTuple


class HttpRequest(NamedTuple):
    """
    A request, not yet signed. Header names are lower-case.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""

    def __repr__(self) -> str:
        # Tools that report errors show the variables of every frame: no token, signature or value.
        return f"HttpRequest({self.method!r}, {self.url!r}, {len(self.body)} bytes)"


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

    reason: Literal[
        "connect", "proxy", "deadline", "unrenewed", "unsent", "timeout", "broken", "interrupted"
    ]
    """
    ``unrenewed``: the credentials that were refused are the newest. ``unsent`` and ``interrupted``:
    what is in ``cause``, such as Ctrl-C, came in between before or while the request was sent.
    """
    message: str
    cause: BaseException | None = None

    @property
    def sent(self) -> bool:
        """
        Whether the service may have got the request, and carried it out.
        """
        return self.reason in ("timeout", "broken", "interrupted")


def asked_to_wait(response: HttpResponse) -> float | None:
    """
    Seconds of ``x-amz-retry-after`` (milliseconds) or ``Retry-After`` (seconds, or a date).
    """
    headers = response.headers
    for name, unit in (("x-amz-retry-after", 0.001), ("retry-after", 1.0)):
        text = headers.get(name, "").strip()
        if re.fullmatch(r"\d+(\.\d*)?", text, re.ASCII):
            return float(text) * unit
    moment = _seconds(headers.get("retry-after", "").strip())
    return None if moment is None else max(0.0, moment - (server_time(response) or time.time()))


MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
DATE = re.compile(r"\w{3}, (\d\d) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT")


def server_time(response: HttpResponse) -> float | None:
    """
    The time of the ``Date`` header as epoch seconds.
    """
    return _seconds(response.headers.get("date", ""))


def _seconds(date: str) -> float | None:
    """
    A date of a header as epoch seconds.

    HTTP allows one form (RFC 9110, IMF-fixdate), so that no mail library is needed to read it.
    """
    found = DATE.fullmatch(date)
    if found is None or found[2] not in MONTHS:
        return None
    month = MONTHS.index(found[2]) + 1
    day, year, hour, minute, second = map(int, found.group(1, 3, 4, 5, 6))
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return moment.timestamp()
