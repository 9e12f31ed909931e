"""
One log stream, read to where it ends for now, again and again.

CloudWatch says where a reading stands by a token. A token is good for a day, lines that arrive late
are put behind it, and events have no number. So the last minutes that were read are remembered:
after the loss of a token, and now and then for the late lines, the reading begins a little earlier
and leaves out what was told.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import attrs

from sagemaker_train.checks.secrets import mask_text
from sagemaker_train.errors import ResourceNotFoundError, ValidationError
from sagemaker_train.jobs.patience import Patience
from sagemaker_train.jobs.steps import Steps
from sagemaker_train.models.logs import (
    GET_LOG_EVENTS,
    GetLogEventsRequest,
    GetLogEventsResponse,
    OutputLogEvent,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

REMEMBERED = 300_000
"""Milliseconds before the newest line that are remembered, of a stream that is not too busy."""

ALWAYS_REMEMBERED = 10_000
"""The same of any stream."""

MOST_LINES = 10_000
"""What GetLogEvents gives at most (API reference), and what is remembered of a busy stream, so that
it is read again with one call."""

MOST_EMPTY_PAGES = 20
"""Empty pages in a row after which a stream is left for this round. Without a bound, reading a
stream whose lines have expired would not end: each empty page has a new token."""

MOST_TOKENS_LOST = 3
"""Refused tokens within one round that are made up for."""

_STREAM = re.compile(r"(?P<node>.+?)-(?P<epoch>\d{9,})")


@attrs.frozen(kw_only=True)
class LogEvent:
    """
    A line that a container wrote. ``str(event)`` is the line with its time and node.
    """

    timestamp: datetime
    """When it was written, in UTC."""
    message: str
    """The line without its line break."""
    node: str
    """Which container wrote it: ``algo-1``."""
    stream: str
    """The log stream: ``<job>/algo-1-<epoch seconds>``; another one for each attempt."""
    ingested_at: datetime | None = None
    """When CloudWatch received it, in UTC."""

    def __str__(self) -> str:
        moment = self.timestamp.astimezone(UTC)
        milliseconds = moment.microsecond // 1000
        return f"{moment:%Y-%m-%d %H:%M:%S}.{milliseconds:03}Z {self.node} {self.message}"

    def __repr__(self) -> str:
        return (
            f"LogEvent({self.timestamp.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z, {self.stream!r},"
            f" {mask_text(self.message)!r})"
        )


def node_of(stream: str) -> str:
    """
    The container that a stream belongs to: ``algo-1`` of ``my-job/algo-1-1700000000``.
    """
    rest = stream.partition("/")[2]
    match = _STREAM.fullmatch(rest)
    return match["node"] if match else rest


def birth_of(stream: str) -> tuple[int, str, int]:
    """
    A sort key by which streams stand as they began, then by the number of their container.
    """
    match = _STREAM.fullmatch(stream.partition("/")[2])
    node = node_of(stream)
    word, _, number = node.rpartition("-")
    epoch = int(match["epoch"]) if match else 0
    return (epoch, word, int(number)) if number.isdecimal() else (epoch, node, 0)


_Mark: TypeAlias = tuple[int, int]
"""What is remembered of a line: its milliseconds and the hash of its text, which may be long."""


def _mark(line: OutputLogEvent) -> _Mark:
    return line.timestamp or 0, hash(line.message)


class LogStreamReader:
    """
    Reads a stream from where it stands.

    Args:
        group: The log group.
        name: The stream.
        patience: With trouble.
        start: The earliest line wanted, in epoch milliseconds.
        tell: Tells a line.
    """

    def __init__(
        self,
        group: str,
        name: str,
        patience: Patience,
        start: int | None,
        tell: Callable[[LogEvent], Steps[None]],
    ) -> None:
        self.name = name
        self.node: str = node_of(name)
        self.birth: tuple[int, str, int] = birth_of(name)
        self.quiet_rounds: int = 0
        """How often in a row it had nothing to say."""
        self._group = group
        self._patience = patience
        self._start = start
        self._restart = start
        """The earliest line wanted after the loss of the token."""
        self._token: str | None = None
        self._newest = 0
        self._forgotten = -1
        """The newest moment of which not every line is remembered any more."""
        self._tell = tell
        self._recent: deque[_Mark] = deque()
        self._repeats: Counter[_Mark] = Counter()

    def read_on(self) -> Steps[bool]:
        """
        Tell what has come since the last time; return whether there was anything.

        Raises:
            ApiError: CloudWatch refuses, and not for a reason that passes.
        """
        spoke, empty, lost = False, 0, 0
        while empty < MOST_EMPTY_PAGES:
            try:
                page = yield from self._page(self._token, MOST_LINES)
            except ResourceNotFoundError:
                break
            except ValidationError:
                if self._token is None or lost == MOST_TOKENS_LOST:
                    raise
                lost += 1
                self.rewind()
                continue
            for line in self._new(page.events or ()):
                spoke = True
                yield from self._tell(self._event(line))
            at_end = page.next_forward_token in (None, self._token)
            self._token = page.next_forward_token or self._token
            if at_end:
                break
            empty = 0 if page.events else empty + 1
        self._repeats.clear()
        self.quiet_rounds = 0 if spoke else self.quiet_rounds + 1
        return spoke

    def read_last(self, count: int) -> Steps[list[LogEvent]]:
        """
        Return the last lines, oldest first, and stand behind them.
        """
        lines: list[OutputLogEvent] = []
        token: str | None = None
        empty = 0
        while empty < MOST_EMPTY_PAGES:
            limit = min(max(count - len(lines), 1), MOST_LINES)
            try:
                page = yield from self._page(token, limit, backward=True)
            except ResourceNotFoundError:
                break
            lines = [*(page.events or ()), *lines]
            self._token = self._token or page.next_forward_token
            if len(lines) >= count or page.next_backward_token in (None, token):
                break
            token = page.next_backward_token
            empty = 0 if page.events else empty + 1
        self._remember(lines)
        if lines and len(lines) >= count:
            # What was passed over is not wanted later either.
            self._restart = (lines[0].timestamp or 0) + 1
        return [self._event(line) for line in lines][max(0, len(lines) - count) :]

    def rewind(self) -> None:
        """
        Stand a little before the newest line; what was told is not told again.
        """
        if self._token is None:
            return
        self._token = None
        self._repeats = Counter(self._recent)
        self._start = self._restart
        if self._recent:
            self._start = max(self._restart or 0, self._newest - REMEMBERED, self._forgotten + 1)

    def _page(
        self, token: str | None, limit: int, *, backward: bool = False
    ) -> Steps[GetLogEventsResponse]:
        request = GetLogEventsRequest(
            log_group_name=self._group,
            log_stream_name=self.name,
            start_time=self._start,
            start_from_head=not backward,
            next_token=token,
            limit=limit,
        )
        page: GetLogEventsResponse = yield from self._patience.ask(GET_LOG_EVENTS, request)
        return page

    def _new(self, lines: Iterable[OutputLogEvent]) -> list[OutputLogEvent]:
        new: list[OutputLogEvent] = []
        for line in lines:
            mark = _mark(line)
            if self._repeats[mark] > 0:
                self._repeats[mark] -= 1
            else:
                new.append(line)
        self._remember(new)
        return new

    def _remember(self, lines: Iterable[OutputLogEvent]) -> None:
        for line in lines:
            self._newest = max(self._newest, line.timestamp or 0)
            self._recent.append(_mark(line))
        while self._recent and self._may_be_forgotten(self._recent[0]):
            moment, _ = self._recent.popleft()
            self._forgotten = max(self._forgotten, moment)

    def _may_be_forgotten(self, mark: _Mark) -> bool:
        age = self._newest - mark[0]
        return age > (REMEMBERED if len(self._recent) <= MOST_LINES else ALWAYS_REMEMBERED)

    def _event(self, line: OutputLogEvent) -> LogEvent:
        received = line.ingestion_time
        return LogEvent(
            timestamp=_moment(line.timestamp if line.timestamp is not None else received or 0),
            message=(line.message or "").rstrip("\r\n"),
            node=self.node,
            stream=self.name,
            ingested_at=None if received is None else _moment(received),
        )


def _moment(milliseconds: int) -> datetime:
    # Not fromtimestamp: that rounds through a float.
    return EPOCH + timedelta(milliseconds=milliseconds)
