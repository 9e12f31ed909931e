"""
Search over training jobs: filters, nested filters, sub-expressions, orders.

Properties are those of a Search result, by AWS's names with dots: ``TrainingJobStatus``,
``ResourceConfig.InstanceType``, ``InputDataConfig.ChannelName`` (any channel), ``Tags.<key>``,
``HyperParameters.<name>``, ``Metrics.<name>``.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from sagemaker_train.testing.describe import searchable
from sagemaker_train.testing.members import elements, structure
from sagemaker_train.testing.pages import Key
from sagemaker_train.testing.refusals import invalid

Job = Mapping[str, Any]

MOST_CONDITIONS = 50
"""Filters, nested filters and sub-expressions in one expression, all levels together."""

ORDERED: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThan": lambda left, right: left > right,
    "GreaterThanOrEqualTo": lambda left, right: left >= right,
    "LessThan": lambda left, right: left < right,
    "LessThanOrEqualTo": lambda left, right: left <= right,
}


def refuse_expression(request: Mapping[str, Any]) -> None:
    """
    Refuse a Search request whose expression the service would not take.

    Raises:
        Refusal: An unknown property, an empty expression, too many conditions or Contains, a
            filter without a value.
    """
    expression = request.get("SearchExpression")
    names = [request["SortBy"]] if request.get("SortBy") else []
    if expression is not None:
        conditions = list(_conditions(expression))
        if len(conditions) > MOST_CONDITIONS:
            raise invalid(f"A SearchExpression can have at most {MOST_CONDITIONS} conditions.")
        filters = [condition for condition in conditions if "Name" in condition]
        names += [condition["Name"] for condition in filters]
        for condition in filters:
            operator = condition.get("Operator") or "Equals"
            if condition.get("Value") is None and operator not in ("Exists", "NotExists"):
                raise invalid(f"Value must be specified for the operator {operator}.")
        if sum(condition.get("Operator") == "Contains" for condition in filters) > 1:
            raise invalid("'CONTAINS' operator usage limit of 1 exceeded.")
    for name in names:
        if name.partition(".")[0] not in searchable() | {"Metrics"}:
            raise invalid(f"Unknown property name: {name}")


def _conditions(expression: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    parts = [elements(expression, kind) for kind in ("Filters", "NestedFilters", "SubExpressions")]
    if not any(parts):
        raise invalid("A SearchExpression needs at least one filter or sub-expression.")
    filters, nested, expressions = parts
    yield from filters
    for group in nested:
        yield group
        yield from elements(group, "Filters")
    for inner in expressions:
        yield inner
        yield from _conditions(inner)


def satisfies(job: Job, expression: Mapping[str, Any] | None) -> bool:
    """
    Whether a job is found by an expression; by none, every job is.
    """
    if expression is None:
        return True
    answers = [
        *(_passes(_values(job, item["Name"]), item) for item in elements(expression, "Filters")),
        *(_any_element(job, group) for group in elements(expression, "NestedFilters")),
        *(satisfies(job, inner) for inner in elements(expression, "SubExpressions")),
    ]
    return any(answers) if expression.get("Operator") == "Or" else all(answers)


def _any_element(job: Job, group: Mapping[str, Any]) -> bool:
    """
    Whether one element of a list passes every filter of a group.
    """
    prefix = group["NestedPropertyName"]
    return any(
        all(
            _passes(_values(element, item["Name"].removeprefix(f"{prefix}.")), item)
            for item in elements(group, "Filters")
        )
        for element in _values(job, prefix)
    )


def _values(job: Any, name: str) -> list[Any]:
    """
    Every value of a property; more than one where the path crosses a list.
    """
    root, _, rest = name.partition(".")
    if root == "Tags" and rest:
        return [tag["Value"] for tag in elements(job, "Tags") if tag["Key"] == rest]
    if root == "Metrics" and rest:
        metrics = elements(job, "FinalMetricDataList")
        return [metric["Value"] for metric in metrics if metric["MetricName"] == rest]
    if root == "HyperParameters" and rest:
        parameters = structure(job, "HyperParameters")
        return [parameters[rest]] if rest in parameters else []
    values: list[Any] = [job]
    for step in name.split("."):
        values = [item for value in values for item in _step(value, step)]
    return values


def _step(value: Any, name: str) -> list[Any]:
    """
    What a member of a structure holds: one value, or the elements of a list.
    """
    if not isinstance(value, Mapping) or name not in value:
        return []
    found: Any = cast("Job", value)[name]
    return [*cast("Iterable[Any]", found)] if isinstance(found, list) else [found]


def _passes(values: list[Any], condition: Mapping[str, Any]) -> bool:
    """
    Whether the values of a property satisfy a filter.
    """
    wanted = condition.get("Value", "")
    match condition.get("Operator") or "Equals":
        case "Exists":
            return bool(values)
        case "NotExists":
            return not values
        case "NotEquals":
            return not any(_equals(value, wanted) for value in values)
        case "Contains":
            return any(wanted in str(value) for value in values)
        case "In":
            options = [option.strip() for option in wanted.split(",")]
            return any(_equals(value, option) for value in values for option in options)
        case "Equals":
            return any(_equals(value, wanted) for value in values)
        case operator:
            right = _number(wanted)
            compare = ORDERED[operator]
            lefts = (_number(value) for value in values)
            return right is not None and any(
                left is not None and compare(left, right) for left in lefts
            )


def _equals(value: Any, wanted: str) -> bool:
    if isinstance(value, bool):
        return wanted.lower() == str(value).lower()
    if isinstance(value, (int, float)):
        return _number(wanted) == value
    return str(value) == wanted


def _number(value: Any) -> float | None:
    """
    A value as a number; ISO 8601 times as epoch seconds; ``None`` for anything else.
    """
    text = str(value)
    try:
        return float(text)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def sort_key(request: Mapping[str, Any]) -> Callable[[Job], Key]:
    """
    Make the sort key of a Search request; without SortBy, by the time of the last change.
    """
    name = request.get("SortBy") or "LastModifiedTime"

    def key(job: Job) -> Key:
        values = _values(job, name)
        text = str(values[0]) if values else ""
        number = _number(text)
        return (text if number is None else _sortable(number), job["TrainingJobName"])

    return key


def _sortable(number: float) -> str:
    """
    A text that sorts as the number does, so that numbers and texts can be sorted together.
    """
    (bits,) = struct.unpack(">Q", struct.pack(">d", number))
    bits ^= (1 << 64) - 1 if bits >> 63 else 1 << 63
    return f"{bits:016x}"
