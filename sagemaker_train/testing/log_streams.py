"""
The log streams of a job: which there are at a moment, and which lines can be read.

Nothing is stored. A stream follows from the life of its job and the plan of its logs, as the job
itself does, so that logs of weeks cost nothing until they are read.
"""

from __future__ import annotations

import heapq
import itertools
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple
from weakref import WeakKeyDictionary

from sagemaker_train.models.enums import SecondaryStatus, TrainingJobStatus
from sagemaker_train.testing.books import JobRecord
from sagemaker_train.testing.life import INTERNAL_ERROR, Phase
from sagemaker_train.testing.log_plan import Facts, LogLine, LogPlan
from sagemaker_train.testing.members import elements, structure

Place = tuple[int, int]
"""Where a line stands in its stream: epoch milliseconds, and a number between equals."""

BEFORE_ALL: Place = (-1, -1)
AFTER_ALL: Place = (10**15, 0)
"""Behind every line: tens of thousands of years."""

EXTRA = 10**9
"""From which number on the lines count that are written at moments of their own."""


class Line(NamedTuple):
    """
    A line that can be read.
    """

    place: Place
    text: str
    readable: int
    """Since when it can be read (epoch milliseconds)."""


class Node(NamedTuple):
    """
    An instance of a job.
    """

    number: int
    """From 1, over all instance groups."""
    group: str
    """The name of its instance group; empty without groups."""
    instance_type: str

    @property
    def name(self) -> str:
        """
        What its container is called.
        """
        return f"algo-{self.number}"


def nodes(record: JobRecord) -> list[Node]:
    """
    List the instances of a job; of several groups, in the order of the groups.
    """
    resources = structure(record.request, "ResourceConfig")
    found: list[Node] = []
    for group in elements(resources, "InstanceGroups") or [resources]:
        for _ in range(group.get("InstanceCount") or 1):
            name, kind = group.get("InstanceGroupName", ""), group.get("InstanceType", "")
            found.append(Node(len(found) + 1, name, kind))
    return found


class Attempt(NamedTuple):
    """
    A stretch in which the containers of a job run.
    """

    number: int
    """From 1."""
    start: float
    end: float
    ended: Literal["done", "failed", "cut"]


def attempts(record: JobRecord) -> list[Attempt]:
    """
    List the attempts at training in the life of a job, the future included.
    """
    found: list[Attempt] = []
    for phase, after in itertools.pairwise(record.life):
        if phase.secondary is not SecondaryStatus.TRAINING:
            continue
        ended: Literal["done", "failed", "cut"] = "cut"
        if after.secondary is SecondaryStatus.FAILED and after.reason != INTERNAL_ERROR:
            ended = "failed"  # a broken instance has no last words
        elif (after.primary, after.secondary) == (
            TrainingJobStatus.IN_PROGRESS,
            SecondaryStatus.UPLOADING,
        ):
            ended = "done"
        found.append(Attempt(len(found) + 1, phase.start, phase.end, ended))
    return found


