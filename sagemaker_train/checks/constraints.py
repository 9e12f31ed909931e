"""
Holds a request against the service model: types, required members, lengths, ranges, patterns.

A class is compiled once, when it is first met, into a *plan*: a function for each of its members,
made from the annotation and the marks of the attrs field. A plan is walked without looking at an
annotation again. Maps of strings are held against their limits all at once, and entry by entry only
where that fails.

Two forms are walked by the same rules: models, and mappings in wire form. In a mapping

- a member that is ``None`` counts as absent (JSON and YAML files carry ``null`` for "not set", and
  the codec drops it), while ``None`` inside a list or a map is a violation of its type;
- a list may be a tuple, and a timestamp is an aware datetime or a number of epoch seconds;
- a member that the model does not know is reported. Where it looks like a known one, ``expected``
  names that one and the request is surely wrong. Where it looks like none it may be newer than
  this library, so ``expected`` is empty and the caller had better only warn.

``unknown_members`` of a model pass where they can be sent: whoever puts something there has done so
on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

import attrs

from sagemaker_train.annotations import parts
from sagemaker_train.checks import limits
from sagemaker_train.checks.limits import (
    LEFT_TO_RUN_TIME,
    MAPPINGS,
    Check,
    Hold,
    Step,
    Violation as Violation,
    below,
    wrong,
)
from sagemaker_train.checks.new_members import of_new_members, unsendable
from sagemaker_train.checks.placeholders import is_placeholder
from sagemaker_train.checks.wording import either, shown_path, suggestions
from sagemaker_train.schema import Length, Model, OpenEnum, Pattern, Range

Path = tuple[Step, ...]


def violations(cls: type[Model], value: Model | Mapping[str, Any]) -> Iterator[Violation]:
    """
    Find every place where a request breaks a constraint of its class, at every level.

    Args:
        cls: The class that says what is allowed.
        value: A model of that class, or a mapping in wire form.
    """
    return iter(_plan(cls, isinstance(value, Model))(value))


def expect_types(model: Model) -> None:
    """
    Refuse a model that holds values of other types than its members.

    Raises:
        TypeError: It does; the message has the path of each.
    """
    problems = [
        f"{shown_path(violation.path)} must be {violation.expected}, "
        f"found {type(violation.value).__name__}"
        for violation in violations(type(model), model)
        if violation.rule == "type"
    ]
    if problems:
        raise TypeError(f"{type(model).__name__}: {'; '.join(problems)}")


# Structures


_MISSING = wrong("required", None, "a value")


_plans: dict[tuple[type[Model], bool], Check] = {}


def _plan(cls: type[Model], as_model: bool) -> Check:
    """
    Give the check of a structure in one of its two forms.

    It is compiled when it first meets one: a request has few, and one may hold another of its kind.
    """
    if (plan := _plans.get((cls, as_model))) is None:
        plan = _plans[cls, as_model] = _model_plan(cls) if as_model else _mapping_plan(cls)
    return plan


def _members(cls: type[Model], as_model: bool) -> list[tuple[str, Check, bool]]:
    """
    Give each member's attribute, its check and whether it is required.
    """
    return [
        (field.name, _check(field.type, cls, as_model), field.default is attrs.NOTHING)
        for field in attrs.fields(cls)
        if field.name in cls.WIRE_NAMES
    ]


def _model_plan(cls: type[Model]) -> Check:
    plan: tuple[list[tuple[str, Check, bool]], Callable[[Any], tuple[Any, ...]]] | None = None

    def check_model(value: Any) -> Sequence[Violation]:
        nonlocal plan
        if not isinstance(value, cls):
            return wrong("type", value, f"an instance of {cls.__name__}")
        if plan is None:
            members = _members(cls, as_model=True)
            plan = members, reader([attribute for attribute, _, _ in members])
        members, read = plan
        found: Sequence[Violation] = ()
        # With strict, zip takes longer than this loop needs for most members.
        for (attribute, check, is_required), member in zip(members, read(value)):  # noqa: B905
            if member is not None:
                if problems := check(member):
                    found = (*found, *below(attribute, problems))
            elif is_required:
                found = (*found, *below(attribute, _MISSING))
        if value.unknown_members:
            found = (*found, *of_new_members(cls, value.unknown_members))
        return found

    return check_model


def _mapping_plan(cls: type[Model]) -> Check:
    plan: tuple[dict[str, Check], list[str]] | None = None

    def check_mapping(value: Any) -> Sequence[Violation]:
        nonlocal plan
        given: Mapping[str, Any] = value
        if not isinstance(value, MAPPINGS):
            return wrong("type", value, "an object")
        if plan is None:
            members = _members(cls, as_model=False)
            plan = (
                {cls.WIRE_NAMES[attribute]: check for attribute, check, _ in members},
                [cls.WIRE_NAMES[attribute] for attribute, _, is_required in members if is_required],
            )
        checks, required = plan
        found: list[Violation] = []
        for name, member in given.items():
            if (check := checks.get(name)) is None and is_placeholder(name, member):
                found += below(str(name), LEFT_TO_RUN_TIME)
            elif check is None:
                candidates = either(suggestions(str(name), checks))
                found += below(str(name), wrong("unknown-member", member, candidates))
                found += unsendable({name: member})
            elif member is not None and (problems := check(member)):
                found += below(name, problems)
        for name in required:
            if given.get(name) is None:
                found += below(name, _MISSING)
        return found

    return check_mapping


def reader(names: Collection[str]) -> Callable[[object], tuple[Any, ...]]:
    """
    Give what reads some attributes of an object, all at once.
    """
    if len(names) > 1:
        return attrgetter(*names)
    getters = [attrgetter(name) for name in names]
    return lambda value: tuple(getter(value) for getter in getters)


# From annotations to checks


def _check(annotation: Any, owner: type, as_model: bool) -> Check:
    """
    Compile the check of one annotation.

    Raises:
        TypeError: The annotation is none that generated code is written with.
    """
    part = parts(annotation, owner)
    kind, _, item, key = part
    if kind is Sequence:
        return limits.list_of(_check(item, owner, as_model), part.mark(Length))
    if kind is Mapping:
        return limits.map_of(
            _check(key, owner, as_model),
            _check(item, owner, as_model),
            _hold(key, owner),
            _hold(item, owner),
            part.mark(Length),
        )
    if kind is str:
        return limits.string(part.mark(Length), part.mark(Pattern))
    if kind in (int, float):
        return limits.number(kind, part.mark(Range))
    if kind is bool:
        return limits.boolean
    if kind is datetime:
        return limits.moment if as_model else limits.wire_moment
    if isinstance(kind, type) and issubclass(kind, OpenEnum):
        return limits.value_of(kind)
    if isinstance(kind, type) and issubclass(kind, Model):
        return _plan(kind, as_model)
    if kind is Any:
        return lambda value: ()
    raise TypeError(f"{owner.__name__}: no check for {kind}")


def _hold(annotation: Any, owner: type) -> Hold | None:
    """
    Compile what holds many values of an annotation against its limits, if they are strings.
    """
    part = parts(annotation, owner)
    return limits.strings(part.mark(Length), part.mark(Pattern)) if part.kind is str else None
