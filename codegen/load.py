"""
Read what the generator works from: botocore's data, ``model.json`` and ``overrides.toml``.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import tomllib
from pathlib import Path
from typing import Any

from codegen.select import OPERATIONS, Json, cut

HERE = Path(__file__).parent
MODEL = HERE / "model.json"
OVERRIDES = HERE / "overrides.toml"


def overrides() -> Json:
    """
    Every exception to a rule of the generator, with its reason.
    """
    return tomllib.loads(OVERRIDES.read_text(encoding="utf-8"))


def stored() -> Json:
    """
    The slice of the service models in the repository.
    """
    model: Json = json.loads(MODEL.read_text(encoding="utf-8"))
    return model


def as_text(model: Json) -> str:
    """
    The slice as it is committed: readable in a review, the same bytes for the same input.
    """
    return json.dumps(model, indent=1, ensure_ascii=False) + "\n"


def from_botocore() -> Json:
    """
    Cut the slice anew out of the botocore that is installed.
    """
    import botocore

    data = Path(botocore.__file__).parent / "data"
    kept = overrides()["members"]
    files: dict[str, str] = {}

    def read(path: str) -> Any:
        packed, plain = data / f"{path}.gz", data / path
        text = gzip.decompress(packed.read_bytes()) if packed.exists() else plain.read_bytes()
        files[path] = "sha256:" + hashlib.sha256(text).hexdigest()
        return json.loads(text)

    services: Json = {}
    for path, operations in OPERATIONS.items():
        name = path.partition("/")[0]
        model = read(f"{path}/service-2.json")
        paginators = read(f"{path}/paginators-1.json")
        services[name] = cut(model, paginators, operations, kept if name == "sagemaker" else {})
        services[name]["endpoints"] = endpoints(
            read(f"{path}/endpoint-rule-set-1.json"), read("partitions.json")
        )
    return {
        "source": {"botocore": botocore.__version__, "files": dict(sorted(files.items()))},
        "partitions": partitions(read("partitions.json")),
        "services": services,
    }


def partitions(document: Json) -> Json:
    """
    The partitions: the regions known, the form of regions to come, what each one supports.
    """
    return {
        partition["id"]: {
            "regionRegex": partition["regionRegex"],
            "regions": sorted(partition["regions"]),
            **{
                key: partition["outputs"][key]
                for key in ("dnsSuffix", "dualStackDnsSuffix", "supportsFIPS", "supportsDualStack")
            },
        }
        for partition in document["partitions"]
    }


def endpoints(rules: Json, document: Json) -> Json:
    """
    What a service's endpoint rules come to, by partition and variant.

    The rules are a small program; botocore runs it here for every region and variant. One
    template (``{region}`` stands for the region) is kept for each partition and variant: the one
    that a region to come would get. Regions with a form of their own are kept besides. ``None``
    means that the rules refuse the variant.
    """
    from botocore.endpoint_provider import EndpointProvider
    from botocore.exceptions import EndpointProviderError

    provider: Any = EndpointProvider(rules, document)

    def resolve(region: str, fips: bool, dual_stack: bool) -> str | None:
        try:
            endpoint = provider.resolve_endpoint(
                Region=region, UseFIPS=fips, UseDualStack=dual_stack
            )
        except EndpointProviderError:
            return None
        url: str = endpoint.url
        return url.replace(region, "{region}")

    table: Json = {}
    for partition in document["partitions"]:
        variants: Json = {}
        for variant, (fips, dual_stack) in VARIANTS.items():
            usual = resolve(region_to_come(partition), fips, dual_stack)
            forms = {r: resolve(r, fips, dual_stack) for r in partition["regions"]}
            exceptions = {r: form for r, form in sorted(forms.items()) if form != usual}
            variants[variant] = {"template": usual, "exceptions": exceptions}
        table[partition["id"]] = variants
    return table


def region_to_come(partition: Json) -> str:
    """
    The name of a region that a partition does not have yet.
    """
    regions = (r for r in partition["regions"] if re.match(partition["regionRegex"], r))
    return re.sub(r"\d+$", "99", next(regions))


VARIANTS = {
    "default": (False, False),
    "fips": (True, False),
    "dualstack": (False, True),
    "fips-dualstack": (True, True),
}
