"""
From what a client was given to its settings: arguments first, the environment, then the profile.
"""

from __future__ import annotations

from collections.abc import Mapping

from sagemaker_train.checks import Policy
from sagemaker_train.errors import ConfigurationError
from sagemaker_train.forking import lazy
from sagemaker_train.models.operations import SERVICE as SAGEMAKER
from sagemaker_train.settings import Given, Settings, as_timeout
from sagemaker_train.transport.configuration import (
    REGIONS,
    Configuration,
    Setting,
    all_at_once,
    blaming,
)
from sagemaker_train.transport.credentials import CredentialsSource, find_credentials
from sagemaker_train.transport.driver import Timeout
from sagemaker_train.transport.endpoint import Endpoint, actual_region, checked, resolve
from sagemaker_train.transport.retry import RetryPolicy, attempts_of, check_mode


class Resolution:
    """
    Each setting of a client, looked up when it is asked for.

    Args:
        given: The arguments of the client.
        environment: The variables to look at; they also say where the configuration files are.
    """

    def __init__(self, given: Given, environment: Mapping[str, str]) -> None:
        self._given = given
        self._environment = environment

    def settings(self) -> Settings:
        """
        All of them.

        Raises:
            ConfigurationError: Something is missing, malformed or contradicts itself; all of it is
                listed at once.
            CredentialsError: The environment has one half of a key only.
        """
        all_at_once(
            lambda: self.configuration,
            lambda: self.named_region,
            lambda: self.url,
            lambda: self.fips,
            lambda: self.dual_stack,
            lambda: self.sagemaker,
            lambda: self.credentials,
            lambda: self.timeout,
            lambda: self.retry,
            self.check_retry_mode,
        )
        given = self._given
        return Settings(
            named_region=self.named_region,
            credentials=self.credentials,
            configuration=self.configuration,
            sagemaker=self.sagemaker,
            endpoint_url=self.url if given.endpoint_url else None,
            timeout=self.timeout,
            retry=self.retry,
            policy=given.policy or Policy(),
            fips=given.fips,
            dual_stack=given.dual_stack,
            profile=given.profile,
        )

    @lazy
    def configuration(self) -> Configuration:
        """
        The environment and the profile.
        """
        return Configuration.load(self._given.profile, self._environment)

    @lazy
    def named_region(self) -> str:
        """
        The region as it was named, which may be ``fips-us-east-1``.
        """
        found = self.configuration.find(REGIONS, "region")
        if self._given.region:
            found = Setting(self._given.region, "region")
        if found is None or not found.value:
            raise ConfigurationError(
                "no region: give Client(region=...), set AWS_REGION, or set region in the profile"
            )
        _ = blaming(found.where, actual_region, found.value)
        return found.value

    @lazy
    def url(self) -> str | None:
        """
        The address of SageMaker, if it does not follow from the region.
        """
        if self._given.endpoint_url:
            return blaming("endpoint_url", checked, self._given.endpoint_url)
        found = self.configuration.endpoint(SAGEMAKER.service_id)
        return found and blaming(found.where, checked, found.value)

    @lazy
    def fips(self) -> bool | None:
        """
        Whether the address is a FIPS one; ``None`` where that does not matter.
        """
        return self._flag(self._given.fips, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")

    @lazy
    def dual_stack(self) -> bool | None:
        """
        Whether the address is a dual-stack one; ``None`` where that does not matter.
        """
        return self._flag(
            self._given.dual_stack, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"
        )

    def _flag(self, given: bool | None, variable: str, setting: str) -> bool | None:
        if given is not None or self.url is not None:
            return given
        return self.configuration.flag(variable, setting)

    @lazy
    def sagemaker(self) -> Endpoint:
        """
        Where SageMaker answers.
        """
        return resolve(
            SAGEMAKER,
            self.named_region,
            self.configuration,
            endpoint_url=self.url,
            fips=self.fips,
            dual_stack=self.dual_stack,
        )

    @lazy
    def credentials(self) -> CredentialsSource:
        """
        Who gives credentials; they are looked for at the first call only.
        """
        given = self._given
        region = given.region or self.configuration.region()
        return find_credentials(given.credentials, given.profile, self._environment, region)

    @lazy
    def timeout(self) -> Timeout:
        """
        How long a call may take.
        """
        return as_timeout(self._given.timeout, Timeout())

    @lazy
    def retry(self) -> RetryPolicy:
        """
        How often calls are repeated.
        """
        if self._given.retry is not None:
            return self._given.retry
        attempts = attempts_of(self.configuration)
        return RetryPolicy() if attempts is None else RetryPolicy(max_attempts=attempts)

    def check_retry_mode(self) -> None:
        """
        Refuse a retry mode that there is not, where it would count.
        """
        if self._given.retry is None:
            check_mode(self.configuration)
