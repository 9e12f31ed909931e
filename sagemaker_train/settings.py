"""
What a client was told and what it found out: region, endpoints, credentials, patience, policy.
"""

from __future__ import annotations

import platform

import attrs

from sagemaker_train.arguments import expect_seconds, mistyped, refuse
from sagemaker_train.checks import Policy
from sagemaker_train.models.operations import SERVICE as SAGEMAKER
from sagemaker_train.schema import Service
from sagemaker_train.transport.attempts import Caller, ServiceTime
from sagemaker_train.transport.configuration import Configuration
from sagemaker_train.transport.credentials import Credentials, CredentialsSource
from sagemaker_train.transport.driver import Signer, Timeout
from sagemaker_train.transport.endpoint import Endpoint, on_this_machine, resolve
from sagemaker_train.transport.retry import RetryPolicy, RetryQuota
from sagemaker_train.version import __version__

USER_AGENT = f"sagemaker-train-client/{__version__} python/{platform.python_version()}"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Given:
    """
    What a client was given, and nothing that was found out. What is ``None`` is looked up.

    Raises:
        TypeError: Arguments are of other types; all of them are named.
    """

    region: str | None = None
    profile: str | None = None
    credentials: Credentials | None = None
    endpoint_url: str | None = None
    timeout: float | Timeout | None = None
    retry: RetryPolicy | None = None
    policy: Policy | None = None
    fips: bool | None = None
    dual_stack: bool | None = None

    def __attrs_post_init__(self) -> None:
        strings = {
            "region": self.region, "profile": self.profile, "endpoint_url": self.endpoint_url
        }  # fmt: skip
        refuse([
            *mistyped(str | None, **strings),
            *mistyped(Credentials | None, credentials=self.credentials),
            *mistyped(float | Timeout | None, timeout=self.timeout),
            *mistyped(RetryPolicy | None, retry=self.retry),
            *mistyped(Policy | None, policy=self.policy),
            *mistyped(bool | None, fips=self.fips, dual_stack=self.dual_stack),
        ])  # fmt: skip


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

        Raises:
            TypeError: Some are of another type; all of them are named.
            ConfigurationError: The time is impossible.
        """
        _ = Given(timeout=timeout, retry=retry, policy=policy)
        return attrs.evolve(
            self,
            timeout=as_timeout(timeout, self.timeout),
            retry=retry or self.retry,
            policy=policy or self.policy,
        )

    def portable(self) -> Given:
        """
        The arguments that make a client of the same service in another process.

        What this machine's environment decided about region and address goes along, so that a job
        is looked for where it is. Credentials stay: the other process finds its own.
        """
        configuration = self.configuration
        url = self.endpoint_url or configuration.endpoint_url(SAGEMAKER.service_id)
        fips, dual_stack = self.fips, self.dual_stack
        if url is None and fips is None:
            fips = configuration.flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
        if url is None and dual_stack is None:
            dual_stack = configuration.flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
        return Given(
            region=self.named_region,
            profile=self.profile,
            endpoint_url=url,
            timeout=self.timeout,
            retry=self.retry,
            policy=self.policy,
            fips=fips,
            dual_stack=dual_stack,
        )

    def endpoint(self, service: Service) -> Endpoint:
        """
        Where a service answers.

        ``endpoint_url`` is SageMaker's. A server on this machine plays every service, so that the
        logs of a job which runs there are not looked for at AWS.
        """
        if service == SAGEMAKER:
            return self.sagemaker
        url = self.endpoint_url
        if url and not on_this_machine(url):
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
        ConfigurationError: It is not a positive number of seconds.
    """
    if value is None:
        return default
    if isinstance(value, Timeout):
        return value
    expect_seconds(timeout=value)
    return attrs.evolve(default, total=float(value))
