"""
Our signer for httpx clients of one's own.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime

import httpx

from sagemaker_train.arguments import expect
from sagemaker_train.transport.credentials import Credentials
from sagemaker_train.transport.sigv4 import signed_headers


class SigV4Auth(httpx.Auth):
    """
    Signs every request of an ``httpx.Client`` or ``httpx.AsyncClient`` with Signature Version 4.

        with httpx.Client(auth=SigV4Auth(credentials, "us-east-1", "sagemaker")) as http:
            http.post("https://api.sagemaker.us-east-1.amazonaws.com/", ...)

    Args:
        credentials: What to sign with.
        region: The region of the endpoint.
        service: The signing name of the service, such as ``sagemaker`` or ``logs``.

    Raises:
        TypeError: Something is of another type.
    """

    requires_request_body = True

    def __init__(self, credentials: Credentials, region: str, service: str) -> None:
        expect(Credentials, credentials=credentials)
        expect(str, region=region, service=service)
        self._credentials = credentials
        self._region = region
        self._service = service

    def __repr__(self) -> str:
        key = self._credentials.access_key_id
        return f"{type(self).__name__}(key {key!r}, {self._region!r}, {self._service!r})"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """
        Sign the request, with the time at which it is sent.
        """
        signed = signed_headers(
            request.method,
            str(request.url),
            dict(request.headers),
            request.content,
            access_key_id=self._credentials.access_key_id,
            secret_access_key=self._credentials.secret_access_key,
            session_token=self._credentials.session_token,
            region=self._region,
            service=self._service,
            now=datetime.now(UTC),
        )
        # Only what is new is written: what is there may have been given as bytes, not as ASCII.
        given = request.headers
        given.update({name: text for name, text in signed.items() if given.get(name) != text})
        yield request
