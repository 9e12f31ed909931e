"""
Recognises the requests in a document, whatever tool it is for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, NamedTuple, NoReturn

from sagemaker_train.checks.constraints import Path
from sagemaker_train.checks.wording import either
from sagemaker_train.errors import WireError
from sagemaker_train.interop import kubernetes, step_functions
from sagemaker_train.interop.shapes import as_object, steps
from sagemaker_train.interop.sources import Document, Language, parse, refuse
from sagemaker_train.interop.templates import is_open
from sagemaker_train.models.creation import CreateTrainingJobRequest


class Form(StrEnum):
    """
    For what tool a request is written.
    """

    REQUEST = "request"
    """AWS's names: what boto3 takes as keyword arguments and the AWS CLI as input."""
    STATE = "step-functions"
    """``Parameters`` or ``Arguments`` of a state of Step Functions."""
    MANIFEST = "ack"
    """The ``spec`` of a manifest of AWS Controllers for Kubernetes."""

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:
        forms = either([repr(form.value) for form in cls])
        raise ValueError(f"form must be {forms}, found {value!r}")


class Located(NamedTuple):
    """
    A request in a document.
    """

    form: Form
    members: Mapping[str, Any] | None
    """The request in AWS's names; ``None`` where the document does not tell them."""
    at: Path
    """Where its members are in the document; for a manifest, where the manifest is."""
    problems: tuple[WireError, ...] = ()
    """How it is written such that its tool does not take it as it is meant."""
    misspelt: Mapping[Path, str] = MappingProxyType({})
    """What a manifest spells otherwise than ACK does, by the path in AWS's names."""

    def place(self, path: Path) -> Path:
        """
        Give the place in the document of a path in AWS's names.
        """
        if self.form is Form.MANIFEST:
            path = kubernetes.manifest_path(path, self.misspelt)
        return (*self.at, *path)

    @property
    def is_certain(self) -> bool:
        """
        Whether it can be nothing else; AWS's names may be those of another operation's request.
        """
        return self.form is not Form.REQUEST or not MARKS.isdisjoint(self.members or ())

    def request(self) -> CreateTrainingJobRequest:
        """
        Read the request as a model.

        Raises:
            WireError: The request has problems, all of which are told, or is computed at run time,
                or a value has another type than its member; names the path in the document.
        """
        from sagemaker_train.transport.codec import from_wire

        refuse(self.problems)
        members = self.members
        if members is None:
            raise WireError(step_functions.NO_MEMBERS, self.at)
        if self.form is Form.STATE:
            members = step_functions.held(members)
        try:
            return from_wire(CreateTrainingJobRequest, members)
        except WireError as error:
            raise WireError(error.problem, self.place(error.path)) from None


MARKS: Final = frozenset(
    {
        "TrainingJobName",
        "AlgorithmSpecification",
        "ServerlessJobConfig",
        "HyperParameters",
        "ResourceConfig",
    }
)
"""Members that nothing but a training job has: one of them is in every request for one."""


def requests_in(document: object) -> list[Located]:
    """
    Find the requests for training jobs in a document.

    Args:
        document: A JSON value: a request, a state of Step Functions or a whole state machine, an
            ACK manifest or a list of manifests.
    """
    return list(_requests(document, ()))


def _requests(document: object, at: Path) -> Iterator[Located]:
    members = as_object(document)
    if members is None:
        return
    if kubernetes.is_manifest(members):
        spec = kubernetes.spec_of(members, at)
        yield Located(Form.MANIFEST, spec.members, at, spec.problems, spec.misspelt)
    elif members.get("kind") == "List":
        for position, item in steps(members.get("items")):
            yield from _requests(item, (*at, "items", position))
    elif step_functions.is_state(members):
        yield _in_state(members, at)
    elif "States" in members:
        for inner, state in step_functions.states_in(members):
            yield _in_state(state, (*at, *inner))
    elif not members.keys().isdisjoint(CreateTrainingJobRequest.WIRE_NAMES.values()):
        yield Located(Form.REQUEST, members, at)


def _in_state(state: Mapping[str, Any], at: Path) -> Located:
    language = step_functions.language_of_state(state)
    key = step_functions.KEYS[language]
    given = state.get(key)
    parameters = as_object(given)
    problems: tuple[WireError, ...] = ()
    if parameters is not None:
        problems = step_functions.mixtures(parameters, language, (*at, key))
    elif given is not None and not is_open(given):  # without parameters, the state's input is taken
        problems = (WireError(step_functions.NO_MEMBERS, (*at, key)),)
    return Located(Form.STATE, parameters, (*at, key), problems)


class InText(NamedTuple):
    """
    A request in a text.
    """

    located: Located
    document: Document
    """The JSON value or the document of a YAML stream that holds it."""

    def request(self) -> CreateTrainingJobRequest:
        """
        Read the request as a model.

        Raises:
            WireError: As for ``Located.request``; names the line as well.
        """
        try:
            return self.located.request()
        except WireError as error:
            raise self.document.with_line(error) from None


def requests_in_source(text: str, language: Language) -> list[InText]:
    """
    Find the requests for training jobs in a text.

    Their problems have lines, and those of the text around them are among them.

    Raises:
        WireError: It is not JSON or YAML; names the line.
        ValueError: There is no such language.
        ConfigurationError: It is YAML, and PyYAML is missing.
    """
    found: list[InText] = []
    for document in parse(text, language):
        for located in requests_in(document.value):
            around = [problem for problem in document.problems if _meet(problem.path, located.at)]
            problems = map(document.with_line, (*around, *located.problems))
            found.append(InText(located._replace(problems=tuple(problems)), document))
    return found


def _meet(one: Path, other: Path) -> bool:
    """
    Tell whether one of two places is within the other.
    """
    return all(step == other_step for step, other_step in zip(one, other, strict=False))


def one_request(found: Sequence[InText]) -> CreateTrainingJobRequest:
    """
    Read the one request that was found.

    Raises:
        WireError: There is none or there are several, or it cannot be read; names line and path.
    """
    if len(found) != 1:
        raise WireError(f"expected one request for a training job, found {len(found)}")
    return found[0].request()
