"""
What the containers of a job write to their logs, as data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypedDict

import attrs

from sagemaker_train.checks.wording import suggestions
from sagemaker_train.testing.expected import check_each, check_number, check_type, tuple_of


class Facts(TypedDict):
    """
    What the texts of a plan may use, in braces.
    """

    job: str
    node: str
    number: int
    group: str
    attempt: int
    step: int
    loss: float
    progress: float


_EXAMPLE = Facts(
    job="job", node="algo-1", number=1, group="", attempt=1, step=1, loss=2.5, progress=0.5
)

_NODE = re.compile(r"algo-[1-9]\d*")


def _check_text(where: str, text: object) -> None:
    """
    Refuse a text that could not be filled in when it is read.

    Raises:
        TypeError: It is not a string.
        ValueError: It uses something that there is not, or its braces are not meant as such.
    """
    check_type(where, text, str)
    try:
        str(text).format(**_EXAMPLE)
    except (LookupError, ValueError, AttributeError, TypeError) as error:
        unknown = str(error.args[0]) if isinstance(error, KeyError) else ""
        near = suggestions(unknown, _EXAMPLE)
        names = ", ".join(f"{{{name}}}" for name in _EXAMPLE)
        advice = f"did you mean {{{near[0]}}}?" if near else f"it may use {names}."
        raise ValueError(
            f"{where} is {text!r}, which cannot be filled in: {advice} Double the braces that are"
            " meant as such: {{ and }}"
        ) from error


@attrs.frozen(kw_only=True)
class LogLine:
    """
    One line at one moment.
    """

    text: str
    """May use what ``LogPlan`` lists."""
    after: float = 0.0
    """Seconds after the start of its container."""
    node: str | None = None
    """``algo-2`` for one container; ``None`` for each one."""
    attempt: int | None = None
    """1 for the first attempt only; ``None`` for each one."""
    delay: float | None = None
    """Seconds until it can be read; the plan's by default."""

    def __attrs_post_init__(self) -> None:
        _check_text("LogLine.text", self.text)
        check_number("LogLine.after", self.after)
        if self.node is not None:
            check_type("LogLine.node", self.node, str)
            if not _NODE.fullmatch(self.node):
                raise ValueError(
                    f"LogLine.node is {self.node!r}; containers are called 'algo-1', 'algo-2', …"
                )
        if self.attempt is not None:
            check_number("LogLine.attempt", self.attempt, "the number of an attempt", 1)
        if self.delay is not None:
            check_number("LogLine.delay", self.delay)


def _texts(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple_of(texts)


def _lines(lines: Iterable[LogLine]) -> tuple[LogLine, ...]:
    return tuple_of(lines)


@attrs.frozen(kw_only=True)
class LogPlan:
    """
    What each container of a job writes, and when. Times are virtual seconds.

    Texts may use ``{job}``, ``{node}``, ``{number}`` (of the node, from 1), ``{group}`` (of the
    instance), ``{attempt}``, ``{step}``, ``{loss}`` and ``{progress}`` (0 to 1); braces that are
    meant are doubled.
    """

    opening: tuple[str, ...] = attrs.field(
        default=("Starting the training of {job} on {node}, attempt {attempt}",),
        converter=_texts,
    )
    """Written when the container starts, that is with the Training phase."""
    repeated: str = "step={step} loss={loss:.4f}"
    """Written again and again while it runs; ``loss`` falls from 2.5 as ``step`` counts up."""
    every: float = 30.0
    """Seconds between two of them; 0 for none."""
    closing: tuple[str, ...] = attrs.field(default=("Training has finished.",), converter=_texts)
    """Written when the work is done."""
    last_words: tuple[str, ...] = attrs.field(
        default=(
            "Traceback (most recent call last):",
            '  File "/opt/ml/code/train.py", line 12, in <module>',
            "    main()",
            "ValueError: the data is not what it should be",
        ),
        converter=_texts,
    )
    """Written when the container fails in training."""
    lines: tuple[LogLine, ...] = attrs.field(default=(), converter=_lines)
    """More lines, at moments of their own."""
    delay: float = 2.0
    """Seconds until a line that was written can be read."""
    stagger: float = 0.0
    """Seconds by which each further node starts later than the one before."""

    def __attrs_post_init__(self) -> None:
        for name in ("opening", "closing", "last_words"):
            texts: tuple[object, ...] = getattr(self, name)
            check_each(f"LogPlan.{name}", texts, str)
            for position, text in enumerate(texts):
                _check_text(f"LogPlan.{name}[{position}]", text)
        _check_text("LogPlan.repeated", self.repeated)
        check_each("LogPlan.lines", self.lines, LogLine)
        for name in ("every", "delay", "stagger"):
            check_number(f"LogPlan.{name}", getattr(self, name))
