"""
Holds single values, and lists and maps of them, against their limits.

Each limit is compiled into a *check*, which gives what is wrong with a value, with paths that start
at the value. So a path is put together only where something is wrong, from its end to its start.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, cast

from sagemaker_train.checks.placeholders import SUFFIX, is_placeholder
from sagemaker_train.checks.wording import (
    allowed_length,
    allowed_range,
    allowed_text,
    allowed_values,
)
from sagemaker_train.schema import Length, OpenEnum, Pattern, Range

# Nearly every mapping is a dict, and asking for that first is quick.
MAPPINGS = (dict, Mapping)

Step = str | int
Mark = Length | Range | Pattern | type[OpenEnum]


class Violation(NamedTuple):
    """
    One place where a request is not what the service model says.
    """

    path: tuple[Step, ...]
    """Attribute names where a model was walked, AWS's names where a mapping was; map keys and list
    positions besides."""
    rule: str
    """``required``, ``type``, ``length``, ``range``, ``pattern``, ``enum``, ``unknown-member``,
    ``shadowed-member``, ``json-value``, ``placeholder`` or ``naive-datetime``."""
    value: object
    """What was found. It may be a secret: who shows it masks it first."""
    mark: Mark | None
    """The limit that is broken."""
    on_key: bool
    """Whether it is about a map's key, which then ends the path, and not about its value."""
    expected: str
    """What is allowed, in words; for ``unknown-member`` the known members that look like it, for
    ``shadowed-member`` the attribute."""


Check = Callable[[Any], Sequence[Violation]]
"""Gives what is wrong with a value; the paths start at the value."""
Hold = Callable[[Collection[Any]], bool]
"""Tells at once whether all of some values are right; if not, each of them has to be checked."""


def wrong(
    rule: str, value: object, expected: str, mark: Mark | None = None
) -> tuple[Violation, ...]:
    """
    Give the one thing that is wrong with a value.
    """
    return (Violation((), rule, value, mark, False, expected),)


LEFT_TO_RUN_TIME = wrong("placeholder", None, "a value")


def below(step: Step, found: Iterable[Violation]) -> Iterator[Violation]:
    """
    Give what is wrong with a value, seen from what holds the value at a step.
    """
    return (violation._replace(path=(step, *violation.path)) for violation in found)


def list_of(each: Check, length: Length | None) -> Check:
    """
    Compile the check of a list.
    """
    minimum, maximum = _limits(length)

    def check_list(value: Any) -> Sequence[Violation]:
        items: Sequence[object] = value
        if not isinstance(value, (list, tuple)):
            return wrong("type", value, "a list")
        found: list[Violation] = []
        if not minimum <= len(items) <= maximum:
            found += _of_size(items, length, "item")
        for position, item in enumerate(items):
            if problems := each(item):
                found += below(position, problems)
        return found

    return check_list


def map_of(
    key: Check, item: Check, keys_hold: Hold | None, items_hold: Hold | None, length: Length | None
) -> Check:
    """
    Compile the check of a map.

    Args:
        key: The check of a key.
        item: The check of a value.
        keys_hold: What holds all keys against their limits at once, if they are strings.
        items_hold: The same for the values.
        length: How many entries are allowed.
    """
    minimum, maximum = _limits(length)

    def check_map(value: Any) -> Sequence[Violation]:
        entries: Mapping[Any, object] = value
        if not isinstance(value, MAPPINGS):
            return wrong("type", value, "an object")
        found: list[Violation] = []
        if not minimum <= len(entries) <= maximum:
            found += _of_size(entries, length, "entry")
        for name in [name for name in entries if str(name).endswith(SUFFIX)]:
            if is_placeholder(name, entries[name]):
                found += below(name, LEFT_TO_RUN_TIME)
        if keys_hold and keys_hold(entries) and items_hold and items_hold(entries.values()):
            return found
        for name, member in entries.items():
            of_key = (violation._replace(on_key=True) for violation in key(name))
            found += below(str(name), (*of_key, *item(member)))
        return found

    return check_map


def _limits(length: Length | None) -> tuple[int, int]:
    if length is None:
        return 0, sys.maxsize
    return length.minimum, sys.maxsize if length.maximum is None else length.maximum


def _of_size(value: object, length: Length | None, unit: str) -> tuple[Violation, ...]:
    return wrong("length", value, allowed_length(length or Length(), unit), length)


