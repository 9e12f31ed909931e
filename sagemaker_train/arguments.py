"""
What calls are given: what is no request or no option of a call is refused before anything is sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sagemaker_train.models.operations import CREATE_TRAINING_JOB
from sagemaker_train.schema import Operation
from sagemaker_train.settings import CallOptions

OPTIONS = CallOptions.__optional_keys__


def check_call(operation: Operation[Any, Any], request: object, options: CallOptions) -> None:
    """
    Refuse a request that is none of the operation, and options that there are not.

    Raises:
        TypeError: The message says what to give instead.
    """
    if not isinstance(request, operation.input):
        wanted = operation.input.__name__
        builder = "TrainingJobBuilder builds one, " if operation is CREATE_TRAINING_JOB else ""
        raise TypeError(
            f"{operation.name} takes a {wanted}, not {type(request).__name__}: {builder}"
            f"from_wire({wanted}, ...) makes one of a mapping"
        )
    if options and (unknown := options.keys() - OPTIONS):
        raise TypeError("; ".join(map(_unknown, sorted(unknown))))


def _unknown(option: str) -> str:
    from difflib import get_close_matches  # only here: it is needed where something is wrong

    near = get_close_matches(option, OPTIONS, 1, 0.5)
    advice = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(OPTIONS))}"
    return f"a call has no option {option!r}; {advice}"


def tag_keys(keys: Iterable[str]) -> list[str]:
    """
    The keys of tags as a list.

    Raises:
        TypeError: They are one text, whose letters would be taken for keys.
    """
    if isinstance(keys, str):
        raise TypeError(f"keys is the text {keys!r}; give a list of keys: [{keys!r}]")
    return list(keys)
