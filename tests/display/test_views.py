"""Views say what a person asks first, completely, briefly, and the same each time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import attrs
import pytest

import sagemaker_train as smt
from sagemaker_train import display
from sagemaker_train.builder.diff import diff
from sagemaker_train.display.console import addresses
from sagemaker_train.display.text import columns_of, wrap
from sagemaker_train.display.times import duration, moment_text, utc
from sagemaker_train.findings import Finding, Severity
from sagemaker_train.jobs.async_job import AsyncTrainingJob
from sagemaker_train.jobs.job import TrainingJob
from sagemaker_train.models.responses import TrainingJobSummary
from sagemaker_train.testing import LocalSageMaker
from tests.display.described import ARN, START, described
from tests.display.reading import Reading
from tests.job_examples import complete, everything


def test_a_request_is_shown_completely() -> None:
    """Whatever member is set: its name or its value is on the page."""
    for job in everything():
        request = job.request()
        page = Reading(display.show(request).html()).text
        told = {"training_job_name", "hyper_parameters", "environment", "tags", "role_arn"}
        for name in request.WIRE_NAMES:
            if getattr(request, name) is not None and name not in told:
                assert name in page, name
        for values in (request.hyper_parameters or {}, request.environment or {}):
            assert all(key in page and value in page for key, value in values.items())


def test_a_request_begins_with_what_people_ask() -> None:
    """The first lines tell what runs, as whom, on what data, where to, on what and how long."""
    lines = display.show(complete()).text(100).splitlines()
    assert lines == [
        "Request for a training job: mnist-1",
        "",
        "Runs       123456789012.dkr.ecr.us-east-1.amazonaws.com/mnist:1 · File mode",
        "Role       arn:aws:iam::123456789012:role/trainer",
        "Reads      train: s3://my-bucket/mnist/",
        "Writes     s3://my-bucket/models/",
        "Instances  1 × ml.m5.xlarge, 30 GB each",
        "Limits     runs at most 1 h",
        "",
        "All other members: left out, .text(full=True) has it",
    ]


def test_a_long_value_is_shortened_and_kept() -> None:
    """The page shows its beginning and end; the whole is in its title, and in a terminal."""
    uri = "s3://my-bucket/" + "/".join(["deep"] * 30) + "/model.tar.gz"
    view = display.show(complete().output(uri))
    reading = Reading(view.html())
    assert uri in reading.values("title")
    assert uri not in reading.text
    assert "model.tar.gz" in reading.text
    assert uri in view.text(60).replace("\n", "").replace(" ", "")


def test_a_job_tells_how_it_fared() -> None:
    """Status, phases, times, what Spot saved, the model, metrics and where to look."""
    page = Reading(display.show(described()).html())
    for text in (
        "✓ Completed", "Train", "10 min of training, 3 min billable per instance",
        "70 % saved by Spot", "s3://my-bucket/churn-1/model.tar.gz", "0.9313",
    ):  # fmt: skip
        assert text in page.text
    assert page.values("href") == list(addresses(ARN) or ())
    on_demand = described(enable_managed_spot_training=False)
    assert "saved by Spot" not in display.show(on_demand).html()


def test_a_failure_is_told_first() -> None:
    """The reason stands before everything else, in full and with its line breaks."""
    reason = "AlgorithmError: ExecuteUserScriptError:\nExitCode 1\n" + "x" * 900
    page = display.show(described("Failed", failure_reason=reason))
    assert "✗ Failed" in page.html()
    assert reason in Reading(page.html()).text
    assert page.html().index("Failure reason") < page.html().index("Created")
    assert "  ExitCode 1" in page.text(80).splitlines()


def test_a_status_has_a_sign_besides_its_colour() -> None:
    """Every status is a word, also one that is new."""
    for status, sign in (("InProgress", "●"), ("Stopped", "■"), ("Pausing", "○")):
        assert f"{sign} {status}" in display.show(described(status)).html()
    job = described("InProgress", secondary_status="Downloading")
    assert "● InProgress · Downloading" in display.show(job).html()


def summaries(count: int) -> Iterator[TrainingJobSummary]:
    """Jobs one after the other, as a lazy list gives them."""
    for number in range(count):
        yield TrainingJobSummary(
            training_job_name=f"job-{number}",
            training_job_arn="",
            training_job_status="Completed",
            creation_time=START,
            training_end_time=START + timedelta(hours=1, minutes=5),
        )


def test_many_jobs_are_a_table() -> None:
    """A row each, under headers, with status, name, creation and length."""
    view = display.table(summaries(2))
    assert view.text(80).splitlines() == [
        "Training jobs: 2 training jobs",
        "",
        "Status       Name   Created",
        "───────────  ─────  ─────────────────────────────────",
        "✓ Completed  job-0  2026-01-31 12:00 · took 1 h 5 min",
        "✓ Completed  job-1  2026-01-31 12:00 · took 1 h 5 min",
    ]
    assert Reading(view.html()).values("scope") == ["col", "col", "col"]


def test_a_table_reads_no_further_than_it_shows() -> None:
    """Of a lazy list one job more is asked for than shown, to say that there are more."""
    jobs = summaries(1000)
    assert "the first 5 training jobs" in display.table(jobs, limit=5).text(80)
    assert next(jobs).training_job_name == "job-6"
    assert "0 training jobs" in display.table([]).text(80)


def test_findings_are_counted_and_told() -> None:
    """How many of which severity, and of each the place, what, what to do, rule and source."""
    assert "✓ nothing wrong with it" in display.show(smt.check(complete())).html()
    findings = [
        Finding("a.b", "rule-1", Severity.ERROR, "is wrong.", "Mend it.", "a page"),
        Finding("c", "rule-2", Severity.WARNING, "is odd.", "Look at it.", "another"),
        Finding("d", "rule-3", Severity.ERROR, "is bad.", "Leave it.", "a third"),
    ]
    page = display.show(findings).text(80)
    assert page.splitlines()[0] == "Checked: 2 errors, 1 warning"
    for finding in findings:
        assert all(str(part) in page for part in finding)


def test_a_hint_is_shown_as_it_is() -> None:
    """What a finding says to write is not taken for a secret, though it looks like one."""
    (finding,) = smt.check(complete().env("DB_PASSWORD", "correct horse battery"))
    page = Reading(display.show([finding]).html()).text
    assert "Policy().allow('environment.DB_PASSWORD')" in page


def test_differences_are_shown_with_both_sides() -> None:
    """What was, what is, what is new and what is gone, each with its sign."""
    one = complete().hyperparameter("lr", 0.1).tag("team", "vision")
    other = one.without(tags=["team"]).hyperparameter("lr", 0.2).env("A", "b")
    page = display.show(diff(one, other)).text(80)
    assert page.splitlines()[0] == "Two requests compared: 3 differences"
    for text in ("~ changed", "− 0.1", "+ 0.2", "+ added", "+ b", "− removed", "− vision"):
        assert text in page
    assert "no differences" in display.show(diff(one, one)).html()


def test_a_preview_tells_cost_and_needs() -> None:
    """The most that is billed, and each thing that has to exist."""
    page = display.show(complete().preview()).text(100)
    assert "3,600 billable instance-seconds" in page
    assert "IAM role" in page
    assert "role_arn" in page


def test_values_show_themselves_in_a_notebook() -> None:
    """What a notebook calls is there on every value, and is the view."""
    job = complete()
    for thing in (job, job.request(), job.preview(), diff(job, job.env("A", "b")), described()):
        assert thing._repr_html_() == display.show(thing).html()
    view = display.show(job)
    assert view._repr_html_() == view.html()
    assert str(view) == repr(view) == view.text()


def test_a_view_is_the_same_each_time() -> None:
    """No clock, no counter, no random id: equal things look equal."""
    assert described()._repr_html_() == described()._repr_html_()
    assert " id=" not in described()._repr_html_()


@pytest.mark.parametrize("width", [40, 41, 57, 80, 120])
def test_text_is_as_narrow_as_asked_for(width: int) -> None:
    """No line but an address is wider, whatever is shown; less than 40 columns count as 40."""
    findings = smt.check(smt.TrainingJobBuilder("bad_name").spot(5))
    things: list[display.Showable] = [*everything(), complete().preview(), described(), findings]
    for view in (*map(display.show, things), display.table([described()] * 3)):
        for line in view.text(width, full=True).split("\n"):
            assert columns_of(line) <= width or "https://" in line
            assert line == line.rstrip()
    assert display.show(complete()).text(1) == display.show(complete()).text(40)


def test_wide_characters_take_two_columns() -> None:
    """Chinese, Japanese and Korean texts stay in their columns, and accents take none."""
    assert [columns_of(text) for text in ("ab", "学習", "e\u0301")] == [2, 4, 1]
    lines = wrap("機械学習の訓練ジョブ", 7)
    assert all(columns_of(line) <= 7 for line in lines)
    assert "".join(lines) == "機械学習の訓練ジョブ"


def test_the_width_of_the_terminal_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a width the terminal's counts, up to 120 columns."""
    job = complete().hyperparameter("text", "word " * 40)
    for columns, used in ((50, 50), (400, 120)):
        monkeypatch.setenv("COLUMNS", str(columns))
        assert str(display.show(job)) == display.show(job).text(used)


