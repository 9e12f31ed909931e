"""
What the renderer is given: the slice of the API in our own words.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class CodegenError(Exception):
    """
    The model holds something that the generator does not know, or breaks one of its rules.
    """


class Enum(NamedTuple):
    name: str
    documentation: str
    members: dict[str, str]
    """Our name to the wire's value, in the order of the model."""
    instance_types: bool


class Alias(NamedTuple):
    """
    A named type that is no class: a constrained string or number, a list, a map.
    """

    name: str
    type: str
    marks: tuple[str, ...]
    """The limits as Python source, such as ``Length(0, 256)``."""


class Field(NamedTuple):
    attribute: str
    wire: str
    type: str
    required: bool
    enum: str | None
    """The enum whose converter the field needs."""
    documentation: str


class Structure(NamedTuple):
    name: str
    role: Literal["structure", "request", "response"]
    documentation: str
    fields: tuple[Field, ...]


class Error(NamedTuple):
    code: str
    status: int
    documentation: str


class Operation(NamedTuple):
    name: str
    input: str
    output: str | None
    errors: tuple[str, ...]
    promised: tuple[str, ...]
    pages: tuple[str, str, str, str] | None


class Service(NamedTuple):
    """
    All of one service, each kind in the order in which Python needs it.
    """

    name: str
    service_id: str
    signing_name: str
    target_prefix: str
    json_version: str
    enums: tuple[Enum, ...]
    aliases: tuple[Alias, ...]
    """Those of scalars, and of lists and maps of scalars."""
    structures: tuple[Structure | Alias, ...]
    """Structures and the lists and maps of them, each after what it is made of."""
    errors: tuple[Error, ...]
    operations: tuple[Operation, ...]
