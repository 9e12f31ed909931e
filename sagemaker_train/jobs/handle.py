"""
What the handles of both clients have in common, without I/O.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, TypeVar

from sagemaker_train.builder import TrainingJobBuilder
from sagemaker_train.checks import check
from sagemaker_train.errors import (
    ConfigurationError,
    ConstraintWarning,
    SageMakerTrainError,
    ValidationError,
)
from sagemaker_train.findings import Severity
from sagemaker_train.jobs.clock import WallClock
from sagemaker_train.jobs.showing import Display
from sagemaker_train.jobs.steps import settings_of
from sagemaker_train.jobs.times import in_seconds, in_whole_seconds
from sagemaker_train.jobs.waiting import Terms
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.models.requests import (
    ProfilerConfigForUpdate,
    RemoteDebugConfigForUpdate,
    ResourceConfigForUpdate,
    UpdateTrainingJobRequest,
)
from sagemaker_train.models.responses import DescribeTrainingJobResponse
from sagemaker_train.models.structures import ProfilerRuleConfiguration
from sagemaker_train.transport.credentials import GivenCredentials
from sagemaker_train.transport.endpoint import aws_address

if TYPE_CHECKING:
    from sagemaker_train.async_client import AsyncClient
    from sagemaker_train.client import Client

ClientT = TypeVar("ClientT", "Client", "AsyncClient")

OnInterrupt: TypeAlias = Literal["leave", "stop"]
"""What becomes of a job when the wait for it is interrupted: it runs on, or it is stopped."""


STOPPING = 30.0
"""Seconds without an answer after which an interrupted wait gives up to ask its jobs to stop."""


def check_on_interrupt(choice: str) -> None:
    """
    Refuse any other choice.

    Raises:
        ConfigurationError: It is neither ``"leave"`` nor ``"stop"``.
    """
    if choice not in ("leave", "stop"):
        raise ConfigurationError(f"on_interrupt is {choice!r}; it must be 'leave' or 'stop'")


def terms_of(
    client: Client | AsyncClient,
    display: Display,
    *,
    timeout: float | timedelta | None,
    poll: float | timedelta | None,
    raise_on_failure: bool = True,
    known_to_exist: bool = False,
) -> Terms:
    """
    The terms of a wait as a user gave them.

    Raises:
        TypeError: ``timeout`` or ``poll`` is not a duration.
        ConfigurationError: One of them is negative.
    """
    return Terms(
        clock=client.clock.timestamp,
        timeout=in_seconds(timeout, "timeout"),
        poll=in_seconds(poll, "poll"),
        raise_on_failure=raise_on_failure,
        known_to_exist=known_to_exist,
        renewable=client.renews_credentials,
        # Seconds that take no time need not be counted one by one.
        tick=display.tick if isinstance(client.clock, WallClock) else None,
    )


class Place(NamedTuple):
    """
    Where a client's jobs are, by which handles are compared: other places reuse their names.
    """

    region: str
    endpoint_url: str
    signer: str
    """Stands for the account: the id of the key that was given or set, or else the profile."""

    def __hash__(self) -> int:
        return hash((self.region, self.endpoint_url))  # a key may be replaced meanwhile

    def __str__(self) -> str:
        return " ".join(self)


def place(client: Client | AsyncClient) -> Place:
    """
    Tell where a client's jobs are.
    """
    settings = settings_of(client)
    if isinstance(settings.credentials, GivenCredentials):
        signer = f"key {settings.credentials.credentials.access_key_id}"
    else:
        signer = f"profile {settings.profile}" if settings.profile else "default credentials"
    return Place(client.region, client.endpoint_url, signer)


def code_for(client: Client | AsyncClient) -> str:
    """
    The code that makes a client of the same service anywhere.
    """
    region, url = client.region, client.endpoint_url
    elsewhere = "" if url == aws_address("sagemaker", region) else f", endpoint_url={url!r}"
    return f"smt.Client({region!r}{elsewhere})"


def runs_on(client: Client | AsyncClient, name: str) -> str:
    """
    Say that a job goes on without its watcher, and how it is stopped.
    """
    return f"training job {name!r} runs on. To stop it: {code_for(client)}.job({name!r}).stop()"


def asked_to_stop(
    client: Client | AsyncClient, name: str, error: SageMakerTrainError | None
) -> str:
    """
    Say what became of the attempt to stop a job when the wait for it was interrupted.
    """
    if error is None:
        return f"training job {name!r} was asked to stop; it has 120 s to save its work"
    if isinstance(error, ValidationError):
        return f"training job {name!r} had ended already"
    return f"stopping failed ({error}): {runs_on(client, name)}"


def forewarned(client: ClientT, request: CreateTrainingJobRequest | TrainingJobBuilder) -> ClientT:
    """
    Warn about a request at the line that called our caller, and return a client that does so no
    more.

    Where the client warns itself, its caller is of this library, or a thread or task of its own.
    """
    settings = settings_of(client)
    policy = settings.policy
    try:
        findings = check(request, policy, region=settings.region)
        if any(finding.severity is Severity.ERROR for finding in findings):
            return client
        for finding in findings:
            warnings.warn(ConstraintWarning(str(finding)), stacklevel=3)
            policy = policy.set(finding.rule, "off")
    except (TypeError, Warning):
        return client  # what is wrong is told in its place, by the client
    return client.with_options(policy=policy) if findings else client


def once_more(
    described: DescribeTrainingJobResponse,
    tags: Mapping[str, str],
    name: str,
    changes: Mapping[str, Any],
) -> TrainingJobBuilder:
    """
    A job like the one described, under another name and with changes.

    Raises:
        TypeError: A change is not a member of ``CreateTrainingJobRequest``, or is the name.
    """
    if "training_job_name" in changes:
        raise TypeError(
            f"rerun() was given two names, {name!r} and training_job_name="
            f"{changes['training_job_name']!r}; give one, as the first argument"
        )
    own = {key: value for key, value in tags.items() if not key.lower().startswith("aws:")}
    return TrainingJobBuilder.from_job(described, name=name).tags(own).with_request(**changes)


def update_of(
    name: str,
    keep_alive: float | timedelta | None,
    profiler: ProfilerConfigForUpdate | None,
    profiler_rules: Sequence[ProfilerRuleConfiguration] | None,
    remote_debug: bool | None,
) -> UpdateTrainingJobRequest:
    """
    The request that changes what can be changed of a job.

    Raises:
        TypeError: Nothing is to be changed; or ``keep_alive`` is not one.
        ConfigurationError: ``keep_alive`` is negative, or has a fraction of a second.
    """
    if all(one is None for one in (keep_alive, profiler, profiler_rules, remote_debug)):
        raise TypeError(
            "update() needs something to change: keep_alive, profiler, profiler_rules or"
            " remote_debug"
        )
    period = in_whole_seconds(keep_alive, "keep_alive")
    return UpdateTrainingJobRequest(
        training_job_name=name,
        profiler_config=profiler,
        profiler_rule_configurations=profiler_rules,
        resource_config=None
        if period is None
        else ResourceConfigForUpdate(keep_alive_period_in_seconds=period),
        remote_debug_config=None
        if remote_debug is None
        else RemoteDebugConfigForUpdate(enable_remote_debug=remote_debug),
    )
