"""
What the members of a structure hold: a scalar, a structure, a list or a map.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

import attrs

from sagemaker_train.annotations import parts
from sagemaker_train.checks.constraints import Path
from sagemaker_train.schema import Model


class Shape(NamedTuple):
    """
    What a member holds.
    """

    container: type | None
    """``Sequence`` for a list, ``Mapping`` for a map, ``None`` for a single value."""
    kind: type[Any]
    """The class of the value, or of the container's values."""

    @property
    def structure(self) -> type[Model] | None:
        """
        The class of the structure that the member holds, be it in a list; ``None`` for scalars.
        """
        return self.kind if issubclass(self.kind, Model) else None


_shapes: dict[type[Model], Mapping[str, Shape]] = {}


def shapes(cls: type[Model]) -> Mapping[str, Shape]:
    """
    Give the shape of every member of a structure, by AWS's name.
    """
    if cls not in _shapes:
        _shapes[cls] = {
            cls.WIRE_NAMES[field.name]: _shape(field.type, cls)
            for field in attrs.fields(cls)
            if field.name in cls.WIRE_NAMES
        }
    return _shapes[cls]


def _shape(annotation: Any, owner: type[Model]) -> Shape:
    kind, _, item, _ = parts(annotation, owner)
    return Shape(None, kind) if item is None else Shape(kind, _shape(item, owner).kind)


def paths(value: object, at: Path = ()) -> Iterator[Path]:
    """
    Walk the path of everything in a JSON document, from the outside in.
    """
    yield at
    for step, item in steps(value):
        yield from paths(item, (*at, step))


def steps(value: object) -> Iterator[tuple[str | int, object]]:
    """
    Walk what a JSON value directly holds, with its key or position.
    """
    if isinstance(value, Mapping):
        for key, item in cast("Mapping[object, object]", value).items():
            yield str(key), item
    elif isinstance(value, (list, tuple)):
        yield from enumerate(cast("Sequence[object]", value))


def as_object(value: object) -> Mapping[str, Any] | None:
    """
    Give a JSON object; ``None`` for anything else.
    """
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else None
