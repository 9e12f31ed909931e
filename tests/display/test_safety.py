"""Nothing that a view shows can act, and no view shows a secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import attrs
import pytest
from hypothesis import given, settings, strategies as st

import sagemaker_train as smt
from sagemaker_train import display
from sagemaker_train.builder.diff import diff
from sagemaker_train.builder.preview import preview
from sagemaker_train.display.text import columns_of
from sagemaker_train.findings import Finding, Findings, Severity
from sagemaker_train.jobs.metric_series import FinalMetric, JobMetrics, MetricPoint, MetricSeries
from sagemaker_train.models import requests, responses, structures
from sagemaker_train.models.enums import TrainingJobStatus
from sagemaker_train.models.requests import CreateTrainingJobRequest
from sagemaker_train.models.responses import (
    DescribeTrainingJobResponse,
    HyperParameterTrainingJobSummary,
    TrainingJob,
    TrainingJobSummary,
)
from sagemaker_train.models.structures import Tag
from sagemaker_train.schema import Model
from tests.display.filled import MOMENT, filled
from tests.display.reading import Reading
from tests.strategies import models

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;{{7*7}}"
# Put together here, so that nobody's scanner mistakes this file for a leak.
TOKEN = "ghp_" + "Zk3vR8sQ1xW5nB7mT2yL9cJ4hF6gD0pAeUi1"
PLAIN_PASSWORD = "hunter2-but-longer"


def views(text: str) -> Iterator[display.View]:
    """Every kind of view, of things that hold a text wherever they can."""
    request = filled(CreateTrainingJobRequest, text)
    yield display.show(request)
    yield display.show(smt.TrainingJobBuilder.from_request(request))
    yield display.show(preview(request))
    yield display.show(diff(smt.TrainingJobBuilder("a"), request))
    yield display.show(diff(request, smt.TrainingJobBuilder("a")))
    described = filled(DescribeTrainingJobResponse, text)
    yield display.show(described)
    yield display.show(attrs.evolve(described, training_job_status="Failed"))
    yield display.show(filled(TrainingJob, text), now=MOMENT)
    yield display.timeline(described)
    summaries = [filled(TrainingJobSummary, text), filled(HyperParameterTrainingJobSummary, text)]
    yield display.table([described, *summaries])
    yield display.show(summaries[0])
    points = [(MOMENT, 1.0), (MOMENT + timedelta(minutes=1), 2.0)]
    yield display.chart({text: points, "load": {text: points, f"{text}2": points}})
    series = MetricSeries(
        name=text, job=text, node=text, points=tuple(MetricPoint(*point) for point in points)
    )
    final = (FinalMetric(name=text, value=1.0),)
    yield display.show(JobMetrics(job=text, final=final, series=(series,)))


def test_no_text_becomes_html() -> None:
    """A text with markup and quotes in every member of everything is read as that text."""
    for view in views(HOSTILE):
        assert "<script" not in view.html()
        assert "<img" not in view.html()
        reading = Reading(view.html())
        assert "script>alert(1)" in reading.text + "".join(reading.values("title"))


def test_findings_are_escaped_as_well() -> None:
    """Every member of a finding may hold markup."""
    finding = Finding(HOSTILE, HOSTILE, Severity.ERROR, HOSTILE, HOSTILE, HOSTILE)
    reading = Reading(display.show([finding]).html())
    assert reading.text.count(HOSTILE) == 5


@pytest.mark.parametrize("before", ["", "\0", "\u200b"], ids=ascii)
@pytest.mark.parametrize("full", [False, True])
def test_a_recognisable_secret_is_shown_nowhere(full: bool, before: str) -> None:
    """A token in every text of everything, names of settings included, is in no view."""
    for view in views(before + TOKEN):
        assert TOKEN not in view.html()
        assert TOKEN not in re.sub(r"\s+", "", view.text(60, full=full))
        assert "hidden: " in view.html()


def with_password() -> CreateTrainingJobRequest:
    """A request with a password wherever its name tells that it is one."""
    return (
        smt.TrainingJobBuilder("leaky-1")
        .hyperparameter("db_password", PLAIN_PASSWORD)
        .hyperparameter("config", f'{{"api": {{"password": "{PLAIN_PASSWORD}"}}}}')
        .env("DB_PASSWORD", PLAIN_PASSWORD)
        .tag("password", PLAIN_PASSWORD)
        .image("123456789012.dkr.ecr.us-east-1.amazonaws.com/i:1")
        .entrypoint(["python", "train.py"])
        .arguments(["--password", PLAIN_PASSWORD])
        .debug_rule("r", "i", parameters={"password": PLAIN_PASSWORD})
        .with_request(NewConfig={"Password": PLAIN_PASSWORD, "Url": f"pg://u:{PLAIN_PASSWORD}@h/d"})
        .request()
    )


def test_a_secret_is_hidden_by_its_name() -> None:
    """What only its name makes a password is hidden in requests, previews, diffs and jobs."""
    request = with_password()
    before = smt.TrainingJobBuilder("a")
    members = {
        name: getattr(request, name)
        for name in ("hyper_parameters", "environment", "algorithm_specification",
                     "debug_rule_configurations")
    }  # fmt: skip
    described = DescribeTrainingJobResponse(
        training_job_name="leaky-1",
        training_job_arn="",
        training_job_status=TrainingJobStatus.FAILED,
        failure_reason=f"could not connect with password={PLAIN_PASSWORD} to the database",
        unknown_members=request.unknown_members,
        **members,
    )
    tag = Tag(key="password", value=PLAIN_PASSWORD)
    for thing in (request, preview(request), diff(before, request), described, tag):
        view = display.show(thing)
        assert PLAIN_PASSWORD not in view.html() + thing._repr_html_()
        assert PLAIN_PASSWORD not in view.text(full=True)
        assert "hidden: " in view.text(full=True)


def test_any_key_is_shown() -> None:
    """A new member whose name is no text is shown, as the check will refuse it."""
    members: dict[Any, Any] = {1: "one", "New": {2: "two"}}
    request = attrs.evolve(with_password(), unknown_members=members)
    for view in (display.show(request), display.show(preview(request))):
        assert {"one", "two"} <= set(re.findall(r"[a-z]+", Reading(view.html()).text))


def test_nothing_is_loaded_from_elsewhere() -> None:
    """No view names a script, an import, a font, a picture or a stylesheet of anybody's."""
    for view in views("train"):
        for word in ("src=", "url(", "@import", "@font-face", "<link", "<script", "javascript:"):
            assert word not in view.html()


