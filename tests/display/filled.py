"""
Structures in which every text is the same, to see where it turns up.
"""

from __future__ import annotations

import collections.abc
import sys
import types
import typing
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import attrs

from sagemaker_train.schema import Model, OpenEnum

ModelT = TypeVar("ModelT", bound=Model)

MOMENT = datetime(2026, 1, 31, 12, tzinfo=UTC)
_DEPTH = 6


def filled(cls: type[ModelT], text: str) -> ModelT:
    """A structure with every member set, and this text wherever a text can be."""
    return _model(cls, text, _DEPTH)


def _model(cls: type[ModelT], text: str, depth: int) -> ModelT:
    members = {
        field.name: _value(field.type, cls, text, depth)
        for field in attrs.fields(cls)
        if field.name in cls.WIRE_NAMES
    }
    return cls(**members, unknown_members={text: {text: [text, 1, None]}})


def _value(annotation: Any, owner: type, text: str, depth: int) -> Any:
    if isinstance(annotation, str):
        annotation = getattr(sys.modules[owner.__module__], annotation)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated or origin in (types.UnionType, typing.Union):
        return _value(arguments[0], owner, text, depth)
    if origin is collections.abc.Sequence:
        return [_value(arguments[0], owner, text, depth)] if depth else []
    if origin is collections.abc.Mapping:
        return {text: _value(arguments[1], owner, text, depth)}
    if annotation is datetime:
        return MOMENT
    if annotation in (int, float, bool):
        return annotation(7)
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return _model(annotation, text, depth - 1) if depth else None
    if isinstance(annotation, type) and issubclass(annotation, OpenEnum):
        return annotation(text)
    return text
