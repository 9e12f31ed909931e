"""What clients are told: arguments are checked where they are given, all of them at once."""

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path
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
    monkeypatch.setenv("AWS_RETRY_MODE", "fast")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    with pytest.raises(smt.ConfigurationError) as caught:
        made(region="us east 1", credentials=None, endpoint_url="localhost", timeout=-1)
    first, *lines = str(caught.value).splitlines()
    assert first == "6 settings are wrong:"
    for found in (
        "region: 'us east 1' is not a valid region",
        "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not",
        "endpoint_url: 'localhost' is not a valid address",
        "timeout is -1; a time must be a positive number of seconds",
        "AWS_MAX_ATTEMPTS is 'many'; it must be a positive whole number",
        "AWS_RETRY_MODE is 'fast'; it must be one of standard, legacy, adaptive",
    ):
        assert sum(found in line for line in lines) == 1, found


def test_every_argument_of_another_type_is_named() -> None:
    """Types are a matter of the program: they come first, in one ``TypeError``."""
    wrong: dict[str, Any] = {
        "region": 1,
        "profile": 7,
        "credentials": ("AKID", "secret"),
        "endpoint_url": b"http://h",
        "timeout": "5",
        "retry": 3,
        "policy": {"secrets": "off"},
        "fips": "yes",
        "dual_stack": 1,
    }
    for client in (smt.Client, smt.AsyncClient):
        with pytest.raises(TypeError) as caught:
            client(**wrong)
        for name in wrong:
            assert f"{name} must be " in str(caught.value)
    assert "credentials must be Credentials or None, found tuple" in str(caught.value)
    assert "secret" not in str(caught.value).replace("Credentials", "")


@pytest.mark.parametrize("client", [smt.Client, smt.AsyncClient])
def test_what_is_no_http_client_and_no_clock_is_refused(client: Callable[..., object]) -> None:
    """Not at the first call, which may come much later."""
    with pytest.raises(TypeError, match=r"http_client must have .*send, found int; clock must"):
        client("us-east-1", http_client=3, clock="now")


PLACES = {
    "AWS_USE_FIPS_ENDPOINT": ("use_fips_endpoint", "yes"),
    "AWS_USE_DUALSTACK_ENDPOINT": ("use_dualstack_endpoint", "no"),
    "AWS_MAX_ATTEMPTS": ("max_attempts", "three"),
    "AWS_RETRY_MODE": ("retry_mode", "fast"),
    "AWS_REGION": ("region", "us east 1"),
}
"""Variables, the setting of a profile that does the same, and a value that makes no sense."""


def test_each_place_that_is_wrong_is_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable where it is set, else the setting, its profile and the file that has it."""
    config, keys = tmp_path / "config", tmp_path / "credentials"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(keys))
    lines = [f"{setting} = {value}" for setting, value in PLACES.values()]
    config.write_text("\n".join(["[profile odd]", *lines[:-1]]))
    keys.write_text(f"[odd]\n{lines[-1]}")
    monkeypatch.setenv("AWS_PROFILE", "odd")
    with pytest.raises(smt.ConfigurationError, match=r"^5 settings are wrong:") as caught:
        made(region=None)
    for setting, _ in PLACES.values():
        file = keys if setting == "region" else config
        assert f"\n{setting} of profile 'odd' in {file}" in str(caught.value)
    assert "AWS_" not in str(caught.value)
    for variable, (_, value) in PLACES.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(smt.ConfigurationError, match=r"^5 settings are wrong:") as caught:
        made(region=None)
    for variable in PLACES:
        assert f"\n{variable}" in str(caught.value)
    assert "odd" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[default]\nendpoint_url = h", "endpoint_url of profile 'default' in {}: "),
        (
            "[default]\nservices = s\n[services s]\nsagemaker =\n  endpoint_url = h",
            "endpoint_url of sagemaker in [services s] in {}: ",
        ),
    ],
)
def test_an_address_that_is_none_is_blamed_on_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, place: str
) -> None:
    """The files, their sections and the environment may all name one."""
    config = tmp_path / "config"
    config.write_text(text)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    with pytest.raises(smt.ConfigurationError) as caught:
        made()
    assert str(caught.value).startswith(place.format(config) + "'h' is not a valid address")
    monkeypatch.setenv("AWS_ENDPOINT_URL_SAGEMAKER", "localhost")
    with pytest.raises(smt.ConfigurationError, match=r"^AWS_ENDPOINT_URL_SAGEMAKER: 'localhost"):
        made()


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
        all_at_once(fails, fails)
    all_at_once(lambda: 1, lambda: None)


def test_a_profile_that_there_is_not() -> None:
    """It is refused also where everything else is given."""
    with pytest.raises(smt.ConfigurationError, match="profile"):
        made(profile="typo")


NO_TIMES = [0, -1, float("nan"), float("inf"), 1e300]
NO_NUMBERS = [True, "5", b"5", [5]]


@pytest.mark.parametrize("time", [*NO_TIMES, *NO_NUMBERS], ids=repr)
def test_times_that_are_none(time: Any) -> None:
    """As a number and in a ``Timeout``; of a client, of a changed client, and of one call."""
    error: type[Exception] = smt.ConfigurationError
    said = "is .*; a time must be a positive"
    if time in NO_NUMBERS and time != 0:
        error, said = TypeError, "must be a number"
    client = made(endpoint_url="http://127.0.0.1:1")
    uses: list[Callable[[Any], object]] = [
        lambda timeout: made(timeout=timeout),
        lambda timeout: client.with_options(timeout=timeout),
        lambda timeout: client.describe_training_job("a", timeout=timeout),
    ]
    for use in uses:
        with pytest.raises(error, match=f"timeout {said}"):
            use(time)
    with pytest.raises(error, match=f"connect {said}"):
        smt.Timeout(connect=time)


def test_changes_are_checked_too() -> None:
    """``with_options`` says all that is wrong with them at once."""
    wrong: dict[str, Any] = {"timeout": "0", "retry": 3, "policy": "strict"}
    with pytest.raises(TypeError) as caught:
        made().with_options(**wrong)
    for name in wrong:
        assert f"{name} must be" in str(caught.value)


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
        assert client.__getstate__().region == "fips-us-east-1"
    with made(region="fips-us-east-1", endpoint_url="http://127.0.0.1:1") as client:
        assert (client.region, client.endpoint_url) == ("us-east-1", "http://127.0.0.1:1")
