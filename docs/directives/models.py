"""
The directive ``models``: every class and enum of a generated module, with every limit.

    ```{models} sagemaker_train.models.structures
    ```

Types, limits and AWS's names are read from the classes, the prose from the docstrings beside the
fields. Nothing is written down twice.
"""

from __future__ import annotations

import collections.abc
import importlib
import re
import types
import typing
from collections.abc import Iterator
from inspect import cleandoc
from typing import Annotated, Any, ForwardRef

import attrs
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docutils import SphinxDirective

from sagemaker_train import models
from sagemaker_train.annotations import Parts, parts
from sagemaker_train.schema import Length, Model, OpenEnum, Operation, Pattern, Range


class Models(SphinxDirective):
    """
    Describes the classes and enums of a module, in the order of their names.
    """

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """
        Write the module as Markdown and parse that.
        """
        return self.parse_text_to_nodes("\n".join(described(self.arguments[0])))


class Operations(SphinxDirective):
    """
    Lists the operations of a module.
    """

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """
        Write the table as Markdown and parse that.
        """
        return self.parse_text_to_nodes("\n".join(operations(self.arguments[0])))


def setup(app: Sphinx) -> dict[str, Any]:
    """
    Make the directives known.
    """
    app.add_directive("models", Models)
    app.add_directive("operations", Operations)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def described(module_name: str) -> Iterator[str]:
    """
    Write the classes and enums that a module defines as Markdown.
    """
    module = importlib.import_module(module_name)
    docs = ModuleAnalyzer.for_module(module_name).find_attr_docs()
    own = [
        member
        for name in sorted(vars(module))
        if isinstance(member := getattr(module, name), type) and member.__module__ == module_name
    ]
    for cls in own:
        if issubclass(cls, Model):
            yield from _structure(cls, docs)
        elif issubclass(cls, OpenEnum):
            yield from _enum(cls)


def operations(module_name: str) -> Iterator[str]:
    """
    Write the operations that a module defines as a table in Markdown.
    """
    module = importlib.import_module(module_name)
    yield "| constant | operation | takes | gives | errors it declares |"
    yield "|---|---|---|---|---|"
    for name, member in vars(module).items():
        if isinstance(member, Operation):
            operation: Operation[Any, Any] = member
            output: type[object] = operation.output()
            gives = "nothing" if output is types.NoneType else _link(output)
            errors = ", ".join(f"`{shape.code}`" for shape in operation.errors)
            yield f"| `{name}` | {operation.name} | {_link(operation.input)} | {gives} | {errors} |"


def home(cls: type) -> str:
    """
    The name by which people import a class.
    """
    name = cls.__name__
    if getattr(models, name, None) is cls:
        return f"sagemaker_train.models.{name}"
    return f"{cls.__module__}.{name}"


def _link(cls: type) -> str:
    return f"{{py:class}}`~{home(cls)}`"


def _structure(cls: type[Model], docs: dict[tuple[str, str], list[str]]) -> Iterator[str]:
    yield f"::::{{py:class}} {home(cls)}"
    yield from _canonical(cls)
    yield ""
    yield _markdown(cleandoc(cls.__doc__ or ""))
    yield ""
    for field in attrs.fields(cls):
        if field.name == "unknown_members":
            continue
        annotation = typing.cast(object, field.type)
        yield f":::{{py:attribute}} {field.name}"
        yield f":type: {shown_type(annotation)}"
        yield ""
        needed = ", required" if field.default is attrs.NOTHING else ""
        yield f"`{cls.WIRE_NAMES[field.name]}`{needed}."
        yield ""
        yield _markdown("\n".join(docs.get((cls.__name__, field.name), [])))
        yield from inner_limits(annotation, cls)
        yield ":::"
        yield ""
    yield "::::"
    yield ""


def _enum(cls: type[OpenEnum]) -> Iterator[str]:
    yield f":::{{py:class}} {home(cls)}"
    yield from _canonical(cls)
    yield ""
    yield _markdown(cleandoc(cls.__doc__ or ""))
    yield ""
    yield "{.values}"
    yield from (f"- `{member.name}` `{member.value}`" for member in cls)
    yield ":::"
    yield ""


def _canonical(cls: type) -> Iterator[str]:
    canonical = f"{cls.__module__}.{cls.__name__}"
    if canonical != home(cls):
        yield f":canonical: {canonical}"


def shown_type(annotation: object) -> str:
    """
    A type as people read it: without marks, containers as what they are at run time.
    """
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated:
        return shown_type(arguments[0])
    if origin in (typing.Union, types.UnionType):
        return " | ".join(shown_type(one) for one in arguments)
    if origin is collections.abc.Sequence:
        return f"tuple[{shown_type(arguments[0])}, ...]"
    if origin is collections.abc.Mapping:
        return f"Mapping[{', '.join(shown_type(one) for one in arguments)}]"
    if annotation is types.NoneType:
        return "None"
    if isinstance(annotation, ForwardRef):
        return annotation.__forward_arg__
    if isinstance(annotation, type):
        return (
            home(annotation) if issubclass(annotation, (Model, OpenEnum)) else annotation.__name__
        )
    return str(annotation).removeprefix("typing.")


def inner_limits(annotation: object, owner: type) -> Iterator[str]:
    """
    The limits of a container's items, or of its keys and values, a paragraph each.

    Those of the container itself end its docstring already.
    """
    kind, _, item, key = parts(annotation, owner)
    for word, inner in (
        ("Each key", key),
        ("Each value" if kind is collections.abc.Mapping else "Each item", item),
    ):
        if inner is not None:
            if limits := ", ".join(_limits(parts(inner, owner))):
                yield f"\n{word}: {limits}."
            yield from inner_limits(inner, owner)


def _limits(found: Parts) -> Iterator[str]:
    unit = {str: "characters", int: "", float: ""}.get(found.kind, "items")
    for mark in found.marks:
        match mark:
            case Length(minimum, maximum) | Range(minimum, maximum):
                yield f"{_span(minimum, maximum)} {unit}".strip()
            case Pattern():
                yield f"pattern ``{mark.published}``"
            case _:
                raise TypeError(f"the reference does not know the mark {mark!r}")


def _span(minimum: float | None, maximum: float | None) -> str:
    if maximum is None:
        return f"at least {minimum:,}"
    return f"{minimum:,} to {maximum:,}" if minimum else f"at most {maximum:,}"


_SPECIAL = re.compile(r"([\\*_<>\[\]#|$~{}])")
_ADDRESS = re.compile(r"https://\S+")


def _markdown(text: str) -> str:
    """
    Prose of the generated code as Markdown: only literals, lists and addresses mean anything.
    """
    parts = re.split(r"(``.*?``|https://\S+)", text, flags=re.DOTALL)
    return "".join(_part(part) for part in parts)


def _part(part: str) -> str:
    if part.startswith("``") and len(part) > 4:
        return part
    if _ADDRESS.fullmatch(part):
        return f"<{part}>"
    return _SPECIAL.sub(r"\\\1", part)
