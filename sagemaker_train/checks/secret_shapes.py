"""
Finds credentials by their form, wherever they stand.

The forms are rows of a table (`secret_forms`). Looking for their anchors is cheap, and a pattern is
compiled only when a text first has one of its anchors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from sagemaker_train.checks.secret_forms import FORMS
from sagemaker_train.checks.secret_values import is_filler, looks_random

SHORTEST_FORM = 16
"""The fewest characters of a text with a form in it."""

_UUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"


class Shape(NamedTuple):
    """
    A recognisable form of one kind of credential.
    """

    rule: str
    """The rule id, without its "secret-" in front."""

    kind: str
    """The kind in words."""

    anchors: tuple[str, ...]
    """Pieces of text, one of which every match starts with, or has ("*" in front)."""

    pattern: str
    """The form; its group, if it has one, is the secret part."""

    ambiguous: bool
    """Whether a match must look random besides."""


class Match(NamedTuple):
    """
    Where a secret stands in a text, and what it is.
    """

    start: int
    end: int
    rule: str
    kind: str


def _read_table() -> Iterator[Shape]:
    for row in FORMS.replace("\n    ", "").splitlines():
        if row and not row.startswith("#"):
            rule, kind, anchors, pattern = row.split("  ", 3)
            pattern = pattern.replace("<uuid>", _UUID)
            yield Shape(
                rule.lstrip("?"), kind, tuple(anchors.split()), pattern, rule.startswith("?")
            )


SHAPES: tuple[Shape, ...] = tuple(_read_table())

# Which rows of the table to try: by three characters at the start of a word, or by a piece of
# text anywhere.
_ROWS_BY_START: dict[str, list[tuple[str, int]]] = {}
_ROWS_BY_PIECE: list[tuple[str, int]] = []

for _row, _shape in enumerate(SHAPES):
    for _anchor in _shape.anchors:
        if _anchor.startswith("*"):
            _ROWS_BY_PIECE.append((_anchor[1:], _row))
        else:
            _ROWS_BY_START.setdefault(_anchor[:3], []).append((_anchor, _row))

_STARTS = r"(?<![A-Za-z0-9])(?=([A-Za-z0-9][\w./=-]{2}))"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # No form may start inside a word, unless its row sets a border of its own.
    border = "" if pattern.startswith("(?<!") else "(?<![A-Za-z0-9])"
    return re.compile(border + pattern, re.ASCII)


def find_shapes(text: str) -> Iterator[Match]:
    """
    Find what can be recognised by its form alone.

    Args:
        text: Any text.

    Yields:
        The matches, in the order of the table. Two of them may overlap.
    """
    if len(text) < SHORTEST_FORM:
        return
    rows = {row for piece, row in _ROWS_BY_PIECE if piece in text}
    for start in _ROWS_BY_START.keys() & _compiled(_STARTS).findall(text):
        rows.update(row for anchor, row in _ROWS_BY_START[start] if anchor in text)
    for row in sorted(rows):
        shape = SHAPES[row]
        for found in _compiled(shape.pattern).finditer(text):
            group = found.re.groups
            body = found[group]
            if is_filler(body) or (shape.ambiguous and not looks_random(body, 16)):
                continue
            yield Match(found.start(group), found.end(group), shape.rule, shape.kind)
