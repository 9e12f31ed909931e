"""
From Python values to hyperparameters, which are strings on the wire.

Three codecs, each named, none guessed:

    value           "plain" (default)   "json"              "str"
    "adam"          adam                "adam" (quoted)     adam
    3, 0.1          3, 0.1              3, 0.1              3, 0.1
    True            true                true                True
    [1, "a"]        [1, "a"]            [1, "a"]            [1, 'a']

``plain`` leaves strings as they are and writes everything else as JSON. ``json`` quotes strings as
well, which is what the framework containers of AWS's SageMaker Python SDK read. ``str`` is
``str(value)``, as the older AWS SDK does for algorithms. All of them take an enum by its value and
a NumPy scalar (whatever has ``item()``) by the Python number in it.

What has no faithful string is refused: ``None``, NaN and infinities, bytes, sets, dates, paths and
foreign objects; with ``str``, ``None`` and what is shown by its address in memory. Every such value
is reported at once, by its path and never with its content.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, ClassVar, Literal, Protocol, TypeAlias, cast

import attrs

from sagemaker_train.errors import ConstraintError
from sagemaker_train.findings import Finding, Severity

RULE = "hyperparameter-value-type"
"""The rule id of every finding that the codec makes. It cannot be turned down: there is nothing
that could be sent instead."""

_SOURCE = "HyperParameters are strings: API reference, CreateTrainingJob"
_DEEPEST = 50

Codec: TypeAlias = Literal["plain", "json", "str"]


class DataclassInstance(Protocol):
    """
    Any instance of a ``dataclasses.dataclass``.
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]


class AttrsInstance(Protocol):
    """
    Any instance of an attrs class, also to type checkers for which attrs' own protocol is empty.
    """

    __attrs_attrs__: ClassVar[Any]


class ScalarArray(Protocol):
    """
    A NumPy scalar and its like: one Python value, given by ``item()``.
    """

    def item(self) -> Any:
        """
        Give the Python value.
        """
        ...


Value: TypeAlias = (
    str
    | float
    | Enum
    | list[Any]
    | tuple[object, ...]
    | Mapping[str, object]
    | ScalarArray
    | DataclassInstance
    | AttrsInstance
)
"""What a hyperparameter can be made of (``float`` includes ``int`` and ``bool``)."""

Values: TypeAlias = Mapping[str, object] | DataclassInstance | AttrsInstance
"""Several hyperparameters: a mapping, or an instance of a dataclass or an attrs class."""


def encode(values: Values, codec: Codec = "plain") -> dict[str, str]:
    """
    Write Python values as hyperparameters.

    Args:
        values: A mapping by name, or a dataclass or attrs instance, whose fields are the names.
        codec: How a value becomes a string; see the module.

    Returns:
        The hyperparameters, in the order given.

    Raises:
        ConstraintError: Values without a faithful string; ``findings`` has every one of them,
            under the rule ``hyperparameter-value-type``.
        TypeError: ``values`` is nothing of that kind.
        ValueError: There is no such codec.

    Example:
        >>> encode({"lr": 0.1, "nesterov": True, "layers": [64, 32], "optimizer": "sgd"})
        {'lr': '0.1', 'nesterov': 'true', 'layers': '[64, 32]', 'optimizer': 'sgd'}
    """
    if codec not in ("plain", "json", "str"):
        raise ValueError(f"codec must be 'plain', 'json' or 'str', found {codec!r}")
    members = _members(values)
    if members is None:
        raise TypeError(
            "hyperparameters must be a mapping, or an instance of a dataclass or attrs class, "
            f"found {'the class ' if isinstance(values, type) else ''}{_kind(values)}"
        )
    findings: list[Finding] = []
    encoded: dict[str, str] = {}
    for name, value in members.items():
        if not isinstance(name, str):
            findings.append(_name_finding("hyper_parameters", name))
            continue
        plain = _plain(f"hyper_parameters.{name}", value, findings, as_str=codec == "str")
        if isinstance(plain, str) and codec != "json":
            encoded[str(name)] = plain
        else:
            encoded[str(name)] = json.dumps(plain)
    if findings:
        raise ConstraintError(findings, subject="The set of hyperparameters")
    return encoded


def _members(value: object) -> Mapping[object, object] | None:
    """
    The entries of a mapping, a dataclass or an attrs instance.
    """
    if isinstance(value, Mapping):
        return cast("Mapping[object, object]", value)
    if isinstance(value, type):
        return None
    kind: type = type(value)
    if attrs.has(kind):
        return {field.name: getattr(value, field.name) for field in attrs.fields(kind)}
    if hasattr(kind, "__dataclass_fields__"):
        from dataclasses import fields

        return {field.name: getattr(value, field.name) for field in fields(kind)}
    return None


