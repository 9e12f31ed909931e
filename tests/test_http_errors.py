"""What the exceptions of HTTP libraries mean for a request."""

import ssl
from unittest import mock

import aiohttp
import httpx
import pytest

from sagemaker_train.transport.http_errors import no_response


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ssl.SSLCertVerificationError("certificate verify failed"), "connect"),
        (ssl.SSLError("record layer failure"), "broken"),
        (ConnectionResetError("reset by peer"), "broken"),
    ],
)
def test_errors_of_python_do_not_get_through(error: Exception, reason: str) -> None:
    """Some versions of httpcore do not wrap them; what was sent is doubted unless it cannot be."""
    outcome = no_response(error, "https://host/")
    assert outcome.reason == reason
    assert str(error) in outcome.message


@pytest.mark.parametrize(
    "error", [httpx.ReadTimeout("slow"), httpx.WriteError("reset"), TimeoutError()]
)
def test_what_never_left_leaves_no_doubt(error: Exception) -> None:
    """The same exception means that something may have been sent only once it began to leave."""
    assert no_response(error, "https://host/", begun=True).sent
    assert not no_response(error, "https://host/", begun=False).sent


@pytest.mark.parametrize(
    ("cause", "reason"),
    [
        (aiohttp.ServerDisconnectedError(), "broken"),
        (aiohttp.ClientConnectorError(mock.Mock(), OSError(111, "refused")), "connect"),
        (None, "connect"),
    ],
)
def test_a_connection_that_was_there_was_not_refused(cause: Exception | None, reason: str) -> None:
    """An httpx client over aiohttp calls both a ConnectTimeout; only the cause tells them apart."""
    error = httpx.ConnectTimeout("")
    error.__cause__ = cause
    assert no_response(error, "https://host/").reason == reason


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (aiohttp.ConnectionTimeoutError("slow"), "connect"),
        (aiohttp.SocketTimeoutError("slow"), "timeout"),
        (aiohttp.ClientPayloadError("cut off"), "broken"),
        (aiohttp.ServerDisconnectedError(), "broken"),
    ],
)
def test_what_aiohttps_errors_mean(error: Exception, reason: str) -> None:
    """Only before a connection is there it is certain that nothing was sent."""
    assert no_response(error, "https://host/").reason == reason
