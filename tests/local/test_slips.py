"""What is misspelt or impossible in a plan is refused at once: else a test passes for nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pytest

from sagemaker_train.testing import (
    Fault,
    FaultPlan,
    FaultRule,
    JobPlan,
    LocalSageMaker,
    LogLine,
    LogPlan,
    RateLimit,
    VirtualClock,
)
from sagemaker_train.testing.books import Books
from sagemaker_train.testing.cloudwatch import CloudWatch
from sagemaker_train.testing.cloudwatch_logs import CloudWatchLogs
from sagemaker_train.testing.expected import OPERATIONS
from sagemaker_train.testing.service import SageMaker


def rule(**options: Any) -> FaultRule:
    return FaultRule(Fault.WRONG_DATE, **options)


LINE = LogLine(text="a line")

SLIPS: list[tuple[Callable[..., object], dict[str, Any], str]] = [
    (JobPlan, {"outcome": "fail"}, "JobPlan.outcome is 'fail'; did you mean 'failed'?"),
    (JobPlan, {"outcome": "lost"}, "it must be 'completed' or 'failed'"),
    (JobPlan, {"training": -1}, "JobPlan.training is -1; it must be a number of seconds, 0 or"),
    (JobPlan, {"deleting": math.nan}, "JobPlan.deleting is nan; it must be a number of seconds"),
    (JobPlan, {"fails_in": "Trainin"}, "JobPlan.fails_in is 'Trainin'; did you mean 'Training'?"),
    (JobPlan, {"interruptions": (10, -2)}, "JobPlan.interruptions[1] is -2; it must be"),
    (JobPlan, {"load": {"CPUUtilisation": 1}}, "is 'CPUUtilisation'; did you mean 'CPUUtilizat"),
    (rule, {"operation": "CreateTraningJob"}, "FaultRule.operation is 'CreateTraningJob'; did you"
     " mean 'CreateTrainingJob'?"),
    (rule, {"operation": "Train"}, "FaultRule.operation is 'Train'; it must be '*', 'AddTags',"),
    (rule, {"calls": (0,)}, "FaultRule.calls is 0; it must be the number of a call, 1 or more"),
    (rule, {"probability": 2}, "FaultRule.probability is 2; it must be a number, between 0 and 1"),
    (RateLimit, {"per_second": -1}, "RateLimit.per_second is -1; it must be a number of calls"),
    (RateLimit, {"per_second": 1, "burst": 0.5}, "RateLimit.burst is 0.5; it must be a number of"
     " calls, 1 or more"),
    (LogLine, {"text": '{"loss": 0.5}'}, "did you mean {loss}? Double the braces that are meant"),
    (LogLine, {"text": "{"}, "it may use {job}, {node}, {number}, {group}, {attempt}, {step},"),
    (LogLine, {"text": "{step:q}"}, "LogLine.text is '{step:q}', which cannot be filled in"),
    (LogLine, {"text": "", "node": "algo2"}, "LogLine.node is 'algo2'; containers are called"),
    (LogLine, {"text": "", "attempt": 0}, "LogLine.attempt is 0; it must be the number of an"),
    (LogPlan, {"closing": ["done", "{lose}"]}, "LogPlan.closing[1] is '{lose}'"),
    (LogPlan, {"repeated": "{los}"}, "LogPlan.repeated is '{los}'"),
    (LogPlan, {"every": -1}, "LogPlan.every is -1; it must be a number of seconds, 0 or more"),
]  # fmt: skip

OTHER_TYPES: list[tuple[Callable[..., object], dict[str, Any], str]] = [
    (JobPlan, {"training": "60"}, "JobPlan.training must be a number of seconds, not str"),
    (JobPlan, {"training": True}, "JobPlan.training must be a number of seconds, not bool"),
    (JobPlan, {"outcome": None}, "JobPlan.outcome must be of type str, not NoneType"),
    (JobPlan, {"interruptions": 60}, "JobPlan.interruptions must be a list or a tuple, not int"),
    (JobPlan, {"final_metrics": {"auc": "1"}}, "final_metrics['auc'] must be of type float"),
    (JobPlan, {"logs": "a line"}, "JobPlan.logs must be of type LogPlan, not str"),
    (FaultRule, {"fault": "reset"}, "FaultRule.fault must be of type Fault, not str"),
    (rule, {"calls": 1}, "FaultRule.calls must be a list or a tuple, not int"),
    (rule, {"headers": {"retry-after": 1}}, "FaultRule.headers['retry-after'] must be of type str"),
    (FaultPlan, {"rules": [1]}, "FaultPlan.rules[0] must be of type FaultRule, not int"),
    (FaultPlan, {"rules": rule()}, "FaultPlan.rules must be a list or a tuple, not FaultRule"),
    (LogLine, {"text": 1}, "LogLine.text must be of type str, not int"),
    (LogPlan, {"opening": "hello"}, "LogPlan.opening must be a list or a tuple, not str"),
    (LogPlan, {"lines": LINE}, "LogPlan.lines must be a list or a tuple, not LogLine"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "arguments", "message"), SLIPS)
def test_values(make: Callable[..., object], arguments: dict[str, Any], message: str) -> None:
    """A value that could do nothing is refused: where it is, what it is, what it must be."""
    with pytest.raises(ValueError, match=re.escape(message)):
        make(**arguments)


@pytest.mark.parametrize(("make", "arguments", "message"), OTHER_TYPES)
def test_types(make: Callable[..., object], arguments: dict[str, Any], message: str) -> None:
    """A value of another type is refused and never converted."""
    with pytest.raises(TypeError, match=re.escape(message)):
        make(**arguments)


def test_a_server_refuses_slips() -> None:
    """The local SageMaker refuses operations, types of instances and plans that there are not."""
    local, limit = LocalSageMaker(), RateLimit(per_second=1)
    wrong: Any = {}
    with pytest.raises(ValueError, match=r"'DescribeTraningJob'; did you mean 'DescribeTrain"):
        local.limit_rate("DescribeTraningJob", limit)
    with pytest.raises(ValueError, match=r"instance_type is 'ml.m5.xlage'; did you mean 'ml.m5.xl"):
        local.set_quota("ml.m5.xlage", 1)
    for refused, name in (
        (lambda: local.limit_rate("Search", wrong), "limit must be of type RateLimit, not dict"),
        (lambda: local.plan("*", wrong), "plan must be of type JobPlan, not dict"),
        (lambda: setattr(local, "faults", wrong), "faults must be of type FaultPlan, not dict"),
        (lambda: LocalSageMaker(plan=LogPlan()), "plan must be of type JobPlan, not LogPlan"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # what is refused
    ):
        with pytest.raises(TypeError, match=name):
            refused()


def test_every_operation_can_be_named() -> None:
    """The operations that rules may name are those that the local SageMaker has."""
    books = Books(VirtualClock(), JobPlan())
    services = (
        SageMaker(books, region="us-east-1", account="123456789012"),
        CloudWatchLogs(books, arn_prefix=""),
        CloudWatch(books),
    )
    had = [one.operation.name for service in services for one in service.handlers().values()]
    assert sorted(OPERATIONS) == sorted(had)


def test_what_is_meant_is_taken() -> None:
    """Lists, ranges, whole numbers and a training that never ends are fine."""
    assert FaultRule(Fault.RESET, calls=range(2, 4)).calls == (2, 3)
    assert rule(interval=-60).interval == -60
    assert JobPlan(training=math.inf, interruptions=[60]).interruptions == (60,)
    assert LogPlan(opening=["{{meant}} {progress:.0%} of {job!r}"]).opening
