"""
The public API as text, read from the source without running it.

    python -m tests.public_api            say what differs from the recorded API
    python -m tests.public_api --write    record the API as it is now

The record is ``tests/data/public_api.json``: a line for each public name, with its bases, its
signature or its type, and one for each rule. A name that two packages show is described once.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import griffe

from sagemaker_train.checks.rules import RULES
from sagemaker_train.checks.secrets import RULES as SECRETS

ROOT = Path(__file__).parent.parent
RECORD = ROOT / "tests" / "data" / "public_api.json"
PACKAGES = (
    "sagemaker_train",
    "sagemaker_train.checks",
    "sagemaker_train.errors",
    "sagemaker_train.jobs",
    "sagemaker_train.display",
    "sagemaker_train.testing",
    "sagemaker_train.models",
    "sagemaker_train.models.operations",
    "sagemaker_train.models.logs",
    "sagemaker_train.models.cloudwatch",
    *(
        f"sagemaker_train.interop.{module}"
        for module in ("aws_cli", "boto3", "eventbridge", "files", "json_schema", "kubernetes")
    ),
    "sagemaker_train.interop.step_functions",
)
"""Where people import from: what these list in ``__all__``, or define where they list nothing."""

DOCUMENTED = re.compile(r"^\.\. auto\w+:: +sagemaker_train\.(\S+)", re.MULTILINE)
"""What pages of the reference describe."""

SPECIAL = frozenset({"__init__", "__enter__", "__aenter__", "__iter__", "__len__", "__getitem__"})


class Difference(NamedTuple):
    """
    What became of the API.
    """

    breaking: list[str]
    """Names that are gone, or are not what they were."""
    additions: list[str]

    def __str__(self) -> str:
        parts = [("gone or changed:", self.breaking), ("new:", self.additions)]
        lines = [line for title, found in parts if found for line in (title, *found)]
        return "\n".join(lines) or "no change in the public API"


def public_api() -> dict[str, str]:
    """
    Every public name and what it is.

    Public is what ``PACKAGES`` offer, what the reference describes, and what types in the
    signatures of these lead to.
    """
    package = griffe.load("sagemaker_train", search_paths=[str(ROOT)], resolve_aliases=True)
    assert isinstance(package, griffe.Module)
    api: dict[str, str] = {}
    homes: dict[str, str] = {}
    found: list[tuple[str, griffe.Object]] = []
    for place in PACKAGES:
        for name, one in _names(package, place):
            path = f"{place}.{name}"
            if one.path in homes:
                api[path] = f"is {homes[one.path]}"
            else:
                homes[one.path] = path
                found.append((path, one))
    for one in _documented(package):
        if one.path not in homes:
            homes[one.path] = one.path
            found.append((one.path, one))
    for path, one in found:  # which grows
        for name, member in _parts(path, one, homes):
            api[name] = _told(member, shows_value=name != path and _is_enum(one))
            for further in _mentioned(member):
                if further.path not in homes and "TypeVar(" not in _told(further):
                    homes[further.path] = further.path
                    found.append((further.path, further))
    api |= {f"rule {rule.id}": rule.severity.value for rule in RULES.values()}
    api |= {f"rule {rule}": kind for rule, kind in SECRETS.items()}
    return dict(sorted(api.items()))


def _names(package: griffe.Module, place: str) -> Iterator[tuple[str, griffe.Object]]:
    inner = place.partition(".")[2]
    module = package[inner] if inner else package
    listed: list[str] | None = getattr(importlib.import_module(place), "__all__", None)
    for name in module.members if listed is None else listed:
        member = module.members[name]
        # Where a module lists nothing, it offers what it defines, not what it imports.
        if listed is not None or not (member.is_alias or name.startswith("_")):
            yield name, _final(member)


def _documented(package: griffe.Module) -> Iterator[griffe.Object]:
    for page in sorted((ROOT / "docs" / "reference").glob("*.md")):
        for path in DOCUMENTED.findall(page.read_text(encoding="utf-8")):
            one = _final(package[path])
            # A method has its line where its class is described.
            if not isinstance(one.parent, griffe.Class):
                yield one


def _final(member: griffe.Object | griffe.Alias) -> griffe.Object:
    return member.final_target if isinstance(member, griffe.Alias) else member


def _parts(
    path: str, found: griffe.Object, homes: dict[str, str]
) -> Iterator[tuple[str, griffe.Object]]:
    """
    The thing itself and its members, but for those that it inherits from public classes.
    """
    yield path, found
    if isinstance(found, griffe.Class):
        for name, member in found.all_members.items():
            target = _final(member)
            owner = target.parent.path if target.parent else ""
            if name.startswith("_") and name not in SPECIAL:
                continue
            if owner == found.path or owner not in homes:
                yield f"{path}.{name}", target


def _mentioned(found: griffe.Object) -> Iterator[griffe.Object]:
    """
    What of this package the type of something leads to.
    """
    expressions: list[str | griffe.Expr | None] = []
    if isinstance(found, griffe.Function):
        for one in (found, *(found.overloads or ())):
            expressions += [one.returns, *(parameter.annotation for parameter in one.parameters)]
    elif isinstance(found, griffe.Attribute):
        expressions = [found.annotation]
    elif isinstance(found, griffe.Class):
        expressions = list(found.bases) if _is_model(found) else []
    for expression in expressions:
        names = (expression, *expression.iterate()) if isinstance(expression, griffe.Expr) else ()
        for name in names:
            path = name.canonical_path if isinstance(name, griffe.ExprName) else ""
            inner = path.partition("sagemaker_train.")[2]
            with contextlib.suppress(KeyError):  # a type variable, or a name of elsewhere
                if inner:
                    yield _final(found.package[inner])


def _is_enum(found: griffe.Object) -> bool:
    ancestors = (found, *found.mro()) if isinstance(found, griffe.Class) else ()
    return any(str(base).endswith("Enum") for one in ancestors for base in one.bases)


def _is_model(found: griffe.Class) -> bool:
    return any(str(base) in ("Model", "OpenEnum", "InstanceType") for base in found.bases)


def _told(found: griffe.Object, *, shows_value: bool = False) -> str:
    if isinstance(found, griffe.Class):
        return f"class({', '.join(str(base) for base in found.bases)})"
    if isinstance(found, griffe.Function):
        kinds = [kind for kind in ("async", "classmethod", "staticmethod") if kind in found.labels]
        told = [" ".join([*kinds, _signature(one)]) for one in found.overloads or [found]]
        return " / ".join(told)
    if not isinstance(found, griffe.Attribute):
        return found.kind.value
    if "property" in found.labels:
        return f"property -> {found.annotation}"
    if found.name == "__version__":
        return "str"  # another version is another value, and no change of the API
    is_alias = found.annotation is None and isinstance(found.parent, griffe.Module)
    if shows_value or is_alias or str(found.annotation) == "TypeAlias":
        return f"= {found.value}"
    return f"{_annotation(found)}{' = ...' if _has_default(found) else ''}"


def _annotation(found: griffe.Attribute) -> str:
    """
    The type that is written down, be it at the parameter whose value the attribute takes.
    """
    if found.annotation is None and found.parent and "__init__" in found.parent.members:
        made = found.parent.members["__init__"]
        for one in made.parameters if isinstance(made, griffe.Function) else ():
            if one.name == str(found.value):
                return str(one.annotation)
    return str(found.annotation)


def _has_default(found: griffe.Attribute) -> bool:
    """
    Whether an object can be made without saying this.
    """
    value = str(found.value)
    if "instance-attribute" in found.labels and "class-attribute" not in found.labels:
        return False  # set by ``__init__``, whose signature tells
    if value.startswith(("field(", "attrs.field(")):
        return "default=" in value or "factory=" in value
    return found.value is not None and "ClassVar" not in str(found.annotation)


def _signature(function: griffe.Function) -> str:
    shown: list[str] = []
    before: griffe.ParameterKind | None = None
    for one in function.parameters:
        if before is griffe.ParameterKind.positional_only and one.kind is not before:
            shown.append("/")
        if one.kind is griffe.ParameterKind.keyword_only and before not in (
            griffe.ParameterKind.keyword_only,
            griffe.ParameterKind.var_positional,
        ):
            shown.append("*")
        stars = {"variadic positional": "*", "variadic keyword": "**"}.get(str(one.kind.value), "")
        type_ = f": {one.annotation}" if one.annotation is not None else ""
        default = f" = {one.default}" if one.default is not None and not stars else ""
        shown.append(f"{stars}{one.name}{type_}{default}")
        before = one.kind
    return f"({', '.join(shown)}) -> {function.returns}"


def difference(old: dict[str, str], new: dict[str, str]) -> Difference:
    """
    What a new API takes away or changes, and what it adds.
    """
    gone = [f"- {name}: {old[name]}" for name in old if name not in new]
    changed = [
        f"- {name}: {old[name]}\n+ {name}: {new[name]}"
        for name in old
        if name in new and old[name] != new[name]
    ]
    return Difference(gone + changed, [f"+ {name}: {new[name]}" for name in new if name not in old])


def recorded() -> dict[str, str]:
    """
    The API as it was recorded.
    """
    api: dict[str, str] = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    return api


def main(arguments: list[str] | None = None) -> int:
    """
    Say what changed; record it if asked to.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.public_api")
    parser.add_argument("--write", action="store_true", help="record the API as it is now")
    options = parser.parse_args(arguments)
    api = public_api()
    found = difference(recorded(), api)
    sys.stdout.write(f"{found}\n")
    if options.write:
        RECORD.write_text(f"{json.dumps(api, indent=1)}\n", encoding="utf-8", newline="\n")
    return 0 if options.write or not (found.breaking or found.additions) else 1


if __name__ == "__main__":
    sys.exit(main())
