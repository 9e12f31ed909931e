"""
The differences between two requests, as a person would tell them.

Channels are matched by name, tags by key, rules, collections, groups and metrics by their names,
hyperparameters and environment variables by key; what has no name, by position. Suspected secrets
are hidden already in the path and the values of a change, not only when it is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

import attrs

from sagemaker_train.builder.draft import Draft, expect
from sagemaker_train.checks.secrets import mask, mask_words
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.schema import Model

if TYPE_CHECKING:
    from sagemaker_train.display.page import Page

Comparable: TypeAlias = CreateTrainingJobRequest | Draft
"""A request, or a builder that holds one."""

_KEYS = (
    "channel_name",
    "key",
    "rule_configuration_name",
    "collection_name",
    "instance_group_name",
    "name",
)
"""The attributes by which items of a list are recognised."""


class Change(NamedTuple):
    """
    One difference. ``None`` stands for what is not there.
    """

    path: str
    """Where: ``hyper_parameters.lr``, ``input_data_config[train].content_type``; a name that is a
    suspected secret is hidden."""
    before: object
    """The value in the first request, a suspected secret hidden."""
    after: object
    """The value in the second request, a suspected secret hidden."""

    def __str__(self) -> str:
        if self.before is None:
            return f"+ {self.path}: {_shown(self.after)}"
        if self.after is None:
            return f"- {self.path}: {_shown(self.before)}"
        return f"~ {self.path}: {_shown(self.before)} -> {_shown(self.after)}"


class Diff(tuple[Change, ...]):
    """
    The changes from one request to another, in the order of the request; falsy if there is none.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n".join(map(str, self)) or "no differences"

    def __page__(self) -> Page:
        from sagemaker_train.display.requests import diff_page

        return diff_page(self)

    def _repr_html_(self) -> str:
        from sagemaker_train.display import show

        return show(self).html()


def diff(before: Comparable, after: Comparable) -> Diff:
    """
    Compare two requests.

    Args:
        before: A request or builder.
        after: Another one.

    Returns:
        The changes; empty exactly if the requests are equal. Its text has a line for each:
        ``+`` added, ``-`` removed, ``~`` changed.

    Example:
        >>> job = TrainingJobBuilder("a").hyperparameter("lr", 0.1)
        >>> print(diff(job, job.hyperparameter("lr", 0.2).tag("team", "vision")))
        ~ hyper_parameters.lr: '0.1' -> '0.2'
        + tags[team]: 'vision'
    """
    old, new = _leaves(before), _leaves(after)
    changes = [
        Change(_text(path), _hidden(old.get(path)), _hidden(new.get(path)))
        for path in _merged(list(old), list(new))
        if _differ(old.get(path), new.get(path))
    ]
    return Diff(changes)


Path: TypeAlias = tuple[tuple[str, str], ...]
"""Steps, each with what writes it: ``(".", member)``, ``("[]", name of an item)``, …"""


class _Order(tuple[str, ...]):
    """
    The names of a list's items. They matter only if all of them are on both sides.
    """


class _Leaf(NamedTuple):
    name: str | None
    """The name under which the value stands, which tells secrets from settings."""
    value: object


class _Null:
    """
    JSON's ``null`` among unknown members, which is something that was said.
    """

    def __repr__(self) -> str:
        return "null"


_NULL = _Null()


def _merged(old: list[Path], new: list[Path]) -> list[Path]:
    """
    All paths: those of the second side stand after the neighbour that they follow there.
    """
    paths, known = list(old), set(old)
    for position, path in enumerate(new):
        if path not in known:
            paths.insert(paths.index(new[position - 1]) + 1 if position else 0, path)
            known.add(path)
    return paths


def _differ(old: _Leaf | None, new: _Leaf | None) -> bool:
    before, after = (None if leaf is None else leaf.value for leaf in (old, new))
    if isinstance(before, _Order) and isinstance(after, _Order):
        return before != after and set(before) == set(after)
    return before != after and not isinstance(before or after, _Order)


def _text(path: Path) -> str:
    forms = {".": ".{}", "[]": "[{}]", "order": " ({})", "unknown": ".{}"}
    return "".join(forms[kind].format(mask(None, text)) for kind, text in path).removeprefix(".")


def _leaves(side: Comparable) -> dict[Path, _Leaf]:
    request = side.request() if isinstance(side, Draft) else side
    expect(CreateTrainingJobRequest, request=request)
    return dict(_walk((), None, request))


def _walk(path: Path, name: str | None, value: object) -> Iterator[tuple[Path, _Leaf]]:
    match value:
        case Model():
            yield from _structure(path, value)
        case Mapping():
            entries = cast("Mapping[str, object]", value)
            if not entries:
                yield path, _Leaf(name, {})
            for key, entry in entries.items():
                yield from _walk((*path, (".", key)), key, _NULL if entry is None else entry)
        case list() | tuple():
            yield from _list(path, name, cast("list[object] | tuple[object, ...]", value))
        case _:
            yield path, _Leaf(name, value)


def _structure(path: Path, model: Model) -> Iterator[tuple[Path, _Leaf]]:
    members: dict[str, object] = {
        field.name: member
        for field in attrs.fields(type(model))
        if field.name != "unknown_members" and (member := getattr(model, field.name)) is not None
    }
    if not members and not model.unknown_members:
        yield path, _Leaf(None, {})
    pair = members.get("key")
    if set(members) == {"key", "value"} and isinstance(pair, str):
        yield path, _Leaf(pair, members["value"])
        members = {}
    for name, member in members.items():
        owner = pair if name == "value" and isinstance(pair, str) else name
        yield from _walk((*path, (".", name)), owner, member)
    for name, member in model.unknown_members.items():
        yield from _walk((*path, ("unknown", name)), name, _NULL if member is None else member)


def _list(
    path: Path, name: str | None, items: list[object] | tuple[object, ...]
) -> Iterator[tuple[Path, _Leaf]]:
    if not items or not all(isinstance(item, Model) for item in items):
        yield path, _Leaf(name, tuple(items))
        return
    steps: list[tuple[str, str]] = []
    for position, item in enumerate(items):
        label = _label(item)
        # Without a name, or under a name that another has too, an item is known by its position.
        step = ("[]", label if label is not None else str(position))
        steps.append(step if step not in steps else ("[]", f"{step[1]}, item {position}"))
        yield from _walk((*path, steps[-1]), None, item)
    if len(steps) > 1:
        yield (*path, ("order", "order")), _Leaf(None, _Order(label for _, label in steps))


def _label(item: object) -> str | None:
    labels = (getattr(item, key, None) for key in _KEYS)
    return next((label for label in labels if isinstance(label, str)), None)


def _hidden(leaf: _Leaf | None) -> object:
    """
    The value as it may be shown.
    """
    if leaf is None:
        return None
    name, value = leaf
    if isinstance(value, str):
        return mask(name, str(value))
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, object]", value)
        return {mask(None, key): _hidden(_Leaf(key, entry)) for key, entry in entries.items()}
    if isinstance(value, (list, tuple)):
        items = cast("list[object] | tuple[object, ...]", value)
        if all(isinstance(item, str) for item in items):
            return tuple(mask_words(cast("tuple[str, ...]", items)))
        return tuple(_hidden(_Leaf(name, item)) for item in items)
    return value


def _shown(value: object) -> str:
    return repr(list(cast("tuple[object, ...]", value)) if isinstance(value, tuple) else value)
