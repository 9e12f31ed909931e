"""
Answers and faults as bytes: AWS JSON 1.1, and everything that is not.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from email.utils import formatdate
from functools import lru_cache
from typing import Any

from sagemaker_train.testing.faults import Fault, FaultRule
from sagemaker_train.testing.messages import Reply, http_reply
from sagemaker_train.testing.refusals import Refusal

JSON = "application/x-amz-json-1.1"

ERRORS: Mapping[Fault, Refusal] = {
    Fault.INTERNAL_FAILURE: Refusal(
        "InternalFailure",
        "The request processing has failed because of an unknown error, exception or failure.",
        status=500,
    ),
    Fault.UNAVAILABLE: Refusal(
        "ServiceUnavailable",
        "The request has failed due to a temporary failure of the server.",
        status=503,
    ),
    Fault.THROTTLE: Refusal("ThrottlingException", "Rate exceeded"),
    Fault.TOO_MANY_REQUESTS: Refusal("TooManyRequestsException", "Rate exceeded", status=429),
    Fault.REQUEST_TIMEOUT: Refusal(
        "RequestTimeoutException", "The request was not received in time.", status=408
    ),
    Fault.EXPIRED_TOKEN: Refusal(
        "ExpiredTokenException", "The security token included in the request is expired"
    ),
}

PAGES: Mapping[Fault, tuple[int, str]] = {
    Fault.HTML: (200, "Welcome to the guest network. Please accept the terms of use to go on."),
    Fault.PROXY_REFUSAL: (403, "Access to this site is blocked by your organisation's proxy."),
    Fault.BAD_GATEWAY: (502, "502 Bad Gateway"),
}


@lru_cache(maxsize=8)
def _http_date(seconds: int) -> str:
    return formatdate(seconds, usegmt=True)


class Answer:
    """
    An answer to one call, before damage.

    Args:
        status: The HTTP status.
        body: The JSON, as bytes.
        date: The time in its ``Date`` (epoch seconds).
        headers: More headers.
    """

    def __init__(
        self,
        status: int,
        body: bytes,
        *,
        date: float,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status = status
        self.body = body
        self.date = date
        self.headers: Mapping[str, str] = headers or {}

    def write(self, *, body: bytes | None = None, length: int | None = None) -> bytes:
        """
        Write the answer as HTTP, perhaps with another body or another length than its own.
        """
        headers = {
            "x-amzn-RequestId": str(uuid.uuid4()),
            "Content-Type": JSON,
            "Date": _http_date(int(self.date)),
            **self.headers,
        }
        return http_reply(self.status, headers, self.body if body is None else body, length=length)


def success(answer: dict[str, Any] | None, *, date: float) -> Answer:
    """
    Make the answer of a call that went well; ``None`` has no body.
    """
    body = b"" if answer is None else json.dumps(answer, separators=(",", ":")).encode()
    return Answer(200, body, date=date)


def failure(
    refusal: Refusal,
    *,
    date: float,
    headers: Mapping[str, str] | None = None,
    namespaced: bool = False,
) -> Answer:
    """
    Make the answer of a call that was refused.
    """
    code = f"com.amazonaws.sagemaker#{refusal.code}" if namespaced else refusal.code
    body = {"__type": code, refusal.member: refusal.message}
    if not refusal.message:
        del body[refusal.member]
    return Answer(refusal.status, json.dumps(body).encode(), date=date, headers=headers)


def damaged(rule: FaultRule, answer: Answer) -> Reply:
    """
    Make what comes back instead of an answer.

    Args:
        rule: The fault and its details.
        answer: What the service says; where the call was not carried out, it is never read.
    """
    fault, date = rule.fault, answer.date
    if (refusal := ERRORS.get(fault)) is not None:
        error = failure(refusal, date=date, headers=rule.headers, namespaced=rule.namespaced)
        return Reply(error.write())
    if (page := PAGES.get(fault)) is not None:
        return _html(*page, rule.headers)
    answer.headers = {**answer.headers, **rule.headers}
    half = answer.body[: len(answer.body) // 2]
    match fault:
        case Fault.RESET:
            return Reply(then="reset")
        case Fault.CLOSE:
            return Reply(then="close")
        case Fault.HANG:
            return Reply(then="hang")
        case Fault.EMPTY:
            return Reply(Answer(200, b"", date=date, headers=rule.headers).write())
        case Fault.EMPTY_OBJECT:
            return Reply(Answer(200, b"{}", date=date, headers=rule.headers).write())
        case Fault.CUT_JSON:
            return Reply(answer.write(body=half))
        case Fault.SHORT_BODY:
            return Reply(answer.write(body=half, length=max(1, len(answer.body))), "close")
        case Fault.DRIP:
            return Reply(answer.write(), drip=rule.interval)
        case _:  # WRONG_DATE
            answer.date += rule.interval
            return Reply(answer.write())


def _html(status: int, text: str, headers: Mapping[str, str]) -> Reply:
    body = f"<!DOCTYPE html><html><title>{text}</title><body><h1>{text}</h1></body></html>"
    return Reply(http_reply(status, {"Content-Type": "text/html", **headers}, body.encode()))
