"""
What type checkers accept of the clients, sync and async. Checked, never run.
"""

from collections.abc import AsyncGenerator, Generator
from datetime import UTC, datetime
from typing import assert_type

import httpx

import sagemaker_train as smt
from sagemaker_train.jobs import AsyncTrainingJob, Clock, JobFilter, TrainingJob
from sagemaker_train.models import (
    HyperParameterTrainingJobSummary,
    SearchExpression,
    SortOrder,
    TrainingJob as TrainingJobRecord,
    UpdateTrainingJobResponse,
    operations,
)
from sagemaker_train.models.requests import DescribeTrainingJobRequest


def settings(credentials: smt.Credentials, clock: Clock) -> smt.Client:
    """Every argument of a client has its type."""
    assert_type(credentials.session_token, str | None)
    assert_type(credentials.expires_at, datetime | None)
    return smt.Client(
        "us-east-1",
        profile="default",
        credentials=credentials,
        endpoint_url="http://127.0.0.1:8080",
        timeout=smt.Timeout(total=30, connect=2.5),
        retry=smt.RetryPolicy(max_attempts=5),
        policy=smt.Policy().set("spot-without-checkpoint", "off").allow("environment.SALT"),
        http_client=httpx.Client(),
        fips=True,
        dual_stack=None,
        clock=clock,
    )


def answers(
    client: smt.Client, job: smt.TrainingJobBuilder, update: smt.UpdateTrainingJobRequest
) -> None:
    """What each method gives is known without a cast."""
    assert_type(client.region, str)
    assert_type(client.endpoint_url, str)
    created = client.create_training_job(job, timeout=3)
    assert_type(created, smt.CreateTrainingJobResponse)
    assert_type(created.training_job_arn, str)
    assert_type(client.create_training_job(job.build()), smt.CreateTrainingJobResponse)
    described = client.describe_training_job("a", retry=smt.RetryPolicy(max_attempts=1))
    assert_type(described, smt.DescribeTrainingJobResponse)
    assert_type(described.training_job_status, smt.TrainingJobStatus)
    assert_type(described.secondary_status, smt.SecondaryStatus | None)
    assert_type(described.training_start_time, datetime | None)
    assert_type(described.billable_time_in_seconds, int | None)
    assert_type(client.update_training_job(update), UpdateTrainingJobResponse)
    assert_type(client.list_tags("arn"), dict[str, str])
    client.stop_training_job("a")
    client.delete_training_job("a")
    client.add_tags("arn", {"team": "vision"})
    client.delete_tags("arn", ("team",))
    assert_type(
        client.call(
            operations.DESCRIBE_TRAINING_JOB, DescribeTrainingJobRequest(training_job_name="a")
        ),
        smt.DescribeTrainingJobResponse,
    )


def pages(client: smt.Client, expression: SearchExpression, wanted: JobFilter) -> None:
    """Lists are iterators of what they list, and know their filters."""
    since = datetime(2026, 1, 1, tzinfo=UTC)
    found = client.list_training_jobs(
        name_contains="churn",
        status_equals=smt.TrainingJobStatus.FAILED,
        creation_time_after=since,
        sort_order="Ascending",
        max_results=10,
        timeout=5.5,
    )
    assert_type(found, Generator[smt.TrainingJobSummary, None, None])
    assert_type([summary.training_job_name for summary in found], list[str])
    assert_type(
        client.list_training_jobs_for_hyper_parameter_tuning_job(
            "tuning", sort_order=SortOrder.DESCENDING
        ),
        Generator[HyperParameterTrainingJobSummary, None, None],
    )
    assert_type(client.search_training_jobs(expression), Generator[TrainingJobRecord, None, None])
    assert_type(
        client.search_training_jobs(wanted, max_results=5), Generator[TrainingJobRecord, None, None]
    )


def handles(job: smt.TrainingJobBuilder) -> None:
    """A client in a ``with`` is the client, and hands out handles."""
    with smt.Client() as client:
        assert_type(client, smt.Client)
        assert_type(client.submit(job, timeout=3), TrainingJob)
        assert_type(client.job("a"), TrainingJob)


async def awaited(job: smt.TrainingJobBuilder) -> None:
    """The async client has the same names with the same types, awaited."""
    async with smt.AsyncClient("us-east-1", http_client=httpx.AsyncClient()) as client:
        assert_type(client, smt.AsyncClient)
        assert_type(await client.create_training_job(job), smt.CreateTrainingJobResponse)
        assert_type(await client.describe_training_job("a"), smt.DescribeTrainingJobResponse)
        assert_type(await client.list_tags("arn"), dict[str, str])
        assert_type(await client.submit(job), AsyncTrainingJob)
        assert_type(client.job("a"), AsyncTrainingJob)
        assert_type(client.list_training_jobs(), AsyncGenerator[smt.TrainingJobSummary, None])
        names = [one.training_job_name async for one in client.list_training_jobs()]
        assert_type(names, list[str])
