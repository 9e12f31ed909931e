"""
What a check has to say: a finding, and how serious it is.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """
    What a finding does to a request.
    """

    ERROR = "error"
    """The request is not built and not sent."""
    WARNING = "warning"
    """The request goes on; the finding is told through ``warnings``."""
    OFF = "off"
    """Nothing is said."""

    @property
    def milder(self) -> Severity:
        """
        The next one down: a warning for an error, else off.
        """
        return Severity.WARNING if self is Severity.ERROR else Severity.OFF


class Finding(NamedTuple):
    """
    One thing that is wrong with a request, or looks wrong. It never holds a suspected secret.
    """

    path: str
    """Where: ``resource_config.instance_count``; AWS's names where the request was a mapping."""
    rule: str
    """The stable id of the rule, as ``Policy`` knows it: ``instance-count-positive``."""
    severity: Severity
    message: str
    """What was found and what is allowed."""
    hint: str
    """What to do: how to fix it, and how to turn it down for those who know better."""
    source: str
    """Where the rule comes from: the service model, a page of AWS's documentation."""
    override: str = ""
    """The policy in the hint that lets it pass, as code; empty where nothing else could be sent."""

    @property
    def is_suspicion(self) -> bool:
        """
        Whether it says that something looks like a secret.
        """
        return self.rule.startswith("secret-")

    def __str__(self) -> str:
        return f"{self.path}: {self.message} [{self.rule}] {self.hint}"


class Findings(list[Finding]):
    """
    A list of findings that can be read: a line each at a prompt, a table in a notebook.
    """

    def __repr__(self) -> str:
        return "\n".join(map(str, self)) or "nothing wrong"

    def _repr_html_(self) -> str:
        from sagemaker_train.display import show

        return show(self).html()
