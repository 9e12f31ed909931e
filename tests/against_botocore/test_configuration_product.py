"""Settings and credentials of drawn environments and files: ours are botocore's."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.configprovider import ConfiguredEndpointProvider
from botocore.exceptions import BotoCoreError
from botocore.session import Session
from hypothesis import HealthCheck, example, given, settings, strategies as st

from sagemaker_train.errors import ConfigurationError, CredentialsError
from sagemaker_train.transport.configuration import Configuration
from sagemaker_train.transport.credentials import find_credentials

NAMES = ["default", "one", "two", "a b", "typo"]
REGIONS = ["eu-west-1", "us-gov-west-1", "cn-north-1"]
URLS = ["http://127.0.0.1:1000", "https://localhost:2000/base"]

VARIABLES = {
    "AWS_PROFILE": st.sampled_from(NAMES),
    "AWS_DEFAULT_PROFILE": st.sampled_from(NAMES),
    "AWS_DEFAULT_REGION": st.sampled_from(REGIONS),
    "AWS_ENDPOINT_URL": st.sampled_from(URLS),
    "AWS_ENDPOINT_URL_SAGEMAKER": st.sampled_from(URLS),
    "AWS_CA_BUNDLE": st.just("/bundle.pem"),
    "AWS_ACCESS_KEY_ID": st.just("AKIDENVIRONMENT"),
    "AWS_SECRET_ACCESS_KEY": st.just("environment-secret"),
    "AWS_SESSION_TOKEN": st.just("token"),
    "AWS_SECURITY_TOKEN": st.just("older-token"),
    "AWS_CREDENTIAL_EXPIRATION": st.sampled_from(["2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"]),
}
SETTINGS = {
    "region": st.sampled_from(REGIONS),
    "endpoint_url": st.sampled_from(URLS),
    "services": st.sampled_from(["local", "typo"]),
    "ca_bundle": st.just("~/bundle.pem"),
    "aws_access_key_id": st.sampled_from(["AKIDONE", "AKIDTWO"]),
    "aws_secret_access_key": st.just("file-secret"),
    "sagemaker": st.just("\n  endpoint_url = http://127.0.0.1:3000"),
}
HEADINGS = [
    "default",
    "profile default",
    "profile one",
    "profile 'two'",
    "profile  two",
    'profile "a b"',
    "profile a b",
    "one",
    "two",
    "a b",
    "services local",
    "services 'local'",
    "DEFAULT",
]


def some(choices: dict[str, st.SearchStrategy[str]]) -> st.SearchStrategy[dict[str, str]]:
    """A few of the names, each with one of its values."""
    return st.fixed_dictionaries({}, optional=choices)


def text(sections: dict[str, dict[str, str]]) -> str:
    """The file that has the sections."""
    return "".join(
        f"[{heading}]\n" + "".join(f"{name} = {value}\n" for name, value in settings.items())
        for heading, settings in sections.items()
    )


FILES = st.dictionaries(st.sampled_from(HEADINGS), some(SETTINGS), max_size=5).map(text)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for the files of all examples, and an environment that each of them may change."""
    before = dict(os.environ)
    yield tmp_path_factory.mktemp("aws")
    os.environ.clear()
    os.environ.update(before)


def set_up(place: Path, variables: dict[str, str], config: str, credentials: str) -> None:
    """Nothing of AWS but what an example says."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    (place / "config").write_text(config)
    (place / "credentials").write_text(credentials)
    os.environ.update(
        PLACE=str(place),
        AWS_CONFIG_FILE="$PLACE/config",
        AWS_SHARED_CREDENTIALS_FILE=str(place / "credentials"),
        AWS_EC2_METADATA_DISABLED="true",
        **variables,
    )


Outcome = tuple[object, ...] | None


def botocores_settings(profile: str | None) -> Outcome:
    """Region, authorities and address; none if botocore refuses."""
    session = Session(profile=profile)
    try:
        configured = ConfiguredEndpointProvider(
            session.full_config, session.get_scoped_config(), "sagemaker"
        )
        region, bundle = map(session.get_config_variable, ("region", "ca_bundle"))
        return region, bundle, configured.provide()
    except BotoCoreError:
        return None


def our_settings(profile: str | None) -> Outcome:
    """The same from us."""
    try:
        ours = Configuration.load(profile)
        bundle = ours.get("AWS_CA_BUNDLE", "ca_bundle")
        return ours.region(), bundle, ours.endpoint_url("SageMaker")
    except ConfigurationError:
        return None


def botocores_keys(profile: str | None) -> Outcome:
    """Key id, secret and token; none if botocore finds or accepts none."""
    try:
        found: Any = Session(profile=profile).get_credentials()
        keys = found.get_frozen_credentials() if found else None
    except (BotoCoreError, RuntimeError):  # the latter says that they have expired
        return None
    return keys and (keys.access_key, keys.secret_key, keys.token)


def our_keys(profile: str | None) -> Outcome:
    """The same from us."""
    try:
        keys = find_credentials(None, profile).current()
    except CredentialsError:
        return None
    return keys.access_key_id, keys.secret_access_key, keys.session_token


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    variables=some(VARIABLES),
    config=FILES,
    credentials=FILES,
    profile=st.none() | st.sampled_from(NAMES),
)
@example(
    variables={"AWS_PROFILE": "one", "AWS_DEFAULT_PROFILE": "two"},
    config="[profile one]\nregion = eu-west-1\n[profile 'two']\nregion = cn-north-1\n",
    credentials="[two]\naws_access_key_id = AKIDTWO\naws_secret_access_key = s\n",
    profile=None,
)
def test_settings_and_keys_are_botocores(
    place: Path, variables: dict[str, str], config: str, credentials: str, profile: str | None
) -> None:
    """From any environment and files both take the same, or both refuse."""
    set_up(place, variables, config, credentials)
    ours = our_settings(profile)
    assert ours == botocores_settings(profile)
    if ours is not None:
        assert our_keys(profile) == botocores_keys(profile)
