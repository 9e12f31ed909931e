"""
The operations of CloudWatch Logs that read: streams, and the lines in them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from typing import Any

from sagemaker_train.models import logs as operations
from sagemaker_train.testing.books import Books
from sagemaker_train.testing.log_streams import (
    AFTER_ALL,
    BEFORE_ALL,
    Line,
    LogStream,
    Place,
    streams,
)
from sagemaker_train.testing.log_tokens import (
    MergedPlace,
    StreamToken,
    invalid_parameter,
    opaque,
    parts_of,
)
from sagemaker_train.testing.refusals import Refusal
from sagemaker_train.testing.service import Handler

Request = Mapping[str, Any]

LOG_GROUP = "/aws/sagemaker/TrainingJobs"

MOST_STREAMS = 50
MOST_EVENTS = 10_000
MOST_BYTES = 1_048_576
OVERHEAD = 26
"""Bytes that an event counts besides its message."""


def no_such(what: str) -> Refusal:
    """
    Make the refusal for a group or stream that does not exist.
    """
    return Refusal("ResourceNotFoundException", f"The specified log {what} does not exist.")


class CloudWatchLogs:
    """
    The log group of the training jobs in the books.

    Args:
        books: Where the jobs are.
        arn_prefix: Of the group's ARN, up to the name.
        empty_pages: Begin every list and every reading with an empty page that has a token.
    """

    def __init__(self, books: Books, *, arn_prefix: str, empty_pages: bool = False) -> None:
        self.books = books
        self.empty_pages = empty_pages
        self._arn = f"{arn_prefix}{LOG_GROUP}"

    def handlers(self) -> dict[str, Handler]:
        """
        List the operations by their ``X-Amz-Target``.
        """
        table = (
            (operations.DESCRIBE_LOG_STREAMS, self.describe_streams),
            (operations.GET_LOG_EVENTS, self.get_events),
            (operations.FILTER_LOG_EVENTS, self.filter_events),
        )
        return {operation.target: Handler(operation, function) for operation, function in table}

    def _now(self) -> int:
        return int(self.books.clock.timestamp() * 1000)

    def _streams(self, request: Request, prefix: str = "") -> list[LogStream]:
        """
        The streams whose names begin in a way, by name.
        """
        group = request.get("logGroupName") or request.get("logGroupIdentifier") or ""
        job, slash, _ = prefix.partition("/")
        now = self._now()
        found = [
            stream
            for record in self.books.ever()
            if record.name == job or (not slash and record.name.startswith(job))
            for stream in streams(record, now)
            if stream.name.startswith(prefix)
        ]
        # The group comes into being with the first stream that is written to.
        if group.removeprefix("arn:").rpartition("log-group:")[2] != LOG_GROUP or not (
            found or any(streams(record, now) for record in self.books.ever())
        ):
            raise no_such("group")
        return sorted(found, key=lambda stream: stream.name)

    def describe_streams(self, request: Request) -> dict[str, Any]:
        """
        DescribeLogStreams.
        """
        prefix = request.get("logStreamNamePrefix") or ""
        by_time = request.get("orderBy") == "LastEventTime"
        if by_time and prefix:
            raise invalid_parameter("Cannot order by LastEventTime with a logStreamNamePrefix.")
        now, found = self._now(), self._streams(request, prefix)
        if by_time:
            found.sort(key=lambda stream: (_last(stream, now), stream.name))
        if request.get("descending"):
            found.reverse()
        size = request.get("limit") or MOST_STREAMS
        first = self._first(request, found)
        page = found[first : first + size] if first >= 0 else []
        answer: dict[str, Any] = {"logStreams": [self._described(s, now) for s in page]}
        if first < 0:
            answer["nextToken"] = opaque("")
        elif first + size < len(found):
            answer["nextToken"] = opaque(page[-1].name)
        return answer

    def _first(self, request: Request, found: list[LogStream]) -> int:
        """
        The place of the first stream of a page; -1 for a page that is to be empty.
        """
        token = request.get("nextToken")
        if token is None:
            return -1 if self.empty_pages and found else 0
        last = parts_of(token)[-1:]
        names = [[stream.name] for stream in found]
        return names.index(last) + 1 if last in names else 0

    def _described(self, stream: LogStream, now: int) -> dict[str, Any]:
        described: dict[str, Any] = {
            "logStreamName": stream.name,
            "creationTime": stream.start,
            "arn": f"{self._arn}:log-stream:{stream.name}",
            "storedBytes": 0,
        }
        if (first := next(stream.read(BEFORE_ALL, now), None)) is not None:
            described["firstEventTimestamp"] = first.place[0]
            described["lastEventTimestamp"] = _last(stream, now)
            described["lastIngestionTime"] = _last(stream, now)
            described["uploadSequenceToken"] = "0"
        return described

    def _stream(self, request: Request) -> LogStream:
        name = request["logStreamName"]
        found = self._streams(request, name)
        if not found or found[0].name != name:
            raise no_such("stream")
        return found[0]

    def get_events(self, request: Request) -> dict[str, Any]:
        """
        GetLogEvents: a page forward or backward, and tokens for both directions.

        At the end of a stream a token comes back as it was given.
        """
        now = self._now()
        stream = self._stream(request)
        start, end = request.get("startTime") or 0, request.get("endTime") or AFTER_ALL[0]
        given = request.get("nextToken")
        token = None if given is None else StreamToken.read(given, now / 1000)
        forward = token.forward if token else bool(request.get("startFromHead"))
        limit = request.get("limit") or MOST_EVENTS
        if token is None and self.empty_pages:
            place: Place = BEFORE_ALL if forward else AFTER_ALL
            lines: list[Line] = []
        elif forward:
            place = token.place if token else BEFORE_ALL
            behind = (line for line in stream.read(max(place, (start, -1)), now))
            lines = _page((line for line in behind if line.place[0] < end), limit)
        else:
            place = token.place if token else AFTER_ALL
            before = (line for line in stream.read_back(min(place, (end, -1)), now))
            lines = _page((line for line in before if line.place[0] >= start), limit)[::-1]
        issued = now // 1000
        if lines:
            first, last = lines[0].place, lines[-1].place
        else:  # the line where it stands is behind one token and before the other
            moment, number = place
            first = (moment, number + 1) if forward else place
            last = place if forward else (moment, number - 1)
        ahead, back = (
            StreamToken(True, last, issued).write(),
            StreamToken(False, first, issued).write(),
        )
        if given is not None and not lines:
            ahead, back = (given, back) if forward else (ahead, given)
        return {
            "events": [_event(line) for line in lines],
            "nextForwardToken": ahead,
            "nextBackwardToken": back,
        }

    def filter_events(self, request: Request) -> dict[str, Any]:
        """
        FilterLogEvents: lines of many streams by time. Patterns are words that must all be there.
        """
        now = self._now()
        wanted = request.get("logStreamNames")
        found = self._streams(request, request.get("logStreamNamePrefix") or "")
        chosen = [stream for stream in found if wanted is None or stream.name in wanted]
        words = (request.get("filterPattern") or "").replace('"', " ").split()
        start, end = request.get("startTime") or 0, request.get("endTime") or AFTER_ALL[0]
        after = MergedPlace.read(request.get("nextToken"))
        merged = heapq.merge(*(_keyed(stream, start, now) for stream in chosen))
        limit = request.get("limit") or MOST_EVENTS
        events: list[dict[str, Any]] = []
        more = False
        last = after
        for key, line in merged:
            fits = key.moment <= end and all(word in line.text for word in words)
            if key <= after or not fits:
                continue
            if len(events) == limit:
                more = True
                break
            last = key
            number = f"{key.moment}{key.number}"
            events.append({"logStreamName": key.stream, "eventId": number, **_event(line)})
        answer: dict[str, Any] = {"events": events, "searchedLogStreams": []}
        if more:
            answer["nextToken"] = opaque(*last)
        return answer


def _keyed(stream: LogStream, start: int, now: int) -> Iterator[tuple[MergedPlace, Line]]:
    for line in stream.read((start, -1), now):
        yield MergedPlace(line.place[0], stream.name, line.place[1]), line


def _last(stream: LogStream, now: int) -> int:
    newest = next(stream.read_back(AFTER_ALL, now), None)
    return stream.start if newest is None else newest.place[0]


def _event(line: Line) -> dict[str, Any]:
    return {
        "timestamp": line.place[0],
        "message": line.text,
        "ingestionTime": line.readable,
    }


def _page(lines: Iterator[Line], limit: int) -> list[Line]:
    """
    As many lines as a page holds.
    """
    page: list[Line] = []
    size = 0
    for line in lines:
        size += len(line.text.encode()) + OVERHEAD
        if len(page) == limit or size > MOST_BYTES:
            break
        page.append(line)
    return page
