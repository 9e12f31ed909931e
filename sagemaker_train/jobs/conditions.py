"""
The conditions of a search: how values are written for the service, and conditions for people.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TypeAlias

from sagemaker_train.checks.wording import either, shown
from sagemaker_train.errors import ConstraintError
from sagemaker_train.findings import Finding, Severity
from sagemaker_train.models.enums import BooleanOperator, Operator
from sagemaker_train.models.requests import Filter, SearchExpression

Value: TypeAlias = str | int | float | bool | datetime

COMPARISONS: dict[str, Operator] = {
    "equals": Operator.EQUALS,
    "above": Operator.GREATER_THAN,
    "after": Operator.GREATER_THAN,
    "at_least": Operator.GREATER_THAN_OR_EQUAL_TO,
    "below": Operator.LESS_THAN,
    "before": Operator.LESS_THAN,
    "at_most": Operator.LESS_THAN_OR_EQUAL_TO,
    "contains": Operator.CONTAINS,
}
"""How the arguments by which something is compared are called by the service."""

_NUMBER = (int, float)
_KINDS: dict[str, tuple[type, ...]] = {
    "above": _NUMBER,
    "at_least": _NUMBER,
    "below": _NUMBER,
    "at_most": _NUMBER,
    "after": (datetime,),
    "before": (datetime,),
    "equals": (str, int, float, bool, datetime),
    "exists": (bool,),
}
"""What is compared with, by argument; strings where nothing is said."""

SIGNS: dict[str, str] = {
    "Equals": "=",
    "NotEquals": "!=",
    "GreaterThan": ">",
    "GreaterThanOrEqualTo": ">=",
    "LessThan": "<",
    "LessThanOrEqualTo": "<=",
    "Contains": "contains",
    "Exists": "exists",
    "NotExists": "does not exist",
    "In": "in",
}
"""How operators are shown."""


def filters_of(path: str, comparisons: dict[str, Value | None]) -> Iterator[Filter]:
    """
    Give a filter for each comparison that was asked for.

    Args:
        path: AWS's name of what is compared.
        comparisons: By argument; ``None`` for those that were not given.

    Raises:
        ConstraintError: A time has no time zone.
    """
    for name, value in comparisons.items():
        if value is None:
            continue
        if name == "exists":
            yield Filter(name=path, operator=Operator.EXISTS if value else Operator.NOT_EXISTS)
        else:
            yield Filter(name=path, operator=COMPARISONS[name], value=written(value))


def check_comparisons(where: str, comparisons: dict[str, Value | None]) -> None:
    """
    Refuse comparisons of which there is none, or with values of another type.

    Args:
        where: The call, as messages show it.
        comparisons: By argument; ``None`` for those that were not given.

    Raises:
        TypeError: The message says what to give.
    """
    given = {name: value for name, value in comparisons.items() if value is not None}
    if not given:
        raise TypeError(
            f"{where} compares with nothing: give {either([f'{name}=' for name in comparisons])}"
        )
    for name, value in given.items():
        kinds = _KINDS.get(name, (str,))
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            words = either([kind.__name__ for kind in kinds])
            raise TypeError(f"{where}: {name} must be of type {words}, not {type(value).__name__}")


def written(value: Value) -> str:
    """
    Write a value as the service reads it.

    Raises:
        ConstraintError: It is a time without a time zone.
    """
    match value:
        case bool():
            return str(value).lower()
        case datetime():
            if value.utcoffset() is None:
                raise ConstraintError([NO_TIME_ZONE], subject="The search")
            return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
        case _:
            return str(value)


def every_condition(expression: SearchExpression) -> Iterator[object]:
    """
    Give everything that the service counts as a condition.
    """
    yield from expression.filters or ()
    for nested in expression.nested_filters or ():
        yield nested
        yield from nested.filters
    for inner in expression.sub_expressions or ():
        yield inner
        yield from every_condition(inner)


def expression_in_words(expression: SearchExpression) -> str:
    """
    Write an expression for people: ``Tags.team = 'vision' and Metrics.loss < '0.5'``.
    """
    parts = [_filter_in_words(one) for one in expression.filters or ()]
    for nested in expression.nested_filters or ():
        inner = " and ".join(map(_filter_in_words, nested.filters))
        parts.append(f"one {nested.nested_property_name} with ({inner})")
    parts += [f"({expression_in_words(inner)})" for inner in expression.sub_expressions or ()]
    return (" or " if expression.operator == BooleanOperator.OR else " and ").join(parts)


def _filter_in_words(one: Filter) -> str:
    operator = str(one.operator or Operator.EQUALS)
    words = [one.name, SIGNS.get(operator, operator)]
    if one.value is not None:
        words.append(shown(one.value, one.name.rpartition(".")[2]))
    return " ".join(words)


NO_TIME_ZONE = Finding(
    path="search",
    rule="search-time-zone",
    severity=Severity.ERROR,
    message="a time has no time zone",
    hint="Give datetime(..., tzinfo=timezone.utc) or .astimezone().",
    source="Filter.Value",
)
