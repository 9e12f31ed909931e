"""
What a client was told and what it found out: region, endpoints, credentials, patience, policy.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
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
from sagemaker_train.transport.attempts import Caller, ServiceTime
from sagemaker_train.transport.configuration import Configuration, all_at_once, given
from sagemaker_train.transport.credentials import (
    Credentials,
    CredentialsSource,
    find_credentials,
)
from sagemaker_train.transport.driver import Signer, Timeout
from sagemaker_train.transport.endpoint import Endpoint, actual_region, checked, resolve
from sagemaker_train.transport.retry import RetryPolicy, RetryQuota
from sagemaker_train.version import __version__

USER_AGENT = f"sagemaker-train-client/{__version__} python/{platform.python_version()}"


ON_THIS_MACHINE = r"https?://(localhost|127(\.\d+){3}|\[::1\])(:\d+)?(/|$)"
"""Addresses of the loopback interface."""

LONGEST = 1e9
"""Seconds, some thirty years: sockets and event loops cannot count much further."""


class CallOptions(TypedDict, total=False):
    """
    What a single call may be given besides its request.
    """

    timeout: float | Timeout
    """Seconds for the whole call, or a ``Timeout``."""
    retry: RetryPolicy


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Settings:
    """
    Everything about a client but its connections. Two clients may share one.
    """

    named_region: str
    """As it was given: ``fips-us-east-1`` is us-east-1, and asks for FIPS besides."""
    credentials: CredentialsSource
    configuration: Configuration
    sagemaker: Endpoint
    endpoint_url: str | None
    timeout: Timeout
    retry: RetryPolicy
    policy: Policy
    fips: bool | None
    dual_stack: bool | None
    profile: str | None = None
    """The profile that was named as an argument."""
    quota: RetryQuota = attrs.field(factory=RetryQuota)
    service_time: ServiceTime = attrs.field(factory=ServiceTime)

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
            ConfigurationError: Something is missing, malformed or contradicts itself; all of it is
                listed at once.
            CredentialsError: The environment has one half of a key only.
        """

        @cache
        def configuration() -> Configuration:
            return Configuration.load(given("profile", profile, str), environment)

        def named_region() -> str:
            named = given("region", region, str) or configuration().region()
            if not named:
                raise ConfigurationError(
                    "no region: give Client(region=...), set AWS_REGION, or set region in the "
                    "profile"
                )
            _ = actual_region(named)
            return named

        def url() -> str | None:
            address = given("endpoint_url", endpoint_url, str)
            return checked(address) if address else None

        found = all_at_once(
            configuration=configuration,
            named_region=named_region,
            endpoint_url=url,
            fips=lambda: given("fips", fips, bool),
            dual_stack=lambda: given("dual_stack", dual_stack, bool),
            sagemaker=lambda: resolve(
                SAGEMAKER,
                named_region(),
                configuration(),
                endpoint_url=url(),
                fips=fips,
                dual_stack=dual_stack,
            ),
            credentials=lambda: find_credentials(
                given("credentials", credentials, Credentials),
                profile,
                environment,
                region or configuration().region(),
            ),
            timeout=lambda: as_timeout(timeout, Timeout()),
            retry=lambda: (
                given("retry", retry, RetryPolicy)
                or RetryPolicy.configured(
                    configuration().get("AWS_MAX_ATTEMPTS", "max_attempts"),
                    configuration().get("AWS_RETRY_MODE", "retry_mode"),
                )
            ),
            policy=lambda: given("policy", policy, Policy) or Policy(),
        )
        return cls(**found, profile=profile)

    @property
    def region(self) -> str:
        """
        The region, without what its name may say besides.
        """
        return self.sagemaker.region

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
        changes = all_at_once(
            timeout=lambda: as_timeout(timeout, self.timeout),
            retry=lambda: given("retry", retry, RetryPolicy) or self.retry,
            policy=lambda: given("policy", policy, Policy) or self.policy,
        )
        return attrs.evolve(self, **changes)

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
            "region": self.named_region,
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
        if service == SAGEMAKER:
            return self.sagemaker
        url = self.endpoint_url
        if url and not re.match(ON_THIS_MACHINE, url):
            url = None
        return resolve(
            service,
            self.named_region,
            self.configuration,
            endpoint_url=url,
            fips=self.fips,
            dual_stack=self.dual_stack,
        )

    def caller(self, endpoint: Endpoint) -> Caller:
        """
        What calls to an endpoint share.
        """
        return Caller(
            url=endpoint.url,
            region=endpoint.region,
            user_agent=USER_AGENT,
            retry=self.retry,
            quota=self.quota,
            service_time=self.service_time,
        )

    def signer(self, endpoint: Endpoint) -> Signer:
        """
        What signs requests to an endpoint.
        """
        return Signer(endpoint.region, endpoint.signing_name, self.service_time)


def as_timeout(value: float | Timeout | None, default: Timeout) -> Timeout:
    """
    A ``Timeout`` of what a user gave.

    Raises:
        ConfigurationError: A time is no number of seconds, or is not positive.
    """
    if value is None:
        return default
    if not isinstance(value, Timeout):
        _check_seconds(timeout=value)
        return attrs.evolve(default, total=float(value))
    _check_seconds(total=value.total, connect=value.connect, read=value.read)
    return value


def _check_seconds(**times: object) -> None:
    wrong = [
        f"{name} is {value!r}"
        for name, value in times.items()
        if isinstance(value, bool) or not (isinstance(value, (int, float)) and 0 < value <= LONGEST)
    ]
    if wrong:
        raise ConfigurationError(
            f"{', '.join(wrong)}; a time is a positive number of seconds, {LONGEST:,.0f} at most"
        )


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
