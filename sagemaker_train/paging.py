"""
From one page of results to the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import attrs

from sagemaker_train.errors import InvalidResponseError, call_in_words
from sagemaker_train.schema import Model, Operation
from sagemaker_train.transport.answer import subject_of

RequestT = TypeVar("RequestT", bound=Model)


def items(operation: Operation[Any, Any], answer: Model) -> Iterable[Any]:
    """
    The results on a page, which may be none.
    """
    assert operation.pages is not None, f"{operation.name} has no pages"
    return getattr(answer, operation.pages.items) or ()


def following(operation: Operation[Any, Any], request: RequestT, answer: Model) -> RequestT | None:
    """
    The request for the next page; ``None`` after the last. An empty page need not be the last.

    Raises:
        InvalidResponseError: The service gives out the same page again, which would never end.
    """
    assert operation.pages is not None, f"{operation.name} has no pages"
    token = getattr(answer, operation.pages.next_token)
    if not token:
        return None
    if token == getattr(request, operation.pages.token):
        subject = subject_of(request)
        raise InvalidResponseError(
            f"{call_in_words(operation.name, subject, None)}: the service gives out the same page "
            "again and again",
            operation=operation.name,
            subject=subject,
        )
    return attrs.evolve(request, **{operation.pages.token: token})
