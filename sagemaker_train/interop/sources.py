"""
Reads the text of a file: its documents, and the line of everything in them.

JSON and YAML. What a reader of YAML 1.1 and one of YAML 1.2 understand differently is a problem of
the document, so that what is read without one is what every other tool reads: see `yaml_source`.
Reading goes on after a problem, so that all of them can be told at once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple, NoReturn

from sagemaker_train.checks.constraints import Path
from sagemaker_train.errors import WireError

Language = Literal["json", "yaml"]

TWICE: Final = "is there twice; keep one"


class Document(NamedTuple):
    """
    One JSON value, or one document of a YAML stream.
    """

    value: Any
    """Of dicts with text keys, lists, texts, numbers, booleans and ``None``."""
    lines: Mapping[Path, int]
    """The line of everything in it, counted from 1."""
    problems: tuple[WireError, ...] = ()
    """What tools read differently, and how it has to be written."""

    def line(self, path: Path) -> int:
        """
        Give the line of a path, or of what is nearest around it where it leads to nothing.
        """
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def with_line(self, error: WireError) -> WireError:
        """
        Give an error with its line.
        """
        return WireError(error.problem, error.path, line=error.line or self.line(error.path))


def refuse(problems: Sequence[WireError]) -> None:
    """
    Do nothing without problems, else raise an error with all of them, a line each.

    Raises:
        WireError: There are problems; path and line are those of the first.
    """
    if problems:
        first, *others = problems
        text = "\n".join([first.problem, *map(str, others)])
        raise WireError(text, first.path, line=first.line)


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
        WireError: It is not JSON or YAML. The message has the line, and no value.
        ValueError: There is no such language.
        ConfigurationError: YAML, without PyYAML.
    """
    text = text.removeprefix("\ufeff")
    match language:
        case "json":
            return [parse_json(text)]
        case "yaml":
            from sagemaker_train.interop.yaml_source import parse_yaml

            return parse_yaml(text)
        case _:
            raise ValueError(f"language must be 'json' or 'yaml', found {language!r}")


def parse_json(text: str) -> Document:
    """
    Read one JSON value; of a member that is there twice, the last one counts.

    Raises:
        WireError: It is not JSON as RFC 8259 has it.
    """
    problems: list[WireError] = []
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # in a string, neither may stand
    try:
        value = json.loads(text, parse_constant=_no_number)
        lines = dict(_lines(text, problems))
    except json.JSONDecodeError as error:
        problem = f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        raise WireError(f"{problem} (column {error.colno})", line=error.lineno) from None
    except RecursionError:
        raise WireError("this is nested too deeply to be read") from None
    except ValueError as error:  # NaN, or a number of thousands of digits
        raise WireError(f"this is not JSON that can be read: {error}") from None
    return Document(value, lines, tuple(problems))


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"JSON has no number {name}")


# Nothing is gone back to within a string, which may be as long as memory allows.
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\],:]|[^\s{}\[\],:"]+|\n')


def _lines(text: str, problems: list[WireError]) -> Iterator[tuple[Path, int]]:
    """
    Walk the tokens of a JSON text, which is known to be one, and tell the line of each path.

    Members that are there twice are added to the problems.
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
                    problems.append(WireError(TWICE, path, line=line))
                keys.add(name)
                key_comes = False
                yield tuple(path), line
            case _:
                if open_objects and open_objects[-1] is None:
                    yield tuple(path), line
