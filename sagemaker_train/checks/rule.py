"""
What a cross-field rule is, and how one is written down.

A rule is a function with a docstring that states it in one sentence. The decorator beside it says
how serious it is, when it has something to look at (see ``conditions``), where it comes from, how
to obey it, and shows a request that breaks it::

    @TABLE.rule(
        "vpc-duplicate",
        "warning",
        when="vpc_config",
        source="API reference, VpcConfig",
        fix="name each subnet and security group once",
        bad={"VpcConfig": {"SecurityGroupIds": ["sg-1", "sg-1"], "Subnets": ["subnet-1"]}},
        fixed={"VpcConfig": {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]}},
    )
    def vpc_duplicate(request: CreateTrainingJobRequest) -> Iterator[Problem]: ...

The rule's function sees a model whose types hold: what a caller left out although it is required,
or gave another type, has been reported already and is an empty value here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Literal, NamedTuple

from sagemaker_train.checks.constraints import Path
from sagemaker_train.findings import Severity
from sagemaker_train.models.creation import CreateTrainingJobRequest


class Problem(NamedTuple):
    """
    One place where a request breaks a rule.
    """

    path: Path
    """Attribute names and list positions."""
    message: str
    """What was found and what is allowed; it shows no value that could be a secret."""
    severity: Severity | None = None
    """How serious this case is, where that differs from the rule's default."""


Level = Literal["error", "warning", "off"]
Find = Callable[[CreateTrainingJobRequest], Iterator[Problem]]
FindInRegion = Callable[[CreateTrainingJobRequest, str], Iterator[Problem]]


class Rule(NamedTuple):
    """
    A cross-field rule of CreateTrainingJob.
    """

    id: str
    """The stable name, in kebab case."""
    severity: Severity
    """The default."""
    source: str
    """Where the rule comes from, in words."""
    enforced: bool
    """Whether the service is known to refuse what breaks the rule."""
    service: Severity
    """The severity under ``Policy.service()``."""
    fix: str
    """How to obey it, as the start of a sentence."""
    bad: Mapping[str, Any]
    """What to change in a valid request to break the rule; ``None`` removes a member."""
    fixed: Mapping[str, Any]
    """The same change, done right."""
    when: tuple[str, ...] = ()
    """Conditions (see ``conditions``), one of which has to hold for there to be something to find;
    none for a rule that looks at every request."""
    summary: str = ""
    """The rule in a sentence."""
    find: Find | None = None
    """Finds the problems of a request; ``None`` for a rule that needs the region."""
    find_in_region: FindInRegion | None = None
    """Finds the problems of a request that goes to a region."""


class Declaration:
    """
    A rule that lacks its function: a decorator.
    """

    def __init__(self, table: Table, rule: Callable[..., Rule]) -> None:
        self._table = table
        self._rule = rule

    def __call__(self, find: Find) -> Find:
        """
        Add the rule with a function that looks at the request alone.
        """
        self._add(self._rule(summary=_summary(find), find=find))
        return find

    def in_region(self, find: FindInRegion) -> FindInRegion:
        """
        Add the rule with a function that needs the region; it rests where that is unknown.
        """
        self._add(self._rule(summary=_summary(find), find_in_region=find))
        return find

    def _add(self, rule: Rule) -> None:
        self._table[rule.id] = rule


def _summary(find: Find | FindInRegion) -> str:
    return " ".join((find.__doc__ or "").split())


class Table(dict[str, Rule]):
    """
    Rules by id, in the order in which they are declared.
    """

    def rule(
        self,
        rule_id: str,
        severity: Level,
        *,
        when: str | tuple[str, ...] = (),
        source: str,
        fix: str,
        bad: Mapping[str, Any],
        fixed: Mapping[str, Any],
        enforced: bool = False,
        service: Level | None = None,
    ) -> Declaration:
        """
        Declare the function below as a rule; see ``Rule`` for the arguments.

        The rule runs only on requests for which one of the conditions of ``when`` holds.

        Where ``service`` is left out, an ``error`` stays one under ``Policy.service()`` if the
        service enforces it, and becomes a ``warning`` otherwise.
        """
        claimed = severity == "error" and not enforced
        under_service = Severity(service or ("warning" if claimed else severity))
        rule = partial(
            Rule,
            id=rule_id,
            severity=Severity(severity),
            source=source,
            enforced=enforced,
            service=under_service,
            fix=fix,
            bad=bad,
            fixed=fixed,
            when=(when,) if isinstance(when, str) else when,
        )
        return Declaration(self, rule)
