"""
Between models and AWS JSON: the only place that knows cattrs.

Only ``None`` means absent: empty structures, ``0``, ``False`` and ``""`` go to the wire. Unknown
members go along both ways. Timestamps are epoch seconds on the wire and aware UTC datetimes in
models. Hooks are made when they are first needed, so that a process pays for the dozen classes of
its request and not for all hundred.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

import attrs
import cattrs

from sagemaker_train.annotations import parts
from sagemaker_train.checks.constraints import expect_types
from sagemaker_train.errors import WireError
from sagemaker_train.frozen import thawed_json
from sagemaker_train.schema import Model, OpenEnum

ModelT = TypeVar("ModelT", bound=Model)
Hook = Callable[[Any], Any]
HookT = TypeVar("HookT")


def to_wire(model: Model) -> dict[str, Any]:
    """
    The JSON-ready form of a model, by AWS's member names.

    It equals the keyword arguments that boto3 takes, with timestamps as epoch seconds.

    Raises:
        TypeError: It is no model, or holds values of other types than its members; names the path
            of each.
    """
    if not isinstance(cast(object, model), Model):
        given = type(model).__name__
        raise TypeError(f"to_wire takes a model, not {given}; of a builder take .build()")
    try:
        wire: dict[str, Any] = _converter.get_unstructure_hook(type(model))(model)
    except (AttributeError, TypeError, ValueError):
        expect_types(model)
        raise
    return wire


def from_wire(cls: type[ModelT], mapping: Mapping[str, Any]) -> ModelT:
    """
    The model of a mapping in wire form.

    Unknown members and enum values are kept. A member that is missing or ``null`` becomes
    ``None``, a required one too: answers leave out what the model calls required, and requests
    are judged by ``check``. So does a ``null`` in a map, as in botocore.

    Raises:
        TypeError: The class is none of ``sagemaker_train.models``.
        WireError: A value has another JSON type than the member; names the path.
    """
    if not _is_structure(cls):
        found = cls.__name__ if isinstance(cast(object, cls), type) else repr(cls)
        raise TypeError(
            f"from_wire makes structures of sagemaker_train.models, not {found}; "
            "give the class of one: from_wire(CreateTrainingJobRequest, ...)"
        )
    try:
        model: ModelT = _converter.get_structure_hook(cls)(mapping, cls)
    except RecursionError:
        raise WireError("is nested too deeply") from None
    return model


def dumps(wire: Mapping[str, Any]) -> bytes:
    """
    The bytes that are signed and sent.
    """
    return _encode(wire).encode()


_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode

_converter = cattrs.BaseConverter()


class _Hooks(dict[str, HookT]):
    """
    The hooks of a class's members, by attribute name; each is made when a value is first met.
    """

    def __init__(self, cls: type[Model], make: Callable[[Any, type], HookT]) -> None:
        self._cls = cls
        self._make = make

    def __missing__(self, attribute: str) -> HookT:
        annotation = attrs.fields_dict(self._cls)[attribute].type
        hook = self[attribute] = self._make(annotation, self._cls)
        return hook


def _is_structure(cls: object) -> bool:
    return isinstance(cls, type) and issubclass(cls, Model)


# Models to JSON


def _plain(kind: type) -> bool:
    """
    Whether values of the type are JSON already.
    """
    return kind in (str, int, bool)


def _unstructure_hook(annotation: Any, owner: type) -> Hook | None:
    """
    What turns a value of the annotation into JSON; ``None`` where it is JSON already.
    """
    kind, _, item, _ = parts(annotation, owner)
    each = None if item is None else _unstructure_hook(item, owner)
    if kind is Sequence:
        return list if each is None else _unstructure_list(each)
    if kind is Mapping:
        return dict if each is None else _unstructure_map(each)
    return None if _plain(kind) else _converter.get_unstructure_hook(kind)


def _unstructure_list(each: Hook) -> Hook:
    return lambda values: [each(value) for value in values]


def _unstructure_map(each: Hook) -> Hook:
    return lambda values: {
        key: None if value is None else each(value) for key, value in values.items()
    }


def _unstructure_model(cls: type[Model]) -> Hook:
    """
    The cattrs hook of one model class.
    """
    hooks = _Hooks(cls, _unstructure_hook)

    def unstructure(model: Model) -> dict[str, Any]:
        wire: dict[str, Any] = {}
        for attribute, name in cls.WIRE_NAMES.items():
            value = getattr(model, attribute)
            if value is not None:
                hook = hooks[attribute]
                wire[name] = value if hook is None else hook(value)
        if model.unknown_members:
            wire |= cast("dict[str, Any]", thawed_json(model.unknown_members))
        return wire

    return unstructure


def _epoch(moment: datetime) -> int | float:
    """
    Epoch seconds; whole where they are, as AWS writes them.
    """
    seconds = moment.timestamp()
    return int(seconds) if seconds.is_integer() else round(seconds, 6)


def _wire_float(value: float) -> float | str:
    """
    AWS JSON writes what JSON has no number for as a string.
    """
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


_converter.register_unstructure_hook_factory(_is_structure, _unstructure_model)
_converter.register_unstructure_hook(OpenEnum, str)
_converter.register_unstructure_hook(datetime, _epoch)
_converter.register_unstructure_hook(float, _wire_float)


# JSON to models


JSON_NAMES = {
    "dict": "an object",
    "list": "a list",
    "str": "a string",
    "bool": "a boolean",
    "int": "a number",
    "float": "a number",
    "NoneType": "null",
}


def _expected(what: str, value: object) -> WireError:
    kind = type(value).__name__
    return WireError(f"expected {what}, found {JSON_NAMES.get(kind, kind)}")


def _at(step: str | int, error: WireError) -> WireError:
    """
    The error, told from one level further out.
    """
    return WireError(error.problem, (step, *error.path))


def _structure_hook(annotation: Any, owner: type) -> Hook:
    """
    What turns JSON into a value of the annotation.
    """
    kind, _, item, _ = parts(annotation, owner)
    if kind is Sequence:
        return _list_hook(_structure_hook(item, owner))
    if kind is Mapping:
        return _map_hook(_structure_hook(item, owner))
    hook = _converter.get_structure_hook(kind)
    return lambda value: hook(value, kind)


def _list_hook(each: Hook) -> Hook:
    def structure(values: Any) -> list[Any]:
        if not isinstance(values, (list, tuple)):
            raise _expected("a list", values)
        made: list[Any] = []
        try:
            for value in cast("list[Any]", values):
                made.append(each(value))
        except WireError as error:
            raise _at(len(made), error) from None
        return made

    return structure


def _map_hook(each: Hook) -> Hook:
    def structure(values: Any) -> dict[str, Any]:
        if not isinstance(values, Mapping):
            raise _expected("an object", values)
        made: dict[str, Any] = {}
        key: Any = None
        try:
            for key, value in cast("Mapping[str, Any]", values).items():
                made[key] = None if value is None else each(value)
        except WireError as error:
            raise _at(str(key), error) from None
        return made

    return structure


def _structure_model(cls: type[Model]) -> Callable[[Any, type], Model]:
    """
    The cattrs hook of one model class.
    """
    hooks = _Hooks(cls, _structure_hook)
    attributes = {name: attribute for attribute, name in cls.WIRE_NAMES.items()}
    absent = {
        field.name: None
        for field in attrs.fields(cls)
        if field.default is attrs.NOTHING and field.name in cls.WIRE_NAMES
    }

    def structure(wire: Any, _: type) -> Model:
        if not isinstance(wire, Mapping):
            raise _expected("an object", wire)
        known: dict[str, Any] = dict(absent)
        unknown: dict[str, Any] = {}
        name: Any = None
        try:
            for name, value in cast("Mapping[str, Any]", wire).items():
                if name not in attributes:
                    unknown[name] = value
                elif value is not None:
                    attribute = attributes[name]
                    known[attribute] = hooks[attribute](value)
        except WireError as error:
            raise _at(str(name), error) from None
        return cls(**known, unknown_members=unknown)

    return structure


def _exactly(kind: type, what: str) -> Callable[[Any, type], Any]:
    def structure(value: Any, _: type) -> Any:
        if type(value) is not kind and (
            not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool)
        ):
            raise _expected(what, value)
        return value

    return structure


def _integer(value: Any, _: type) -> int:
    if type(value) is int:
        return value
    is_whole = isinstance(value, float) and value.is_integer()
    if is_whole or (isinstance(value, int) and not isinstance(value, bool)):
        return int(value)
    raise _expected("a whole number", value)


def _number(value: Any, _: type) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            raise WireError("expected a number that fits a float, found a larger one") from None
    if value in ("NaN", "Infinity", "-Infinity"):
        return float(value)
    raise _expected("a number", value)


def _written(text: str) -> datetime:
    if text[:1].isdigit():
        return datetime.fromisoformat(text.upper())
    from email.utils import parsedate_to_datetime  # only here: hardly anybody sends such dates

    return parsedate_to_datetime(text)


def _moment(value: Any, _: type) -> datetime:
    """
    Epoch seconds, as AWS JSON has it, or what some servers send: ISO 8601, or a date of HTTP.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        if isinstance(value, str):
            try:
                return datetime.fromtimestamp(float(value), UTC)
            except ValueError:
                moment = _written(value)
                return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise _expected("a timestamp", value)


_converter.register_structure_hook_factory(_is_structure, _structure_model)
_converter.register_structure_hook_func(
    lambda cls: isinstance(cls, type) and issubclass(cls, OpenEnum), _exactly(str, "a string")
)
for _kind, _hook in {
    str: _exactly(str, "a string"),
    bool: _exactly(bool, "a boolean"),
    int: _integer,
    float: _number,
    datetime: _moment,
}.items():
    _converter.register_structure_hook(_kind, _hook)
