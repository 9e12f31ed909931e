"""
What to search for, in the words a person would use.

    failed = JobFilter().tag("team", "vision").status("Failed").created(after=monday)
    good = JobFilter().metric("validation:auc", at_least=0.9).hyperparameter("lr", below=0.1)
    client.search_training_jobs(failed | good)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Self, TypeAlias

import attrs

from sagemaker_train.errors import ConstraintError
from sagemaker_train.findings import Finding, Severity
from sagemaker_train.models.enums import BooleanOperator, Operator, TrainingJobStatus
from sagemaker_train.models.requests import Filter, NestedFilters, SearchExpression

Value: TypeAlias = str | int | float | bool | datetime

MOST_FILTERS = 20
"""Filters in one list of an expression (FilterList in the service model)."""

MOST_CONDITIONS = 50
"""Filters and sub-expressions in a whole expression (SearchRequest.SearchExpression)."""


@attrs.frozen
class JobFilter:
    """
    Conditions that training jobs satisfy. Immutable: each method returns a new filter.

    Conditions said one after the other must all hold. ``a | b`` is satisfied by what satisfies
    either, ``a & b`` by what satisfies both. What is compared as a number may be given as one.

    Example:
        >>> JobFilter().tag("team", "vision").metric("loss", below=0.5).status("Completed")
    """

    _filters: tuple[Filter, ...] = ()
    _nested: tuple[NestedFilters, ...] = ()
    _inner: tuple[SearchExpression, ...] = ()
    _operator: BooleanOperator = attrs.field(
        default=BooleanOperator.AND, kw_only=True, alias="operator"
    )

    def name(self, equals: str | None = None, *, contains: str | None = None) -> Self:
        """
        Limit to jobs of a name, or with a text in their name.
        """
        return self._compared("TrainingJobName", equals=equals, contains=contains)

    def status(self, *statuses: TrainingJobStatus | str) -> Self:
        """
        Limit to jobs in one of these statuses: ``InProgress``, ``Completed``, ``Failed``, …
        """
        return self._among("TrainingJobStatus", *statuses)

    def tag(self, key: str, value: str | None = None) -> Self:
        """
        Limit to jobs with a tag; without a value, whatever its value.
        """
        return self._compared(f"Tags.{key}", equals=value, exists=value is None or None)

    def hyperparameter(
        self,
        name: str,
        equals: Value | None = None,
        *,
        above: float | None = None,
        at_least: float | None = None,
        below: float | None = None,
        at_most: float | None = None,
        contains: str | None = None,
        exists: bool | None = None,
    ) -> Self:
        """
        Limit to jobs by a hyperparameter.

        The service compares decimals as decimals only if the value given is one: write 1.0, not 1.
        """
        return self._compared(
            f"HyperParameters.{name}",
            equals=equals,
            above=above,
            at_least=at_least,
            below=below,
            at_most=at_most,
            contains=contains,
            exists=exists,
        )

    def metric(
        self,
        name: str,
        *,
        above: float | None = None,
        at_least: float | None = None,
        below: float | None = None,
        at_most: float | None = None,
        exists: bool | None = None,
    ) -> Self:
        """
        Limit to jobs by the final value of a metric.
        """
        return self._compared(
            f"Metrics.{name}",
            above=above,
            at_least=at_least,
            below=below,
            at_most=at_most,
            exists=exists,
        )

    def instance_type(self, *types: str) -> Self:
        """
        Limit to jobs on instances of one of these types.
        """
        return self._among("ResourceConfig.InstanceType", *types)

    def image(self, equals: str | None = None, *, contains: str | None = None) -> Self:
        """
        Limit to jobs by their training image.
        """
        return self._compared(
            "AlgorithmSpecification.TrainingImage", equals=equals, contains=contains
        )

    def channel(self, name: str, *, s3_uri_contains: str | None = None) -> Self:
        """
        Limit to jobs with an input channel, which reads from an address with a text in it.
        """
        uri = "InputDataConfig.DataSource.S3DataSource.S3Uri"
        filters = (
            *_filters("InputDataConfig.ChannelName", equals=name),
            *_filters(uri, contains=s3_uri_contains),
        )
        nested = NestedFilters(nested_property_name="InputDataConfig", filters=filters)
        return attrs.evolve(self._all(), nested=(*self._all()._nested, nested))

    def created(self, *, after: datetime | None = None, before: datetime | None = None) -> Self:
        """
        Limit to jobs by the time of their creation; aware, to the second.
        """
        return self._compared("CreationTime", above=after, below=before)

    def modified(self, *, after: datetime | None = None, before: datetime | None = None) -> Self:
        """
        Limit to jobs by the time of their last change; aware, to the second.
        """
        return self._compared("LastModifiedTime", above=after, below=before)

    def ended(self, *, after: datetime | None = None, before: datetime | None = None) -> Self:
        """
        Limit to jobs by the time of their end; aware, to the second.
        """
        return self._compared("TrainingEndTime", above=after, below=before)

    def where(self, path: str, operator: Operator | str, value: Value | None = None) -> Self:
        """
        Limit by any property: the door to what no other method says.

        Args:
            path: AWS's name, with dots: ``StoppingCondition.MaxRuntimeInSeconds``.
            operator: ``Equals``, ``GreaterThan``, ``Exists``, …
            value: What to compare with; none for ``Exists`` and ``NotExists``.
        """
        written = None if value is None else _written(value)
        return self._with(Filter(name=path, operator=operator, value=written))

    def __and__(self, other: JobFilter) -> JobFilter:
        return JobFilter((), (), (self.expression(), other.expression()))

    def __or__(self, other: JobFilter) -> JobFilter:
        inner = (self.expression(), other.expression())
        return JobFilter((), (), inner, operator=BooleanOperator.OR)

    def expression(self) -> SearchExpression:
        """
        The conditions in the API's own words.

        Raises:
            ConstraintError: There is none, or there are more than the service takes.
        """
        # A list holds twenty filters; more go into expressions of their own, which all must hold.
        parts = [
            self._filters[start : start + MOST_FILTERS]
            for start in range(0, len(self._filters), MOST_FILTERS)
        ]
        more = tuple(SearchExpression(filters=part) for part in parts[1:])
        made = SearchExpression(
            filters=parts[0] if parts else None,
            nested_filters=self._nested or None,
            sub_expressions=(*self._inner, *more) or None,
            operator=self._operator,
        )
        count = sum(1 for _ in _conditions(made))
        if not 1 <= count <= MOST_CONDITIONS:
            raise ConstraintError([_finding(count)], subject="The search")
        return made

    def _compared(
        self,
        path: str,
        *,
        equals: Value | None = None,
        above: Value | None = None,
        at_least: Value | None = None,
        below: Value | None = None,
        at_most: Value | None = None,
        contains: Value | None = None,
        exists: bool | None = None,
    ) -> Self:
        return self._with(
            *_filters(path, equals, above, at_least, below, at_most, contains, exists)
        )

    def _among(self, path: str, *values: str) -> Self:
        if len(values) == 1:
            return self._compared(path, equals=str(values[0]))
        return self._with(Filter(name=path, operator=Operator.IN, value=",".join(values)))

    def _with(self, *filters: Filter) -> Self:
        base = self._all()
        return attrs.evolve(base, filters=(*base._filters, *filters))

    def _all(self) -> Self:
        """
        A filter to which a condition can be added that must hold besides.
        """
        if self._operator == BooleanOperator.AND:
            return self
        return type(self)((), (), (self.expression(),))


def _filters(
    path: str,
    equals: Value | None = None,
    above: Value | None = None,
    at_least: Value | None = None,
    below: Value | None = None,
    at_most: Value | None = None,
    contains: Value | None = None,
    exists: bool | None = None,
) -> Iterator[Filter]:
    for operator, value in (
        (Operator.EQUALS, equals),
        (Operator.GREATER_THAN, above),
        (Operator.GREATER_THAN_OR_EQUAL_TO, at_least),
        (Operator.LESS_THAN, below),
        (Operator.LESS_THAN_OR_EQUAL_TO, at_most),
        (Operator.CONTAINS, contains),
    ):
        if value is not None:
            yield Filter(name=path, operator=operator, value=_written(value))
    if exists is not None:
        yield Filter(name=path, operator=Operator.EXISTS if exists else Operator.NOT_EXISTS)


def _written(value: Value) -> str:
    """
    A value as the service reads it.
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


def _conditions(expression: SearchExpression) -> Iterator[object]:
    yield from expression.filters or ()
    for nested in expression.nested_filters or ():
        yield nested
        yield from nested.filters
    for inner in expression.sub_expressions or ():
        yield inner
        yield from _conditions(inner)


NO_TIME_ZONE = Finding(
    path="search",
    rule="search-time-zone",
    severity=Severity.ERROR,
    message="a time has no time zone",
    hint="Give datetime(..., tzinfo=timezone.utc) or .astimezone().",
    source="Filter.Value",
)


def _finding(count: int) -> Finding:
    return Finding(
        path="search",
        rule="search-conditions",
        severity=Severity.ERROR,
        message=f"it has {count} conditions; 1 to {MOST_CONDITIONS} are allowed",
        hint="Search without an expression for all jobs; split a long one into several searches.",
        source="SearchRequest.SearchExpression",
    )
