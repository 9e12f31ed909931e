"""
What to check before a request leaves: the service model's constraints, cross-field rules, secrets.

Masking of secrets is needed wherever something is shown, so that importing this package is cheap:
the checks are imported when they are first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from sagemaker_train.findings import Finding, Severity

if TYPE_CHECKING:
    from sagemaker_train.checks.engine import Checkable, RequestSource, check, enforce
    from sagemaker_train.checks.policy import Policy

__all__ = [
    "Checkable",
    "Finding",
    "Policy",
    "RequestSource",
    "Severity",
    "check",
    "enforce",
]


if not TYPE_CHECKING:  # checkers would take any name at all

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module = importlib.import_module(f"{__name__}.{'policy' if name == 'Policy' else 'engine'}")
        value: object = getattr(module, name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)
