"""Where settings come from: ours and botocore's on the same environment and files."""

import itertools
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import InvalidConfigError, ProfileNotFound
from botocore.loaders import Loader
from botocore.session import Session

from sagemaker_train.errors import ConfigurationError
from sagemaker_train.models.operations import SERVICE
from sagemaker_train.transport.configuration import Configuration
from sagemaker_train.transport.endpoint import resolve

CONFIG = """
[default]
region = eu-central-1

[profile work]
region = ap-southeast-2
services = local

[profile plain]
endpoint_url = http://127.0.0.1:7070/plain

[services local]
sagemaker =
  endpoint_url = http://127.0.0.1:9090/base
  region = ignored
s3 =
  endpoint_url = http://127.0.0.1:1
"""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment with nothing of AWS in it but two files, of which the second is empty."""
    for name in [n for n in os.environ if n.startswith("AWS_")]:
        monkeypatch.delenv(name)
    (tmp_path / "config").write_text(CONFIG)
    (tmp_path / "credentials").write_text("")
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
    theirs, _ = called_by_botocore("us-east-1", profile)
    try:
        found = resolve(SERVICE, "us-east-1", Configuration.load(profile)).url
        ours: str | None = found.rstrip("/")
    except ConfigurationError:
        ours = None
    assert ours == theirs


PSEUDO = ["fips-us-east-1", "us-east-1-fips", "us-gov-west-1-fips", "aws-global", "us-east-1"]


@pytest.mark.parametrize("url", [None, "http://127.0.0.1:1000"])
@pytest.mark.parametrize("region", PSEUDO)
def test_regions_that_say_fips_are_botocores(
    files: Path, monkeypatch: pytest.MonkeyPatch, region: str, url: str | None
) -> None:
    """Their address is a FIPS endpoint, unless one is given; they sign for the region they name."""
    if url:
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    ours = resolve(SERVICE, region, Configuration.load())
    assert (ours.url, ours.region) == called_by_botocore(region)


def called_by_botocore(region: str, profile: str | None = None) -> tuple[str | None, str | None]:
    """The address that botocore sends to, and the region it signs for; none if it refuses."""
    session = Session(profile=profile)
    session.register_component("data_loader", loader())
    try:
        client: Any = session.create_client(
            "sagemaker", region, aws_access_key_id="a", aws_secret_access_key="b"
        )
        client.meta.events.register(
            "before-send", lambda request, **_: (_ for _ in ()).throw(Seen(request))
        )
        client.list_training_jobs()
    except Seen as seen:
        scope = seen.request.headers["Authorization"].decode().partition("Credential=")[2]
        return seen.request.url.rstrip("/"), scope.split("/")[2]
    except ValueError:
        pass  # an address that botocore refuses
    return None, None


@lru_cache
def loader() -> Loader:
    """What reads botocore's data, once for all tests: its sessions each have their own."""
    found: Loader = Session().get_component("data_loader")
    return found


class Seen(BaseException):
    """Carries the request that botocore was about to send."""

    def __init__(self, request: Any) -> None:
        self.request = request


def test_the_older_variable_names_the_profile(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for botocore, AWS_DEFAULT_PROFILE goes before AWS_PROFILE."""
    monkeypatch.setenv("AWS_PROFILE", "default")
    monkeypatch.setenv("AWS_DEFAULT_PROFILE", "work")
    ours = Configuration.load().region()
    assert ours == Session().get_config_variable("region") == "ap-southeast-2"


HEADINGS = {
    "[default]": None,
    "[profile default]": None,
    "[profile 'q']": "q",
    '[profile "two words"]': "two words",
    "[profile   far]": "far",
    "[profile 'it''s']": "its",
}


@pytest.mark.parametrize(("heading", "profile"), HEADINGS.items())
def test_headings_are_read_as_botocore_reads_them(
    files: Path, heading: str, profile: str | None
) -> None:
    """The default profile with or without its kind; names in quotes of either sort."""
    (files / "config").write_text(f"{heading}\nregion = eu-west-3\n")
    ours = Configuration.load(profile).region()
    assert ours == Session(profile=profile).get_config_variable("region") == "eu-west-3"


NO_PROFILES = [
    "[work]",
    "[profile 'work]",
    "[profile work more]",
    "[profilework]",
    "[Profile work]",
]


@pytest.mark.parametrize("heading", NO_PROFILES)
def test_a_profile_that_is_not_there_is_refused_as_by_botocore(
    files: Path, monkeypatch: pytest.MonkeyPatch, heading: str
) -> None:
    """Named as an argument or by the environment, whatever else is given."""
    (files / "config").write_text(f"{heading}\nregion = eu-west-3\n[profile typed]\n")
    for argument, variable in (("work", "typed"), (None, "work")):
        monkeypatch.setenv("AWS_PROFILE", variable)
        with pytest.raises(ProfileNotFound):
            Session(profile=argument).get_config_variable("region")
        with pytest.raises(ConfigurationError, match=r"no profile 'work' in .*: typed$"):
            Configuration.load(argument)


def test_the_credentials_file_has_settings_too(files: Path) -> None:
    """Those of a profile go before what the configuration file has under its name."""
    (files / "credentials").write_text(
        "[default]\nregion = eu-south-1\n[only]\nregion = me-south-1\n"
    )
    for profile, region in ((None, "eu-south-1"), ("only", "me-south-1")):
        theirs = Session(profile=profile).get_config_variable("region")
        assert Configuration.load(profile).region() == theirs == region


@pytest.mark.parametrize("name", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
@pytest.mark.parametrize("path", ["$PLACE/file", "${PLACE}/file", "~/file"])
def test_paths_of_files_are_expanded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: Path, name: str, path: str
) -> None:
    """The home folder and variables may be in them, as for botocore."""
    (tmp_path / "config").write_text("")
    (tmp_path / "file").write_text("[default]\nregion = af-south-1\n")
    for variable, value in (("PLACE", str(tmp_path)), ("HOME", str(tmp_path)), (name, path)):
        monkeypatch.setenv(variable, value)
    ours = Configuration.load().region()
    assert ours == Session().get_config_variable("region") == "af-south-1"


def test_a_file_that_cannot_be_opened_is_none(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for botocore: in a container the home folder is often somebody else's."""
    monkeypatch.setenv("AWS_CONFIG_FILE", str(files))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(files / "config" / "none"))
    assert Configuration.load().region() is None
    assert Session().get_config_variable("region") is None


def test_services_that_are_not_there_are_refused_as_by_botocore(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A profile that names such a section has no address, unless the environment has one."""
    (files / "config").write_text("[default]\nservices = typo\n")
    with pytest.raises(InvalidConfigError):
        called_by_botocore("us-east-1")
    with pytest.raises(ConfigurationError, match=r"\[services typo\]"):
        resolve(SERVICE, "us-east-1", Configuration.load())
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1000")
    ours = resolve(SERVICE, "us-east-1", Configuration.load())
    assert (ours.url, ours.region) == called_by_botocore("us-east-1")


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
        ({"AWS_ENDPOINT_URL": "localhost:99"}, "is not a valid address"),
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
