"""
Takes the annotations of generated classes apart: type, marks, what a container holds.

``Annotated[Sequence[Channel], Length(1, 20)] | None`` is a ``Sequence`` of ``Channel`` with a mark.
"""

from __future__ import annotations

import collections.abc
import sys
import types
import typing
from typing import Annotated, Any, NamedTuple, TypeVar

MarkT = TypeVar("MarkT")

_WRAPPERS = (Annotated, types.UnionType, typing.Union)


class Parts(NamedTuple):
    """
    What an annotation says, without ``| None``.
    """

    kind: Any
    """The class of the values; of a container, ``Sequence`` or ``Mapping``."""
    marks: tuple[object, ...] = ()
    """The limits of the value itself, or of the container's size."""
    item: Any = None
    """The annotation of a list's items or a map's values; ``None`` for a single value."""
    key: Any = None
    """The annotation of a map's keys."""

    def mark(self, kind: type[MarkT]) -> MarkT | None:
        """
        Give the mark of a kind, if there is one.
        """
        for mark in self.marks:
            if isinstance(mark, kind):
                return mark
        return None


def parts(annotation: Any, owner: type) -> Parts:
    """
    Take an annotation apart.

    Args:
        annotation: The type of a field of a generated class, or of what such a field holds.
        owner: That class. A quoted type, as of a class that contains itself, is looked up in its
            module.
    """
    if isinstance(annotation, str):
        annotation = getattr(sys.modules[owner.__module__], annotation)
    marks: tuple[object, ...] = ()
    while (origin := typing.get_origin(annotation)) in _WRAPPERS:
        annotation, *rest = typing.get_args(annotation)
        if origin is Annotated:
            marks += tuple(rest)
    if origin is collections.abc.Sequence:
        return Parts(origin, marks, item=typing.get_args(annotation)[0])
    if origin is collections.abc.Mapping:
        key, item = typing.get_args(annotation)
        return Parts(origin, marks, item, key)
    return Parts(annotation, marks)
