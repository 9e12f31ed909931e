"""
Jobs as pages: one with its phases, its end and its metrics; many as a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from sagemaker_train.display.console import Addresses, addresses
from sagemaker_train.display.members import facts as all_facts, items_of, part
from sagemaker_train.display.page import (
    Cell,
    Column,
    Facts,
    Fold,
    Heading,
    Note,
    Page,
    Piece,
    Span,
    Table,
    Tone,
    cell,
    plain,
    shown,
    told,
)
from sagemaker_train.display.phases import timelines_of
from sagemaker_train.display.requests import highlights, lists_of_settings
from sagemaker_train.display.series import number
from sagemaker_train.display.times import duration, moment_text, utc
from sagemaker_train.schema import Model

if TYPE_CHECKING:
    from sagemaker_train.jobs.async_job import AsyncTrainingJob
    from sagemaker_train.jobs.job import TrainingJob

_STATUS = {
    "Completed": ("✓", Tone.GOOD),
    "Failed": ("✗", Tone.BAD),
    "Stopped": ("■", Tone.WARN),
    "Stopping": ("■", Tone.WARN),
    "InProgress": ("●", Tone.ACTIVE),
    "Deleting": ("○", Tone.MUTED),
}

_TOLD = frozenset(
    {"training_job_name", "training_job_arn", "training_job_status", "secondary_status",
     "failure_reason", "hyper_parameters", "environment", "tags", "role_arn", "creation_time",
     "training_start_time", "training_end_time", "secondary_status_transitions",
     "final_metric_data_list", "training_time_in_seconds", "billable_time_in_seconds",
     "model_artifacts"}
)  # fmt: skip
"""What the first part of the page shows in full."""


def status_of(status: object, secondary: object = None) -> Span:
    """
    Show a status with its sign; the secondary one is added where it says more.
    """
    primary = told(status or "unknown")
    sign, tone = _STATUS.get(primary, ("○", Tone.MUTED))
    more = told(secondary) if secondary else ""
    return plain(f"{sign} {primary}" + (f" · {more}" if more not in ("", primary) else ""), tone)


def job_page(job: Model, now: datetime | None = None) -> Page:
    """
    Show what Describe or Search tells about a job.
    """
    return Page("Training job", list(_pieces(job, now)))


def _pieces(job: Model, now: datetime | None) -> Iterator[Piece]:
    badge = status_of(part(job, "training_job_status"), part(job, "secondary_status"))
    yield Heading("Training job", shown(None, part(job, "training_job_name") or "(no name)"), badge)
    if reason := part(job, "failure_reason"):
        yield Note("Failure reason", told(reason), Tone.BAD)
    steps = items_of(part(job, "secondary_status_transitions"))
    yield from timelines_of(job, now)
    yield Facts([*_course(job), *highlights(job), *_links(job)], "The job")
    if metrics := items_of(part(job, "final_metric_data_list")):
        rows = [_metric(metric) for metric in metrics]
        columns = [Column("Metric"), Column("Last value", number=True), Column("At")]
        table = Table("Final metrics", columns, rows)
        yield Fold(f"Final metrics ({len(rows)})", [table], is_open=len(rows) <= 12)
    yield from lists_of_settings(job)
    if steps:
        rows = [_step(step) for step in steps]
        columns = [Column("Start", short=True), Column("Status"), Column("Message")]
        yield Fold(f"Transitions ({len(rows)})", [Table("Transitions", columns, rows)])
    if rest := all_facts(job, without=_TOLD):
        yield Fold("All other members", [Facts(rest, "All other members")])


def _course(job: Model) -> Iterator[tuple[str, Cell]]:
    """
    When the job ran, what is billed, and where the model is.
    """
    created = utc(part(job, "creation_time"))
    ended = utc(part(job, "training_end_time"))
    if created:
        note = f" · ended {duration(ended - created)} later" if ended else ""
        yield "Created", cell(plain(moment_text(created)), plain(note, Tone.MUTED))
    trained, billed = part(job, "training_time_in_seconds"), part(job, "billable_time_in_seconds")
    if isinstance(trained, int):
        spans = [plain(f"{duration(trained)} of training")]
        if isinstance(billed, int):
            spans.append(plain(f", {duration(billed)} billable per instance"))
            on_demand = part(job, "enable_managed_spot_training") is False
            if 0 <= billed < trained and not on_demand:
                saved = 100 * (trained - billed) / trained
                spans.append(plain(f" · {saved:.0f} % saved by Spot", Tone.GOOD))
        yield "Time", cell(*spans)
    if model := part(job, "model_artifacts", "s3_model_artifacts"):
        yield "Model", cell(shown(None, model))


def _links(job: Model) -> Iterator[tuple[str, Cell]]:
    arn = part(job, "training_job_arn")
    if arn:
        yield "ARN", cell(shown(None, arn))
    if pages := addresses(arn):
        yield "See", _linked(pages)


def _linked(pages: Addresses) -> Cell:
    job, logs = Span("console", href=pages.job), Span("logs", href=pages.logs)
    return cell(job, plain(" · ", Tone.MUTED), logs)


def _metric(metric: object) -> tuple[Cell, Cell, Cell]:
    value, at = part(metric, "value"), utc(part(metric, "timestamp"))
    return (
        cell(shown(None, part(metric, "metric_name") or "")),
        cell(plain(number(value) if isinstance(value, (int, float)) else "—")),
        cell(plain(moment_text(at) if at else "—", Tone.MUTED)),
    )


def _step(step: object) -> tuple[Cell, Cell, Cell]:
    start = utc(part(step, "start_time"))
    return (
        cell(plain(moment_text(start) if start else "—", Tone.MUTED)),
        cell(plain(told(part(step, "status")))),
        cell(plain(told(part(step, "status_message") or ""))),
    )


def handle_page(job: TrainingJob | AsyncTrainingJob) -> Page:
    """
    Show a handle: what it holds. To say more, the service would have to be asked.
    """
    facts: list[tuple[str, Cell]] = [
        ("Region", cell(plain(job.client.region))),
        ("Endpoint", cell(shown(None, job.client.endpoint_url))),
    ]
    if job.given_arn:
        facts.append(("ARN", cell(shown(None, job.given_arn))))
    if pages := addresses(job.given_arn):
        facts.append(("See", _linked(pages)))
    awaited = "await " if type(job).__name__ == "AsyncTrainingJob" else ""
    note = Note("", f"{awaited}job.describe() asks for its status and shows it")
    heading = Heading("Training job", shown(None, job.name))
    return Page("Handle on a training job", [heading, Facts(facts), note])


def jobs_page(jobs: Iterable[object], limit: int) -> Page:
    """
    Show jobs as a table, a row each.

    Args:
        jobs: Summaries, described jobs, records of a search; or handles, of which only the name is
            shown because to ask for more would need the network. A lazy iterator is asked for one
            job more than is shown, to tell whether there are more.
        limit: How many rows there are at most.
    """
    taken = list(islice(jobs, limit + 1))
    rows = [_row(job) for job in taken[:limit]]
    count = f"the first {limit}" if len(taken) > limit else str(len(rows))
    heading = Heading("Training jobs", plain(f"{count} training job{'s' if count != '1' else ''}"))
    if not rows:
        return Page("Training jobs", [heading])
    columns = [Column("Status", short=True), Column("Name"), Column("Created")]
    return Page("Training jobs", [heading, Table("Training jobs", columns, rows)])


def _row(job: object) -> tuple[Cell, Cell, Cell]:
    name = part(job, "training_job_name") or part(job, "name") or "(no name)"
    created, ended = utc(part(job, "creation_time")), utc(part(job, "training_end_time"))
    status = part(job, "training_job_status")
    when = f"{created:%Y-%m-%d %H:%M}" if created else "—"
    took = f" · took {duration(ended - created)}" if created and ended else ""
    return (
        cell(status_of(status) if status else plain("—", Tone.MUTED)),
        cell(shown(None, name)),
        cell(plain(when), plain(took, Tone.MUTED)),
    )
