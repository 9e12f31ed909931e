"""
Reads HTML as strictly as no browser does.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

ELEMENTS = {
    "div", "style", "span", "strong", "p", "table", "thead", "tbody", "tr", "th", "td", "br",
    "wbr", "details", "summary", "ul", "li", "a", "svg", "g", "rect", "circle", "line", "path",
    "polyline", "text", "title",
}  # fmt: skip
ATTRIBUTES = {
    "class", "role", "aria-label", "aria-hidden", "title", "scope", "tabindex", "href", "rel",
    "target", "open", "xmlns", "viewbox", "width", "height", "x", "y", "x1", "x2", "y1", "y2",
    "r", "rx", "cx", "cy", "d", "points", "fill", "fill-opacity", "stroke", "stroke-width",
    "stroke-dasharray", "stroke-linejoin", "overflow", "text-anchor", "font-size", "font-family",
}  # fmt: skip
_VOID = {"br", "wbr"}
_CONSOLE = re.compile(r"https://[a-z0-9-]+\.console\.[a-z0-9.-]+/[a-zA-Z0-9/?=#$:&-]+")


class Reading(HTMLParser):
    """What a page consists of. Reading refuses what our views never use."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == [], f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS, tag
        for name, value in attrs:
            assert name in ATTRIBUTES, (tag, name)
            if name == "href":
                assert _CONSOLE.fullmatch(value or ""), value
            self.attributes.append((tag, name, value or ""))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, tag
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open[-1:] != ["style"]:
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    @property
    def text(self) -> str:
        """All that is written, as a reader sees it."""
        return "".join(self.texts)

    def values(self, name: str) -> list[str]:
        """The values of one attribute."""
        return [value for _, attribute, value in self.attributes if attribute == name]
