"""
The log lines of a job, from as many streams as it has, while it runs or long after.

CloudWatch has a stream for each container: ``<job>/algo-<n>-<epoch seconds>`` in the log group
``/aws/sagemaker/TrainingJobs``. An attempt after a Spot interruption or a retry opens new ones, so
streams are looked for again in every round. A group or stream that does not exist means that
nothing was written yet.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime

from sagemaker_train.errors import ResourceNotFoundError
from sagemaker_train.jobs.events import JobEvent, Transitions, look
from sagemaker_train.jobs.log_streams import LogEvent, LogStreamReader, node_of
from sagemaker_train.jobs.patience import APPEARING, FIRST_LIMIT, Patience
from sagemaker_train.jobs.statuses import OVER
from sagemaker_train.jobs.steps import Pause, Steps, Tell
from sagemaker_train.jobs.times import check_count, check_moment
from sagemaker_train.models.logs import (
    DESCRIBE_LOG_STREAMS,
    DescribeLogStreamsRequest,
    DescribeLogStreamsResponse,
)
from sagemaker_train.models.responses import DescribeTrainingJobResponse
from sagemaker_train.paging import following

LOG_GROUP = "/aws/sagemaker/TrainingJobs"

STREAMS_A_PAGE = 50
"""What DescribeLogStreams gives at most (API reference)."""

QUICK, SLOW = 2.0, 30.0
"""Seconds between two rounds at least and at most."""

SHARE = 0.05
"""The part of a silence after which the next round comes."""

LOOK = 5.0
"""Seconds between two looks at the job."""

READS_A_SECOND = 10.0
"""Streams read in a second at most: GetLogEvents is throttled at 25 calls (service quotas), and
others of the account read as well."""

LOOK_BACK = 120.0
"""Seconds between two looks at what was read already: lines arrive behind it, too. With the five
minutes that a reader remembers, a line may be three minutes late."""

DRAIN = 20.0
"""Seconds of silence after a job's end until its last lines are taken to be there."""

LATE = 600.0
"""Seconds after a job's end when no line is on its way any more."""

MANY = 20
"""Streams up to which each one is read in every round; of more, silent ones less often."""

RAREST = 8
"""Rounds after which a stream is read at the latest, however silent."""

SLACK = 60.0
"""Seconds before its creation that a job's streams and lines may bear, as clocks differ."""


def read_logs(
    name: str,
    *,
    follow: bool = False,
    since: datetime | None = None,
    tail: int | None = None,
    node: str | None = None,
    events: bool = False,
    known_to_exist: bool = False,
    patience: Patience | None = None,
    now: Callable[[], float] = time.time,
) -> Steps[None]:
    """
    Tell a ``LogEvent`` for each line that the containers of a job wrote.

    Lines of a stream come in its order, none twice and none left out. Of several streams, those
    that began first come first; while following, each round of reading takes them in turn.

    CloudWatch may get a line after newer ones of its stream. It is told after those if it is three
    minutes late at most; of a stream that has written more than 10,000 lines since, ten seconds.

    Args:
        name: Of the job. Logs of a deleted job are read as long as CloudWatch keeps them.
        follow: Whether to go on until the job is over and its streams have been silent for
            20 seconds, as lines arrive late.
        since: The earliest lines wanted, aware.
        tail: How many of the last lines to begin with, of all nodes together; of one node with
            ``node``. Lines that come later, if followed, are told in full.
        node: ``algo-2`` for the lines of one container; every attempt of it.
        events: Whether to tell a ``JobEvent`` for what happens to the job, each before the first
            line that is newer.
        known_to_exist: Whether the service itself said so, which may not know of it everywhere yet.
        patience: With trouble.
        now: Epoch seconds.

    Raises:
        TypeError: ``since`` is not a ``datetime``, or ``tail`` not a whole number.
        ConfigurationError: ``since`` has no time zone, or ``tail`` is negative.
        ResourceNotFoundError: There is no such job, and no log of one.
    """
    check_moment(since, "since")
    check_count(tail, "tail", 0)
    patience = patience or Patience(first_limit=FIRST_LIMIT)
    grace = APPEARING if known_to_exist else 0.0
    reader = LogReader(name, since, node, patience, now, grace)
    return reader.read(follow, tail, events)


