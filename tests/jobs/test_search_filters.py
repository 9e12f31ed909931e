"""Searching in the words a person would use."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

import sagemaker_train as smt
from sagemaker_train.errors import ConstraintError
from sagemaker_train.models.requests import Filter, SearchExpression
from sagemaker_train.testing import JobPlan, LocalSageMaker, VirtualClock
from sagemaker_train.transport.codec import to_wire
from tests.job_examples import complete


def only(condition: smt.JobFilter) -> tuple[str, str, str | None]:
    """The one filter of an expression: name, operator, value."""
    (found,) = condition.expression().filters or ()
    return found.name, str(found.operator), found.value


NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
F = smt.JobFilter


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (F().name("a"), ("TrainingJobName", "Equals", "a")),
        (F().name(contains="churn"), ("TrainingJobName", "Contains", "churn")),
        (F().status("Failed"), ("TrainingJobStatus", "Equals", "Failed")),
        (F().status(smt.TrainingJobStatus.FAILED, "Stopped"),
         ("TrainingJobStatus", "In", "Failed,Stopped")),
        (F().tag("team", "vision"), ("Tags.team", "Equals", "vision")),
        (F().tag("team"), ("Tags.team", "Exists", None)),
        (F().hyperparameter("lr", 0.1), ("HyperParameters.lr", "Equals", "0.1")),
        (F().hyperparameter("amp", True), ("HyperParameters.amp", "Equals", "true")),
        (F().hyperparameter("lr", exists=False), ("HyperParameters.lr", "NotExists", None)),
        (F().hyperparameter("opt", contains="adam"), ("HyperParameters.opt", "Contains", "adam")),
        (F().hyperparameter("lr", above=0), ("HyperParameters.lr", "GreaterThan", "0")),
        (F().metric("loss", below=0.5), ("Metrics.loss", "LessThan", "0.5")),
        (F().metric("loss", at_most=0.5), ("Metrics.loss", "LessThanOrEqualTo", "0.5")),
        (F().metric("auc", at_least=0.9), ("Metrics.auc", "GreaterThanOrEqualTo", "0.9")),
        (F().metric("auc", exists=True), ("Metrics.auc", "Exists", None)),
        (F().instance_type("ml.m5.xlarge"),
         ("ResourceConfig.InstanceType", "Equals", "ml.m5.xlarge")),
        (F().image(contains="mnist"),
         ("AlgorithmSpecification.TrainingImage", "Contains", "mnist")),
        (F().created(after=NOON), ("CreationTime", "GreaterThan", "2026-01-31T12:00:00")),
        (F().modified(before=NOON), ("LastModifiedTime", "LessThan", "2026-01-31T12:00:00")),
        (F().ended(after=NOON.astimezone(timezone(timedelta(hours=5)))),
         ("TrainingEndTime", "GreaterThan", "2026-01-31T12:00:00")),
        (F().where("StoppingCondition.MaxRuntimeInSeconds", "GreaterThan", 60),
         ("StoppingCondition.MaxRuntimeInSeconds", "GreaterThan", "60")),
        (F().where("FailureReason", "Exists"), ("FailureReason", "Exists", None)),
    ],
)  # fmt: skip
def test_words(condition: smt.JobFilter, expected: tuple[str, str, str | None]) -> None:
    """Each word makes the filter that it says, with the value as the service reads it."""
    assert only(condition) == expected


def test_filters_do_not_change() -> None:
    """A filter is a value: saying more makes another one."""
    base = F().tag("team", "vision")
    more = base.status("Failed")
    assert len(base.expression().filters or ()) == 1
    assert len(more.expression().filters or ()) == 2
    assert base == F().tag("team", "vision")


def test_both_bounds() -> None:
    """Several comparisons of one value all hold."""
    filters = F().metric("loss", above=0.1, at_most=0.5).expression().filters
    assert filters == (
        Filter(name="Metrics.loss", operator="GreaterThan", value="0.1"),
        Filter(name="Metrics.loss", operator="LessThanOrEqualTo", value="0.5"),
    )


def test_either_and_both() -> None:
    """``|`` and ``&`` nest, and what is said after an either must hold besides."""
    either = F().status("Failed") | F().status("Stopped")
    assert either.expression().operator == "Or"
    assert len(either.expression().sub_expressions or ()) == 2
    besides = either.tag("team", "vision").expression()
    assert besides.operator == "And"
    assert besides.sub_expressions == (either.expression(),)
    assert len(besides.filters or ()) == 1
    assert (F().name("a") & F().name("b")).expression().operator == "And"


def test_channels_are_nested() -> None:
    """Conditions on a channel are about one and the same channel."""
    expression = F().channel("train", s3_uri_contains="bucket/cats").expression()
    (nested,) = expression.nested_filters or ()
    assert nested.nested_property_name == "InputDataConfig"
    assert [one.value for one in nested.filters] == ["train", "bucket/cats"]


def test_long_lists_are_split() -> None:
    """More filters than a list may hold go into expressions that must hold as well."""
    long = F()
    for number in range(30):
        long = long.hyperparameter(f"p{number}", number)
    expression = long.expression()
    assert len(expression.filters or ()) == 20
    (more,) = expression.sub_expressions or ()
    assert len(more.filters or ()) == 10
    assert expression.operator == "And"


def test_too_much_or_nothing_is_refused() -> None:
    """An empty search and one of more than 50 conditions are refused with the way out."""
    with pytest.raises(ConstraintError, match="has 0 conditions"):
        F().expression()
    long = F()
    for number in range(51):
        long = long.tag(f"k{number}")
    with pytest.raises(ConstraintError, match="1 to 50"):
        long.expression()


def test_times_have_a_zone() -> None:
    """A time without a zone is refused: nobody knows which moment it is."""
    with pytest.raises(ConstraintError, match="no time zone"):
        F().created(after=datetime(2026, 1, 31))


EMPTY: list[tuple[Callable[[], object], str]] = [
    (lambda: F().metric("auc"), "metric('auc') compares with nothing: give above=, at_least=,"
     " below=, at_most= or exists="),
    (lambda: F().hyperparameter("lr"), "hyperparameter('lr') compares with nothing: give equals="),
    (lambda: F().name(), "name() compares with nothing: give equals= or contains="),
    (lambda: F().image(), "image() compares with nothing"),
    (lambda: F().created(), "created() compares with nothing: give after= or before="),
    (lambda: F().modified(), "modified() compares with nothing"),
    (lambda: F().ended(), "ended() compares with nothing"),
    (lambda: F().status(), "status() names nothing: give one or more"),
    (lambda: F().instance_type(), "instance_type() names nothing"),
]  # fmt: skip

WRONG: Any = "2026"
OTHER_TYPES: list[tuple[Callable[[], object], str]] = [
    (lambda: F().created(after=WRONG), "created(): after must be of type datetime, not str"),
    (lambda: F().metric("auc", above=WRONG), "above must be of type int or float, not str"),
    (lambda: F().metric("auc", above=True), "above must be of type int or float, not bool"),
    (lambda: F().name(contains=F()), "contains must be of type str, not JobFilter"),  # type: ignore[arg-type]  # what is refused
    (lambda: F().status("Failed", 3), "status(): each must be of type str, not int"),  # type: ignore[arg-type]  # what is refused
    (lambda: F().name("a") | WRONG, "unsupported operand"),
    (lambda: F().name("a") & WRONG, "unsupported operand"),
]


@pytest.mark.parametrize(("say", "message"), [*EMPTY, *OTHER_TYPES])
def test_what_says_nothing_is_refused(say: Callable[[], object], message: str) -> None:
    """A condition without anything to compare with, or with a wrong type, is never left out."""
    with pytest.raises(TypeError, match=re.escape(message)):
        say()


def test_only_filters_are_searched_for(client: smt.Client) -> None:
    """A text is not searched for; the error says how it would be."""
    with pytest.raises(TypeError, match=r"takes a JobFilter, not str: JobFilter\(\).name"):
        client.search_training_jobs(WRONG)


def test_a_filter_shows_what_it_looks_for() -> None:
    """Its ``repr`` says the conditions in words, and the value of no secret."""
    looked = F().tag("team", "vision").metric("loss", below=0.5) | F().status("Failed", "Stopped")
    assert repr(looked) == (
        "<JobFilter (Tags.team = 'vision' and Metrics.loss < '0.5')"
        " or (TrainingJobStatus in 'Failed,Stopped')>"
    )
    assert repr(F().channel("train", s3_uri_contains="cats").tag("x")) == (
        "<JobFilter Tags.x exists and one InputDataConfig with (InputDataConfig.ChannelName ="
        " 'train' and InputDataConfig.DataSource.S3DataSource.S3Uri contains 'cats')>"
    )
    assert repr(F()) == "JobFilter()"
    assert "hunter2hunter2" not in repr(F().hyperparameter("db_password", "hunter2hunter2"))


def test_jobs_are_found() -> None:
    """The local SageMaker finds by tag, hyperparameter, metric, status and time what was asked."""
    clock = VirtualClock(NOON)
    with (
        LocalSageMaker(clock=clock, plan=JobPlan(final_metrics={"loss": 0.25})) as local,
        smt.Client(
            local.region,
            endpoint_url=local.endpoint_url,
            credentials=local.credentials,
            clock=clock,
        ) as client,
    ):
        for number in range(4):
            job = complete().named(f"job-{number}").hyperparameter("lr", number / 10)
            client.submit(job.tag("team", "vision" if number % 2 else "text"))
            clock.advance(600)

        def found(condition: smt.JobFilter | SearchExpression) -> list[str]:
            jobs = client.search_training_jobs(condition)
            return sorted(str(job.training_job_name)[-1] for job in jobs)

        assert found(F().tag("team", "vision")) == ["1", "3"]
        assert found(F().hyperparameter("lr", at_least=0.2)) == ["2", "3"]
        assert found(F().created(after=NOON + timedelta(minutes=15))) == ["2", "3"]
        assert found(F().metric("loss", below=0.5)) == found(F().status("Completed"))
        assert found(F().status("Completed") & F().tag("team", "text")) == ["0", "2"]
        assert found(F().name("job-0") | F().name("job-3")) == ["0", "3"]
        assert found(F().channel("train", s3_uri_contains="mnist")) == ["0", "1", "2", "3"]
        assert found(F().name("job-0").expression()) == ["0"]


def test_an_expression_is_what_the_service_takes() -> None:
    """A filter leaves as JSON in AWS's words."""
    assert to_wire(F().tag("team", "vision").expression()) == {
        "Filters": [{"Name": "Tags.team", "Operator": "Equals", "Value": "vision"}],
        "Operator": "And",
    }
