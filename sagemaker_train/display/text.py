"""
Renders a page for a terminal: plain characters, no line wider than it may be.

But for addresses of the console: in pieces, nobody could follow them.
"""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterator, Sequence

from sagemaker_train.display.page import Cell, Facts, Fold, Heading, Note, Page, Piece, Span, Table

NARROWEST = 40
"""The fewest columns that a page can be read in."""

_WIDEST = 120
_GAP = "  "
_BREAKS = "/.:,;=-_]"
# What a terminal shows in full, because nothing there can be hovered over.
_FULL = 240


def render(page: Page, width: int | None = None, *, full: bool = False) -> str:
    """
    Render a whole page.

    Args:
        page: What to say.
        width: How many columns there are, 40 at least; left out, those of the terminal up to 120,
            or 80 where there is none.
        full: Whether to show also what is folded in HTML.
    """
    columns = min(shutil.get_terminal_size((80, 24)).columns, _WIDEST) if width is None else width
    return "\n".join(_lines(page.pieces, max(columns, NARROWEST), full))


def columns_of(text: str) -> int:
    """
    How many columns of a terminal a text takes: wide characters take two, combining ones none.
    """
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, width: int) -> list[str]:
    """
    Break a text into lines, between words where there are any; at least one line.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if columns_of(longer) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            *whole, line = _pieces(word, width)
            lines += whole
        lines.append(line)
    return lines


def _pieces(word: str, width: int) -> list[str]:
    """
    A word in pieces that fit, broken behind a sign where there is one.
    """
    pieces: list[str] = []
    while columns_of(word) > width:
        room, end = width, 0
        for character in word:
            room -= _columns(character)
            if room < 0:
                break
            end += 1
        end = max(end, 1)
        sign = max(word.rfind(one, 0, end) for one in _BREAKS) + 1
        end = sign if sign > end // 2 else end
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word]


def pad(text: str, width: int, *, right: bool = False) -> str:
    """
    Fill a text up to a width.
    """
    blank = " " * (width - columns_of(text))
    return blank + text if right else text + blank


def _lines(pieces: Sequence[Piece], width: int, full: bool) -> Iterator[str]:
    for position, piece in enumerate(pieces):
        if position:
            yield ""
        yield from _piece(piece, width, full)


def _piece(piece: Piece, width: int, full: bool) -> Iterator[str]:
    match piece:
        case Heading(kind, name, badge):
            head = f"{kind}: {_span(name)}" if kind else _span(name)
            yield from wrap(f"{head}  {badge.text}" if badge else head, width)
        case Note(title, text, _):
            yield from wrap(title, width) if title else ()
            yield from (f"  {line}".rstrip() for line in wrap(text, width - 2))
        case Facts(rows, _):
            yield from _facts(rows, width)
        case Table():
            yield from _table(piece, width)
        case Fold(title, _, False) if not full:
            yield from wrap(f"{title}: left out, .text(full=True) has it", width)
        case Fold(title, inner, _):
            yield from wrap(title, width)
            yield from (f"  {line}".rstrip() for line in _lines(inner, width - 2, full))
        case figure:
            yield from figure.lines(width)


def _facts(rows: Sequence[tuple[str, Cell]], width: int) -> Iterator[str]:
    widest = max((columns_of(name) for name, _ in rows), default=0)
    label = min(widest, width // 3)
    for name, value in rows:
        names = wrap(name, label)
        values = _cell(value, width - label - len(_GAP))
        for position in range(max(len(names), len(values))):
            left = names[position] if position < len(names) else ""
            right = values[position] if position < len(values) else ""
            yield f"{pad(left, label)}{_GAP}{right}".rstrip()


def _table(table: Table, width: int) -> Iterator[str]:
    rows = [[_cell(cell, 10_000) for cell in row] for row in table.rows]
    widths = [
        max([columns_of(column.title), *(columns_of(line) for row in rows for line in row[place])])
        for place, column in enumerate(table.columns)
    ]
    # The widest column gives way until the table fits; what is short by nature comes last.
    room = width - len(_GAP) * (len(widths) - 1)
    order = [place for place, column in enumerate(table.columns) if not column.short]
    while sum(widths) > room:
        open_ones = [place for place in order if widths[place] > 8] or range(len(widths))
        widest = max(open_ones, key=lambda place: widths[place])
        widths[widest] -= 1
    titles = [[column.title] for column in table.columns]
    yield from _row(table, titles, widths)
    yield _GAP.join("─" * size for size in widths)
    for row in rows:
        yield from _row(table, row, widths)


def _row(table: Table, cells: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    wrapped = [
        [piece for line in lines for piece in wrap(line, size)]
        for lines, size in zip(cells, widths, strict=True)
    ]
    for position in range(max(map(len, wrapped))):
        line = _GAP.join(
            pad(lines[position] if position < len(lines) else "", size, right=column.number)
            for lines, size, column in zip(wrapped, widths, table.columns, strict=True)
        )
        yield line.rstrip()


def _cell(cell: Cell, width: int) -> list[str]:
    lines: list[str] = []
    for line in cell:
        text = "".join(map(_span, line))
        addresses = [span.href for span in line if span.href]
        lines += addresses or wrap(text, width)
    return lines or [""]


def _span(span: Span) -> str:
    return span.full if span.full and len(span.full) <= _FULL else span.text
