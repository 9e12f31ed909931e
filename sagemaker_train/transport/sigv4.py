"""
AWS Signature Version 4 as pure functions: the same arguments give the same signature.

The algorithm is AWS's, as documented under "Signature Version 4 signing process" in the IAM User
Guide. Only what JSON services need is here: a body that is known, and headers; no presigned URLs.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit

ALGORITHM = "AWS4-HMAC-SHA256"
UNSIGNED = frozenset({
    "authorization", "baggage", "connection", "expect", "keep-alive", "proxy-authenticate",
    "proxy-authorization", "te", "traceparent", "tracestate", "trailer", "transfer-encoding",
    "upgrade", "user-agent", "x-amzn-trace-id",
})  # fmt: skip
"""Headers that proxies and HTTP clients change on the way, and the signature's own."""


class Scope(NamedTuple):
    """
    What a signature is valid for.
    """

    date: str
    """``YYYYMMDD``, in UTC."""
    region: str
    service: str

    def __str__(self) -> str:
        return f"{self.date}/{self.region}/{self.service}/aws4_request"


def timestamp(now: datetime) -> str:
    """
    The time as ``X-Amz-Date`` has it: ``20260131T235959Z``.
    """
    return now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


@lru_cache(maxsize=64)
def signing_key(secret_access_key: str, scope: Scope) -> bytes:
    """
    The key of one day, region and service: four rounds of HMAC, made once and kept.
    """
    key = b"AWS4" + secret_access_key.encode()
    for part in (*scope, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


@lru_cache(maxsize=64)
def canonical_address(url: str) -> tuple[str, str, str]:
    """
    The host, path and query of a URL in their canonical forms.
    """
    parts = urlsplit(url)
    default_port = {"http": 80, "https": 443}.get(parts.scheme)
    host = (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    if parts.port not in (None, default_port):
        host = f"{host}:{parts.port}"
    path = quote(_without_dots(parts.path or "/"), safe="/~")
    pairs = sorted(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
    return host, path, "&".join(f"{name}={value}" for name, value in pairs)


def _without_dots(path: str) -> str:
    """
    The path without ``.``, ``..`` and doubled slashes (RFC 3986, 5.2.4).
    """
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    return "/" + "/".join(kept) + ("/" if path.endswith("/") and kept else "")


def canonical_request(
    method: str, url: str, headers: Mapping[str, str], signed: Iterable[str], body: bytes
) -> str:
    """
    The text whose hash is signed. ``headers`` are lower-case; ``signed`` names those that count.
    """
    _, path, query = canonical_address(url)
    names = sorted(signed)
    lines = "".join(f"{name}:{' '.join(headers[name].split())}\n" for name in names)
    digest = hashlib.sha256(body).hexdigest()
    return f"{method}\n{path}\n{query}\n{lines}\n{';'.join(names)}\n{digest}"


def signature(secret_access_key: str, scope: Scope, time: str, canonical: str) -> str:
    """
    The signature of a canonical request, in hexadecimal.
    """
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"{ALGORITHM}\n{time}\n{scope}\n{digest}"
    return hmac.digest(signing_key(secret_access_key, scope), text.encode(), "sha256").hex()


def signed_headers(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    access_key_id: str,
    secret_access_key: str,
    session_token: str | None = None,
    region: str,
    service: str,
    now: datetime,
) -> dict[str, str]:
    """
    The headers of a request with what signing adds: host, date, token and ``authorization``.

    Args:
        method: ``POST`` or another method.
        url: The full address.
        headers: By lower-case name; all but those that change on the way are signed.
        body: The exact bytes that will be sent.
        access_key_id: Of the credentials.
        secret_access_key: Of the credentials; it does not leave this function.
        session_token: Of temporary credentials.
        region: The region in the scope.
        service: The signing name of the service in the scope.
        now: An aware datetime.
    """
    time = timestamp(now)
    scope = Scope(time[:8], region, service)
    complete = {name: value for name, value in headers.items() if name != "authorization"}
    complete["host"] = canonical_address(url)[0]
    complete["x-amz-date"] = time
    if session_token:
        complete["x-amz-security-token"] = session_token
    names = sorted(complete.keys() - UNSIGNED)
    canonical = canonical_request(method, url, complete, names, body)
    complete["authorization"] = (
        f"{ALGORITHM} Credential={access_key_id}/{scope}, SignedHeaders={';'.join(names)}, "
        f"Signature={signature(secret_access_key, scope, time, canonical)}"
    )
    return complete
