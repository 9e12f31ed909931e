"""
What the containers of a job write to their logs, as data.
"""

from __future__ import annotations

import attrs


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
        converter=tuple[str, ...],
    )
    """Written when the container starts, that is with the Training phase."""
    repeated: str = "step={step} loss={loss:.4f}"
    """Written again and again while it runs; ``loss`` falls from 2.5 as ``step`` counts up."""
    every: float = 30.0
    """Seconds between two of them; 0 for none."""
    closing: tuple[str, ...] = attrs.field(
        default=("Training has finished.",), converter=tuple[str, ...]
    )
    """Written when the work is done."""
    last_words: tuple[str, ...] = attrs.field(
        default=(
            "Traceback (most recent call last):",
            '  File "/opt/ml/code/train.py", line 12, in <module>',
            "    main()",
            "ValueError: the data is not what it should be",
        ),
        converter=tuple[str, ...],
    )
    """Written when the container fails in training."""
    lines: tuple[LogLine, ...] = attrs.field(default=(), converter=tuple[LogLine, ...])
    """More lines, at moments of their own."""
    delay: float = 2.0
    """Seconds until a line that was written can be read."""
    stagger: float = 0.0
    """Seconds by which each further node starts later than the one before."""

    def __attrs_post_init__(self) -> None:
        if min(self.every, self.delay, self.stagger) < 0:
            raise ValueError("every, delay and stagger are seconds, 0 or more")
