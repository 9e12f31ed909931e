"""
Read what came back: an answer of the service, or a failure and what may be done about it.

AWS JSON names an error in several places and forms: ``__type`` (bare, or after a namespace and
``#``), ``code``, the header ``x-amzn-errortype`` (with an address after a colon), and for services
that once spoke the query protocol ``x-amzn-query-error``. All of them are understood.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any, Literal, NamedTuple, TypeVar, cast

from sagemaker_train.checks.secrets import mask_text
from sagemaker_train.errors import (
    API_ERRORS,
    ApiError,
    ConnectionError,
    ExpiredTokenError,
    InvalidResponseError,
    ResourceNotFoundError,
    SageMakerTrainError,
    ServiceError,
    SignatureError,
    ThrottlingError,
    TimeoutError,
    TransportError,
    ValidationError,
    WireError,
    call_in_words,
)
from sagemaker_train.models.errors import ERRORS
from sagemaker_train.schema import Model, Operation
from sagemaker_train.transport.bodies import content_type, document_in, what_came
from sagemaker_train.transport.codec import from_wire
from sagemaker_train.transport.http import HttpResponse, NoResponse, asked_to_wait

RequestT = TypeVar("RequestT", bound=Model)
ResponseT = TypeVar("ResponseT")

Remedy = Literal["wait", "wait-longer", "set-clock", "renew-credentials", "none"]

LONGEST_CODE = 200
"""Characters of an error's code; those of AWS have fewer than a hundred."""

NOT_THERE = ("Requested resource not found", "Could not find training job")
"""How SageMaker says that a job does not exist, in a ValidationException."""


SUBJECTS = (
    "training_job_name", "resource_arn", "hyper_parameter_tuning_job_name", "log_stream_name",
    "log_stream_name_prefix",
)  # fmt: skip
"""The members of requests that name what a call is about."""


def subject_of(request: Model) -> str | None:
    """
    What a call is about, if its request names it.
    """
    return next((name for one in SUBJECTS if (name := getattr(request, one, None))), None)


class Call(NamedTuple):
    """
    Which call an error is about.
    """

    operation: str
    attempts: int
    """Requests made so far."""
    subject: str | None = None
    region: str | None = None

    def __str__(self) -> str:
        return call_in_words(self.operation, self.subject, self.region)


class Failure(NamedTuple):
    """
    Why an attempt brought no answer.
    """

    error: SageMakerTrainError
    remedy: Remedy
    carried_out: bool
    """Whether the service may have done what was asked, at this attempt or one before."""
    hint: float | None = None
    """Seconds after which the service wants to be asked again."""

    def after(self, earlier: Failure | None, *, sent: bool) -> Failure:
        """
        The same with what attempts before it mean: whether one was sent, and what came of them.
        """
        error = self.error
        if isinstance(error, TransportError):
            error.sent = sent
            error.__cause__ = error.__cause__ or (earlier.error if earlier else None)
        return self._replace(carried_out=self.carried_out or bool(earlier and earlier.carried_out))


def read(
    operation: Operation[RequestT, ResponseT],
    outcome: HttpResponse | NoResponse,
    attempts: int,
    *,
    subject: str | None = None,
    region: str | None = None,
) -> ResponseT | Failure:
    """
    The model of the answer, or the failure.

    Args:
        operation: What was asked for.
        outcome: What came back.
        attempts: Requests made so far.
        subject: What the call was about, as errors tell it.
        region: The region that was asked, as errors tell it.
    """
    call = Call(operation.name, attempts, subject, region)
    if isinstance(outcome, NoResponse):
        return _no_answer(call, outcome)
    if 200 <= outcome.status < 300:
        try:
            return _answer(operation, outcome)
        except _NoAnswer as wrong:
            error = _invalid(call, wrong.what)
            error.__cause__ = wrong.__cause__
            return Failure(error, "wait", carried_out=True)
    return _refusal(call, outcome)


