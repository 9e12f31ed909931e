"""Where settings and credentials come from: ours and botocore's on the same files."""

import itertools
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.session import Session

from sagemaker_train.errors import ConfigurationError, CredentialsError
from sagemaker_train.models.operations import SERVICE
from sagemaker_train.transport.configuration import Configuration
from sagemaker_train.transport.credentials import (
    ChainCredentials,
    Credentials,
    FixedCredentials,
    find_credentials,
)
from sagemaker_train.transport.endpoint import resolve

CONFIG = """
[default]
region = eu-central-1

[profile work]
region = ap-southeast-2
services = local
aws_access_key_id = AKIDWORKCONFIG
aws_secret_access_key = work-config

[profile quoted "name"]
region = sa-east-1

[profile plain]
endpoint_url = http://127.0.0.1:7070/plain

[services local]
sagemaker =
  endpoint_url = http://127.0.0.1:9090/base
  region = ignored
s3 =
  endpoint_url = http://127.0.0.1:1
"""
CREDENTIALS = """
[default]
aws_access_key_id = AKIDDEFAULT
aws_secret_access_key = default-secret

[work]
aws_access_key_id = AKIDWORK
aws_secret_access_key = work-secret
aws_session_token = work-token
"""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment with nothing of AWS in it but two files."""
    for name in [n for n in os.environ if n.startswith("AWS_")]:
        monkeypatch.delenv(name)
    (tmp_path / "config").write_text(CONFIG)
    (tmp_path / "credentials").write_text(CREDENTIALS)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return tmp_path


def powerset(variables: dict[str, str]) -> list[dict[str, str]]:
    """Every choice of the variables."""
    return [
        dict(chosen)
        for size in range(len(variables) + 1)
        for chosen in itertools.combinations(variables.items(), size)
    ]


REGIONS = {"AWS_DEFAULT_REGION": "us-west-2", "AWS_PROFILE": "work"}


@pytest.mark.parametrize("variables", powerset(REGIONS), ids=lambda v: "+".join(v) or "none")
@pytest.mark.parametrize("profile", [None, "work", "plain", "default"])
def test_the_region_is_botocores(
    files: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], profile: str | None
) -> None:
    """The environment, then the profile of the argument or of the environment."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    ours = Configuration.load(profile).region()
    assert ours == Session(profile=profile).get_config_variable("region")


def test_aws_region_goes_before_aws_default_region(monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore ignores AWS_REGION; every other SDK of AWS reads it first, and so do we."""
    environment = {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-west-2"}
    assert Configuration.load(environment=environment).region() == "eu-west-1"


ENDPOINTS = {
    "AWS_ENDPOINT_URL": "http://127.0.0.1:1000",
    "AWS_ENDPOINT_URL_SAGEMAKER": "https://localhost:2000/sage/",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    "AWS_USE_FIPS_ENDPOINT": "true",
    "AWS_USE_DUALSTACK_ENDPOINT": "true",
}


@pytest.mark.parametrize("variables", powerset(ENDPOINTS), ids=lambda v: str(len(v)))
@pytest.mark.parametrize("profile", ["default", "work", "plain"])
def test_the_endpoint_is_botocores(
    files: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], profile: str
) -> None:
    """Every combination of variables and profiles leads both to one address, or to a refusal."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    session = Session(profile=profile)
    client: Any = None
    try:
        client = session.create_client(
            "sagemaker", "us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
        )
        client.meta.events.register(
            "before-send", lambda request, **_: (_ for _ in ()).throw(Seen(request.url))
        )
        client.list_training_jobs()
    except Seen as seen:
        theirs: str | None = seen.url.rstrip("/")
    except ValueError:
        theirs = None  # an address that botocore refuses
    try:
        found = resolve(SERVICE, "us-east-1", Configuration.load(profile)).url
        ours: str | None = found.rstrip("/")
    except ConfigurationError:
        ours = None
    assert ours == theirs


class Seen(BaseException):
    """Carries the address to which botocore was about to send."""

    def __init__(self, url: str) -> None:
        self.url = url


KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIDENVIRONMENT",
    "AWS_SECRET_ACCESS_KEY": "environment-secret",
    "AWS_SESSION_TOKEN": "environment-token",
    "AWS_PROFILE": "work",
}