class LogReader:
    """
    One reading of a job's logs.

    Args:
        name: Of the job.
        since: The earliest lines wanted.
        node: The only one wanted.
        patience: With trouble.
        now: Epoch seconds.
        grace: Seconds that the job may be unknown to the service.
    """

    def __init__(
        self,
        name: str,
        since: datetime | None,
        node: str | None,
        patience: Patience,
        now: Callable[[], float],
        grace: float,
    ) -> None:
        self._name = name
        self._since = since
        self._node = node
        self._patience = patience
        self._now = now
        self._grace = grace
        self._streams: dict[str, LogStreamReader] = {}
        self._transitions = Transitions()
        self._events: deque[tuple[int, JobEvent]] = deque()
        """What is still to be told, and in which round it was noticed."""
        self._job: DescribeTrainingJobResponse | None = None
        self._gone: ResourceNotFoundError | None = None

    def read(self, follow: bool, tail: int | None, events: bool) -> Steps[None]:
        """
        Go round: look at the job, look for streams, read them; until there is no more to come.
        """
        silent, number, unseen, ahead = 0.0, 0, LOOK, 0.0
        while True:
            if not self._over() and unseen >= LOOK:
                # Before the reading: what a job wrote until it was over is read after.
                news = yield from self._look()
                if events:
                    self._events.extend((number, event) for event in news)
                unseen = 0.0
                silent = 0.0 if self._over() else silent
                follow = follow and not (number == 0 and self._long_over)
            yield from self._find_streams()
            if tail is not None and number == 0:
                yield from self._read_tail(tail)
            if ahead >= LOOK_BACK:
                self._rewind()
                ahead = 0.0
            due = list(self._due(number, all_of_them=self._over() or not follow))
            spoke = yield from self._read_round(due)
            silent = 0.0 if spoke else silent
            if not follow or (self._over() and self._never_ran):
                break
            if self._over() and silent >= DRAIN:
                self._rewind()
                yield from self._read_round(list(self._streams.values()))
                break
            yield from self._tell_events(number)
            pause = min(max(QUICK, SHARE * silent), SLOW) * (0.8 + 0.4 * self._patience.draw())
            pause = max(pause, len(due) / READS_A_SECOND)
            yield Pause(pause)
            number += 1
            silent, unseen, ahead = silent + pause, unseen + pause, ahead + pause
        for _, event in self._events:
            yield Tell(event)
        if self._gone is not None and self._job is None and not self._streams:
            raise self._gone

    # The job

    def _over(self) -> bool:
        job = self._job
        return self._gone is not None or (job is not None and job.training_job_status in OVER)

    @property
    def _long_over(self) -> bool:
        """
        Whether no line can be on its way any more.
        """
        job = self._job
        ended = None if job is None else job.training_end_time or job.last_modified_time
        if job is None or ended is None:
            return self._gone is not None
        return self._over() and self._now() - ended.timestamp() > LATE

    @property
    def _never_ran(self) -> bool:
        """
        Whether no container was ever started that could have written something.
        """
        return self._job is None or (self._job.training_start_time is None and not self._streams)

    def _look(self) -> Steps[list[JobEvent]]:
        """
        Return what happened to the job since the last look.
        """
        try:
            self._job = yield from look(self._name, self._patience, self._grace)
        except ResourceNotFoundError as error:
            self._gone = error
            return list(self._transitions.deleted()) if self._job is not None else []
        self._grace = 0.0
        return list(self._transitions.news(self._job))

    def _created(self) -> float | None:
        """
        The time before which nothing is this job's (epoch seconds).

        A deleted job of the same name may have left streams. And asking for a stretch of time
        saves CloudWatch from answering with empty pages.
        """
        created = None if self._job is None else self._job.creation_time
        return None if created is None else created.timestamp() - SLACK

    # The streams

    def _find_streams(self) -> Steps[None]:
        """
        Look for streams that are new, in the order of their birth.
        """
        created = self._created()
        request: DescribeLogStreamsRequest | None = DescribeLogStreamsRequest(
            log_group_name=LOG_GROUP,
            log_stream_name_prefix=f"{self._name}/{self._node or ''}",
            limit=STREAMS_A_PAGE,
        )
        born: list[LogStreamReader] = []
        while request is not None:
            try:
                page: DescribeLogStreamsResponse = yield from self._patience.ask(
                    DESCRIBE_LOG_STREAMS, request
                )
            except ResourceNotFoundError:
                break
            for stream in page.log_streams or ():
                stream_name, made = stream.log_stream_name, stream.creation_time
                if stream_name is None or stream_name in self._streams:
                    continue
                if self._node not in (None, node_of(stream_name)):
                    continue
                if created is None or made is None or made >= created * 1000:
                    born.append(self._reader_of(stream_name))
            request = following(DESCRIBE_LOG_STREAMS, request, page)
        for reader in sorted(born, key=lambda reader: reader.birth):
            for older in self._streams.values():
                if older.node == reader.node:
                    older.quiet_rounds = RAREST  # its container has gone
            self._streams[reader.name] = reader

    def _reader_of(self, stream_name: str) -> LogStreamReader:
        bounds = (self._created(), None if self._since is None else self._since.timestamp())
        start = max((bound for bound in bounds if bound is not None), default=None)
        milliseconds = None if start is None else max(0, math.ceil(start * 1000))
        return LogStreamReader(
            LOG_GROUP, stream_name, self._patience, milliseconds, self._tell_line
        )

    def _read_tail(self, tail: int) -> Steps[None]:
        last: list[LogEvent] = []
        for reader in self._streams.values():
            lines = yield from reader.read_last(tail)
            last += lines
        last.sort(key=lambda line: line.timestamp)  # stable: the order within a stream stays
        for line in last[max(0, len(last) - tail) :]:
            yield from self._tell_line(line)

    def _read_round(self, readers: list[LogStreamReader]) -> Steps[bool]:
        spoke = False
        for reader in readers:
            spoke |= yield from reader.read_on()
        return spoke

    def _due(self, number: int, *, all_of_them: bool) -> Iterator[LogStreamReader]:
        """
        The streams to read in a round: all of a few; of many, the silent ones in turn.
        """
        readers = list(self._streams.values())
        for position, reader in enumerate(readers):
            every = min(2**reader.quiet_rounds, RAREST)
            if all_of_them or len(readers) <= MANY or (number + position) % every == 0:
                yield reader

    def _rewind(self) -> None:
        for reader in self._streams.values():
            reader.rewind()

    # What is told

    def _tell_line(self, line: LogEvent) -> Steps[None]:
        """
        Tell a line, and before it what happened to the job until then.
        """
        while self._events and self._events[0][1].timestamp <= line.timestamp:
            yield Tell(self._events.popleft()[1])
        yield Tell(line)

    def _tell_events(self, number: int) -> Steps[None]:
        """
        Tell what no older line is on its way to any more: that was noticed a round ago, or while
        there is no stream. The end waits until the last lines have come.
        """
        while self._events and not self._over():
            noticed, event = self._events[0]
            if noticed == number and self._streams:
                return
            self._events.popleft()
            yield Tell(event)
