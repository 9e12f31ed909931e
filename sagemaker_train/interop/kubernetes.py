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
from typing import Any, Final, NamedTuple, cast

from sagemaker_train.checks.constraints import Path
from sagemaker_train.errors import WireError
from sagemaker_train.interop.shapes import as_object, shapes
from sagemaker_train.interop.sources import refuse
from sagemaker_train.interop.writing import settled_wire_of
from sagemaker_train.models.creation import CreateTrainingJobRequest
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

    Raises:
        TypeError: It is no request; call ``build`` on a builder.
        WireError: Something is left to run time, which only a state of Step Functions may do; all
            such places are told.

    Example:
        >>> to_manifest(request)["spec"]["roleARN"]
        'arn:aws:iam::123456789012:role/training'
    """
    wire = settled_wire_of(request)
    metadata = {"name": name or (request.training_job_name or "").lower()}
    if namespace is not None:
        metadata["namespace"] = namespace
    spec = _written(CreateTrainingJobRequest, wire)
    return {"apiVersion": API_VERSION, "kind": KIND, "metadata": metadata, "spec": spec}


def from_manifest(manifest: Mapping[str, Any]) -> CreateTrainingJobRequest:
    """
    Read the request of an ACK manifest; ``metadata`` and ``status`` are left aside.

    Raises:
        WireError: It is no manifest of a TrainingJob, spells members otherwise than ACK does (all
            of them are told), or a value has another type than its member; names the path.
    """
    from sagemaker_train.transport.codec import from_wire

    if not is_manifest(manifest):
        raise WireError(f"expected a manifest of kind {KIND} and apiVersion {API_VERSION}")
    spec = spec_of(manifest)
    refuse(spec.problems)
    return from_wire(CreateTrainingJobRequest, spec.members or {})


def is_manifest(document: Mapping[str, Any]) -> bool:
    """
    Tell whether a document is a manifest of a training job.
    """
    group = str(document.get("apiVersion", "")).partition("/")[0]
    return group == API_GROUP and document.get("kind") == KIND


class Spec(NamedTuple):
    """
    The ``spec`` of a manifest, read however its members are spelt.
    """

    members: Mapping[str, Any] | None
    """The request in AWS's names; ``None`` where there is nothing to read."""
    misspelt: Mapping[Path, str]
    """What is spelt otherwise than ACK does and how, by the path in AWS's names."""
    problems: tuple[WireError, ...]
    """Why it is no manifest that a cluster takes as it is meant."""


def spec_of(manifest: Mapping[str, Any], at: Path = ()) -> Spec:
    """
    Read the members of the request in a manifest of a training job.

    Args:
        manifest: The manifest.
        at: Where it is in its document.
    """
    spec = as_object(manifest.get("spec"))
    if spec is None:
        problem = "expected an object with the members of the job"
        return Spec(None, {}, (WireError(problem, (*at, "spec")),))
    misspelt: dict[Path, str] = {}
    members = _read(CreateTrainingJobRequest, spec, (), misspelt)
    problems = [
        WireError(
            f"is spelt {ack_name(str(path[-1]))} in a manifest",
            (*at, *manifest_path(path, misspelt)),
        )
        for path in misspelt
    ]
    return Spec(members, misspelt, tuple(problems))


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


def manifest_path(path: Path, misspelt: Mapping[Path, str] | None = None) -> Path:
    """
    Give the place in a manifest of a path in AWS's names.

    Args:
        path: The path.
        misspelt: What is spelt otherwise in the manifest, as in ``Spec``.
    """
    spelt: list[str | int] = ["spec"]
    inside: type[Model] | None = CreateTrainingJobRequest
    for position, step in enumerate(path, start=1):
        if inside is None or isinstance(step, int):
            spelt.append(step)
            continue
        spelt.append((misspelt or {}).get(path[:position], ack_name(step)))
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


def _read(
    cls: type[Model], members: Mapping[str, Any], at: Path, misspelt: dict[Path, str]
) -> dict[str, Any]:
    """
    Give a structure and those in it in AWS's spelling, and note what ACK spells otherwise.

    Keys of maps stay. A member that is there in both spellings is what ACK takes it for.
    """
    read: dict[str, Any] = {}
    for name, value in members.items():
        wire = aws_name(name)
        if wire in shapes(cls) and ack_name(wire) != name:
            misspelt[*at, wire] = name
            if ack_name(wire) in members:
                continue
        read[wire] = _each(
            _inner(cls, wire),
            value,
            lambda inner, item, where: _read(inner, item, where, misspelt),
            (*at, wire),
        )
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
