"""
Something to look at: requests, findings, differences, jobs and metrics as HTML and as text.

    from sagemaker_train import display

    print(display.show(described))              # text, as wide as the terminal
    display.show(described)                     # in a notebook: a card with a timeline
    display.table(client.list_training_jobs())  # many jobs
    display.chart({"loss": [(moment, 0.7), ...]})

Notebooks show the objects themselves in the same way. A view makes no call: it shows what the
object says, the same each time. Suspected secrets are hidden; everything else is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, cast

from sagemaker_train.display.page import Paged
from sagemaker_train.display.view import View
from sagemaker_train.findings import Finding, Findings
from sagemaker_train.schema import Model

if TYPE_CHECKING:
    from sagemaker_train.builder.diff import Diff
    from sagemaker_train.builder.draft import Draft
    from sagemaker_train.builder.preview import Preview
    from sagemaker_train.display.series import Points
    from sagemaker_train.jobs.async_job import AsyncTrainingJob
    from sagemaker_train.jobs.job import TrainingJob as Handle
    from sagemaker_train.jobs.metric_series import JobMetrics

__all__ = ["Showable", "View", "chart", "show", "table", "timeline"]

Showable: TypeAlias = (
    "Model | Draft | Preview | Diff | JobMetrics | Handle | AsyncTrainingJob | Sequence[Finding]"
)
"""What `show` takes."""


def show(thing: Showable, *, now: datetime | None = None) -> View:
    """
    Show a structure of the API, a builder, preview, diff, findings, metrics or the handle of a job.

    Args:
        thing: What to show. Requests for training jobs and described jobs have views of their own;
            any other structure is shown member by member.
        now: For a job in progress: until when its last phase is drawn.

    Raises:
        TypeError: There is no view of such a thing.

    Example:
        >>> print(show(TrainingJobBuilder("mnist-1").instances("ml.m5.xlarge")))
        Request for a training job: mnist-1
        <BLANKLINE>
        Instances  1 × ml.m5.xlarge
        <BLANKLINE>
        All other members: left out, .text(full=True) has it
    """
    if isinstance(thing, Model):
        return _model(thing, now)
    if isinstance(thing, Paged) and not isinstance(thing, type):
        return View(thing.__page__())
    findings = isinstance(thing, (list, tuple)) and all(isinstance(one, Finding) for one in thing)
    # An empty list of anything else must not read as "nothing wrong".
    if isinstance(thing, Findings) or (findings and thing):
        from sagemaker_train.display.findings import findings_page

        return View(findings_page(cast("Sequence[Finding]", thing)))
    raise TypeError(
        f"there is no view of {type(thing).__name__}; show takes structures of "
        "sagemaker_train.models, builders, previews, differences and findings; for many jobs "
        "there is table, for metrics chart"
    )


def _model(model: Model, now: datetime | None) -> View:
    from sagemaker_train.models.creation import CreateTrainingJobRequest
    from sagemaker_train.models.responses import DescribeTrainingJobResponse, TrainingJob

    if isinstance(model, CreateTrainingJobRequest):
        from sagemaker_train.display.requests import request_page

        return View(request_page(model))
    if isinstance(model, (DescribeTrainingJobResponse, TrainingJob)):
        from sagemaker_train.display.jobs import job_page

        return View(job_page(model, now))
    from sagemaker_train.display.members import page_of

    return View(page_of(model))


def table(jobs: Iterable[object], *, limit: int = 50) -> View:
    """
    Show many jobs, a row each.

    Args:
        jobs: Summaries as `list_training_jobs` gives them, described jobs, records of a search, or
            handles. A lazy iterator is not read further than needed; what an async client lists
            has to be collected first.
        limit: How many rows there are at most.
    """
    from sagemaker_train.display.jobs import jobs_page

    return View(jobs_page(jobs, limit))


def timeline(job: Model, *, now: datetime | None = None) -> View:
    """
    Show only the phases of a job.

    Args:
        job: What Describe or Search tells.
        now: Until when the phase in progress is drawn.
    """
    from sagemaker_train.display.page import Note, Page, Piece
    from sagemaker_train.display.phases import timelines_of

    drawn: list[Piece] = list(timelines_of(job, now))
    return View(Page("Phases of a training job", drawn or [Note("", "no phases are known")]))


def chart(values: Mapping[str, Points | Mapping[str, Points]]) -> View:
    """
    Show metrics over time, a small chart each. What is no finite number is left out.

    Args:
        values: By metric, moments and values in any order; or, for several lines in one chart, a
            mapping of their names to moments and values.

    Example:
        >>> display.chart({"loss": {"train": train_points, "validation": validation_points}})
    """
    from sagemaker_train.display.metrics import chart_page

    return View(chart_page(values))
