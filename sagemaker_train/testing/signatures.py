"""
The gate: whose request is it, is the signature right, and is it fresh?

Signatures are made again from the request and compared; texts are AWS's. No message repeats an
``Authorization`` header, a signature or a token.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sagemaker_train.testing.refusals import Refusal
from sagemaker_train.transport.credentials import Credentials
from sagemaker_train.transport.sigv4 import (
    ALGORITHM,
    Scope,
    canonical_request,
    signature,
    timestamp,
)

MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS"
    " Secret Access Key and signing method. Consult the service documentation for details."
)


class Signed(NamedTuple):
    """
    What an ``Authorization`` header says.
    """

    access_key_id: str
    scope: Scope
    headers: tuple[str, ...]
    signature: str


class Gate:
    """
    Lets in requests that a known user has signed a short while ago.

    Args:
        users: Who may call.
        region: Which region's signatures are accepted.
        tolerance: How old or how far ahead a signature may be; the service takes 5 minutes.
        offset: What to add to the real time, to play a client whose clock is wrong.
    """

    def __init__(
        self,
        users: tuple[Credentials, ...],
        region: str,
        *,
        tolerance: timedelta = timedelta(minutes=5),
        offset: timedelta = timedelta(),
    ) -> None:
        self.region = region
        self.tolerance = tolerance
        self.offset = offset
        self._users = {user.access_key_id: user for user in users}

    def add(self, user: Credentials) -> None:
        """
        Let another user in, or an old one with a new secret.
        """
        self._users[user.access_key_id] = user

    def remove(self, access_key_id: str) -> None:
        """
        Stop letting a user in.
        """
        self._users.pop(access_key_id, None)

    def now(self) -> datetime:
        """
        Tell the server's time: the real one, moved by ``offset``.
        """
        return datetime.now(UTC) + self.offset

    def check(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes, service: str
    ) -> Credentials:
        """
        Find out who signed a request.

        Args:
            method: ``POST``.
            path: Path and query, as they came.
            headers: By lower-case name.
            body: The bytes that came.
            service: The signing name that the scope must have.

        Raises:
            Refusal: With the code and the text that AWS has for the case.
        """
        given = headers.get("authorization")
        if not given:
            raise Refusal("MissingAuthenticationTokenException", "Missing Authentication Token")
        signed = _read(given)
        user = self._user(signed.access_key_id, headers.get("x-amz-security-token"))
        time = headers.get("x-amz-date", "")
        self._check_scope(signed.scope, service, time)
        self._check_time(time)
        if "host" not in signed.headers:
            raise _wrong(
                "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization header."
            )
        try:
            canonical = canonical_request(
                method, f"http://localhost{path}", headers, signed.headers, body
            )
        except KeyError:
            raise _wrong(MISMATCH) from None
        ours = signature(user.secret_access_key, signed.scope, time, canonical)
        if not hmac.compare_digest(ours.encode(), signed.signature.encode()):
            raise _wrong(MISMATCH)
        return user

    def _user(self, access_key_id: str, token: str | None) -> Credentials:
        user = self._users.get(access_key_id)
        if user is None or (user.session_token or None) != (token or None):
            raise Refusal(
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            )
        if user.expires_at is not None and self.now() >= user.expires_at:
            raise Refusal(
                "ExpiredTokenException", "The security token included in the request is expired"
            )
        return user

    def _check_scope(self, scope: Scope, service: str, time: str) -> None:
        if scope.region != self.region:
            raise _wrong(
                f"Credential should be scoped to a valid region, not '{_plain(scope.region)}'."
            )
        if scope.service != service:
            raise _wrong(f"Credential should be scoped to correct service: '{service}'.")
        if scope.date != time[:8]:
            raise _wrong(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date"
                f" from HTTP: '{_plain(scope.date)}' != '{_plain(time[:8])}',"
                f" from '{_plain(time)}'."
            )

    def _check_time(self, time: str) -> None:
        try:
            signed_at = datetime.strptime(time, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError:
            raise _wrong("Date must be in ISO-8601 'basic format'.") from None
        now = self.now()
        minutes = f"{self.tolerance.total_seconds() / 60:.0f} min."
        earliest, latest = now - self.tolerance, now + self.tolerance
        if signed_at < earliest:
            raise _wrong(
                f"Signature expired: {time} is now earlier than {timestamp(earliest)}"
                f" ({timestamp(now)} - {minutes})"
            )
        if signed_at > latest:
            raise _wrong(
                f"Signature not yet current: {time} is still later than {timestamp(latest)}"
                f" ({timestamp(now)} + {minutes})"
            )


def _wrong(message: str) -> Refusal:
    return Refusal("InvalidSignatureException", message)


def _plain(text: str) -> str:
    """
    A part of a header as it may be shown: short and printable.
    """
    return "".join(character for character in text[:32] if character.isprintable())


def _read(authorization: str) -> Signed:
    """
    Take an ``Authorization`` header apart.

    Raises:
        Refusal: It is not of Signature Version 4, or lacks a part.
    """
    algorithm, _, rest = authorization.partition(" ")
    if algorithm != ALGORITHM:
        raise Refusal(
            "IncompleteSignatureException", f"Unsupported AWS 'algorithm', use {ALGORITHM}."
        )
    pairs = (part.strip().partition("=") for part in rest.split(","))
    parts = {name: value for name, _, value in pairs}
    missing = [
        f"Authorization header requires '{name}' parameter."
        for name in ("Credential", "Signature", "SignedHeaders")
        if not parts.get(name)
    ]
    if missing:
        raise Refusal("IncompleteSignatureException", " ".join(missing))
    match parts["Credential"].split("/"):
        case [key, date, region, service, "aws4_request"]:
            scope = Scope(date, region, service)
        case _:
            raise Refusal(
                "IncompleteSignatureException",
                "Credential must have exactly 5 slash-delimited elements, e.g."
                " keyid/date/region/service/term.",
            )
    return Signed(key, scope, tuple(parts["SignedHeaders"].split(";")), parts["Signature"])
