"""Why jobs fail: categories of reasons, last words, where to look."""

from __future__ import annotations

import pickle

import pytest

from sagemaker_train import Client
from sagemaker_train.errors import (
    AccessDeniedError,
    SageMakerTrainError,
    TrainingJobFailedError,
    TrainingJobsError,
    TrainingJobStoppedError,
)
from sagemaker_train.jobs.failures import (
    ADVICE,
    LAST_LINES,
    LONGEST_CALL,
    MOST_ASKED,
    category_of,
    failure,
    last_lines,
)
from sagemaker_train.jobs.steps import Ask
from sagemaker_train.jobs.waiting import wait
from sagemaker_train.models.responses import DescribeTrainingJobResponse
from sagemaker_train.testing import FAILURES, JobPlan, LocalSageMaker, VirtualClock
from tests.fate import ARN, Fates, Phase, life
from tests.hand import Hand
from tests.job_examples import complete
from tests.log_group import EPOCH, Group

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def failed(reason: str | None = "AlgorithmError: , exit code: 1", partition: str = "aws",
           region: str = "us-east-1") -> DescribeTrainingJobResponse:  # fmt: skip
    return DescribeTrainingJobResponse(
        training_job_name="job",
        training_job_arn=ARN.replace("aws:", f"{partition}:", 1).replace("us-east-1", region)
        + "job",
        training_job_status="Failed",
        secondary_status="Failed",
        failure_reason=reason,
    )


