"""
How models are frozen all the way down: lists become tuples, mappings ``FrozenDict``.
"""

from __future__ import annotations

import collections.abc
import typing
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, Self, TypeVar, cast

import attrs

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")


class FrozenDict(dict[KeyT, ValueT]):
    """
    A dictionary that cannot be changed, so that a frozen model is frozen all the way down.

    It is a ``dict`` for ``json.dumps``, ``isinstance`` and equality; ``dict(value)`` or
    ``value | {...}`` give a copy that can be changed.
    """

    __slots__ = ()

    def _refuse(self, *args: object, **kwargs: object) -> NoReturn:
        raise TypeError(
            "this mapping belongs to a frozen model; make a changed copy: {**mapping, ...}"
        )

    if not TYPE_CHECKING:  # checkers see a dict; models declare Mapping, which has none of these
        __setitem__ = __delitem__ = __ior__ = _refuse
        clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]  # dict sets it to None; this one is frozen
        return hash(frozenset(self))

    def __reduce__(self) -> tuple[type[Self], tuple[dict[KeyT, ValueT]]]:
        return type(self), (dict(self),)


def _frozen_sequence(value: object) -> object:
    return tuple(cast("list[object]", value)) if isinstance(value, list) else value


def _frozen_mapping(value: object) -> object:
    if isinstance(value, FrozenDict):
        return cast(object, value)
    # A dict is told by its type, which is quicker than to ask whether something is a mapping.
    if isinstance(value, (dict, Mapping)):
        return FrozenDict(cast("Mapping[str, object]", value))
    return value


def frozen_json(value: object) -> object:
    """
    The same JSON value as a copy that cannot be changed at any depth.
    """
    if isinstance(value, FrozenDict) and not value:
        return cast(object, value)  # as in nearly every model
    if isinstance(value, (dict, Mapping)):
        entries = cast("Mapping[str, object]", value).items()
        return FrozenDict({key: frozen_json(entry) for key, entry in entries})
    if isinstance(value, (list, tuple)):
        return tuple(map(frozen_json, cast("Sequence[object]", value)))
    return value


def thawed_json(value: object) -> object:
    """
    The same JSON value in plain dictionaries and lists, as `json.loads` gives them.
    """
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, object]", value).items()
        return {key: thawed_json(entry) for key, entry in entries}
    if isinstance(value, (list, tuple)):
        return [thawed_json(item) for item in cast("Sequence[object]", value)]
    return value


def container_of(annotation: object) -> type | None:
    """
    ``Sequence`` or ``Mapping`` if a field of this annotation holds one, else ``None``.
    """
    while (origin := typing.get_origin(annotation)) is not None:
        if origin in (collections.abc.Sequence, collections.abc.Mapping):
            return cast("type", origin)
        arguments = typing.get_args(annotation)
        if origin is not Annotated and type(None) not in arguments:
            return None
        annotation = arguments[0]
    return None


# Made once, as attrs looks at the signature of a bare function again for every class.
_SEQUENCE: attrs.Converter[Any, Any] = attrs.Converter(_frozen_sequence)
_MAPPING: attrs.Converter[Any, Any] = attrs.Converter(_frozen_mapping)
_JSON: attrs.Converter[Any, Any] = attrs.Converter(frozen_json)


def _converter_of(annotation: object) -> attrs.Converter[Any, Any] | None:
    container = container_of(annotation)
    if container is collections.abc.Mapping:
        # Only members that this version does not know may hold anything, and so nest.
        return _JSON if Any in typing.get_args(annotation) else _MAPPING
    return None if container is None else _SEQUENCE


def freeze(cls: type, fields: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """
    Let every list and mapping field hold a frozen copy (an attrs ``field_transformer``).

    A field that has a converter keeps it: those of enums, and what a class inherits.
    """
    return [
        field.evolve(converter=converter)
        if field.converter is None  # pyright: ignore[reportUnknownMemberType]  # whatever it is
        and (converter := _converter_of(field.type)) is not None
        else field
        for field in fields
    ]
