"""
One call as a generator without I/O.

It yields what to send and is sent what came back, until it returns the answer or raises. Encoding,
retries, errors and decoding live on this side of the seam once, for sync and async alike;
``driver`` is the only part that touches a socket or a clock. To test it, feed it outcomes by hand.
"""

from __future__ import annotations

import time
from typing import TypeVar, cast

from sagemaker_train.schema import Model, Operation
from sagemaker_train.transport.answer import Failure
from sagemaker_train.transport.attempts import Caller, Exchange, attempts
from sagemaker_train.transport.settlement import SETTLEMENTS

RequestT = TypeVar("RequestT", bound=Model)
ResponseT = TypeVar("ResponseT")


def exchange(
    operation: Operation[RequestT, ResponseT], request: RequestT, caller: Caller
) -> Exchange[ResponseT]:
    """
    Carry out one operation.

    Returns:
        What the service answered, or what it must have answered if its answer was lost.

    Raises:
        ApiError: The service refused, or failed more often than the retry policy allows.
        TransportError: No answer came, or something that is none.
    """
    started, settlement = time.time(), SETTLEMENTS.get(operation.name)
    doubt = "" if settlement is None else settlement.doubt(request)
    result = yield from attempts(operation, request, caller, doubt=doubt)
    if not isinstance(result, Failure):
        return result
    if settlement is None or not settlement.is_due(result):
        raise result.error
    answer = yield from settlement.settled(request, result, caller, started)
    return cast(ResponseT, answer)
