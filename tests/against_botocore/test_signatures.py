"""Our signer against botocore's."""

import string
from datetime import UTC, datetime
from typing import Any
from unittest import mock

import httpx
import pytest
from botocore.auth import SigV4Auth as BotocoreSigV4
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from hypothesis import given, settings, strategies as st

from sagemaker_train import Credentials, SigV4Auth
from sagemaker_train.transport.sigv4 import UNSIGNED, signed_headers

KEY_ID = "AKIDEXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


def botocore_headers(
    url: str,
    headers: dict[str, str],
    body: bytes,
    token: str | None,
    now: datetime,
    region: str,
    service: str,
    method: str = "POST",
) -> Any:
    """The headers after botocore has signed the same request at the same moment."""
    request = AWSRequest(method=method, url=url, headers=headers, data=body)
    with mock.patch("botocore.auth.get_current_datetime", return_value=now.replace(tzinfo=None)):
        BotocoreSigV4(BotocoreCredentials(KEY_ID, SECRET, token), service, region).add_auth(request)
    return request.headers


names = st.text(string.ascii_lowercase + "-", min_size=1, max_size=20).map(lambda n: "x-" + n)
values = st.text(
    st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f\x85\xa0"),
    max_size=40,
)
urls = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(["https", "http"]),
    st.sampled_from(
        [
            "api.sagemaker.us-east-1.amazonaws.com",
            "localhost:4566",
            "127.0.0.1:80",
            "example.com:443",
            "[::1]:8080",
        ]
    ),
    st.sampled_from(
        ["", "/", "/base", "/base/", "/a//b/./c/../d", "/spät", "/a%20b", "/~x/", "/.."]
    ),
    st.sampled_from(["", "?", "?a=1", "?b=2&a=1&a=0", "?x", "?q=a%2Fb&=&e=", "?k=v=w"]),
)


@settings(max_examples=300)
@given(
    url=urls,
    headers=st.dictionaries(names, values, max_size=6),
    body=st.binary(max_size=200) | st.text(max_size=50).map(lambda text: text.encode()),
    token=st.none() | st.text(string.ascii_letters + string.digits + "/+=", min_size=1),
    now=st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)),
    region=st.sampled_from(["us-east-1", "cn-north-1", "eu-isoe-west-1"]),
    service=st.sampled_from(["sagemaker", "logs", "monitoring"]),
    method=st.sampled_from(["POST", "GET"]),
)
def test_the_authorization_header_is_botocores(
    url: str,
    headers: dict[str, str],
    body: bytes,
    token: str | None,
    now: datetime,
    region: str,
    service: str,
    method: str,
) -> None:
    """For any headers, body, address, time and token, both signers write the same header."""
    now = now.replace(tzinfo=UTC)
    ours = signed_headers(
        method,
        url,
        headers,
        body,
        access_key_id=KEY_ID,
        secret_access_key=SECRET,
        session_token=token,
        region=region,
        service=service,
        now=now,
    )
    theirs = botocore_headers(url, headers, body, token, now, region, service, method)
    assert ours["authorization"] == theirs["Authorization"]
    assert ours["x-amz-date"] == theirs["X-Amz-Date"]
    assert ours.get("x-amz-security-token") == theirs.get("X-Amz-Security-Token")


def test_headers_that_change_on_the_way_are_not_signed() -> None:
    """The list is botocore's, besides the signature's own header."""
    from botocore.auth import SIGNED_HEADERS_BLACKLIST

    assert set(SIGNED_HEADERS_BLACKLIST) | {"authorization"} == UNSIGNED


def test_a_signature_is_a_pure_function() -> None:
    """The same arguments give the same headers, and the caller's mapping is not touched."""
    headers = {"x-amz-target": "SageMaker.ListTags"}
    arguments: dict[str, Any] = {
        "access_key_id": KEY_ID,
        "secret_access_key": SECRET,
        "region": "us-east-1",
        "service": "sagemaker",
        "now": datetime(2026, 1, 31, tzinfo=UTC),
    }
    first = signed_headers("POST", "https://h/", headers, b"{}", **arguments)
    assert first == signed_headers("POST", "https://h/", headers, b"{}", **arguments)
    assert headers == {"x-amz-target": "SageMaker.ListTags"}
    assert first != signed_headers("POST", "https://h/", headers, b"{} ", **arguments)


@pytest.mark.parametrize("token", [None, "session/token+="])
def test_sigv4auth_signs_for_an_httpx_client(token: str | None) -> None:
    """What an ``httpx.Client`` really sends is signed as botocore signs those very headers."""
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200)

    auth = SigV4Auth(Credentials(KEY_ID, SECRET, token), "us-east-1", "sagemaker")
    with httpx.Client(auth=auth, transport=httpx.MockTransport(answer)) as client:
        client.post(
            "https://api.sagemaker.us-east-1.amazonaws.com/?z=1&a=b c",
            json={"ResourceArn": "arn"},
            headers={"X-Amz-Target": "SageMaker.ListTags"},
        )
    (request,) = sent
    now = datetime.strptime(request.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    added = {"authorization", "x-amz-date", "x-amz-security-token", "host"}
    headers = {name: value for name, value in request.headers.items() if name not in added}
    theirs = botocore_headers(
        str(request.url), headers, request.content, token, now, "us-east-1", "sagemaker"
    )
    assert request.headers["authorization"] == theirs["Authorization"]


def test_sigv4auth_signs_headers_that_are_utf_8() -> None:
    """Such a value is sent as it was given, and its bytes are what the signature is about."""
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200)

    auth = SigV4Auth(Credentials(KEY_ID, SECRET), "us-east-1", "sagemaker")
    with httpx.Client(auth=auth, transport=httpx.MockTransport(answer)) as client:
        client.post("https://h/", headers={b"x-amz-meta-name": "Zoë".encode()})
    (request,) = sent
    assert (b"x-amz-meta-name", "Zoë".encode()) in request.headers.raw
    now = datetime.strptime(request.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    added = {"authorization", "x-amz-date", "host"}
    headers = {name: value for name, value in request.headers.items() if name not in added}
    theirs = botocore_headers("https://h/", headers, b"", None, now, "us-east-1", "sagemaker")
    assert request.headers["authorization"] == theirs["Authorization"]


def test_sigv4auth_shows_what_it_signs_for_and_no_secret() -> None:
    """The key's id, the region and the service, and nothing else of the credentials."""
    auth = SigV4Auth(Credentials(KEY_ID, SECRET, "the-token"), "us-east-1", "logs")
    assert repr(auth) == f"SigV4Auth(key {KEY_ID!r}, 'us-east-1', 'logs')"


def test_sigv4auth_refuses_what_are_no_credentials() -> None:
    """Where it is made, not at the first request."""
    wrong: Any = (KEY_ID, SECRET)
    with pytest.raises(TypeError, match="credentials must be Credentials, found tuple"):
        SigV4Auth(wrong, "us-east-1", "logs")
