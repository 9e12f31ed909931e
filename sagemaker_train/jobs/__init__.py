"""
The life of a job after it was submitted: wait, watch, read, repeat; one job or many.

Names are imported when they are first used, because every client loads this package.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sagemaker_train.jobs.async_job import AsyncTrainingJob as AsyncTrainingJob
    from sagemaker_train.jobs.async_many import (
        async_as_completed as async_as_completed,
        async_stop_all as async_stop_all,
        async_submit_many as async_submit_many,
        async_wait_all as async_wait_all,
    )
    from sagemaker_train.jobs.batch import EndedJob as EndedJob
    from sagemaker_train.jobs.clock import Clock as Clock
    from sagemaker_train.jobs.job import TrainingJob as TrainingJob
    from sagemaker_train.jobs.many import (
        as_completed as as_completed,
        stop_all as stop_all,
        submit_many as submit_many,
        wait_all as wait_all,
    )
    from sagemaker_train.jobs.metric_definitions import preview_metrics as preview_metrics
    from sagemaker_train.jobs.progress import (
        JobProgress as JobProgress,
        JobsProgress as JobsProgress,
    )
    from sagemaker_train.jobs.search import JobFilter as JobFilter

_HOMES = {
    "AsyncTrainingJob": "async_job",
    "Clock": "clock",
    "EndedJob": "batch",
    "JobFilter": "search",
    "JobProgress": "progress",
    "JobsProgress": "progress",
    "TrainingJob": "job",
    "as_completed": "many",
    "async_as_completed": "async_many",
    "async_stop_all": "async_many",
    "async_submit_many": "async_many",
    "async_wait_all": "async_many",
    "preview_metrics": "metric_definitions",
    "stop_all": "many",
    "submit_many": "many",
    "wait_all": "many",
}

__all__ = [
    "AsyncTrainingJob",
    "Clock",
    "EndedJob",
    "JobFilter",
    "JobProgress",
    "JobsProgress",
    "TrainingJob",
    "as_completed",
    "async_as_completed",
    "async_stop_all",
    "async_submit_many",
    "async_wait_all",
    "preview_metrics",
    "stop_all",
    "submit_many",
    "wait_all",
]


if not TYPE_CHECKING:  # checkers would take any name at all

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
