"""
Metrics as values: points, series, all of a job.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import attrs

from sagemaker_train.errors import ConfigurationError

if TYPE_CHECKING:
    from sagemaker_train.display.page import Page


class MetricPoint(NamedTuple):
    """
    A value at a time.
    """

    timestamp: datetime
    """The beginning of the period that it stands for, in UTC."""
    value: float


@attrs.frozen(kw_only=True)
class FinalMetric:
    """
    The last value of a metric, as SageMaker keeps it with the job.
    """

    name: str
    value: float
    timestamp: datetime | None = None


@attrs.frozen(kw_only=True)
class MetricSeries:
    """
    The values of a metric over the time of a job.
    """

    name: str
    """The name of the metric definition, or ``CPUUtilization`` and the like."""
    job: str
    node: str | None = None
    """``algo-1`` for the load of an instance; ``None`` for what the algorithm says."""
    stat: str = "Average"
    """What a point is of the values in its period."""
    period: int = 60
    """Seconds that a point stands for."""
    points: tuple[MetricPoint, ...] = attrs.field(default=(), repr=False)
    """In the order of time."""

    @property
    def title(self) -> str:
        """
        The name, with the node where there is one: ``CPUUtilization of algo-2``.
        """
        return self.name if self.node is None else f"{self.name} of {self.node}"

    @property
    def timestamps(self) -> tuple[datetime, ...]:
        """
        The times of the points.
        """
        return tuple(point.timestamp for point in self.points)

    @property
    def values(self) -> tuple[float, ...]:
        """
        The values of the points.
        """
        return tuple(point.value for point in self.points)

    @property
    def last(self) -> float | None:
        """
        The newest value.
        """
        return self.points[-1].value if self.points else None

    def with_points(self, points: list[MetricPoint]) -> Self:
        """
        Make the same series with other points.
        """
        return attrs.evolve(self, points=tuple(sorted(points)))

    def __str__(self) -> str:
        values = self.values
        if not values:
            return f"{self.title}: no points"
        count = f"{len(values)} point{'' if len(values) == 1 else 's'}"
        bounds = f"min {min(values):g}, max {max(values):g}"
        return f"{self.title}: {values[-1]:g} ({count} of {self.period} s, {bounds})"


@attrs.frozen(kw_only=True)
class JobMetrics:
    """
    Every metric of a job. ``str(metrics)`` is a line for each.
    """

    job: str
    final: tuple[FinalMetric, ...] = ()
    """What ``FinalMetricDataList`` tells of a job that has ended."""
    series: tuple[MetricSeries, ...] = ()
    """What CloudWatch has: first what the algorithm says, then the load of the instances."""

    def __getitem__(self, name: str) -> MetricSeries:
        """
        The series of a metric definition.
        """
        return self.of(name)

    def of(self, name: str, node: str | None = None) -> MetricSeries:
        """
        Return one series.

        Args:
            name: Of the metric.
            node: Which instance's; ``None`` for what the algorithm says.

        Raises:
            KeyError: There is none.
        """
        for series in self.series:
            if (series.name, series.node) == (name, node):
                return series
        known = ", ".join(each.title for each in self.series) or "no series at all"
        of_node = "" if node is None else f" of {node}"
        raise KeyError(f"{self.job} has no metric {name!r}{of_node}; it has {known}")

    def final_values(self) -> dict[str, float]:
        """
        Return the final values by name.
        """
        return {metric.name: metric.value for metric in self.final}

    def to_pandas(self) -> Any:  # pandas is no dependency, so its types cannot be named
        """
        Make a ``pandas.DataFrame`` with a row for each point of each series.

        Columns: ``timestamp`` (UTC), ``metric``, ``node`` (empty for what the algorithm says) and
        ``value``.

        Raises:
            ConfigurationError: pandas is not installed.
        """
        try:
            pandas = importlib.import_module("pandas")
        except ImportError as error:
            raise ConfigurationError(
                "to_pandas() needs pandas, which is not installed: pip install pandas"
            ) from error
        rows = [
            (point.timestamp, series.name, series.node or "", point.value)
            for series in self.series
            for point in series.points
        ]
        return pandas.DataFrame(rows, columns=["timestamp", "metric", "node", "value"])

    def __str__(self) -> str:
        return "\n".join(self._text())

    def __page__(self) -> Page:
        from sagemaker_train.display.metrics import metrics_page

        return metrics_page(self)

    def _repr_html_(self) -> str:
        from sagemaker_train.display import show

        return show(self).html()

    def _text(self) -> Iterator[str]:
        for metric in self.final:
            yield f"{metric.name}: {metric.value:g} (final)"
        for series in self.series:
            yield str(series)
        if not self.final and not self.series:
            yield f"{self.job} has no metrics yet"
