"""
Where something is in a request: paths in both spellings, and the order of the request.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard, cast

import attrs

from sagemaker_train.annotations import parts
from sagemaker_train.checks.constraints import Path
from sagemaker_train.schema import Model


def wire_path(cls: type[Model], path: Path) -> Path:
    """
    Give a path of attribute names in AWS's names; map keys and list positions stay.
    """
    return _respelt(cls, path, to_wire=True)


def attribute_path(cls: type[Model], path: Path) -> Path:
    """
    Give a path of AWS's names in attribute names; map keys, positions and unknown names stay.
    """
    return _respelt(cls, path, to_wire=False)


def _respelt(cls: type[Model], path: Path, *, to_wire: bool) -> Path:
    spelt: list[str | int] = []
    inside: type[Model] | None = cls
    for step in path:
        if inside is None or isinstance(step, int):
            spelt.append(step)
            continue
        names = inside.WIRE_NAMES
        attributes = names if to_wire else {name: attribute for attribute, name in names.items()}
        spelt.append(attributes.get(step, step))
        attribute = step if to_wire else spelt[-1]
        inside = _structure_of(inside, cast("str", attribute))
    return tuple(spelt)


def _structure_of(cls: type[Model], attribute: str) -> type[Model] | None:
    """
    The class of the structure that a member holds, be it in a list; ``None`` if it holds none.
    """
    if attribute not in cls.WIRE_NAMES:
        return None
    found = parts(getattr(attrs.fields(cls), attribute).type, cls)
    while found.kind is Sequence:
        found = parts(found.item, cls)
    return found.kind if is_structure(found.kind) else None


def is_structure(annotation: object) -> TypeGuard[type[Model]]:
    """
    Tell whether an annotation is the class of a structure.
    """
    return isinstance(annotation, type) and issubclass(annotation, Model)


def class_at(cls: type[Model], path: Path) -> type[Model] | None:
    """
    The class of the structure to which a path of attribute names leads, if it leads to one.
    """
    inside: type[Model] | None = cls
    for step in path:
        if inside is not None and isinstance(step, str):
            inside = _structure_of(inside, step)
    return inside


def position(request: Model | Mapping[str, Any], path: Path) -> tuple[int, ...]:
    """
    Say where in a request a path leads, as numbers to sort by.

    A model's members are in the order of the API reference, those of a mapping in its own. What
    is absent comes after what is there.
    """
    where: list[int] = []
    value: object = request
    for step in path:
        if isinstance(value, Model):
            attributes = list(value.WIRE_NAMES)
            where.append(attributes.index(str(step)) if step in attributes else len(attributes))
            value = getattr(value, str(step), None)
        elif isinstance(value, Mapping):
            entries = cast("Mapping[object, object]", value)
            keys = [str(key) for key in entries]
            where.append(keys.index(str(step)) if step in keys else len(keys))
            value = entries.get(step)
        elif isinstance(value, (list, tuple)) and isinstance(step, int):
            items = cast("Sequence[object]", value)
            where.append(step)
            value = items[step] if step < len(items) else None
    return tuple(where)
