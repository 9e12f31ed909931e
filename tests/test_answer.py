"""Reading what came back."""

import json
from typing import Any

import pytest

from sagemaker_train import errors
from sagemaker_train.models import operations as ops
from sagemaker_train.models.errors import ERRORS
from sagemaker_train.models.responses import CreateTrainingJobResponse
from sagemaker_train.transport.answer import Failure, error_code, read
from sagemaker_train.transport.http import HttpResponse, NoResponse

ARN = "arn:aws:sagemaker:us-east-1:123456789012:training-job/a"
JSON = {"content-type": "application/x-amz-json-1.1", "x-amzn-requestid": "r-1"}


def failure(
    outcome: HttpResponse | NoResponse, operation: Any = ops.CREATE_TRAINING_JOB
) -> Failure:
    """What reading an outcome gives, which must be a failure."""
    result = read(operation, outcome, 1)
    assert isinstance(result, Failure)
    return result


def refusal(status: int, body: object, headers: dict[str, str] | None = None) -> HttpResponse:
    """An error answer of the service."""
    return HttpResponse(status, {**JSON, **(headers or {})}, json.dumps(body).encode())


def test_an_answer_becomes_its_model() -> None:
    """A 200 with the promised JSON is the answer."""
    body = json.dumps({"TrainingJobArn": ARN}).encode()
    answer = read(ops.CREATE_TRAINING_JOB, HttpResponse(200, JSON, body), 1)
    assert answer == CreateTrainingJobResponse(training_job_arn=ARN)


def test_an_operation_that_answers_nothing_gives_none() -> None:
    """An empty 200 that bears the marks of the service is success."""
    assert read(ops.STOP_TRAINING_JOB, HttpResponse(200, JSON), 1) is None


CODES = ["ResourceInUse", "com.amazonaws.sagemaker#ResourceInUse", "ResourceInUse:http://x.y/"]


@pytest.mark.parametrize(
    ("headers", "document"),
    [
        *(({}, {"__type": code}) for code in CODES),
        *(({"x-amzn-errortype": code}, {}) for code in CODES),
        ({"x-amzn-errortype": "a.b#ResourceInUse:http://x#y"}, {"__type": "Other"}),
        ({}, {"code": "ResourceInUse"}),
        ({"x-amzn-query-error": "ResourceInUse;Sender"}, {"__type": "a.b#ResourceInUseFault"}),
    ],
)
def test_the_code_is_found_in_every_form(headers: dict[str, str], document: Any) -> None:
    """Namespaces, addresses and the places where AWS JSON names an error."""
    assert error_code(headers, document) == "ResourceInUse"


@pytest.mark.parametrize("spelling", ["message", "Message", "errorMessage"])
def test_an_error_says_what_the_service_said(spelling: str) -> None:
    """Class, code, message, status, request and operation."""
    failed = failure(refusal(400, {"__type": "ResourceInUse", spelling: "taken"}))
    assert isinstance(failed.error, errors.ResourceInUseError)
    assert (failed.error.code, failed.error.message) == ("ResourceInUse", "taken")
    assert (failed.error.status, failed.error.request_id) == (400, "r-1")
    assert failed.error.operation == "CreateTrainingJob"
    assert (
        str(failed.error)
        == "CreateTrainingJob failed: ResourceInUse: taken (HTTP 400, request r-1)"
    )
    assert (failed.remedy, failed.carried_out) == ("none", False)


def test_a_code_is_no_longer_than_a_line() -> None:
    """What is no code fills neither the error nor the log."""
    failed = failure(refusal(400, {"__type": "X" * 100_000, "message": "m"}))
    assert isinstance(failed.error, errors.ApiError)
    assert len(failed.error.code) == 200
    assert len(str(failed.error)) < 300


def test_a_number_that_no_float_holds_is_no_answer() -> None:
    """It is said where it is, and nothing of Python's escapes."""
    metrics = b'{"FinalMetricDataList": [{"Value": ' + b"9" * 400 + b"}]}"
    failed = failure(HttpResponse(200, JSON, metrics), ops.DESCRIBE_TRAINING_JOB)
    assert isinstance(failed.error, errors.InvalidResponseError)
    assert "FinalMetricDataList[0].Value: expected a number that fits" in str(failed.error)


def test_every_declared_error_has_a_class() -> None:
    """No error of the service models comes as a bare ``ApiError``."""
    for code, shape in ERRORS.items():
        error = failure(refusal(shape.status, {"__type": code, "message": "m"})).error
        assert type(error) in errors.ApiError.__subclasses__(), code


