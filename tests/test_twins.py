"""Sync and async are the same library: the same names, arguments and defaults, awaited."""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Callable
from typing import Any

import pytest

import sagemaker_train as smt
from sagemaker_train.jobs import async_many, many
from tests import twin_docstrings

CLASSES = [(smt.Client, smt.AsyncClient), (smt.TrainingJob, smt.AsyncTrainingJob)]
FUNCTIONS = ["as_completed", "stop_all", "submit_many", "wait_all"]

LIFE_CYCLE = {"__enter__": "__aenter__", "__exit__": "__aexit__"}
"""What a context manager is called when it is awaited."""


def synchronous(annotation: object) -> str:
    """An annotation as the sync twin would have it."""
    text = annotation if isinstance(annotation, str) else repr(annotation)
    text = re.sub(r"AsyncGenerator\[(.+), None\]$", r"Generator[\1, None, None]", text)
    text = re.sub(r"Coroutine\[Any, Any, (.+)\]$", r"\1", text)
    return text.replace("Async", "")


def shape(function: Callable[..., Any]) -> tuple[list[tuple[Any, ...]], str]:
    """Parameters and result of a function, as the sync twin would have them."""
    signature = inspect.signature(function)
    parameters: list[tuple[Any, ...]] = [
        (name, parameter.kind, parameter.default, synchronous(parameter.annotation))
        for name, parameter in signature.parameters.items()
    ]
    return parameters, synchronous(signature.return_annotation)


def public(cls: type) -> dict[str, Any]:
    """What a class has for its users."""
    return {
        name: value
        for name, value in vars(cls).items()
        if (not name.startswith("_") or name in {*LIFE_CYCLE, *LIFE_CYCLE.values(), "__init__"})
        and isinstance(value, (types.FunctionType, property))
    }


@pytest.mark.parametrize(("sync", "asynchronous"), CLASSES, ids=lambda cls: cls.__name__)
def test_twins_have_the_same_names(sync: type, asynchronous: type) -> None:
    """Each public name of one class is one of the other, and of the same kind."""
    ours = {LIFE_CYCLE.get(name, name): type(value) for name, value in public(sync).items()}
    theirs = {name: type(value) for name, value in public(asynchronous).items()}
    assert ours == theirs


@pytest.mark.parametrize(
    ("sync", "asynchronous", "name"),
    [(*pair, name) for pair in CLASSES for name in public(pair[0])],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_twins_have_the_same_signatures(sync: type, asynchronous: type, name: str) -> None:
    """A method takes the same arguments in both classes and gives the same, awaited."""
    one, other = public(sync)[name], public(asynchronous)[LIFE_CYCLE.get(name, name)]
    if isinstance(one, property):
        assert one.fget is not None
        assert other.fget is not None
        one, other = one.fget, other.fget
    if name == "__init__":
        one, other = (inspect.unwrap(function) for function in (one, other))
    assert shape(one) == shape(other)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_for_many_jobs_are_twins(name: str) -> None:
    """A function for many jobs takes the same arguments in both worlds and gives the same."""
    twin = getattr(async_many, f"async_{name}")
    assert shape(getattr(many, name)) == shape(twin)
    assert getattr(smt, f"async_{name}") is twin


def test_there_are_no_other_functions() -> None:
    """Neither world has a function for many jobs that the other lacks."""
    for module, names in ((many, FUNCTIONS), (async_many, [f"async_{name}" for name in FUNCTIONS])):
        own = {
            name
            for name, value in vars(module).items()
            if inspect.isfunction(value) and value.__module__ == module.__name__
        }
        assert own == set(names)


@pytest.mark.parametrize(("sync", "asynchronous"), twin_docstrings.FILES.items())
def test_twins_say_the_same(sync: str, asynchronous: str) -> None:
    """Every docstring of the async world is its twin's, as ``tests.twin_docstrings`` writes it."""
    ours, theirs = ((twin_docstrings.PACKAGE / name).read_text() for name in (sync, asynchronous))
    assert twin_docstrings.written(ours, theirs) == theirs
    changed = twin_docstrings.written(ours.replace("There is no such job", "It is gone"), theirs)
    assert changed.count("It is gone") == theirs.count("There is no such job")


@pytest.mark.parametrize("cls", [cls for pair in CLASSES for cls in pair])
def test_every_method_says_what_it_does(cls: type) -> None:
    """It does not send its reader elsewhere."""
    for name, value in public(cls).items():
        if not name.startswith("_"):
            assert value.__doc__, name
            assert "See ``" not in value.__doc__, name
