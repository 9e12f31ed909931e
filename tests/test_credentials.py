"""Credentials: what they are, how long they serve, when newer ones are looked for."""

import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sagemaker_train.errors import ConfigurationError, CredentialsError
from sagemaker_train.transport.credentials import (
    LOOK_AGAIN,
    ChainCredentials,
    Credentials,
    GivenCredentials,
    find_credentials,
)


def lasting(key_id: str, **left: float) -> Credentials:
    """Credentials that expire in some time."""
    return Credentials(key_id, "secret", None, datetime.now(UTC) + timedelta(**left))


class Clock:
    """The seconds that ``time.monotonic`` gives, which pass when a test says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 1000.0
        monkeypatch.setattr(time, "monotonic", lambda: self.seconds)


class Chain(ChainCredentials):
    """A chain that finds, one after the other, what a test says."""

    def __init__(self, *finds: Credentials | CredentialsError) -> None:
        super().__init__(None)
        self.finds = list(finds)

    def _look(self) -> Credentials:
        found = self.finds.pop(0)
        if isinstance(found, CredentialsError):
            raise found
        return found


def test_credentials_are_renewed_ahead_of_expiry() -> None:
    """Those that expire within five minutes are replaced before they are used, once."""
    chain = Chain(lasting("A", minutes=6), lasting("B", hours=2))
    assert chain.current().access_key_id == "A"
    chain._found = lasting("A", minutes=4)
    chain._looked -= LOOK_AGAIN
    assert not chain.at_hand()
    assert chain.current().access_key_id == "B"
    assert chain.at_hand()
    assert chain.current().access_key_id == "B"


@pytest.mark.parametrize("away", [True, False])
def test_what_is_still_good_serves_on(monkeypatch: pytest.MonkeyPatch, away: bool) -> None:
    """Where nothing newer is found, no call fails, and it is looked for again in a while."""
    clock = Clock(monkeypatch)
    second = CredentialsError("STS is away") if away else lasting("A", minutes=3)
    chain = Chain(lasting("A", minutes=4), second, lasting("B", hours=1))
    assert [chain.current().access_key_id for _ in range(3)] == ["A", "A", "A"]
    assert len(chain.finds) == 2
    clock.seconds += LOOK_AGAIN
    assert not chain.at_hand()
    assert [chain.current().access_key_id for _ in range(3)] == ["A", "A", "A"]
    assert chain.at_hand()
    clock.seconds += LOOK_AGAIN
    assert chain.current().access_key_id == "B"


def test_what_has_expired_serves_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it is an error that newer ones are not found, at every call."""
    Clock(monkeypatch)
    away = CredentialsError("STS is away")
    chain = Chain(lasting("A", seconds=-1), away, away, lasting("B", hours=1))
    assert chain.current().access_key_id == "A"
    for _ in range(2):
        with pytest.raises(CredentialsError, match="STS is away"):
            chain.current()
    assert chain.current().access_key_id == "B"


def test_what_was_refused_serves_no_more() -> None:
    """Credentials that the service refused are not kept for want of others."""
    chain = Chain(lasting("A", hours=1), CredentialsError("STS is away"))
    assert chain.current().access_key_id == "A"
    with pytest.raises(CredentialsError, match="STS is away"):
        chain.current(renew=True)


