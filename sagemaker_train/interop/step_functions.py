"""
States of AWS Step Functions that create a training job.

A state may leave members to run time: with JSONPath as ``"TrainingJobName.$": "$.name"`` (a path or
an intrinsic function such as ``States.Format``), with JSONata as ``"TrainingJobName": "{% $name
%}"``. Neither is evaluated here. A model holds such a member among its ``unknown_members``, under
its name with ``.$``, and it comes back out as it went in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple, cast

from sagemaker_train.checks.constraints import Path
from sagemaker_train.errors import WireError
from sagemaker_train.interop.shapes import Shape, as_object, shapes, steps
from sagemaker_train.models.requests import CreateTrainingJobRequest
from sagemaker_train.schema import Model, OpenEnum

QueryLanguage = Literal["JSONPath", "JSONata"]

_RESOURCE: Final = re.compile(
    r"arn:aws[a-z-]*:states:::(aws-sdk:)?sagemaker:createTrainingJob(\.sync)?"
)
_JSONATA: Final = re.compile(r"\{%.*%\}", re.DOTALL)
_SUBSTITUTION: Final = re.compile(r"\$\{[A-Za-z0-9_.:]+\}")


def to_state(
    request: CreateTrainingJobRequest,
    *,
    wait: bool = True,
    query_language: QueryLanguage = "JSONPath",
    partition: str = "aws",
) -> dict[str, Any]:
    """
    Write a request as a Task state; ``Next`` or ``End`` is for you to add.

    Args:
        request: The request. A member for run time is an unknown member, such as one set with
            ``builder.with_request(**{"TrainingJobName.$": "$.name"})``; what the request itself
            says in its place is left out.
        wait: Whether the state lasts until the job has ended (``.sync``).
        query_language: Whether the state has ``Parameters`` or, with JSONata, ``Arguments``.
        partition: The partition of AWS, as in ``arn:aws-cn:…``.
    """
    resource = f"arn:{partition}:states:::sagemaker:createTrainingJob{'.sync' if wait else ''}"
    state: dict[str, Any] = {"Type": "Task", "Resource": resource}
    if query_language == "JSONata":
        state["QueryLanguage"] = query_language
    key = "Arguments" if query_language == "JSONata" else "Parameters"
    return {**state, key: to_parameters(request)}


def from_state(state: Mapping[str, Any]) -> CreateTrainingJobRequest:
    """
    Read the request of a Task state.

    Raises:
        WireError: The state does not create a training job, computes all of its parameters at run
            time, or a value has another type than its member; names the path.
    """
    if not is_state(state):
        raise WireError("expected a Task state that creates a training job", ("Resource",))
    key = parameters_key(state)
    parameters = state.get(key)
    if not isinstance(parameters, Mapping):
        raise WireError("expected an object with the members of the request", (key,))
    return from_parameters(cast("Mapping[str, Any]", parameters))


def to_parameters(request: CreateTrainingJobRequest) -> dict[str, Any]:
    """
    Write a request as the ``Parameters`` or ``Arguments`` of a state.
    """
    from sagemaker_train.transport.codec import to_wire

    released = _released(to_wire(request))
    return cast("dict[str, Any]", released)


def from_parameters(parameters: Mapping[str, Any]) -> CreateTrainingJobRequest:
    """
    Read the request in the ``Parameters`` or ``Arguments`` of a state.

    Required members that are left to run time are ``None`` in the model.

    Raises:
        WireError: A value has another type than its member; names the path.
    """
    from sagemaker_train.transport.codec import from_wire

    return from_wire(CreateTrainingJobRequest, held(CreateTrainingJobRequest, parameters))


def is_state(document: Mapping[str, Any]) -> bool:
    """
    Tell whether a document is a state that creates a training job.
    """
    return bool(_RESOURCE.fullmatch(str(document.get("Resource", ""))))


def parameters_key(state: Mapping[str, Any]) -> str:
    """
    Tell under which name a state has the members of the request.
    """
    return "Arguments" if "Arguments" in state else "Parameters"


def states_in(document: object, at: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """
    Walk the states of a state machine that create a training job, with their paths.
    """
    for step, item in steps(document):
        if (state := as_object(item)) is not None and is_state(state):
            yield (*at, step), state
        else:
            yield from states_in(item, (*at, step))


def held(cls: type[Model], members: Mapping[str, Any]) -> dict[str, Any]:
    """
    Give a structure with JSONata's members for run time under their name with ``.$``.
    """
    kept: dict[str, Any] = {}
    for name, value in members.items():
        shape = shapes(cls).get(name)
        inner = shape.structure if shape and shape.container is not Mapping else None
        if shape is not None and isinstance(value, str) and _JSONATA.fullmatch(value):
            kept[f"{name}.$"] = value
        elif inner is not None and isinstance(value, Mapping):
            kept[name] = held(inner, cast("Mapping[str, Any]", value))
        elif inner is not None and isinstance(value, (list, tuple)):
            kept[name] = [
                held(inner, cast("Mapping[str, Any]", item)) if isinstance(item, Mapping) else item
                for item in cast("Sequence[object]", value)
            ]
        else:
            kept[name] = value
    return kept


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
        if f"{name}.$" in members:
            continue
        is_jsonata = isinstance(member, str) and _JSONATA.fullmatch(member)
        released[name.removesuffix(".$") if is_jsonata else name] = _released(member)
    return released


class Template(NamedTuple):
    """
    A request of which some members are known at run time only.
    """

    without: dict[str, Any]
    """The request as if those members were absent."""
    with_stand_ins: dict[str, Any]
    """The request with something in their place."""
    open_places: tuple[Path, ...]
    """Where they are."""


def template(members: Mapping[str, Any]) -> Template:
    """
    Split the parameters of a state into what is known and what is for run time.

    Beside expressions, this takes ``${Name}`` for open, which deployment tools replace.
    """
    places: list[Path] = []
    without = _filled(CreateTrainingJobRequest, members, (), None)
    filled = _filled(CreateTrainingJobRequest, members, (), places)
    return Template(without, filled, tuple(places))


def _filled(
    cls: type[Model] | None, members: Mapping[str, Any], at: Path, places: list[Path] | None
) -> dict[str, Any]:
    """
    Give a structure, or a map where there is no class, without its open members.

    With a list for their places, put stand-ins there and note the places.
    """
    filled: dict[str, Any] = {}
    for key, value in members.items():
        name = key.removesuffix(".$")
        shape = shapes(cls).get(name) if cls is not None else None
        if name != key or _is_open(value):
            if places is not None:
                places.append((*at, name))
                filled[name] = _stand_in(shape)
            continue
        inner = shape.structure if shape and shape.container is not Mapping else None
        filled[name] = _filled_value(inner, value, (*at, name), places)
    return filled


def _filled_value(
    cls: type[Model] | None, value: Any, at: Path, places: list[Path] | None
) -> object:
    if isinstance(value, Mapping):
        return _filled(cls, cast("Mapping[str, Any]", value), at, places)
    if not isinstance(value, (list, tuple)):
        return value
    items: list[object] = []
    for position, item in enumerate(cast("Sequence[Any]", value)):
        if _is_open(item):  # its place is kept, so that the others keep theirs
            if places is not None:
                places.append((*at, position))
            items.append({} if cls else "open")
        else:
            items.append(_filled_value(cls, item, (*at, position), places))
    return items


def _is_open(value: object) -> bool:
    return isinstance(value, str) and bool(_JSONATA.fullmatch(value) or _SUBSTITUTION.search(value))


def _stand_in(shape: Shape | None) -> object:
    """
    Give a value that a member could have.
    """
    if shape is None:
        return "open"
    if shape.container is not None:
        return [] if shape.container is Sequence else {}
    if shape.structure is not None:
        return {}
    if issubclass(shape.kind, OpenEnum):
        return next(iter(shape.kind)).value
    return {bool: True, int: 1, float: 1.0}.get(shape.kind, "open")
