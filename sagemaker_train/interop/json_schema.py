r"""
A JSON Schema of the request of CreateTrainingJob, for editors that complete and check files.

It has what a schema can say: members, types, lengths, ranges, patterns, vocabularies and their
descriptions. Rules across members and suspected secrets are for ``check``.

Patterns are put into the syntax that every engine reads alike, with or without ECMAScript's ``u``
flag: anchored, ``\d``, ``\w`` and ``\s`` written out as ASCII, which is what the service means.
Where the service allows letters of all scripts (tags), the pattern forbids ASCII only: property
classes such as ``\p{L}`` are not understood everywhere.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, Final

import attrs

from sagemaker_train.annotations import parts
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.schema import InstanceType, Length, Model, OpenEnum, Pattern, Range

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def request_schema() -> dict[str, Any]:
    """
    Make the JSON Schema (2020-12) of the request of CreateTrainingJob, in AWS's names.

    Members that the API got after this version of the library are reported as unknown, as are
    misspelt ones; instance types newer than it are taken.

    Example:
        >>> Path("training-job.schema.json").write_text(json.dumps(request_schema()))
    """
    definitions: dict[str, dict[str, Any]] = {}
    schema = _structure(CreateTrainingJobRequest, definitions)
    return {
        "$schema": DIALECT,
        "title": "CreateTrainingJob",
        **schema,
        "$defs": dict(sorted(definitions.items())),
    }


def _structure(cls: type[Model], definitions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    texts = _descriptions(cls)
    fields = [field for field in attrs.fields(cls) if field.name in cls.WIRE_NAMES]
    properties: dict[str, Any] = {}
    for field in fields:
        member = _value(field.type, cls, definitions)
        if text := texts.get(field.name):
            member["description"] = text
        properties[cls.WIRE_NAMES[field.name]] = member
    schema: dict[str, Any] = {"type": "object"}
    if cls.__doc__:
        schema["description"] = inspect.cleandoc(cls.__doc__)
    schema["properties"] = properties
    required = [cls.WIRE_NAMES[f.name] for f in fields if f.default is attrs.NOTHING]
    if required:
        schema["required"] = required
    schema["additionalProperties"] = False
    return schema


def _value(
    annotation: Any, owner: type[Model], definitions: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """
    Make the schema of what fits an annotation of a generated class.

    Raises:
        TypeError: The annotation is none that a request has.
    """
    kind, marks, item, key = parts(annotation, owner)
    if kind is Sequence:
        items = _value(item, owner, definitions)
        return {"type": "array", "items": items, **_limits(marks, "Items")}
    if kind is Mapping:
        keys, values = (_value(one, owner, definitions) for one in (key, item))
        names = {limit: allowed for limit, allowed in keys.items() if limit != "type"}
        schema: dict[str, Any] = {"type": "object", "additionalProperties": values}
        schema |= {"propertyNames": names} if names else {}
        return schema | _limits(marks, "Properties")
    if issubclass(kind, Model):
        if kind.__name__ not in definitions:
            definitions[kind.__name__] = {}  # it may contain itself
            definitions[kind.__name__] = _structure(kind, definitions)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    if issubclass(kind, OpenEnum):
        return _vocabulary(kind)
    if kind is str:
        return {"type": "string", **_limits(marks, "Length")}
    if kind is bool:
        return {"type": "boolean"}
    if kind in (int, float):
        return {"type": "integer" if kind is int else "number", **_limits(marks, "")}
    raise TypeError(f"{owner.__name__}: no JSON Schema for {kind}")


def _vocabulary(enum: type[OpenEnum]) -> dict[str, Any]:
    known = [member.value for member in enum]
    if issubclass(enum, InstanceType):  # AWS adds some every month
        return {"anyOf": [{"enum": known}, {"type": "string", "pattern": r"^ml\.[a-z0-9.-]+$"}]}
    return {"enum": known}


def _limits(marks: tuple[object, ...], unit: str) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    for mark in marks:
        match mark:
            case Length(minimum, maximum):
                limits |= {f"min{unit}": minimum} if minimum else {}
                limits |= {f"max{unit}": maximum} if maximum is not None else {}
            case Range(minimum, maximum):
                limits |= {"minimum": minimum} if minimum is not None else {}
                limits |= {"maximum": maximum} if maximum is not None else {}
            case Pattern():
                if (pattern := ecma(mark)) is not None:
                    limits["pattern"] = pattern
            case _:
                pass
    return limits


# Patterns

_ASCII_CLASSES: Final[Mapping[str, str]] = {
    r"\d": "0-9",
    r"\w": "A-Za-z0-9_",
    r"\s": r" \t\n\v\f\r",
}
_PIECE: Final = re.compile(r"\\.|\[\^?|.", re.DOTALL)
_UNICODE_WORDS: Final = re.compile(r"\(\?u:\[\\w[^\]]*\]\)")
_SYNTAX: Final = frozenset(r"^$\.*+?()[]{}|/-")


def ecma(pattern: Pattern) -> str | None:
    r"""
    Put a pattern into the syntax that ECMAScript, with or without ``u``, and others share.

    Returns:
        The pattern, for a search; ``None`` for one that takes every text.
    """
    if pattern.published == r"[\S\s]*":
        return None
    expression = _UNICODE_WORDS.sub(_without_scripts, pattern.expression).replace(r"[\S]", r"\S")
    out: list[str] = []
    in_class = False
    for match in _PIECE.finditer(expression):
        piece = match.group()
        if piece in _ASCII_CLASSES:
            piece = _ASCII_CLASSES[piece] if in_class else f"[{_ASCII_CLASSES[piece]}]"
        elif piece == r"\S":
            piece = r"[^ \t\n\v\f\r]"
        elif len(piece) == 2 and piece[0] == "\\" and not piece[1].isalnum():
            # With the u flag, only what has a meaning may be escaped.
            needed = piece[1] in (r"\]^-[" if in_class else _SYNTAX - {"-"})
            piece = piece if needed else piece[1]
        elif not in_class and piece in ("[", "[^"):
            in_class = True
        elif in_class and piece == "]":
            in_class = False
        out.append(piece)
    # "$" also stands before a last line break to some engines; this lookahead does not.
    return rf"^(?:{''.join(out)})(?![\s\S])"


def _without_scripts(class_of_scripts: re.Match[str]) -> str:
    """
    Give a class that takes everything beyond ASCII in place of one of all scripts' letters.
    """
    forbidden: list[list[int]] = []  # first and last of each run
    for code in range(0x80):
        if not re.fullmatch(class_of_scripts[0], chr(code)):
            if forbidden and forbidden[-1][1] == code - 1:
                forbidden[-1][1] = code
            else:
                forbidden.append([code, code])
    runs = [rf"\x{first:02x}-\x{last:02x}" for first, last in forbidden]
    return f"[^{''.join(runs)}]"


# Descriptions


@cache
def _sources(module: str) -> Mapping[str, ast.ClassDef]:
    try:
        source = inspect.getsource(sys.modules[module])
    except (OSError, TypeError):  # shipped without sources
        return {}
    return {node.name: node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}


def _descriptions(cls: type[Model]) -> dict[str, str]:
    """
    Read the texts under the members of a generated class, which Python does not keep.
    """
    texts: dict[str, str] = {}
    definition = _sources(cls.__module__).get(cls.__name__)
    body = definition.body if definition else []
    for member, text in pairwise(body):
        match member, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(
                value=ast.Constant(value=str(words))
            ):
                texts[name] = inspect.cleandoc(words)
            case _:
                pass
    return texts
