"""Our endpoints against botocore's rule sets."""

import json
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

import botocore
import pytest
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError
from botocore.loaders import Loader

from codegen.select import OPERATIONS
from sagemaker_train.errors import ConfigurationError
from sagemaker_train.models.endpoints import FORMS, PARTITIONS
from sagemaker_train.transport.endpoint import aws_address, partition_of

LOADER = Loader([str(Path(botocore.__file__).parent / "data")])
DOCUMENT: dict[str, Any] = LOADER.load_data("partitions")
REGIONS = [region for partition in DOCUMENT["partitions"] for region in partition["regions"]]
TO_COME = ["us-south-7", "eu-north-9", "cn-east-9", "us-gov-north-9", "eusc-xx-west-3", "mars-1"]


@lru_cache
def provider(service: str) -> EndpointProvider:
    version = next(p.partition("/")[2] for p in OPERATIONS if p.startswith(f"{service}/"))
    return EndpointProvider(
        LOADER.load_service_model(service, "endpoint-rule-set-1", version), DOCUMENT
    )


def theirs(service: str, region: str, fips: bool, dual_stack: bool) -> str | None:
    try:
        endpoint = provider(service).resolve_endpoint(
            Region=region, UseFIPS=fips, UseDualStack=dual_stack
        )
    except EndpointProviderError:
        return None
    return str(endpoint.url)


def ours(service: str, region: str, fips: bool, dual_stack: bool) -> str | None:
    try:
        return aws_address(service, region, fips=fips, dual_stack=dual_stack)
    except ConfigurationError:
        return None


@pytest.mark.parametrize("service", sorted(FORMS))
def test_every_region_and_variant_has_botocores_endpoint(service: str) -> None:
    """All regions of all partitions, and regions to come, with FIPS and dual-stack."""
    walked = 0
    for region, fips, dual_stack in product([*REGIONS, *TO_COME], (False, True), (False, True)):
        assert ours(service, region, fips, dual_stack) == theirs(
            service, region, fips, dual_stack
        ), (region, fips, dual_stack)
        walked += 1
    assert walked > 150


def test_partitions_are_botocores() -> None:
    """Names, suffixes and abilities agree with the installed botocore's document."""
    for partition in DOCUMENT["partitions"]:
        known = PARTITIONS[partition["id"]]
        outputs = partition["outputs"]
        assert known.regions == set(partition["regions"])
        assert known.dns_suffix == outputs["dnsSuffix"]
        assert known.dual_stack_dns_suffix == outputs["dualStackDnsSuffix"]
        assert known.supports_fips == outputs["supportsFIPS"]
        assert known.supports_dual_stack == outputs["supportsDualStack"]
        for region in partition["regions"]:
            assert partition_of(region) == partition["id"]


@pytest.mark.parametrize("region", ["", "us east 1", "us-east-1/", "evil.com#", "-x"])
def test_a_malformed_region_is_refused(region: str) -> None:
    """What could lead a request to another host is no region."""
    with pytest.raises(ConfigurationError, match="is not a valid region"):
        aws_address("sagemaker", region)


def test_documents_of_the_generated_table_are_json() -> None:
    """The table holds plain data only."""
    json.dumps({s: {p: list(v) for p, v in t.items()} for s, t in FORMS.items()})
