"""
Lower the service model to what the renderer is given.

Whatever the model holds that is not known here stops the generator with a sentence: it never
guesses.
"""

from __future__ import annotations

from typing import Literal

from codegen import ir, naming, prose
from codegen.patterns import translate
from codegen.select import Json

KNOWN = {
    "shape": {
        *("type", "members", "required", "member", "key", "value", "enum", "min", "max", "pattern"),
        *("documentation", "box", "exception", "fault", "error", "xmlOrder"),
    },
    "member": {"shape", "documentation", "box", "deprecated", "deprecatedMessage"},
    "operation": {
        *("name", "http", "input", "output", "errors", "documentation", "pagination"),
        *("documentationUrl", "idempotent", "deprecated"),
    },
}

PYTHON = {
    "string": "str",
    "integer": "int",
    "long": "int",
    "float": "float",
    "double": "float",
    "boolean": "bool",
    "timestamp": "datetime",
}


def raw(text: str) -> str:
    """
    A string literal that shows a regular expression as it is, where Python allows it.
    """
    return f'r"{text}"' if '"' not in text and not text.endswith("\\") else repr(text)


class Lowering:
    """
    One service on its way from shapes to ``ir``.
    """

    def __init__(self, name: str, model: Json, overrides: Json) -> None:
        self.name = name
        self.shapes: Json = model["shapes"]
        self.operations: Json = model["operations"]
        self.metadata: Json = model["metadata"]
        self.overrides = overrides
        self.inputs = {op["input"]["shape"] for op in self.operations.values()}
        self.outputs = {
            op["output"]["shape"]: op for op in self.operations.values() if "output" in op
        }
        self.sent = self._reached(self.inputs)

    def service(self) -> ir.Service:
        for kind, things in (("shape", self.shapes), ("operation", self.operations)):
            for name, thing in things.items():
                self._known(kind, name, thing)
        self._protocol()
        metadata = self.metadata
        return ir.Service(
            name=self.name,
            service_id=metadata["serviceId"],
            signing_name=metadata["signingName"] or metadata["endpointPrefix"],
            target_prefix=metadata["targetPrefix"],
            json_version=metadata["jsonVersion"],
            enums=tuple(self._enum(n) for n, s in self.shapes.items() if "enum" in s),
            aliases=self._aliases(),
            structures=self._structures(),
            errors=tuple(self._error(n) for n, s in self.shapes.items() if "exception" in s),
            operations=tuple(self._operation(op) for op in self.operations.values()),
        )

    def _known(self, kind: str, name: str, thing: Json) -> None:
        for key in thing.keys() - KNOWN[kind]:
            raise ir.CodegenError(f"{self.name}: {name} has {key!r}, which the generator ignores")
        for member, reference in thing.get("members", {}).items():
            self._known("member", f"{name}.{member}", reference)

    def _protocol(self) -> None:
        if "json" not in self.metadata["protocols"] or self.metadata["signatureVersion"] != "v4":
            raise ir.CodegenError(f"{self.name} speaks no AWS JSON signed with version 4")
        for name, operation in self.operations.items():
            if operation["http"] != {"method": "POST", "requestUri": "/"}:
                raise ir.CodegenError(f"{self.name}: {name} is not a POST to /")

    def _reached(self, roots: set[str]) -> set[str]:
        reached: set[str] = set()
        open_ends = list(roots)
        while open_ends:
            name = open_ends.pop()
            if name not in reached:
                reached.add(name)
                open_ends += self._made_of(name)
        return reached

    def _made_of(self, name: str) -> list[str]:
        shape = self.shapes[name]
        members = [reference["shape"] for reference in shape.get("members", {}).values()]
        return members + [shape[r]["shape"] for r in ("member", "key", "value") if r in shape]

    def _enum(self, name: str) -> ir.Enum:
        shape = self.shapes[name]
        exceptions = self.overrides["enum_members"].get(name, {}).get("names", {})
        return ir.Enum(
            name=name,
            documentation=prose.text(shape.get("documentation")),
            members=naming.enum_members(name, shape["enum"], exceptions),
            instance_types=name.endswith("InstanceType"),
        )

    def _marks(self, name: str) -> tuple[str, ...]:
        shape = self.shapes[name]
        marks: list[str] = []
        least, most = shape.get("min"), shape.get("max")
        if least is not None or most is not None:
            mark = "Length" if shape["type"] in ("string", "list", "map") else "Range"
            least = least or 0 if mark == "Length" else least
            marks.append(f"{mark}({least})" if most is None else f"{mark}({least}, {most})")
        if "pattern" in shape:
            published = shape["pattern"]
            translated = translate(published)
            forms = [published] if translated == published else [published, translated]
            marks.append(f"Pattern({', '.join(map(raw, forms))})")
        return tuple(marks)

    def _is_alias(self, name: str) -> bool:
        """
        Whether a shape that is no class deserves a name: containers, and what has limits.
        """
        shape = self.shapes[name]
        if "enum" in shape or shape["type"] == "structure":
            return False
        return shape["type"] in ("list", "map") or bool(self._marks(name))

    def _type(self, name: str) -> str:
        shape = self.shapes[name]
        if self._is_alias(name) or "enum" in shape or shape["type"] == "structure":
            return name
        if shape["type"] not in PYTHON:
            raise ir.CodegenError(f"{self.name}: {name} is of the unknown type {shape['type']!r}")
        return PYTHON[shape["type"]]

    def _alias(self, name: str, quoted: frozenset[str] = frozenset()) -> ir.Alias:
        shape = self.shapes[name]

        def element(role: str) -> str:
            inner = shape[role]["shape"]
            if "enum" in self.shapes[inner]:
                raise ir.CodegenError(f"{self.name}: {name} holds enums, which are not converted")
            return f'"{inner}"' if inner in quoted else self._type(inner)

        match shape["type"]:
            case "list":
                written = f"Sequence[{element('member')}]"
            case "map":
                written = f"Mapping[{element('key')}, {element('value')}]"
            case _:
                written = PYTHON[shape["type"]]
        return ir.Alias(name, written, self._marks(name))

    def _holds_structures(self, name: str) -> bool:
        return any(self.shapes[n]["type"] == "structure" for n in self._reached({name}))

    def _aliases(self) -> tuple[ir.Alias, ...]:
        names = [n for n in self.shapes if self._is_alias(n) and not self._holds_structures(n)]
        containers = [n for n in names if self.shapes[n]["type"] in ("list", "map")]
        return tuple(
            self._alias(n) for n in [*(n for n in names if n not in containers), *containers]
        )

    def _structures(self) -> tuple[ir.Structure | ir.Alias, ...]:
        """
        Each after what it is made of; a list that closes a circle quotes its element.
        """
        ordered: dict[str, ir.Structure | ir.Alias] = {}
        under_way: list[str] = []

        def visit(name: str) -> None:
            if name in ordered or not self._holds_structures(name):
                return
            under_way.append(name)
            circle = {inner for inner in self._made_of(name) if inner in under_way}
            for inner in self._made_of(name):
                if inner not in circle:
                    visit(inner)
            under_way.pop()
            if self.shapes[name]["type"] == "structure":
                if circle:
                    raise ir.CodegenError(f"{self.name}: {name} contains itself without a list")
                ordered[name] = self._structure(name)
            else:
                ordered[name] = self._alias(name, frozenset(circle))

        for name, shape in self.shapes.items():
            if "exception" not in shape:
                visit(name)
        return tuple(ordered.values())

    def _structure(self, name: str) -> ir.Structure:
        shape = self.shapes[name]
        members: Json = shape["members"]
        naming.prove(name, list(members))
        required = shape.get("required", []) if name in self.sent else self._promised(name)
        role: Literal["structure", "request", "response"] = (
            "request" if name in self.inputs else "structure" if name in self.sent else "response"
        )
        operation = self.outputs.get(name) or next(
            (op for op in self.operations.values() if op["input"]["shape"] == name), None
        )
        documentation = prose.text(shape.get("documentation"))
        if not documentation and operation:
            what = "What {} takes." if role == "request" else "What {} answers."
            documentation = what.format(operation["name"])
            if role == "request":
                documentation += "\n\n" + prose.text(operation["documentation"])
        page = operation["name"] if operation else name
        if self.name == "sagemaker":
            documentation += (
                "\n\nAPI reference:"
                f"\nhttps://docs.aws.amazon.com/sagemaker/latest/APIReference/API_{page}.html"
            )
        return ir.Structure(
            name=name,
            role=role,
            documentation=documentation.strip(),
            fields=tuple(
                self._field(wire, reference, wire in required)
                for wire, reference in members.items()
            ),
        )

    def _promised(self, name: str) -> list[str]:
        """
        What an answer must hold to be one: few members, as real answers lack many "required" ones.
        """
        promised: list[str] = self.overrides["promised"].get(name, {}).get("members", [])
        return promised

    def _field(self, wire: str, reference: Json, required: bool) -> ir.Field:
        name = reference["shape"]
        shape = self.shapes[name]
        said = [
            prose.text(reference.get("documentation")) or prose.text(shape.get("documentation"))
        ]
        if reference.get("deprecated"):
            said.append(f"Deprecated: {reference.get('deprecatedMessage', 'do not use it.')}")
        said.append(prose.limits(shape))
        return ir.Field(
            attribute=naming.snake(wire),
            wire=wire,
            type=self._type(name),
            required=required,
            enum=name if "enum" in shape else None,
            documentation="\n\n".join(part for part in said if part) or f"AWS's ``{wire}``.",
        )

    def _error(self, name: str) -> ir.Error:
        shape = self.shapes[name]
        declared = shape.get("error", {})
        return ir.Error(
            code=declared.get("code", name),
            status=declared.get("httpStatusCode", 500 if shape.get("fault") else 400),
            documentation=prose.text(shape.get("documentation")) or name,
        )

    def _operation(self, operation: Json) -> ir.Operation:
        output = operation.get("output", {}).get("shape")
        return ir.Operation(
            name=operation["name"],
            input=operation["input"]["shape"],
            output=output,
            errors=tuple(
                self._error(reference["shape"]).code for reference in operation.get("errors", ())
            ),
            promised=tuple(naming.snake(wire) for wire in self._promised(output or "")),
            pages=self._pages(operation),
        )

    def _pages(self, operation: Json) -> tuple[str, str, str, str] | None:
        """
        How an operation hands out its results page by page, as attribute names.
        """
        name, pagination = operation["name"], operation.get("pagination")
        if pagination is None or name in self.overrides["unpaged"]:
            return None
        keys = ("input_token", "output_token", "limit_key", "result_key")
        if set(pagination) != set(keys) or not all(isinstance(pagination[k], str) for k in keys):
            raise ir.CodegenError(
                f"{name} has a paginator that codegen/lower.py does not know: {pagination}; teach "
                "it, or name the operation in [unpaged] of codegen/overrides.toml"
            )
        token, next_token, limit, items = (naming.snake(pagination[key]) for key in keys)
        return token, next_token, limit, items
