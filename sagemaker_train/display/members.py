"""
Any structure of the API, member by member; no member that is set is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import cast

import attrs

from sagemaker_train.display.page import (
    Cell,
    Column,
    Facts,
    Fold,
    Heading,
    Line,
    Note,
    Page,
    Piece,
    Span,
    Table,
    Tone,
    cell,
    plain,
    shown,
    shown_words,
    told,
)
from sagemaker_train.display.times import moment_text, utc
from sagemaker_train.schema import Model

_FREE_TEXTS = frozenset({"failure_reason", "status_message", "status_details", "objective_status"})
# Longer lists of settings are folded when a page opens.
_OPEN = 12


def page_of(model: Model) -> Page:
    """
    Show any structure.
    """
    name = type(model).__name__
    heading = Heading("", Span(name, code=True))
    rows = facts(model)
    return Page(name, [heading, Facts(rows, name) if rows else Note("", "nothing is set")])


def facts(model: Model, without: Collection[str] = ()) -> list[tuple[str, Cell]]:
    """
    One row for each member that is set, with a line for each value inside of it.

    Args:
        model: Any structure.
        without: Attribute names of members that are shown elsewhere.
    """
    rows: list[tuple[str, Cell]] = []
    for name, owner, value in _set_members(model):
        if name not in without:
            lines = tuple(_line(path, span) for path, span in leaves(owner, value))
            rows.append((told(name), lines))
    return rows


def _line(path: str, span: Span) -> Line:
    return (span,) if not path else (plain(f"{told(path)} ", Tone.MUTED), span)


def leaves(name: str | None, value: object, path: str = "") -> Iterator[tuple[str, Span]]:
    """
    The values inside of a value, each with its path from there; secrets are hidden.

    Args:
        name: The name under which the value stands; it tells secrets from settings.
        value: A member of a structure, of any type.
        path: What the paths begin with.
    """
    match value:
        case Model():
            yield from _structure(value, path)
        case Mapping():
            entries = cast("Mapping[object, object]", value)
            if not entries:
                yield path, plain("{}", Tone.MUTED)
            for key, entry in entries.items():
                yield from leaves(str(key), entry, _joined(path, key_text(key)))
        case list() | tuple():
            yield from _list(name, cast("Sequence[object]", value), path)
        case datetime():
            yield path, plain(moment_text(utc(value) or value))
        case str() if name in _FREE_TEXTS:
            yield path, plain(told(value))
        case _:
            yield path, shown(name, value)


def _structure(model: Model, path: str) -> Iterator[tuple[str, Span]]:
    members = list(_set_members(model))
    if not members:
        yield path, plain("{}", Tone.MUTED)
    for name, owner, value in members:
        yield from leaves(owner, value, _joined(path, name))


def _list(name: str | None, items: Sequence[object], path: str) -> Iterator[tuple[str, Span]]:
    if all(isinstance(item, str) for item in items):
        words = cast("Sequence[str]", items)
        yield path, shown_words(words) if words else plain("[]", Tone.MUTED)
        return
    for position, item in enumerate(items):
        yield from leaves(name, item, f"{path}[{position}]")


def _set_members(model: Model) -> Iterator[tuple[str, str, object]]:
    """
    The members that are set: name, the name that says what the value is, value.
    """
    pair = getattr(model, "key", None)
    for field in attrs.fields(type(model)):
        value = getattr(model, field.name)
        if value is None or field.name == "unknown_members":
            continue
        owner = pair if field.name == "value" and isinstance(pair, str) else field.name
        yield field.name, owner, value
    for name, value in model.unknown_members.items():
        yield str(name), str(name), value


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def key_text(key: object) -> str:
    """
    The key of a map as it may be shown: somebody may have put a secret there, too.
    """
    return shown(None, key).text


def settings(title: str, entries: object, name: str = "Name") -> list[Piece]:
    """
    A map of settings, such as hyperparameters, behind a title; nothing for an empty one.

    Args:
        title: What they are.
        entries: A mapping, or structures with ``key`` and ``value``.
        name: The title of the first column.
    """
    pairs = [(key_text(key), shown(str(key), value)) for key, value in pairs_of(entries)]
    if not pairs:
        return []
    rows = [(cell(Span(key, code=True)), cell(value)) for key, value in pairs]
    table = Table(title, [Column(name), Column("Value")], rows)
    return [Fold(f"{title} ({len(pairs)})", [table], is_open=len(pairs) <= _OPEN)]


def pairs_of(entries: object) -> Iterator[tuple[object, object]]:
    """
    The entries of a map of settings, or of structures with ``key`` and ``value``.
    """
    if isinstance(entries, Mapping):
        yield from cast("Mapping[object, object]", entries).items()
    else:
        for item in items_of(entries):
            yield part(item, "key"), part(item, "value")


def items_of(value: object) -> Sequence[object]:
    """
    The items of a list; none if it is absent or, in a request not yet checked, no list.
    """
    return cast("Sequence[object]", value) if isinstance(value, (list, tuple)) else ()


def part(value: object, *path: str) -> object:
    """
    What stands at a path of attributes; ``None`` as soon as something is absent.

    Pages show drafts and answers alike, in which anything may be missing.
    """
    for name in path:
        value = getattr(value, name, None)
    return value


def words_of(*values: object) -> list[str]:
    """
    Lists of strings, one after the other.
    """
    return [str(item) for value in values for item in items_of(value)]
