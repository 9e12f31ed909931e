"""
The phases of a job as a picture: waiting for instances, download, training, upload, and what came
between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from html import escape
from typing import NamedTuple

from sagemaker_train.display.html import element
from sagemaker_train.display.members import items_of, part
from sagemaker_train.display.page import told
from sagemaker_train.display.style import colour
from sagemaker_train.display.text import columns_of, pad, wrap
from sagemaker_train.display.times import duration, moment_text, utc


class Kind(StrEnum):
    """
    What a job does in a phase. The values name the colours.
    """

    QUEUE = "queue"
    DOWNLOAD = "download"
    TRAIN = "train"
    UPLOAD = "upload"
    STOP = "stop"
    INTERRUPTED = "interrupted"
    OTHER = "other"


_KINDS = {
    "Pending": Kind.QUEUE,
    "Starting": Kind.QUEUE,
    "LaunchingMLInstances": Kind.QUEUE,
    "PreparingTrainingStack": Kind.QUEUE,
    "Restarting": Kind.QUEUE,
    "Downloading": Kind.DOWNLOAD,
    "DownloadingTrainingImage": Kind.DOWNLOAD,
    "Training": Kind.TRAIN,
    "Updating": Kind.TRAIN,
    "Uploading": Kind.UPLOAD,
    "Stopping": Kind.STOP,
    "Interrupted": Kind.INTERRUPTED,
}
_ENDS = frozenset({"Completed", "Failed", "Stopped", "MaxRuntimeExceeded", "MaxWaitTimeExceeded"})
_LABELS = {
    Kind.QUEUE: "Queue",
    Kind.DOWNLOAD: "Download",
    Kind.TRAIN: "Train",
    Kind.UPLOAD: "Upload",
    Kind.STOP: "Stop",
    Kind.INTERRUPTED: "Interrupted",
}

# Phases of seconds beside one of days stay visible.
_SMALLEST = 0.008
# What is still going on is drawn at least so wide.
_OPEN = 0.12


class Phase(NamedTuple):
    """
    A stretch of a job's life.
    """

    kind: Kind
    status: str
    start: datetime
    end: datetime | None
    """``None`` while it lasts."""
    message: str

    @property
    def length(self) -> timedelta:
        """
        How long it took; zero while it lasts.
        """
        return max((self.end or self.start) - self.start, timedelta())

    @property
    def label(self) -> str:
        """
        Its name for people.
        """
        return _LABELS.get(self.kind) or self.status


def phases_of(job: object, now: datetime | None = None) -> list[Phase]:
    """
    Read the phases of a described job, in order.

    Args:
        job: What Describe or Search tells, or anything with the same attributes.
        now: Until when the phase in progress is drawn. Without it that phase has no end, and what
            is drawn depends on the job alone.
    """
    read: list[Phase] = []
    steps = items_of(part(job, "secondary_status_transitions"))
    for position, step in enumerate(steps):
        status, start = told(part(step, "status")), utc(part(step, "start_time"))
        if start is None or status in _ENDS:
            continue
        end = utc(part(step, "end_time"))
        if end is None:
            # A step is over when the next one begins, whether or not the service says so.
            following = steps[position + 1] if position + 1 < len(steps) else None
            end = utc(part(following, "start_time")) or utc(part(job, "training_end_time"))
        message = told(part(step, "status_message") or "")
        if end is None:
            end = utc(now)
        read.append(Phase(_KINDS.get(status, Kind.OTHER), status, start, end, message))
    read.sort(key=lambda phase: phase.start)
    created = utc(part(job, "creation_time"))
    if read and created and created < read[0].start and read[0].kind is Kind.QUEUE:
        read[0] = read[0]._replace(start=created)
    return read


class Timeline:
    """
    A figure of phases.

    Args:
        phases: In order of time; at least one.
    """

    def __init__(self, phases: Sequence[Phase]) -> None:
        self.phases: tuple[Phase, ...] = tuple(phases)
        self.start: datetime = min(phase.start for phase in self.phases)
        ends = [phase.end or phase.start for phase in self.phases]
        self.end: datetime = max([*ends, self.start])
        self.is_open: bool = any(phase.end is None for phase in self.phases)

    def places(self) -> list[tuple[float, float]]:
        """
        Where each phase begins and how wide it is, as parts of the whole width.
        """
        whole = (self.end - self.start).total_seconds() or 1.0
        room = 1 - _OPEN if self.is_open and self.end > self.start else 1.0
        sizes = [
            _OPEN if phase.end is None
            else 0.0 if phase.kind is Kind.INTERRUPTED and not phase.length
            else max(_SMALLEST, room * phase.length.total_seconds() / whole)
            for phase in self.phases
        ]  # fmt: skip
        total = sum(sizes) or 1.0
        places: list[tuple[float, float]] = []
        left = 0.0
        for size in sizes:
            places.append((left, size / total))
            left += size / total
        return places

    def totals(self) -> list[tuple[Kind, str, str]]:
        """
        For each kind of phase, in order of appearance: kind, name, and what to say about it.
        """
        groups: dict[str, list[Phase]] = {}
        for phase in self.phases:
            groups.setdefault(phase.label, []).append(phase)
        return [(group[0].kind, label, _said(group)) for label, group in groups.items()]

    @property
    def summary(self) -> str:
        """
        The picture in words.
        """
        told = "; ".join(f"{label} {said}" for _, label, said in self.totals())
        return f"Phases from {moment_text(self.start)}: {told}"

    def _ends(self) -> tuple[str, str]:
        last = "in progress" if self.is_open else moment_text(self.end)
        return moment_text(self.start), last

    def html(self) -> str:
        """
        Draw it as an inline SVG as wide as its place, with a legend of text below.
        """
        places = list(zip(self.phases, self.places(), strict=True))
        marks = [_bar(*place) for place in places if place[0].kind is not Kind.INTERRUPTED]
        # Interruptions are drawn last, on top of their neighbours.
        marks += [_mark(*place) for place in places if place[0].kind is Kind.INTERRUPTED]
        svg = element(
            "svg", element("title", escape(self.summary)), *marks,
            xmlns="http://www.w3.org/2000/svg", role="img", aria_label=self.summary,
            width="100%", height="26",
        )  # fmt: skip
        left, right = (element("span", escape(text)) for text in self._ends())
        legend = (_legend(*total) for total in self.totals())
        return element(
            "div", svg, element("div", left, right, class_="smt-ends"),
            element("ul", *legend, class_="smt-legend"), class_="smt-figure",
        )  # fmt: skip

    def lines(self, width: int) -> list[str]:
        """
        Draw it as one row of blocks for each kind of phase, with its time beside it.
        """
        totals = self.totals()
        names = min(max(columns_of(label) for _, label, _ in totals), 14)
        said = max(columns_of(text) for _, _, text in totals)
        bar = max(10, width - names - said - 4)
        drawn: list[str] = []
        for _, label, text in totals:
            cells = [" "] * bar
            for phase, (left, size) in zip(self.phases, self.places(), strict=True):
                if phase.label == label:
                    first = min(int(left * bar), bar - 1)
                    last = max(first + 1, round((left + size) * bar))
                    sign = "╳" if not size else "▒" if phase.end is None else "█"
                    cells[first:last] = sign * (last - first)
            name = wrap(label, names)[0]
            drawn += wrap(f"{pad(name, names)}  {''.join(cells[:bar])}  {text}", width)
        ends = self._ends()
        return [*drawn, *wrap(f"{ends[0]} – {ends[1]}", width)]  # en dash


def _said(phases: Sequence[Phase]) -> str:
    """
    How long phases of one kind took together, and how many there were.
    """
    length = sum((phase.length for phase in phases), timedelta())
    times = f"{len(phases)} times" if len(phases) > 1 else ""
    if phases[0].kind is Kind.INTERRUPTED and not length:
        return times or "once"
    if phases[-1].end is None:
        so_far = f"{duration(length)}, and " if length else ""
        return f"{so_far}since {phases[-1].start:%H:%M:%S}"
    return f"{duration(length)} ({times})" if times else duration(length)


def _percent(part_of_whole: float) -> str:
    return f"{100 * part_of_whole:.3f}".rstrip("0").rstrip(".") + "%"


def _tip(phase: Phase) -> str:
    until = f"until {moment_text(phase.end)}" if phase.end else "still on"
    length = f"{duration(phase.length)}, " if phase.end else ""
    return element(
        "title",
        escape(
            f"{phase.status}: {length}from {moment_text(phase.start)} {until}"
            + (f". {phase.message}" if phase.message else "")
        ),
    )


def _bar(phase: Phase, place: tuple[float, float]) -> str:
    dashed = {"fill_opacity": ".45"} if phase.end is None else {}
    # The outline in the colour of the page parts neighbours.
    return element(
        "rect", _tip(phase), x=_percent(place[0]), y="3", width=_percent(place[1]), height="20",
        rx="2", fill=colour(phase.kind), stroke=colour("page"), stroke_width="1", **dashed,
    )  # fmt: skip


def _mark(phase: Phase, place: tuple[float, float]) -> str:
    ink = colour(phase.kind)
    wait = element(
        "rect", x=_percent(place[0]), y="9", width=_percent(place[1]), height="8", fill=ink,
        fill_opacity=".45",
    )  # fmt: skip
    cross = element(
        "path", d="M-5 8L5 18M5 8L-5 18", stroke=ink, stroke_width="2.5", fill="none"
    )  # fmt: skip
    halo = element("circle", cx="0", cy="13", r="9", fill=colour("page"))
    spot = element("svg", halo, cross, x=_percent(place[0]), overflow="visible")
    return element("g", _tip(phase), wait if phase.length else "", spot)


def _legend(kind: Kind, label: str, said: str) -> str:
    shape = element("rect", width="10", height="10", rx="2", fill=colour(kind))
    if kind is Kind.INTERRUPTED:
        shape = element("path", d="M1 1L9 9M9 1L1 9", stroke=colour(kind), stroke_width="2")
    sign = element("svg", shape, width="10", height="10", aria_hidden="true")
    length = element("span", escape(said), class_="smt-muted")
    return element("li", sign, element("span", escape(label)), length)


def timelines_of(job: object, now: datetime | None = None) -> Iterator[Timeline]:
    """
    The timeline of a job; none if it does not tell its phases.
    """
    if phases := phases_of(job, now):
        yield Timeline(phases)