@pytest.mark.parametrize(
    ("status", "code", "cls", "remedy"),
    [
        (400, "ValidationException", errors.ValidationError, "none"),
        (400, "ResourceLimitExceeded", errors.ResourceLimitExceededError, "none"),
        (400, "AccessDeniedException", errors.AccessDeniedError, "none"),
        (400, "ThrottlingException", errors.ThrottlingError, "wait-longer"),
        (429, "", errors.ThrottlingError, "wait-longer"),
        (429, "Unheard", errors.ThrottlingError, "wait-longer"),
        (500, "InternalFailure", errors.ServiceError, "wait"),
        (503, "", errors.ServiceError, "wait"),
        (400, "RequestTimeout", errors.ServiceError, "wait"),
        (400, "ExpiredTokenException", errors.ExpiredTokenError, "renew-credentials"),
        (400, "Unheard", errors.ApiError, "none"),
    ],
)
def test_what_can_be_done_follows_from_the_error(
    status: int, code: str, cls: type[errors.ApiError], remedy: str
) -> None:
    """Each kind of refusal has one class and one remedy."""
    failed = failure(refusal(status, {"__type": code, "message": "m"} if code else {}))
    assert type(failed.error) is cls
    assert failed.remedy == remedy
    assert failed.carried_out == (remedy in ("wait", "wait-longer"))


def test_a_job_that_does_not_exist_is_not_found() -> None:
    """The service says so in a ValidationException, which no user should have to know."""
    body = {"__type": "ValidationException", "message": "Requested resource not found."}
    failed = failure(refusal(400, body), ops.DESCRIBE_TRAINING_JOB)
    assert isinstance(failed.error, errors.ResourceNotFoundError)
    assert failed.error.code == "ValidationException"


PAGE = b"<html><head><style>p{}</style></head><body><h1>Sign in</h1>" + b"x" * 5000 + b"</body>"


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (HttpResponse(200, {"content-type": "text/html"}, PAGE), "proxy or portal"),
        (HttpResponse(200, {}, PAGE), "'Sign in"),
        (HttpResponse(200, JSON, b""), "an empty body"),
        (HttpResponse(200, JSON, b'{"TrainingJobA'), "breaks off after 14 bytes"),
        (HttpResponse(200, JSON, b'{"a": fal'), "breaks off after 9 bytes"),
        (HttpResponse(200, JSON, b'{"a": "\xc3'), "breaks off after 8 bytes"),
        (HttpResponse(200, JSON, b'{"a": "\xe9"}'), "JSON that is not UTF-8, at byte 7"),
        (HttpResponse(200, JSON, b'{"a": 1} and more'), "malformed JSON, at character 9: Extra"),
        (HttpResponse(200, JSON, b'{"a": 1} x'), "malformed JSON, at character 9: Extra"),
        (HttpResponse(200, JSON, b'{"a": tru}'), "malformed JSON, at character 6: Expecting"),
        (HttpResponse(200, JSON, b'{"a": ' + b"9" * 5000 + b"}"), "number of too many digits"),
        (HttpResponse(200, JSON, b"[]"), "text that is not JSON"),
        (HttpResponse(200, JSON, b"{}"), "lacks TrainingJobArn"),
        (HttpResponse(200, JSON, b'{"TrainingJobArn": null}'), "lacks TrainingJobArn"),
        (HttpResponse(200, JSON, b'{"TrainingJobArn": ""}'), "lacks TrainingJobArn"),
        (HttpResponse(200, JSON, b'{"TrainingJobArn": []}'), "TrainingJobArn: expected a string"),
        (HttpResponse(200, JSON, b"[" * 100_000), "HTTP 200"),
    ],
)
def test_a_200_that_is_no_answer_is_never_success(response: HttpResponse, said: str) -> None:
    """It may have been carried out, is worth another try, and is said in a line, not a page."""
    failed = failure(response)
    assert isinstance(failed.error, errors.InvalidResponseError)
    assert said in str(failed.error)
    assert len(str(failed.error)) < 300
    assert failed.remedy == "wait"
    assert failed.carried_out


def test_a_captive_portal_does_not_stop_a_job() -> None:
    """A 200 without the marks of the service is no success of an operation."""
    json_of_anybody, dialect = "application/json", JSON["content-type"]
    for content_type, body in (
        ("", b""),
        ("text/html", b""),
        (json_of_anybody, b""),
        (json_of_anybody, b"{}"),
        (json_of_anybody, b'{"login": "http://portal"}'),
        (dialect, b'{"login": "http://portal"}'),
        (dialect, b'{"log'),
    ):
        response = HttpResponse(200, {"content-type": content_type}, body)
        for operation in (ops.STOP_TRAINING_JOB, ops.DELETE_TAGS, ops.LIST_TAGS):
            failed = failure(response, operation)
            assert isinstance(failed.error, errors.InvalidResponseError)
    for body in (b"", b" {} "):
        dialect_only = HttpResponse(200, {"content-type": dialect}, body)
        assert read(ops.STOP_TRAINING_JOB, dialect_only, 1) is None


