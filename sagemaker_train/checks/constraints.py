"""
Holds a request against the service model: types, required members, lengths, ranges, patterns.

A class is compiled once, when it is first met, into a *plan*: a function for each of its members,
made from the annotation and the marks of the attrs field. A plan is walked without looking at an
annotation again, and it builds a path only where something is wrong.

Two forms are walked by the same rules: models, and mappings in wire form. In a mapping

- a member that is ``None`` counts as absent (JSON and YAML files carry ``null`` for "not set", and
  the codec drops it), while ``None`` inside a list or a map is a violation of its type;
- a list may be a tuple, and a timestamp is an aware datetime or a number of epoch seconds;
- a member that the model does not know is reported. Where it looks like a known one, ``expected``
  names that one and the request is surely wrong. Where it looks like none it may be newer than
  this library, so ``expected`` is empty and the caller had better only warn.

``unknown_members`` of a model pass: whoever puts something there has done so on purpose.
"""

from __future__ import annotations

import collections.abc
import math
import re
import sys
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, NamedTuple, cast

import attrs

from sagemaker_train.checks.wording import (
    allowed_length,
    allowed_range,
    allowed_text,
    allowed_values,
    either,
    suggestions,
)
from sagemaker_train.schema import Length, Model, OpenEnum, Pattern, Range

# Nearly every mapping is a dict, and asking for that first is quick.
_MAPPINGS = (dict, Mapping)

Step = str | int
Path = tuple[Step, ...]
Mark = Length | Range | Pattern | type[OpenEnum]


class Violation(NamedTuple):
    """
    One place where a request is not what the service model says.
    """

    path: Path
    """Attribute names where a model was walked, AWS's names where a mapping was; map keys and list
    positions besides."""
    rule: str
    """``required``, ``type``, ``length``, ``range``, ``pattern``, ``enum``, ``unknown-member`` or
    ``naive-datetime``."""
    value: object
    """What was found. It may be a secret: who shows it masks it first."""
    mark: Mark | None
    """The limit that is broken."""
    on_key: bool
    """Whether it is about a map's key, which then ends the path, and not about its value."""
    expected: str
    """What is allowed, in words; for ``unknown-member`` the known members that look like it."""


Found = list[Violation]
Check = Callable[[Any, Path, Step, Found], None]
"""Checks a value that stands at a step below a path and adds what is wrong to the list."""


def violations(cls: type[Model], value: Model | Mapping[str, Any]) -> Iterator[Violation]:
    """
    Find every place where a request breaks a constraint of its class, at every level.

    Args:
        cls: The class that says what is allowed.
        value: A model of that class, or a mapping in wire form.
    """
    found: Found = []
    _plan(cls, isinstance(value, Model))(value, (), found)
    return iter(found)


# Structures


Walk = Callable[[Any, Path, Found], None]

_plans: dict[tuple[type[Model], bool], Walk] = {}


def _plan(cls: type[Model], as_model: bool) -> Walk:
    """
    Give the check of a structure in one of its two forms, compiled when it is first asked for.
    """
    if (plan := _plans.get((cls, as_model))) is None:
        plan = _plans[cls, as_model] = _compiled(cls, as_model)
    return plan


def _compiled(cls: type[Model], as_model: bool) -> Walk:
    fields = [field for field in attrs.fields(cls) if field.name in cls.WIRE_NAMES]
    required = {field.name for field in fields if field.default is attrs.NOTHING}
    checks = {field.name: _check(field.type, cls, as_model) for field in fields}
    if as_model:
        return _model_walk(cls, checks, required)
    names = cls.WIRE_NAMES
    return _mapping_walk(
        {names[attribute]: check for attribute, check in checks.items()},
        [names[field.name] for field in fields if field.name in required],
    )


