"""
What the benchmarks say: measurements beside those of peers, as a table in a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

BEGIN, END = "<!-- table -->", "<!-- end of table -->"


class Comparison(NamedTuple):
    """One measurement of ours, and a peer's if one does the same."""

    what: str
    unit: str
    """Of calls/s more is better, of all else less."""
    ours: float
    peer: str = ""
    theirs: float = 0.0

    @property
    def takes(self) -> float:
        """How many times our time, memory or disk the peer takes for the same."""
        return self.ours / self.theirs if self.unit == "calls/s" else self.theirs / self.ours


class Report(NamedTuple):
    """What one run found."""

    comparisons: tuple[Comparison, ...]
    versions: Mapping[str, str]
    """Of Python, of us and of each peer."""
    left_out: Mapping[str, str]
    """Why a peer was not measured."""

    @property
    def table(self) -> str:
        """The comparisons as Markdown, a column for each peer, and below it what was compared."""
        peers = list(dict.fromkeys(one.peer for one in self.comparisons if one.peer))
        lines = [_row("", "", "ours", *peers), _row("---", "---", *["---:"] * (len(peers) + 1))]
        for what, found in grouped(self.comparisons).items():
            theirs = {one.peer: f"{amount(one.theirs)} ({times(one.takes)})" for one in found}
            unit, ours = found[0].unit.replace(" ", "\N{NO-BREAK SPACE}"), amount(found[0].ours)
            lines.append(_row(what, unit, ours, *(theirs.get(peer, "") for peer in peers)))
        of = ", ".join(f"{name} {version}" for name, version in self.versions.items())
        lines += ["", f"Versions: {of}."]
        for peer, reason in self.left_out.items():
            lines += ["", f"{peer} was not measured: {reason}"]
        return "\n".join(lines)

    def put_into(self, page: Path) -> None:
        """Replace what a page has between its marks."""
        text = page.read_text(encoding="utf-8")
        between = re.compile(rf"(?<={BEGIN}\n).*?(?=^{END}$)", re.DOTALL | re.MULTILINE)
        replaced, count = between.subn(lambda _: f"{self.table}\n", text)
        if count != 1:
            raise ValueError(f"{page} has {count} places between {BEGIN} and {END}, not one")
        page.write_text(replaced, encoding="utf-8")


def grouped(comparisons: Iterable[Comparison]) -> dict[str, list[Comparison]]:
    """By what is measured."""
    groups: dict[str, list[Comparison]] = {}
    for one in comparisons:
        groups.setdefault(one.what, []).append(one)
    return groups


def amount(value: float) -> str:
    """What was measured, without digits that the next run would not repeat."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def times(ratio: float) -> str:
    """A ratio to ours."""
    return f"{ratio:,.{2 if ratio < 10 else 1 if ratio < 100 else 0}f} ×"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
