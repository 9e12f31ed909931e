"""
What calls go through: one link for each service that a client talks to, opened when first used.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

import attrs

from sagemaker_train.forking import ProcessLock
from sagemaker_train.models.operations import SERVICE as SAGEMAKER
from sagemaker_train.options import CallOptions
from sagemaker_train.schema import Service
from sagemaker_train.settings import Settings, as_timeout
from sagemaker_train.transport.attempts import Caller
from sagemaker_train.transport.driver import Signer, Timeout

SenderT = TypeVar("SenderT")


class Link(NamedTuple, Generic[SenderT]):
    """
    The way to one service.
    """

    caller: Caller
    signer: Signer
    sender: SenderT


class Links(Generic[SenderT]):
    """
    The links of a client. Safe to use from several threads at once.

    Args:
        settings: Of the client.
        sender: Makes what sends requests: called with the address, the CA bundle and the HTTP
            client that the user gave.
        http_client: What the user gave, if anything.
    """

    def __init__(
        self,
        settings: Settings,
        sender: Callable[[str, str | None, Any], SenderT],
        http_client: Any,
    ) -> None:
        self.settings = settings
        self._sender = sender
        self._http_client = http_client
        self._open: dict[str, Link[SenderT]] = {}
        self._lock = ProcessLock()
        _ = self.to(SAGEMAKER)  # what is wrong with the HTTP client is said here

    def to(self, service: Service) -> Link[SenderT]:
        """
        The link to a service.
        """
        link = self._open.get(service.name)
        if link is None:
            with self._lock.here():
                link = self._open.get(service.name) or self._opened(service)
                self._open[service.name] = link
        return link

    def _opened(self, service: Service) -> Link[SenderT]:
        settings = self.settings
        endpoint = settings.endpoint(service)
        ca_bundle = settings.configuration.get("AWS_CA_BUNDLE", "ca_bundle")
        sender = self._sender(endpoint.url, ca_bundle, self._http_client)
        return Link(settings.caller(endpoint), settings.signer(endpoint), sender)

    def caller(self, link: Link[SenderT], options: CallOptions) -> Caller:
        """
        What a call shares with others, after what it was given itself.
        """
        retry = options.get("retry") or self.settings.retry
        return link.caller if retry is link.caller.retry else attrs.evolve(link.caller, retry=retry)

    def timeout(self, options: CallOptions) -> Timeout:
        """
        How long a call may take, after what it was given itself.
        """
        return as_timeout(options.get("timeout"), self.settings.timeout)

    def senders(self) -> list[SenderT]:
        """
        Every sender, to be closed; a later call makes it open new connections.
        """
        with self._lock.here():
            return [link.sender for link in self._open.values()]

    def under(self, settings: Settings) -> Links[SenderT]:
        """
        The same links for a client with other settings.
        """
        other = copy.copy(self)
        other.settings = settings
        return other
