"""
Reads and writes YAML so that everybody understands the same.

YAML 1.1 reads ``no`` as false, ``010`` as 8, ``1:30`` as 90 and ``2026-01-31`` as a date; YAML 1.2
reads three of them as text and one as 10; ``1e3`` is the other way round. Tools differ in which
they follow (kubectl, the AWS CLI and Python do not agree), so a bare word on which they differ is
a problem of the document, and a text like it is written in quotes. The members ``true``,
``false``, ``null`` and numbers as JSON has them mean the same to all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from sagemaker_train.checks.constraints import Path
from sagemaker_train.checks.secrets import mask_text
from sagemaker_train.errors import ConfigurationError, WireError
from sagemaker_train.interop.shapes import as_object
from sagemaker_train.interop.sources import TWICE, Document

MOST_VALUES: Final = 100_000
"""How many values a file may hold, aliases counted each time: a request has some hundred."""

# A bare true or 10 is an error in these two maps.
_QUOTE: Final = "quote it if it is text, as all of HyperParameters and Environment is, or else"

_TAG: Final = "tag:yaml.org,2002:"
_TEXT: Final = _TAG + "str"
_TAGS: Final = frozenset(
    _TAG + name
    for name in ("str", "null", "bool", "int", "float", "timestamp", "value", "map", "seq")
)
_CONSTANTS: Final[Mapping[str, bool | None]] = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "null": None, "Null": None, "NULL": None, "~": None, "": None,
}  # fmt: skip
_INTEGER: Final = re.compile(r"-?(0|[1-9]\d{0,17})", re.ASCII)
_DECIMAL: Final = re.compile(r"-?(0|[1-9]\d*)\.\d+([eE][-+]\d+)?", re.ASCII)
_WORD: Final = re.compile(r"yes|no|on|off|y|n", re.IGNORECASE)
# Numbers, dates and times of one version or the other: octal, hexadecimal, binary, with
# underscores, with colons, with an exponent but no point, with a sign, infinite.
_NUMBER_OR_DATE: Final = re.compile(
    r"[-+]?(0b[01_]+|0o[0-7_]+|0x[0-9a-f_]+|(\d[\d_:]*\.?|\.\d)[\d_]*(e[-+]?\d+)?)"
    r"|[-+]?\.inf|\.nan"
    r"|\d{4}-\d\d?-\d\d?([t \t].*)?",
    re.IGNORECASE | re.ASCII,
)


def parse_yaml(text: str) -> list[Document]:
    """
    Read the documents of a YAML stream; empty ones are left out.

    Raises:
        WireError: It is not YAML.
        ConfigurationError: PyYAML is missing.
    """
    yaml = _yaml()
    documents: list[Document] = []
    try:
        for node in yaml.compose_all(text, Loader=yaml.SafeLoader):
            reading = _Reading(yaml)
            value = reading.value(node, ())
            if value is not None:
                documents.append(Document(value, reading.lines, tuple(reading.problems)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = mask_text(error.problem or "it cannot be read")
        line = None if mark is None else mark.line + 1
        raise WireError(f"this is not YAML: {problem}", line=line) from None
    except yaml.YAMLError:
        raise WireError("this is not YAML: it holds a character that YAML does not allow") from None
    except RecursionError:
        raise WireError("this is nested too deeply to be read") from None
    return documents


def _yaml() -> Any:
    try:
        import yaml
    except ImportError as error:
        raise ConfigurationError(
            "YAML needs PyYAML: pip install 'sagemaker-train-client[yaml]'; or use JSON"
        ) from error
    return yaml


class _Reading:
    """
    The reading of one document, which goes on after a problem with what was probably meant.
    """

    def __init__(self, yaml: Any) -> None:
        self.yaml = yaml
        self.lines: dict[Path, int] = {}
        self.problems: list[WireError] = []
        self.left = MOST_VALUES

    def value(self, node: Any, path: Path) -> Any:
        line = _line(node)
        self.lines.setdefault(path, line)
        self.left -= 1
        if self.left < 0 or len(path) > 100:  # an alias may stand for what it is part of
            raise WireError(f"holds more than {MOST_VALUES:,} values", path[:5], line=line)
        if node.tag not in _TAGS or (node.tag != _TEXT and getattr(node, "style", None)):
            self.note(f"has the tag {mask_text(node.tag)}, which is not for JSON", path, node)
        if isinstance(node, self.yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, self.yaml.SequenceNode):
            return [self.value(item, (*path, at)) for at, item in enumerate(node.value)]
        value, problem = _scalar(node)
        if problem:
            self.note(problem, path, node)
        return value

    def mapping(self, node: Any, path: Path) -> dict[str, Any]:
        members: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, self.yaml.ScalarNode):
                self.note("has a key that is not a text", path, key_node)
                continue
            if key_node.tag == _TAG + "merge":
                problem = "merges with <<, which YAML 1.2 dropped; write the members out"
                self.note(problem, path, key_node)
                merged = {**self.merged(value_node, path), **merged}
                continue
            key, problem = _scalar(key_node)
            if problem or not isinstance(key, str):
                key = str(key_node.value)
                problem = "is a key that some tools do not read as text; quote it"
                self.note(problem, (*path, key), key_node)
            if key in members:
                self.note(TWICE, (*path, key), key_node)
            self.lines[*path, key] = _line(key_node)
            members[key] = self.value(value_node, (*path, key))
        return {**merged, **members}

    def merged(self, node: Any, path: Path) -> dict[str, Any]:
        """
        Read what ``<<`` merges: an object, or a list of objects of which the first has precedence.
        """
        value: object = self.value(node, path)
        sources = cast("list[object]", value) if isinstance(value, list) else [value]
        merged: dict[str, Any] = {}
        for source in reversed(sources):
            merged |= as_object(source) or {}
        return merged

    def note(self, problem: str, path: Path, node: Any) -> None:
        self.problems.append(WireError(problem, path, line=_line(node)))


def _line(node: Any) -> int:
    line: int = node.start_mark.line
    return line + 1


def _scalar(node: Any) -> tuple[str | int | float | bool | None, str]:
    """
    Read a scalar, and say why some tools would read it otherwise; nothing if none would.
    """
    text: str = node.value
    is_number = _INTEGER.fullmatch(text) or (
        _DECIMAL.fullmatch(text) and math.isfinite(float(text))
    )
    if node.style is not None:  # in quotes, or a block
        return text, ""
    if node.tag == _TEXT and (is_number or text in _CONSTANTS):
        return text, ""  # said to be text: !!str 10
    if text in _CONSTANTS:
        return _CONSTANTS[text], ""
    if is_number:
        return (int if _INTEGER.fullmatch(text) else float)(text), ""
    if _WORD.fullmatch(text):
        problem = f"is {text} without quotes, which is true or false to some tools and text to"
        return text, f"{problem} others; {_QUOTE} write true or false"
    if is_ambiguous(text):
        problem = "is text to some tools and a number or a date to others"
        return text, f"{problem}; {_QUOTE} write the number as JSON does"
    return text, ""


def is_ambiguous(text: str) -> bool:
    """
    Tell whether a text without quotes would not be text to every reader of YAML.
    """
    return (
        text in _CONSTANTS
        or text in ("=", "<<")
        or bool(_WORD.fullmatch(text))
        or bool(_NUMBER_OR_DATE.fullmatch(text))
    )


def dump_yaml(value: Mapping[str, Any]) -> str:
    """
    Write a JSON value as YAML, every text that could be taken for something else in quotes.

    Raises:
        ConfigurationError: PyYAML is missing.
    """
    yaml = _yaml()
    text: str = yaml.serialize(
        _node(yaml, value), Dumper=yaml.SafeDumper, allow_unicode=True, width=100
    )
    return text


def _node(yaml: Any, value: object) -> Any:
    match value:
        case None:
            return yaml.ScalarNode(_TAG + "null", "null")
        case bool():
            return yaml.ScalarNode(_TAG + "bool", "true" if value else "false")
        case int():
            return yaml.ScalarNode(_TAG + "int", str(value))
        case float():
            return yaml.ScalarNode(_TAG + "float", _decimal(value))
        case str():
            # Enum members are texts too; a block or a fold would hide spaces and line breaks.
            return _text(yaml, str(value))
        case Mapping():
            members = cast("Mapping[str, object]", value)
            pairs = [(_text(yaml, key), _node(yaml, item)) for key, item in members.items()]
            return yaml.MappingNode(_TAG + "map", pairs, flow_style=not pairs)
        case _:
            items = [_node(yaml, item) for item in cast("Sequence[object]", value)]
            return yaml.SequenceNode(_TAG + "seq", items, flow_style=not items)


def _text(yaml: Any, text: str) -> Any:
    style = '"' if not text.isprintable() else "'" if is_ambiguous(text) else None
    return yaml.ScalarNode(_TAG + "str", text, style=style)


def _decimal(number: float) -> str:
    """
    Write a number so that every reader takes it for one: with a point, and a sign in its exponent.
    """
    digits, exponent, power = repr(number).partition("e")
    digits = digits if "." in digits else f"{digits}.0"
    return f"{digits}e{int(power):+d}" if exponent else digits
