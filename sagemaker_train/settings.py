"""
What a client was told and what it found out: region, endpoints, credentials, patience, policy.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict, cast

import attrs

from sagemaker_train.checks import Policy
from sagemaker_train.errors import ConfigurationError
from sagemaker_train.models.enums import (
    SearchSortOrder,
    SortBy,
    SortOrder,
    TrainingJobSortByOptions,
    TrainingJobStatus,
    WarmPoolResourceStatus,
)
from sagemaker_train.models.operations import SERVICE as SAGEMAKER
from sagemaker_train.schema import Service
from sagemaker_train.transport.attempts import Caller, Clock
from sagemaker_train.transport.configuration import Configuration
from sagemaker_train.transport.credentials import (
    Credentials,
    CredentialsSource,
    find_credentials,
)
from sagemaker_train.transport.driver import Signer, Timeout
from sagemaker_train.transport.endpoint import Endpoint, resolve
from sagemaker_train.transport.retry import RetryPolicy, RetryQuota
from sagemaker_train.version import __version__

USER_AGENT = f"sagemaker-train-client/{__version__} python/{platform.python_version()}"


ON_THIS_MACHINE = re.compile(r"https?://(localhost|127(\.\d+){3}|\[::1\])(:\d+)?(/|$)")
"""Addresses of the loopback interface."""


class CallOptions(TypedDict, total=False):
    """
    What a single call may be given besides its request.
    """

    timeout: float | Timeout
    """Seconds for the whole call, or a ``Timeout``."""
    retry: RetryPolicy


@attrs.frozen(kw_only=True)
class Settings:
    """
    Everything about a client but its connections. Two clients may share one.
    """

    region: str
    credentials: CredentialsSource = attrs.field(repr=False)
    configuration: Configuration = attrs.field(repr=False)
    endpoint_url: str | None
    timeout: Timeout
    retry: RetryPolicy
    policy: Policy
    fips: bool | None
    dual_stack: bool | None
    profile: str | None = None
    """The profile that was named as an argument."""
    quota: RetryQuota = attrs.field(factory=RetryQuota, repr=False, eq=False)
    clock: Clock = attrs.field(factory=Clock, repr=False, eq=False)

    @classmethod
    def resolve(
        cls,
        *,
        region: str | None,
        profile: str | None,
        credentials: Credentials | None,
        endpoint_url: str | None,
        timeout: float | Timeout | None,
        retry: RetryPolicy | None,
        policy: Policy | None,
        fips: bool | None,
        dual_stack: bool | None,
        environment: Mapping[str, str],
    ) -> Settings:
        """
        Arguments first, then the environment, then the profile.

        Raises:
            ConfigurationError: Something is missing, malformed or contradicts itself.
            CredentialsError: The environment has one half of a key only.
        """
        configuration = Configuration.load(profile, environment)
        region = region or configuration.region()
        if not region:
            raise ConfigurationError(
                "no region: give Client(region=...), set AWS_REGION, or set region in the profile"
            )
        return cls(
            region=region,
            credentials=find_credentials(credentials, profile, environment),
            configuration=configuration,
            endpoint_url=endpoint_url,
            timeout=as_timeout(timeout, Timeout()),
            retry=retry
            or RetryPolicy.configured(
                configuration.get("AWS_MAX_ATTEMPTS", "max_attempts"),
                configuration.get("AWS_RETRY_MODE", "retry_mode"),
            ),
            policy=policy or Policy(),
            fips=fips,
            dual_stack=dual_stack,
            profile=profile,
        )

    def changed(
        self,
        *,
        timeout: float | Timeout | None,
        retry: RetryPolicy | None,
        policy: Policy | None,
    ) -> Settings:
        """
        The same settings with those changed that are given.
        """
        return attrs.evolve(
            self,
            timeout=as_timeout(timeout, self.timeout),
            retry=retry or self.retry,
            policy=policy or self.policy,
        )

    def portable(self) -> dict[str, Any]:
        """
        The arguments that make a client of the same service in another process.

        What this machine's environment decided about region and address goes along, so that a job
        is looked for where it is. Credentials stay: the other process finds its own.
        """
        configuration = self.configuration
        given = self.endpoint_url or configuration.endpoint_url(SAGEMAKER.service_id)
        fips, dual_stack = self.fips, self.dual_stack
        if given is None and fips is None:
            fips = configuration.flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
        if given is None and dual_stack is None:
            dual_stack = configuration.flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
        return {
            "region": self.region,
            "profile": self.profile,
            "endpoint_url": given,
            "timeout": self.timeout,
            "retry": self.retry,
            "policy": self.policy,
            "fips": fips,
            "dual_stack": dual_stack,
        }

    def endpoint(self, service: Service) -> Endpoint:
        """
        Where a service answers.

        ``endpoint_url`` is SageMaker's. A server on this machine plays every service, so that the
        logs of a job which runs there are not looked for at AWS.
        """
        given = self.endpoint_url
        if service != SAGEMAKER and not (given and ON_THIS_MACHINE.match(given)):
            given = None
        return resolve(
            service,
            self.region,
            self.configuration,
            endpoint_url=given,
            fips=self.fips,
            dual_stack=self.dual_stack,
        )

    def caller(self, endpoint: Endpoint) -> Caller:
        """
        What calls to an endpoint share.
        """
        return Caller(
            url=endpoint.url,
            user_agent=USER_AGENT,
            retry=self.retry,
            quota=self.quota,
            clock=self.clock,
        )

    def signer(self, endpoint: Endpoint) -> Signer:
        """
        What signs requests to an endpoint.
        """
        return Signer(region=endpoint.region, service=endpoint.signing_name, clock=self.clock)


def as_timeout(value: float | Timeout | None, default: Timeout) -> Timeout:
    """
    A ``Timeout`` of what a user gave.

    Raises:
        ConfigurationError: The number is not positive.
    """
    if value is None:
        return default
    if isinstance(value, Timeout):
        return value
    if not value > 0:
        raise ConfigurationError(f"timeout is {value!r}; it must be a positive number of seconds")
    return attrs.evolve(default, total=float(value))


class ListFilters(CallOptions, total=False):
    """
    What ``list_training_jobs`` can be asked for; see ``ListTrainingJobsRequest``.
    """

    name_contains: str
    status_equals: TrainingJobStatus | str
    creation_time_after: datetime
    creation_time_before: datetime
    last_modified_time_after: datetime
    last_modified_time_before: datetime
    sort_by: SortBy | str
    sort_order: SortOrder | str
    warm_pool_status_equals: WarmPoolResourceStatus | str
    training_plan_arn_equals: str
    max_results: int
    """Jobs a page, 1 to 100."""


class TuningJobFilters(CallOptions, total=False):
    """
    What ``list_training_jobs_for_hyper_parameter_tuning_job`` can be asked for.
    """

    status_equals: TrainingJobStatus | str
    sort_by: TrainingJobSortByOptions | str
    sort_order: SortOrder | str
    max_results: int
    """Jobs a page, 1 to 100."""


class SearchOptions(CallOptions, total=False):
    """
    What ``search_training_jobs`` can be asked for besides the expression; see ``SearchRequest``.
    """

    sort_by: str
    sort_order: SearchSortOrder | str
    max_results: int
    """Jobs a page, 1 to 100."""


def split(given: Mapping[str, Any]) -> tuple[dict[str, Any], CallOptions]:
    """
    Members of the request for a first page, of 100 items unless said otherwise, and call options.
    """
    names = CallOptions.__optional_keys__
    wanted: dict[str, Any] = {name: value for name, value in given.items() if name not in names}
    options = {name: value for name, value in given.items() if name in names}
    return {"max_results": 100, **wanted}, cast(CallOptions, options)
