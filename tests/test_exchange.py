"""One call, fed by hand: no socket, no clock, no event loop."""

import itertools
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import attrs
import pytest

import sagemaker_train.models as m
from sagemaker_train import errors
from sagemaker_train.models import operations as ops
from sagemaker_train.schema import Model, Operation
from sagemaker_train.transport.attempts import Attempt, Caller
from sagemaker_train.transport.codec import to_wire
from sagemaker_train.transport.exchange import differences, exchange
from sagemaker_train.transport.http import HttpResponse, NoResponse
from sagemaker_train.transport.retry import RetryPolicy, RetryQuota

ARN = "arn:aws:sagemaker:us-east-1:123456789012:training-job/a"
LOST = NoResponse("broken", "the connection broke")
TAKEN = (400, {"__type": "ResourceInUse", "Message": "taken"})
NOT_FOUND = (400, {"__type": "ValidationException", "message": "Requested resource not found."})
CREATED = (200, {"TrainingJobArn": ARN})
REQUEST = m.CreateTrainingJobRequest(
    training_job_name="a",
    role_arn="arn:aws:iam::123456789012:role/r",
    output_data_config=m.OutputDataConfig(s3_output_path="s3://b"),
    hyper_parameters={"epochs": "3"},
    resource_config=m.ResourceConfig(instance_type="ml.m5.large", instance_count=1),
)

Outcome = NoResponse | HttpResponse | tuple[int, object]


def described(
    status: str = "InProgress", ago: float = -1.0, **changes: object
) -> tuple[int, object]:
    """Describe's answer for the job of ``REQUEST``, made so many seconds before now."""
    filled_in = {
        "TrainingJobArn": ARN,
        "TrainingJobStatus": status,
        "CreationTime": (datetime.now(UTC) - timedelta(seconds=ago)).timestamp(),
        "EnableNetworkIsolation": False,
        "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
    }
    return 200, {**to_wire(REQUEST), **filled_in, **changes}


def respond(outcome: Outcome, **headers: str) -> NoResponse | HttpResponse:
    """A short outcome as an HTTP answer with the headers that the service sends."""
    if not isinstance(outcome, NoResponse | HttpResponse):
        status, body = outcome
        sent = {
            "content-type": "application/x-amz-json-1.1",
            "x-amzn-requestid": "r",
            "date": format_datetime(datetime.now(UTC), usegmt=True),
            **headers,
        }
        return HttpResponse(status, sent, b"" if body is None else json.dumps(body).encode())
    return outcome


def feed(
    operation: Operation[Any, Any],
    request: Model,
    outcomes: list[Outcome],
    caller: Caller | None = None,
) -> tuple[Any, list[Attempt]]:
    """Drive an exchange by hand; the answer or the error, and the attempts it asked for."""
    caller = caller or Caller(url="http://h/", user_agent="ua", random=lambda: 1.0)
    call = exchange(operation, request, caller)
    waiting: Iterator[Outcome] = iter(outcomes)
    asked: list[Attempt] = []
    try:
        asked.append(next(call))
        while True:
            asked.append(call.send(respond(next(waiting))))
    except StopIteration as done:
        assert next(waiting, None) is None, "an outcome was left over"
        return done.value, asked
    except errors.SageMakerTrainError as error:
        assert next(waiting, None) is None, "an outcome was left over"
        return error, asked


def create(*outcomes: Outcome, caller: Caller | None = None) -> tuple[Any, list[Attempt]]:
    """Feed a create."""
    return feed(ops.CREATE_TRAINING_JOB, REQUEST, list(outcomes), caller)


def names(attempts: list[Attempt]) -> list[str]:
    """The operations that were attempted."""
    return [attempt.operation for attempt in attempts]


def test_a_request_says_what_it_is() -> None:
    """Target, content type, body, and the headers by which AWS tells attempts apart."""
    answer, (attempt,) = create(CREATED)
    assert answer.training_job_arn == ARN
    request = attempt.request
    assert (request.method, request.url) == ("POST", "http://h/")
    assert json.loads(request.body) == to_wire(REQUEST)
    assert request.headers["x-amz-target"] == "SageMaker.CreateTrainingJob"
    assert request.headers["content-type"] == "application/x-amz-json-1.1"
    assert request.headers["amz-sdk-request"] == "attempt=1; max=3"
    assert len(request.headers["amz-sdk-invocation-id"]) == 36
    assert (attempt.delay, attempt.renew) == (0.0, False)


