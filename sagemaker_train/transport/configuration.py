"""
Where settings come from: arguments, the environment, the AWS configuration file.

The file is read here and not by botocore, which takes longer to import than a request takes.
"""

from __future__ import annotations

import configparser
import os
from collections.abc import Mapping
from pathlib import Path

import attrs

from sagemaker_train.errors import ConfigurationError

Section = dict[str, str]


@attrs.frozen(kw_only=True)
class Configuration:
    """
    The settings of the environment and of one profile of the configuration file.
    """

    environment: Mapping[str, str] = attrs.field(repr=False)
    profile: Mapping[str, str] = attrs.field(repr=False)
    services: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict[str, Section], repr=False)
    """The profile's settings for single services, by their id in lower case with ``_``."""

    @classmethod
    def load(
        cls, profile: str | None = None, environment: Mapping[str, str] = os.environ
    ) -> Configuration:
        """
        Read the environment and the file (``~/.aws/config`` or ``AWS_CONFIG_FILE``).

        Raises:
            ConfigurationError: The file cannot be parsed, or lacks a profile that was named.
        """
        name = profile or environment.get("AWS_PROFILE") or environment.get("AWS_DEFAULT_PROFILE")
        path = Path(environment.get("AWS_CONFIG_FILE") or "~/.aws/config").expanduser()
        sections = _sections(path)
        found = sections.get("default" if name in (None, "default") else f"profile {name}")
        if found is None and name == "default":
            found = sections.get("profile default")
        services = sections.get(f"services {(found or {}).get('services', '')}", {})
        return cls(
            environment=environment,
            profile=found or {},
            services={service: _nested(text) for service, text in services.items()},
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
            or self.services.get(key.lower(), {}).get("endpoint_url")
            or self.profile.get("endpoint_url")
        )


def _sections(path: Path) -> dict[str, Section]:
    parser = configparser.RawConfigParser(default_section="")
    try:
        parser.read_string(path.read_text(encoding="utf-8"), source=str(path))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, configparser.Error) as error:
        problem = str(error).splitlines()[0]
        raise ConfigurationError(f"cannot read {path}: {problem}") from None
    return {
        " ".join(name.split()).replace('"', ""): dict(parser[name]) for name in parser.sections()
    }


def _nested(text: str) -> Section:
    """
    The indented settings under a setting, as the section of a service has them.
    """
    pairs = (line.partition("=") for line in text.strip().splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}
