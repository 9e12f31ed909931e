"""
Requests of which some members are known at run time only, made such that they can be checked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, cast

from sagemaker_train.checks.constraints import Path
from sagemaker_train.checks.placeholders import SUFFIX, is_jsonata
from sagemaker_train.interop.shapes import Shape, shapes
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.schema import Model, OpenEnum

_SUBSTITUTION: Final = re.compile(r"\$\{[A-Za-z0-9_.:]+\}")


class Template(NamedTuple):
    """
    A request of which some members are known at run time only.
    """

    without: dict[str, Any]
    """The request as if those members were absent."""
    with_stand_ins: dict[str, Any]
    """The request with something in their place."""
    open_places: tuple[Path, ...]
    """Where they are."""


def template(members: Mapping[str, Any]) -> Template:
    """
    Split the parameters of a state into what is known and what is for run time.

    Beside expressions, this takes ``${Name}`` for open, which deployment tools replace.
    """
    places: list[Path] = []
    without = _filled(CreateTrainingJobRequest, members, (), None)
    filled = _filled(CreateTrainingJobRequest, members, (), places)
    return Template(without, filled, tuple(places))


def _filled(
    cls: type[Model] | None, members: Mapping[str, Any], at: Path, places: list[Path] | None
) -> dict[str, Any]:
    """
    Give a structure, or a map where there is no class, without its open members.

    With a list for their places, put stand-ins there and note the places.
    """
    filled: dict[str, Any] = {}
    for key, value in members.items():
        name = key.removesuffix(SUFFIX)
        shape = shapes(cls).get(name) if cls is not None else None
        if name != key or is_open(value):
            if places is not None:
                places.append((*at, name))
                filled[name] = _stand_in(shape)
            continue
        inner = shape.structure if shape and shape.container is not Mapping else None
        filled[name] = _filled_value(inner, value, (*at, name), places)
    return filled


def _filled_value(
    cls: type[Model] | None, value: Any, at: Path, places: list[Path] | None
) -> object:
    if isinstance(value, Mapping):
        return _filled(cls, cast("Mapping[str, Any]", value), at, places)
    if not isinstance(value, (list, tuple)):
        return value
    items: list[object] = []
    for position, item in enumerate(cast("Sequence[Any]", value)):
        if is_open(item):  # its place is kept, so that the others keep theirs
            if places is not None:
                places.append((*at, position))
            items.append({} if cls else "open")
        else:
            items.append(_filled_value(cls, item, (*at, position), places))
    return items


def is_open(value: object) -> bool:
    """
    Tell whether a value is for run time, or for a tool that deploys.
    """
    return is_jsonata(value) or (isinstance(value, str) and bool(_SUBSTITUTION.search(value)))


def _stand_in(shape: Shape | None) -> object:
    """
    Give a value that a member could have.
    """
    if shape is None:
        return "open"
    if shape.container is not None:
        item = _stand_in(Shape(None, shape.kind))  # what is empty would count as unset
        return [item] if shape.container is Sequence else {"open": item}
    if shape.structure is not None:
        return {}
    if issubclass(shape.kind, OpenEnum):
        return next(iter(shape.kind)).value
    return {bool: True, int: 1, float: 1.0}.get(shape.kind, "open")