def test_attempts_of_one_call_share_its_id() -> None:
    """The invocation id stays, the number of the attempt counts."""
    unavailable = NoResponse("connect", "refused")
    _, attempts = create(unavailable, unavailable, CREATED)
    ids = {a.request.headers["amz-sdk-invocation-id"] for a in attempts}
    assert len(ids) == 1
    assert [a.request.headers["amz-sdk-request"] for a in attempts] == [
        "attempt=1; max=3",
        "attempt=2; max=3",
        "attempt=3; max=3",
    ]


# Waiting


@pytest.mark.parametrize(
    ("outcome", "delays"),
    [
        ((503, {}), [0.05, 0.1]),
        ((400, {"__type": "ThrottlingException"}), [1.0, 2.0]),
        (NoResponse("connect", "refused"), [0.05, 0.1]),
    ],
)
def test_delays_double_with_full_jitter(outcome: Outcome, delays: list[float]) -> None:
    """50 ms at first, 1 s when throttled; twice as much each time; drawn from nothing up."""
    request = m.DescribeTrainingJobRequest(training_job_name="a")
    for drawn in (1.0, 0.5, 0.0):
        caller = Caller(url="http://h/", user_agent="", random=itertools.repeat(drawn).__next__)
        _, attempts = feed(ops.DESCRIBE_TRAINING_JOB, request, [outcome, outcome, outcome], caller)
        assert [a.delay for a in attempts] == [0.0, *(d * drawn for d in delays)]


def test_the_service_may_ask_for_a_longer_wait() -> None:
    """``x-amz-retry-after`` is honoured up to five seconds beyond the own wait."""
    policy = RetryPolicy()
    assert policy.delay(1, "transient", 0.7, lambda: 1.0) == 0.7
    assert policy.delay(1, "transient", 3600.0, lambda: 1.0) == 5.05
    assert policy.delay(1, "throttled", 0.1, lambda: 1.0) == 1.0
    assert policy.delay(30, "throttled", None, lambda: 1.0) == 20.0


def test_one_typed_error_when_attempts_run_out() -> None:
    """It says the operation and how often it was tried."""
    request = m.DescribeTrainingJobRequest(training_job_name="a")
    error, attempts = feed(ops.DESCRIBE_TRAINING_JOB, request, [(503, {})] * 3)
    assert isinstance(error, errors.ServiceError)
    assert error.attempts == len(attempts) == 3
    assert "after 3 attempts" in str(error)


def test_what_was_refused_is_not_repeated() -> None:
    """A clear no is an error at once."""
    error, attempts = create((400, {"__type": "ResourceLimitExceeded", "Message": "quota"}))
    assert isinstance(error, errors.ResourceLimitExceededError)
    assert len(attempts) == 1


def test_the_quota_ends_retries_when_everything_fails() -> None:
    """500 tokens, 14 for a retry and 5 for a throttled one; successes give them back."""
    quota = RetryQuota()
    request = m.DescribeTrainingJobRequest(training_job_name="a")
    caller = Caller(url="u", user_agent="", quota=quota, retry=RetryPolicy(max_attempts=40))
    _, attempts = feed(ops.DESCRIBE_TRAINING_JOB, request, [(503, {})] * 36, caller)
    assert len(attempts) == 1 + 500 // 14
    assert quota.left == 500 - 35 * 14
    fine = (200, {"TrainingJobName": "a", "TrainingJobArn": ARN, "TrainingJobStatus": "Failed"})
    feed(ops.DESCRIBE_TRAINING_JOB, request, [fine], caller)
    assert quota.left == 500 - 35 * 14 + 1
    throttled = (400, {"__type": "ThrottlingException"})
    feed(ops.DESCRIBE_TRAINING_JOB, request, [throttled, fine], caller)
    assert quota.left == 500 - 35 * 14 + 1, "a success gives back what its retry cost"


