"""
Whether a job that the service describes is the one that was asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, cast

import attrs

from sagemaker_train.schema import Model

NOT_DESCRIBED = frozenset({"Tags", "SessionChainingConfig"})
"""Members of a create request that Describe does not give back."""

NEVER_FILLED_IN = frozenset(
    {
        "CheckpointConfig", "ContainerArguments", "ContainerEntrypoint",
        "EnableInterContainerTrafficEncryption", "EnableManagedSpotTraining",
        "EnableNetworkIsolation", "Environment", "HyperParameters", "InputDataConfig",
        "InstanceGroups", "KeepAlivePeriodInSeconds", "KmsKeyId", "MaxWaitTimeInSeconds",
        "TensorBoardOutputConfig", "TrainingImageConfig", "VolumeKmsKeyId", "VpcConfig",
    }
)  # fmt: skip
"""Members, at any depth, that the service does not add to what was asked for."""

COMPARED_WHOLE = frozenset({"Environment", "HyperParameters"})
"""Maps of strings that belong to the user."""


def differences(
    asked: Mapping[str, Any], found: Mapping[str, Any], unknown: Collection[str] = ()
) -> list[str]:
    """
    The members in which a described job is not what was asked for.

    Describe fills in some defaults, so what was not asked for may be there. What was asked for must
    be there as it was; only members that this version does not know may be missing, as it does not
    know either whether Describe has them. Empty values count as absent.
    """
    described = {name: value for name, value in asked.items() if name not in NOT_DESCRIBED}
    return [
        name
        for name in _compared(described, found, unknown)
        if not _covers(name, asked.get(name), found.get(name), unknown)
    ]


def _compared(
    asked: Mapping[str, Any], found: Mapping[str, Any], unknown: Collection[str]
) -> Iterator[str]:
    for name in asked:
        if name not in unknown or found.get(name) is not None:
            yield name
    yield from sorted(name for name in found if name in NEVER_FILLED_IN and name not in asked)


def _covers(name: str, asked: Any, found: Any, unknown: Collection[str]) -> bool:
    if not asked:
        return not found or not (name in NEVER_FILLED_IN or isinstance(asked, bool))
    if name in COMPARED_WHOLE:
        return bool(asked == found)
    if isinstance(asked, dict) and isinstance(found, dict):
        members, others = cast("dict[str, Any]", asked), cast("dict[str, Any]", found)
        return all(
            _covers(one, members.get(one), others.get(one), unknown)
            for one in _compared(members, others, unknown)
        )
    if isinstance(asked, list) and isinstance(found, list):
        items, found_items = cast("list[object]", asked), cast("list[object]", found)
        return len(items) == len(found_items) and all(
            _covers("", item, other, unknown)
            for item, other in zip(items, found_items, strict=True)
        )
    return bool(asked == found)


def unknown_members(value: object) -> Iterator[str]:
    """
    The names of members, at any depth of a request, that this version does not know.
    """
    if isinstance(value, Model):
        yield from value.unknown_members
        for field in attrs.fields(type(value)):
            yield from unknown_members(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in cast("tuple[object, ...]", value):
            yield from unknown_members(item)
