"""
Conditions under which a rule has something to look at; on other requests it rests.

A condition is written as one of

    vpc_config                                   it is there, be it empty, zero or false
    no stopping_condition                        it is absent, empty, zero or false
    input_data_config.compression_type is Gzip   it has this value

A path leads through structures and through the items of lists, one of which has to be so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import attrs

from sagemaker_train.checks.constraints import reader
from sagemaker_train.checks.places import class_at
from sagemaker_train.schema import Model

_LISTS = (list, tuple)

Traits = frozenset[str]
"""What is so in a request, of all that conditions ask for: paths, as they are, and with what is
said of them: ``empty tags``, ``input_data_config.compression_type is Gzip``."""
Note = Callable[[Any, set[str]], None]
"""Adds the traits of a structure to a set."""


def holds(condition: str, traits: Traits) -> bool:
    """
    Tell whether a condition holds for a request with these traits.
    """
    if (path := condition.removeprefix("no ")) == condition:
        return condition in traits
    return path not in traits or f"empty {path}" in traits


def reader_of_traits(cls: type[Model], conditions: Iterable[str]) -> Callable[[Model], Traits]:
    """
    Compile what reads from the requests of a class all that some conditions ask for.
    """
    note = _note(cls, sorted({condition.removeprefix("no ") for condition in conditions}))

    def traits(request: Model) -> Traits:
        found: set[str] = set()
        note(request, found)
        return frozenset(found)

    return traits


def _note(cls: type[Model], conditions: Iterable[str], above: str = "") -> Note:
    asked: dict[str, list[str]] = {}
    for condition in conditions:
        name = _first_step(cls, condition.partition(" is ")[0])
        asked.setdefault(name, []).append(condition.removeprefix(name))
    members: list[tuple[str, Sequence[tuple[str, str]], Note | None]] = []
    for name, rests in asked.items():
        trait = above + name
        values = [
            (rest.removeprefix(" is "), trait + rest) for rest in rests if rest.startswith(" is ")
        ]
        inner = [rest[1:] for rest in rests if rest.startswith(".")]
        structure = class_at(cls, tuple(name.split("."))) if inner else None
        inside = _note(structure, inner, f"{trait}.") if structure else None
        members.append((trait, values, inside))
    read = reader(asked)

    def note_members(structure: Any, found: set[str]) -> None:
        for (trait, values, inside), member in zip(members, read(structure)):  # noqa: B905  # slower
            if member:
                found.add(trait)
                if inside is not None:
                    items: Sequence[Any] = member
                    for item in items if isinstance(member, _LISTS) else (member,):
                        inside(item, found)
                elif values:
                    for value, of_value in values:
                        if member == value:  # a string of the user's own class may have no hash
                            found.add(of_value)
            elif member is not None:
                found.update((trait, f"empty {trait}"))

    return note_members


def _first_step(cls: type[Model], path: str) -> str:
    """
    Cut a path behind the first member that may be absent, or the last: one read leads there.
    """
    name, _, rest = path.partition(".")
    may_be_absent = getattr(attrs.fields(cls), name).default is not attrs.NOTHING
    if not rest or may_be_absent or (structure := class_at(cls, (name,))) is None:
        return name
    return f"{name}.{_first_step(structure, rest)}"
