r"""
Try metric definitions on log lines, before a job is paid for.

SageMaker searches each line that a container writes for each ``Regex`` and records what the first
group captured as the metric's value (Developer Guide, "Define Training Metrics"). Not documented,
and assumed here: the first match of a line counts; a number is what Java's ``Double.parseDouble``
reads; without a group nothing is recorded. CloudWatch takes no NaN and no infinity
(``PutMetricData``).

    >>> print(preview_metrics({"loss": r"loss=([0-9.]+)"}, ["epoch 1 loss=0.5", "done"]))
    loss: 1 value from 2 lines: 0.5
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

import attrs

from sagemaker_train.checks.secrets import mask_text
from sagemaker_train.jobs.java_regex import JavaRegex
from sagemaker_train.jobs.log_streams import LogEvent
from sagemaker_train.models.structures import MetricDefinition

LONGEST = 40
"""Characters of a captured text that are shown."""

SHOWN = 8
"""Values of a metric that are shown."""

_NUMBER = re.compile(
    r"""
    [\x00-\x20]* (?P<sign> [+-]?)
    (?: (?P<decimal> (?: \d+ \.? \d* | \. \d+ ) (?: [eE] [+-]? \d+ )? ) [fFdD]?
      | (?P<hexadecimal> 0[xX] (?: [0-9a-fA-F]+ \.? [0-9a-fA-F]* | \. [0-9a-fA-F]+ )
                         [pP] [+-]? \d+ ) [fFdD]?
      | (?P<word> NaN | Infinity ) )
    [\x00-\x20]*
    """,
    re.VERBOSE | re.ASCII,
)


@attrs.frozen(kw_only=True)
class Capture:
    """
    What a definition found in a line.
    """

    line: int
    """The number of the line, from 1."""
    text: str
    """What the first group captured; of an expression without a group, what matched."""
    value: float | None
    """What is recorded; ``None`` if nothing is."""
    problem: str = ""
    """Why nothing is recorded."""

    def __repr__(self) -> str:
        return f"Capture(line={self.line}, text={_short(self.text)}, value={self.value})"


@attrs.frozen(kw_only=True)
class MetricTrial:
    """
    What one definition would record.
    """

    name: str
    regex: str
    captures: tuple[Capture, ...]
    """Each line that matched, also those of which nothing would be recorded."""
    problems: tuple[str, ...]
    """What is wrong with the expression itself."""
    lines: int
    """How many lines were searched."""

    @property
    def values(self) -> tuple[float, ...]:
        """
        The values that would be recorded, in the order of the lines.
        """
        return tuple(each.value for each in self.captures if each.value is not None)

    def __str__(self) -> str:
        return "\n".join(self._text())

    def _text(self) -> Iterator[str]:
        values = self.values
        shown = ", ".join(f"{value:g}" for value in values[:SHOWN])
        more = ", …" if len(values) > SHOWN else ""
        count = f"{len(values)} value{'' if len(values) == 1 else 's'}"
        lines = f"{self.lines} line{'' if self.lines == 1 else 's'}"
        yield f"{self.name}: {count} from {lines}" + (f": {shown}{more}" if values else "")
        for problem in self.problems:
            yield f"  ! {problem}"
        lost = [capture for capture in self.captures if capture.value is None]
        for capture in lost[:SHOWN]:
            yield f"  ! line {capture.line}: {_short(capture.text)} {capture.problem}"
        if len(lost) > SHOWN:
            yield f"  ! and {len(lost) - SHOWN} more lines of which nothing would be recorded"


@attrs.frozen(kw_only=True)
class MetricPreview:
    """
    What metric definitions would record of some lines. ``str(preview)`` is a readable report.
    """

    trials: tuple[MetricTrial, ...]
    """One for each definition, in their order; two definitions may have the same name."""

    def values(self, name: str) -> tuple[float, ...]:
        """
        The values that would be recorded for a metric, by definition and line.

        Raises:
            KeyError: No definition has that name.
        """
        of_name = [trial for trial in self.trials if trial.name == name]
        if not of_name:
            raise KeyError(name)
        return tuple(value for trial in of_name for value in trial.values)

    @property
    def fine(self) -> bool:
        """
        Whether every definition records something, and none has a problem.
        """
        return all(
            trial.values
            and not trial.problems
            and all(capture.value is not None for capture in trial.captures)
            for trial in self.trials
        )

    def __str__(self) -> str:
        return "\n".join(str(trial) for trial in self.trials) or "no metric definitions"


class MetricSearch:
    """
    A definition at work.
    """

    def __init__(self, name: str, regex: str) -> None:
        self.name = name
        self.regex = regex
        self._java = JavaRegex.read(regex)
        problems = list(self._java.problems)
        if self._java.compiled is not None and not self._java.compiled.groups:
            problems.append("has no group: put ( ) round the number, or nothing is recorded")
        self.problems: tuple[str, ...] = tuple(problems)

    def find(self, text: str, line: int = 1) -> Capture | None:
        """
        Search a line; ``None`` if the expression is not in it.
        """
        expression = self._java.compiled
        match = None if expression is None else expression.search(text)
        if match is None:
            return None
        if not match.re.groups:
            return Capture(
                line=line, text=match[0], value=None, problem="matched, but there is no group"
            )
        if match[1] is None:
            return Capture(
                line=line, text=match[0], value=None, problem="matched without the first group"
            )
        value, problem = java_double(match[1])
        return Capture(line=line, text=match[1], value=value, problem=problem)


def preview_metrics(
    definitions: Mapping[str, str] | Iterable[MetricDefinition],
    lines: str | Iterable[str | LogEvent],
) -> MetricPreview:
    """
    Show what metric definitions would record of log lines. Nothing is sent anywhere.

    An expression that can match a line in very many ways, such as ``(a+)+$``, takes a time that
    doubles with each character, here as in SageMaker; nothing cuts it short.

    Args:
        definitions: As in ``AlgorithmSpecification``, or regular expressions by name.
        lines: Lines, log events, or one text of many lines.
    """
    if isinstance(definitions, Mapping):
        pairs = list(cast("Mapping[str, str]", definitions).items())
    else:
        pairs = [(definition.name, definition.regex) for definition in definitions]
    texts = lines.splitlines() if isinstance(lines, str) else [_text_of(line) for line in lines]
    return MetricPreview(
        trials=tuple(_trial(MetricSearch(name, regex), texts) for name, regex in pairs)
    )


def _trial(search: MetricSearch, texts: list[str]) -> MetricTrial:
    found = (search.find(text, number) for number, text in enumerate(texts, 1))
    return MetricTrial(
        name=search.name,
        regex=search.regex,
        captures=tuple(capture for capture in found if capture is not None),
        problems=search.problems,
        lines=len(texts),
    )


def _text_of(line: str | LogEvent) -> str:
    return line.message if isinstance(line, LogEvent) else line


def java_double(text: str) -> tuple[float | None, str]:
    """
    Read a number as Java does; the number, or why it is not recorded.

    Unlike Python, Java takes no ``1_000``, ``inf`` or ``nan``, and takes ``1.5f``.
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None, "is not a number"
    if match["word"]:
        return None, "is not a value that CloudWatch takes"
    digits = match["decimal"]
    value = float(digits) if digits else float.fromhex(match["hexadecimal"])
    if value == float("inf"):
        return None, "is too large for a number"
    return (-value if match["sign"] == "-" else value), ""


def _short(text: str) -> str:
    shown = mask_text(text)
    return repr(shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…")
