"""
How jobs end.
"""

from __future__ import annotations

from typing import NamedTuple

from sagemaker_train.errors import (
    SageMakerTrainError,
    TrainingJobDeletedError,
    TrainingJobFailedError,
    TrainingJobStoppedError,
)
from sagemaker_train.jobs.failures import failure
from sagemaker_train.jobs.statuses import UNKNOWN
from sagemaker_train.models.enums import TrainingJobStatus
from sagemaker_train.models.responses import DescribeTrainingJobResponse, TrainingJobSummary


class Ending(NamedTuple):
    """
    That a watched job has ended, and how.
    """

    name: str
    summary: TrainingJobSummary | None
    """``None`` for a job that could not be looked at."""
    error: SageMakerTrainError | None
    """What is wrong with it; ``None`` for a job that completed."""


def unexplained(summary: TrainingJobSummary, error: SageMakerTrainError) -> TrainingJobFailedError:
    """
    Make the exception for a job that failed and whose reason could not be asked for.
    """
    return failure(
        DescribeTrainingJobResponse(
            training_job_name=summary.training_job_name,
            training_job_arn=summary.training_job_arn,
            training_job_status=summary.training_job_status,
            failure_reason=f"not known, it could not be asked for: {error}",
        )
    )


def summary_of(job: DescribeTrainingJobResponse) -> TrainingJobSummary:
    """
    What a list tells of a job, from its description.
    """
    resources = job.resource_config
    return TrainingJobSummary(
        training_job_name=job.training_job_name,
        training_job_arn=job.training_job_arn,
        creation_time=job.creation_time,
        training_end_time=job.training_end_time,
        last_modified_time=job.last_modified_time,
        training_job_status=job.training_job_status,
        secondary_status=job.secondary_status,
        warm_pool_status=job.warm_pool_status,
        training_plan_arn=None if resources is None else resources.training_plan_arn,
    )


def not_completed(
    job: DescribeTrainingJobResponse | TrainingJobSummary,
) -> TrainingJobStoppedError | TrainingJobDeletedError:
    """
    Make the exception for a job that neither completed nor failed.
    """
    if job.training_job_status == TrainingJobStatus.DELETING:
        return TrainingJobDeletedError(job.training_job_name, last_seen(job))
    return TrainingJobStoppedError(job.training_job_name, last_seen(job))


def last_seen(job: DescribeTrainingJobResponse | TrainingJobSummary) -> str:
    """
    The most particular status of a job.
    """
    return (job.secondary_status or job.training_job_status or UNKNOWN).value
