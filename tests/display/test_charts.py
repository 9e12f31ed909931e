"""Charts show the course of metrics, and say it in words."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from sagemaker_train import display
from sagemaker_train.display.charts import Panel
from sagemaker_train.display.series import MOST_POINTS, Point, Series, blocks, number, thinned
from sagemaker_train.display.text import columns_of
from sagemaker_train.jobs.metric_series import FinalMetric, JobMetrics, MetricPoint, MetricSeries
from tests.display.reading import Reading

START = datetime(2026, 1, 31, 12, tzinfo=UTC)


def points(*values: float) -> list[tuple[datetime, float]]:
    """Values a minute apart."""
    return [(START + timedelta(minutes=place), value) for place, value in enumerate(values)]


def spots(html: str) -> list[tuple[float, float]]:
    """The corners of the first line of a chart."""
    found = re.search(r'<polyline points="([^"]*)"', html)
    assert found
    return [(float(x), float(y)) for x, _, y in (pair.partition(",") for pair in found[1].split())]


def test_a_line_goes_through_its_values() -> None:
    """Time goes to the right and values go up, in proportion."""
    drawn = spots(display.chart({"loss": points(0, 10, 5)}).html())
    (x0, y0), (x1, y1), (x2, y2) = drawn
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.2)
    assert x0 < x1
    assert y0 - y1 == pytest.approx(2 * (y2 - y1), abs=0.2)
    assert y1 < y0


def test_values_are_put_in_order() -> None:
    """The order in which values were given does not matter, nor does their time zone."""
    given = points(3, 1, 2)
    naive = [(moment.replace(tzinfo=None), value) for moment, value in reversed(given)]
    assert display.chart({"a": naive}).html() == display.chart({"a": given}).html()


def test_what_is_no_number_is_left_out_and_said() -> None:
    """NaN and infinity break no chart; the words tell that they were there."""
    series = Series.of("loss", points(1, math.nan, 2, math.inf))
    assert [point.value for point in series.points] == [1, 2]
    assert "2 left out that are not numbers" in series.summary


def test_the_words_of_a_chart_tell_its_course() -> None:
    """First, last, lowest, highest, how many and how long."""
    html = display.chart({"loss": points(4, 9, 1, 2)}).html()
    (label,) = (text for text in Reading(html).values("aria-label") if text.startswith("loss"))
    assert label == "loss: 4 values in 3 min, first 4, last 2, lowest 1, highest 9"
    assert f"<title>{label}</title>" in html


def test_one_value_is_a_chart_and_none_is_not() -> None:
    """A single value is a dot; a metric without values has no panel."""
    assert len(spots(display.chart({"a": points(1)}).html())) == 1
    assert "<polyline" not in display.chart({"a": [], "b": points(math.nan)}).html()
    assert "no values" in display.chart({}).text(80)


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=30))
@settings(deadline=None)
def test_every_number_finds_its_place(values: list[float]) -> None:
    """Whatever the values are, flat, huge or tiny: every corner is inside of the picture."""
    html = display.chart({"x": points(*values)}).html()
    Reading(html)
    assert display.chart({"x": points(*values)}).text(40)
    if "<polyline" in html:
        assert all(0 <= x <= 320 and 0 <= y <= 132 for x, y in spots(html))


def test_many_points_are_thinned_and_extremes_stay() -> None:
    """Of 100,000 points a few hundred are drawn, with the first, the last and every spike."""
    many = [Point(START + timedelta(seconds=place), math.sin(place)) for place in range(100_000)]
    many[77_777] = Point(many[77_777].time, 99.0)
    many[33_333] = Point(many[33_333].time, -99.0)
    kept = thinned(many)
    assert len(kept) <= MOST_POINTS
    assert kept == sorted(kept)
    assert {many[0], many[-1], many[77_777], many[33_333]} <= set(kept)


def test_a_few_lines_differ_in_more_than_colour() -> None:
    """Up to four lines have each their dashes and a legend."""
    lines = {f"algo-{n}": points(n, n + 1) for n in range(1, 5)}
    reading = Reading(display.chart({"CPU": lines}).html())
    assert all(name in reading.texts for name in lines)
    dashes = [value for tag, name, value in reading.attributes
              if tag == "polyline" and name == "stroke-dasharray"]  # fmt: skip
    assert len(set(dashes)) == len(dashes) == 3


def test_a_crowd_of_lines_is_drawn_as_one() -> None:
    """More lines than can be told apart are drawn alike and named together."""
    lines = {f"algo-{n}": points(n, n + 1) for n in range(1, 13)}
    view = display.chart({"CPU": lines})
    assert view.html().count("<polyline") == 12
    assert "12 lines, from algo-1 to algo-12" in view.html()
    assert "2 to 13" in view.html()


def test_the_metrics_of_a_job_show_themselves() -> None:
    """Final values are a table; the load of several instances is one chart."""
    load = [
        MetricSeries(
            name="CPUUtilization", job="j", node=node,
            points=tuple(MetricPoint(*point) for point in points(10, 90)),
        )
        for node in ("algo-1", "algo-2")
    ]  # fmt: skip
    metrics = JobMetrics(job="j", final=(FinalMetric(name="auc", value=0.5),), series=tuple(load))
    html = display.show(metrics).html()
    assert html == metrics._repr_html_()
    assert html.count('class="smt-panel"') == 1
    assert html.count("<polyline") == 2
    assert ">auc<" in html
    assert "no values over time" in display.show(JobMetrics(job="j")).html()


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_terminal_gets_blocks(width: int) -> None:
    """Low and high values are low and high blocks, in lines no wider than asked for."""
    view = display.chart({"loss": points(*range(100)), "a long name of a metric": points(1, 1)})
    lines = view.text(width).split("\n")
    assert max(map(columns_of, lines)) <= width
    assert re.search("▁+▂+▃+▄+▅+▆+▇+█+", lines[0])
    assert lines[0].endswith("0 → 99")


def test_a_time_without_values_stays_blank() -> None:
    """A hole in a series is a hole in its blocks."""
    holed = [*points(1, 2), (START + timedelta(minutes=9), 3.0)]
    assert blocks(Series.of("x", holed), 3) == "▃ █"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.123456, "0.1235"), (1.2e-5, "1.2e-05"), (12_500.4, "12,500"), (-2.5, "-2.5"),
     (1e12, "1e+12"), (100.0, "100")],
)  # fmt: skip
def test_numbers_are_short(value: float, text: str) -> None:
    """A number has the digits that say something."""
    assert number(value) == text


def test_a_panel_needs_values() -> None:
    """Lines without values are left out of a panel that has others."""
    panel = Panel.of("x", {"a": points(1), "b": []})
    assert panel is not None
    assert [one.name for one in panel.series] == ["a"]