def _model_walk(cls: type[Model], checks: Mapping[str, Check], required: set[str]) -> Walk:
    members = [(attribute, check, attribute in required) for attribute, check in checks.items()]
    # attrgetter gives a tuple for two names or more; the second use of a lone name is harmless.
    read = attrgetter(*checks, *list(checks)[:1]) if members else None

    def walk(value: Any, path: Path, found: Found) -> None:
        if not isinstance(value, cls):
            found.append(Violation(path, "type", value, None, False, f"a {cls.__name__}"))
        elif read is not None:
            for (attribute, check, needed), member in zip(members, read(value), strict=False):
                if member is not None:
                    check(member, path, attribute, found)
                elif needed:
                    found.append(_missing((*path, attribute)))

    return walk


def _mapping_walk(checks: Mapping[str, Check], required: Sequence[str]) -> Walk:
    def walk(value: Any, path: Path, found: Found) -> None:
        if not isinstance(value, _MAPPINGS):
            found.append(Violation(path, "type", value, None, False, "an object"))
            return
        members = cast("Mapping[str, Any]", value)
        for name, member in members.items():
            if (check := checks.get(name)) is None:
                candidates = either(suggestions(str(name), checks))
                found.append(
                    Violation((*path, str(name)), "unknown-member", member, None, False, candidates)
                )
            elif member is not None:
                check(member, path, name, found)
        found.extend(_missing((*path, name)) for name in required if members.get(name) is None)

    return walk


def _missing(path: Path) -> Violation:
    return Violation(path, "required", None, None, False, "a value")


# From annotations to checks


