"""
Where settings come from: arguments, the environment, the AWS configuration files.

The files are read here and not by botocore, which takes longer to import than a request takes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

import attrs

from sagemaker_train.errors import ConfigurationError, CredentialsError

T = TypeVar("T")
Section = dict[str, str]

PROFILES = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
"""The variables that name a profile. botocore, too, looks at the older one first."""

REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
"""The variables that name a region, in the order of AWS's SDKs but botocore."""


class Setting(NamedTuple):
    """
    A setting that was found, and where, so that errors can blame the right place.
    """

    value: str
    where: str
    """``AWS_REGION``, or ``region of profile 'dev' in ~/.aws/config``."""


@attrs.frozen(kw_only=True, eq=False, repr=False)  # of which some are secrets
class Configuration:
    """
    The settings of the environment and of one profile of the configuration files.
    """

    environment: Mapping[str, str]
    profile: Mapping[str, str]
    name: str
    """Of the profile."""
    files: Mapping[str, str]
    """The file that each setting of the profile is from."""
    config_file: str
    services: Mapping[str, Section] = attrs.field(factory=dict[str, Section])
    """The sections ``[services NAME]``, by name: for each service its settings, indented lines."""

    @classmethod
    def load(
        cls, profile: str | None = None, environment: Mapping[str, str] = os.environ
    ) -> Configuration:
        """
        Read the environment and the files: ``~/.aws/config`` or ``AWS_CONFIG_FILE``, and over it
        ``~/.aws/credentials`` or ``AWS_SHARED_CREDENTIALS_FILE``.

        Raises:
            ConfigurationError: A file cannot be parsed, or no file has a profile that was named.
        """
        config_file = environment.get("AWS_CONFIG_FILE") or "~/.aws/config"
        credentials_file = environment.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials"
        config = _sections(config_file)
        profiles = _named("profile", config)
        keys = _sections(credentials_file)
        for name, settings in keys.items():
            profiles[name] = {**profiles.get(name, {}), **settings}
        asked = profile_name(profile, environment)
        if asked is not None and asked not in profiles:
            raise ConfigurationError(
                f"there is no profile {asked!r} in {config_file} or {credentials_file}; "
                f"the profiles there are: {', '.join(profiles) or 'none'}"
            )
        name = asked or "default"
        profile_settings = profiles.get(name, {})
        return cls(
            environment=environment,
            profile=profile_settings,
            name=name,
            files={
                setting: credentials_file if setting in keys.get(name, {}) else config_file
                for setting in profile_settings
            },
            config_file=config_file,
            services=_named("services", config),
        )

    def find(self, variable: str | tuple[str, ...], setting: str) -> Setting | None:
        """
        The first of the environment variables that is set, else the profile's setting.
        """
        for name in (variable,) if isinstance(variable, str) else variable:
            if value := self.environment.get(name):
                return Setting(value, name)
        if (value := self.profile.get(setting)) is None:
            return None
        return Setting(value, f"{setting} of profile {self.name!r} in {self.files[setting]}")

    def get(self, variable: str | tuple[str, ...], setting: str) -> str | None:
        """
        What ``find`` finds, wherever that is.
        """
        found = self.find(variable, setting)
        return found and found.value

    def flag(self, variable: str, setting: str) -> bool:
        """
        A setting that is on or off.

        Raises:
            ConfigurationError: It is neither ``true`` nor ``false``.
        """
        found = self.find(variable, setting)
        if found is None or not found.value:
            return False
        text = found.value.lower()
        if text not in ("true", "false"):
            raise ConfigurationError(f"{found.where} is {text!r}; it must be true or false")
        return text == "true"

    def region(self) -> str | None:
        """
        ``AWS_REGION``, ``AWS_DEFAULT_REGION``, the profile's ``region``.
        """
        return self.get(REGIONS, "region")

    def endpoint_url(self, service_id: str) -> str | None:
        """
        What ``endpoint`` finds, wherever that is.
        """
        found = self.endpoint(service_id)
        return found and found.value

    def endpoint(self, service_id: str) -> Setting | None:
        """
        The address set for a service, or for all of them, as AWS's SDKs agree on it.
        """
        if self.flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls"):
            return None
        key = service_id.replace(" ", "_")
        for variable in (f"AWS_ENDPOINT_URL_{key.upper()}", "AWS_ENDPOINT_URL"):
            if url := self.environment.get(variable):
                return Setting(url, variable)
        if url := _nested(self._services().get(key.lower(), "")).get("endpoint_url"):
            section = f"[services {self.profile['services']}]"
            return Setting(url, f"endpoint_url of {key.lower()} in {section} in {self.config_file}")
        return self.find((), "endpoint_url") if self.profile.get("endpoint_url") else None

    def _services(self) -> Section:
        name = self.profile.get("services")
        if name is None:
            return {}
        if not self.services.get(name):
            raise ConfigurationError(
                f"the profile names services {name!r}, but no file has a section [services {name}]"
            )
        return self.services[name]


