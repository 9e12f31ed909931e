"""
Every cross-field rule of CreateTrainingJob, in one table.

A rule lives in the module of its subject. To add one, write its function there, under
``@TABLE.rule(...)`` with the conditions under which it has something to look at, its source and its
two examples; it is then checked, tested, documented and known to ``Policy``.

Deliberately missing, because the service or real jobs say otherwise: that InputDataConfig is
required; that metric names are unique; that ContainerArguments needs ContainerEntrypoint; that S3
URIs begin with ``s3://``; that checkpoints need spot; the documented lists of debugger collection
and profiler parameter names; that TrialName needs ExperimentName; that KeepAlivePeriodInSeconds is
at most 3,600; VolumeSizeInGB on instances with local disks; keys with spaces; a runtime of 5 days;
job names with ``_ . : =``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sagemaker_train.checks import (
    rules_algorithm,
    rules_channels,
    rules_input_modes,
    rules_monitoring,
    rules_preferences,
    rules_region,
    rules_resources,
    rules_runtime,
    rules_serverless,
)
from sagemaker_train.checks.rule import Rule

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    rules_algorithm.TABLE
    | rules_serverless.TABLE
    | rules_channels.TABLE
    | rules_input_modes.TABLE
    | rules_resources.TABLE
    | rules_preferences.TABLE
    | rules_runtime.TABLE
    | rules_monitoring.TABLE
    | rules_region.TABLE
)
"""The rules by id."""