# Credentials and clocks


def test_expired_credentials_are_renewed_once() -> None:
    """The second attempt asks for newer ones; a second refusal is the caller's."""
    expired = (400, {"__type": "ExpiredTokenException", "message": "expired"})
    answer, attempts = create(expired, CREATED)
    assert answer.training_job_arn == ARN
    assert [a.renew for a in attempts] == [False, True]
    error, attempts = create(expired, expired)
    assert isinstance(error, errors.ExpiredTokenError)
    assert len(attempts) == 2


def test_a_wrong_clock_is_set_by_the_service_and_remembered() -> None:
    """One more attempt with the service's time, which later calls use from the start."""
    caller = Caller(url="u", user_agent="")
    theirs = datetime.now(UTC) + timedelta(hours=3)
    body = {"__type": "InvalidSignatureException", "message": "Signature expired"}
    skewed = respond((403, body), date=format_datetime(theirs, usegmt=True))
    answer, attempts = create(skewed, CREATED, caller=caller)
    assert answer.training_job_arn == ARN
    assert len(attempts) == 2
    assert abs((caller.clock.now() - theirs).total_seconds()) < 5


def test_a_wrong_signature_at_the_right_time_is_an_error() -> None:
    """A clock that is right is not corrected, and the refusal is told."""
    error, attempts = create((403, {"__type": "InvalidSignatureException", "message": "no"}))
    assert isinstance(error, errors.SignatureError)
    assert len(attempts) == 1


# Answers that got lost


@pytest.mark.parametrize(
    "lost",
    [LOST, NoResponse("timeout", "no answer"), (500, {}), (200, None), (200, {})],
    ids=["reset", "timeout", "500", "empty", "no ARN"],
)
def test_a_create_whose_answer_was_lost_gives_the_arn(lost: Outcome) -> None:
    """The second try meets the first one's job; Describe shows that it is ours."""
    answer, attempts = create(lost, TAKEN, described())
    assert answer == m.CreateTrainingJobResponse(training_job_arn=ARN)
    assert names(attempts) == ["CreateTrainingJob", "CreateTrainingJob", "DescribeTrainingJob"]


def test_a_create_whose_answers_were_all_lost_is_looked_up() -> None:
    """The job is there: that is success. It is not: nothing was created, and the error says so."""
    answer, _ = create(LOST, LOST, LOST, described())
    assert answer.training_job_arn == ARN
    error, _ = create(LOST, LOST, LOST, NOT_FOUND)
    assert isinstance(error, ConnectionError)
    assert error.__notes__ == ["there is no training job 'a': nothing was created"]


def test_a_name_that_was_taken_before_is_an_error() -> None:
    """Nobody's answer was lost, so it is not ours, and nothing needs looking up."""
    error, attempts = create(TAKEN)
    assert isinstance(error, errors.ResourceInUseError)
    assert len(attempts) == 1
    error, attempts = create(NoResponse("connect", "refused"), TAKEN)
    assert isinstance(error, errors.ResourceInUseError)
    assert len(attempts) == 2


def test_somebody_elses_job_is_not_taken_for_ours() -> None:
    """Older than the call, or another request: the error says which."""
    error, _ = create(LOST, TAKEN, described(ago=60))
    assert isinstance(error, errors.ResourceInUseError)
    assert "before this call" in str(error)
    error, _ = create(LOST, TAKEN, described(HyperParameters={"epochs": "4"}))
    assert isinstance(error, errors.ResourceInUseError)
    assert "differs from the request in HyperParameters" in str(error)


def test_a_look_is_patient() -> None:
    """The belief about the job hangs on it: eight attempts, whatever the policy of the call."""
    caller = Caller(url="u", user_agent="", retry=RetryPolicy(max_attempts=1))
    answer, attempts = create(LOST, *[LOST] * 7, described(), caller=caller)
    assert answer.training_job_arn == ARN
    assert len(attempts) == 9
    error, _ = create(LOST, *[LOST] * 8, caller=caller)
    assert isinstance(error, ConnectionError)
    assert "may have been created" in error.__notes__[0]


