"""
What people pass: a wrong type or name is a ``TypeError``, an impossible value another error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import UnionType
from typing import cast, get_args

from sagemaker_train.errors import ConfigurationError

LONGEST = 1e9
"""Seconds, some thirty years: sockets and event loops cannot count much further."""


def expect(kind: type | UnionType, /, **arguments: object) -> None:
    """
    Refuse arguments of another type, by name.

    Raises:
        TypeError: An argument is of another type; ``True`` is not an ``int``.
    """
    refuse(mistyped(kind, **arguments))


def mistyped(kind: type | UnionType, /, **arguments: object) -> list[str]:
    """
    Say which arguments are of another type. What may be a ``float`` may be an ``int``.
    """
    kinds: tuple[type, ...] = get_args(kind) or (cast("type", kind),)
    allowed = (*kinds, int) if float in kinds else kinds
    problems: list[str] = []
    for argument, value in arguments.items():
        if isinstance(value, allowed) and not (isinstance(value, bool) and bool not in kinds):
            continue
        *others, last = (_KINDS.get(one, one.__name__) for one in kinds)
        wanted = f"{', '.join(others)} or {last}" if others else last
        slip = "; put it in a list: [...]" if isinstance(value, str) and list in kinds else ""
        problems.append(f"{argument} must be {wanted}, found {described(value)}{slip}")
    return problems


def lacking(methods: Iterable[str], /, **arguments: object) -> list[str]:
    """
    Say which arguments lack methods. ``None`` stands for one that was left out.
    """
    wanted = list(methods)
    return [
        f"{argument} must have the methods {', '.join(wanted)}, found {described(value)}"
        for argument, value in arguments.items()
        if value is not None and not all(callable(getattr(value, name, None)) for name in wanted)
    ]


def refuse(problems: list[str]) -> None:
    """
    Raise what is wrong with the types of arguments, all of it at once.

    Raises:
        TypeError: Something is.
    """
    if problems:
        raise TypeError("; ".join(problems))


_KINDS: dict[object, str] = {
    str: "a string", int: "a whole number", float: "a number", bool: "True or False",
    list: "a list", tuple: "a tuple", Mapping: "a mapping",
    Iterable: "a list", type(None): "None",
}  # fmt: skip


def described(value: object) -> str:
    """
    The type of a refused value; for a path, also what to write instead.
    """
    kind = "None" if value is None else type(value).__name__
    # By name, because importing pathlib costs more than the rest of the builder.
    path = any(one.__name__ == "PurePath" for one in type(value).__mro__)
    return f"{kind}; write it as a string" if path else kind


def expect_names(what: str, given: Iterable[str], known: Iterable[str]) -> None:
    """
    Refuse names that there are not.

    Args:
        what: What lacks them, and what they would be: ``a call has no option``.
        given: The names that were given.
        known: The names that there are.

    Raises:
        TypeError: The message names the nearest one, or all.
    """
    names = sorted(known)
    unknown = sorted(set(given).difference(names))
    refuse([f"{what} {name!r}; {_instead(name, names)}" for name in unknown])


def _instead(name: str, known: list[str]) -> str:
    from difflib import get_close_matches  # only here: it is needed where something is wrong

    near = get_close_matches(name, known, 1, 0.5)
    return f"did you mean {near[0]!r}?" if near else f"the known ones are {', '.join(known)}"


def expect_seconds(*, positive: bool = True, **times: float) -> None:
    """
    Refuse times that nobody can wait for.

    Args:
        positive: Whether nothing at all is too little.
        times: Seconds, by name.

    Raises:
        TypeError: A time is not a number.
        ConfigurationError: It is negative, not finite, or too long to be counted.
    """
    expect(float, **times)
    wrong = [
        f"{name} is {value!r}"
        for name, value in times.items()
        if not (0 < value <= LONGEST or (value == 0 and not positive))
    ]
    if wrong:
        number = "positive number of seconds" if positive else "number of seconds, 0 or more"
        raise ConfigurationError(
            f"{', '.join(wrong)}; a time must be a {number}, at most {LONGEST:,.0f}"
        )


def tag_keys(keys: Iterable[str]) -> list[str]:
    """
    The keys of tags as a list.

    Raises:
        TypeError: They are not a list, or are one text whose letters would be taken for keys.
    """
    if isinstance(keys, str):
        raise TypeError(f"keys is the text {keys!r}; give a list of keys: [{keys!r}]")
    expect(Iterable, keys=keys)
    return list(keys)
