"""
Reads the text of a file: its documents, and the line of everything in them.

JSON and YAML. What a reader of YAML 1.1 and one of YAML 1.2 understand differently is refused, so
that what is read is what every other tool reads: see `yaml_source`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple, NoReturn

from sagemaker_train.checks.constraints import Path
from sagemaker_train.errors import WireError

Language = Literal["json", "yaml"]


class Document(NamedTuple):
    """
    One JSON value, or one document of a YAML stream.
    """

    value: Any
    """Of dicts with text keys, lists, texts, numbers, booleans and ``None``."""
    lines: Mapping[Path, int]
    """The line of everything in it, counted from 1."""

    def line(self, path: Path) -> int:
        """
        Give the line of a path, or of what is nearest around it where it leads to nothing.
        """
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def language_of(name: str, text: str) -> Language:
    """
    Tell the language of a file by its name, or failing that by its first character.
    """
    suffix = name.lower().rpartition(".")[2]
    if suffix in ("json", "jsonc", "asl"):
        return "json"
    if suffix in ("yaml", "yml"):
        return "yaml"
    return "json" if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") else "yaml"


def parse(text: str, language: Language) -> list[Document]:
    """
    Read a text.

    Raises:
        WireError: It is not JSON or YAML, names a member twice, or holds what tools read
            differently. The message has the line, and no value.
        ConfigurationError: YAML, without PyYAML.
    """
    text = text.removeprefix("\ufeff")
    if language == "json":
        return [parse_json(text)]
    from sagemaker_train.interop.yaml_source import parse_yaml

    return parse_yaml(text)


def parse_json(text: str) -> Document:
    """
    Read one JSON value.

    Raises:
        WireError: It is not JSON as RFC 8259 has it, or an object names a member twice.
    """
    try:
        value = json.loads(text, parse_constant=_no_number)
        lines = dict(_lines(text))
    except json.JSONDecodeError as error:
        problem = f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        raise WireError(f"{problem} (column {error.colno})", line=error.lineno) from None
    except RecursionError:
        raise WireError("this is nested too deeply to be read") from None
    except WireError:
        raise
    except ValueError as error:  # NaN, or a number of thousands of digits
        raise WireError(f"this is not JSON that can be read: {error}") from None
    return Document(value, lines)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"JSON has no number {name}")


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+|\n')


def _lines(text: str) -> Iterator[tuple[Path, int]]:
    """
    Walk the tokens of a JSON text, which is known to be one, and tell the line of each path.
    """
    line = 1
    path: list[str | int] = []
    # For each container that is open: the keys that an object has had, None for a list.
    open_objects: list[set[str] | None] = []
    key_comes = False
    yield (), text[: len(text) - len(text.lstrip())].count("\n") + 1
    for match in _TOKEN.finditer(text):
        word = match.group()
        match word:
            case "\n":
                line += 1
            case "{" | "[":
                if open_objects and open_objects[-1] is None:
                    yield tuple(path), line
                open_objects.append(set() if word == "{" else None)
                path.append(0)
                key_comes = word == "{"
            case "}" | "]":
                open_objects.pop()
                path.pop()
                key_comes = False
            case ",":
                key_comes = open_objects[-1] is not None
                if not key_comes:
                    path[-1] = int(path[-1]) + 1
            case ":":
                pass
            case _ if key_comes and (keys := open_objects[-1]) is not None:
                path[-1] = name = str(json.loads(word))
                if name in keys:
                    raise WireError("is there twice; keep one", path, line=line)
                keys.add(name)
                key_comes = False
                yield tuple(path), line
            case _:
                if open_objects and open_objects[-1] is None:
                    yield tuple(path), line
