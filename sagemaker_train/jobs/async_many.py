"""
Many jobs in an async program: the functions of ``many``, awaited.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing, closing
from datetime import timedelta
from typing import TYPE_CHECKING

from sagemaker_train.errors import SageMakerTrainError, ThrottlingError
from sagemaker_train.jobs.async_job import STOPPING, AsyncTrainingJob
from sagemaker_train.jobs.batch import (
    EndedJob,
    Unbegun,
    Unfinished,
    all_known,
    by_name,
    concluded,
    delays,
    interrupted,
    stopping,
    submitted,
)
from sagemaker_train.jobs.endings import Ending
from sagemaker_train.jobs.handle import OnInterrupt, check_on_interrupt, terms_of
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
    See ``wait_all``. Being cancelled is an interruption like Ctrl-C.
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
        if on_interrupt == "stop":
            with anyio.move_on_after(STOPPING + len(left), shield=True):
                try:
                    await async_stop_all(left)
                except SageMakerTrainError as error:
                    failed = error
        interrupt.add_note(interrupted(left, on_interrupt, failed))
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
    See ``as_completed``, for ``async for``.
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
    See ``stop_all``.
    """
    named = by_name(jobs)
    for job in list(named.values())[:1]:
        await aresult_of(stopping(list(named)), job.client)


async def async_submit_many(
    client: AsyncClient,
    requests: Iterable[CreateTrainingJobRequest | TrainingJobBuilder],
    *,
    concurrency: int = 4,
) -> list[AsyncTrainingJob | Exception]:
    """
    See ``submit_many``. When cancelled, what is under way is brought to its end first, so that it
    is known which jobs exist.
    """
    import anyio
    import anyio.lowlevel

    check_count(concurrency, "concurrency", 1)
    wanted = list(requests)
    results: list[AsyncTrainingJob | Exception] = [Unbegun() for _ in wanted]

    async def submit(number: int) -> None:
        for delay in (0.0, *delays()):
            if delay:
                await client.clock.sleep_async(delay)
            # It can be cancelled here and above only, as the rest is shielded.
            await anyio.lowlevel.checkpoint_if_cancelled()
            results[number] = Unfinished()
            try:
                with anyio.CancelScope(shield=True):
                    results[number] = await client.submit(wanted[number])
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
