"""What calls are given: mistakes are said before anything is sent."""

from collections.abc import Iterator
from typing import Any

import pytest

import sagemaker_train as smt
from sagemaker_train.testing import LocalSageMaker
from tests.faults.callers import Caller
from tests.faults.test_fault_table import job

ARN = "arn:aws:sagemaker:us-east-1:123456789012:training-job/a"


@pytest.fixture
def local() -> Iterator[LocalSageMaker]:
    """A local SageMaker."""
    with LocalSageMaker() as server:
        yield server


@pytest.fixture(params=["sync", "asyncio"])
def caller(request: pytest.FixtureRequest, local: LocalSageMaker) -> Caller:
    """A caller of the local SageMaker with either client."""
    return Caller(
        request.param,
        region=local.region,
        endpoint_url=local.endpoint_url,
        credentials=local.credentials,
    )


@pytest.mark.parametrize(
    ("method", "arguments", "options", "said"),
    [
        ("create_training_job", [job()], {"time_out": 1}, "'time_out'; did you mean 'timeout'"),
        ("submit", [job()], {"retires": 3}, "'retires'; did you mean 'retry'"),
        ("submit", [job()], {"x": 1, "retires": 3}, "'retires'; .* a call has no option 'x'"),
        ("describe_training_job", ["a"], {"x": 1}, "'x'; the known ones are retry, timeout"),
        ("list_tags", [ARN], {"time_out": 1}, "did you mean 'timeout'"),
        ("list_training_jobs", [], {"name_contain": "a"}, "did you mean 'name_contains'"),
        (
            "list_training_jobs",
            [],
            {"xyz": 1},
            "'xyz'; the known ones are creation_time_after, .*timeout",
        ),
        ("search_training_jobs", [], {"sort": "a"}, "'sort'; did you mean 'sort_by'"),
        (
            "list_training_jobs_for_hyper_parameter_tuning_job",
            ["a"],
            {"status": "Failed"},
            "'status'; did you mean 'status_equals'",
        ),
    ],
)
def test_an_option_that_there_is_not_is_refused(
    local: LocalSageMaker,
    caller: Caller,
    method: str,
    arguments: list[Any],
    options: dict[str, Any],
    said: str,
) -> None:
    """A misspelt option would be one that is not heeded; the nearest is named."""
    with pytest.raises(TypeError, match=said):
        caller(method, *arguments, **options)
    assert list(local.requests) == []


@pytest.mark.parametrize("method", ["submit", "create_training_job", "update_training_job"])
def test_a_mapping_is_no_request(local: LocalSageMaker, caller: Caller, method: str) -> None:
    """It is refused before a job is made of it that nobody would hold."""
    with pytest.raises(TypeError, match=r"Request, found dict: .*from_wire\(\w+Request, \.\.\.\)"):
        caller(method, smt.to_wire(job().request()))
    assert list(local.requests) == []


def test_a_request_of_another_operation_is_refused(local: LocalSageMaker, caller: Caller) -> None:
    """Its class says which operation it is for."""
    request = smt.models.DescribeTrainingJobRequest(training_job_name="a")
    with pytest.raises(TypeError, match=r"Create.*, found DescribeTrainingJobRequest"):
        caller("create_training_job", request)
    assert list(local.requests) == []


def test_what_is_no_operation_is_refused(local: LocalSageMaker, caller: Caller) -> None:
    """Its name is none; operations are values."""
    with pytest.raises(TypeError, match="operation must be Operation, found str"):
        caller("call", "CreateTrainingJob", {})
    assert list(local.requests) == []


def test_none_means_what_the_client_does_anyway(local: LocalSageMaker, caller: Caller) -> None:
    """For the time as for the retries."""
    caller("create_training_job", job(), timeout=None, retry=None)
    assert "a" in local.jobs


def test_one_text_is_no_list_of_keys(local: LocalSageMaker, caller: Caller) -> None:
    """Its letters would be taken for keys, and those tags would be gone."""
    with pytest.raises(TypeError, match=r"give a list of keys: \['abc'\]"):
        caller("delete_tags", ARN, "abc")
    assert list(local.requests) == []


@pytest.mark.parametrize(
    ("method", "arguments", "options", "said"),
    [
        ("describe_training_job", ["a"], {"retry": 5}, "retry must be RetryPolicy or None, found"),
        ("list_training_jobs", [], {"retry": 5}, "retry must be RetryPolicy or None, found int"),
        ("describe_training_job", ["a"], {"timeout": "5"}, "timeout must be a number, Timeout or"),
        ("submit", [job()], {"timeout": "5", "retry": 5}, "timeout must be .*; retry must be"),
        ("add_tags", [ARN, ["a"]], {}, "tags must be a mapping, found list"),
        ("delete_tags", [ARN, 3], {}, "keys must be a list, found int"),
        ("job", [None], {}, "name must be a string, found None"),
    ],
)
def test_an_argument_of_another_type_is_refused(
    local: LocalSageMaker,
    caller: Caller,
    method: str,
    arguments: list[Any],
    options: dict[str, Any],
    said: str,
) -> None:
    """It is a ``TypeError`` that names the argument, what it must be and what it is."""
    with pytest.raises(TypeError, match=said):
        caller(method, *arguments, **options)
    assert list(local.requests) == []


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"max_attempts": "3"}, TypeError, "max_attempts must be a whole number, found str"),
        ({"max_attempts": 2.5}, TypeError, "max_attempts must be a whole number, found float"),
        ({"max_attempts": True}, TypeError, "max_attempts must be a whole number, found bool"),
        ({"max_attempts": 0}, smt.ConfigurationError, "max_attempts is 0; it must be at least 1"),
        ({"base_delay": "1"}, TypeError, "base_delay must be a number, found str"),
        (
            {"base_delay": -1, "max_delay": float("inf")},
            smt.ConfigurationError,
            "base_delay is -1, max_delay is inf; a time must be a number of seconds, 0 or more",
        ),
    ],
)
def test_a_retry_policy_is_one(
    arguments: dict[str, Any], error: type[Exception], said: str
) -> None:
    """What cannot be counted or waited for is refused where it is written down."""
    with pytest.raises(error, match=said):
        smt.RetryPolicy(**arguments)
    assert smt.RetryPolicy(base_delay=0, throttle_delay=0, max_delay=0).base_delay == 0