def test_what_has_no_view_is_refused_by_name() -> None:
    """The error says what can be shown, and where many jobs and metrics go."""
    with pytest.raises(TypeError, match=r"no view of dict.*table.*chart"):
        display.show({})  # type: ignore[arg-type]  # that it is refused is the point
    with pytest.raises(TypeError, match="no view of list"):
        display.show([])  # of no jobs, perhaps, of which it must not be said that nothing is wrong


def test_addresses_are_made_of_arns_only() -> None:
    """Each partition has its console; what is no ARN of a job has none."""
    assert addresses(ARN) is not None
    china = addresses("arn:aws-cn:sagemaker:cn-north-1:123456789012:training-job/a")
    assert china is not None
    assert china.job.startswith("https://cn-north-1.console.amazonaws.cn/")
    for no_arn in (None, "", "javascript:alert(1)", ARN + '"', ARN.replace("aws", "aws-iso", 1)):
        assert addresses(no_arn) is None


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (0.25, "0.25 s"), (45, "45 s"), (600, "10 min"), (630, "10 min 30 s"),
     (3600, "1 h"), (3605, "1 h"), (7500, "2 h 5 min"), (2_419_200, "28 d"), (-90, "-1 min 30 s")],
)  # fmt: skip
def test_durations_are_said_in_two_units(seconds: float, text: str) -> None:
    """As people say them; what is smaller than the second unit is left out."""
    assert duration(seconds) == duration(timedelta(seconds=seconds)) == text