def profile_name(argument: str | None, environment: Mapping[str, str]) -> str | None:
    """
    The profile that is asked for by name: as an argument, or by the environment.
    """
    return argument or next(filter(None, map(environment.get, PROFILES)), None)


def _sections(file: str) -> dict[str, Section]:
    path = os.path.expanduser(os.path.expandvars(file))
    try:
        with open(path, encoding="utf-8") as opened:
            text = opened.read()
    except OSError:
        return {}  # botocore, too, goes on without a file that it may not open
    except UnicodeDecodeError as error:
        raise _unreadable(path, error) from None
    import configparser  # only here: where jobs are started there is often no such file

    parser = configparser.RawConfigParser()
    try:
        parser.read_string(text, source=path)
    except configparser.Error as error:
        raise _unreadable(path, error) from None
    return {name: dict(parser[name]) for name in parser.sections()}


def _unreadable(path: str, error: Exception) -> ConfigurationError:
    problem = str(error).splitlines()[0]  # further lines quote the file
    return ConfigurationError(f"cannot read {path}: {problem}")


def _named(kind: str, sections: Mapping[str, Section]) -> dict[str, Section]:
    """
    The sections ``[KIND NAME]`` by name. ``[default]`` is a profile without its kind.
    """
    found: dict[str, Section] = {}
    for heading, settings in sections.items():
        words = _words("profile default" if heading == "default" else heading)
        if len(words) == 2 and words[0] == kind:
            found[words[1]] = settings
    return found


def _words(heading: str) -> list[str]:
    """
    The words of a heading; quotes hold several together, as in a shell.
    """
    import shlex  # as late as the parser

    try:
        return shlex.split(heading)
    except ValueError:
        return []  # a quote without its pair


def _nested(text: str) -> Section:
    """
    The indented settings under a setting, as the section of a service has them.
    """
    pairs = (line.partition("=") for line in text.strip().splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}


def blaming(where: str, read: Callable[[str], T], text: str) -> T:
    """
    Read the text of a setting.

    Raises:
        ConfigurationError: It cannot be read. The message says where it came from.
    """
    try:
        return read(text)
    except ConfigurationError as error:
        raise ConfigurationError(f"{where}: {error}") from None


def all_at_once(*makes: Callable[[], object]) -> None:
    """
    Try every one of these.

    Raises:
        ConfigurationError: Several fail. What is wrong with each is in the message.
        CredentialsError: This is all that went wrong.
    """
    errors: dict[str, ConfigurationError | CredentialsError] = {}
    for make in makes:
        try:
            make()
        except (ConfigurationError, CredentialsError) as error:
            errors[str(error)] = error  # what several depend on is said once
    if len(errors) > 1:
        raise ConfigurationError("\n".join([f"{len(errors)} settings are wrong:", *errors]))
    for only in errors.values():
        raise only
