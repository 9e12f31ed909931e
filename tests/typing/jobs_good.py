"""
What type checkers accept of jobs in the hand. Checked, never run.
"""

from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, closing
from datetime import datetime, timedelta
from typing import assert_type

import sagemaker_train as smt
from sagemaker_train.jobs import (
    AsyncTrainingJob,
    EndedJob,
    JobProgress,
    JobsProgress,
    TrainingJob,
    as_completed,
    async_as_completed,
    async_wait_all,
    stop_all,
    submit_many,
    wait_all,
)
from sagemaker_train.jobs.events import JobEvent
from sagemaker_train.jobs.log_streams import LogEvent
from sagemaker_train.jobs.metric_series import JobMetrics
from sagemaker_train.models import TrainingJob as TrainingJobRecord


def shown(progress: JobProgress) -> None:
    """What is called at each look at a job."""
    print(progress)


def shown_of_many(progress: JobsProgress) -> None:
    """What is called at each look at several."""
    print(progress)


def one(job: TrainingJob, since: datetime) -> None:
    """A handle's methods say what they give."""
    assert_type(job.name, str)
    assert_type(job.arn, str)
    assert_type(job.client, smt.Client)
    assert_type(job.status, smt.TrainingJobStatus)
    assert_type(job.describe(), smt.DescribeTrainingJobResponse)
    assert_type(job.wait(), smt.DescribeTrainingJobResponse)
    job.wait(60, progress=False, raise_on_failure=False, on_interrupt="stop", poll=0.5)
    job.wait(timeout=timedelta(hours=4), progress=shown)
    assert_type(job.events(), Generator[JobEvent, None, None])
    assert_type(job.logs(), Generator[LogEvent, None, None])
    assert_type(job.logs(True, since, tail=10, node="algo-1"), Generator[LogEvent, None, None])
    assert_type(job.logs(events=False), Generator[LogEvent, None, None])
    assert_type(job.logs(follow=True, events=True), Generator[LogEvent | JobEvent, None, None])
    assert_type(job.metrics(period=60, stat="p90"), JobMetrics)
    assert_type(job.tags(), dict[str, str])
    assert_type(job.rerun("b", environment={"A": "b"}), TrainingJob)
    job.update(keep_alive=timedelta(minutes=5), remote_debug=True)
    job.stop()
    job.delete()


def many(client: smt.Client, jobs: list[TrainingJob]) -> None:
    """Several jobs keep their kind of handle."""
    assert_type(wait_all(jobs, progress=shown_of_many), list[EndedJob[TrainingJob]])
    for job, summary, error in as_completed(jobs, timeout=3600):
        assert_type(job, TrainingJob)
        assert_type(summary, smt.TrainingJobSummary | None)
        assert_type(error, smt.SageMakerTrainError | None)
    stop_all(job for job in jobs)
    submitted = submit_many(client, [smt.TrainingJobBuilder("a")], concurrency=2)
    assert_type(submitted, list[TrainingJob | Exception])


def left_early(job: TrainingJob, jobs: list[TrainingJob]) -> None:
    """What is iterated can be closed."""
    with closing(job.logs(follow=True)) as lines, closing(job.events()) as events:
        assert_type(next(lines), LogEvent)
        assert_type(next(events), JobEvent)
    with closing(as_completed(jobs)) as ended:
        assert_type(next(ended), EndedJob[TrainingJob])


async def left_early_awaited(job: AsyncTrainingJob, client: smt.AsyncClient) -> None:
    """The same, awaited."""
    async with aclosing(job.logs(follow=True)) as lines, aclosing(job.events()) as events:
        assert_type(await anext(lines), LogEvent)
        assert_type(await anext(events), JobEvent)
    async with aclosing(client.search_training_jobs()) as found:
        assert_type(await anext(found), TrainingJobRecord)


async def awaited(job: AsyncTrainingJob, jobs: list[AsyncTrainingJob]) -> None:
    """The same, awaited."""
    assert_type(await job.arn, str)
    assert_type(await job.status, smt.TrainingJobStatus)
    assert_type(await job.wait(progress=shown), smt.DescribeTrainingJobResponse)
    assert_type(job.logs(follow=True), AsyncGenerator[LogEvent, None])
    assert_type(job.logs(events=True), AsyncGenerator[LogEvent | JobEvent, None])
    assert_type([event async for event in job.events()], list[JobEvent])
    assert_type(await job.rerun("b"), AsyncTrainingJob)
    assert_type(await async_wait_all(jobs), list[EndedJob[AsyncTrainingJob]])
    async for ended in async_as_completed(jobs):
        assert_type(ended, EndedJob[AsyncTrainingJob])