# Single values


_ONE_LINE = r"[^\n\r\u0085\u2028\u2029]*"  # what ".*" matches in Java
_LINE_BREAK = r"[\n\r\u0085\u2028\u2029]"


def is_one_line(text: str) -> bool:
    """
    Tell whether a text holds no line break: LF, CR, U+0085, U+2028 or U+2029.
    """
    # What can be printed holds none, which is quicker to see.
    return str.isprintable(text) or re.search(_LINE_BREAK, text) is None


@cache
def fits(expression: str) -> Callable[[str], object]:
    """
    Give the test of whole texts against an expression, compiled when it is first used.
    """
    return is_one_line if expression == _ONE_LINE else re.compile(expression, re.ASCII).fullmatch


def string(length: Length | None, pattern: Pattern | None) -> Check:
    """
    Compile the check of a string.
    """
    minimum, maximum = _limits(length)
    test: Callable[[str], object] | None = None

    def check_string(value: Any) -> Sequence[Violation]:
        nonlocal test
        if not isinstance(value, str):
            return wrong("type", value, "a string")
        # The upper limit comes first: it bounds the time that the expression takes.
        if len(value) > maximum:
            return _of_size(value, length, "character")
        if test is None and pattern is not None:
            test = fits(pattern.expression)
        matches = test is None or test(value)
        if len(value) < minimum:
            # What is too short for an ARN is no ARN, and that is what helps.
            kind = f" of {allowed_text(pattern)}" if pattern and not matches else ""
            expected = allowed_length(length or Length(), "character") + kind
            return wrong("length", value, expected, length)
        if matches or pattern is None:
            return ()
        return wrong("pattern", value, allowed_text(pattern), pattern)

    return check_string


def strings(length: Length | None, pattern: Pattern | None) -> Hold:
    """
    Compile what holds many strings against their limits at once.
    """
    minimum, maximum = _limits(length)
    expression = pattern.expression if pattern else None

    def hold(values: Collection[Any]) -> bool:
        if not {str}.issuperset(map(type, values)):
            return False
        joined = "".join(values)
        if len(joined) > maximum and max(map(len, values)) > maximum:
            return False
        if minimum and min(map(len, values), default=minimum) < minimum:
            return False
        if expression == _ONE_LINE:  # they are if together they are
            return is_one_line(joined)
        return expression is None or all(map(fits(expression), values))

    return hold


def number(kind: type[int | float], limits: Range | None) -> Check:
    """
    Compile the check of a number; a truth value is none.
    """
    kinds = int if kind is int else (int, float)
    words = "a whole number" if kind is int else "a finite number"
    minimum = -math.inf if limits is None or limits.minimum is None else limits.minimum
    maximum = math.inf if limits is None or limits.maximum is None else limits.maximum

    def check_number(value: Any) -> Sequence[Violation]:
        if not isinstance(value, kinds) or isinstance(value, bool) or not _finite(value):
            return wrong("type", value, words)
        if not minimum <= value <= maximum:
            return wrong("range", value, allowed_range(cast("Range", limits)), limits)
        return ()

    return check_number


def _finite(number: float) -> bool:
    return isinstance(number, int) or math.isfinite(number)


def boolean(value: Any) -> Sequence[Violation]:
    """
    Check a truth value.
    """
    return () if isinstance(value, bool) else wrong("type", value, "true or false")


def moment(value: Any) -> Sequence[Violation]:
    """
    Check a point in time in a model.
    """
    if not isinstance(value, datetime):
        return wrong("type", value, "a datetime")
    return wrong("naive-datetime", value, "a time zone") if value.utcoffset() is None else ()


def wire_moment(value: Any) -> Sequence[Violation]:
    """
    Check a point in time in wire form: an aware datetime, or seconds since 1970.
    """
    if isinstance(value, datetime):
        return moment(value)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not _finite(value):
        return wrong("type", value, "a datetime or a number of seconds since 1970")
    return ()


def value_of(enum: type[OpenEnum]) -> Check:
    """
    Compile the check of a string that is to be a value of an enum.
    """
    known = frozenset(member.value for member in enum)

    def check_enum(value: Any) -> Sequence[Violation]:
        if not isinstance(value, str):
            return wrong("type", value, "a string")
        return () if value in known else wrong("enum", value, allowed_values(enum, value), enum)

    return check_enum
