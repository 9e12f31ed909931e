"""
Turn the model's HTML documentation into clean text, and its limits into words.
"""

from __future__ import annotations

import re
import textwrap
from html.parser import HTMLParser

from codegen.ir import CodegenError

INLINE = {"code": "``", "i": "", "b": "", "a": "", "span": "", "em": "", "strong": ""}
"""Inline elements and what stands round their text; a link keeps its words only."""

LABELS = {"note": "Note: ", "important": "Important: ", "caution": "Caution: "}
"""Boxes, told by a word at their start."""

BLOCKS = {"p", "ul", "ol", "li", "dl", "dt", "dd", "br", "fullname", *LABELS}


class _Text(HTMLParser):
    """
    Collects paragraphs as (depth of list, bullet, text).
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[tuple[int, str, str]] = []
        self._words: list[str] = []
        self._depth = 0
        self._bullet = ""
        self._label = ""

    def flush(self) -> None:
        text = " ".join("".join(self._words).split())
        self._words.clear()
        text = re.sub(r"``\s*([^`]*?)\s*``", r"``\1``", text).replace("````", "")
        text = re.sub(r"\s+([.,;:)])(?=\s|$)", r"\1", text)
        if text:
            self.paragraphs.append((self._depth, self._bullet, self._label + text))
            self._bullet = self._label = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in INLINE:
            self._words.append(INLINE[tag])
            return
        if tag not in BLOCKS:
            raise CodegenError(f"documentation holds <{tag}>, which codegen/prose.py does not know")
        self.flush()
        if tag in ("ul", "ol", "dl"):
            self._depth += 1
        elif tag in ("li", "dt"):
            self._bullet = "- "
        elif tag in LABELS:
            self._label = LABELS[tag]

    def handle_endtag(self, tag: str) -> None:
        if tag in INLINE:
            self._words.append(INLINE[tag])
            return
        self.flush()
        if tag in ("ul", "ol", "dl"):
            self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        self._words.append(data)


def text(html: str | None) -> str:
    """
    Paragraphs separated by blank lines, lists as ``-`` lines; unwrapped.
    """
    if not html:
        return ""
    parser = _Text()
    parser.feed(html)
    parser.close()
    parser.flush()
    lines: list[str] = []
    for depth, bullet, words in parser.paragraphs:
        indent = "  " * max(0, depth - 1) + (bullet or ("  " if depth else ""))
        in_a_list = bool(bullet and depth)
        continues = in_a_list and bool(lines) and re.match(r"\s*- |\s{2,}", lines[-1])
        if lines and not continues:
            lines.append("")
        lines.append(indent + words)
    return "\n".join(lines)


def wrapped(documentation: str, indent: int, width: int = 100) -> str:
    """
    The text as the inside of a docstring that starts ``indent`` columns in.
    """
    lines: list[str] = []
    for line in documentation.split("\n"):
        hanging = re.match(r"\s*(- )?", line)
        follow = " " * len(hanging.group()) if hanging else ""
        lines += textwrap.wrap(
            line,
            width - indent,
            subsequent_indent=follow,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return "\n".join(" " * indent + line if line else "" for line in lines)


def docstring(documentation: str, indent: int) -> str:
    """
    A docstring with its quotes, on one line where it fits.
    """
    raw = "r" if "\\" in documentation else ""
    safe = documentation.replace('"""', "'''")
    pad = " " * indent
    one_line = f'{pad}{raw}"""{safe}"""'
    if "\n" not in safe and len(one_line) <= 100 and not safe.endswith(('"', "\\")):
        return one_line
    return f'{pad}{raw}"""\n{wrapped(safe, indent)}\n{pad}"""'


def limits(shape: dict[str, object]) -> str:
    """
    The limits of a shape as a sentence or two: ``1 to 63 characters. Pattern: ``...``.``
    """
    kind = str(shape["type"])
    one, many = {
        "string": (" character", " characters"),
        "list": (" item", " items"),
        "map": (" entry", " entries"),
    }.get(kind, ("", ""))
    least, most = shape.get("min"), shape.get("max")
    said: list[str] = []
    if least is not None and least == most:
        said.append(f"Exactly {_count(least, one, many)}.")
    elif least is not None and most is not None and (least or not many):
        said.append(f"{least:,} to {_count(most, one, many)}.")
    elif most is not None:
        said.append(f"At most {_count(most, one, many)}.")
    elif least is not None and (least or not many):
        said.append(f"At least {_count(least, one, many)}.")
    pattern = shape.get("pattern")
    if pattern not in (None, ".*"):
        said.append(f"Pattern: ``{pattern}``.")
    return " ".join(said)


def _count(number: object, one: str, many: str) -> str:
    return f"{number:,}{one if number == 1 else many}"
