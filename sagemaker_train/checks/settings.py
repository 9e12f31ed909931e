"""
Where users put settings of their own, and so secrets by mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sagemaker_train import models
from sagemaker_train.checks.constraints import Path
from sagemaker_train.checks.secrets import (
    Secret,
    are_innocent,
    find_secret,
    find_secrets_in_words,
    is_innocent,
)
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.models.structures import AlgorithmSpecification, Tag
from sagemaker_train.schema import Model

if TYPE_CHECKING:
    from sagemaker_train.models.requests import UpdateTrainingJobRequest


class Suspicion(NamedTuple):
    """
    A secret, and where it is.
    """

    path: Path
    secret: Secret
    on_key: bool
    """Whether the name of the setting is the secret, not its value."""


def suspicions(request: Model) -> Iterator[Suspicion]:
    """
    Find the secrets in the settings of a request.
    """
    for path, settings in _maps(request):
        if are_innocent(settings, settings.values()):
            continue
        for key, value in settings.items():
            if not is_innocent(key, value):
                yield from _in_pair(key, value, (*path, key), (*path, key))
    for position, tag in enumerate(_tags(request)):
        if not is_innocent(tag.key, tag.value):
            place = ("tags", position)
            yield from _in_pair(tag.key, tag.value, (*place, "key"), (*place, "value"))
    if isinstance(request, CreateTrainingJobRequest) and request.algorithm_specification:
        yield from _in_command(request.algorithm_specification)


def _in_pair(key: str, value: str, key_path: Path, value_path: Path) -> Iterator[Suspicion]:
    if (secret := find_secret(None, key)) is not None:
        yield Suspicion(key_path, secret, True)
    if (secret := find_secret(key, value)) is not None:
        yield Suspicion(value_path, secret, False)


def _in_command(algorithm: AlgorithmSpecification) -> Iterator[Suspicion]:
    entrypoint, arguments = algorithm.container_entrypoint or (), algorithm.container_arguments
    if not entrypoint and not arguments:
        return
    # An option may end the entry point and have its value in the first argument.
    for index, secret in find_secrets_in_words((*entrypoint, *(arguments or ()))):
        in_entrypoint = index < len(entrypoint)
        member = "container_entrypoint" if in_entrypoint else "container_arguments"
        position = index if in_entrypoint else index - len(entrypoint)
        yield Suspicion(("algorithm_specification", member, position), secret, False)


def _tags(request: Model) -> Sequence[Tag]:
    if isinstance(request, CreateTrainingJobRequest):  # first: who creates a job loads no other
        return request.tags or ()
    if isinstance(request, models.AddTagsInput):
        return request.tags or ()
    return ()


def _maps(request: Model) -> Iterator[tuple[Path, Mapping[str, str]]]:
    if isinstance(request, CreateTrainingJobRequest):
        if request.hyper_parameters:
            yield ("hyper_parameters",), request.hyper_parameters
        if request.environment:
            yield ("environment",), request.environment
        if hook := request.debug_hook_config:
            if hook.hook_parameters:
                yield ("debug_hook_config", "hook_parameters"), hook.hook_parameters
            for position, collection in enumerate(hook.collection_configurations or ()):
                where = ("debug_hook_config", "collection_configurations", position)
                parameters = collection.collection_parameters or {}
                yield (*where, "collection_parameters"), parameters
        for position, rule in enumerate(request.debug_rule_configurations or ()):
            path = ("debug_rule_configurations", position, "rule_parameters")
            yield path, rule.rule_parameters or {}
        yield from _profiler_maps(request)
    elif isinstance(request, models.UpdateTrainingJobRequest):
        yield from _profiler_maps(request)


def _profiler_maps(
    request: CreateTrainingJobRequest | UpdateTrainingJobRequest,
) -> Iterator[tuple[Path, Mapping[str, str]]]:
    if profiler := request.profiler_config:
        yield ("profiler_config", "profiling_parameters"), profiler.profiling_parameters or {}
    for position, item in enumerate(request.profiler_rule_configurations or ()):
        path = ("profiler_rule_configurations", position, "rule_parameters")
        yield path, item.rule_parameters or {}


def setting_name(request: Model, path: Path) -> str | None:
    """
    Give the name under which a value stands, if a path leads to a setting of the user's own.

    An empty name means a setting without a name, such as a word of a command.
    """
    match path:
        case ("tags", int(position), "value"):
            tags = _tags(request)
            return tags[position].key if position < len(tags) else ""
        case ("algorithm_specification", "container_entrypoint" | "container_arguments", _):
            return ""
        case (*_, "hyper_parameters" | "environment" | "hook_parameters" | "rule_parameters"
              | "collection_parameters" | "profiling_parameters", str(key)):  # fmt: skip
            return key
        case _:
            return None