def test_a_machine_with_a_wrong_clock_recognises_its_own_job() -> None:
    """Ages are compared by the service's clock, not by ours."""
    for hours in (-2, 2):
        theirs = datetime.now(UTC) + timedelta(hours=hours)
        date = format_datetime(theirs, usegmt=True)
        mine = respond(described(CreationTime=theirs.timestamp()), date=date)
        old = respond(described(CreationTime=theirs.timestamp() - 60), date=date)
        answer, _ = create(LOST, TAKEN, mine)
        assert isinstance(answer, m.CreateTrainingJobResponse)
        error, _ = create(LOST, TAKEN, old)
        assert isinstance(error, errors.ResourceInUseError)


STOPPED = (400, {"__type": "ValidationException", "message": "The request was rejected because "
                 "the training job is in status Stopped."})  # fmt: skip


@pytest.mark.parametrize("status", ["Stopping", "Stopped", "Completed", "Failed"])
def test_a_stop_whose_answer_was_lost_is_success(status: str) -> None:
    """The job stops or has ended: that is what was asked for."""
    request = m.StopTrainingJobRequest(training_job_name="a")
    answer, _ = feed(ops.STOP_TRAINING_JOB, request, [LOST, STOPPED, described(status)])
    assert answer is None


def test_a_stop_that_was_never_carried_out_is_an_error() -> None:
    """The job still runs, or there is none."""
    request = m.StopTrainingJobRequest(training_job_name="a")
    error, _ = feed(ops.STOP_TRAINING_JOB, request, [LOST, LOST, LOST, described("InProgress")])
    assert isinstance(error, ConnectionError)
    error, _ = feed(ops.STOP_TRAINING_JOB, request, [LOST, NOT_FOUND, NOT_FOUND])
    assert isinstance(error, errors.ResourceNotFoundError)
    error, attempts = feed(ops.STOP_TRAINING_JOB, request, [STOPPED])
    assert isinstance(error, errors.ValidationError)
    assert len(attempts) == 1


def test_a_delete_whose_answer_was_lost_is_success() -> None:
    """The job is gone, or going."""
    request = m.DeleteTrainingJobRequest(training_job_name="a")
    for found in (NOT_FOUND, described("Deleting")):
        answer, _ = feed(ops.DELETE_TRAINING_JOB, request, [LOST, NOT_FOUND, found])
        assert answer is None
    error, _ = feed(ops.DELETE_TRAINING_JOB, request, [LOST, LOST, LOST, described("Completed")])
    assert isinstance(error, ConnectionError)
    error, attempts = feed(ops.DELETE_TRAINING_JOB, request, [NOT_FOUND])
    assert isinstance(error, errors.ResourceNotFoundError)
    assert len(attempts) == 1


# Is it the same job?


def test_defaults_that_describe_fills_in_are_no_difference() -> None:
    """What was not asked for may be there; empty is the same as absent."""
    asked = to_wire(
        attrs.evolve(
            REQUEST, tags=[m.Tag(key="a", value="b")], input_data_config=[], environment={}
        )
    )
    found: dict[str, Any] = json.loads(json.dumps(described()[1]))
    assert differences(asked, found) == []
    found["ResourceConfig"]["VolumeSizeInGB"] = 30
    found["OutputDataConfig"]["KmsKeyId"] = ""
    assert differences(asked, found) == []


@pytest.mark.parametrize(
    ("change", "member"),
    [
        ({"RoleArn": "arn:aws:iam::123456789012:role/other"}, "RoleArn"),
        ({"HyperParameters": {"epochs": "3", "lr": "1"}}, "HyperParameters"),
        ({"Environment": {"A": "1"}}, "Environment"),
        ({"ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 2}}, "ResourceConfig"),
        ({"ResourceConfig": None}, "ResourceConfig"),
    ],
)
def test_differences_are_named(change: dict[str, Any], member: str) -> None:
    """Each member that is not as it was asked for."""
    found = {**to_wire(REQUEST), **change}
    assert differences(to_wire(REQUEST), found) == [member]
