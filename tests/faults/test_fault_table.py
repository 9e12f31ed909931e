"""
What each fault gets: every row of the table, over real sockets, in each of the ways to call.

The rows are those of "What each fault gets" in the guide on retries and faults.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import attrs
import pytest

import sagemaker_train as smt
from sagemaker_train.jobs.clock import WallClock
from sagemaker_train.testing import Fault, FaultPlan, FaultRule, LocalSageMaker
from tests.faults.callers import Caller

QUICK = smt.Timeout(total=5, connect=1, read=0.3)
EAGER = smt.RetryPolicy(base_delay=0.005, throttle_delay=0.01)
OPTIONS: dict[str, Any] = {"timeout": QUICK, "retry": EAGER}

ON_THE_WAY = [Fault.RESET, Fault.CLOSE, Fault.HANG]
OF_THE_SERVICE = [Fault.INTERNAL_FAILURE, Fault.UNAVAILABLE, Fault.BAD_GATEWAY,
                  Fault.REQUEST_TIMEOUT]  # fmt: skip
THROTTLED = [Fault.THROTTLE, Fault.TOO_MANY_REQUESTS]
NO_ANSWERS = [Fault.EMPTY, Fault.EMPTY_OBJECT, Fault.HTML, Fault.CUT_JSON, Fault.SHORT_BODY]
LOSING = [*ON_THE_WAY, *OF_THE_SERVICE[:3], *NO_ANSWERS]
CREATE = "CreateTrainingJob"
ARN = "arn:aws:sagemaker:us-east-1:123456789012:training-job/a"


def job(name: str = "a", epochs: int = 3) -> smt.TrainingJobBuilder:
    """A job that nothing is wrong with."""
    return (
        smt.TrainingJobBuilder(name)
        .image("123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1")
        .role("arn:aws:iam::123456789012:role/training")
        .hyperparameters({"epochs": epochs})
        .input("train", "s3://bucket/train/")
        .output("s3://bucket/models/")
        .instances("ml.m5.xlarge", volume_gb=30)
        .max_runtime(3600)
    )


def plan(fault: Fault, operation: str, *calls: int, **more: Any) -> FaultPlan:
    """A plan that damages these calls of one operation."""
    return FaultPlan([FaultRule(fault, operation=operation, calls=calls or None, **more)])


def made(local: LocalSageMaker, name: str = "a") -> str:
    """Create a job without any fault; its ARN."""
    with smt.Client(
        local.region, endpoint_url=local.endpoint_url, credentials=local.credentials
    ) as client:
        return client.create_training_job(job(name)).training_job_arn


def seen(local: LocalSageMaker) -> list[str]:
    """The operations that the server saw, in order."""
    return [call.operation for call in local.requests]


class Noting(WallClock):
    """A clock that knows how long was slept."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def sleep_async(self, seconds: float) -> None:
        self.slept.append(seconds)


class Canned(BaseHTTPRequestHandler):
    """The same 200 for everything."""

    body = b""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def answering(body: bytes) -> Iterator[str]:
    """The address of something that answers everything with this."""
    handler = type("Answering", (Canned,), {"body": body})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


# Trouble that passes


@pytest.mark.parametrize("namespaced", [False, True])
@pytest.mark.parametrize("fault", [*ON_THE_WAY, *OF_THE_SERVICE, *THROTTLED, *NO_ANSWERS])
def test_once(local: LocalSageMaker, caller: Caller, fault: Fault, namespaced: bool) -> None:
    """Reset, close, 5xx, 429, throttling, RequestTimeout, no answer, once: the answer."""
    arn = made(local)
    local.faults = plan(fault, "DescribeTrainingJob", 1, namespaced=namespaced)
    assert caller("describe_training_job", "a", **OPTIONS).training_job_arn == arn
    assert seen(local)[1:] == ["DescribeTrainingJob"] * 2


def test_refused_connections(caller: Caller, local: LocalSageMaker) -> None:
    """Nobody listens: one ConnectionError of ours and of Python's, after three attempts."""
    port = local.endpoint_url.rpartition(":")[2]
    local.stop()
    with pytest.raises(ConnectionError) as caught:
        caller("describe_training_job", "a", **OPTIONS)
    local.start()
    error = caught.value
    assert isinstance(error, smt.ConnectionError)
    assert (error.operation, error.attempts, error.sent) == ("DescribeTrainingJob", 3, False)
    assert error.__cause__ is not None
    assert f"could not connect to http://127.0.0.1:{port} (" in str(error)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        *((fault, smt.ConnectionError) for fault in (Fault.RESET, Fault.CLOSE)),
        (Fault.HANG, smt.TimeoutError),
        *((fault, smt.ServiceError) for fault in OF_THE_SERVICE),
        *((fault, smt.ThrottlingError) for fault in THROTTLED),
        *((fault, smt.InvalidResponseError) for fault in NO_ANSWERS if fault != Fault.SHORT_BODY),
        (Fault.SHORT_BODY, smt.ConnectionError),
    ],
)
def test_until_attempts_run_out(
    local: LocalSageMaker, caller: Caller, fault: Fault, kind: type[smt.SageMakerTrainError]
) -> None:
    """One typed error that names the operation and the attempts, and has a cause or a code."""
    made(local)
    local.faults = plan(fault, "DescribeTrainingJob")
    with pytest.raises(kind) as caught:
        caller("describe_training_job", "a", **OPTIONS)
    error: Any = caught.value
    assert error.operation == "DescribeTrainingJob"
    assert error.attempts == 3
    assert "DescribeTrainingJob" in str(error)


