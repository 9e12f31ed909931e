"""
What is done to many jobs, as far as it needs no I/O.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from sagemaker_train import errors
from sagemaker_train.display.times import duration
from sagemaker_train.errors import (
    ConfigurationError,
    SageMakerTrainError,
    ServiceError,
    TrainingJobsError,
    TransportError,
    ValidationError,
)
from sagemaker_train.jobs.handle import OnInterrupt, Place, code_for, place
from sagemaker_train.jobs.patience import FIRST_LIMIT, PASSING, PASSING_LATER, Patience
from sagemaker_train.jobs.progress import first_of
from sagemaker_train.jobs.steps import Ask, Pause, Steps
from sagemaker_train.models.operations import STOP_TRAINING_JOB
from sagemaker_train.models.requests import CreateTrainingJobRequest, StopTrainingJobRequest
from sagemaker_train.models.responses import TrainingJobSummary

if TYPE_CHECKING:
    from sagemaker_train.builder import TrainingJobBuilder
    from sagemaker_train.jobs.async_job import AsyncTrainingJob
    from sagemaker_train.jobs.job import TrainingJob

JobT = TypeVar("JobT", "TrainingJob", "AsyncTrainingJob")

THROTTLED = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0, 30.0, 30.0)
"""Seconds at most before each further try to create a job after the service said, several times,
that requests come too fast."""

FIRST_STOP_GAP, LAST_STOP_GAP = 0.1, 2.0
"""Seconds between two stops: at first, as every second costs money, and when throttled."""

STOP_PATIENCE = 300.0
"""Seconds without any answer after which stopping jobs is given up."""


class EndedJob(NamedTuple, Generic[JobT]):
    """
    A job that has ended, and how: ``for job, summary, error in as_completed(jobs)``.
    """

    job: JobT
    summary: TrainingJobSummary | None
    """What ListTrainingJobs tells of it; ``None`` for a job that could not be looked at. For
    metrics, artifacts and times there is ``job.describe()``."""
    error: SageMakerTrainError | None
    """What ``job.wait()`` would have raised; ``None`` for a job that completed."""


def by_name(jobs: Iterable[JobT]) -> dict[str, JobT]:
    """
    The jobs by name.

    Raises:
        TypeError: Something is not a job, such as an error that ``submit_many`` gives in its place.
        ConfigurationError: They are of different clients, so that one poller cannot see them.
    """
    named: dict[str, JobT] = {}
    places: set[Place] = set()
    for position, job in enumerate(jobs):
        if not hasattr(job, "given_arn"):
            raise TypeError(
                f"item {position} is not a job but of type {type(job).__name__}; of what"
                " submit_many gives, take the jobs: [job for job in submitted if not"
                " isinstance(job, Exception)]"
            )
        named[job.name] = job
        places.add(place(job.client))
    if len(places) > 1:
        raise ConfigurationError(
            f"the jobs are of different clients ({', '.join(map(str, sorted(places)))});"
            " take those of each on their own"
        )
    return named


def all_known(jobs: Iterable[TrainingJob | AsyncTrainingJob]) -> bool:
    """
    Whether the service itself said of each job that it exists.
    """
    return all(job.given_arn is not None for job in jobs)


def concluded(ended: list[EndedJob[JobT]], raise_on_failure: bool) -> list[EndedJob[JobT]]:
    """
    The result of a wait for many jobs.

    Raises:
        TrainingJobsError: Some did not complete.
    """
    failures = [(one.job.name, one.error) for one in ended if one.error is not None]
    if failures and raise_on_failure:
        raise _several(f"of {len(ended)} training jobs did not complete", failures)
    return ended


def _several(what: str, failures: Sequence[tuple[str, SageMakerTrainError]]) -> TrainingJobsError:
    """
    Make the one exception for the failures of several jobs; each says which job it is about.
    """
    for name, error in failures:
        note = f"about training job {name!r}"
        if repr(name) not in str(error) and note not in getattr(error, "__notes__", ()):
            error.add_note(note)
    names, errors = zip(*failures, strict=True)
    return TrainingJobsError(f"{len(failures)} {what}: {first_of(names)}", errors, names)


def asking(left: Sequence[TrainingJob] | Sequence[AsyncTrainingJob]) -> str:
    """
    Say that jobs are going to be stopped, which may take a while.
    """
    return f"asking {len(left)} training jobs to stop: {first_of([job.name for job in left])}"


def interrupted(
    left: Sequence[TrainingJob] | Sequence[AsyncTrainingJob],
    on_interrupt: OnInterrupt,
    failed: SageMakerTrainError | None,
) -> str:
    """
    Say what becomes of the jobs that had not ended when the wait was interrupted.
    """
    names = [job.name for job in left]
    if not left:
        return "all training jobs had ended"
    if on_interrupt == "stop" and failed is None:
        return f"{len(names)} training jobs were asked to stop; they have 120 s to save their work"
    return (
        f"{len(names)} training jobs run on{f' ({failed})' if failed else ''}. To stop them:"
        f" client = {code_for(left[0].client)};"
        f" smt.stop_all(client.job(name) for name in {names!r})"
    )


def stopping(
    names: Iterable[str], clock: Callable[[], float], limit: float = STOP_PATIENCE
) -> Steps[None]:
    """
    Ask jobs to stop, as fast as the service takes it.

    A job whose stop gets no answer is asked again after the others, so that it delays none of them.

    Args:
        names: Of the jobs.
        clock: Gives the time as epoch seconds.
        limit: Seconds without any answer, to whatever job, after which all are given up.

    Raises:
        TrainingJobsError: Some could not be asked.
    """
    names = list(dict.fromkeys(names))
    patience = Patience(limit, first_limit=min(limit, FIRST_LIMIT))
    waiting, failed = deque(names), dict[str, SageMakerTrainError]()
    gap, heard = FIRST_STOP_GAP, clock()
    while waiting:
        name = waiting.popleft()
        request = StopTrainingJobRequest(training_job_name=name)
        try:
            yield Ask(STOP_TRAINING_JOB, request, max(1.0, heard + limit - clock()))
        except (*PASSING, *PASSING_LATER) as error:
            failed[name] = error
            if (silent := clock() - heard) >= patience.limit_for(error):
                unasked = [left for left in waiting if left not in failed]
                failed |= {left: _not_asked(left, name, silent, error) for left in unasked}
                break
            waiting.append(name)
            gap = min(2 * gap, LAST_STOP_GAP)
        except ValidationError:  # it has ended
            patience.answered, heard = True, clock()
            failed.pop(name, None)
        except SageMakerTrainError as error:
            patience.answered, heard = True, clock()
            failed[name] = error
        else:
            patience.answered, heard = True, clock()
            failed.pop(name, None)
            gap = max(0.9 * gap, FIRST_STOP_GAP)
        yield Pause(gap)
    if failed:
        failures = [(name, failed[name]) for name in names if name in failed]
        raise _several(f"of {len(names)} training jobs could not be asked to stop", failures)


def _not_asked(
    name: str, other: str, seconds: float, error: SageMakerTrainError
) -> SageMakerTrainError:
    """
    Make the error for a job whose turn did not come before all were given up.
    """
    made = errors.ConnectionError(
        f"training job {name!r} was not asked to stop, as there was no answer for"
        f" {duration(seconds)}: {other!r} could not be stopped either",
        operation=STOP_TRAINING_JOB.name,
        sent=False,
    )
    made.__cause__ = error
    return made


class Unbegun(Exception):  # noqa: N818  # nothing went wrong with it; nobody outside sees it
    """
    Stands for a job whose submission was not begun before the interruption.
    """


class Unfinished(Exception):  # noqa: N818  # the same
    """
    Stands for a job whose submission is under way, or was cut short by the interruption.
    """


def delays() -> Iterator[float]:
    """
    Seconds before further tries to create a job, in turn.
    """
    return (longest * random.uniform(0.5, 1.0) for longest in THROTTLED)  # noqa: S311  # a spread


def submitted(
    wanted: Sequence[CreateTrainingJobRequest | TrainingJobBuilder],
    results: Sequence[TrainingJob | Exception] | Sequence[AsyncTrainingJob | Exception],
) -> str:
    """
    Say which jobs were submitted before the interruption, and which may have been.
    """
    names = [one.name for one in results if not isinstance(one, Exception)]
    text = f"{len(names)} of {len(wanted)} training jobs were submitted and run on: {names!r}"
    doubtful = [
        (one if isinstance(one, CreateTrainingJobRequest) else one.request()).training_job_name
        for one, result in zip(wanted, results, strict=True)
        if _may_run(result)
    ]
    if not doubtful:
        return text
    return f"{text}; {len(doubtful)} may run: {doubtful!r}; look before you submit them again"


def _may_run(result: TrainingJob | AsyncTrainingJob | Exception) -> bool:
    """
    Whether the service may have created a job that nobody was told of.
    """
    if isinstance(result, TransportError):
        return result.sent
    return isinstance(result, (ServiceError, Unfinished))
