"""What clients are told: arguments are checked where they are given, all of them at once."""

import asyncio
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import sagemaker_train as smt
from sagemaker_train.testing import LocalSageMaker
from sagemaker_train.transport.configuration import all_at_once

KEYS = smt.Credentials("AKIDEXAMPLE", "secret")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment with nothing of AWS and no proxies in it."""
    for name in os.environ:
        if name.startswith("AWS_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/nonexistent")


@pytest.fixture
def local() -> Iterator[LocalSageMaker]:
    with LocalSageMaker() as server:
        yield server


def made(**arguments: Any) -> smt.Client:
    """A client that lacks nothing."""
    return smt.Client(**{"region": "us-east-1", "credentials": KEYS, **arguments})


def test_everything_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Arguments, environment and files: one error, with a line for each thing to mend."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "many")
    everything: dict[str, Any] = {
        "region": "us east 1",
        "credentials": ("AKID", "secret"),
        "endpoint_url": "localhost",
        "timeout": smt.Timeout(total=-1, read=float("inf")),
        "policy": {"secrets": "off"},
    }
    with pytest.raises(smt.ConfigurationError) as caught:
        made(**everything)
    first, *lines = str(caught.value).splitlines()
    assert first == "6 settings are wrong:"
    for found in (
        "'us east 1' is no region",
        "credentials is of type tuple; it must be of type Credentials",
        "endpoint 'localhost' is no address",
        "total is -1, read is inf; a time is a positive number of seconds",
        "AWS_MAX_ATTEMPTS is 'many'",
        "policy is of type dict; it must be of type Policy",
    ):
        assert sum(found in line for line in lines) == 1, found


def test_one_thing_wrong_stays_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A single error keeps its class and its words."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    with pytest.raises(smt.CredentialsError, match=r"^AWS_ACCESS_KEY_ID is set, but"):
        made(credentials=None)
    monkeypatch.setenv("AWS_PROFILE", "typo")
    with pytest.raises(smt.ConfigurationError, match=r"^there is no profile 'typo'"):
        made()


def test_an_error_that_several_settings_share_is_said_once() -> None:
    """What they all depend on is one thing to mend."""

    def fails() -> str:
        raise smt.ConfigurationError("no such file")

    with pytest.raises(smt.ConfigurationError, match=r"^no such file$"):
        all_at_once(one=fails, other=fails)
    assert all_at_once(one=lambda: 1, other=lambda: None) == {"one": 1, "other": None}


@pytest.mark.parametrize("profile", ["typo", 7])
def test_a_profile_that_there_is_not(profile: Any) -> None:
    """It is refused also where everything else is given."""
    with pytest.raises(smt.ConfigurationError, match="profile"):
        made(profile=profile)


TIMES = [0, -1, float("nan"), float("inf"), 1e300, True, "5", b"5", [5]]


@pytest.mark.parametrize("time", TIMES, ids=repr)
def test_times_that_are_none(time: Any) -> None:
    """As a number and in a ``Timeout``; of a client, of a changed client, and of one call."""
    client = made(endpoint_url="http://127.0.0.1:1")
    uses: list[Callable[[Any], object]] = [
        lambda timeout: made(timeout=timeout),
        lambda timeout: client.with_options(timeout=timeout),
        lambda timeout: client.describe_training_job("a", timeout=timeout),
    ]
    for use in uses:
        for given, name in ((time, "timeout"), (smt.Timeout(connect=time), "connect")):
            with pytest.raises(smt.ConfigurationError, match=f"{name} is .*; a time is a positive"):
                use(given)


def test_changes_are_checked_too() -> None:
    """``with_options`` says all that is wrong with them at once."""
    wrong: dict[str, Any] = {"timeout": 0, "retry": 3, "policy": "strict"}
    with pytest.raises(smt.ConfigurationError) as caught:
        made().with_options(**wrong)
    for name in wrong:
        assert f"{name} is" in str(caught.value)


def test_the_longest_time_can_be_waited(local: LocalSageMaker) -> None:
    """Sockets and event loops can count as far as is allowed."""
    longest = smt.Timeout(total=1e9, connect=1e9, read=1e9)
    options: dict[str, Any] = {
        "region": local.region,
        "endpoint_url": local.endpoint_url,
        "credentials": local.credentials,
        "timeout": longest,
    }
    with smt.Client(**options) as client:
        assert not list(client.list_training_jobs())

    async def listed() -> list[Any]:
        async with smt.AsyncClient(**options) as client:
            return [job async for job in client.list_training_jobs()]

    assert not asyncio.run(listed())


def test_a_region_that_says_fips() -> None:
    """The client is in the region that is meant, also in another process."""
    with made(region="fips-us-east-1") as client:
        assert client.region == "us-east-1"
        assert client.endpoint_url == "https://api-fips.sagemaker.us-east-1.amazonaws.com"
        assert client.__getstate__()["region"] == "fips-us-east-1"
    with made(region="fips-us-east-1", endpoint_url="http://127.0.0.1:1") as client:
        assert (client.region, client.endpoint_url) == ("us-east-1", "http://127.0.0.1:1")
