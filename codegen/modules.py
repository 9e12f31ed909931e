"""
Which generated file holds what.
"""

from __future__ import annotations

import re

from codegen import ir, naming
from codegen.prose import docstring
from codegen.render import (
    HEADER,
    MODELS,
    alias,
    declared,
    enum,
    error,
    operation,
    page,
    service,
)
from codegen.select import Json

CREATION = "CreateTrainingJobRequest"
"""The request that a process which starts jobs needs, and mostly the only one."""


def files(services: dict[str, ir.Service], model: Json) -> dict[str, str]:
    """
    Every generated file by its name in ``sagemaker_train/models/``.
    """
    sagemaker = services["sagemaker"]
    by_role = {
        role: [s for s in sagemaker.structures if isinstance(s, ir.Structure) and s.role == role]
        for role in ("structure", "request", "response")
    }
    answers = {s.name for s in by_role["response"]}
    answer_lists = [
        s
        for s in sagemaker.structures
        if isinstance(s, ir.Alias) and any(name in s.type for name in answers)
    ]
    needed = made_of(CREATION, sagemaker)
    created = [s for s in sagemaker.structures if s.name in needed and s.name != CREATION]
    others = [s for s in sagemaker.structures if s.name not in needed | answers]
    others = [s for s in others if s not in answer_lists]
    outputs = {o.output for o in sagemaker.operations}
    brief = {s.name for s in by_role["response"] if s.name in outputs and says_little(s)}
    late = [s for s in sagemaker.structures if s.name in answers - brief or s in answer_lists]

    everything = [
        f"from {MODELS}.{module} import *  # noqa: F403"
        for module in ("enums", "scalars", "structures")
    ]
    rendered = {
        "enums.py": page(
            "The vocabularies of the API. Every enum is open: see ``OpenEnum``.",
            map(enum, sagemaker.enums),
        ),
        "scalars.py": page(
            "Strings, numbers, and lists and maps of them, with their limits.",
            map(alias, sagemaker.aliases),
        ),
        "structures.py": page(
            "What the request for a training job is made of; other requests and answers share it.",
            declared(created),
            *everything[:2],
        ),
        "creation.py": page(
            "The request for a training job, apart from the others so that a process which\n"
            "creates a job need not load them.",
            declared(s for s in by_role["request"] if s.name == CREATION),
            *everything,
        ),
        "requests.py": page(
            "What each operation takes, and the structures that a request for a job has not.",
            declared(others),
            *everything,
            f"from {MODELS}.creation import {CREATION} as {CREATION}",
        ),
        "acknowledgements.py": page(
            "Answers that say little more than yes, apart from the others so that a process\n"
            "which creates a job need not load all that could be said of one.",
            declared(s for s in by_role["response"] if s.name in brief),
            *everything[:2],
        ),
        "responses.py": page(
            "What each operation answers, and the structures that only answers have.\n\n"
            "A field without which an answer would be none is required; any other may be\n"
            "``None``, whatever the API reference says: real answers lack members that it calls\n"
            '"required".',
            declared(late),
            *everything,
            *(f"from {MODELS}.acknowledgements import {n} as {n}" for n in sorted(brief)),
        ),
        "errors.py": page(
            "The errors that the service models declare, by code.",
            [
                *_errors(services),
                "ERRORS: Final[Mapping[str, ErrorShape]] = {e.code: e for e in (",
                *(f"    {naming.constant(code)}," for code in _codes(services)),
                ")}",
            ],
        ),
        "operations.py": page(
            "The operations of SageMaker that the library calls.",
            ["", service(sagemaker), *_operations(sagemaker, "_models.")],
            "from sagemaker_train import models as _models",
            f"from {MODELS} import errors as _errors",
            "from typing import TYPE_CHECKING",
            "if TYPE_CHECKING:",
            *(
                f"    from {MODELS}.{module} import *  # noqa: F403"
                for module in ("creation", "requests", "responses", "acknowledgements")
            ),
            late=True,
        ),
        "endpoints.py": endpoints(services, model),
    }
    for name in services.keys() - {"sagemaker"}:
        rendered[f"{name}.py"] = page(
            f"The slice of {services[name].service_id} that logs and metrics of jobs need.",
            [
                *map(enum, services[name].enums),
                *map(alias, services[name].aliases),
                *declared(services[name].structures),
                service(services[name]),
                *_operations(services[name], ""),
            ],
            f"from {MODELS} import errors as _errors",
        )
    rendered["__init__.py"] = facade(sagemaker, rendered)
    return rendered


def _codes(services: dict[str, ir.Service]) -> list[str]:
    return sorted({e.code for s in services.values() for e in s.errors})


def _errors(services: dict[str, ir.Service]) -> list[str]:
    by_code = {e.code: e for s in services.values() for e in s.errors}
    return [error(by_code[code]) for code in sorted(by_code)]


