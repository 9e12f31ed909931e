"""
Refuses slips in plans where they are written: a misspelt word would let a test pass for nothing.

``where`` is how a message names what is wrong: ``JobPlan.outcome``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TypeVar, cast

from sagemaker_train.checks.wording import did_you_mean, either, suggestions
from sagemaker_train.models import cloudwatch, logs, operations
from sagemaker_train.schema import Operation

ItemT = TypeVar("ItemT")

OPERATIONS: tuple[str, ...] = tuple(
    value.name
    for module in (operations, logs, cloudwatch)
    for value in cast("dict[str, object]", vars(module)).values()
    if isinstance(value, Operation)
)
"""The operations that the local SageMaker has."""

MOST_LISTED = 20
"""Words up to which a message lists all that there are."""


def tuple_of(items: Iterable[ItemT]) -> tuple[ItemT, ...]:
    """
    The items as a tuple. What is not a collection is left as it is, for ``check_each`` to name.
    """
    if isinstance(items, str) or not isinstance(items, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers are not always checked
        return cast("tuple[ItemT, ...]", items)
    return tuple(items)


def check_type(where: str, value: object, kind: type) -> None:
    """
    Refuse a value of another type.

    Raises:
        TypeError: It is of another type.
    """
    if not isinstance(value, kind):
        raise TypeError(f"{where} must be of type {kind.__name__}, not {type(value).__name__}")


def check_each(where: str, values: object, kind: type) -> None:
    """
    Refuse what is not a tuple of values of a type.

    Raises:
        TypeError: It is something else, or holds something else.
    """
    if not isinstance(values, tuple):
        raise TypeError(f"{where} must be a list or a tuple, not {type(values).__name__}")
    for position, value in enumerate(cast("tuple[object, ...]", values)):
        check_type(f"{where}[{position}]", value, kind)


def check_word(where: str, value: object, known: Iterable[str]) -> None:
    """
    Refuse a word that is none of those that are known.

    Raises:
        TypeError: It is not a string.
        ValueError: It is none of them; the message says which one may have been meant.
    """
    check_type(where, value, str)
    word, words = str(value), list(known)
    if word in words:
        return
    advice = did_you_mean(suggestions(word, words, limit=1))
    if not advice and len(words) <= MOST_LISTED:
        advice = f"it must be {either([repr(one) for one in words])}"
    raise ValueError(f"{where} is {word!r}; {advice or 'there is none of that name'}")


def check_operation(where: str, value: object) -> None:
    """
    Refuse what is neither an operation of the local SageMaker nor ``*``.

    Raises:
        TypeError: It is not a string.
        ValueError: There is no such operation.
    """
    check_word(where, value, ("*", *OPERATIONS))


def check_number(
    where: str,
    value: object,
    what: str = "a number of seconds",
    least: float = 0,
    most: float = math.inf,
) -> None:
    """
    Refuse what is not a number, or is out of bounds.

    Raises:
        TypeError: It is not a number.
        ValueError: It is out of bounds, or NaN.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{where} must be {what}, not {type(value).__name__}")
    if not least <= value <= most:
        bounds = f"between {least:g} and {most:g}" if math.isfinite(most) else f"{least:g} or more"
        raise ValueError(f"{where} is {value!r}; it must be {what}, {bounds}")


def check_numbers(where: str, values: object) -> None:
    """
    Refuse what is not a tuple of numbers of seconds.

    Raises:
        TypeError: It is something else, or holds something else.
        ValueError: A number is below 0.
    """
    check_each(where, values, object)
    for position, value in enumerate(cast("tuple[object, ...]", values)):
        check_number(f"{where}[{position}]", value)


def check_mapping(where: str, values: object, kind: type) -> None:
    """
    Refuse what is not a mapping from strings to values of a type; a ``float`` may be an ``int``.

    Raises:
        TypeError: It is something else, or holds something else.
    """
    check_type(where, values, Mapping)
    for key, value in cast("Mapping[object, object]", values).items():
        check_type(f"a key of {where}", key, str)
        fits = isinstance(value, int | float) if kind is float else isinstance(value, kind)
        if not fits or (isinstance(value, bool) and kind is float):
            raise TypeError(
                f"{where}[{key!r}] must be of type {kind.__name__}, not {type(value).__name__}"
            )
