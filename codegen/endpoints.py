"""
The generated file of partitions, regions and the forms of endpoints.
"""

from __future__ import annotations

from codegen import ir
from codegen.prose import docstring
from codegen.render import page
from codegen.select import Json

CLASSES = (
    "class Partition(NamedTuple):",
    docstring("A group of regions under one DNS suffix.", 4),
    "    region_pattern: str",
    docstring("What regions look like, those to come included.", 4),
    "    regions: frozenset[str]",
    docstring("The regions that this version knows.", 4),
    "    dns_suffix: str\n    dual_stack_dns_suffix: str",
    "    supports_fips: bool\n    supports_dual_stack: bool\n",
    "class Form(NamedTuple):",
    docstring("The form of a service's endpoint in one partition and variant.", 4),
    "    template: str | None",
    docstring("The URL with ``{region}`` in it; ``None`` where there is no endpoint.", 4),
    "    exceptions: Mapping[str, str | None]",
    docstring("Regions with another form.", 4),
)


def endpoints(services: dict[str, ir.Service], model: Json) -> str:
    """
    Partitions, and the forms of endpoints.
    """
    body = [*CLASSES, "\nPARTITIONS: Final[Mapping[str, Partition]] = {"]
    body += [_partition(name, facts) for name, facts in model["partitions"].items()]
    body.append("}\n\nFORMS: Final[Mapping[str, Mapping[str, Mapping[str, Form]]]] = {")
    for name in services:
        body.append(f"{name!r}: {{")
        for partition, variants in model["services"][name]["endpoints"].items():
            body.append(f"{partition!r}: {{{_forms(variants)}}},")
        body.append("},")
    body += ["}", docstring("By service, partition and variant.", 0)]
    return page(
        "Where the services are: partitions, regions and the forms of endpoints.",
        body,
        "from typing import NamedTuple",
    )


def _partition(name: str, facts: Json) -> str:
    regions = ", ".join(map(repr, facts["regions"]))
    known = f"frozenset({{{regions}}})" if regions else "frozenset()"
    rest = ("dnsSuffix", "dualStackDnsSuffix", "supportsFIPS", "supportsDualStack")
    values = ", ".join(repr(facts[key]) for key in rest)
    return f"{name!r}: Partition({facts['regionRegex']!r}, {known}, {values}),"


def _forms(variants: Json) -> str:
    return ", ".join(
        f"{variant!r}: Form({form['template']!r}, {form['exceptions']!r})"
        for variant, form in variants.items()
    )
