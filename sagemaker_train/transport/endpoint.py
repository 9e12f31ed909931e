"""
Where a service answers: partition, endpoint and signing region of a region.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from sagemaker_train.errors import ConfigurationError
from sagemaker_train.models.endpoints import FORMS, PARTITIONS
from sagemaker_train.schema import Service
from sagemaker_train.transport.configuration import Configuration


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


def address(service: str, region: str, *, fips: bool = False, dual_stack: bool = False) -> str:
    """
    The address by AWS's own endpoint rules.

    Raises:
        ConfigurationError: The partition has no such endpoint, or the region is no region.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,62}", region):
        raise ConfigurationError(f"{region!r} is no region; one looks like us-east-1")
    variant = "-".join(["fips"] * fips + ["dualstack"] * dual_stack) or "default"
    partition = partition_of(region)
    form = FORMS[service][partition][variant]
    template = form.exceptions.get(region, form.template)
    if template is None:
        raise ConfigurationError(
            f"{service} has no {variant} endpoint in partition {partition} (region {region})"
        )
    return template.replace("{region}", region)


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
    url = endpoint_url or configuration.endpoint_url(service.service_id)
    if url is None:
        if fips is None:
            fips = configuration.flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
        if dual_stack is None:
            dual_stack = configuration.flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
        url = address(service.name, region, fips=fips, dual_stack=dual_stack)
    elif fips or dual_stack:
        # As arguments they contradict the address. In the environment they are, as for botocore,
        # a wish for addresses that are not given.
        raise ConfigurationError(
            f"a custom endpoint ({url}) cannot be combined with fips=True or dual_stack=True"
        )
    elif not re.match(r"https?://[^/?#@]+", url):
        raise ConfigurationError(
            f"the endpoint {url!r} is no address; one looks like https://host:port/path"
        )
    return Endpoint(url, region, service.signing_name)