HOMES = (requests, responses, structures)
MODELS = sorted(
    {
        value
        for home in HOMES
        for value in vars(home).values()
        if isinstance(value, type) and issubclass(value, Model) and value is not Model
    },
    key=lambda cls: cls.__name__,
)


@pytest.mark.parametrize("cls", MODELS, ids=lambda cls: cls.__name__)
def test_every_structure_has_a_view(cls: type[Model]) -> None:
    """A notebook can show each structure of the API, with every member set and with none."""
    Reading(filled(cls, "x")._repr_html_())
    nothing: dict[str, Any] = dict.fromkeys(cls.WIRE_NAMES)
    Reading(cls(**nothing)._repr_html_())


THINGS = st.one_of(
    models(CreateTrainingJobRequest), models(DescribeTrainingJobResponse), models(TrainingJob)
)


@given(THINGS, st.integers(40, 130))
@settings(max_examples=60, deadline=None)
def test_whatever_the_service_allows_can_be_shown(thing: Model, width: int) -> None:
    """Of any valid structure the HTML is well formed, and the text as narrow as asked for."""
    Reading(display.show(thing).html())
    for line in display.show(thing).text(width, full=True).split("\n"):
        assert columns_of(line) <= width or "https://" in line


FIRST = datetime.min.replace(tzinfo=timezone(timedelta(hours=5)))
WRONG: tuple[Any, ...] = ("text", 7, [1], ["a"], {"a": "b"}, {1: 2}, MOMENT, FIRST, True, -1e999)


@pytest.mark.parametrize("value", WRONG, ids=lambda value: type(value).__name__)
def test_a_draft_full_of_mistakes_can_be_shown(value: object) -> None:
    """A request whose members have the wrong types is shown: it may be why one looks."""
    for cls in (CreateTrainingJobRequest, DescribeTrainingJobResponse, TrainingJobSummary):
        members: dict[str, Any] = dict.fromkeys(cls.WIRE_NAMES, value)
        thing = cls(**members)
        Reading(thing._repr_html_())
        Reading(display.table([thing]).html())
        assert display.show(thing).text(40, full=True)


@pytest.mark.parametrize("sign", ["\x1b[2J", "\r", "\x00", "\u202e", "\u2066", "\x9b31m", "\ud800"])
def test_a_text_cannot_act_on_a_terminal(sign: str) -> None:
    """Control characters and marks that turn text around are shown by their codes."""
    for view in views(f"a{sign}b"):
        for shown in (view.text(100, full=True), view.html()):
            assert sign[0] not in shown
            shown.encode()
        assert ascii(sign[0])[1:-1] in view.text(100, full=True).replace("\n", "")


def test_findings_show_themselves() -> None:
    """What a check gives is a list that a notebook shows as a table."""
    findings = smt.check(smt.TrainingJobBuilder("my_job"))
    assert isinstance(findings, list)
    assert isinstance(findings, Findings)
    assert findings._repr_html_() == display.show(findings).html()
