"""
From what the service says about a job back to a request for another one like it.

Describe answers with more than was asked for: members that only describe (status, times, ARNs),
and, where nothing was said, empty strings, empty lists and zeros that CreateTrainingJob refuses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, cast

import attrs

from sagemaker_train.builder.draft import drafted
from sagemaker_train.checks.constraints import violations
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.models.responses import DescribeTrainingJobResponse, TrainingJob
from sagemaker_train.models.structures import Tag
from sagemaker_train.schema import Model

Described: TypeAlias = DescribeTrainingJobResponse | TrainingJob


def request_of(described: Described) -> CreateTrainingJobRequest:
    """
    The request that asks for a job like the one described.

    Kept is what CreateTrainingJob takes. Members of the answer that this version does not know are
    left out, because nobody can say whether a request may have them; those inside the structures
    that requests and answers share are kept.
    """
    members: dict[str, Any] = {
        field.name: (_item if field.default is attrs.NOTHING else _said)(
            getattr(described, field.name, None)
        )
        for field in attrs.fields(CreateTrainingJobRequest)
        if field.name != "unknown_members"
    }
    algorithm = members["algorithm_specification"]
    if algorithm is not None and algorithm.algorithm_name and algorithm.training_image:
        # Only one can have been said, and an image does not lead to a name.
        members["algorithm_specification"] = attrs.evolve(algorithm, training_image=None)
    config = members["resource_config"]
    if config is not None:
        # The service fills these in once it has chosen from the preferences.
        members["resource_config"] = _structure(
            attrs.evolve(config, selected_instance_type=None, selected_instance_count=None)
        )
    if members["serverless_job_config"] is not None:
        # Chosen by the service for a serverless job, and refused in a request for one.
        members |= {"algorithm_specification": None, "resource_config": None}
    tags = cast("Sequence[Tag] | None", members["tags"])
    if tags is not None:
        # AWS's own tags come along in Search; nobody else may set them.
        own = tuple(tag for tag in tags if not tag.key.lower().startswith("aws:"))
        members["tags"] = own or None
    return drafted(CreateTrainingJobRequest, **members)


def _said(value: Any) -> Any:
    """
    What somebody said: ``None`` for the emptiness that stands for nothing.

    ``False`` stays, and so do required members and the values of maps, where "" and 0 can be meant.
    """
    if isinstance(value, Model):
        return _structure(value)
    if isinstance(value, Mapping):
        return cast("Mapping[object, object]", value) or None
    if isinstance(value, tuple):
        items = cast("tuple[object, ...]", value)
        return tuple(_item(item) for item in items) or None
    nothing = value == "" if isinstance(value, str) else type(value) is int and value == 0
    return None if nothing else value


def _item(value: Any) -> Any:
    return _cleaned(value) if isinstance(value, Model) else value


def _structure(model: Model) -> Model | None:
    """
    The structure without what nobody said; ``None`` if nothing is left of it.

    Nor did anybody say one that has only empty required members which no request may have: subnets
    ``[]`` or ``0`` attempts, but not the seed ``0``.
    """
    cleaned = _cleaned(model)
    values = [getattr(cleaned, field.name) for field in attrs.fields(type(cleaned))]
    members = [value for value in values if value not in (None, {})]
    if any(_said(member) is not None for member in members):
        return cleaned
    is_refused = any(violations(type(cleaned), cleaned))
    return cleaned if members and not is_refused else None


def _cleaned(model: Model) -> Model:
    changes: dict[str, Any] = {}
    for field in attrs.fields(type(model)):
        value = getattr(model, field.name)
        if field.name == "unknown_members":
            continue
        required = field.default is attrs.NOTHING
        changes[field.name] = _item(value) if required else _said(value)
    return attrs.evolve(model, **changes)
