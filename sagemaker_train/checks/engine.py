"""
Checks a request: constraints of the service model, cross-field rules, secrets.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from sagemaker_train.checks.conditions import Traits, holds, reader_of_traits
from sagemaker_train.checks.constraints import Path, Violation, violations
from sagemaker_train.checks.explain import explain, explain_secret
from sagemaker_train.checks.placeholders import SUFFIX
from sagemaker_train.checks.places import attribute_path, position, wire_path
from sagemaker_train.checks.policy import FIXED, Policy
from sagemaker_train.checks.reading import read
from sagemaker_train.checks.rule import Rule
from sagemaker_train.checks.rules import RULES
from sagemaker_train.checks.settings import suspicions
from sagemaker_train.checks.wording import shown_path
from sagemaker_train.errors import ConstraintError, ConstraintWarning
from sagemaker_train.findings import Finding, Findings, Severity
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.schema import Model


class RequestSource(Protocol):
    """
    What assembles a request without checking it, as a builder does.
    """

    def request(self) -> CreateTrainingJobRequest:
        """
        Assemble the request.
        """
        ...


Checkable = Model | RequestSource | Mapping[str, Any]
"""What can be checked."""


def check(
    request: Checkable, policy: Policy | None = None, *, region: str | None = None
) -> Findings:
    """
    Find everything that is wrong with a request, or looks wrong, before it is sent.

    The constraints of the service model hold for the request of every operation, at every level.
    The cross-field rules are those of CreateTrainingJob. Nothing is sent and no network is used.

    Args:
        request: The request of any operation, a builder, or a mapping in wire form, such as the
            keyword arguments for boto3 or parsed JSON or YAML, of CreateTrainingJob.
        policy: How serious each rule is; ``Policy()`` if left out.
        region: The region to which the request will go, as a client takes it. Without it, the rules
            that compare the request with its region rest.

    Returns:
        The findings, a list in the order of the request. Their paths are in attribute names, or in
        AWS's names where the request is a mapping. They never show a value that looks like a
        secret.

    Raises:
        TypeError: The request is none of these.

    Example:
        >>> check({"TrainingJobName": "my_job"})[0].path
        'TrainingJobName'
    """
    given = _given(request)
    located = _Inspection(given, policy or Policy(), region).findings()
    if len(located) > 1:
        located.sort(key=lambda item: position(given, item.path))
    return Findings([item.finding for item in located])


def enforce(
    request: Checkable,
    policy: Policy | None = None,
    *,
    region: str | None = None,
    stacklevel: int = 2,
) -> None:
    """
    Check a request, raise its errors together, and tell its warnings.

    Args:
        request: As for ``check``.
        policy: As for ``check``.
        region: As for ``check``.
        stacklevel: Whose line a warning shows, as ``warnings.warn`` counts: 2 is the caller of
            this function.

    Raises:
        ConstraintError: Findings of severity ``error``, all of them at once.
    """
    findings = check(request, policy, region=region)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise ConstraintError(errors)
    for finding in findings:
        warnings.warn(ConstraintWarning(str(finding)), stacklevel=stacklevel)


def _given(request: Checkable) -> Model | Mapping[str, Any]:
    if isinstance(request, (Model, Mapping)):
        return request
    assemble = getattr(request, "request", None)
    if callable(assemble) and isinstance(model := assemble(), Model):
        return model
    raise TypeError(
        "check takes a request of sagemaker_train.models, a builder, or a mapping in wire form, "
        f"not {type(request).__name__}"
    )


class _Located(NamedTuple):
    """
    A finding with its path in the caller's spelling.
    """

    path: Path
    finding: Finding


class _Inspection:
    """
    One check of one request.
    """

    def __init__(
        self, given: Model | Mapping[str, Any], policy: Policy, region: str | None
    ) -> None:
        self.is_model = isinstance(given, Model)
        self.cls = type(given) if isinstance(given, Model) else CreateTrainingJobRequest
        self.policy = policy
        # The old names of FIPS endpoints stand for their regions, as clients take them.
        self.region = region and region.replace("fips-", "").replace("-fips", "")
        self.broken = list(violations(self.cls, given))
        self.open_places = [
            self._stood_for(violation.path)
            for violation in self.broken
            if violation.rule == "placeholder"
        ]
        # The model that rules can trust: the given one, if its types hold.
        holds = not any(violation.rule in ("required", "type") for violation in self.broken)
        self.request = given if isinstance(given, Model) and holds else read(self.cls, given)

    def findings(self) -> list[_Located]:
        found = [*self._of_constraints(), *self._of_rules(), *self._of_secrets()]
        return [item for item in found if item.finding.severity is not Severity.OFF]

    def _spelt(self, path: Path) -> Path:
        return path if self.is_model else wire_path(self.cls, path)

    def _stood_for(self, path: Path) -> Path:
        """
        The place that a placeholder will fill, in the caller's spelling.
        """
        *around, name = path
        place = (*around, str(name).removesuffix(SUFFIX))
        return attribute_path(self.cls, place) if self.is_model else place

    def _is_open(self, path: Path) -> bool:
        return any(place == path[: len(place)] for place in self.open_places)

    def _located(self, path: Path, finding: Finding) -> _Located:
        """
        A finding whose hint also says which policy lets it pass.
        """
        if finding.severity is Severity.OFF or finding.rule in FIXED:
            return _Located(path, finding)
        if finding.is_suspicion:
            doubt, policy = "it is not a secret", self.policy.allow(finding.path)
        else:
            milder = finding.severity.milder
            doubt, policy = "you know better", self.policy.set(finding.rule, milder)
        hint = f"{finding.hint} If {doubt}: {policy!r}."
        return _Located(path, finding._replace(hint=hint, override=repr(policy)))

    def _of_constraints(self) -> Iterator[_Located]:
        for violation in self.broken:
            if violation.rule == "required" and violation.path in self.open_places:
                continue
            path = attribute_path(self.cls, violation.path)
            if violation.rule == "pattern" and path[0] == "hyper_parameters":
                continue  # the rule hyperparameter-line-break tells it
            usual, message, fix = explain(violation, path, self.request)
            severity = self.policy.severity(violation.rule, usual)
            source = f"service model, {self.cls.__name__}"
            where = shown_path(violation.path) or self.cls.__name__
            finding = Finding(where, violation.rule, severity, message, f"{fix}.", source)
            yield self._located(violation.path, finding)

    def _of_rules(self) -> Iterator[_Located]:
        request, region = self.request, self.region
        if not isinstance(request, CreateTrainingJobRequest):
            return
        for rule, usual in _awake(self.policy, _traits(request)):
            if (find := rule.find) is not None:
                problems = find(request)
            elif rule.find_in_region is not None and region is not None:
                problems = rule.find_in_region(request, region)
            else:
                continue
            for problem in problems:
                path = self._spelt(problem.path)
                if self.broken and (_is_told(rule.id, path, self.broken) or self._is_open(path)):
                    continue
                severity = usual
                if problem.severity is not None:
                    severity = self.policy.severity(rule.id, problem.severity)
                where, message, fix = shown_path(path), problem.message, f"{rule.fix}."
                finding = Finding(where, rule.id, severity, message, fix, rule.source)
                yield self._located(path, finding)

    def _of_secrets(self) -> Iterator[_Located]:
        for suspicion in suspicions(self.request):
            path = self._spelt(suspicion.path)
            both = suspicion.path, wire_path(self.cls, suspicion.path)
            if self.policy.allows(shown_path(path), *map(_exactly, both)):
                continue
            secret = suspicion.secret
            severity = self.policy.severity(secret.rule, Severity(secret.severity))
            message, fix = explain_secret(suspicion)
            source = "API reference: no secrets in hyperparameters, environment and tags"
            finding = Finding(shown_path(path), secret.rule, severity, message, fix, source)
            yield self._located(path, finding)


@lru_cache(maxsize=64)
def _active(policy: Policy) -> Sequence[tuple[Rule, Severity]]:
    """
    The rules that a policy does not turn off, with their severity.
    """
    levels = ((rule, policy.severity(rule.id)) for rule in RULES.values())
    return [(rule, severity) for rule, severity in levels if severity is not Severity.OFF]


_traits = reader_of_traits(
    CreateTrainingJobRequest, (condition for rule in RULES.values() for condition in rule.when)
)


@lru_cache(maxsize=256)
def _awake(policy: Policy, traits: Traits) -> Sequence[tuple[Rule, Severity]]:
    """
    Those of them that have something to look at in a request with these traits.
    """
    return [
        (rule, severity)
        for rule, severity in _active(policy)
        if not rule.when or any(holds(condition, traits) for condition in rule.when)
    ]


def _is_told(rule: str, path: Path, broken: Sequence[Violation]) -> bool:
    """
    Whether what a rule says about a place follows from a violation that is told already.

    That is so for the place of the violation, and for what is inside a member that is missing or
    of another type.
    """
    for violation in broken:
        if violation.rule == "unknown-member" or violation.on_key:
            continue
        if rule == "hyperparameter-line-break" and violation.rule == "pattern":
            continue
        steps = len(violation.path)
        if violation.path == path:
            return True
        if violation.rule in ("required", "type") and violation.path == path[:steps]:
            return True
    return False


def _exactly(path: Path) -> str:
    """
    A path as text with its keys in full, to compare with what a policy allows.
    """
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).removeprefix(".")
