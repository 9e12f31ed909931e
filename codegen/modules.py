"""
Which generated file holds what.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from codegen import ir, naming
from codegen.endpoints import endpoints
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
    rendered = _of_sagemaker(sagemaker)
    rendered["errors.py"] = page(
        "The errors that the service models declare, by code.",
        [
            *_errors(services),
            "ERRORS: Final[Mapping[str, ErrorShape]] = {e.code: e for e in (",
            *(f"    {naming.constant(code)}," for code in _codes(services)),
            ")}",
        ],
    )
    rendered["endpoints.py"] = endpoints(services, model)
    rendered |= {
        f"{name}.py": _slice(item) for name, item in services.items() if item is not sagemaker
    }
    rendered["__init__.py"] = facade(sagemaker, rendered)
    return rendered


class _Structures(NamedTuple):
    """
    The structures of SageMaker, by the module in which each is needed.
    """

    created: list[ir.Structure | ir.Alias]
    """What the request for a job is made of."""
    creation: list[ir.Structure | ir.Alias]
    """That request."""
    others: list[ir.Structure | ir.Alias]
    """Other requests, and what only they are made of."""
    brief: list[ir.Structure | ir.Alias]
    """Answers that say little."""
    late: list[ir.Structure | ir.Alias]
    """All other answers, and what only answers are made of."""


def _structures(sagemaker: ir.Service) -> _Structures:
    answers = {s.name for s in sagemaker.structures if _role(s) == "response"}
    outputs = {operation.output for operation in sagemaker.operations}
    needed = made_of(CREATION, sagemaker)
    sorted_into = _Structures([], [], [], [], [])
    for one in sagemaker.structures:
        is_list_of_answers = isinstance(one, ir.Alias) and any(n in one.type for n in answers)
        if one.name == CREATION:
            sorted_into.creation.append(one)
        elif one.name in needed:
            sorted_into.created.append(one)
        elif one.name in outputs and isinstance(one, ir.Structure) and says_little(one, sagemaker):
            sorted_into.brief.append(one)
        elif one.name in answers or is_list_of_answers:
            sorted_into.late.append(one)
        else:
            sorted_into.others.append(one)
    return sorted_into


def _role(one: ir.Structure | ir.Alias) -> str:
    return one.role if isinstance(one, ir.Structure) else "alias"


def _of_sagemaker(sagemaker: ir.Service) -> dict[str, str]:
    """
    The files of SageMaker's own names, except the package itself.
    """
    parts = _structures(sagemaker)
    words = [f"from {MODELS}.{module} import *  # noqa: F403" for module in ("enums", "scalars")]
    everything = [*words, f"from {MODELS}.structures import *  # noqa: F403"]
    brief = sorted(one.name for one in parts.brief)
    return {
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
            declared(parts.created),
            *words,
        ),
        "creation.py": page(
            "The request for a training job, apart from the others so that a process which\n"
            "creates a job need not load them.",
            declared(parts.creation),
            *everything,
        ),
        "requests.py": page(
            "What each operation takes, and the structures that a request for a job has not.",
            declared(parts.others),
            *everything,
            f"from {MODELS}.creation import {CREATION} as {CREATION}",
        ),
        "acknowledgements.py": page(
            "Answers that say little more than yes, apart from the others so that a process\n"
            "which creates a job need not load all that could be said of one.",
            declared(parts.brief),
            *words,
        ),
        "responses.py": page(
            "What each operation answers, and the structures that only answers have.\n\n"
            "A field without which an answer would be none is required; any other may be\n"
            "``None``, whatever the API reference says: real answers lack members that it calls\n"
            '"required".',
            declared(parts.late),
            *everything,
            *(f"from {MODELS}.acknowledgements import {name} as {name}" for name in brief),
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
    }


def _slice(item: ir.Service) -> str:
    """
    The file of a service of which only a slice is needed.
    """
    return page(
        f"The slice of {item.service_id} that logs and metrics of jobs need.",
        [
            *map(enum, item.enums),
            *map(alias, item.aliases),
            *declared(item.structures),
            service(item),
            *_operations(item, ""),
        ],
        f"from {MODELS} import errors as _errors",
    )


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


def says_little(structure: ir.Structure, item: ir.Service) -> bool:
    """
    Whether a structure holds nothing but single strings and numbers.
    """
    single = {"str", "int", "float", "bool"}
    single |= {alias.name for alias in item.aliases if alias.type in single}
    return all(field.type in single for field in structure.fields)


def _operations(item: ir.Service, place: str) -> list[str]:
    names = {e.code: f"_errors.{naming.constant(e.code)}" for e in item.errors}
    return [operation(o, names, place) for o in item.operations]


MODULES = (
    "acknowledgements", "creation", "enums", "requests", "responses", "scalars", "structures",
)  # fmt: skip
"""The modules whose names the package gives out."""


HOMES = "_HOMES = {name: module for module, names in _MODULES.items() for name in names.split()}"

ACCESS = (
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
)
"""How the package finds a name, once the tables of modules are there."""


def _homes(sagemaker: ir.Service, rendered: dict[str, str]) -> dict[str, str]:
    homes: dict[str, str] = {item.name: "enums" for item in sagemaker.enums}
    homes |= {item.name: "scalars" for item in sagemaker.aliases}
    for item in sagemaker.structures:
        homes[item.name] = next(
            module
            for module in ("structures", "creation", "requests", "acknowledgements", "responses")
            if f"\nclass {item.name}(" in rendered[f"{module}.py"]
            or f"\n{item.name} = " in rendered[f"{module}.py"]
        )
    return homes


def facade(sagemaker: ir.Service, rendered: dict[str, str]) -> str:
    """
    The package: every class of SageMaker by its name, imported from its module when first used.
    """
    homes = _homes(sagemaker, rendered)
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
    lines += ["}", HOMES, f"_SUBMODULES = frozenset({modules!r})", *ACCESS]
    return "\n".join(lines) + "\n"