@pytest.mark.parametrize(
    ("reason", "category"),
    [
        ("CapacityError: Unable to provision requested ML compute capacity. Please retry using a"
         " different ML instance type.", "capacity"),
        ("ClientError: Insufficient capacity for ml.p5.48xlarge in the zones", "capacity"),
        ("Training job exceeded MaxPendingTimeInSeconds provided", "capacity"),
        ("ClientError: Data download failed: NoSuchKey (404)", "client"),
        ("ClientError: SageMaker was unable to assume the role 'arn:aws:iam::1:role/r'", "client"),
        ("ClientError: Please use an instance type with more memory", "client"),
        ("AlgorithmError: , exit code: 1", "algorithm"),
        ("AlgorithmError: ExecuteUserScriptError:\nCommand \"python train.py\"", "algorithm"),
        ("AlgorithmError: framework error: cannot find image cat.png", "algorithm"),
        ("AlgorithmError: internal error in layer 3, exit code: 1", "algorithm"),
        ("ClientError: Cannot pull algorithm container. Either the image does not exist or its"
         " permissions are incorrect.", "image"),
        ("AlgorithmError: CannotStartContainerError. Please make sure the container can be run"
         " with 'docker run <image> train'.", "image"),
        ("CannotStartContainerError: exec format error", "image"),
        ("ClientError: Access denied for repository: train in registry ID: 123456789012", "image"),
        ("ClientError: The repository of your image 123456789012.dkr.ecr.eu-west-2.amazonaws.com/"
         "train:1 does not grant ecr:GetDownloadUrlForLayer permission", "image"),
        ("ClientError: Data download failed: cannot read 1.dkr.ecr.txt", "client"),
        ("ImageError: manifest unknown", "image"),
        ("InternalServerError: We encountered an internal error. Please try again.", "internal"),
        ("We encountered an internal error.", "internal"),
        ("ResourceLimitExceeded: The account-level service limit 'ml.p4d.24xlarge for training job"
         " usage' is 0 Instances", "capacity"),
        ("ClientError: The account-level service limit is 0 Instances", "capacity"),
        ("AlgorithmError: ResourceLimitExceeded: the service limit of my database", "algorithm"),
        ("Something nobody has seen", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)  # fmt: skip
def test_categories(reason: str | None, category: str) -> None:
    """A reason belongs to whom it blames; what a program printed does not count."""
    assert category_of(reason) == category
    error = failure(failed(reason))
    assert error.category == category
    assert error.advice == ADVICE[category_of(reason)]


@pytest.mark.parametrize(("kind", "plan"), FAILURES.items())
def test_failures_as_the_service_words_them(kind: str, plan: JobPlan) -> None:
    """A job that fails by a plan for a kind of failure is told to have failed of that kind."""
    with LocalSageMaker(clock=VirtualClock(), plan=plan) as local:
        client = Client(
            local.region,
            endpoint_url=local.endpoint_url,
            credentials=local.credentials,
            clock=local.clock,
        )
        with client, pytest.raises(TrainingJobFailedError) as caught:
            client.submit(complete()).wait(progress=False)
    assert caught.value.category == kind


def test_a_failure_says_all_there_is() -> None:
    """The message has reason, category, advice, the last phases and lines, and where to look."""
    fates = Fates({"a": life(600, "Failed")})
    with pytest.raises(TrainingJobFailedError) as caught:
        fates.drive(wait("a", fates.terms()))
    error = caught.value
    assert (error.name, error.reason, error.category) == ("a", fates.reason, "algorithm")
    assert [one.status for one in error.transitions] == [
        "Starting", "Downloading", "Training", "Uploading", "Failed"
    ]  # fmt: skip
    assert (error.log_group, error.log_stream_prefix) == ("/aws/sagemaker/TrainingJobs", "a/")
    assert error.console_url == (
        "https://us-east-1.console.aws.amazon.com/sagemaker/home?region=us-east-1#/jobs/a"
    )
    text = str(error)
    for part in ("failed (algorithm)", fates.reason, error.advice, "12:01:30+00:00 Training",
                 "/aws/sagemaker/TrainingJobs", "a/*", error.console_url):  # fmt: skip
        assert part in text
    assert error.where in text


@pytest.mark.parametrize(
    ("partition", "region", "host"),
    [
        ("aws", "eu-west-1", "eu-west-1.console.aws.amazon.com"),
        ("aws-cn", "cn-north-1", "cn-north-1.console.amazonaws.cn"),
        ("aws-us-gov", "us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"),
        ("aws-iso", "us-iso-east-1", None),
    ],
)
def test_the_console_is_that_of_the_partition(
    partition: str, region: str, host: str | None
) -> None:
    """The address is of the console of the job's partition; where there is none, none is given."""
    error = failure(failed(partition=partition, region=region))
    assert (error.console_url is None) == (host is None)
    assert host is None or f"https://{host}/" in error.where


def test_failures_can_be_pickled() -> None:
    """A failure comes out of a pickle as it went in, alone and in a group."""
    error = failure(failed(), ["algo-1: boom"])
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.__dict__) == (str(error), error.__dict__)
    failures = [error, TrainingJobStoppedError("b", "Stopped")]
    group = TrainingJobsError("2 of 3", failures, ["a", "b"])
    copied = pickle.loads(pickle.dumps(group))
    assert [str(one) for one in copied.exceptions] == [str(one) for one in group.exceptions]
    stopped, rest = copied.split(TrainingJobStoppedError)
    assert isinstance(stopped, TrainingJobsError)
    assert len(rest.exceptions) == 1
    assert (copied.names, stopped.names, rest.names) == (("a", "b"), ("b",), ("a",))


def test_secrets_are_hidden() -> None:
    """Neither reason, phases nor log lines show a suspected secret, however they are looked at."""
    group = Group()
    group.job = failed(f"AlgorithmError: aws_secret_access_key={SECRET}")
    group.write(f"algo-1-{EPOCH + 60}", f"aws_secret_access_key={SECRET}", at=61)
    lines = Hand(group.answer, paused=group.paused).drive(last_lines(group.job))
    error = failure(group.job, lines)
    assert lines
    for shown in (str(error), repr(error), repr(error.__dict__), repr(pickle.dumps(error))):
        assert SECRET not in shown


# Last lines


def test_the_last_lines_are_read() -> None:
    """The last ten lines come with the node that wrote them, oldest first, in short calls."""
    group = Group()
    group.job = failed()
    for number in range(15):
        group.write(f"algo-1-{EPOCH + 60}", f"line {number}", at=61 + number)
    hand = Hand(group.answer, paused=group.paused)
    lines = hand.drive(last_lines(group.job))
    assert lines == [f"algo-1: line {number}" for number in range(5, 15)]
    assert len(lines) == LAST_LINES
    assert {ask.timeout for ask in hand.asked} == {LONGEST_CALL}
    assert hand.pauses == []


def test_a_log_that_cannot_be_read_hides_no_failure() -> None:
    """Whatever reading the log meets, the failure is raised, without lines."""
    denied = AccessDeniedError("AccessDeniedException", "not authorized for logs")

    def trouble(ask: Ask, number: int) -> SageMakerTrainError | None:
        return None if ask.operation.name == "DescribeTrainingJob" else denied

    fates = Fates({"a": life(600, "Failed")}, trouble)
    with pytest.raises(TrainingJobFailedError) as caught:
        fates.drive(wait("a", fates.terms()))
    assert caught.value.log_lines == ()
    assert caught.value.__cause__ is None


def test_a_log_of_many_streams_is_not_read_for_long() -> None:
    """However many streams there are, some calls are enough to tell that a job failed."""
    group = Group()
    group.job = failed()
    for number in range(1, 200):
        group.write(f"algo-{number}-{EPOCH + 60}", "line", at=61)
    hand = Hand(group.answer, paused=group.paused)
    hand.drive(last_lines(group.job))
    assert len(hand.asked) <= MOST_ASKED


def test_a_moment_that_is_missing_spoils_no_message() -> None:
    """A transition without the time that the service promises is told without it."""
    fates = Fates({"a": [Phase(0, "Failed", "Failed")]})
    job = fates.described("a")
    assert isinstance(job, DescribeTrainingJobResponse)
    assert job.secondary_status_transitions is not None
    object.__setattr__(job.secondary_status_transitions[0], "start_time", None)
    assert "\n  Failed Failed it\n" in str(failure(job))
