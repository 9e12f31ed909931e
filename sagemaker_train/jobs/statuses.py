"""
What the statuses of a job say: whether it is over, is paid for, may take long.
"""

from __future__ import annotations

from sagemaker_train.models.enums import SecondaryStatus, TrainingJobStatus

OVER = frozenset(
    {
        TrainingJobStatus.COMPLETED,
        TrainingJobStatus.FAILED,
        TrainingJobStatus.STOPPED,
        TrainingJobStatus.DELETING,
    }
)
"""The statuses that a job does not come back from; nothing is trained any more."""

PAID = frozenset(
    {
        SecondaryStatus.DOWNLOADING,
        SecondaryStatus.DOWNLOADING_TRAINING_IMAGE,
        SecondaryStatus.TRAINING,
        SecondaryStatus.UPLOADING,
        SecondaryStatus.STOPPING,
    }
)
"""The phases in which instances work and are paid for."""

LASTING = frozenset({SecondaryStatus.TRAINING, SecondaryStatus.PENDING})
"""The phases that may last for weeks."""

UNKNOWN = SecondaryStatus("Unknown")
"""Stands for a status that the service promises and leaves out."""