def test_a_member_that_is_known_is_a_mark_too() -> None:
    """What users' tests answer with, a body and no headers of AWS, is an answer."""
    bare = HttpResponse(200, {"content-type": "application/json"}, b'{"Tags": [], "New": 1}')
    answer: Any = read(ops.LIST_TAGS, bare, 1)
    assert (answer.tags, answer.unknown_members) == ((), {"New": 1})


def test_a_proxys_refusal_says_so() -> None:
    """A 403 page is not AWS's access control, and trying again does not help."""
    failed = failure(HttpResponse(403, {"content-type": "text/html"}, PAGE))
    assert isinstance(failed.error, errors.InvalidResponseError)
    assert "HTTP 403 with a web page: 'Sign in" in str(failed.error)
    assert str(failed.error).endswith("; a proxy or portal on the way answered")
    assert (failed.remedy, failed.carried_out) == ("none", True)


@pytest.mark.parametrize(
    ("status", "content_type", "body"),
    [(403, "text/plain", b"Forbidden"), (407, "text/html", b""), (302, "text/html", b"")],
)
def test_whatever_is_no_error_of_the_service_came_from_elsewhere(
    status: int, content_type: str, body: bytes
) -> None:
    """Plain text and empty refusals are a proxy's too, and may hide what was carried out."""
    failed = failure(HttpResponse(status, {"content-type": content_type}, body))
    assert isinstance(failed.error, errors.InvalidResponseError)
    assert "a proxy or portal on the way answered" in str(failed.error)
    assert (failed.remedy, failed.carried_out) == ("none", True)


@pytest.mark.parametrize("body", [b"", b"<html>slow</html>", b"{}"])
def test_a_bare_408_is_worth_a_retry(body: bytes) -> None:
    """RequestTimeout is often said by the status alone."""
    failed = failure(HttpResponse(408, {"content-type": "text/html"}, body))
    assert isinstance(failed.error, errors.ServiceError)
    assert (failed.remedy, failed.carried_out) == ("wait", True)


@pytest.mark.parametrize(
    ("reason", "cls", "carried_out", "remedy"),
    [
        ("connect", ConnectionError, False, "wait"),
        ("broken", ConnectionError, True, "wait"),
        ("timeout", TimeoutError, True, "wait"),
        ("deadline", TimeoutError, False, "none"),
        ("proxy", ConnectionError, False, "none"),
    ],
)
def test_no_answer(reason: Any, cls: type[OSError], carried_out: bool, remedy: str) -> None:
    """The errors are ours and Python's own at once; what was sent may have been carried out."""
    cause = RuntimeError("socket")
    failed = failure(NoResponse(reason, "it broke", cause))
    error: Any = failed.error
    assert issubclass(type(error), cls)
    assert issubclass(type(error), errors.TransportError)
    assert error.__cause__ is cause
    assert error.sent == failed.carried_out == carried_out
    assert failed.remedy == remedy


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-amz-retry-after": "1500"}, 1.5),
        ({"x-amz-retry-after": "1500.0"}, 1.5),
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "2.5"}, 2.5),
        ({"retry-after": "Sat, 31 Jan 2026 00:00:07 GMT"}, 7.0),
        ({"retry-after": "Fri, 30 Jan 2026 00:00:00 GMT"}, 0.0),
        ({"retry-after": "nan"}, None),
        ({"x-amz-retry-after": "soon"}, None),
        ({"retry-after": "-1"}, None),
        ({}, None),
    ],
)
def test_hints_of_the_service(headers: dict[str, str], seconds: float | None) -> None:
    """Milliseconds in AWS's header, seconds or a date in HTTP's; nonsense is ignored."""
    headers = {"date": "Sat, 31 Jan 2026 00:00:00 GMT", **headers}
    assert failure(refusal(503, {}, headers)).hint == seconds


def test_a_secret_in_a_message_is_hidden() -> None:
    """The service echoes values that it finds invalid; a suspected secret does not get through."""
    key = "AKIA" + "Z3MDEXNWYGQ7LTR2"
    body = {
        "__type": "ValidationException",
        "message": f"Value '{key}' at 'hyperParameters' failed",
    }
    failed = failure(refusal(400, body))
    assert key not in f"{failed.error!s}{failed.error!r}{vars(failed.error)}"
    assert "hyperParameters" in str(failed.error)
