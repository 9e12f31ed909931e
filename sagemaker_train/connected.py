"""
What both clients are: settings that were resolved, and links to services that open when used.
"""

from __future__ import annotations

import os
from typing import Any, ClassVar, Generic, Self, TypeVar

import attrs

from sagemaker_train.arguments import lacking, refuse
from sagemaker_train.checks import Policy
from sagemaker_train.forking import lazy
from sagemaker_train.jobs.clock import Clock, WallClock
from sagemaker_train.links import Links
from sagemaker_train.resolution import Resolution
from sagemaker_train.settings import Given
from sagemaker_train.transport.credentials import Credentials, GivenCredentials
from sagemaker_train.transport.driver import Timeout
from sagemaker_train.transport.retry import RetryPolicy

SenderT = TypeVar("SenderT")


class Connected(Generic[SenderT]):
    """
    A client without its calls: ``Client`` and ``AsyncClient`` say what each argument does.
    """

    _opens: ClassVar[type[Any]]
    """The class of what sends requests: ``SenderT``, which a class variable cannot name."""

    def __init__(
        self,
        region: str | None = None,
        *,
        profile: str | None = None,
        credentials: Credentials | None = None,
        endpoint_url: str | None = None,
        timeout: float | Timeout | None = None,
        retry: RetryPolicy | None = None,
        policy: Policy | None = None,
        http_client: Any = None,
        fips: bool | None = None,
        dual_stack: bool | None = None,
        clock: Clock | None = None,
    ) -> None:
        refuse(
            [
                *lacking(("build_request", "send"), http_client=http_client),
                *lacking(("timestamp", "sleep", "sleep_async"), clock=clock),
            ]
        )
        self.clock: Clock = clock or WallClock()
        """The clock by which retries and polls are timed."""
        self._http_client = http_client
        self._given = Given(
            region=region,
            profile=profile,
            credentials=credentials,
            endpoint_url=endpoint_url,
            timeout=timeout,
            retry=retry,
            policy=policy,
            fips=fips,
            dual_stack=dual_stack,
        )
        _ = self._links  # what is wrong with the arguments is said here

    @lazy
    def _links(self) -> Links[SenderT]:
        settings = Resolution(self._given, os.environ).settings()
        return Links(settings, self._opens, self._http_client)

    def __getstate__(self) -> Given:
        if "_links" in self.__dict__:
            return self._links.settings.portable()
        return attrs.evolve(self._given, credentials=None)

    def __copy__(self) -> Self:
        return self  # it is shared by those who use it

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __setstate__(self, state: Given) -> None:
        # Nothing is resolved before the first call, when an error is easier to understand.
        self.clock = WallClock()
        self._http_client = None
        self._given = state

    @property
    def region(self) -> str:
        """
        The region that was resolved.
        """
        return self._links.settings.region

    @property
    def endpoint_url(self) -> str:
        """
        The address of SageMaker that was resolved.
        """
        return self._links.settings.sagemaker.url

    @property
    def renews_credentials(self) -> bool:
        """
        Whether credentials that expire are replaced without anybody giving or setting new ones.
        """
        return not isinstance(self._links.settings.credentials, GivenCredentials)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(region={self.region!r}, endpoint_url={self.endpoint_url!r})"

    def with_options(
        self,
        *,
        timeout: float | Timeout | None = None,
        retry: RetryPolicy | None = None,
        policy: Policy | None = None,
    ) -> Self:
        """
        A client with other options that shares the connections of this one. Costs next to nothing.

        Args:
            timeout: Seconds that a whole call may take, or a ``Timeout``.
            retry: How often calls are repeated.
            policy: Which checks apply to requests before they are sent.

        What is left out stays as it is. Closing either client closes the shared connections, which
        open again when they are needed.
        """
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        settings = self._links.settings.changed(timeout=timeout, retry=retry, policy=policy)
        other.__dict__["_links"] = self._links.under(settings)
        return other
