"""
Recognises the requests in a document, whatever tool it is for, and checks them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, cast

from sagemaker_train.checks import Policy, check
from sagemaker_train.checks.constraints import Path
from sagemaker_train.checks.wording import shown_path
from sagemaker_train.errors import WireError
from sagemaker_train.findings import Finding
from sagemaker_train.interop import kubernetes, step_functions
from sagemaker_train.interop.shapes import paths, steps
from sagemaker_train.models.requests import CreateTrainingJobRequest


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


class Located(NamedTuple):
    """
    A request in a document.
    """

    form: Form
    members: Mapping[str, Any]
    """The request in AWS's names."""
    at: Path
    """Where its members are in the document; for a manifest, where the manifest is."""

    def place(self, path: Path) -> Path:
        """
        Give the place in the document of a path in AWS's names.
        """
        return (*self.at, *(kubernetes.manifest_path(path) if self._is_manifest else path))

    @property
    def _is_manifest(self) -> bool:
        return self.form is Form.MANIFEST

    def request(self) -> CreateTrainingJobRequest:
        """
        Read the request as a model.

        Raises:
            WireError: A value has another type than its member; names the path in the document.
        """
        from sagemaker_train.transport.codec import from_wire

        members = self.members
        if self.form is Form.STATE:
            members = step_functions.held(CreateTrainingJobRequest, members)
        try:
            return from_wire(CreateTrainingJobRequest, members)
        except WireError as error:
            raise WireError(error.problem, self.place(error.path)) from None


def requests_in(document: object) -> list[Located]:
    """
    Find the requests for training jobs in a document.

    Args:
        document: A JSON value: a request, a state of Step Functions or a whole state machine, an
            ACK manifest or a list of manifests.

    Raises:
        WireError: A manifest or a state has nothing where the request belongs; names the path.
    """
    return list(_requests(document))


def _requests(document: object) -> Iterator[Located]:
    if not isinstance(document, Mapping):
        return
    members = cast("Mapping[str, Any]", document)
    if kubernetes.is_manifest(members):
        yield Located(Form.MANIFEST, kubernetes.members_of(members), ())
    elif members.get("kind") == "List":
        for position, item in steps(members.get("items")):
            for found in _requests(item):
                yield found._replace(at=("items", position, *found.at))
    elif step_functions.is_state(members):
        yield from _in_state(members, ())
    elif "States" in members:
        for at, state in step_functions.states_in(members):
            yield from _in_state(state, at)
    elif not members.keys().isdisjoint(CreateTrainingJobRequest.WIRE_NAMES.values()):
        yield Located(Form.REQUEST, members, ())


def _in_state(state: Mapping[str, Any], at: Path) -> Iterator[Located]:
    key = step_functions.parameters_key(state)
    parameters = state.get(key)
    if isinstance(parameters, Mapping):
        yield Located(Form.STATE, cast("Mapping[str, Any]", parameters), (*at, key))


class Placed(NamedTuple):
    """
    A finding, and where in the document it is.
    """

    finding: Finding
    """Its path is that in the document."""
    place: Path
    """The same as steps; what is missing is at what is nearest around it."""


def check_located(
    located: Located, policy: Policy | None = None, *, region: str | None = None
) -> list[Placed]:
    """
    Check a request in a document.

    What Step Functions fills in at run time is taken for right: a finding counts only if it is
    there both without those members and with something in their place.

    Args:
        located: The request.
        policy: How serious each rule is. Allowed paths may be spelt as in the document as well.
        region: The region to which the request will go.
    """
    policy = policy or Policy()
    places = {shown_path(path): path for path in paths(located.members)}
    if located.form is Form.STATE:
        template = step_functions.template(located.members)
        known = {(f.rule, f.path) for f in check(template.without, policy, region=region)}
        open_places = [shown_path(place) for place in template.open_places]
        findings = [
            finding
            for finding in check(template.with_stand_ins, policy, region=region)
            if (finding.rule, finding.path) in known
            and not any(_is_within(finding.path, place) for place in open_places)
        ]
    else:
        findings = list(check(located.members, policy, region=region))
    placed: list[Placed] = []
    for finding in findings:
        nearest, rest = _nearest(finding.path, places)
        place = located.place(nearest)
        text = shown_path(place)
        if located.form is Form.MANIFEST and rest.startswith("."):
            rest = f".{kubernetes.ack_name(rest[1:])}"
        text = f"{text}{rest}".removeprefix(".")
        if finding.rule.startswith("secret-") and policy.allows(text):
            continue
        placed.append(Placed(finding._replace(path=text or finding.path), place))
    return placed


def _is_within(path: str, outer: str) -> bool:
    return path == outer or path.startswith((f"{outer}.", f"{outer}["))


def _nearest(path: str, places: Mapping[str, Path]) -> tuple[Path, str]:
    """
    Find the place of a path as text, or the nearest around it, and the text that is left over.
    """
    for end in range(len(path), 0, -1):
        if (end == len(path) or path[end] in ".[") and path[:end] in places:
            return places[path[:end]], path[end:]
    known = CreateTrainingJobRequest.__name__
    return (), "" if path == known else f".{path}"
