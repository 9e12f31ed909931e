"""
Many jobs in an async program: the functions of ``many``, awaited.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing, closing
from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from sagemaker_train.errors import SageMakerTrainError, ThrottlingError
from sagemaker_train.jobs.async_job import AsyncTrainingJob
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
from sagemaker_train.jobs.progress import JobsProgress
from sagemaker_train.jobs.showing import display_for
from sagemaker_train.jobs.steps import adrive, aresult_of
from sagemaker_train.jobs.times import check_count
from sagemaker_train.jobs.watching import watch
from sagemaker_train.models.creation import CreateTrainingJobRequest

if TYPE_CHECKING:
    from sagemaker_train.async_client import AsyncClient
    from sagemaker_train.builder import TrainingJobBuilder


async def async_wait_all(
    jobs: Iterable[AsyncTrainingJob],
    timeout: float | timedelta | None = None,
    *,
    progress: bool | Callable[[JobsProgress], object] | None = None,
    raise_on_failure: bool = True,
    on_interrupt: OnInterrupt = "leave",
    poll: float | timedelta | None = None,
) -> list[EndedJob[AsyncTrainingJob]]:
    """
    Wait until all the jobs have ended, with one poller that lists them by the hundred.

    Args:
        jobs: Of one client.
        timeout: Seconds to wait at most. The jobs run on after that.
        progress: As for ``AsyncTrainingJob.wait``; a function is called with a ``JobsProgress``.
        raise_on_failure: ``False`` returns what went wrong with the rest instead of raising.
        on_interrupt: What becomes of the jobs when cancelled: ``"leave"`` them, or ``"stop"`` them,
            which is given up after half a minute without an answer.
        poll: Seconds between two looks at most, for those who want to know sooner.

    Returns:
        How each ended, in the order of the jobs.

    Raises:
        TrainingJobsError: Some did not complete, and all have ended; with an exception for each.
        TimeoutError: Not all ended in time; they run on.
        TypeError: Something is not a job, such as an error among what ``async_submit_many`` gave.
        ConfigurationError: The jobs are of different clients.
        ApiError: The service refuses both to list and to describe.
        TransportError: There was no answer for a day; for a minute, if there never was one.
    """
    import anyio

    check_on_interrupt(on_interrupt)
    jobs = list(jobs)
    ended: dict[AsyncTrainingJob, EndedJob[AsyncTrainingJob]] = {}
    try:
        telling = async_as_completed(jobs, timeout, progress=progress, poll=poll)
        async with aclosing(telling):
            async for one in telling:
                ended[one.job] = one
    except (KeyboardInterrupt, anyio.get_cancelled_exc_class()) as interrupt:
        left = [job for job in jobs if job not in ended]
        failed: SageMakerTrainError | None = None
        with closing(display_for(progress)) as display:
            if on_interrupt == "stop" and left:
                display.say(asking(left))
                with anyio.CancelScope(shield=True):
                    try:
                        client = left[0].client
                        names = (job.name for job in left)
                        await aresult_of(stopping(names, client.clock.timestamp, STOPPING), client)
                    except SageMakerTrainError as error:
                        failed = error
            text = interrupted(left, on_interrupt, failed)
            display.say(text)
        interrupt.add_note(text)
        raise
    return concluded([ended[job] for job in jobs], raise_on_failure)


async def async_as_completed(
    jobs: Iterable[AsyncTrainingJob],
    timeout: float | timedelta | None = None,
    *,
    progress: bool | Callable[[JobsProgress], object] | None = None,
    poll: float | timedelta | None = None,
) -> AsyncGenerator[EndedJob[AsyncTrainingJob], None]:
    """
    Give each job as it ends, in whatever way. The poller is that of ``async_wait_all``.

    Args:
        jobs: Of one client. One that is named twice is given once.
        timeout: Seconds to wait at most. The jobs run on after that.
        progress: As for ``async_wait_all``.
        poll: As for ``async_wait_all``.

    Raises:
        TimeoutError: Not all ended in time; they run on.
        TypeError: Something is not a job, such as an error among what ``async_submit_many`` gave.
        ConfigurationError: The jobs are of different clients.
        ApiError: The service refuses both to list and to describe.
        TransportError: There was no answer for a day; for a minute, if there never was one.

    Example:
        >>> async for job, summary, error in async_as_completed(jobs):
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
    with closing(display):
        async with aclosing(adrive(watch(named, terms), client)) as telling:
            async for value in telling:
                if isinstance(value, Ending):
                    yield EndedJob(named[value.name], value.summary, value.error)
                else:
                    display.show(value)


async def async_stop_all(jobs: Iterable[AsyncTrainingJob]) -> None:
    """
    Ask all the jobs to stop, as fast as the service takes it. What has ended already is no error.

    A job whose stop gets no answer is asked again after the others. All that are left are given up
    when no stop was answered for five minutes; for one minute, if none ever was.

    Args:
        jobs: Of one client.

    Raises:
        TrainingJobsError: Some could not be asked, the others were; with an exception for each.
        TypeError: Something is not a job, such as an error among what ``async_submit_many`` gave.
        ConfigurationError: The jobs are of different clients.
    """
    named = by_name(jobs)
    for job in list(named.values())[:1]:
        await aresult_of(stopping(named, job.client.clock.timestamp), job.client)


async def async_submit_many(
    client: AsyncClient,
    requests: Iterable[CreateTrainingJobRequest | TrainingJobBuilder],
    *,
    concurrency: int = 4,
) -> list[AsyncTrainingJob | Exception]:
    """
    Submit many jobs at once, as for a sweep. One that fails does not keep the others.

    Throttling is waited out. When cancelled, nothing more is begun, what is under way comes to its
    end, and a note names the jobs that run, and those that may as no answer told of them.

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
        >>> submitted = await async_submit_many(
        ...     client, [base.named(f"lr-{n}").hyperparameter("lr", lr)
        ...              for n, lr in enumerate((0.1, 0.01, 0.001))])
        >>> await async_wait_all(job for job in submitted if not isinstance(job, Exception))
    """
    import anyio
    import anyio.lowlevel

    check_count(concurrency, "concurrency", 1)
    wanted = list(requests)
    results: list[AsyncTrainingJob | Exception] = [Unbegun() for _ in wanted]
    clients: list[AsyncClient] = []
    for request in wanted:  # not in a comprehension: on Python 3.11 that is a caller, too
        clients.append(forewarned(client, request))

    async def submit(number: int) -> None:
        for delay in (0.0, *delays()):
            if delay:
                await client.clock.sleep_async(delay)
            # It can be cancelled here and above only, as the rest is shielded.
            await anyio.lowlevel.checkpoint_if_cancelled()
            results[number] = Unfinished()
            try:
                with anyio.CancelScope(shield=True):
                    job = await clients[number].submit(wanted[number])
                    results[number] = attrs.evolve(job, client=client)
            except Exception as error:  # it is told in its place
                results[number] = error
            if not isinstance(results[number], ThrottlingError):
                return

    numbers = iter(range(len(wanted)))

    async def work() -> None:
        for number in numbers:  # shared, so that each is done once, in order
            await submit(number)

    try:
        async with anyio.create_task_group() as tasks:
            for _ in range(min(concurrency, len(wanted))):
                tasks.start_soon(work)
    except BaseException as interrupt:
        interrupt.add_note(submitted(wanted, results))
        raise
    return results
