"""
Who signs: explicit credentials, the environment, then botocore's whole chain.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import attrs

from sagemaker_train.errors import CredentialsError

REFRESH_AHEAD = timedelta(minutes=5)
"""Credentials that expire within this time are replaced before they are used."""


@attrs.frozen
class Credentials:
    """
    What requests are signed with. Only the key id is ever shown.

    Args:
        access_key_id: Starts with ``AKIA`` or ``ASIA``.
        secret_access_key: The secret.
        session_token: Of temporary credentials.
        expires_at: An aware datetime; ``None`` for credentials that do not expire.
    """

    access_key_id: str
    secret_access_key: str = attrs.field(repr=False)
    session_token: str | None = attrs.field(default=None, repr=False)
    expires_at: datetime | None = None

    def expire_within(self, margin: timedelta) -> bool:
        """
        Whether they expire within the margin from now.
        """
        return self.expires_at is not None and datetime.now(UTC) + margin >= self.expires_at


class CredentialsSource(Protocol):
    """
    Gives credentials that are good now.
    """

    def current(self, *, renew: bool = False) -> Credentials:
        """
        Credentials to sign with; with ``renew``, others than those refused, where there are any.

        Raises:
            CredentialsError: There are none.
        """
        ...

    def at_hand(self) -> bool:
        """
        Whether ``current`` answers without reading files or asking a network.
        """
        ...


@attrs.frozen
class FixedCredentials:
    """
    Credentials given as an argument or by the environment.
    """

    credentials: Credentials

    def current(self, *, renew: bool = False) -> Credentials:
        """
        The credentials, for as long as they are valid.
        """
        if self.credentials.expire_within(timedelta(0)):
            raise CredentialsError(
                f"the credentials {self.credentials.access_key_id} expired at "
                f"{self.credentials.expires_at}; give the client new ones"
            )
        return self.credentials

    def at_hand(self) -> bool:
        """
        Always.
        """
        return True


class ChainCredentials:
    """
    What botocore's chain finds: profiles, SSO, assumed roles, web identity, processes, containers,
    instance metadata. botocore is imported when credentials are first needed.
    """

    def __init__(self, profile: str | None) -> None:
        self._profile = profile
        self._lock = threading.Lock()
        self._found: Credentials | None = None

    def at_hand(self) -> bool:
        """
        Once found, and until they are about to expire.
        """
        return self._found is not None and not self._found.expire_within(REFRESH_AHEAD)

    def current(self, *, renew: bool = False) -> Credentials:
        """
        The chain's credentials; one thread looks, the others wait for what it finds.
        """
        found = self._found
        if found is not None and not renew and not found.expire_within(REFRESH_AHEAD):
            return found
        with self._lock:
            if self._found is found:
                self._found = self._look()
            assert self._found is not None
            return self._found

    def _look(self) -> Credentials:
        from botocore.exceptions import BotoCoreError
        from botocore.session import Session

        try:
            # A new session looks everything up anew, whatever an old one remembers.
            session: Any = Session(profile=self._profile)
            found = session.get_credentials()
            frozen = found.get_frozen_credentials() if found else None
        except BotoCoreError as error:
            raise CredentialsError(f"looking for AWS credentials failed: {error}") from error
        if frozen is None:
            raise CredentialsError(
                "no AWS credentials found. Looked at: the credentials argument; the environment "
                "(AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY); the profile "
                f"{self._profile or os.environ.get('AWS_PROFILE', 'default')!r} in "
                "~/.aws/credentials and ~/.aws/config (keys, SSO, role, process); web identity; "
                "container and instance metadata. Set one up, for example with `aws configure`."
            )
        expires_at = getattr(found, "_expiry_time", None)
        return Credentials(frozen.access_key, frozen.secret_key, frozen.token or None, expires_at)


def find_credentials(
    explicit: Credentials | None, profile: str | None, environment: Mapping[str, str] = os.environ
) -> CredentialsSource:
    """
    Explicit credentials, then the environment's, then the chain.

    A profile named as an argument goes before the environment, as in botocore.

    Raises:
        CredentialsError: The environment has one half of a key only.
    """
    if explicit is not None:
        return FixedCredentials(explicit)
    key_id = environment.get("AWS_ACCESS_KEY_ID")
    if profile is not None or not key_id:
        return ChainCredentials(profile)
    secret = environment.get("AWS_SECRET_ACCESS_KEY")
    if not secret:
        raise CredentialsError("AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not")
    token = environment.get("AWS_SESSION_TOKEN") or environment.get("AWS_SECURITY_TOKEN")
    return FixedCredentials(Credentials(key_id, secret, token or None))