def test_moments_are_in_utc() -> None:
    """One without a time zone counts as UTC, one with another is converted."""
    assert utc(datetime(2026, 1, 1)) == datetime(2026, 1, 1, tzinfo=UTC)
    assert utc("2026") is None
    assert moment_text(START) == "2026-01-31 12:00:00 UTC"


def test_looking_loads_no_network_stack() -> None:
    """Showing a request and its findings needs neither httpx nor cattrs, asyncio or ssl."""
    program = """
import sys, sagemaker_train as smt
job = smt.TrainingJobBuilder("a").instances("ml.m5.xlarge").spot(60)
assert job._repr_html_() and smt.check(job)._repr_html_() and job.preview()._repr_html_()
loaded = {module.partition(".")[0] for module in sys.modules}
print(loaded & {"httpx", "cattrs", "asyncio", "ssl", "botocore"})
"""
    command = [sys.executable, "-W", "error", "-c", program]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert out.strip() == "set()"


def test_a_handle_shows_what_it_holds_and_asks_nobody() -> None:
    """Its view makes no call, whatever the service would say; nor does a table of handles."""
    with LocalSageMaker() as local:
        keys, url = local.credentials, local.endpoint_url
        with smt.Client("eu-west-1", credentials=keys, endpoint_url=url) as client:
            known = TrainingJob(client, "churn-1", given_arn=ARN)
            assert known._repr_html_() == display.show(known).html()
            assert Reading(known._repr_html_()).values("href") == list(addresses(ARN) or ())
            for handle in (known, TrainingJob(client, "other-1")):
                text = display.show(handle).text(80)
                assert f"Training job: {handle.name}" in text
                assert "eu-west-1" in text
                assert "\n  job.describe() asks" in text
            assert "churn-1" in display.table([known]).text(80)
        apart = AsyncTrainingJob(smt.AsyncClient("eu-west-1", credentials=keys), "a-1", None)
        assert "await job.describe()" in apart._repr_html_()
        assert local.requests == ()


def test_a_search_record_is_shown_as_a_job() -> None:
    """What Search finds has the page of a described job, tags included."""
    job = described()
    members = {
        field.name: getattr(job, field.name)
        for field in attrs.fields(type(job))
        if field.name in smt.models.TrainingJob.WIRE_NAMES
    }
    record = smt.models.TrainingJob(**members, tags=[smt.models.Tag(key="team", value="vision")])
    page = display.show(record).text(80)
    assert "✓ Completed" in page
    assert "vision" in page
