"""
Renders a page as HTML. Everything that is written here is escaped here.

No script, no identifier (two views on one page never clash), nothing loaded from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from sagemaker_train.display.page import (
    Cell,
    Facts,
    Fold,
    Heading,
    Line,
    Note,
    Page,
    Piece,
    Span,
    Table,
    Tone,
)
from sagemaker_train.display.style import stylesheet

_SEAMS = re.compile(r"(?<=[._/:])(?=[^._/:])")
_UNBROKEN = 16


def element(tag: str, *content: str, **attributes: str) -> str:
    """
    Write an element.

    Args:
        tag: Its name.
        content: HTML, safe already.
        attributes: Escaped here. ``class_`` is ``class``, ``aria_label`` is ``aria-label``; an
            empty one is left out.
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for name, value in attributes.items()
        if value
    )
    return f"<{tag}{written}>{''.join(content)}</{tag}>"


def render(page: Page) -> str:
    """
    Render a whole page, its stylesheet included.
    """
    pieces = (_piece(piece) for piece in page.pieces)
    style = f"<style>{stylesheet()}</style>"
    return element("div", style, *pieces, class_="smt", role="group", aria_label=page.label)


def _piece(piece: Piece) -> str:
    match piece:
        case Heading(kind, name, badge):
            pill = "" if badge is None else _classed(badge, "smt-badge")
            named = element("span", _span(name), class_="smt-name")
            return element(
                "div", element("span", escape(kind), class_="smt-kind"), named, pill,
                class_="smt-head",
            )  # fmt: skip
        case Note(title, text, tone):
            head = element("strong", escape(title))
            return element("div", head, element("p", escape(text)), class_=f"smt-note smt-{tone}")
        case Facts(rows, label):
            body = (
                element(
                    "tr", element("th", _breakable(name), scope="row"), element("td", _cell(value))
                )
                for name, value in rows
            )
            return element("table", element("tbody", *body), aria_label=label)
        case Table():
            return _table(piece)
        case Fold(title, pieces, is_open):
            inner = "".join(map(_piece, pieces))
            opened = " open" if is_open else ""
            return f"<details{opened}>{element('summary', escape(title))}{inner}</details>"
        case figure:
            return figure.html()


def _table(table: Table) -> str:
    kinds = [
        "smt-number" if column.number else "smt-short" if column.short else ""
        for column in table.columns
    ]
    head = (
        element("th", escape(column.title), scope="col", class_=kind)
        for column, kind in zip(table.columns, kinds, strict=True)
    )
    body = (_row(row, kinds) for row in table.rows)
    whole = element(
        "table", element("thead", element("tr", *head)), element("tbody", *body),
        aria_label=table.label,
    )  # fmt: skip
    # What can be scrolled must be reachable with the keyboard, and then have a name.
    return element(
        "div", whole, class_="smt-scroll", role="region", tabindex="0", aria_label=table.label
    )


def _row(row: Sequence[Cell], kinds: Sequence[str]) -> str:
    cells = (element("td", _cell(cell), class_=kind) for cell, kind in zip(row, kinds, strict=True))
    return element("tr", *cells)


def _cell(cell: Cell) -> str:
    return "<br>".join(map(_line, cell))


def _line(line: Line) -> str:
    return "".join(map(_span, line))


def _breakable(text: str) -> str:
    """
    A name, path or address that may be broken where a reader would break it.
    """
    if len(text) <= _UNBROKEN:
        return escape(text)
    return "<wbr>".join(map(escape, _SEAMS.split(text)))


def _span(span: Span) -> str:
    return _classed(span, "")


def _classed(span: Span, extra: str) -> str:
    tone = "" if span.tone is Tone.PLAIN else f"smt-{span.tone}"
    classes = " ".join(filter(None, [extra, "smt-code" if span.code else "", tone]))
    text = _breakable(span.text) if span.code else escape(span.text)
    if span.href:
        text = element("a", text, href=span.href, rel="noopener noreferrer", target="_blank")
    if not classes and not span.full:
        return text
    return element("span", text, class_=classes, title=span.full)
