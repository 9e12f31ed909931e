"""
Where a service answers: partition, endpoint and signing region of a region.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from sagemaker_train.errors import ConfigurationError
from sagemaker_train.models.endpoints import FORMS, PARTITIONS
from sagemaker_train.schema import Service
from sagemaker_train.transport.configuration import Configuration

HOST = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-_:%")
"""What names and numbers of hosts are written in, in lower case."""


ON_THIS_MACHINE = re.compile(r"https?://(localhost|127(\.\d+){3}|\[::1\])(:\d+)?(/|$)")
"""Addresses of the loopback interface."""


class Endpoint(NamedTuple):
    """
    The address of a service, and the region that requests to it are signed for.
    """

    url: str
    region: str
    signing_name: str


@lru_cache(maxsize=64)
def partition_of(region: str) -> str:
    """
    The partition of a region: ``aws``, ``aws-cn``, …; ``aws`` for one that no partition claims.
    """
    for name, partition in PARTITIONS.items():
        if region in partition.regions:
            return name
    for name, partition in PARTITIONS.items():
        if re.match(partition.region_pattern, region):
            return name
    return "aws"


def actual_region(region: str) -> str:
    """
    The region that a name stands for: ``us-east-1`` for the old ``fips-us-east-1``.

    Raises:
        ConfigurationError: It is no region.
    """
    actual = region.replace("fips-", "").replace("-fips", "")
    if not re.fullmatch(r"(?!\d+$)(?!-)[A-Za-z0-9-]{1,63}(?<!-)", actual):
        raise ConfigurationError(f"{region!r} is not a valid region; one looks like us-east-1")
    return actual


def aws_address(service: str, region: str, *, fips: bool = False, dual_stack: bool = False) -> str:
    """
    The address by AWS's own endpoint rules.

    Raises:
        ConfigurationError: The partition has no such endpoint, or the region is no region.
    """
    actual = actual_region(region)
    fips = fips or actual != region
    variant = "-".join(["fips"] * fips + ["dualstack"] * dual_stack) or "default"
    partition = partition_of(actual)
    form = FORMS[service][partition][variant]
    template = form.exceptions.get(actual, form.template)
    if template is None:
        raise ConfigurationError(
            f"{service} has no {variant} endpoint in partition {partition} (region {region})"
        )
    return template.replace("{region}", actual)


def flaw(url: str, *schemes: str) -> str | None:
    """
    Why nothing can be reached at a URL, if nothing can; never with a piece of the URL.
    """
    if not (url.isascii() and url.isprintable() and " " not in url):
        return "it holds a blank, or a character that is not ASCII"
    try:
        parts = urlsplit(url)
        _ = parts.port  # is read, and may be refused, only now
    except ValueError:
        return "its host or port is malformed; a port is a number up to 65535"
    if parts.scheme not in schemes:
        return f"it does not begin with {' or '.join(f'{scheme}://' for scheme in schemes)}"
    host = parts.hostname or ""
    if not host or not set(host) <= HOST:
        return "it has no host, or a malformed one"
    if not all(0 < len(label) < 64 for label in host.removesuffix(".").split(".")):
        return "between two dots its host has nothing, or more than 63 characters"
    return None


def on_this_machine(url: str) -> bool:
    """
    Whether an address is one of the loopback interface.
    """
    return ON_THIS_MACHINE.match(url) is not None


def checked(url: str) -> str:
    """
    The address of a service, as somebody gave it.

    Raises:
        ConfigurationError: Nothing can be reached there, or it holds what would be shown or lost.
    """
    shown, problem = repr(url), flaw(url, "http", "https")
    if "@" in url:
        shown, problem = "(not shown)", "it holds a user or password; requests are signed instead"
    elif problem is None and ("?" in url or "#" in url):
        problem = "it holds a query or a fragment"
    if problem is not None:
        raise ConfigurationError(
            f"{shown} is not a valid address: {problem}. One looks like https://host:port/path"
        )
    return urlsplit(url).geturl()  # with the scheme in lower case


def resolve(
    service: Service,
    region: str,
    configuration: Configuration,
    *,
    endpoint_url: str | None = None,
    fips: bool | None = None,
    dual_stack: bool | None = None,
) -> Endpoint:
    """
    The endpoint: the argument, the environment, the profile, then the rules.

    Raises:
        ConfigurationError: It contradicts itself, or there is none.
    """
    signed_for = actual_region(region)
    url = endpoint_url or configuration.endpoint_url(service.service_id)
    if url is not None:
        url = checked(url)
        if fips or dual_stack:
            # As arguments they contradict the address. In the environment they are, as for
            # botocore, a wish for addresses that are not given.
            raise ConfigurationError(
                f"a custom endpoint ({url}) cannot be combined with fips=True or dual_stack=True"
            )
        return Endpoint(url, signed_for, service.signing_name)
    if fips is None:
        fips = configuration.flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
    if dual_stack is None:
        dual_stack = configuration.flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
    url = aws_address(service.name, region, fips=fips, dual_stack=dual_stack)
    return Endpoint(url, signed_for, service.signing_name)
