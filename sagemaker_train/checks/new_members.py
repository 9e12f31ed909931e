"""
Judges members that a class does not know, which may be newer than this library.

They go to the wire as they are. So they have to be JSON, must not take the place of a member that
is known and checked, and cannot be left to run time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from sagemaker_train.checks.limits import LEFT_TO_RUN_TIME, MAPPINGS, Violation, below, wrong
from sagemaker_train.checks.placeholders import placeholders
from sagemaker_train.schema import Model


def of_new_members(cls: type[Model], members: Mapping[str, Any]) -> Iterator[Violation]:
    """
    Find what is wrong with the ``unknown_members`` of a model.
    """
    for path in placeholders(members):
        yield from (violation._replace(path=path) for violation in LEFT_TO_RUN_TIME)
    for attribute, name in cls.WIRE_NAMES.items():
        if name in members:
            yield from below(name, wrong("shadowed-member", members[name], attribute))
    yield from unsendable(members)


def unsendable(value: object) -> Iterator[Violation]:
    """
    Find every value inside of a value that JSON has no form for.
    """
    if isinstance(value, MAPPINGS):
        for key, item in cast("Mapping[object, object]", value).items():
            if not isinstance(key, str):
                (violation,) = wrong("json-value", key, "a string")
                yield violation._replace(path=(str(key),), on_key=True)
            yield from below(str(key), unsendable(item))
    elif isinstance(value, (list, tuple)):
        for position, item in enumerate(cast("Sequence[object]", value)):
            yield from below(position, unsendable(item))
    elif not _is_json(value):
        yield from wrong("json-value", value, "a JSON value")


def _is_json(value: object) -> bool:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return False
    return True
