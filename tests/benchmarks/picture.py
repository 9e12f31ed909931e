"""
The ratios as a picture: how many times our time, memory or disk each peer takes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from sagemaker_train.display.html import element
from sagemaker_train.display.style import COLOURS
from tests.benchmarks.report import Comparison, grouped, times

WIDTH = 760
LEFT, RIGHT = 150, 690
"""Between which bars are drawn; before it stand the names, and after it the longest bar's ratio."""
TOP, HEADING, BAR, GAP = 76, 22, 18, 10
TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
INKS = ("train", "download", "stop", "upload", "other")
TITLE = "What each peer takes for the same work, ours being 1"
SUBTITLE = "Time, memory or disk. Logarithmic: each line is about twice the one before."


def svg(comparisons: Sequence[Comparison]) -> str:
    """
    Draw a bar for each comparison with a peer, in groups by what was measured.

    Bars begin at 1: to the right of it the peer takes more than we do, to the left less.
    """
    drawable = [one for one in comparisons if one.peer]
    groups = grouped(one._replace(what=one.what.replace("`", "")) for one in drawable)
    scale = Scale(one.takes for one in drawable)
    peers = list(dict.fromkeys(one.peer for one in drawable))
    drawn: list[str] = []
    y = TOP
    for what, found in groups.items():
        drawn.append(_text(what, 16, y + 14, "text", weight="600"))
        y += HEADING
        for one in found:
            drawn += _bar(one, y, scale, INKS[peers.index(one.peer)])
            y += BAR
        y += GAP
    height = y + 6
    return element(
        "svg", element("title", escape(TITLE)), element("style", _style()),
        element("rect", width=str(WIDTH), height=str(height), rx="8", class_="page"),
        _text(TITLE, 16, 26, "text", weight="600", size="15"), _text(SUBTITLE, 16, 44, "muted"),
        *_rules(scale, height), *drawn,
        xmlns="http://www.w3.org/2000/svg", role="img", aria_label=TITLE,
        viewBox=f"0 0 {WIDTH} {height}", width=str(WIDTH), height=str(height),
        font_family="system-ui,sans-serif",
    ) + "\n"  # fmt: skip


class Scale:
    """
    Where a ratio stands, from left to right.

    Args:
        ratios: All that are drawn.
    """

    def __init__(self, ratios: Iterable[float]) -> None:
        all_of_them = [1.0, *ratios]
        # A bar that goes to the left has its ratio there as well.
        self.low = min(all_of_them) / (1.8 if min(all_of_them) < 1.0 else 1.0)
        self.high = max(max(all_of_them), 2.0)

    def __call__(self, ratio: float) -> float:
        share = math.log(ratio / self.low) / math.log(self.high / self.low)
        return round(LEFT + share * (RIGHT - LEFT), 1)


def _bar(one: Comparison, y: float, scale: Scale, ink: str) -> Iterator[str]:
    begin, end = scale(1.0), scale(one.takes)
    yield _text(one.peer, LEFT - 30, y + 12, "muted", anchor="end")
    yield element(
        "rect", element("title", escape(f"{one.what}, {one.peer}: {times(one.takes)}")),
        x=f"{min(begin, end):g}", y=f"{y + 2:g}", width=f"{max(abs(end - begin), 1):g}",
        height=str(BAR - 5), class_=ink,
    )  # fmt: skip
    beside, anchor = (end + 5, "start") if end >= begin else (end - 5, "end")
    yield _text(times(one.takes), beside, y + 12, "text", anchor=anchor)


def _rules(scale: Scale, height: float) -> Iterator[str]:
    for tick in TICKS:
        if scale.low <= tick <= scale.high:
            x = f"{scale(tick):g}"
            stroke = "one" if tick == 1 else "line"
            yield element("line", x1=x, x2=x, y1=str(TOP - 6), y2=f"{height - 10:g}", class_=stroke)
            said = "ours = 1" if tick == 1 else f"{tick:g}"
            yield _text(said, scale(tick), TOP - 11, "muted", anchor="middle")


def _text(
    text: str, x: float, y: float, ink: str, *,
    anchor: str = "", weight: str = "", size: str = "12",
) -> str:  # fmt: skip
    return element(
        "text", escape(text), x=f"{x:g}", y=f"{y:g}", class_=ink, text_anchor=anchor,
        font_weight=weight, font_size=size,
    )  # fmt: skip


def _style() -> str:
    """
    The colours of both themes. The picture brings its background, so that it can be read on a page
    of either.
    """
    light, dark = (
        "".join(
            [f".{name}{{fill:{COLOURS[name][theme]}}}" for name in ("page", "text", "muted", *INKS)]
            + [f".line{{stroke:{COLOURS['line'][theme]}}}.one{{stroke:{COLOURS['text'][theme]}}}"]
            # Lines end where letters begin.
            + [f"text{{paint-order:stroke;stroke:{COLOURS['page'][theme]};stroke-width:4px}}"]
        )
        for theme in (0, 1)
    )
    return f"{light}@media (prefers-color-scheme:dark){{{dark}}}"