class _NoAnswer(Exception):  # noqa: N818  # becomes an InvalidResponseError
    """
    What came with a status of success is no answer.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(what)


def _invalid(call: Call, what: str) -> InvalidResponseError:
    return InvalidResponseError(f"{call}: {what}", **call._asdict())


def _answer(operation: Operation[RequestT, ResponseT], response: HttpResponse) -> ResponseT:
    output = operation.output()
    if output is NoneType:
        # Nothing to read, so that only its marks tell the service from a captive portal.
        if _is_marked(response):
            return cast(ResponseT, None)
        raise _NoAnswer(what_came(response))
    cls, document = cast("type[Model]", output), document_in(response)
    if document is None or not (
        operation.promised or _is_marked(response) or document.keys() & {*cls.WIRE_NAMES.values()}
    ):
        raise _NoAnswer(what_came(response))
    try:
        model = from_wire(cls, document)
    except WireError as error:
        raise _NoAnswer(f"the answer does not have the promised shape: {error}") from error
    for name in operation.promised:
        if getattr(model, name) in (None, ""):
            raise _NoAnswer(f"the answer lacks {model.WIRE_NAMES[name]}")
    return cast(ResponseT, model)


def _is_marked(response: HttpResponse) -> bool:
    """
    Whether an answer bears the id of the service's, or at least speaks its dialect of JSON.
    """
    if "x-amzn-requestid" in response.headers:
        return True
    empty = response.body.strip() in (b"", b"{}")
    return empty and content_type(response).startswith("application/x-amz-json-1.")


def _no_answer(call: Call, outcome: NoResponse) -> Failure:
    cls: type[TransportError] = {
        "timeout": TimeoutError,
        "deadline": TimeoutError,
    }.get(outcome.reason, ConnectionError)
    if outcome.reason == "deadline":  # which came before this attempt
        call = call._replace(attempts=call.attempts - 1)
    error = cls(f"{call}: {outcome.message}", sent=outcome.sent, **call._asdict())
    error.__cause__ = outcome.cause
    remedy: Remedy = "none" if outcome.reason in ("deadline", "proxy") else "wait"
    return Failure(error, remedy, carried_out=outcome.sent)


def _refusal(call: Call, response: HttpResponse) -> Failure:
    """
    An error status: the service's own error, or a page of something on the way.
    """
    document = document_in(response)
    code = error_code(response.headers, document or {})
    if not code and document is None and not _is_worth_a_retry(response.status):
        # What keeps an answer back may have let the request through.
        page = _invalid(call, what_came(response))
        return Failure(page, "none", carried_out=True)
    message = next(
        (
            str(text)
            for name in ("message", "Message", "errorMessage")
            if (text := (document or {}).get(name))
        ),
        "",
    )
    error = api_error(code or f"HTTP {response.status}", message, call, response)
    remedy = _remedy(error, response)
    return Failure(
        error,
        remedy,
        # A throttled request is not carried out, but something on the way may have said so of
        # one that was, as of one refused without a code; to look is cheaper than to be wrong.
        carried_out=not code or remedy in ("wait", "wait-longer"),
        hint=asked_to_wait(response),
    )


def _is_worth_a_retry(status: int) -> bool:
    """
    Whether a status without any code says that the same request may go well later.
    """
    return status in (408, 429) or status >= 500


def error_code(headers: Mapping[str, str], document: Mapping[str, Any]) -> str:
    """
    The code of an error without namespace or address; empty where there is none.
    """
    query = headers.get("x-amzn-query-error", "").partition(";")[0]
    for text in (query, headers.get("x-amzn-errortype"), document.get("__type"),
                 document.get("code"), document.get("Code")):  # fmt: skip
        if isinstance(text, str) and text:
            return text.partition(":")[0].rpartition("#")[2].strip()[:LONGEST_CODE]
    return ""


def api_error(code: str, message: str, call: Call, response: HttpResponse) -> ApiError:
    """
    The typed error for a code.
    """
    cls = API_ERRORS.get(code)
    if cls is None:
        declared = ERRORS.get(code)
        status = declared.status if declared else response.status
        cls = ApiError
        if _is_worth_a_retry(status):
            cls = ThrottlingError if status == 429 else ServiceError
    if cls is ValidationError and any(text in message for text in NOT_THERE):
        cls = ResourceNotFoundError
    return cls(
        code,
        mask_text(message) or "the service gave no message",
        status=response.status,
        request_id=response.headers.get("x-amzn-requestid"),
        retryable=issubclass(cls, (ThrottlingError, ServiceError)),
        **call._asdict(),
    )


def _remedy(error: ApiError, response: HttpResponse) -> Remedy:
    if isinstance(error, ThrottlingError):
        return "wait-longer"
    if isinstance(error, ExpiredTokenError):
        return "renew-credentials"
    if isinstance(error, SignatureError) and "date" in response.headers:
        return "set-clock"
    return "wait" if error.retryable or response.status >= 500 else "none"
