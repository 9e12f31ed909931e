"""
The values of a metric over time, and what can be said about them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

from sagemaker_train.display.page import shown
from sagemaker_train.display.times import duration, utc

Points: TypeAlias = Sequence[tuple[datetime, float]]
"""Moments and values, in any order."""

MOST_POINTS = 320
"""How many points of a series are drawn; of more, the lowest and highest of each stretch."""


class Point(NamedTuple):
    """
    A value at a moment.
    """

    time: datetime
    value: float


class Series(NamedTuple):
    """
    The values of one metric, in order of time. What is no finite number is left out.
    """

    name: str
    points: tuple[Point, ...]
    left_out: int = 0
    """How many values were no finite numbers."""

    @classmethod
    def of(cls, name: str, points: Points) -> Series:
        """
        Put values in order.

        Args:
            name: Of the metric.
            points: Moments and values, in any order.
        """
        known = [
            Point(moment, float(value))
            for time, value in points
            if (moment := utc(time)) is not None and math.isfinite(value)
        ]
        known.sort(key=lambda point: point.time)
        return cls(shown(None, name).text, tuple(known), len(points) - len(known))

    @property
    def low(self) -> float:
        """
        The lowest value.
        """
        return min(point.value for point in self.points)

    @property
    def high(self) -> float:
        """
        The highest value.
        """
        return max(point.value for point in self.points)

    @property
    def seconds(self) -> float:
        """
        From the first value to the last.
        """
        return (self.points[-1].time - self.points[0].time).total_seconds()

    @property
    def summary(self) -> str:
        """
        Its course in words. There must be a value.
        """
        first, last = self.points[0].value, self.points[-1].value
        if len(self.points) == 1:
            said = f"one value, {number(first)}"
        else:
            said = (
                f"{len(self.points)} values in {duration(self.seconds)}, first {number(first)}, "
                f"last {number(last)}, lowest {number(self.low)}, highest {number(self.high)}"
            )
        odd = f"; {self.left_out} left out that are not numbers" if self.left_out else ""
        return f"{said}{odd}"


def number(value: float, digits: int = 4) -> str:
    """
    Write a number in few digits: ``0.1235``, ``1.2e-05``, ``12,500``.
    """
    size = abs(value)
    if value and not 1e-4 <= size < 1e9:
        return f"{value:.3g}"
    if size >= 1000:
        return f"{value:,.0f}"
    return f"{value:.{digits}g}"


def thinned(points: Sequence[Point], most: int = MOST_POINTS) -> list[Point]:
    """
    Leave out points that nobody could see; the extremes stay.

    Args:
        points: In order of time.
        most: How many to keep at most; at least 4.
    """
    if len(points) <= most:
        return list(points)
    stretches = (most - 2) // 2
    inner = points[1:-1]
    kept = [points[0]]
    for stretch in range(stretches):
        first = stretch * len(inner) // stretches
        last = (stretch + 1) * len(inner) // stretches
        part = inner[first:last]
        low, high = min(part, key=lambda p: p.value), max(part, key=lambda p: p.value)
        kept += sorted({low, high})
    return [*kept, points[-1]]


_BLOCKS = "▁▂▃▄▅▆▇█"


def blocks(series: Series, width: int) -> str:
    """
    Draw the course of a series with so many characters at most.

    Each stands for the mean of a stretch of time, and is blank where there is no value.
    """
    # Halved and divided first, because differences and sums may be too large for a float.
    low, room = series.low / 2, series.high / 2 - series.low / 2
    begin = series.points[0].time
    stretches: list[list[float]] = [[] for _ in range(min(width, len(series.points)))]
    for point in series.points:
        passed = (point.time - begin).total_seconds() / (series.seconds or 1.0)
        stretches[min(int(passed * len(stretches)), len(stretches) - 1)].append(point.value)
    means = [sum(v / len(values) for v in values) if values else None for values in stretches]
    return "".join(
        " " if mean is None
        else _BLOCKS[3] if not room
        else _BLOCKS[max(0, min(int((mean / 2 - low) / room * 8), 7))]
        for mean in means
    )  # fmt: skip
