"""
States of AWS Step Functions that create a training job.

A state may leave members to run time: with JSONPath as ``"TrainingJobName.$": "$.name"`` (a path or
an intrinsic function such as ``States.Format``), with JSONata as ``"TrainingJobName": "{% $name
%}"``. Neither is evaluated here. A state has one language: to JSONPath, ``{% … %}`` is a text, and
to JSONata ``.$`` is part of a name, so that one in the other's state is refused. A model holds a
member for run time among its ``unknown_members``, under its name with ``.$``, and a setting under
such a key, whatever the language; both come back out as they went in, into states only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal, cast

from sagemaker_train.checks.constraints import Path
from sagemaker_train.checks.placeholders import SUFFIX, holds_jsonata, is_jsonata
from sagemaker_train.errors import WireError
from sagemaker_train.interop.shapes import as_object, steps
from sagemaker_train.interop.sources import refuse
from sagemaker_train.interop.writing import wire_of
from sagemaker_train.models.creation import CreateTrainingJobRequest

QueryLanguage = Literal["JSONPath", "JSONata"]

NO_MEMBERS: Final = "expected an object with the members of the request"
KEYS: Final[Mapping[QueryLanguage, str]] = {"JSONPath": "Parameters", "JSONata": "Arguments"}
"""Under which name a state has the members of the request, by its language."""

_RESOURCE: Final = re.compile(
    r"arn:(aws[a-z-]*|\$\{[A-Za-z0-9_.:]+\}):states:::(aws-sdk:)?sagemaker:createTrainingJob"
    r"(\.sync|\.waitForTaskToken)?"
)


def to_state(
    request: CreateTrainingJobRequest,
    *,
    wait: bool = True,
    query_language: QueryLanguage | None = None,
    partition: str = "aws",
) -> dict[str, Any]:
    """
    Write a request as a Task state; ``Next`` or ``End`` is for you to add.

    Args:
        request: The request. A member for run time is an unknown member, such as one set with
            ``builder.with_request(**{"TrainingJobName.$": "$.name"})``; what the request itself
            says in its place is left out.
        wait: Whether the state lasts until the job has ended (``.sync``).
        query_language: Whether the state has ``Parameters`` (``JSONPath``) or ``Arguments``
            (``JSONata``); left out, the language of what the request leaves to run time.
        partition: The partition of AWS, as in ``arn:aws-cn:…``.

    Raises:
        TypeError: It is no request; call ``build`` on a builder.
        ValueError: There is no such language.
        WireError: Members for run time are in another language than the state, or in both; all of
            them are told.
    """
    parameters = to_parameters(request)
    language = query_language or language_of(parameters)
    if language not in KEYS:
        raise ValueError(f"query_language must be 'JSONPath' or 'JSONata', found {language!r}")
    refuse(mixtures(parameters, language))
    resource = f"arn:{partition}:states:::sagemaker:createTrainingJob{'.sync' if wait else ''}"
    state: dict[str, Any] = {"Type": "Task", "Resource": resource}
    if language == "JSONata":
        state["QueryLanguage"] = language
    return {**state, KEYS[language]: parameters}


def from_state(state: Mapping[str, Any]) -> CreateTrainingJobRequest:
    """
    Read the request of a Task state.

    Raises:
        WireError: The state does not create a training job, computes all of its parameters at run
            time, leaves members to the language that it does not have, or a value has another type
            than its member; names the path.
    """
    if not is_state(state):
        raise WireError("expected a Task state that creates a training job", ("Resource",))
    language = language_of_state(state)
    key = KEYS[language]
    parameters = as_object(state.get(key))
    if parameters is None:
        raise WireError(NO_MEMBERS, (key,))
    refuse(mixtures(parameters, language, (key,)))
    return from_parameters(parameters)


def to_parameters(request: CreateTrainingJobRequest) -> dict[str, Any]:
    """
    Write a request as the ``Parameters`` or ``Arguments`` of a state.

    Raises:
        TypeError: It is no request; call ``build`` on a builder.
        WireError: Some of its members for run time are in JSONPath, others in JSONata.
    """
    parameters = cast("dict[str, Any]", _released(wire_of(request)))
    refuse(mixtures(parameters, language_of(parameters)))
    return parameters


def from_parameters(parameters: Mapping[str, Any]) -> CreateTrainingJobRequest:
    """
    Read the request in the ``Parameters`` or ``Arguments`` of a state.

    Required members that are left to run time are ``None`` in the model.

    Raises:
        WireError: Some members are left to JSONPath, others to JSONata, or a value has another
            type than its member; names the path.
    """
    from sagemaker_train.transport.codec import from_wire

    refuse(mixtures(parameters, language_of(parameters)))
    return from_wire(CreateTrainingJobRequest, held(parameters))


def is_state(document: Mapping[str, Any]) -> bool:
    """
    Tell whether a document is a state that creates a training job.
    """
    return bool(_RESOURCE.fullmatch(str(document.get("Resource", ""))))


def language_of_state(state: Mapping[str, Any]) -> QueryLanguage:
    """
    Tell the language of a state, each of which has another name for the parameters.
    """
    return "JSONata" if KEYS["JSONata"] in state else "JSONPath"


def language_of(parameters: Mapping[str, Any]) -> QueryLanguage:
    """
    Tell in which language parameters are left to run time; JSONPath where none are.
    """
    for _, language in _expressions(parameters):
        return language
    return "JSONPath"


def mixtures(
    parameters: Mapping[str, Any], language: QueryLanguage, at: Path = ()
) -> tuple[WireError, ...]:
    """
    Find what is left to run time in another language than that of the state.

    Args:
        parameters: The parameters of the state.
        language: Its language.
        at: Where the parameters are in their document.
    """
    given = KEYS[language]
    return tuple(
        WireError(f"is for run time in {other}, which goes with {KEYS[other]}, not {given}", path)
        for path, other in _expressions(parameters, at)
        if other != language
    )


def _expressions(value: object, at: Path = ()) -> Iterator[tuple[Path, QueryLanguage]]:
    """
    Walk the places of what is for run time, with the language that it is written in.
    """
    for step, item in steps(value):
        if isinstance(step, str) and step.endswith(SUFFIX):
            yield (*at, step), "JSONPath"
        if is_jsonata(item):
            yield (*at, step), "JSONata"
        yield from _expressions(item, (*at, step))


def states_in(document: object, at: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """
    Walk the states of a state machine that create a training job, with their paths.
    """
    for step, item in steps(document):
        if (state := as_object(item)) is not None and is_state(state):
            yield (*at, step), state
        else:
            yield from states_in(item, (*at, step))


def held(members: Mapping[str, Any]) -> dict[str, Any]:
    """
    Give what JSONata leaves to run time under its name with ``.$``, as a model holds it.

    So is a list of which one item is for run time.
    """
    return {
        f"{name}{SUFFIX}" if holds_jsonata(value) else name: _held(value)
        for name, value in members.items()
    }


def _held(value: object) -> object:
    if isinstance(value, Mapping):
        return held(cast("Mapping[str, Any]", value))
    if isinstance(value, (list, tuple)):
        items = cast("Sequence[object]", value)
        return items if holds_jsonata(items) else [_held(item) for item in items]
    return value


def _released(value: object) -> object:
    """
    Undo ``held``, and leave out what members for run time take the place of.
    """
    if isinstance(value, list):
        return [_released(item) for item in cast("list[object]", value)]
    if not isinstance(value, dict):
        return value
    members = cast("dict[str, object]", value)
    released: dict[str, object] = {}
    for name, member in members.items():
        if f"{name}{SUFFIX}" in members:
            continue
        own = name.removesuffix(SUFFIX) if holds_jsonata(member) else name
        released[own] = _released(member)
    return released
