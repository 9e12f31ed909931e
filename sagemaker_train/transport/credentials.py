"""
Who signs: explicit credentials, the environment, then botocore's whole chain.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import attrs

from sagemaker_train.arguments import mistyped, refuse
from sagemaker_train.errors import ConfigurationError, CredentialsError
from sagemaker_train.forking import ProcessLock
from sagemaker_train.transport.configuration import profile_name

REFRESH_AHEAD = timedelta(minutes=5)
"""Credentials that expire within this time are replaced before they are used."""

LOOK_AGAIN = 30.0
"""Seconds between two looks for newer credentials while those at hand are good."""

log: logging.Logger = logging.getLogger("sagemaker_train")


@attrs.frozen
class Credentials:
    """
    What requests are signed with. Only the key id is ever shown.

    Args:
        access_key_id: Starts with ``AKIA`` or ``ASIA``.
        secret_access_key: The secret.
        session_token: Of temporary credentials.
        expires_at: An aware datetime; ``None`` for credentials that do not expire.

    Raises:
        TypeError: Something is of another type.
        ConfigurationError: Something is empty or cannot be sent, or the time has no time zone.
    """

    access_key_id: str
    secret_access_key: str = attrs.field(repr=False)
    session_token: str | None = attrs.field(default=None, repr=False)
    expires_at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        refuse(
            [
                *mistyped(
                    str, access_key_id=self.access_key_id, secret_access_key=self.secret_access_key
                ),
                *mistyped(str | None, session_token=self.session_token),
                *mistyped(datetime | None, expires_at=self.expires_at),
            ]
        )
        problems = _flaws(
            access_key_id=self.access_key_id,
            secret_access_key=self.secret_access_key,
            session_token=self.session_token,
        )
        if self.expires_at is not None and self.expires_at.utcoffset() is None:
            problems.append("expires_at has no time zone; give a datetime with one")
        _refuse_flaws(problems)

    def expire_within(self, margin: timedelta) -> bool:
        """
        Whether they expire within the margin from now.
        """
        return self.expires_at is not None and datetime.now(UTC) + margin >= self.expires_at


class CredentialsSource(Protocol):
    """
    Gives credentials that are good now.
    """

    def current(self, *, renew: bool = False, within: float | None = None) -> Credentials:
        """
        Credentials to sign with.

        Args:
            renew: Give others than those refused, where there are any.
            within: Seconds to wait for another thread that looks for them; without a limit if
                left out.

        Raises:
            CredentialsError: There are none.
            TimeoutError: Another thread was still looking for them.
        """
        ...

    def at_hand(self) -> bool:
        """
        Whether ``current`` answers without reading files or asking a network.
        """
        ...


class GivenCredentials:
    """
    Credentials given as an argument, or by the environment.

    Those of the environment are read again when they were refused or are about to expire: who runs
    this process may have put newer ones there.

    Args:
        credentials: What was given.
        environment: Where they are from, if they were not an argument.
    """

    def __init__(
        self, credentials: Credentials, environment: Mapping[str, str] | None = None
    ) -> None:
        self.credentials: Credentials = credentials
        self._environment = environment

    def current(self, *, renew: bool = False, within: float | None = None) -> Credentials:
        """
        The credentials, for as long as they are valid.
        """
        if self._environment is not None and (
            renew or self.credentials.expire_within(REFRESH_AHEAD)
        ):
            self.credentials = _of_environment(self._environment) or self.credentials
        found = self.credentials
        if found.expire_within(timedelta(0)):
            advice = "give the client new ones"
            if self._environment is not None:
                advice = "put new ones into the environment"
            raise CredentialsError(
                f"the credentials {found.access_key_id} expired at {found.expires_at}; {advice}"
            )
        return found

    def at_hand(self) -> bool:
        """
        Always.
        """
        return True


class ChainCredentials:
    """
    What botocore's chain finds: profiles, SSO, assumed roles, web identity, processes, containers,
    instance metadata. botocore is imported when credentials are first needed.

    Args:
        profile: The profile that was named as an argument, if one was.
        region: Where STS and SSO are asked; ``None`` leaves it to the environment and the profile.
    """

    def __init__(self, profile: str | None, region: str | None = None) -> None:
        self._profile = profile
        self._region = region
        self._lock = ProcessLock()
        self._found: Credentials | None = None
        self._looked = 0.0

    def at_hand(self) -> bool:
        """
        Once found, and until it is time to look for newer ones.
        """
        return self._found is not None and not self._is_due(self._found)

    def current(self, *, renew: bool = False, within: float | None = None) -> Credentials:
        """
        The chain's credentials; one thread looks, the others wait for what it finds.

        Where newer ones cannot be had, those at hand serve until they expire.
        """
        found = self._found
        if found is not None and not renew and not self._is_due(found):
            return found
        lock = self._lock.here()
        if not lock.acquire(timeout=-1 if within is None else within):
            raise TimeoutError("another thread is still looking for AWS credentials")
        try:
            if self._found is None or (
                self._found is found and (renew or self._is_due(self._found))
            ):
                self._found = self._newer(None if renew else found)
            return self._found
        finally:
            lock.release()

    def _is_due(self, found: Credentials) -> bool:
        """
        Whether to look for newer ones: soon before they expire, but not at every call then.
        """
        if not found.expire_within(REFRESH_AHEAD):
            return False
        looked = time.monotonic() - self._looked < LOOK_AGAIN
        return not looked or found.expire_within(timedelta(0))

    def _newer(self, found: Credentials | None) -> Credentials:
        self._looked = time.monotonic()
        try:
            return self._look()
        except CredentialsError as error:
            if found is None or found.expire_within(timedelta(0)):
                raise
            log.warning("credentials good until %s are not renewed: %s", found.expires_at, error)
            return found

    def _look(self) -> Credentials:
        try:
            from botocore.session import Session

            # A new session looks everything up anew, whatever an old one remembers.
            session: Any = Session(profile=self._profile)
            if self._region:
                session.set_config_variable("region", self._region)
            if (found := session.get_credentials()) is not None:
                keys = found.get_frozen_credentials()
                expires_at = getattr(found, "_expiry_time", None)
                return Credentials(keys.access_key, keys.secret_key, keys.token or None, expires_at)
        except Exception as error:  # botocore's, Python's own, those of what botocore runs and asks
            from sagemaker_train.checks.secrets import mask_text

            said = mask_text(" ".join(str(error).split()))
            raise CredentialsError(
                f"looking for AWS credentials failed: {type(error).__name__}: {said}"
            ) from error
        raise CredentialsError(
            "no AWS credentials found. Looked at: the credentials argument; the environment "
            "(AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY); the profile "
            f"{profile_name(self._profile, os.environ) or 'default'!r} in "
            "~/.aws/credentials and ~/.aws/config (keys, SSO, role, process); web identity; "
            "container and instance metadata. Set one up, for example with `aws configure`."
        )


def find_credentials(
    explicit: Credentials | None,
    profile: str | None,
    environment: Mapping[str, str] = os.environ,
    region: str | None = None,
) -> CredentialsSource:
    """
    Explicit credentials, then the environment's, then the chain.

    A profile named as an argument goes before the environment, as in botocore.

    Raises:
        ConfigurationError: Those of the environment cannot be sent.
        CredentialsError: The environment has one half of a key only.
    """
    if explicit is not None:
        return GivenCredentials(explicit)
    if profile is None and (found := _of_environment(environment)) is not None:
        return GivenCredentials(found, environment)
    return ChainCredentials(profile, region)


def _of_environment(environment: Mapping[str, str]) -> Credentials | None:
    key_id = environment.get("AWS_ACCESS_KEY_ID")
    if not key_id:
        return None
    secret = environment.get("AWS_SECRET_ACCESS_KEY")
    if not secret:
        raise CredentialsError("AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not")
    older = bool(environment.get("AWS_SECURITY_TOKEN"))
    token_name = "AWS_SECURITY_TOKEN" if older else "AWS_SESSION_TOKEN"
    token = environment.get(token_name) or None
    expires_at: datetime | None = None
    if moment := environment.get("AWS_CREDENTIAL_EXPIRATION"):
        with suppress(ValueError):
            expires_at = datetime.fromisoformat(moment)
        if expires_at is None or expires_at.utcoffset() is None:
            raise CredentialsError(
                f"AWS_CREDENTIAL_EXPIRATION is {moment!r}; it must be a time with its zone, such "
                "as 2026-01-31T12:00:00Z"
            )
    _refuse_flaws(
        _flaws(AWS_ACCESS_KEY_ID=key_id, AWS_SECRET_ACCESS_KEY=secret, **{token_name: token})
    )
    return Credentials(key_id, secret, token, expires_at)


def _flaws(**parts: str | None) -> list[str]:
    """
    What is wrong with the parts of a key, by name, without any of them.
    """
    problems: list[str] = []
    for name, text in parts.items():
        if text == "":
            problems.append(f"{name} is empty")
        elif text and not (text.isascii() and text.isprintable() and text == text.strip()):
            problems.append(
                f"{name} begins or ends with a space, or has a line break or a character that is "
                "not ASCII"
            )
    return problems


def _refuse_flaws(problems: list[str]) -> None:
    if problems:
        raise ConfigurationError("these credentials cannot be used: " + "; ".join(problems))