def test_every_attempt_is_signed_anew(local: LocalSageMaker, caller: Caller) -> None:
    """Attempts share the invocation id; the server accepts each signature."""
    made(local)
    local.faults = plan(Fault.UNAVAILABLE, "DescribeTrainingJob", 1, 2)
    caller("describe_training_job", "a", **OPTIONS)
    calls = local.requests[1:]
    assert [call.attempt for call in calls] == [f"attempt={n}; max=3" for n in (1, 2, 3)]
    assert len({call.headers["amz-sdk-invocation-id"] for call in calls}) == 1


def test_the_service_may_ask_for_patience(local: LocalSageMaker, caller: Caller) -> None:
    """``x-amz-retry-after`` makes the retry wait."""
    made(local)
    hint = {"x-amz-retry-after": "200"}
    local.faults = plan(Fault.UNAVAILABLE, "DescribeTrainingJob", 1, headers=hint)
    caller.options["clock"] = clock = Noting()
    caller("describe_training_job", "a", **OPTIONS)
    assert clock.slept == [0.2]


# Answers that are none


@pytest.mark.parametrize("body", [b'{"login": "http://portal"}', b"{}", b'{"log'])
@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("stop_training_job", ["a"]),
        ("list_tags", [ARN]),
        ("add_tags", [ARN, {"team": "vision"}]),
        ("delete_tags", [ARN, ["team"]]),
    ],
)
def test_json_of_a_portal_is_never_success(
    local: LocalSageMaker, caller: Caller, method: str, arguments: list[Any], body: bytes
) -> None:
    """Where no member is promised, the service is known by its id or its dialect."""
    with answering(body) as url:
        caller.options["endpoint_url"] = url
        with pytest.raises(smt.InvalidResponseError):
            caller(method, *arguments, timeout=5, retry=smt.RetryPolicy(base_delay=0.001))


@pytest.mark.parametrize("method", ["stop_training_job", "delete_training_job"])
def test_a_captive_portal_is_never_success(
    local: LocalSageMaker, caller: Caller, method: str
) -> None:
    """Something else says 200 to everything: the operation was not carried out, and we say so."""
    made(local)
    if method == "delete_training_job":
        local.clock.advance(timedelta(days=1))
    operation = "StopTrainingJob" if method.startswith("stop") else "DeleteTrainingJob"
    local.faults = plan(Fault.HTML, operation)
    with pytest.raises(smt.InvalidResponseError):
        caller(method, "a", **OPTIONS)


def test_a_proxy_refuses(local: LocalSageMaker, caller: Caller) -> None:
    """403 with a page: an error that says that a proxy answered, with an excerpt; one look."""
    local.faults = plan(Fault.PROXY_REFUSAL, CREATE)
    with pytest.raises(smt.InvalidResponseError, match="a proxy or portal on the way") as caught:
        caller("create_training_job", job(), **OPTIONS)
    assert len(str(caught.value)) < 300
    assert seen(local) == [CREATE, "DescribeTrainingJob"]


# Clocks and credentials


@pytest.mark.parametrize("minutes", [-180, 20, 600])
def test_a_wrong_clock(local: LocalSageMaker, caller: Caller, minutes: int) -> None:
    """The service's ``Date`` corrects it: one more attempt, and the job is made."""
    local.time_offset = timedelta(minutes=minutes)
    answer = caller("create_training_job", job(), **OPTIONS)
    assert answer.training_job_arn == local.jobs["a"].arn
    assert seen(local) == [CREATE, CREATE]


def test_a_wrong_clock_is_remembered(local: LocalSageMaker) -> None:
    """The next call of the client is right at once."""
    local.time_offset = timedelta(hours=3)
    with smt.Client(
        local.region, endpoint_url=local.endpoint_url, credentials=local.credentials
    ) as client:
        client.create_training_job(job())
        client.describe_training_job("a")
    assert seen(local) == [CREATE, CREATE, "DescribeTrainingJob"]


