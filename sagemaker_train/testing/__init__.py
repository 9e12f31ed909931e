"""
A local SageMaker for tests, examples and notebooks.

    from sagemaker_train.testing import LocalSageMaker

    with LocalSageMaker() as local:
        local.endpoint_url, local.credentials, local.environment()

Names are imported when they are first used, because the pytest plugin lives in this package and
is loaded into every test run of whoever has the library installed.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sagemaker_train.testing.clock import VirtualClock as VirtualClock
    from sagemaker_train.testing.dispatch import RecordedCall as RecordedCall
    from sagemaker_train.testing.failures import FAILURES as FAILURES
    from sagemaker_train.testing.faults import (
        Fault as Fault,
        FaultPlan as FaultPlan,
        FaultRule as FaultRule,
        RateLimit as RateLimit,
    )
    from sagemaker_train.testing.job_plan import JobPlan as JobPlan
    from sagemaker_train.testing.local import LocalSageMaker as LocalSageMaker
    from sagemaker_train.testing.log_plan import LogLine as LogLine, LogPlan as LogPlan

_MODULES = {
    "FAILURES": "failures",
    "Fault": "faults",
    "FaultPlan": "faults",
    "FaultRule": "faults",
    "JobPlan": "job_plan",
    "LocalSageMaker": "local",
    "LogLine": "log_plan",
    "LogPlan": "log_plan",
    "RateLimit": "faults",
    "RecordedCall": "dispatch",
    "VirtualClock": "clock",
}

__all__ = [
    "FAILURES",
    "Fault",
    "FaultPlan",
    "FaultRule",
    "JobPlan",
    "LocalSageMaker",
    "LogLine",
    "LogPlan",
    "RateLimit",
    "RecordedCall",
    "VirtualClock",
]


if not TYPE_CHECKING:  # checkers would take any name at all

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module = importlib.import_module(f"{__name__}.{_MODULES[name]}")
        value = globals()[name] = getattr(module, name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
