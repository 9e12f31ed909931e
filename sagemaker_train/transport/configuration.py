"""
Where settings come from: arguments, the environment, the AWS configuration files.

The files are read here and not by botocore, which takes longer to import than a request takes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import attrs

from sagemaker_train.errors import ConfigurationError, CredentialsError

T = TypeVar("T")
Section = dict[str, str]

PROFILES = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
"""The variables that name a profile. botocore, too, looks at the older one first."""


@attrs.frozen(kw_only=True, eq=False, repr=False)  # of which some are secrets
class Configuration:
    """
    The settings of the environment and of one profile of the configuration files.
    """

    environment: Mapping[str, str]
    profile: Mapping[str, str]
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
        for name, settings in _sections(credentials_file).items():
            profiles[name] = {**profiles.get(name, {}), **settings}
        asked = profile_name(profile, environment)
        if asked is not None and asked not in profiles:
            raise ConfigurationError(
                f"there is no profile {asked!r} in {config_file} or {credentials_file}; "
                f"the profiles there are: {', '.join(profiles) or 'none'}"
            )
        return cls(
            environment=environment,
            profile=profiles.get(asked or "default", {}),
            services=_named("services", config),
        )

    def get(self, variable: str | tuple[str, ...], setting: str) -> str | None:
        """
        The first of the environment variables that is set, else the profile's setting.
        """
        for name in (variable,) if isinstance(variable, str) else variable:
            if value := self.environment.get(name):
                return value
        return self.profile.get(setting)

    def flag(self, variable: str, setting: str) -> bool:
        """
        A setting that is on or off.

        Raises:
            ConfigurationError: It is neither ``true`` nor ``false``.
        """
        text = (self.get(variable, setting) or "false").lower()
        if text not in ("true", "false"):
            raise ConfigurationError(f"{variable} is {text!r}; it must be true or false")
        return text == "true"

    def region(self) -> str | None:
        """
        ``AWS_REGION``, ``AWS_DEFAULT_REGION``, the profile's ``region``.
        """
        return self.get(("AWS_REGION", "AWS_DEFAULT_REGION"), "region")

    def endpoint_url(self, service_id: str) -> str | None:
        """
        The address set for a service, or for all of them, as AWS's SDKs agree on it.
        """
        if self.flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls"):
            return None
        key = service_id.replace(" ", "_")
        return (
            self.environment.get(f"AWS_ENDPOINT_URL_{key.upper()}")
            or self.environment.get("AWS_ENDPOINT_URL")
            or _nested(self._services().get(key.lower(), "")).get("endpoint_url")
            or self.profile.get("endpoint_url")
        )

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


def given(name: str, value: object, kind: type[T]) -> T | None:
    """
    An argument that was given, if it is what it should be.

    Raises:
        ConfigurationError: It is something else.
    """
    if value is None or isinstance(value, kind):
        return value
    raise ConfigurationError(
        f"{name} is of type {type(value).__name__}; it must be of type {kind.__name__}"
    )


def all_at_once(**makes: Callable[[], object]) -> dict[str, Any]:
    """
    Make every value.

    Raises:
        ConfigurationError: Some cannot be made. What is wrong with each is in the message.
        CredentialsError: This is all that went wrong.
    """
    made: dict[str, Any] = {}
    errors: dict[str, ConfigurationError | CredentialsError] = {}
    for name, make in makes.items():
        try:
            made[name] = make()
        except (ConfigurationError, CredentialsError) as error:
            errors[str(error)] = error  # what several depend on is said once
    if len(errors) > 1:
        raise ConfigurationError("\n".join([f"{len(errors)} settings are wrong:", *errors]))
    for only in errors.values():
        raise only
    return made
