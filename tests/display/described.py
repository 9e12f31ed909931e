"""
Described jobs as the service tells them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sagemaker_train.models.responses import (
    DescribeTrainingJobResponse,
    MetricData,
    ModelArtifacts,
    SecondaryStatusTransition,
)

START = datetime(2026, 1, 31, 12, tzinfo=UTC)
ARN = "arn:aws:sagemaker:eu-west-1:123456789012:training-job/churn-1"


def steps(*parts: tuple[str, float]) -> list[SecondaryStatusTransition]:
    """Transitions one after the other, of so many seconds each; ``-1`` for one that lasts."""
    made: list[SecondaryStatusTransition] = []
    now = START
    for status, seconds in parts:
        end = None if seconds < 0 else now + timedelta(seconds=seconds)
        made.append(
            SecondaryStatusTransition(
                status=status, start_time=now, end_time=end, status_message=f"{status} it is"
            )
        )
        now = end or now
    return made


def described(status: str = "Completed", **members: Any) -> DescribeTrainingJobResponse:
    """A job of twelve minutes."""
    usual: dict[str, Any] = {
        "training_job_name": "churn-1",
        "training_job_arn": ARN,
        "training_job_status": status,
        "secondary_status": status,
        "creation_time": START,
        "training_end_time": START + timedelta(minutes=12),
        "training_time_in_seconds": 600,
        "billable_time_in_seconds": 180,
        "model_artifacts": ModelArtifacts(s3_model_artifacts="s3://my-bucket/churn-1/model.tar.gz"),
        "final_metric_data_list": [
            MetricData(metric_name="validation:auc", value=0.93125, timestamp=START)
        ],
        "secondary_status_transitions": steps(
            ("Starting", 60), ("Downloading", 30), ("Training", 600), ("Uploading", 30),
            ("Completed", 0),
        ),
    }  # fmt: skip
    return DescribeTrainingJobResponse(**(usual | members))
