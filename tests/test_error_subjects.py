"""An error says which call failed: the operation, what it was about, and where."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

import sagemaker_train as smt
import sagemaker_train.models as m
from sagemaker_train import errors
from sagemaker_train.models import logs, operations as ops
from sagemaker_train.testing import LocalSageMaker
from sagemaker_train.transport.answer import subject_of
from sagemaker_train.transport.attempts import Caller
from sagemaker_train.transport.http import HttpResponse, NoResponse
from sagemaker_train.transport.retry import RetryPolicy
from tests.test_exchange import LOST, NOT_FOUND, REQUEST, Outcome, described, feed

ONCE = Caller(url="u", region="eu-west-1", user_agent="", retry=RetryPolicy(max_attempts=1))
REFUSED = NoResponse("connect", "connection refused")
PAGE = HttpResponse(200, {"content-type": "text/html"}, b"<html>Sign in</html>")


@pytest.mark.parametrize("outcome", [NOT_FOUND, REFUSED, LOST, PAGE], ids=repr)
def test_an_error_says_which_job_and_where(outcome: Outcome) -> None:
    """Whatever went wrong, name and region are in the text and are attributes."""
    request = m.DescribeTrainingJobRequest(training_job_name="run-typo")
    error, _ = feed(ops.DESCRIBE_TRAINING_JOB, request, [outcome], ONCE)
    assert isinstance(error, errors.ApiError | errors.TransportError)
    assert str(error).startswith("DescribeTrainingJob for 'run-typo' in eu-west-1")
    assert (error.subject, error.region) == ("run-typo", "eu-west-1")
    again = pickle.loads(pickle.dumps(error))
    assert (again.subject, again.region) == (error.subject, error.region)


def test_the_error_of_another_job_of_this_name_says_so_too() -> None:
    """What was found out by looking is told as what the service says."""
    outcomes: list[Outcome] = [LOST, described(ago=3600)]
    error, _ = feed(ops.CREATE_TRAINING_JOB, REQUEST, outcomes, ONCE)
    assert isinstance(error, errors.ResourceInUseError)
    assert (error.subject, error.region) == ("a", "eu-west-1")


ARN = "arn:aws:sagemaker:us-east-1:123456789012:training-job/a"


@pytest.mark.parametrize(
    ("request_", "subject"),
    [
        (REQUEST, "a"),
        (m.UpdateTrainingJobRequest(training_job_name="b"), "b"),
        (m.AddTagsInput(resource_arn=ARN, tags=[]), ARN),
        (m.ListTagsInput(resource_arn=ARN), ARN),
        (
            m.ListTrainingJobsForHyperParameterTuningJobRequest(
                hyper_parameter_tuning_job_name="tune"
            ),
            "tune",
        ),
        (logs.GetLogEventsRequest(log_group_name="g", log_stream_name="a/algo-1"), "a/algo-1"),
        (logs.DescribeLogStreamsRequest(log_group_name="g", log_stream_name_prefix="a/"), "a/"),
        (m.ListTrainingJobsRequest(), None),
        (m.SearchRequest(resource="TrainingJob"), None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_subject_is_what_the_request_names(request_: Any, subject: str | None) -> None:
    """A job, an ARN, a tuning job, a log stream; a list has none."""
    assert subject_of(request_) == subject


def test_a_call_without_subject_says_what_it_knows() -> None:
    """An error that somebody makes, or that of a list, has no gaps in its text."""
    assert str(errors.ApiError("Code", "words", operation="Search")) == "Search failed: Code: words"
    error, _ = feed(ops.LIST_TRAINING_JOBS, m.ListTrainingJobsRequest(), [REFUSED], ONCE)
    assert str(error) == "ListTrainingJobs in eu-west-1: connection refused"


def test_a_client_tells_its_region() -> None:
    """A job that is not there is often one of another region."""
    with (
        LocalSageMaker(region="eu-north-1") as local,
        smt.Client(
            local.region, endpoint_url=local.endpoint_url, credentials=local.credentials
        ) as client,
        pytest.raises(smt.ResourceNotFoundError) as caught,
    ):
        client.job("run-typo").describe()
    assert str(caught.value).startswith("DescribeTrainingJob for 'run-typo' in eu-north-1 failed: ")
    assert caught.value.region == "eu-north-1"