def test_an_expired_token(
    local: LocalSageMaker, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Newer credentials are fetched by force, and the call is made again with them."""
    made(local)
    old = smt.Credentials("ASIAOLD", "old", "token", datetime.now(UTC) + timedelta(hours=1))
    stale = attrs.evolve(old, expires_at=datetime.now(UTC) - timedelta(seconds=1))
    local.add_user(stale)
    found = iter([old, local.credentials])
    chain = "sagemaker_train.transport.credentials.ChainCredentials._look"
    monkeypatch.setattr(chain, lambda self: next(found))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    del caller.options["credentials"]
    assert caller("describe_training_job", "a", **OPTIONS).training_job_name == "a"
    assert [call.code for call in local.requests[1:]] == ["ExpiredTokenException", ""]


def test_an_expired_token_that_cannot_be_renewed(local: LocalSageMaker, caller: Caller) -> None:
    """Given credentials stay what they are, so that the service's own error comes at once."""
    local.faults = plan(Fault.EXPIRED_TOKEN, "DescribeTrainingJob")
    with pytest.raises(smt.ExpiredTokenError) as caught:
        caller("describe_training_job", "a", **OPTIONS)
    assert caught.value.attempts == len(local.requests) == 1


# Time


@pytest.mark.parametrize("way_of_dripping", [0.05, 0.2])
def test_an_answer_that_drips(
    local: LocalSageMaker, caller: Caller, way_of_dripping: float
) -> None:
    """The total deadline ends it, though each byte comes in time and in the end all would."""
    made(local)
    local.faults = plan(Fault.DRIP, "DescribeTrainingJob", interval=way_of_dripping)
    with pytest.raises(TimeoutError) as caught:
        caller("describe_training_job", "a", timeout=smt.Timeout(total=0.6, read=0.5), retry=EAGER)
    assert isinstance(caught.value, smt.TimeoutError)
    assert len(seen(local)) == 2, "one create, one look"


def test_a_deadline_covers_retries_and_waits(local: LocalSageMaker, caller: Caller) -> None:
    """A call that would wait past its deadline ends before it, and says what it had met."""
    local.faults = plan(Fault.UNAVAILABLE, "DescribeTrainingJob")
    patient = smt.RetryPolicy(max_attempts=100, base_delay=0.2)
    caller.options["clock"] = clock = Noting()
    with pytest.raises(smt.TimeoutError, match=r"longer than the 0\.5 s") as caught:
        caller("describe_training_job", "a", timeout=0.5, retry=patient)
    assert isinstance(caught.value.__cause__, smt.ServiceError)
    assert all(seconds < 0.5 for seconds in clock.slept)


# What is kept


def test_strange_but_usable_answers(caller: Caller) -> None:
    """Unknown values and members, missing members and ISO timestamps: kept, usable, no error."""
    answer = {
        "TrainingJobName": "a",
        "TrainingJobArn": ARN,
        "TrainingJobStatus": "Dreaming",
        "CreationTime": "2026-01-31T23:59:59Z",
        "ResourceConfig": {"InstanceType": "ml.p99.large"},
        "Mood": {"Good": True},
    }
    with answering(json.dumps(answer).encode()) as url:
        caller.options["endpoint_url"] = url
        described = caller("describe_training_job", "a", **OPTIONS)
    assert described.training_job_status == "Dreaming"
    assert described.creation_time == datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)
    assert described.resource_config is not None
    assert described.resource_config.instance_type == "ml.p99.large"
    assert described.unknown_members == {"Mood": {"Good": True}}
    assert described.model_artifacts is None


def test_a_string_where_a_list_belongs(caller: Caller) -> None:
    """InvalidResponseError that names the path."""
    answer = {
        "TrainingJobName": "a",
        "TrainingJobArn": ARN,
        "TrainingJobStatus": "Failed",
        "InputDataConfig": [{"DataSource": {"S3DataSource": {"AttributeNames": "x"}}}],
    }
    path = r"InputDataConfig\[0\]\.DataSource\.S3DataSource\.AttributeNames: expected a list"
    with answering(json.dumps(answer).encode()) as url:
        caller.options["endpoint_url"] = url
        with pytest.raises(smt.InvalidResponseError, match=path):
            caller("describe_training_job", "a", **OPTIONS)


def test_duplicate_name_and_quota(local: LocalSageMaker, caller: Caller) -> None:
    """ResourceInUseError; ResourceLimitExceededError."""
    made(local)
    with pytest.raises(smt.ResourceInUseError):
        caller("create_training_job", job(), **OPTIONS)
    local.set_quota("ml.m5.xlarge", 1)
    with pytest.raises(smt.ResourceLimitExceededError):
        caller("create_training_job", job("b"), **OPTIONS)
    assert seen(local) == [CREATE] * 3
