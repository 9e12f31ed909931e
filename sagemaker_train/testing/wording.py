"""
Violations of the service model in the words of the service.

    2 validation errors detected: Value 'a_b' at 'trainingJobName' failed to satisfy constraint:
    Member must satisfy regular expression pattern: …; Value null at 'roleArn' failed to satisfy
    constraint: Member must not be null

The service shows the values that it refuses. So does this, except for suspected secrets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import EnumType
from typing import Any, NamedTuple, cast

import attrs

from sagemaker_train.annotations import parts
from sagemaker_train.checks.constraints import Violation, violations
from sagemaker_train.checks.secrets import mask
from sagemaker_train.schema import Length, Model, Pattern, Range
from sagemaker_train.testing.refusals import Refusal, invalid

UNSAID = frozenset({"unknown-member", "placeholder", "naive-datetime"})
"""What the service has nothing to say about: it drops members that it does not know, and a
placeholder is to it a member or a setting like any."""

LONGEST_SHOWN = 256
"""Of longer values the message tells the length alone, where the service repeats them."""


def refuse_shape(cls: type[Model], request: Mapping[str, Any]) -> None:
    """
    Refuse a request that breaks the model's constraints, all of them in one message.

    Raises:
        Refusal: SerializationException for a wrong JSON type, else ValidationException.
    """
    found = [violation for violation in violations(cls, request) if violation.rule not in UNSAID]
    if not found:
        return
    for violation in found:
        if violation.rule == "type":
            raise Refusal("SerializationException", _wrong_type(violation), member="Message")
    texts = list(_texts(cls, found))
    plural = "s" if len(texts) != 1 else ""
    raise invalid(f"{len(texts)} validation error{plural} detected: {'; '.join(texts)}")


def _texts(cls: type[Model], found: Iterable[Violation]) -> Iterator[str]:
    """
    One sentence for each violation, in the order found, none twice.
    """
    texts: dict[str, None] = {}
    for violation in found:
        *_, parent, place = _places(cls, violation.path)
        container = parts(*parent)
        if container.kind is Mapping:
            what = "keys" if violation.on_key else "value"
            bounds = _bounds(container.key if violation.on_key else container.item, parent.owner)
            rule = f"Map {what} must satisfy constraint: [{', '.join(_rules(bounds))}]"
            path, value = violation.path[:-1], _entry(violation)
        elif container.kind is Sequence and isinstance(violation.value, str):
            rule = f"Member must satisfy constraint: [{', '.join(_rules(_bounds(*place)))}]"
            path, value = violation.path[:-1], f"'[{_shown(violation)}]'"
        else:
            rule = _rule(violation)
            path = violation.path
            value = "null" if violation.value is None else f"'{_shown(violation)}'"
        texts[f"Value {value} at '{_place(path)}' failed to satisfy constraint: {rule}"] = None
    yield from texts


def _place(path: tuple[str | int, ...]) -> str:
    """
    A path as the service writes it: ``inputDataConfig.1.member.channelName``.
    """
    steps = [
        f"{step + 1}.member" if isinstance(step, int) else step[:1].lower() + step[1:]
        for step in path
    ]
    return ".".join(steps)


def _shown(violation: Violation) -> str:
    """
    The refused value, unless it looks like a secret.
    """
    name = next((step for step in reversed(violation.path) if isinstance(step, str)), None)
    value: Any = violation.value
    if isinstance(value, str):
        text = mask(name, value)
    elif isinstance(value, (list, tuple, Mapping)):
        # What is inside may be anything; the service's rendering of it helps nobody.
        text = "{...}" if isinstance(value, Mapping) else "[...]"
    else:
        text = str(value)
    return text if len(text) <= LONGEST_SHOWN else f"<{len(text)} characters>"


def _entry(violation: Violation) -> str:
    """
    The refused entry of a map.
    """
    key = str(violation.path[-1])
    if violation.on_key:
        return f"'{{{mask(None, key)}=...}}'"
    return f"'{{{mask(None, key)}={_shown(violation)}}}'"


def _rule(violation: Violation) -> str:
    """
    What one member must satisfy, of which it breaks one mark.
    """
    value: Any = violation.value
    match violation.mark:
        case Length(minimum, maximum):
            over = maximum is not None and len(value) > maximum
            return (
                f"Member must have length less than or equal to {maximum}"
                if over
                else f"Member must have length greater than or equal to {minimum}"
            )
        case Range(minimum, maximum):
            over = maximum is not None and value > maximum
            return (
                f"Member must have value less than or equal to {maximum}"
                if over
                else f"Member must have value greater than or equal to {minimum}"
            )
        case mark:
            return next(_rules([mark]), "Member must not be null")


def _rules(marks: Iterable[object]) -> Iterator[str]:
    """
    What values must satisfy, for all of their marks.
    """
    for mark in marks:
        match mark:
            case Length(minimum, maximum):
                if maximum is not None:
                    yield f"Member must have length less than or equal to {maximum}"
                yield f"Member must have length greater than or equal to {minimum}"
            case Range(minimum, maximum):
                if maximum is not None:
                    yield f"Member must have value less than or equal to {maximum}"
                if minimum is not None:
                    yield f"Member must have value greater than or equal to {minimum}"
            case Pattern():
                yield f"Member must satisfy regular expression pattern: {mark.published}"
            case EnumType():
                values = ", ".join(str(member) for member in cast("Iterable[object]", mark))
                yield f"Member must satisfy enum value set: [{values}]"
            case _:
                pass


def _wrong_type(violation: Violation) -> str:
    """
    What the service's deserialiser says to another JSON type than the member's.
    """
    match violation.value:
        case bool():
            found = "TRUE_VALUE" if violation.value else "FALSE_VALUE"
        case int() | float():
            found = "NUMBER_VALUE"
        case str():
            found = "STRING_VALUE"
        case list():
            return "Start of list found where not expected"
        case Mapping():
            return "Start of structure or map found where not expected."
        case _:
            found = "NULL_VALUE"
    wanted = {
        "a string": "a String",
        "a whole number": "an Integer",
        "a finite number": "a Double",
        "true or false": "a Boolean",
        "a list": "a List",
        "an object": "a Structure or Map",
    }
    return f"{found} can not be converted to {wanted.get(violation.expected, 'a Timestamp')}"


# From a path to annotations


def _bounds(annotation: Any, owner: type) -> tuple[object, ...]:
    """
    What values of an annotation must satisfy: its marks; for an enum, the enum itself.
    """
    found = parts(annotation, owner)
    return (found.kind,) if isinstance(found.kind, EnumType) else found.marks


class _Place(NamedTuple):
    annotation: Any
    owner: type[Model]
    """The structure in which a quoted annotation is looked up."""


def _places(cls: type[Model], path: tuple[str | int, ...]) -> list[_Place]:
    """
    What the class is and what the annotations along a path are.
    """
    trail = [_Place(cls, cls)]
    for step in path:
        annotation, owner = trail[-1]
        here = parts(annotation, owner)
        if here.item is not None:
            trail.append(_Place(here.item, owner))
            continue
        owner = here.kind
        attribute = next(name for name, wire in owner.WIRE_NAMES.items() if wire == step)
        trail.append(_Place(getattr(attrs.fields(owner), attribute).type, owner))
    return trail
