"""
Reads a request, however malformed, as a model whose types hold.

The cross-field rules are written against the generated classes and trust their types. So a value
of another type is read as what it was probably meant to be (``"true"`` as true), and a required
member that is missing as an empty value. Both have been reported by the constraints under their
path, and the engine drops what a rule says there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar, cast

import attrs

from sagemaker_train.annotations import parts
from sagemaker_train.schema import Model, OpenEnum

# Nearly every mapping is a dict, and asking for that first is quick.
_MAPPINGS = (dict, Mapping)

ModelT = TypeVar("ModelT", bound=Model)
Reader = Callable[[Any], Any]
"""Gives a value as its type says."""


def read(cls: type[ModelT], value: object) -> ModelT:
    """
    Give the model of a mapping in wire form, or of a model with values of wrong types.

    Unknown members are left out; anything else than a mapping or a model is read as empty.
    """
    plan = _plan(cls)
    members: dict[str, Any] = {}
    if isinstance(value, _MAPPINGS):
        for name, found in cast("Mapping[str, Any]", value).items():
            if found is not None and (member := plan.by_name.get(name)) is not None:
                attribute, reader = member
                members[attribute] = reader(found)
    elif isinstance(value, Model):
        for attribute, reader in plan.by_name.values():
            if (found := getattr(value, attribute, None)) is not None:
                members[attribute] = reader(found)
    for attribute, reader in plan.required:
        if attribute not in members:
            members[attribute] = reader(None)
    return cls(**members)


class _Plan(NamedTuple):
    by_name: Mapping[str, tuple[str, Reader]]
    """Attribute and reader of every member, by AWS's name."""
    required: Sequence[tuple[str, Reader]]


_plans: dict[type[Model], _Plan] = {}


def _plan(cls: type[Model]) -> _Plan:
    if (plan := _plans.get(cls)) is None:
        fields = [field for field in attrs.fields(cls) if field.name in cls.WIRE_NAMES]
        readers = {field.name: _reader(field.type, cls) for field in fields}
        plan = _plans[cls] = _Plan(
            {cls.WIRE_NAMES[name]: (name, reader) for name, reader in readers.items()},
            [(f.name, readers[f.name]) for f in fields if f.default is attrs.NOTHING],
        )
    return plan


def _reader(annotation: Any, owner: type) -> Reader:
    kind, _, item, _ = parts(annotation, owner)
    if kind is Sequence:
        return _list(_reader(item, owner))
    if kind is Mapping:
        return _map(_reader(item, owner))
    if issubclass(kind, Model):
        return lambda value: read(kind, value)
    if issubclass(kind, OpenEnum):
        return lambda value: kind(_text(value))
    if kind is str:
        return _text
    if kind is bool:
        return _truth
    return _moment if kind is datetime else _number


def _list(each: Reader) -> Reader:
    def read_list(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            return ()
        return tuple(each(item) for item in cast("Sequence[object]", value))

    return read_list


def _map(each: Reader) -> Reader:
    def read_map(value: Any) -> dict[str, Any]:
        if not isinstance(value, _MAPPINGS):
            return {}
        entries = cast("Mapping[object, object]", value).items()
        return {str(key): each(item) for key, item in entries}

    return read_map


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) else ""


def _truth(value: Any) -> bool:
    return value.lower() == "true" if isinstance(value, str) else bool(value)


def _number(value: Any) -> int:
    with contextlib.suppress(TypeError, ValueError, OverflowError):
        return value if type(value) is int else int(value)
    return 0


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    with contextlib.suppress(TypeError, ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(value, UTC)
    return datetime.fromtimestamp(0, UTC)