class LogStream:
    """
    What one container writes in one attempt.

    Args:
        record: The job.
        node: Whose container.
        attempt: Which attempt.
        epoch: The number at the end of the stream's name.
    """

    def __init__(self, record: JobRecord, node: Node, attempt: Attempt, epoch: int) -> None:
        plan = record.plan.logs
        self.node = node
        self.attempt = attempt
        self.name: str = f"{record.name}/{node.name}-{epoch}"
        start = attempt.start + plan.stagger * (node.number - 1)
        self.start: int = int(start * 1000)
        self._end = int(attempt.end * 1000)
        self._job = record.name
        self._plan = plan
        self._every = int(plan.every * 1000)
        running = self._end - self.start
        self._repeated = max(0, math.ceil(running / self._every) - 1) if self._every else 0
        self._ending = {"done": plan.closing, "failed": plan.last_words, "cut": ()}[attempt.ended]
        self._extra = sorted(self._moments(plan))

    def _moments(self, plan: LogPlan) -> Iterator[tuple[int, int, LogLine]]:
        for number, line in enumerate(plan.lines):
            fits = line.node in (None, self.node.name) and line.attempt in (
                None,
                self.attempt.number,
            )
            moment = self.start + int(line.after * 1000)
            if fits and moment <= self._end:
                yield moment, EXTRA + number, line

    def __len__(self) -> int:
        """
        Count what is written by plan, the future included, without the lines of their own.
        """
        return len(self._plan.opening) + self._repeated + len(self._ending)

    def _moment(self, index: int) -> int:
        """
        When a planned line is written (epoch milliseconds).
        """
        first = len(self._plan.opening)
        if index < first:
            return min(self.start + index, self._end)
        if index < first + self._repeated:
            return self.start + self._every * (index - first + 1)
        return self._end + index - first - self._repeated

    def _planned(self, index: int) -> Line:
        first, moment = len(self._plan.opening), self._moment(index)
        step = min(max(index - first + 1, 0), self._repeated)
        if index < first:
            text = self._plan.opening[index]
        elif index < first + self._repeated:
            text = self._plan.repeated
        else:
            text = self._ending[index - first - self._repeated]
        readable = moment + int(self._plan.delay * 1000)
        return Line((moment, index), self._filled(text, step, moment), readable)

    def _own(self, moment: int, number: int, line: LogLine) -> Line:
        delay = self._plan.delay if line.delay is None else line.delay
        readable = moment + int(delay * 1000)
        return Line((moment, number), self._filled(line.text, 0, moment), readable)

    def _filled(self, text: str, step: int, moment: int) -> str:
        facts = Facts(
            job=self._job,
            node=self.node.name,
            number=self.node.number,
            group=self.node.group,
            attempt=self.attempt.number,
            step=step,
            loss=2.5 / (1 + 0.1 * step),
            progress=(moment - self.start) / max(1, self._end - self.start),
        )
        return text.format(**facts)

    def born(self, now: int) -> bool:
        """
        Tell whether the stream is there at a moment (epoch milliseconds).
        """
        return self.start < self._end and self.start + int(self._plan.delay * 1000) <= now

    def read(self, after: Place, now: int) -> Iterator[Line]:
        """
        Give the lines behind a place that can be read at a moment, in their order.
        """
        first = bisect_right(range(len(self)), after, key=self._place)
        extra = self._extra[bisect_right(self._extra, after, key=_place_of) :]
        return self._readable(range(first, len(self)), extra, now, reverse=False)

    def read_back(self, before: Place, now: int) -> Iterator[Line]:
        """
        Give the lines before a place that can be read at a moment, the last one first.
        """
        end = bisect_left(range(len(self)), before, key=self._place)
        # From the last that can be read: the future may be long.
        last = bisect_right(range(end), now - int(self._plan.delay * 1000), key=self._moment)
        extra = self._extra[: bisect_left(self._extra, before, key=_place_of)]
        return self._readable(reversed(range(last)), reversed(extra), now, reverse=True)

    def _place(self, index: int) -> Place:
        return self._moment(index), index

    def _readable(
        self,
        planned: Iterable[int],
        extra: Iterable[tuple[int, int, LogLine]],
        now: int,
        *,
        reverse: bool,
    ) -> Iterator[Line]:
        lines: Iterator[Line] = (self._planned(index) for index in planned)
        if not reverse:
            lines = itertools.takewhile(lambda line: line.readable <= now, lines)
        own = (self._own(*entry) for entry in extra)
        both = heapq.merge(lines, own, key=lambda line: line.place, reverse=reverse)
        return (line for line in both if line.readable <= now)


def _place_of(entry: tuple[int, int, LogLine]) -> Place:
    return entry[0], entry[1]


_KNOWN: WeakKeyDictionary[JobRecord, tuple[tuple[Phase, ...], list[LogStream]]] = (
    WeakKeyDictionary()
)


def streams(record: JobRecord, now: int) -> list[LogStream]:
    """
    List the streams of a job that are there at a moment (epoch milliseconds), by attempt and node.
    """
    known = _KNOWN.get(record)
    if known is None or known[0] is not record.life:  # a stop changes what is to come
        known = _KNOWN[record] = record.life, _all_streams(record)
    return [stream for stream in known[1] if stream.born(now)]


def _all_streams(record: JobRecord) -> list[LogStream]:
    found: list[LogStream] = []
    instances = nodes(record)
    epoch = 0
    for attempt in attempts(record):
        # Two attempts within a second are two streams all the same.
        epoch = max(int(attempt.start), epoch + 1)
        found += [LogStream(record, node, attempt, epoch) for node in instances]
    return found
