"""
How seriously each rule is taken.
"""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType
from typing import Final, Literal

import attrs

from sagemaker_train.arguments import expect
from sagemaker_train.findings import Severity

CONSTRAINTS: Final = MappingProxyType(
    {
        "required": "A required member is present.",
        "type": "Every value has the type of its member.",
        "length": "Texts, lists and maps are neither too short nor too long.",
        "range": "Numbers are neither too small nor too large.",
        "pattern": "Texts match the pattern of their member.",
        "enum": "Values of a vocabulary are among those that are known.",
        "unknown-member": "A mapping holds members that the service model knows.",
        "shadowed-member": "No unknown member takes the place of one that is known and checked.",
        "naive-datetime": "Points in time have a time zone.",
        "placeholder": "Nothing is left to run time, which only Step Functions fills in.",
    }
)
"""The rules that come from the service model, by id."""

FIXED: Final = MappingProxyType(
    {
        "notation": "Every tool takes what is written as it is meant.",
        "json-value": "A member newer than this library holds what JSON has a form for.",
        "hyperparameter-value-type": "Every hyperparameter can be written faithfully as a string.",
        "search-conditions": "A search has as many conditions as the service takes.",
        "search-time-zone": "Points in time in a search have a time zone.",
    }
)
"""The rules that no policy turns down, by id: nothing could be sent instead."""


@attrs.frozen(repr=False)
class Policy:
    """
    Say how seriously each rule is taken, and where something that looks like a secret is none.

    A policy is a value: it cannot be changed, it can be compared, hashed and pickled, and its
    methods give a new one. ``Policy()`` is the default.

    Example:
        >>> policy = Policy().set("spot-without-checkpoint", "off").allow("environment.SALT")
        >>> policy.severity("spot-without-checkpoint")
        <Severity.OFF: 'off'>
    """

    _preset: Literal["default", "service"] = attrs.field(default="default", alias="preset")
    _severities: frozenset[tuple[str, Severity]] = attrs.field(
        default=frozenset(), alias="severities"
    )
    _allowed: frozenset[str] = attrs.field(default=frozenset(), alias="allowed")

    @classmethod
    def service(cls) -> Policy:
        """
        Take what the service itself refuses today as an error, and nothing that is only claimed.

        The limit of 256 characters for the value of a hyperparameter is off (the service takes
        2,500), a missing StoppingCondition is a warning, and so are rules that only the
        documentation states. Constraints of the service model stay errors, except unknown members,
        which the service ignores. Secrets and placeholders stay errors: the service would take
        them, which is why they are looked for.
        """
        return cls(preset="service")

    def set(self, rule: str, severity: Severity | Literal["error", "warning", "off"]) -> Policy:
        """
        Give a policy that takes one rule differently.

        Args:
            rule: The id of a rule, as a finding shows it in brackets: ``spot-needs-max-wait``.
            severity: ``error``, ``warning`` or ``off``.

        Raises:
            TypeError: The rule is no string.
            ValueError: There is no such rule or no such severity, or the rule cannot be turned
                down: nothing could be sent instead.
        """
        expect(str, rule=rule)
        if rule in FIXED:
            raise ValueError(
                f"the rule {rule!r} cannot be turned down, because nothing could be sent instead; "
                "correct what it reports"
            )
        if rule not in _known():
            from sagemaker_train.checks.wording import did_you_mean, suggestions

            guess = did_you_mean(suggestions(rule, _known()))
            raise ValueError(
                f"there is no rule {rule!r}; {guess or 'findings show the id of their rule'}"
            )
        if severity not in list(Severity):
            raise ValueError(f"the severity of {rule!r} is 'error', 'warning' or 'off'")
        others = {pair for pair in self._severities if pair[0] != rule}
        return attrs.evolve(self, severities=frozenset(others | {(rule, Severity(severity))}))

    def allow(self, *paths: str) -> Policy:
        """
        Give a policy that looks for no secrets at some paths.

        Args:
            paths: Paths as findings show them, in attribute names or AWS's names:
                ``environment.SALT`` or ``Environment.SALT``. ``*`` stands for any text:
                ``environment.*``, ``tags[*].value``.

        Raises:
            TypeError: A path is no string.
        """
        for path in paths:
            expect(str, path=path)
        return attrs.evolve(self, allowed=self._allowed | set(paths))

    def severity(self, rule: str, usual: Severity | None = None) -> Severity:
        """
        Tell how seriously a rule is taken.

        Args:
            rule: The id of the rule.
            usual: How serious the case at hand is if the policy has nothing to say on the rule;
                left out, the rule's default.

        Raises:
            ValueError: There is no such rule.
        """
        if (chosen := dict(self._severities).get(rule)) is not None:
            return chosen
        try:
            default, service = _known()[rule]
        except KeyError:
            raise ValueError(f"there is no rule {rule!r}") from None
        if self._preset == "service" and service is not default:
            return service
        return usual or default

    def allows(self, *spellings: str) -> bool:
        """
        Tell whether a path was allowed, given in one spelling or several.
        """
        return any(
            _form(allowed).fullmatch(path) for allowed in self._allowed for path in spellings
        )

    def __repr__(self) -> str:
        start = "Policy.service()" if self._preset == "service" else "Policy()"
        calls = [f".set({rule!r}, {level.value!r})" for rule, level in sorted(self._severities)]
        if self._allowed:
            calls.append(f".allow({', '.join(map(repr, sorted(self._allowed)))})")
        return start + "".join(calls)


@cache
def _form(allowed: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, allowed.split("*"))), re.DOTALL)


@cache
def _known() -> dict[str, tuple[Severity, Severity]]:
    """
    Give the default severity of every rule, and the one under ``Policy.service()``.
    """
    from sagemaker_train.checks.rules import RULES
    from sagemaker_train.checks.secrets import RULES as SECRETS

    known = {rule.id: (rule.severity, rule.service) for rule in RULES.values()}
    known |= dict.fromkeys(CONSTRAINTS, (Severity.ERROR, Severity.ERROR))
    known |= dict.fromkeys(FIXED, (Severity.ERROR, Severity.ERROR))
    known |= dict.fromkeys(SECRETS, (Severity.ERROR, Severity.ERROR))
    known["unknown-member"] = (Severity.ERROR, Severity.WARNING)
    known["secret-high-entropy"] = (Severity.WARNING, Severity.WARNING)
    return known
