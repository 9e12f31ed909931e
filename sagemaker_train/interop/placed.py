"""
Checks requests in documents: what is wrong, and where in the document it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sagemaker_train.checks import Policy, check
from sagemaker_train.checks.constraints import Path
from sagemaker_train.checks.wording import shown_path
from sagemaker_train.errors import WireError
from sagemaker_train.findings import Finding, Severity
from sagemaker_train.interop import kubernetes
from sagemaker_train.interop.documents import Form, Located
from sagemaker_train.interop.shapes import paths
from sagemaker_train.interop.templates import template
from sagemaker_train.models.creation import CreateTrainingJobRequest


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

    The problems of the request come first, as findings of the rule ``notation``. Of a value that
    tools read differently nothing else is told, unless it looks like a secret. What Step Functions
    fills in at run time is taken for right: a finding counts only if it is there both without those
    members and with something in their place.

    Args:
        located: The request.
        policy: How serious each rule is. Allowed paths may be spelt as in the document as well.
        region: The region to which the request will go.
    """
    policy = policy or Policy()
    placed = [Placed(_of_notation(problem), problem.path) for problem in located.problems]
    if located.members is None:
        return placed
    misspelt = {located.place(path) for path in located.misspelt}
    doubtful = {item.finding.path for item in placed if item.place not in misspelt}
    places = {shown_path(path): path for path in paths(located.members)}
    for finding in _findings(located.form, located.members, policy, region):
        nearest, rest = _nearest(finding.path, places)
        place = located.place(nearest)
        if located.form is Form.MANIFEST and rest.startswith("."):
            rest = f".{kubernetes.ack_name(rest[1:])}"
        text = f"{shown_path(place)}{rest}".removeprefix(".")
        if policy.allows(text) if finding.is_suspicion else text in doubtful:
            continue
        placed.append(Placed(finding._replace(path=text or finding.path), place))
    return placed


def _of_notation(problem: WireError) -> Finding:
    return Finding(
        shown_path(problem.path) or "the document",
        "notation",
        Severity.ERROR,
        f"{problem.problem}.",
        "No request is read from it as long as it is written so.",
        "specifications of JSON, YAML, Step Functions and ACK",
    )


def _findings(
    form: Form, members: Mapping[str, Any], policy: Policy, region: str | None
) -> list[Finding]:
    if form is not Form.STATE:
        return check(members, policy, region=region)
    split = template(members)
    known = {(f.rule, f.path) for f in check(split.without, policy, region=region)}
    open_places = [shown_path(place) for place in split.open_places]
    return [
        finding
        for finding in check(split.with_stand_ins, policy, region=region)
        if (finding.rule, finding.path) in known
        and not any(_is_within(finding.path, place) for place in open_places)
    ]


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
