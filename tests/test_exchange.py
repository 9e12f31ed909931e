"""One call, fed by hand: no socket, no clock, no event loop."""

import asyncio
import itertools
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

import sagemaker_train.models as m
from sagemaker_train import errors
from sagemaker_train.models import operations as ops
from sagemaker_train.schema import Model, Operation
from sagemaker_train.transport.attempts import Attempt, Caller
from sagemaker_train.transport.codec import to_wire
from sagemaker_train.transport.exchange import exchange
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
    enable_network_isolation=False,
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
    assert abs((caller.service_time.now() - theirs).total_seconds()) < 5


def test_a_wrong_signature_at_the_right_time_is_an_error() -> None:
    """A clock that is right is not corrected, and the refusal is told."""
    error, attempts = create((403, {"__type": "InvalidSignatureException", "message": "no"}))
    assert isinstance(error, errors.SignatureError)
    assert len(attempts) == 1


# What an error says of the whole call


def test_an_error_tells_of_all_attempts_of_its_call() -> None:
    """``sent`` is for the call, ``attempts`` counts requests, and the cause is what came before."""
    refused = NoResponse("connect", "refused")
    error, _ = create(LOST, refused, refused, *[LOST] * 8)
    assert (error.sent, error.attempts) == (True, 3)
    assert "refused (after 3 attempts)" in str(error)
    error, _ = create(refused, refused, refused)
    assert (error.sent, error.attempts) == (False, 3)
    late = NoResponse("deadline", "took longer")
    error, _ = create(NoResponse("timeout", "no answer in time"), late, late)
    assert isinstance(error, errors.TimeoutError)
    assert (error.sent, error.attempts) == (True, 1)
    assert "no answer in time" in str(error.__cause__)
    error, _ = create(late)
    assert (error.sent, error.attempts, error.__cause__) == (False, 0, None)


def test_a_page_after_several_attempts_names_them() -> None:
    """As every other error does."""
    page = HttpResponse(200, {"content-type": "text/html"}, b"<html>Sign in</html>")
    request = m.DescribeTrainingJobRequest(training_job_name="a")
    error, _ = feed(ops.DESCRIBE_TRAINING_JOB, request, [page] * 3)
    assert str(error).endswith("(after 3 attempts)")


# Being interrupted

MAY_BE = "training job 'a' may have been created; look before you submit it again"


@pytest.mark.parametrize("kind", [KeyboardInterrupt, asyncio.CancelledError])
@pytest.mark.parametrize(
    ("before", "reason", "notes"),
    [
        ([], "unsent", []),
        ([NoResponse("connect", "refused")], "unsent", []),
        ([], "interrupted", [MAY_BE]),
        ([LOST], "unsent", [MAY_BE]),
        ([LOST, TAKEN], "unsent", [MAY_BE]),
        ([LOST, TAKEN], "interrupted", [MAY_BE]),
        ([LOST, LOST, LOST, NOT_FOUND], "unsent", [MAY_BE]),
    ],
)
def test_what_comes_in_between_learns_whether_the_job_may_exist(
    kind: type[BaseException], before: list[Outcome], reason: Any, notes: list[str]
) -> None:
    """Once something was sent it carries a note; it goes on its way as it is."""
    cause = kind()
    with pytest.raises(kind) as caught:
        create(*before, NoResponse(reason, "", cause))
    assert caught.value is cause
    assert getattr(cause, "__notes__", []) == notes


def test_credentials_that_fail_at_a_retry_do_not_hide_the_job() -> None:
    """Nobody can look without them, and the error says that somebody should."""
    cause = errors.CredentialsError("expired")
    error, _ = create(LOST, NoResponse("unsent", "", cause))
    assert error is cause
    assert error.__notes__ == [MAY_BE]


def test_what_is_not_to_be_settled_has_no_note() -> None:
    """A Describe that is interrupted leaves nobody in doubt."""
    request = m.DescribeTrainingJobRequest(training_job_name="a")
    cause = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        feed(ops.DESCRIBE_TRAINING_JOB, request, [NoResponse("interrupted", "", cause)])
    assert not hasattr(cause, "__notes__")
