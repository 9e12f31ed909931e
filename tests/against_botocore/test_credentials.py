"""Who signs: ours and botocore's on the same environment and files."""

import itertools
import os
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from botocore.session import Session

from sagemaker_train.errors import ConfigurationError, CredentialsError
from sagemaker_train.transport.credentials import ChainCredentials, Credentials, find_credentials

CONFIG = """
[default]
region = eu-central-1

[profile work]
aws_access_key_id = AKIDWORKCONFIG
aws_secret_access_key = work-config

[profile plain]
region = eu-central-1
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


KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIDENVIRONMENT",
    "AWS_SECRET_ACCESS_KEY": "environment-secret",
    "AWS_SESSION_TOKEN": "environment-token",
    "AWS_SECURITY_TOKEN": "older-token",
    "AWS_PROFILE": "work",
}


CHOICES = [
    dict(chosen)
    for size in range(len(KEYS) + 1)
    for chosen in itertools.combinations(KEYS.items(), size)
]


@pytest.mark.parametrize("variables", CHOICES, ids=lambda v: "+".join(v) or "none")
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


EXPIRY = {
    "2020-01-01T00:00:00Z": None,
    "2020-01-01T00:00:00+01:00": None,
    "2999-01-01T00:00:00Z": "AKIDENVIRONMENT",
    "2999-01-01T00:00:00+01:00": "AKIDENVIRONMENT",
    "": "AKIDENVIRONMENT",
    "tomorrow": None,
}


@pytest.mark.parametrize(("moment", "key_id"), EXPIRY.items())
def test_the_expiry_of_the_environment_is_botocores(
    files: Path, monkeypatch: pytest.MonkeyPatch, moment: str, key_id: str | None
) -> None:
    """AWS_CREDENTIAL_EXPIRATION in the past is an error from both, and so is what is no time."""
    for name, value in {**KEYS, "AWS_CREDENTIAL_EXPIRATION": moment}.items():
        monkeypatch.setenv(name, value)
    try:
        theirs = Session().get_credentials().get_frozen_credentials().access_key
    except (RuntimeError, ValueError):
        theirs = None
    try:
        ours = find_credentials(None, None).current().access_key_id
    except CredentialsError:
        ours = None
    assert ours == theirs == key_id


STS = """
[default]
role_arn = arn:aws:iam::123456789012:role/training
source_profile = work
"""
WEB = {
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/nonexistent",
    "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/training",
}
BROKEN: dict[str, tuple[str, dict[str, str], str]] = {
    "a role that is refused": (STS, {}, "ClientError: .*AccessDenied.* not authorized"),
    "a process that prints no JSON": ("[default]\ncredential_process = echo x", {}, "JSONDecodeE"),
    "a process that is not there": (
        "[default]\ncredential_process = /nonexistent/process",
        {},
        "FileNotFoundError: .*'/nonexistent/process'",
    ),
    "a token file that is not there": ("", WEB, "FileNotFoundError: .*'/nonexistent'"),
    "a container's host that is none": (
        "",
        {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://10.1.2.3/x"},
        "ValueError: Unsupported host",
    ),
}


class Sts(ThreadingHTTPServer):
    """A service on this machine that lets nobody assume a role."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Refusal)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.regions: list[str] = []
        """For which the requests were signed."""


class Refusal(BaseHTTPRequestHandler):
    server: Sts

    def do_POST(self) -> None:
        scope = self.headers["Authorization"].partition("Credential=")[2]
        self.server.regions.append(scope.split("/")[2])
        body = (
            b"<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not"
            b" authorized to perform sts:AssumeRole</Message></Error></ErrorResponse>"
        )
        self.send_response(403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def sts() -> Iterator[Sts]:
    with Sts() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("name", BROKEN)
def test_whatever_breaks_in_the_chain_is_a_credentials_error(
    files: Path, monkeypatch: pytest.MonkeyPatch, sts: Sts, name: str
) -> None:
    """It says what broke, and keeps the exception as its cause."""
    config, variables, said = BROKEN[name]
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", sts.url)
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    (files / "config").write_text(config)
    (files / "credentials").write_text(CREDENTIALS.replace("[default]", "[other]"))
    with pytest.raises(CredentialsError, match=f"(?s)failed: {said}") as caught:
        find_credentials(None, None, region="eu-north-1").current()
    assert caught.value.__cause__ is not None


def test_a_role_is_assumed_where_the_client_is(
    files: Path, sts: Sts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with botocore, STS is asked in the region of the client, also where no profile has one."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", sts.url)
    (files / "config").write_text(STS)
    (files / "credentials").write_text(CREDENTIALS.replace("[default]", "[other]"))
    session = Session()
    session.create_client("sagemaker", region_name="eu-north-1")
    with pytest.raises(ClientError):
        session.get_credentials().get_frozen_credentials()
    with pytest.raises(CredentialsError):
        find_credentials(None, None, region="eu-north-1").current()
    assert sts.regions == ["eu-north-1", "eu-north-1"]


def test_what_broke_is_told_without_secrets(files: Path) -> None:
    """What a credential process complains of may quote what it was given."""
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzZ9QxExAmPl"
    script = files / "process.py"
    script.write_text(f"import sys; sys.exit('refused: --password {secret}')")
    config = f"[default]\ncredential_process = {sys.executable} {script}\n"
    (files / "config").write_text(config)
    (files / "credentials").write_text("")
    with pytest.raises(CredentialsError, match=r"CredentialRetrievalError: .*refused") as caught:
        find_credentials(None, None).current()
    assert secret not in str(caught.value)


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


def test_many_waiters_one_refresh(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads that need credentials at once share what one of them finds."""
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
