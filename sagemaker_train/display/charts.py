"""
Metrics as pictures: a small chart for each, because each has a scale of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from sagemaker_train.display.html import element
from sagemaker_train.display.page import shown
from sagemaker_train.display.series import Point, Points, Series, blocks, number, thinned
from sagemaker_train.display.style import colour
from sagemaker_train.display.text import columns_of, pad, wrap
from sagemaker_train.display.times import duration

_WIDTH, _HEIGHT = 320, 132
_LEFT, _RIGHT, _TOP, _BOTTOM = 50, 10, 8, 20


class Panel(NamedTuple):
    """
    A small chart: one series, or those of the same metric on several instances.
    """

    title: str
    series: tuple[Series, ...]
    """At least one; each has a value."""

    @classmethod
    def of(cls, title: str, points: Points | Mapping[str, Points]) -> Panel | None:
        """
        Make a panel of what a user gives; ``None`` if nothing in it can be drawn.
        """
        named = points if isinstance(points, Mapping) else {title: points}
        series = (Series.of(name, values) for name, values in named.items())
        drawable = tuple(one for one in series if one.points)
        return cls(shown(None, title).text, drawable) if drawable else None

    @property
    def inks(self) -> tuple[Ink, ...]:
        """
        How each series is drawn. More than can be told apart are all drawn alike.
        """
        count = len(self.series)
        return _INKS[:count] if count <= len(_INKS) else (_CROWD,) * count

    @property
    def summary(self) -> str:
        """
        The panel in words.
        """
        if len(self.series) == 1:
            return f"{self.title}: {self.series[0].summary}"
        return f"{self.title}: " + "; ".join(f"{one.name}, {one.summary}" for one in self.series)

    @property
    def last(self) -> str:
        """
        The newest value, or from which to which the newest values go.
        """
        values = [one.points[-1].value for one in self.series]
        low, high = number(min(values)), number(max(values))
        return low if low == high else f"{low} to {high}"


class Ink(NamedTuple):
    """
    How a line is drawn: lines differ in colour and in dashes, for who does not see the one.
    """

    colour: str
    dashes: str = ""
    width: str = "1.75"


_INKS = (Ink("train"), Ink("download", "6 3"), Ink("upload", "2 2.5"), Ink("stop", "8 3 2 3"))
_CROWD = Ink("other", width="1")


class Chart:
    """
    A figure of several panels.

    Args:
        panels: What to draw, in this order.
    """

    def __init__(self, panels: Sequence[Panel]) -> None:
        self.panels: tuple[Panel, ...] = tuple(panels)

    def html(self) -> str:
        """
        Draw panels with inline SVG, beside each other where there is room.
        """
        return element("div", *map(_panel, self.panels), class_="smt-panels")

    def lines(self, width: int) -> list[str]:
        """
        Draw a line of blocks for each series.
        """
        rows = [(_row_name(panel, one), one) for panel in self.panels for one in panel.series]
        names = min(max((columns_of(name) for name, _ in rows), default=0), width // 3)
        drawn: list[str] = []
        for name, one in rows:
            first, last = number(one.points[0].value), number(one.points[-1].value)
            said = f"{first} → {last}" if len(one.points) > 1 else last
            bar = max(6, min(60, width - names - columns_of(said) - 4))
            head, *rest = wrap(name, names)
            drawn += wrap(f"{pad(head, names)}  {pad(blocks(one, bar), bar)}  {said}", width)
            drawn += rest
        return drawn


def _row_name(panel: Panel, series: Series) -> str:
    return panel.title if len(panel.series) == 1 else f"{panel.title} {series.name}"


def _panel(panel: Panel) -> str:
    head = element(
        "div", element("span", escape(panel.title), class_="smt-code"),
        element("strong", escape(panel.last)), class_="smt-panel-head",
    )  # fmt: skip
    return element("div", head, _svg(panel), _legend(panel), class_="smt-panel")


def _legend(panel: Panel) -> str:
    count = len(panel.series)
    if count == 1:
        return ""
    if count > len(_INKS):
        text = f"{count} lines, from {panel.series[0].name} to {panel.series[-1].name}"
        return element("div", escape(text), class_="smt-muted")
    items = (
        element("li", _sample(ink), element("span", escape(one.name)))
        for one, ink in zip(panel.series, panel.inks, strict=True)
    )
    return element("ul", *items, class_="smt-legend")


def _svg(panel: Panel) -> str:
    low = min(one.low for one in panel.series)
    high = max(one.high for one in panel.series)
    # Halved first, because the difference of two large numbers may be too large for a float.
    half = high / 2 - low / 2
    begin = min(one.points[0].time for one in panel.series)
    seconds = (max(one.points[-1].time for one in panel.series) - begin).total_seconds()

    def place(point: Point) -> tuple[float, float]:
        across = (point.time - begin).total_seconds() / (seconds or 1.0)
        # A flat line runs through the middle.
        up = (point.value / 2 - low / 2) / half if half else 0.5
        return (
            round(_LEFT + across * (_WIDTH - _LEFT - _RIGHT), 1),
            round(_HEIGHT - _BOTTOM - up * (_HEIGHT - _TOP - _BOTTOM), 1),
        )

    levels = [(low / 2 + high / 2, 0.5)] if not half else [(low, 0), (low + half, 0.5), (high, 1)]
    grid = "".join(_level(value, share) for value, share in levels)
    ends = _label("0", _LEFT, _HEIGHT - 5, "start") + _label(
        duration(seconds), _WIDTH - _RIGHT, _HEIGHT - 5, "end"
    )
    lines = (
        _course([place(point) for point in thinned(one.points)], ink)
        for one, ink in zip(panel.series, panel.inks, strict=True)
    )
    return element(
        "svg", element("title", escape(panel.summary)), grid, ends, *lines,
        xmlns="http://www.w3.org/2000/svg", role="img", aria_label=panel.summary,
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}", width=str(_WIDTH), height=str(_HEIGHT),
    )  # fmt: skip


def _course(spots: Sequence[tuple[float, float]], ink: Ink) -> str:
    line = element(
        "polyline", points=" ".join(f"{x:g},{y:g}" for x, y in spots), fill="none",
        stroke=colour(ink.colour), stroke_width=ink.width, stroke_dasharray=ink.dashes,
        stroke_linejoin="round",
    )  # fmt: skip
    x, y = spots[-1]
    return line + element("circle", cx=f"{x:g}", cy=f"{y:g}", r="2.5", fill=colour(ink.colour))


def _sample(ink: Ink) -> str:
    line = element(
        "line", x1="0", x2="24", y1="5", y2="5", stroke=colour(ink.colour),
        stroke_width=ink.width, stroke_dasharray=ink.dashes,
    )  # fmt: skip
    return element("svg", line, width="24", height="10", aria_hidden="true")


def _level(value: float, share: float) -> str:
    y = _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)
    rule = element(
        "line", x1=str(_LEFT), x2=str(_WIDTH - _RIGHT), y1=f"{y:g}", y2=f"{y:g}",
        stroke=colour("line"), stroke_width="1",
    )  # fmt: skip
    return rule + _label(number(value, 3), _LEFT - 6, y + 4, "end")


def _label(text: str, x: float, y: float, anchor: str) -> str:
    return element(
        "text", escape(text), x=f"{x:g}", y=f"{y:g}", text_anchor=anchor, fill=colour("muted"),
        font_size="11", font_family="system-ui,sans-serif",
    )  # fmt: skip
