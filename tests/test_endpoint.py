"""Addresses that were given: of services and of proxies."""

import os
from typing import Any

import anyio
import pytest

import sagemaker_train as smt
from sagemaker_train.transport.configuration import Configuration
from sagemaker_train.transport.connections import async_opener, opener, usable
from sagemaker_train.transport.endpoint import checked

KEYS = smt.Credentials("AKIDEXAMPLE", "secret")

NO_ADDRESSES = {
    "localhost:99": "begin with http:// or https://",
    "ftp://h": "begin with http:// or https://",
    "http://": "no host",
    "http://:80": "no host",
    "http://h!": "no host, or a malformed one",
    "http://a..b": "between two dots its host has nothing",
    "http://.h": "between two dots its host has nothing",
    f"http://{'h' * 64}.example": "or more than 63 characters",
    "http://[::1": "host or port is malformed",
    "http://h:abc": "host or port is malformed",
    "http://h:99999": "a port is a number up to 65535",
    "http://h:-1": "host or port is malformed",
    "https://exa mple": "a blank",
    "http://h/a b": "a blank",
    "http://h/a\n": "a blank",
    "http://ünï.example/": "not ASCII",
    "http://h/?x=1": "a query or a fragment",
    "http://h/#x": "a query or a fragment",
}


@pytest.mark.parametrize(("url", "problem"), NO_ADDRESSES.items())
def test_what_is_no_address_is_refused_at_once(url: str, problem: str) -> None:
    """Where it is given, with what was found and how one looks."""
    with pytest.raises(smt.ConfigurationError, match=f"{problem}.*looks like") as caught:
        smt.Client("us-east-1", credentials=KEYS, endpoint_url=url)
    assert repr(url) in str(caught.value)


SECRET = ["http://user:hunter2@h/", "http://hunter2@h", "http://u:hunter2@h:x", "u:hun ter2@h"]


@pytest.mark.parametrize("url", SECRET)
@pytest.mark.parametrize("variable", [False, True])
def test_an_address_with_a_password_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, url: str, variable: bool
) -> None:
    """It is refused, whoever gave it, and the error does not repeat it."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", url if variable else "http://127.0.0.1:1")
    with pytest.raises(smt.ConfigurationError, match="user or password") as caught:
        smt.Client("us-east-1", credentials=KEYS, endpoint_url=None if variable else url)
    assert "hun" not in str(caught.value)


ADDRESSES = {
    "HTTP://127.0.0.1:9": "http://127.0.0.1:9",
    "https://localhost": "https://localhost",
    f"https://{'h' * 63}.example.": None,
    "http://[::1]:80/": "http://[::1]:80/",
    "http://my_service:8080/base/path": "http://my_service:8080/base/path",
    "https://vpce-0a-b.api.sagemaker.eu-west-1.vpce.amazonaws.com": None,
    "http://h/a%20b//c/": None,
}


@pytest.mark.parametrize(("url", "kept"), ADDRESSES.items())
def test_addresses_stay_as_they_are(url: str, kept: str | None) -> None:
    """But for the scheme, which is read in lower case."""
    assert checked(url) == (kept or url)


def test_the_other_services_addresses_are_checked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """When they are needed, as few programs read logs."""
    from sagemaker_train.models.logs import SERVICE as LOGS
    from sagemaker_train.transport.endpoint import resolve

    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "http://u:hunter2@h")
    with pytest.raises(smt.ConfigurationError, match="not shown"):
        resolve(LOGS, "us-east-1", Configuration.load())


NO_PROXIES = {
    "ftp://p:1": "does not begin with http:// or https:// or socks5://",
    "http://p:port": "host or port is malformed",
    "http://p:99999": "a port is a number up to 65535",
    "http://[::1": "host or port is malformed",
    "http://:80": "no host",
    "http://p..q:80": "between two dots its host has nothing",
    "socks5://p:1": "needs socksio; install it",
    "socks5h://p:1": "needs socksio; install it",
}


@pytest.fixture
def without_socks(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if nobody had installed what SOCKS needs."""
    monkeypatch.setattr("sagemaker_train.transport.connections.find_spec", lambda name: None)


@pytest.mark.usefixtures("without_socks")
@pytest.mark.parametrize(("proxy", "problem"), NO_PROXIES.items())
def test_a_proxy_that_is_none_is_a_clear_error(
    monkeypatch: pytest.MonkeyPatch, proxy: str, problem: str
) -> None:
    """At the first call, blocking or not, and before anything is sent."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HTTP_PROXY", proxy)
    options: dict[str, Any] = {
        "region": "us-east-1",
        "credentials": KEYS,
        "endpoint_url": "http://h:1",
    }
    said = f"the proxy of the environment .*{problem}.*NO_PROXY"
    with smt.Client(**options) as client, pytest.raises(smt.ConfigurationError, match=said):
        client.describe_training_job("a")

    async def call() -> None:
        async with smt.AsyncClient(**options) as client:
            await client.describe_training_job("a")

    with pytest.raises(smt.ConfigurationError, match=said):
        anyio.run(call)


@pytest.mark.parametrize("open_", [opener, async_opener])
def test_the_password_of_a_proxy_that_is_none_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, open_: Any
) -> None:
    """What may be a login is left out."""
    monkeypatch.setenv("HTTP_PROXY", "http://user:hunter2@p:port")
    with pytest.raises(smt.ConfigurationError, match="not shown") as caught:
        open_("http://h:1", None)
    assert "hunter2" not in str(caught.value)


PROXIES = ["http://p:1", "https://user:word@p", "socks5h://[::1]:1080", None]


@pytest.mark.parametrize("proxy", PROXIES)
def test_proxies_that_can_be_used(monkeypatch: pytest.MonkeyPatch, proxy: str | None) -> None:
    """They stay as they are; SOCKS needs a package of its own."""
    monkeypatch.setattr("sagemaker_train.transport.connections.find_spec", lambda name: True)
    assert usable(proxy) == proxy
