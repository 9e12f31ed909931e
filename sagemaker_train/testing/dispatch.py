"""
One call from HTTP to the operation and back: faults, gate, limits, books, record.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from typing import Any, NoReturn, cast

import attrs

from sagemaker_train.testing.books import Books
from sagemaker_train.testing.expected import check_operation, check_type
from sagemaker_train.testing.faults import Fault, FaultPlan, Mishaps, RateLimit, Throttle
from sagemaker_train.testing.messages import HttpCall, Reply
from sagemaker_train.testing.refusals import Refusal
from sagemaker_train.testing.replies import Answer, damaged, failure, success
from sagemaker_train.testing.service import Handler
from sagemaker_train.testing.signatures import Gate
from sagemaker_train.testing.wording import refuse_shape

CALLS_KEPT = 10_000


@attrs.frozen(kw_only=True)
class RecordedCall:
    """
    A call that the server has seen. Its ``repr`` shows neither body nor headers.
    """

    operation: str
    """The operation; the whole ``X-Amz-Target`` where it is none of ours."""
    status: int
    """The HTTP status of the answer before damage; 0 for a call that was not carried out."""
    code: str = ""
    """The error code of the answer before damage."""
    fault: Fault | None = None
    carried_out: bool = True
    """Whether the service did what was asked; a refusal is not carried out."""
    headers: Mapping[str, str] = attrs.field(repr=False)
    """The headers, by lower-case name, without ``authorization`` and the session token."""
    body: bytes = attrs.field(repr=False)

    @property
    def request(self) -> Any:
        """
        The body as JSON.
        """
        return json.loads(self.body or b"{}")

    @property
    def attempt(self) -> str:
        """
        What ``amz-sdk-request`` says: ``attempt=2; max=3``.
        """
        return self.headers.get("amz-sdk-request", "")


class Dispatcher:
    """
    Answers calls.

    Args:
        handlers: Operations by ``X-Amz-Target``, of every service on the port.
        books: Locked while an operation is carried out; they hold the clock.
        gate: Judges signatures; ``None`` lets everybody in.
        faults: Which calls are damaged.
    """

    def __init__(
        self, handlers: Mapping[str, Handler], books: Books, gate: Gate | None, faults: FaultPlan
    ) -> None:
        self.calls: deque[RecordedCall] = deque(maxlen=CALLS_KEPT)
        self.mishaps: Mishaps = Mishaps(faults)
        self.broken: Exception | None = None
        """The first exception that was no answer; it means that the local server has a bug."""
        self._handlers = handlers
        self._books = books
        self._gate = gate
        self._throttle = Throttle({})

    def limit_rate(self, operation: str, limit: RateLimit) -> None:
        """
        Throttle an operation, or each one by ``*``.
        """
        check_operation("operation", operation)
        check_type("limit", limit, RateLimit)
        self._throttle = Throttle({**self._throttle.limits, operation: limit})

    def answer(self, call: HttpCall) -> Reply:
        """
        Answer a call; runs in the server's thread.
        """
        self._books.clock.request_seen()
        target = call.headers.get("x-amz-target", "")
        handler = self._handlers.get(target)
        operation = target if handler is None else handler.operation.name
        rule = self.mishaps.next(operation)
        date = self._books.clock.header_timestamp()
        code, answer, seen = "", Answer(200, b"", date=date), 0
        if rule is None or rule.carried_out:
            try:
                answer = success(self._carry_out(call, handler), date=date)
            except Refusal as refusal:
                judged = date if refusal.date is None else refusal.date
                code, answer = refusal.code, failure(refusal, date=judged)
            except Exception as error:  # told by stop(): a fault of ours must not pass for AWS's
                self.broken = self.broken or error
                internal = Refusal("InternalFailure", "The local server failed.", status=500)
                code, answer = internal.code, failure(internal, date=date)
            seen = answer.status
        self.calls.append(
            RecordedCall(
                operation=operation,
                status=seen,
                code=code,
                fault=None if rule is None else rule.fault,
                carried_out=seen == 200,
                headers={
                    name: value
                    for name, value in call.headers.items()
                    if name not in ("authorization", "x-amz-security-token")
                },
                body=call.body,
            )
        )
        return Reply(answer.write()) if rule is None else damaged(rule, answer)

    def _carry_out(self, call: HttpCall, handler: Handler | None) -> dict[str, Any] | None:
        if handler is None or call.method != "POST":
            raise Refusal("UnknownOperationException", "")
        operation = handler.operation
        if self._gate is not None:
            _check_signature(self._gate, call, operation.service.signing_name)
        if not self._throttle.admits(operation.name, self._books.clock.timestamp()):
            raise Refusal("ThrottlingException", "Rate exceeded")
        request = _read(call.body)
        refuse_shape(operation.input, request)
        with self._books.lock:
            return handler.carry_out(request)


def _check_signature(gate: Gate, call: HttpCall, service: str) -> None:
    """
    Let in those who have signed; tell the others the time by which signatures are judged.

    Raises:
        Refusal: With the real time, moved by the gate's offset, as its date.
    """
    try:
        gate.check(call.method, call.path, call.headers, call.body, service)
    except Refusal as refusal:
        refusal.date = gate.now().timestamp()
        raise


def _read(body: bytes) -> dict[str, Any]:
    """
    Read a request as JSON.

    Raises:
        Refusal: It is not JSON, or not an object.
    """
    try:
        request: Any = json.loads(body or b"{}", parse_constant=_no_number)
    except ValueError:
        raise Refusal("SerializationException", "") from None
    if not isinstance(request, dict):
        raise Refusal(
            "SerializationException", "Start of structure was expected.", member="Message"
        )
    return cast("dict[str, Any]", request)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
