"""
What is known of instance families: where their disk is, and which come as UltraServers.

Source: the instance storage column of Amazon EC2's instance type pages, and the SageMaker
documentation of ``VolumeSizeInGB`` and of UltraServers. A family that is in no set is unknown, and
nothing is concluded about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sagemaker_train.checks.constraints import Path
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.models.enums import TrainingInstanceType

LOCAL_DISK: Final = frozenset({
    "c5d", "c6id", "g4dn", "g5", "g6", "g6e", "g7e", "m5d", "p3dn", "p4d", "p4de", "p5", "p5e",
    "p5en", "p6-b200", "p6-b300", "p6e-gb200", "r5d", "trn1", "trn1n", "trn2",
})  # fmt: skip
"""Families all of whose sizes have local NVMe disks; no EBS volume is made for them."""

EBS_ONLY: Final = frozenset({
    "c4", "c5", "c5n", "c6i", "c7i", "c7i-flex", "c8i", "c8i-flex", "m4", "m5", "m6i", "m7i",
    "m7i-flex", "m8i", "m8i-flex", "p2", "p3", "r5", "r6i", "r7i", "r8i", "r8i-flex", "t3",
})  # fmt: skip
"""Families without local disks, whose EBS volume the request sizes."""

ULTRA_SERVERS: Final = frozenset({"p6e-gb200", "trn2", "trn2u"})
"""Families that come as UltraServers, or may."""

_ON_THEIR_OWN: Final = (LOCAL_DISK | EBS_ONLY) - ULTRA_SERVERS


def instance_types(
    request: CreateTrainingJobRequest,
) -> Iterator[tuple[Path, TrainingInstanceType]]:
    """
    Give every instance type that a request asks for, with its path.
    """
    if (resources := request.resource_config) is None:
        return
    if resources.instance_type:
        yield ("resource_config", "instance_type"), resources.instance_type
    for position, group in enumerate(resources.instance_groups or ()):
        path = ("resource_config", "instance_groups", position, "instance_type")
        yield path, group.instance_type
    for position, preference in enumerate(resources.instance_preferences or ()):
        path = ("resource_config", "instance_preferences", position, "instance_type")
        yield path, preference.instance_type


def is_no_ultra_server(instance_type: TrainingInstanceType) -> bool:
    """
    Tell whether an instance type surely belongs to no UltraServer.
    """
    return instance_type.family in _ON_THEIR_OWN
