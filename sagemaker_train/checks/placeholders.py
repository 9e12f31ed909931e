"""
What a request leaves to run time, in the notation of Step Functions.

A state names such a member or setting with ``.$`` at the end, and gives a path or an intrinsic
function in JSONPath; expressions in JSONata are held under such names as well. Only Step Functions
fills them in: the service would take the name and the path for what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast

SUFFIX: Final = ".$"
"""How the name of what is left to run time ends."""

_JSONATA: Final = re.compile(r"\{%.*%\}", re.DOTALL)


def is_jsonata(value: object) -> bool:
    """
    Tell whether a value is an expression of JSONata.
    """
    return isinstance(value, str) and bool(_JSONATA.fullmatch(value))


def holds_jsonata(value: object) -> bool:
    """
    Tell whether a value is an expression of JSONata, or a list in which one is.
    """
    items = cast("Sequence[object]", value) if isinstance(value, (list, tuple)) else (value,)
    return any(map(is_jsonata, items))


def is_placeholder(name: object, value: object) -> bool:
    """
    Tell whether a member or a setting stands for what only run time will tell.
    """
    if not isinstance(name, str) or not name.endswith(SUFFIX):
        return False
    is_path = isinstance(value, str) and value.startswith(("$", "States."))
    return is_path or holds_jsonata(value)


def placeholders(value: object) -> Iterator[tuple[str | int, ...]]:
    """
    Walk the paths of the placeholders in a JSON value.
    """
    if isinstance(value, Mapping):
        for name, item in cast("Mapping[str, object]", value).items():
            if is_placeholder(name, item):
                yield (name,)
            else:
                yield from ((name, *rest) for rest in placeholders(item))
    elif isinstance(value, (list, tuple)):
        for position, item in enumerate(cast("Sequence[object]", value)):
            yield from ((position, *rest) for rest in placeholders(item))
