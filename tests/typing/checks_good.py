"""
What type checkers accept of checks, errors and the local SageMaker. Checked, never run.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, assert_type

import sagemaker_train as smt
from sagemaker_train.testing import (
    Fault,
    FaultPlan,
    FaultRule,
    JobPlan,
    LocalSageMaker,
    VirtualClock,
)


def checks(job: smt.TrainingJobBuilder, body: Mapping[str, Any]) -> None:
    """Builders, requests and mappings can be checked; findings are values."""
    findings: list[smt.Finding] = smt.check(job, region="us-east-1")
    smt.check(job.build())
    smt.check(body, smt.Policy.service())
    for finding in findings:
        assert_type(finding.path, str)
        assert_type(finding.rule, str)
        assert_type(finding.severity, smt.Severity)
        assert_type(finding.hint, str)
    policy = smt.Policy().set("spot-needs-max-wait", smt.Severity.WARNING)
    assert_type(policy, smt.Policy)
    assert_type(policy.severity("spot-needs-max-wait"), smt.Severity)


def errors(client: smt.Client, job: smt.TrainingJobBuilder) -> str | None:
    """Every exception says what it holds."""
    try:
        client.submit(job).wait()
    except smt.ConstraintError as error:
        assert_type(error.findings, tuple[smt.Finding, ...])
    except smt.ResourceInUseError as error:
        assert_type(error.code, str)
        assert_type(error.request_id, str | None)
        assert_type(error.retryable, bool)
    except smt.TrainingJobFailedError as error:
        assert_type(error.log_lines, tuple[str, ...])
        return error.console_url
    except TimeoutError as error:
        print(error)
    except smt.SageMakerTrainError as error:
        print(error)
    return None


def local() -> None:
    """The local SageMaker gives what a client needs."""
    clock = VirtualClock()
    plan = FaultPlan([FaultRule(Fault.RESET, operation="CreateTrainingJob", calls=(1,))])
    with LocalSageMaker(clock=clock, faults=plan, plan=JobPlan()) as server:
        assert_type(server, LocalSageMaker)
        assert_type(server.endpoint_url, str)
        assert_type(server.environment(), dict[str, str])
        clock.advance(timedelta(hours=1).total_seconds())
        smt.Client(
            server.region,
            endpoint_url=server.endpoint_url,
            credentials=server.credentials,
            clock=clock,
        )