@pytest.mark.parametrize("variables", powerset(KEYS), ids=lambda v: "+".join(v) or "none")
@pytest.mark.parametrize("profile", [None, "work", "default", "plain", "missing"])
def test_credentials_are_botocores(
    files: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], profile: str | None
) -> None:
    """Environment, profiles and their precedence: the same keys, or an error from both."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    try:
        theirs = Session(profile=profile).get_credentials()
    except Exception:
        theirs = None
    try:
        ours = find_credentials(None, profile).current()
    except (CredentialsError, ConfigurationError):
        assert theirs is None
        return
    assert theirs is not None
    assert (ours.access_key_id, ours.secret_access_key, ours.session_token) == (
        theirs.access_key,
        theirs.secret_key,
        theirs.token,
    )


def test_explicit_credentials_go_before_everything(files: Path) -> None:
    """The argument is taken as it is, whatever the environment holds."""
    given = Credentials("AKID", "secret")
    found = find_credentials(given, "work", {"AWS_ACCESS_KEY_ID": "x"})
    assert found == FixedCredentials(given)
    assert found.at_hand()


def test_credentials_of_a_process_are_renewed_by_force(files: Path) -> None:
    """A credential process is asked once, and again when its keys were refused."""
    script = files / "process.py"
    script.write_text(
        "import json, pathlib\n"
        f"path = pathlib.Path({str(files / 'count')!r})\n"
        "n = int(path.read_text()) + 1 if path.exists() else 1\n"
        "path.write_text(str(n))\n"
        "print(json.dumps({'Version': 1, 'AccessKeyId': f'AKID{n}', 'SecretAccessKey': 's',\n"
        f"    'Expiration': {(datetime.now(UTC) + timedelta(hours=2)).isoformat()!r}}}))\n"
    )
    config = f"[profile process]\ncredential_process = {sys.executable} {script}\n"
    (files / "config").write_text(config)
    chain = ChainCredentials("process")
    assert not chain.at_hand()
    assert chain.current().access_key_id == "AKID1"
    assert chain.current().expires_at is not None
    assert chain.at_hand()
    assert chain.current(renew=True).access_key_id == "AKID2"
    assert chain.current().access_key_id == "AKID2"


def test_credentials_are_renewed_ahead_of_expiry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that expire within five minutes are replaced before they are used."""
    moments = [timedelta(seconds=100), timedelta(hours=2)]
    looks = iter(Credentials(str(m), "s", None, datetime.now(UTC) + m) for m in moments)
    chain = ChainCredentials(None)
    monkeypatch.setattr(chain, "_look", lambda: next(looks))
    assert chain.current().access_key_id == "0:01:40"
    assert not chain.at_hand()
    assert chain.current().access_key_id == "2:00:00"
    assert chain.at_hand()
    assert chain.current().access_key_id == "2:00:00"


def test_many_waiters_one_refresh(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads that need credentials at once share what one of them finds."""
    import threading
    import time

    chain = ChainCredentials("work")
    looks: list[int] = []
    look = chain._look

    def slow() -> Credentials:
        looks.append(1)
        time.sleep(0.05)
        return look()

    monkeypatch.setattr(chain, "_look", slow)
    found: list[Credentials] = []
    threads = [threading.Thread(target=lambda: found.append(chain.current())) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(looks) == 1
    assert [f.access_key_id for f in found] == ["AKIDWORK"] * 16


def test_no_credentials_is_one_clear_error(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It lists what was looked at and what to do."""
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(files / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(files / "none"))
    with pytest.raises(CredentialsError, match="no AWS credentials found") as caught:
        find_credentials(None, None).current()
    for place in ("AWS_ACCESS_KEY_ID", "~/.aws/credentials", "web identity", "aws configure"):
        assert place in str(caught.value)


@pytest.mark.parametrize("profile", [None, "missing"])
def test_half_a_key_and_a_missing_profile(files: Path, profile: str | None) -> None:
    """Half a key is an error, not a reason to look elsewhere; a profile must exist."""
    with pytest.raises(CredentialsError):
        find_credentials(None, profile, {"AWS_ACCESS_KEY_ID": "AKID"}).current()


def test_expired_credentials_say_so() -> None:
    """Given credentials cannot be renewed."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    with pytest.raises(CredentialsError, match="AKID expired"):
        find_credentials(Credentials("AKID", "secret", None, past), None).current()


def test_credentials_show_only_the_key_id() -> None:
    """Neither ``repr`` nor ``str`` holds the secret or the token."""
    shown = f"{Credentials('AKID', 'the-secret', 'the-token')!r}"
    assert "AKID" in shown
    assert "the-secret" not in shown
    assert "the-token" not in shown


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("[default", "cannot read"), ("region = x", "cannot read"), ("[a]\nb", "cannot read")],
)
def test_a_broken_file_is_an_error_that_names_it(tmp_path: Path, text: str, complaint: str) -> None:
    """What cannot be parsed is not ignored."""
    path = tmp_path / "config"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=complaint) as caught:
        Configuration.load(environment={"AWS_CONFIG_FILE": str(path)})
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("environment", "complaint"),
    [
        ({"AWS_USE_FIPS_ENDPOINT": "yes"}, "must be true or false"),
        ({"AWS_ENDPOINT_URL": "localhost:99"}, "is no address"),
    ],
)
def test_impossible_settings_are_errors(environment: dict[str, str], complaint: str) -> None:
    """A setting that makes no sense is refused by name."""
    environment = {"AWS_CONFIG_FILE": "/nonexistent", **environment}
    with pytest.raises(ConfigurationError, match=complaint):
        resolve(SERVICE, "us-east-1", Configuration.load(environment=environment))


def test_arguments_that_contradict_each_other_are_an_error() -> None:
    """A FIPS endpoint cannot be asked for by argument together with another address."""
    nothing = Configuration.load(environment={"AWS_CONFIG_FILE": "/nonexistent"})
    with pytest.raises(ConfigurationError, match="cannot be combined"):
        resolve(SERVICE, "us-east-1", nothing, endpoint_url="http://h", fips=True)


def test_static_credentials_load_no_botocore() -> None:
    """The environment's keys are read without it; it is imported for the chain alone."""
    program = (
        "import os, sys; os.environ.update(AWS_ACCESS_KEY_ID='a', AWS_SECRET_ACCESS_KEY='b')\n"
        "from sagemaker_train.transport.credentials import find_credentials\n"
        "assert find_credentials(None, None).current().access_key_id == 'a'\n"
        "assert 'botocore' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