def _check(annotation: Any, owner: type, as_model: bool, marks: tuple[Any, ...] = ()) -> Check:
    """
    Compile the check of one annotation.

    Raises:
        TypeError: The annotation is none that generated code is written with.
    """
    if isinstance(annotation, str):  # a class that contains itself
        annotation = getattr(sys.modules[owner.__module__], annotation)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated:
        return _check(arguments[0], owner, as_model, (*marks, *arguments[1:]))
    if origin in (types.UnionType, typing.Union):
        return _check(arguments[0], owner, as_model, marks)
    length = next((mark for mark in marks if isinstance(mark, Length)), None)
    if origin is collections.abc.Sequence:
        return _list(_check(arguments[0], owner, as_model), length)
    if origin is collections.abc.Mapping:
        key, item = (_check(argument, owner, as_model) for argument in arguments)
        return _map(key, item, length)
    if annotation is str:
        pattern = next((mark for mark in marks if isinstance(mark, Pattern)), None)
        return _string(length, pattern)
    if annotation in (int, float):
        limits = next((mark for mark in marks if isinstance(mark, Range)), None)
        return _number(annotation, limits)
    if annotation is bool:
        return _boolean
    if annotation is datetime:
        return _moment if as_model else _wire_moment
    if isinstance(annotation, type) and issubclass(annotation, OpenEnum):
        return _enum(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return _structure(annotation, as_model)
    if annotation is Any:
        return lambda value, parent, step, found: None
    raise TypeError(f"{owner.__name__}: no check for {annotation}")


def _structure(cls: type[Model], as_model: bool) -> Check:
    def check(value: Any, parent: Path, step: Step, found: Found) -> None:
        _plan(cls, as_model)(value, (*parent, step), found)

    return check


def _list(each: Check, length: Length | None) -> Check:
    def check(value: Any, parent: Path, step: Step, found: Found) -> None:
        path = (*parent, step)
        if not isinstance(value, (list, tuple)):
            found.append(Violation(path, "type", value, None, False, "a list"))
            return
        items = cast("Sequence[object]", value)
        _measure(items, length, "item", path, found)
        for position, item in enumerate(items):
            each(item, path, position, found)

    return check


def _map(check_key: Check, check_value: Check, length: Length | None) -> Check:
    def check(value: Any, parent: Path, step: Step, found: Found) -> None:
        path = (*parent, step)
        if not isinstance(value, _MAPPINGS):
            found.append(Violation(path, "type", value, None, False, "an object"))
            return
        entries = cast("Mapping[Any, object]", value)
        _measure(entries, length, "entry", path, found)
        for key, item in entries.items():
            before = len(found)
            check_key(key, path, str(key), found)
            if len(found) > before:
                found[before:] = [violation._replace(on_key=True) for violation in found[before:]]
            check_value(item, path, str(key), found)

    return check


def _measure(
    container: Sequence[object] | Mapping[Any, object],
    length: Length | None,
    unit: str,
    path: Path,
    found: Found,
) -> None:
    if length is not None and not (
        length.minimum <= len(container)
        and (length.maximum is None or len(container) <= length.maximum)
    ):
        expected = allowed_length(length, unit)
        found.append(Violation(path, "length", container, length, False, expected))


# Scalars


@cache
def full_match(expression: str) -> Callable[[str], re.Match[str] | None]:
    """
    Give the full match of an expression, compiled when it is first used: a request meets few.
    """
    return re.compile(expression, re.ASCII).fullmatch


def _string(length: Length | None, pattern: Pattern | None) -> Check:
    minimum = length.minimum if length else 0
    maximum = sys.maxsize if length is None or length.maximum is None else length.maximum
    expression = pattern.expression if pattern else None

    def check(value: Any, parent: Path, step: Step, found: Found) -> None:
        if not isinstance(value, str):
            found.append(Violation((*parent, step), "type", value, None, False, "a string"))
        # The length comes first: it bounds the time that the expression takes.
        elif not minimum <= len(value) <= maximum:
            expected = allowed_length(cast("Length", length), "character")
            found.append(Violation((*parent, step), "length", value, length, False, expected))
        elif expression is not None and full_match(expression)(value) is None:
            expected = allowed_text(cast("Pattern", pattern))
            found.append(Violation((*parent, step), "pattern", value, pattern, False, expected))

    return check


def _number(kind: type[int | float], limits: Range | None) -> Check:
    kinds = int if kind is int else (int, float)
    words = "a whole number" if kind is int else "a finite number"
    minimum = -math.inf if limits is None or limits.minimum is None else limits.minimum
    maximum = math.inf if limits is None or limits.maximum is None else limits.maximum

    def check(value: Any, parent: Path, step: Step, found: Found) -> None:
        if not isinstance(value, kinds) or isinstance(value, bool) or not _finite(value):
            found.append(Violation((*parent, step), "type", value, None, False, words))
        elif not minimum <= value <= maximum:
            expected = allowed_range(cast("Range", limits))
            found.append(Violation((*parent, step), "range", value, limits, False, expected))

    return check


def _finite(number: float) -> bool:
    return isinstance(number, int) or math.isfinite(number)


def _boolean(value: Any, parent: Path, step: Step, found: Found) -> None:
    if not isinstance(value, bool):
        found.append(Violation((*parent, step), "type", value, None, False, "true or false"))


def _moment(value: Any, parent: Path, step: Step, found: Found) -> None:
    if not isinstance(value, datetime):
        found.append(Violation((*parent, step), "type", value, None, False, "a datetime"))
    elif value.utcoffset() is None:
        found.append(
            Violation((*parent, step), "naive-datetime", value, None, False, "a time zone")
        )


def _wire_moment(value: Any, parent: Path, step: Step, found: Found) -> None:
    if isinstance(value, datetime):
        _moment(value, parent, step, found)
    elif not isinstance(value, (int, float)) or isinstance(value, bool) or not _finite(value):
        expected = "a datetime or a number of seconds since 1970"
        found.append(Violation((*parent, step), "type", value, None, False, expected))


def _enum(enum: type[OpenEnum]) -> Check:
    known = frozenset(member.value for member in enum)

    def check(value: Any, parent: Path, step: Step, found: Found) -> None:
        if not isinstance(value, str):
            found.append(Violation((*parent, step), "type", value, None, False, "a string"))
        elif value not in known:
            expected = allowed_values(enum, value)
            found.append(Violation((*parent, step), "enum", value, enum, False, expected))

    return check
