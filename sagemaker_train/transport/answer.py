"""
Read what came back: an answer of the service, or a failure and what may be done about it.

AWS JSON names an error in several places and forms: ``__type`` (bare, or after a namespace and
``#``), ``code``, the header ``x-amzn-errortype`` (with an address after a colon), and for services
that once spoke the query protocol ``x-amzn-query-error``. All of them are understood.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
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
)
from sagemaker_train.models.errors import ERRORS
from sagemaker_train.schema import Model, Operation
from sagemaker_train.transport.codec import from_wire
from sagemaker_train.transport.http import HttpResponse, NoResponse

RequestT = TypeVar("RequestT", bound=Model)
ResponseT = TypeVar("ResponseT")

Remedy = Literal["wait", "wait-longer", "set-clock", "renew-credentials", "none"]

EXCERPT = 120
"""Characters of a page that is no answer, shown to say what answered."""

NOT_THERE = re.compile(r"Requested resource not found|Could not find training job")
"""How SageMaker says that a job does not exist, in a ValidationException."""


class Failure(NamedTuple):
    """
    Why an attempt brought no answer.
    """

    error: SageMakerTrainError
    remedy: Remedy
    carried_out: bool
    """Whether the service may have done what was asked."""
    hint: float | None = None
    """Seconds after which the service wants to be asked again."""
    carried_out_earlier: bool = False
    """Whether an attempt of the same call before this one may have done it."""


def read(
    operation: Operation[RequestT, ResponseT],
    outcome: HttpResponse | NoResponse,
    attempts: int,
) -> ResponseT | Failure:
    """
    The model of the answer, or the failure.
    """
    if isinstance(outcome, NoResponse):
        return _no_answer(operation.name, outcome, attempts)
    if 200 <= outcome.status < 300:
        try:
            return _answer(operation, outcome)
        except InvalidResponseError as error:
            error.attempts = attempts
            return Failure(error, "wait", carried_out=True)
    return _refusal(operation.name, outcome, attempts)


def _answer(operation: Operation[RequestT, ResponseT], response: HttpResponse) -> ResponseT:
    output = operation.output()
    if output is NoneType:
        # Nothing to read, so the service must be told from a captive portal by its marks.
        if "x-amzn-requestid" in response.headers or "json" in _content_type(response):
            return cast(ResponseT, None)
        raise _no_service(operation.name, response)
    document = _document(response)
    if document is None:
        raise _no_service(operation.name, response)
    try:
        model = from_wire(cast("type[Model]", output), document)
    except WireError as error:
        raise InvalidResponseError(
            f"{operation.name}: the answer has another shape than promised: {error}",
            operation=operation.name,
        ) from error
    for name in operation.promised:
        if getattr(model, name) is None:
            raise InvalidResponseError(
                f"{operation.name}: the answer lacks {model.WIRE_NAMES[name]}",
                operation=operation.name,
            )
    return cast(ResponseT, model)


def _document(response: HttpResponse) -> dict[str, Any] | None:
    """
    The JSON object in the body; ``None`` where there is none.
    """
    try:
        document: object = json.loads(response.body)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", document) if isinstance(document, dict) else None


def _content_type(response: HttpResponse) -> str:
    return response.headers.get("content-type", "").lower()


def _no_service(operation: str, response: HttpResponse) -> InvalidResponseError:
    """
    Something else than the service answered, or half of its answer arrived.
    """
    text = response.body[: 40 * EXCERPT].decode("utf-8", "replace")
    is_page = "html" in _content_type(response) or text.lstrip()[:1] == "<"
    if is_page:
        from html import unescape

        text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", text, flags=re.S | re.I)
        text = unescape(text)
    excerpt = mask_text(" ".join(text.split()))[:EXCERPT]
    if not response.body:
        what = "an empty body"
    elif is_page:
        what = f"a web page, so a proxy or portal on the way answered: {excerpt!r}"
    elif text.lstrip()[:1] == "{":
        what = f"JSON that breaks off after {len(response.body)} bytes"
    else:
        what = f"no JSON: {excerpt!r}"
    return InvalidResponseError(
        f"{operation}: HTTP {response.status} with {what}", operation=operation
    )


def _no_answer(operation: str, outcome: NoResponse, attempts: int) -> Failure:
    sent = outcome.reason not in ("connect", "deadline")
    tried = f" (attempt {attempts})" if attempts > 1 else ""
    cls: type[TransportError] = {
        "timeout": TimeoutError,
        "deadline": TimeoutError,
    }.get(outcome.reason, ConnectionError)
    error = cls(
        f"{operation}: {outcome.message}{tried}", operation=operation, attempts=attempts, sent=sent
    )
    error.__cause__ = outcome.cause
    remedy: Remedy = "none" if outcome.reason in ("deadline", "other") else "wait"
    return Failure(error, remedy, carried_out=sent)


def _refusal(operation: str, response: HttpResponse, attempts: int) -> Failure:
    """
    An error status: the service's own error, or a page of something on the way.
    """
    document = _document(response)
    code = error_code(response.headers, document or {})
    if not code and document is None and response.status not in (429, *range(500, 600)):
        return Failure(_no_service(operation, response), "none", carried_out=False)
    message = next(
        (
            str(text)
            for name in ("message", "Message", "errorMessage")
            if (text := (document or {}).get(name))
        ),
        "",
    )
    error = api_error(
        code or f"HTTP {response.status}", message, operation, response, attempts=attempts
    )
    remedy = _remedy(error, response)
    return Failure(
        error,
        remedy,
        # A throttled request is not carried out, but something on the way may have said so of
        # one that was; to look is cheaper than to be wrong.
        carried_out=remedy in ("wait", "wait-longer"),
        hint=_hint(response.headers),
    )


def error_code(headers: Mapping[str, str], document: Mapping[str, Any]) -> str:
    """
    The code of an error without namespace or address; empty where there is none.
    """
    query = headers.get("x-amzn-query-error", "").partition(";")[0]
    for text in (query, headers.get("x-amzn-errortype"), document.get("__type"),
                 document.get("code"), document.get("Code")):  # fmt: skip
        if isinstance(text, str) and text:
            return text.partition(":")[0].rpartition("#")[2].strip()
    return ""


def api_error(
    code: str, message: str, operation: str, response: HttpResponse, *, attempts: int = 1
) -> ApiError:
    """
    The typed error for a code.
    """
    cls = API_ERRORS.get(code)
    if cls is None:
        declared = ERRORS.get(code)
        status = declared.status if declared else response.status
        cls = ThrottlingError if status == 429 else ServiceError if status >= 500 else ApiError
    if cls is ValidationError and NOT_THERE.search(message):
        cls = ResourceNotFoundError
    return cls(
        code,
        mask_text(message) or "the service gave no message",
        operation=operation,
        status=response.status,
        request_id=response.headers.get("x-amzn-requestid"),
        retryable=issubclass(cls, (ThrottlingError, ServiceError)),
        attempts=attempts,
    )


def _remedy(error: ApiError, response: HttpResponse) -> Remedy:
    if isinstance(error, ThrottlingError):
        return "wait-longer"
    if isinstance(error, ExpiredTokenError):
        return "renew-credentials"
    if isinstance(error, SignatureError) and "date" in response.headers:
        return "set-clock"
    return "wait" if error.retryable or response.status >= 500 else "none"


def _hint(headers: Mapping[str, str]) -> float | None:
    """
    ``x-amz-retry-after`` in milliseconds, or ``Retry-After`` in seconds.
    """
    for name, unit in (("x-amz-retry-after", 0.001), ("retry-after", 1.0)):
        text = headers.get(name, "").strip()
        if text.isdecimal():
            return int(text) * unit
    return None


MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
DATE = re.compile(r"\w{3}, (\d\d) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT")


def server_time(response: HttpResponse) -> float | None:
    """
    The time of the ``Date`` header as epoch seconds.

    HTTP allows one form (RFC 9110, IMF-fixdate), so that no mail library is needed to read it.
    """
    found = DATE.fullmatch(response.headers.get("date", ""))
    if found is None or found[2] not in MONTHS:
        return None
    month = MONTHS.index(found[2]) + 1
    day, year, hour, minute, second = map(int, found.group(1, 3, 4, 5, 6))
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return moment.timestamp()