def test_a_renewal_that_failed_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Who reads the log learns of it while there is time."""
    clock = Clock(monkeypatch)
    chain = Chain(lasting("A", minutes=4), CredentialsError("STS is away"))
    chain.current()
    clock.seconds += LOOK_AGAIN
    chain.current()
    (record,) = caplog.records
    assert (record.name, record.levelname) == ("sagemaker_train", "WARNING")
    assert "STS is away" in record.getMessage()


def environment(**variables: str) -> dict[str, str]:
    """An environment with a key."""
    return {"AWS_ACCESS_KEY_ID": "AKIDOLD", "AWS_SECRET_ACCESS_KEY": "old", **variables}


def test_the_environment_is_read_again_when_its_key_was_refused() -> None:
    """What was put there meanwhile is used from then on."""
    variables = environment()
    source = find_credentials(None, None, variables)
    variables.update(AWS_ACCESS_KEY_ID="AKIDNEW", AWS_SECRET_ACCESS_KEY="new")
    assert source.current() == Credentials("AKIDOLD", "old")
    assert source.current(renew=True) == Credentials("AKIDNEW", "new")
    assert source.current() == Credentials("AKIDNEW", "new")


def test_the_environment_is_read_again_before_its_key_expires() -> None:
    """What has run out is replaced by what was put there meanwhile."""
    soon = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    variables = environment(AWS_CREDENTIAL_EXPIRATION=soon)
    source = find_credentials(None, None, variables)
    assert source.current().access_key_id == "AKIDOLD"
    variables["AWS_ACCESS_KEY_ID"] = "AKIDNEW"
    assert source.current().access_key_id == "AKIDNEW"


def test_a_key_that_left_the_environment_serves_on() -> None:
    """Programs set variables to make a client, and take them away again."""
    variables = environment()
    source = find_credentials(None, None, variables)
    variables.clear()
    for renew in (False, True):
        assert source.current(renew=renew).access_key_id == "AKIDOLD"


def test_explicit_credentials_go_before_everything() -> None:
    """The argument is taken as it is, whatever the environment holds."""
    given = Credentials("AKID", "secret")
    found = find_credentials(given, "work", {"AWS_ACCESS_KEY_ID": "x"})
    assert isinstance(found, GivenCredentials)
    assert found.at_hand()
    assert found.current() is found.current(renew=True) is given


@pytest.mark.parametrize(
    ("source", "advice"),
    [
        (find_credentials(lasting("AKID", seconds=-1), None, {}), "give the client new ones"),
        (
            find_credentials(
                None, None, environment(AWS_CREDENTIAL_EXPIRATION="2020-01-01T00:00:00Z")
            ),
            "put new ones into the environment",
        ),
    ],
)
def test_expired_credentials_say_so(source: GivenCredentials, advice: str) -> None:
    """It says which, since when, and what to do."""
    with pytest.raises(CredentialsError, match=f"AKID.* expired at 20.*; {advice}$"):
        source.current()


@pytest.mark.parametrize("moment", ["soon", "2026-01-31", "2026-01-31T12:00:00"])
def test_an_expiry_without_its_zone_is_refused(moment: str) -> None:
    """It could be hours off."""
    with pytest.raises(CredentialsError, match=f"AWS_CREDENTIAL_EXPIRATION is '{moment}'"):
        find_credentials(None, None, environment(AWS_CREDENTIAL_EXPIRATION=moment))


def test_all_that_is_wrong_with_credentials_is_said_at_once() -> None:
    """By name, where they are made, and without a piece of the secret."""
    names = ("access_key_id", "secret_access_key", "session_token", "expires_at")
    with pytest.raises(ConfigurationError) as caught:
        Credentials("", "hidden ", "shadow\n", datetime(2999, 1, 1))
    for name in names:
        assert re.search(rf"{name} (is|begins|has)", str(caught.value))
    assert not re.search("hidden|shadow", str(caught.value))
    mistyped: Any = (7, b"hidden", ["shadow"], "2999-01-01T00:00:00Z")
    with pytest.raises(TypeError) as refused:
        Credentials(*mistyped)
    for name in names:
        assert f"{name} must be" in str(refused.value)
    assert not re.search("hidden|shadow", str(refused.value))


@pytest.mark.parametrize(
    "variable",
    ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"],
)
def test_a_variable_that_cannot_be_sent_is_named(variable: str) -> None:
    """A line break that was pasted along is looked for where it is."""
    with pytest.raises(ConfigurationError, match=f"used: {variable} begins or ends"):
        find_credentials(None, None, environment(**{variable: "value\n"}))


@pytest.mark.parametrize("moment", ["2999-01-01T00:00:00Z", 32472144000, datetime(2999, 1, 1)])
def test_a_moment_without_its_zone_is_none(moment: Any) -> None:
    """What cannot be compared with the time is refused before it has to be."""
    with pytest.raises((TypeError, ConfigurationError), match=r"expires_at (must be|has no)"):
        Credentials("AKID", "secret", None, moment)


def test_credentials_show_only_the_key_id() -> None:
    """Neither ``repr`` nor ``str`` holds the secret or the token."""
    shown = f"{Credentials('AKID', 'the-secret', 'the-token')!r}"
    assert "AKID" in shown
    assert "the-secret" not in shown
    assert "the-token" not in shown


def test_static_credentials_load_no_botocore() -> None:
    """The environment's keys are read without it; it is imported for the chain alone."""
    program = (
        "import os, sys; os.environ.update(AWS_ACCESS_KEY_ID='a', AWS_SECRET_ACCESS_KEY='b')\n"
        "from sagemaker_train.transport.credentials import find_credentials\n"
        "assert find_credentials(None, None).current().access_key_id == 'a'\n"
        "assert 'botocore' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
