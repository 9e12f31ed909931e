"""
What to search for, in the words a person would use.

    failed = JobFilter().tag("team", "vision").status("Failed").created(after=monday)
    good = JobFilter().metric("validation:auc", at_least=0.9).hyperparameter("lr", below=0.1)
    client.search_training_jobs(failed | good)
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

import attrs

from sagemaker_train.errors import ConstraintError
from sagemaker_train.findings import Finding, Severity
from sagemaker_train.jobs.conditions import (
    Value,
    check_comparisons,
    every_condition,
    expression_in_words,
    filters_of,
    written,
)
from sagemaker_train.models.enums import BooleanOperator, Operator, TrainingJobStatus
from sagemaker_train.models.requests import Filter, NestedFilters, SearchExpression

MOST_FILTERS = 20
"""Filters in one list of an expression (FilterList in the service model)."""

MOST_CONDITIONS = 50
"""Filters and sub-expressions in a whole expression (SearchRequest.SearchExpression)."""


@attrs.frozen
class JobFilter:
    """
    Conditions that training jobs satisfy. Immutable: each method returns a new filter.

    Conditions said one after the other must all hold. ``a | b`` is satisfied by what satisfies
    either, ``a & b`` by what satisfies both. What is compared as a number may be given as one. A
    method that is given nothing to compare with raises ``TypeError``.

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
        return self._compared("name()", "TrainingJobName", equals=equals, contains=contains)

    def status(self, *statuses: TrainingJobStatus | str) -> Self:
        """
        Limit to jobs in one of these statuses: ``InProgress``, ``Completed``, ``Failed``, …
        """
        return self._among("status()", "TrainingJobStatus", statuses)

    def tag(self, key: str, value: str | None = None) -> Self:
        """
        Limit to jobs with a tag; without a value, whatever its value.
        """
        exists = True if value is None else None
        return self._compared(f"tag({key!r})", f"Tags.{key}", equals=value, exists=exists)

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
            f"hyperparameter({name!r})",
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
            f"metric({name!r})",
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
        return self._among("instance_type()", "ResourceConfig.InstanceType", types)

    def image(self, equals: str | None = None, *, contains: str | None = None) -> Self:
        """
        Limit to jobs by their training image.
        """
        path = "AlgorithmSpecification.TrainingImage"
        return self._compared("image()", path, equals=equals, contains=contains)

    def channel(self, name: str, *, s3_uri_contains: str | None = None) -> Self:
        """
        Limit to jobs with an input channel, which reads from an address with a text in it.
        """
        uri = "InputDataConfig.DataSource.S3DataSource.S3Uri"
        check_comparisons("channel()", {"name": name, "s3_uri_contains": s3_uri_contains})
        filters = (
            *filters_of("InputDataConfig.ChannelName", {"equals": name}),
            *filters_of(uri, {"contains": s3_uri_contains}),
        )
        nested = NestedFilters(nested_property_name="InputDataConfig", filters=filters)
        return attrs.evolve(self._all(), nested=(*self._all()._nested, nested))

    def created(self, *, after: datetime | None = None, before: datetime | None = None) -> Self:
        """
        Limit to jobs by the time of their creation; aware, to the second.
        """
        return self._compared("created()", "CreationTime", after=after, before=before)

    def modified(self, *, after: datetime | None = None, before: datetime | None = None) -> Self:
        """
        Limit to jobs by the time of their last change; aware, to the second.
        """
        return self._compared("modified()", "LastModifiedTime", after=after, before=before)

    def ended(self, *, after: datetime | None = None, before: datetime | None = None) -> Self:
        """
        Limit to jobs by the time of their end; aware, to the second.
        """
        return self._compared("ended()", "TrainingEndTime", after=after, before=before)

    def where(self, path: str, operator: Operator | str, value: Value | None = None) -> Self:
        """
        Limit by any property: the door to what no other method says.

        Args:
            path: AWS's name, with dots: ``StoppingCondition.MaxRuntimeInSeconds``.
            operator: ``Equals``, ``GreaterThan``, ``Exists``, …
            value: What to compare with; none for ``Exists`` and ``NotExists``.
        """
        text = None if value is None else written(value)
        return self._with(Filter(name=path, operator=operator, value=text))

    def __and__(self, other: JobFilter) -> JobFilter:
        if not isinstance(other, JobFilter):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers are not always checked
            return NotImplemented
        return JobFilter((), (), (self.expression(), other.expression()))

    def __or__(self, other: JobFilter) -> JobFilter:
        if not isinstance(other, JobFilter):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers are not always checked
            return NotImplemented
        inner = (self.expression(), other.expression())
        return JobFilter((), (), inner, operator=BooleanOperator.OR)

    def expression(self) -> SearchExpression:
        """
        The conditions in the API's own words.

        Raises:
            ConstraintError: There is none, or there are more than the service takes.
        """
        made = self._expression()
        count = sum(1 for _ in every_condition(made))
        if not 1 <= count <= MOST_CONDITIONS:
            raise ConstraintError([_finding(count)], subject="The search")
        return made

    def __repr__(self) -> str:
        words = expression_in_words(self._expression())
        return f"<JobFilter {words}>" if words else "JobFilter()"

    def _expression(self) -> SearchExpression:
        # A list holds twenty filters; more go into expressions of their own, which all must hold.
        parts = [
            self._filters[start : start + MOST_FILTERS]
            for start in range(0, len(self._filters), MOST_FILTERS)
        ]
        more = tuple(SearchExpression(filters=part) for part in parts[1:])
        return SearchExpression(
            filters=parts[0] if parts else None,
            nested_filters=self._nested or None,
            sub_expressions=(*self._inner, *more) or None,
            operator=self._operator,
        )

    def _compared(self, where: str, path: str, **comparisons: Value | None) -> Self:
        check_comparisons(where, comparisons)
        return self._with(*filters_of(path, comparisons))

    def _among(self, where: str, path: str, values: tuple[str, ...]) -> Self:
        if not values:
            raise TypeError(f"{where} names nothing: give one or more")
        for value in values:
            check_comparisons(where, {"each": value})
        if len(values) == 1:
            return self._with(*filters_of(path, {"equals": str(values[0])}))
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


def expression_of(condition: object) -> SearchExpression:
    """
    The expression of what is searched for.

    Raises:
        TypeError: It is not a ``JobFilter``.
        ConstraintError: It has no condition, or more than the service takes.
    """
    if not isinstance(condition, JobFilter):
        raise TypeError(
            f"search_training_jobs takes a JobFilter, not {type(condition).__name__}:"
            " JobFilter().name(contains='churn') looks for a text in the names"
        )
    return condition.expression()


def _finding(count: int) -> Finding:
    return Finding(
        path="search",
        rule="search-conditions",
        severity=Severity.ERROR,
        message=f"it has {count} conditions; 1 to {MOST_CONDITIONS} are allowed",
        hint="Search without an expression for all jobs; split a long one into several searches.",
        source="SearchRequest.SearchExpression",
    )