def made_of(root: str, item: ir.Service) -> set[str]:
    """
    The names of a structure and of all structures, lists and maps that it is made of.
    """
    by_name = {s.name: s for s in item.structures}
    found: set[str] = set()
    open_ends = [root]
    while open_ends:
        name = open_ends.pop()
        if name in by_name and name not in found:
            found.add(name)
            one = by_name[name]
            fields = one.fields if isinstance(one, ir.Structure) else (one,)
            open_ends += re.findall(r"\w+", " ".join(field.type for field in fields))
    return found


def says_little(structure: ir.Structure) -> bool:
    """
    Whether a structure holds nothing but single strings and numbers.
    """
    return all(field.type.endswith("Arn") for field in structure.fields)


def _operations(item: ir.Service, place: str) -> list[str]:
    names = {e.code: f"_errors.{naming.constant(e.code)}" for e in item.errors}
    return [operation(o, names, place) for o in item.operations]


def endpoints(services: dict[str, ir.Service], model: Json) -> str:
    """
    Partitions, and the forms of endpoints.
    """
    body = [
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
        "\nPARTITIONS: Final[Mapping[str, Partition]] = {",
    ]
    for name, facts in model["partitions"].items():
        regions = ", ".join(map(repr, facts["regions"]))
        known = f"frozenset({{{regions}}})" if regions else "frozenset()"
        rest = ("dnsSuffix", "dualStackDnsSuffix", "supportsFIPS", "supportsDualStack")
        body.append(
            f"{name!r}: Partition({facts['regionRegex']!r}, {known}, "
            f"{', '.join(repr(facts[key]) for key in rest)}),"
        )
    body.append("}\n\nFORMS: Final[Mapping[str, Mapping[str, Mapping[str, Form]]]] = {")
    for name in services:
        table = model["services"][name]["endpoints"]
        body.append(f"{name!r}: {{")
        for partition, variants in table.items():
            forms = ", ".join(
                f"{variant!r}: Form({form['template']!r}, {form['exceptions']!r})"
                for variant, form in variants.items()
            )
            body.append(f"{partition!r}: {{{forms}}},")
        body.append("},")
    body += ["}", docstring("By service, partition and variant.", 0)]
    return page(
        "Where the services are: partitions, regions and the forms of endpoints.",
        body,
        "from typing import NamedTuple",
    )


MODULES = (
    "acknowledgements", "creation", "enums", "requests", "responses", "scalars", "structures",
)  # fmt: skip
"""The modules whose names the package gives out."""


def facade(sagemaker: ir.Service, rendered: dict[str, str]) -> str:
    """
    The package: every class of SageMaker by its name, imported from its module when first used.
    """
    homes: dict[str, str] = {item.name: "enums" for item in sagemaker.enums}
    homes |= {item.name: "scalars" for item in sagemaker.aliases}
    for item in sagemaker.structures:
        homes[item.name] = next(
            module
            for module in ("structures", "creation", "requests", "acknowledgements", "responses")
            if f"\nclass {item.name}(" in rendered[f"{module}.py"]
            or f"\n{item.name} = " in rendered[f"{module}.py"]
        )
    modules = sorted(name[:-3] for name in rendered)
    lines = [
        HEADER,
        docstring(
            "Every structure, enum and constrained type of the API, by its AWS name.\n\n"
            "A name is imported from its module when it is first used. CloudWatch and\n"
            "CloudWatch Logs have names of their own in ``models.cloudwatch`` and ``models.logs``.",
            0,
        ),
    ]
    lines += ["import importlib", "from typing import TYPE_CHECKING", "", "if TYPE_CHECKING:"]
    lines.append(f"    from {MODELS} import {', '.join(f'{m} as {m}' for m in modules)}")
    for module in MODULES:
        names = sorted(n for n, home in homes.items() if home == module)
        lines.append(f"    from {MODELS}.{module} import (")
        lines += [f"        {name} as {name}," for name in names]
        lines.append("    )")
    lines += ["", "_MODULES = {"]
    for module in MODULES:
        joined = " ".join(sorted(n for n, home in homes.items() if home == module))
        lines.append(f"    {module!r}: {joined!r},")
    lines += [
        "}",
        "_HOMES = {name: module for module, names in _MODULES.items() for name in names.split()}",
        f"_SUBMODULES = frozenset({modules!r})",
        "",
        "__all__ = sorted([*_HOMES, *_SUBMODULES])  # pyright: ignore[reportUnsupportedDunderAll]"
        "  # the names are those imported above",
        "",
        "if not TYPE_CHECKING:  # checkers would take any name at all",
        "    def __getattr__(name: str) -> object:",
        "        if name in _SUBMODULES:",
        "            return importlib.import_module(f'{__name__}.{name}')",
        "        if name not in _HOMES:",
        "            raise AttributeError(f'module {__name__!r} has no attribute {name!r}')",
        "        module = importlib.import_module(f'{__name__}.{_HOMES[name]}')",
        "        value = globals()[name] = getattr(module, name)",
        "        return value",
        "",
        "def __dir__() -> list[str]:",
        "    return __all__",
    ]
    return "\n".join(lines) + "\n"
