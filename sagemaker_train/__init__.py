"""
A typed client for Amazon SageMaker training jobs: build, check, submit, follow.

    import sagemaker_train as smt

    job = (
        smt.TrainingJobBuilder("churn-2026-01")
        .image("123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4")
        .role("arn:aws:iam::123456789012:role/training")
        .input("train", "s3://bucket/churn/train/")
        .output("s3://bucket/churn/models/")
        .instances("ml.m5.xlarge")
        .max_runtime(3600)
    )
    with smt.Client("us-east-1") as client:
        client.create_training_job(job)

Importing this package loads nothing else: every name is imported when it is first used.
"""

import importlib
from typing import TYPE_CHECKING

from sagemaker_train.version import __version__ as __version__

if TYPE_CHECKING:
    from sagemaker_train import (
        display as display,
        errors as errors,
        interop as interop,
        models as models,
        testing as testing,
    )
    from sagemaker_train.async_client import AsyncClient as AsyncClient
    from sagemaker_train.auth import SigV4Auth as SigV4Auth
    from sagemaker_train.builder import TrainingJobBuilder as TrainingJobBuilder
    from sagemaker_train.builder.diff import diff as diff
    from sagemaker_train.checks import Policy as Policy, check as check
    from sagemaker_train.client import Client as Client
    from sagemaker_train.errors import (
        AccessDeniedError as AccessDeniedError,
        ApiError as ApiError,
        ConfigurationError as ConfigurationError,
        ConnectionError as ConnectionError,
        ConstraintError as ConstraintError,
        ConstraintWarning as ConstraintWarning,
        CredentialsError as CredentialsError,
        ExpiredTokenError as ExpiredTokenError,
        InvalidResponseError as InvalidResponseError,
        ResourceInUseError as ResourceInUseError,
        ResourceLimitExceededError as ResourceLimitExceededError,
        ResourceNotFoundError as ResourceNotFoundError,
        SageMakerTrainError as SageMakerTrainError,
        ServiceError as ServiceError,
        SignatureError as SignatureError,
        ThrottlingError as ThrottlingError,
        TimeoutError as TimeoutError,
        TrainingJobDeletedError as TrainingJobDeletedError,
        TrainingJobFailedError as TrainingJobFailedError,
        TrainingJobsError as TrainingJobsError,
        TrainingJobStoppedError as TrainingJobStoppedError,
        TransportError as TransportError,
        ValidationError as ValidationError,
        WireError as WireError,
    )
    from sagemaker_train.findings import Finding as Finding, Severity as Severity
    from sagemaker_train.jobs import (
        AsyncTrainingJob as AsyncTrainingJob,
        EndedJob as EndedJob,
        JobFilter as JobFilter,
        JobProgress as JobProgress,
        JobsProgress as JobsProgress,
        TrainingJob as TrainingJob,
        as_completed as as_completed,
        async_as_completed as async_as_completed,
        async_stop_all as async_stop_all,
        async_submit_many as async_submit_many,
        async_wait_all as async_wait_all,
        preview_metrics as preview_metrics,
        stop_all as stop_all,
        submit_many as submit_many,
        wait_all as wait_all,
    )
    from sagemaker_train.models import (
        Channel as Channel,
        CreateTrainingJobRequest as CreateTrainingJobRequest,
        CreateTrainingJobResponse as CreateTrainingJobResponse,
        DescribeTrainingJobResponse as DescribeTrainingJobResponse,
        SecondaryStatus as SecondaryStatus,
        TrainingInputMode as TrainingInputMode,
        TrainingInstanceType as TrainingInstanceType,
        TrainingJobStatus as TrainingJobStatus,
        TrainingJobSummary as TrainingJobSummary,
        UpdateTrainingJobRequest as UpdateTrainingJobRequest,
    )
    from sagemaker_train.transport.codec import from_wire as from_wire, to_wire as to_wire
    from sagemaker_train.transport.credentials import Credentials as Credentials
    from sagemaker_train.transport.driver import Timeout as Timeout
    from sagemaker_train.transport.retry import RetryPolicy as RetryPolicy

_MODULES = {
    "async_client": "AsyncClient",
    "auth": "SigV4Auth",
    "builder": "TrainingJobBuilder",
    "builder.diff": "diff",
    "checks": "Policy check",
    "client": "Client",
    "errors": "AccessDeniedError ApiError ConfigurationError ConnectionError ConstraintError"
    " ConstraintWarning CredentialsError ExpiredTokenError InvalidResponseError"
    " ResourceInUseError ResourceLimitExceededError ResourceNotFoundError SageMakerTrainError"
    " ServiceError SignatureError ThrottlingError TimeoutError TrainingJobDeletedError"
    " TrainingJobFailedError TrainingJobsError TrainingJobStoppedError TransportError"
    " ValidationError WireError",
    "findings": "Finding Severity",
    "jobs": "AsyncTrainingJob EndedJob JobFilter JobProgress JobsProgress TrainingJob as_completed"
    " async_as_completed async_stop_all async_submit_many async_wait_all preview_metrics"
    " stop_all submit_many wait_all",
    "models": "Channel CreateTrainingJobRequest CreateTrainingJobResponse"
    " DescribeTrainingJobResponse SecondaryStatus TrainingInputMode TrainingInstanceType"
    " TrainingJobStatus TrainingJobSummary UpdateTrainingJobRequest",
    "transport.codec": "from_wire to_wire",
    "transport.credentials": "Credentials",
    "transport.driver": "Timeout",
    "transport.retry": "RetryPolicy",
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names.split()}
_SUBMODULES = frozenset({"display", "errors", "interop", "models", "testing"})

__all__ = ["__version__", *sorted({*_HOMES, *_SUBMODULES})]  # pyright: ignore[reportUnsupportedDunderAll]  # the names imported above


if not TYPE_CHECKING:  # checkers would take any name at all

    def __getattr__(name: str) -> object:
        if name in _SUBMODULES:
            return importlib.import_module(f"{__name__}.{name}")
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
