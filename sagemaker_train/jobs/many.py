"""
Many jobs: submit them, wait for them, take them as they end, stop them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from sagemaker_train.builder import TrainingJobBuilder
from sagemaker_train.errors import SageMakerTrainError, ThrottlingError
from sagemaker_train.jobs.batch import (
    EndedJob,
    Unbegun,
    Unfinished,
    all_known,
    asking,
    by_name,
    concluded,
    delays,
    interrupted,
    stopping,
    submitted,
)
from sagemaker_train.jobs.endings import Ending
from sagemaker_train.jobs.handle import (
    STOPPING,
    OnInterrupt,
    check_on_interrupt,
    forewarned,
    terms_of,
)
from sagemaker_train.jobs.job import TrainingJob
from sagemaker_train.jobs.progress import JobsProgress
from sagemaker_train.jobs.showing import display_for
from sagemaker_train.jobs.steps import drive, result_of
from sagemaker_train.jobs.times import check_count
from sagemaker_train.jobs.watching import watch
from sagemaker_train.models.creation import CreateTrainingJobRequest

if TYPE_CHECKING:
    from sagemaker_train.client import Client

SLICE = 0.5
"""Seconds after which a pause looks whether it is still wanted."""


def wait_all(
    jobs: Iterable[TrainingJob],
    timeout: float | timedelta | None = None,
    *,
    progress: bool | Callable[[JobsProgress], object] | None = None,
    raise_on_failure: bool = True,
    on_interrupt: OnInterrupt = "leave",
    poll: float | timedelta | None = None,
) -> list[EndedJob[TrainingJob]]:
    """
    Wait until all the jobs have ended, with one poller that lists them by the hundred.

    Args:
        jobs: Of one client.
        timeout: Seconds to wait at most. The jobs run on after that.
        progress: As for ``TrainingJob.wait``; a function is called with a ``JobsProgress``.
        raise_on_failure: ``False`` returns what went wrong with the rest instead of raising.
        on_interrupt: What becomes of the jobs at Ctrl-C: ``"leave"`` them, or ``"stop"`` them,
            which is given up after half a minute without an answer.
        poll: Seconds between two looks at most, for those who want to know sooner.

    Returns:
        How each ended, in the order of the jobs.

    Raises:
        TrainingJobsError: Some did not complete, and all have ended; with an exception for each.
        TimeoutError: Not all ended in time; they run on.
        TypeError: Something is not a job, such as an error among what ``submit_many`` gave.
        ConfigurationError: The jobs are of different clients.
        ApiError: The service refuses both to list and to describe.
        TransportError: There was no answer for a day; for a minute, if there never was one.
    """
    check_on_interrupt(on_interrupt)
    jobs = list(jobs)
    ended: dict[TrainingJob, EndedJob[TrainingJob]] = {}
    try:
        for one in as_completed(jobs, timeout, progress=progress, poll=poll):
            ended[one.job] = one
    except KeyboardInterrupt as interrupt:
        left = [job for job in jobs if job not in ended]
        failed: SageMakerTrainError | None = None
        with closing(display_for(progress)) as display:
            if on_interrupt == "stop" and left:
                display.say(asking(left))
                try:
                    client = left[0].client
                    names = (job.name for job in left)
                    result_of(stopping(names, client.clock.timestamp, STOPPING), client)
                except SageMakerTrainError as error:
                    failed = error
            text = interrupted(left, on_interrupt, failed)
            display.say(text)
        interrupt.add_note(text)
        raise
    return concluded([ended[job] for job in jobs], raise_on_failure)


def as_completed(
    jobs: Iterable[TrainingJob],
    timeout: float | timedelta | None = None,
    *,
    progress: bool | Callable[[JobsProgress], object] | None = None,
    poll: float | timedelta | None = None,
) -> Generator[EndedJob[TrainingJob], None, None]:
    """
    Give each job as it ends, in whatever way. The poller is that of ``wait_all``.

    Args:
        jobs: Of one client. One that is named twice is given once.
        timeout: Seconds to wait at most. The jobs run on after that.
        progress: As for ``wait_all``.
        poll: As for ``wait_all``.

    Raises:
        TimeoutError: Not all ended in time; they run on.
        TypeError: Something is not a job, such as an error among what ``submit_many`` gave.
        ConfigurationError: The jobs are of different clients.
        ApiError: The service refuses both to list and to describe.
        TransportError: There was no answer for a day; for a minute, if there never was one.

    Example:
        >>> for job, summary, error in as_completed(jobs):
        ...     print(job.name, error or summary.training_end_time)
    """
    named = by_name(jobs)
    if not named:
        return
    client = next(iter(named.values())).client
    display = display_for(progress)
    terms = terms_of(
        client,
        display,
        timeout=timeout,
        poll=poll,
        known_to_exist=all_known(named.values()),
    )
    with closing(display), closing(drive(watch(named, terms), client)) as telling:
        for value in telling:
            if isinstance(value, Ending):
                yield EndedJob(named[value.name], value.summary, value.error)
            else:
                display.show(value)


def stop_all(jobs: Iterable[TrainingJob]) -> None:
    """
    Ask all the jobs to stop, as fast as the service takes it. What has ended already is no error.

    A job whose stop gets no answer is asked again after the others. All that are left are given up
    when no stop was answered for five minutes; for one minute, if none ever was.

    Args:
        jobs: Of one client.

    Raises:
        TrainingJobsError: Some could not be asked, the others were; with an exception for each.
        TypeError: Something is not a job, such as an error among what ``submit_many`` gave.
        ConfigurationError: The jobs are of different clients.
    """
    named = by_name(jobs)
    for job in list(named.values())[:1]:
        result_of(stopping(named, job.client.clock.timestamp), job.client)


def submit_many(
    client: Client,
    requests: Iterable[CreateTrainingJobRequest | TrainingJobBuilder],
    *,
    concurrency: int = 4,
) -> list[TrainingJob | Exception]:
    """
    Submit many jobs at once, as for a sweep. One that fails does not keep the others.

    Throttling is waited out. At Ctrl-C nothing more is begun, what is under way comes to its end,
    and a note names the jobs that run, and those that may as no answer told of them.

    Args:
        client: Of the account and region.
        requests: Requests or builders.
        concurrency: Requests under way at the same time.

    Returns:
        For each request, in order, the job, or what went wrong with it. Only the jobs can be
        waited for: ``[job for job in submitted if not isinstance(job, Exception)]``.

    Raises:
        TypeError: ``concurrency`` is not a whole number.
        ConfigurationError: It is not at least 1.

    Example:
        >>> submitted = submit_many(client, [base.named(f"lr-{n}").hyperparameter("lr", lr)
        ...                                  for n, lr in enumerate((0.1, 0.01, 0.001))])
        >>> wait_all(job for job in submitted if not isinstance(job, Exception))
    """
    check_count(concurrency, "concurrency", 1)
    wanted = list(requests)
    results: list[TrainingJob | Exception] = [Unbegun() for _ in wanted]
    clients: list[Client] = []
    for request in wanted:  # not in a comprehension: on Python 3.11 that is a caller, too
        clients.append(forewarned(client, request))
    over = threading.Event()

    def submit(number: int) -> None:
        for delay in (0.0, *delays()):
            while delay > 0 and not over.is_set():
                client.clock.sleep(min(delay, SLICE))
                delay -= SLICE
            if over.is_set():
                return
            results[number] = Unfinished()
            try:
                job = clients[number].submit(wanted[number])
                results[number] = attrs.evolve(job, client=client)
            except Exception as error:  # it is told in its place
                results[number] = error
            if not isinstance(results[number], ThrottlingError):
                return

    with ThreadPoolExecutor(concurrency, thread_name_prefix="submit") as pool:
        try:
            list(pool.map(submit, range(len(wanted))))
        except BaseException as interrupt:
            try:
                over.set()
                pool.shutdown(cancel_futures=True)
            finally:  # also when Ctrl-C is pressed once more
                interrupt.add_note(submitted(wanted, results))
            raise
    return results
