"""
What a view says, apart from how it looks: a page of pieces, made of masked and clean text.

A page is made once and rendered twice, by ``html`` and by ``text``. Text enters it through `shown`
(a value under a name), `told` (free text) or `plain` (our own words); the first two hide suspected
secrets, and all three make control characters visible, so that no renderer has to think of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeAlias, runtime_checkable

from sagemaker_train.checks.secrets import mask, mask_text, mask_words

SHORT = 96
"""How many characters of a value are shown before it is shortened."""


class Tone(StrEnum):
    """
    What a text means to the reader; never its only sign, because colours are not seen by all.
    """

    PLAIN = "plain"
    MUTED = "muted"
    GOOD = "good"
    BAD = "bad"
    WARN = "warn"
    ACTIVE = "active"
    HIDDEN = "hidden"


class Span(NamedTuple):
    """
    A run of text.
    """

    text: str
    tone: Tone = Tone.PLAIN
    full: str = ""
    """The whole value where ``text`` is a shortened one."""
    code: bool = False
    """Whether it is a value or identifier rather than prose."""
    href: str = ""
    """Where it leads; an ``https`` address made by us."""


Line: TypeAlias = tuple[Span, ...]
Cell: TypeAlias = tuple[Line, ...]
"""One line under the other."""


class Heading(NamedTuple):
    """
    What the page is about.
    """

    kind: str
    name: Span
    badge: Span | None = None


class Note(NamedTuple):
    """
    A text that stands out, such as a failure reason. Its line breaks are kept.
    """

    title: str
    text: str
    tone: Tone = Tone.PLAIN


class Facts(NamedTuple):
    """
    A table of two columns whose first one names the second.
    """

    rows: Sequence[tuple[str, Cell]]
    label: str = "Facts"


class Column(NamedTuple):
    """
    A column of a table.
    """

    title: str
    number: bool = False
    """Whether it is aligned to the right."""
    short: bool = False
    """Whether its texts are too short to be broken."""


class Table(NamedTuple):
    """
    A table with a header.
    """

    label: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


class Fold(NamedTuple):
    """
    Pieces behind a title, which a reader may open.
    """

    title: str
    pieces: Sequence[Piece]
    is_open: bool = False


class Figure(Protocol):
    """
    A picture that can also be drawn with characters.
    """

    def html(self) -> str:
        """
        Draw it as safe HTML with inline SVG.
        """
        ...

    def lines(self, width: int) -> list[str]:
        """
        Draw it in lines of at most so many columns.
        """
        ...


Piece: TypeAlias = Heading | Note | Facts | Table | Fold | Figure


class Page(NamedTuple):
    """
    A whole view.
    """

    label: str
    """What it is, for those who hear it."""
    pieces: Sequence[Piece]


@runtime_checkable
class Paged(Protocol):
    """
    What has a page of its own. It makes the page, so that showing it imports no other class.
    """

    def __page__(self) -> Page:
        """
        Make the page.
        """
        ...


# Control characters but line feed, marks that turn the direction of text around, lone surrogates,
# and what stands outside of Unicode's text: they could rewrite a terminal or fake what is read.
_UNSEEN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    r"\ud800-\udfff\ufff9-\ufffb\ufffe\uffff]"
)


def clean(text: str, *, lines: bool = False) -> str:
    r"""
    Make characters visible that would act instead of being read: ``\x1b``.

    Args:
        text: Any text.
        lines: Whether line breaks are kept; else they become ``\n``.
    """
    text = text.replace("\r\n", "\n") if lines else text.replace("\n", "\\n")
    return _UNSEEN.sub(lambda found: ascii(found[0])[1:-1], text)


def plain(text: str, tone: Tone = Tone.PLAIN) -> Span:
    """
    Words of our own.
    """
    return Span(clean(text), tone)


def shown(name: str | None, value: object, tone: Tone = Tone.PLAIN) -> Span:
    """
    Show a value under its name: hidden if it looks like a secret, shortened if it is long.

    Args:
        name: The name of the setting, if any.
        value: Anything; what is no string is shown as ``str`` has it.
        tone: The tone of a value that is not hidden.
    """
    text = str(value)
    if not text:
        return Span('""', Tone.MUTED, code=True)
    safe = mask(name, text)
    # Differences come with what they hide hidden already.
    if safe != text or (text.startswith("<hidden: ") and text.endswith(" characters>")):
        return Span(clean(safe), Tone.HIDDEN)
    return shortened(clean(safe), tone)


def shown_words(words: Sequence[str], separator: str = ", ") -> Span:
    """
    Show a list of strings, such as a command or subnets; a secret is hidden word by word.
    """
    safe = mask_words(words)
    tone = Tone.PLAIN if safe == list(words) else Tone.HIDDEN
    return shortened(clean(separator.join(safe)), tone)


def shortened(text: str, tone: Tone = Tone.PLAIN, limit: int = SHORT) -> Span:
    """
    Show a clean value; of a long one the beginning and the end, where names and versions stand.
    """
    if len(text) <= limit:
        return Span(text, tone, code=True)
    tail = limit // 3
    return Span(f"{text[: limit - tail - 1]}…{text[-tail:]}", tone, full=text, code=True)


def told(text: object) -> str:
    """
    Free text, such as a message of the service: secrets in it hidden, its line breaks kept.
    """
    return clean(mask_text(str(text)), lines=True)


def cell(*spans: Span) -> Cell:
    """
    A cell of one line.
    """
    return (spans,)