def _plain(
    path: str, value: object, findings: list[Finding], *, as_str: bool = False, depth: int = 0
) -> object:
    """
    The value in JSON's types, or as it is for ``str()``; what cannot be is reported.
    """
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        return str(value)
    if depth > _DEEPEST:
        _refuse(findings, path, "nested too deeply, or part of itself", "Flatten it.")
        return None
    scalar = _scalar(value)
    if scalar is not value:
        return _plain(path, scalar, findings, as_str=as_str, depth=depth + 1)
    if depth and value is None:
        return None
    problem = _problem(value, as_str=as_str)
    if problem is not None:
        _refuse(findings, path, *problem)
        return None
    if as_str:
        return _text(path, value, findings)
    if isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return float(value)
    if isinstance(value, (list, tuple)):
        items = cast("list[object] | tuple[object, ...]", value)
        return [
            _plain(f"{path}[{position}]", item, findings, depth=depth + 1)
            for position, item in enumerate(items)
        ]
    return _object(path, _members(value) or {}, findings, depth)


def _text(path: str, value: object, findings: list[Finding]) -> str:
    """
    What ``str()`` makes of a value, if that tells anything.
    """
    try:
        text = str(value)
    except ValueError:  # a number somewhere inside of it
        _refuse(findings, path, *_TOO_LONG)
        return ""
    if _ADDRESS.search(text):
        _refuse(findings, path, _no_string(value), "Write a string, or give its class a __str__.")
    return text


def _object(
    path: str, members: Mapping[object, object], findings: list[Finding], depth: int
) -> dict[str, object]:
    made: dict[str, object] = {}
    for name, item in members.items():
        if isinstance(name, str):
            made[str(name)] = _plain(f"{path}.{name}", item, findings, depth=depth + 1)
        else:
            findings.append(_name_finding(path, name))
    return made


def _scalar(value: object) -> object:
    """
    The Python value of a NumPy scalar or of a like array without dimensions.
    """
    item: object = getattr(value, "item", None)
    if not callable(item) or not hasattr(value, "dtype") or getattr(value, "shape", None) != ():
        return value
    scalar = cast("Callable[[], object]", item)()
    return value if type(scalar) is type(value) else scalar


_ADDRESS = re.compile("<.+ at 0x[0-9a-fA-F]+>")  # how Python shows what has no text
_LONGEST_NUMBER = 10_000  # bits, some 3,000 digits; a hyperparameter has at most 2,500 characters
_TOO_LONG = (
    "a number of more than 3,000 digits is too long",
    "Give a shorter one; a hyperparameter has at most 2,500 characters.",
)

# Classes by name, so that refusing a Path does not cost everybody the import of pathlib.
_HINTS = {
    "timedelta": "Write a number: value.total_seconds().",
    "date": "Write a string: value.isoformat().",
    "time": "Write a string: value.isoformat().",
    "PurePath": "A path of this machine means nothing in the container; if it is one of the "
    "container's, write str(value).",
    "bytes": "Write a string: value.decode() or base64.",
    "bytearray": "Write a string: value.decode() or base64.",
    "set": "A set has no order; write sorted(value).",
    "frozenset": "A set has no order; write sorted(value).",
    "Decimal": "Write float(value), or str(value) to keep every digit.",
}


def _problem(value: object, *, as_str: bool) -> tuple[str, str] | None:
    """
    What was found and what to do, if the value has no faithful string.
    """
    if value is None:
        return "None has no string", "Leave the hyperparameter out, or write the string you mean."
    if isinstance(value, int) and value.bit_length() > _LONGEST_NUMBER:
        return _TOO_LONG
    if as_str:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        kind = "NaN" if math.isnan(value) else "infinity"
        return (
            f"JSON has no {kind}",
            "Write the string that the training code reads, or codec='str'.",
        )
    if isinstance(value, (bool, int, float, list, tuple)) or _members(value) is not None:
        return None
    for one in type(value).__mro__:
        if one.__name__ in _HINTS:
            return _no_string(value), _HINTS[one.__name__]
    if hasattr(value, "tolist"):
        return _no_string(value), "Write value.tolist()."
    return _no_string(value), "Write a string, number, boolean, list or mapping; or codec='str'."


def _no_string(value: object) -> str:
    return f"a value of type {_kind(value)} has no faithful string"


def _kind(value: object) -> str:
    kind: type[object] = value if isinstance(value, type) else type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _refuse(findings: list[Finding], path: str, message: str, hint: str) -> None:
    findings.append(Finding(path, RULE, Severity.ERROR, message + ".", hint, _SOURCE))


def _name_finding(path: str, name: object) -> Finding:
    hint = "Write it as a string: JSON and the API have no other names."
    message = f"a name of type {_kind(name)}, where only strings are names."
    return Finding(path, RULE, Severity.ERROR, message, hint, _SOURCE)
