"""
Hypothesis strategies that draw valid models from the models' own constraints.
"""

from __future__ import annotations

import collections.abc
import re
import sys
import types
import typing
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from sagemaker_train.models.requests import CreateTrainingJobRequest
from sagemaker_train.schema import Length, Model, OpenEnum, Pattern, Range

ModelT = TypeVar("ModelT", bound=Model)

_YEAR_2100 = 4_102_444_800_000
_classes: dict[type[Model], SearchStrategy[Any]] = {}


def models(cls: type[ModelT]) -> SearchStrategy[ModelT]:
    """
    Draw valid models of a class, each optional member now there and now absent.
    """
    if cls not in _classes:
        _classes[cls] = st.deferred(lambda: _drawn(cls))  # a class may contain itself
    return _classes[cls]


def requests(cls: type[Model] = CreateTrainingJobRequest) -> SearchStrategy[Any]:
    """
    Draw valid requests of an operation, CreateTrainingJob's unless told otherwise.
    """
    return models(cls)


def _drawn(cls: type[ModelT]) -> SearchStrategy[ModelT]:
    required: dict[str, SearchStrategy[Any]] = {}
    optional: dict[str, SearchStrategy[Any]] = {}
    for field in attrs.fields(cls):
        if field.name in cls.WIRE_NAMES:
            members = required if field.default is attrs.NOTHING else optional
            members[field.name] = values(field.type, cls)
    return st.fixed_dictionaries(required, optional=optional).map(lambda drawn: cls(**drawn))


def values(annotation: Any, owner: type, marks: tuple[Any, ...] = ()) -> SearchStrategy[Any]:
    """
    Draw values that fit an annotation of a generated class.
    """
    if isinstance(annotation, str):
        annotation = getattr(sys.modules[owner.__module__], annotation)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated:
        return values(arguments[0], owner, (*marks, *arguments[1:]))
    if origin in (types.UnionType, typing.Union):
        return values(arguments[0], owner, marks)
    length = next((mark for mark in marks if isinstance(mark, Length)), Length())
    if origin is collections.abc.Sequence:
        return st.lists(
            values(arguments[0], owner), min_size=length.minimum, max_size=_few(length)
        ).map(tuple)
    if origin is collections.abc.Mapping:
        key, item = (values(argument, owner) for argument in arguments)
        return st.dictionaries(key, item, min_size=length.minimum, max_size=_few(length))
    if annotation is str:
        return texts(length, next((mark for mark in marks if isinstance(mark, Pattern)), None))
    if annotation is int:
        limits = next((mark for mark in marks if isinstance(mark, Range)), Range())
        low = -(2**31) if limits.minimum is None else int(limits.minimum)
        high = 2**31 - 1 if limits.maximum is None else int(limits.maximum)
        return st.integers(low, high)
    if annotation is float:
        return st.floats(allow_nan=False)
    if annotation is bool:
        return st.booleans()
    if annotation is datetime:
        return st.integers(0, _YEAR_2100).map(_moment)
    if issubclass(annotation, OpenEnum):
        return st.sampled_from(list(annotation))
    return models(annotation)


def texts(length: Length, pattern: Pattern | None) -> SearchStrategy[str]:
    """
    Draw texts of a length that match a pattern.
    """
    characters = st.characters(codec="utf-8")
    maximum = 40 + length.minimum if length.maximum is None else length.maximum
    if pattern is None:
        return st.text(characters, min_size=length.minimum, max_size=maximum)
    expression = re.compile(pattern.expression, re.ASCII)

    def fit(text: str) -> str:
        # Patterns end in something that repeats, so that a text can be filled up or cut.
        return text.ljust(length.minimum, "0")[:maximum]

    return (
        st.from_regex(expression, fullmatch=True, alphabet=characters)
        .map(fit)
        .filter(lambda text: expression.fullmatch(text) is not None)
    )


def _few(length: Length) -> int:
    few = length.minimum + 2
    return few if length.maximum is None else min(few, length.maximum)


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
