"""
Manifests of AWS Controllers for Kubernetes (ACK): ``kind: TrainingJob``.

ACK's spelling of a member is AWS's with a small first letter and its abbreviations in capitals:
``roleARN``, ``s3URI``, ``volumeKMSKeyID``, ``securityGroupIDs``, ``vpcConfig``. The keys of
hyperparameters, environment variables and parameters are the user's own and stay. The spelling
follows the resource definition that ACK's SageMaker controller publishes.

A cluster's controller may know fewer members than this library: ``kubectl apply
--validate=strict`` tells before anything is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, cast

from sagemaker_train.checks.constraints import Path
from sagemaker_train.errors import WireError
from sagemaker_train.interop.shapes import shapes
from sagemaker_train.models.requests import CreateTrainingJobRequest
from sagemaker_train.schema import Model

API_GROUP: Final = "sagemaker.services.k8s.aws"
API_VERSION: Final = f"{API_GROUP}/v1alpha1"
KIND: Final = "TrainingJob"

_ABBREVIATION: Final = re.compile(r"(Arn|Id|Kms|Uri|Vpc)(?=s?([A-Z]|$))")
_CAPITALS: Final = re.compile(r"(?:ARN|ID|KMS|URI|VPC)+(?=s?([A-Z]|$))")


def to_manifest(
    request: CreateTrainingJobRequest, *, name: str | None = None, namespace: str | None = None
) -> dict[str, Any]:
    """
    Write a request as an ACK manifest.

    Args:
        request: The request.
        name: The name of the Kubernetes object; the job's name in small letters if left out, which
            is always a valid one.
        namespace: The namespace, if it is not that of whoever applies the manifest.

    Example:
        >>> to_manifest(request)["spec"]["roleARN"]
        'arn:aws:iam::123456789012:role/training'
    """
    from sagemaker_train.transport.codec import to_wire

    metadata = {"name": name or (request.training_job_name or "").lower()}
    if namespace is not None:
        metadata["namespace"] = namespace
    spec = _written(CreateTrainingJobRequest, to_wire(request))
    return {"apiVersion": API_VERSION, "kind": KIND, "metadata": metadata, "spec": spec}


def from_manifest(manifest: Mapping[str, Any]) -> CreateTrainingJobRequest:
    """
    Read the request of an ACK manifest; ``metadata`` and ``status`` are left aside.

    Raises:
        WireError: It is no manifest of a TrainingJob, or a value has another type than its member;
            names the path.
    """
    from sagemaker_train.transport.codec import from_wire

    return from_wire(CreateTrainingJobRequest, members_of(manifest))


def is_manifest(document: Mapping[str, Any]) -> bool:
    """
    Tell whether a document is a manifest of a training job.
    """
    group = str(document.get("apiVersion", "")).partition("/")[0]
    return group == API_GROUP and document.get("kind") == KIND


def members_of(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """
    Give the members of the request in a manifest, in AWS's names.

    Raises:
        WireError: It is no manifest of a TrainingJob, has no ``spec``, or spells a member otherwise
            than ACK does; names the path.
    """
    if not is_manifest(manifest):
        raise WireError(f"expected a manifest of kind {KIND} and apiVersion {API_VERSION}")
    spec = manifest.get("spec")
    if not isinstance(spec, Mapping):
        raise WireError("expected an object with the members of the job", ("spec",))
    return _read(CreateTrainingJobRequest, cast("Mapping[str, Any]", spec), ("spec",))


def ack_name(name: str) -> str:
    """
    Spell a member as ACK does.

    Example:
        >>> ack_name("VolumeKmsKeyId")
        'volumeKMSKeyID'
    """
    return _ABBREVIATION.sub(lambda match: match[1].upper(), name[:1].lower() + name[1:])


def aws_name(name: str) -> str:
    """
    Spell a member of an ACK manifest as AWS does.

    Example:
        >>> aws_name("volumeKMSKeyID")
        'VolumeKmsKeyId'
    """
    words = _CAPITALS.sub(lambda match: _each_word(match[0]), name)
    return words[:1].upper() + words[1:]


def _each_word(capitals: str) -> str:
    return re.sub("ARN|ID|KMS|URI|VPC", lambda word: word[0].capitalize(), capitals)


def manifest_path(path: Path) -> Path:
    """
    Give the place in a manifest of a path in AWS's names.
    """
    spelt: list[str | int] = ["spec"]
    inside: type[Model] | None = CreateTrainingJobRequest
    for step in path:
        if inside is None or isinstance(step, int):
            spelt.append(step)
            continue
        spelt.append(ack_name(step))
        shape = shapes(inside).get(step)
        inside = shape.structure if shape else None
    return tuple(spelt)


def _written(cls: type[Model], members: Mapping[str, Any]) -> dict[str, Any]:
    """
    Give a structure and those in it in ACK's spelling; keys of maps stay.
    """
    return {
        ack_name(name): _each(
            _inner(cls, name), value, lambda inner, item, _: _written(inner, item)
        )
        for name, value in members.items()
    }


def _read(cls: type[Model], members: Mapping[str, Any], at: Path) -> dict[str, Any]:
    """
    Give a structure and those in it in AWS's spelling; keys of maps stay.
    """
    read: dict[str, Any] = {}
    for name, value in members.items():
        wire = aws_name(name)
        if wire in shapes(cls) and ack_name(wire) != name:
            raise WireError(f"is spelt {ack_name(wire)} in a manifest", (*at, name))
        read[wire] = _each(_inner(cls, wire), value, _read, (*at, name))
    return read


def _inner(cls: type[Model], name: str) -> type[Model] | None:
    shape = shapes(cls).get(name)
    return None if shape is None or shape.container is Mapping else shape.structure


Respell = Callable[[type[Model], Mapping[str, Any], Path], dict[str, Any]]


def _each(cls: type[Model] | None, value: Any, respell: Respell, at: Path = ()) -> object:
    """
    Respell a structure, or the structures in a list; anything else stays as it is.
    """
    if cls is None:
        return value
    if isinstance(value, Mapping):
        return respell(cls, cast("Mapping[str, Any]", value), at)
    if isinstance(value, (list, tuple)):
        items = enumerate(cast("Sequence[object]", value))
        return [_each(cls, item, respell, (*at, position)) for position, item in items]
    return value
