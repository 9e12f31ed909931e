"""
The metrics of a job as a page: the final values, and a chart for each series.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sagemaker_train.display.charts import Chart, Panel
from sagemaker_train.display.page import Facts, Heading, Note, Page, Piece, cell, plain, shown
from sagemaker_train.display.series import Points, number

if TYPE_CHECKING:
    from sagemaker_train.jobs.metric_series import JobMetrics


def metrics_page(metrics: JobMetrics) -> Page:
    """
    Show the metrics of a job; the load of its instances is drawn in one chart for each kind.
    """
    pieces: list[Piece] = [Heading("Metrics of a training job", shown(None, metrics.job))]
    if metrics.final:
        rows = [
            (shown(None, one.name).text, cell(plain(number(one.value)))) for one in metrics.final
        ]
        pieces.append(Facts(rows, "Final metrics"))
    groups: dict[str, dict[str, Points]] = {}
    for one in metrics.series:
        groups.setdefault(one.name, {})[one.node or one.name] = one.points
    pieces.append(_charts(groups, "no values over time"))
    return Page("Metrics of a training job", pieces)


def chart_page(values: Mapping[str, Points | Mapping[str, Points]]) -> Page:
    """
    Show series that a user gives.
    """
    return Page("Metrics", [_charts(values, "no values")])


def _charts(values: Mapping[str, Points | Mapping[str, Points]], otherwise: str) -> Piece:
    panels = (Panel.of(title, points) for title, points in values.items())
    drawn = [panel for panel in panels if panel is not None]
    return Chart(drawn) if drawn else Note("", otherwise)
