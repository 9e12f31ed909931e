"""
The codec of hyperparameters: faithful strings, or one error that lists what has none.
"""

from __future__ import annotations

import dataclasses
import json
import math
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from pathlib import Path
from typing import Any, get_args

import attrs
import pytest
from hypothesis import given, strategies as st

from sagemaker_train.builder import TrainingJobBuilder
from sagemaker_train.builder.hyperparameters import RULE, Codec, encode
from sagemaker_train.errors import ConstraintError
from sagemaker_train.findings import Severity
from sagemaker_train.models.enums import TrainingInputMode


class Optimizer(Enum):
    ADAM = "adam"
    STEPS = (1, 2)


class Level(IntEnum):
    HIGH = 3


class Scalar:
    """What a NumPy scalar looks like, without NumPy."""

    dtype = "float32"
    shape = ()

    def __init__(self, value: object) -> None:
        self.value = value

    def item(self) -> object:
        return self.value


class Array:
    """What a NumPy array looks like, without NumPy."""

    dtype = "float32"
    shape = (1,)

    def item(self) -> object:
        return 1

    def tolist(self) -> list[int]:
        return [1]


class Endless:
    """A scalar that gives another of its kind, as NumPy's long double does."""

    dtype = "float128"
    shape = ()

    def item(self) -> Endless:
        return Endless()


@pytest.mark.parametrize(
    ("value", "plain", "quoted", "text"),
    [
        ("adam", "adam", '"adam"', "adam"),
        ("", "", '""', ""),
        ("3", "3", '"3"', "3"),
        (3, "3", "3", "3"),
        (0.1, "0.1", "0.1", "0.1"),
        (1e-05, "1e-05", "1e-05", "1e-05"),
        (True, "true", "true", "True"),
        ([1, "a", None], '[1, "a", null]', '[1, "a", null]', "[1, 'a', None]"),
        ((1, 2), "[1, 2]", "[1, 2]", "(1, 2)"),
        ({"a": {"b": False}}, '{"a": {"b": false}}', '{"a": {"b": false}}', "{'a': {'b': False}}"),
        (Optimizer.ADAM, "adam", '"adam"', "adam"),
        (Optimizer.STEPS, "[1, 2]", "[1, 2]", "(1, 2)"),
        (Level.HIGH, "3", "3", "3"),
        (TrainingInputMode.FAST_FILE, "FastFile", '"FastFile"', "FastFile"),
        (Scalar(0.5), "0.5", "0.5", "0.5"),
        ([Scalar(2), Optimizer.ADAM], '[2, "adam"]', '[2, "adam"]', None),
    ],
)
def test_each_codec_writes_what_it_says(
    value: object, plain: str, quoted: str, text: str | None
) -> None:
    """Each codec writes a value as the table of the module says."""
    assert encode({"x": value}) == {"x": plain}
    assert encode({"x": value}, "json") == {"x": quoted}
    if text is not None:
        assert encode({"x": value}, "str") == {"x": text}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)  # fmt: skip


@given(st.dictionaries(st.text(), json_values.filter(lambda value: value is not None)))
def test_what_is_json_comes_back(values: dict[str, Any]) -> None:
    """With codec json every JSON value is read back as it was; plain differs only for strings."""
    quoted, plain = encode(values, "json"), encode(values)
    assert {name: json.loads(text) for name, text in quoted.items()} == values
    assert list(plain) == list(values)
    for name, value in values.items():
        assert plain[name] == (value if isinstance(value, str) else quoted[name])


def test_dataclasses_and_attrs_classes_are_sets_of_hyperparameters() -> None:
    """The fields of an instance are its hyperparameters, at every level."""

    @dataclasses.dataclass
    class Schedule:
        warmup: int
        name: str = "cosine"

    @attrs.frozen
    class Settings:
        lr: float
        schedule: Schedule

    expected = {"lr": "0.1", "schedule": '{"warmup": 5, "name": "cosine"}'}
    assert encode(Settings(0.1, Schedule(5))) == expected
    assert encode(Schedule(5)) == {"warmup": "5", "name": "cosine"}
    job = TrainingJobBuilder("a").hyperparameters(Settings(0.1, Schedule(5)))
    assert job.request().hyper_parameters == expected


REFUSED: list[tuple[object, str, str]] = [
    (None, "None", "Leave the hyperparameter out"),
    (math.nan, "NaN", "codec='str'"),
    (-math.inf, "infinity", "codec='str'"),
    (b"do-not-print", "bytes", "decode()"),
    ({"do-not-print"}, "set", "sorted(value)"),
    (date(2026, 1, 1), "date", "isoformat()"),
    (datetime(2026, 1, 1, tzinfo=UTC), "datetime", "isoformat()"),
    (timedelta(1), "timedelta", "total_seconds()"),
    (Path("do-not-print"), "Path", "str(value)"),
    (Decimal("0.1"), "Decimal", "float(value)"),
    (Array(), "Array", "tolist()"),
    (Endless(), "Endless", "codec='str'"),
    (object(), "object", "codec='str'"),
    (int, "type", "codec='str'"),
]


@pytest.mark.parametrize(("value", "found", "hint"), REFUSED)
def test_what_has_no_faithful_string_is_refused(value: object, found: str, hint: str) -> None:
    """A refused value is a finding with its type and what to write instead, without the value."""
    with pytest.raises(ConstraintError) as caught:
        encode({"x": value})
    (finding,) = caught.value.findings
    assert finding.path == "hyper_parameters.x"
    assert finding.rule == RULE
    assert finding.severity is Severity.ERROR
    assert found in finding.message
    assert hint in finding.hint
    assert "do-not-print" not in str(caught.value)


def test_every_bad_value_is_told_at_once() -> None:
    """One error has all bad values, each with its path, and the good ones are not in it."""
    values: dict[Any, object] = {
        "good": 1,
        "none": None,
        "deep": {"list": [0, math.nan, {"when": date(2026, 1, 1)}], "map": {1: "one"}},
        7: "seven",
    }
    with pytest.raises(ConstraintError) as caught:
        encode(values)
    assert [finding.path for finding in caught.value.findings] == [
        "hyper_parameters.none",
        "hyper_parameters.deep.list[1]",
        "hyper_parameters.deep.list[2].when",
        "hyper_parameters.deep.map",
        "hyper_parameters",
    ]


def test_what_contains_itself_is_refused() -> None:
    """A list that contains itself is a finding and no endless loop."""
    values: list[object] = []
    values.append(values)
    with pytest.raises(ConstraintError, match="nested too deeply"):
        encode({"x": values})


def test_the_str_codec_takes_what_has_a_text_of_its_own() -> None:
    """With codec str only None and objects whose text is their address are refused."""
    assert encode({"x": math.inf, "y": Decimal("0.10")}, "str") == {"x": "inf", "y": "0.10"}
    refused = {
        "none": None,
        "object": object(),
        "function": lambda: 1,
        "generator": (letter for letter in "a"),
        "inside": [1, object()],
    }
    with pytest.raises(ConstraintError) as caught:
        encode(refused, "str")
    paths = [finding.path for finding in caught.value.findings]
    assert paths == [f"hyper_parameters.{name}" for name in refused]


@pytest.mark.parametrize("codec", get_args(Codec))
def test_a_number_that_python_does_not_write_is_refused(codec: Codec) -> None:
    """A number of thousands of digits is a finding wherever it stands."""
    with pytest.raises(ConstraintError) as caught:
        encode({"a": 10**5000, "b": [-(10**5000)], "c": 10**400}, codec)
    paths = [finding.path.removesuffix("[0]") for finding in caught.value.findings]
    assert paths == ["hyper_parameters.a", "hyper_parameters.b"]


def test_slips_about_the_whole_are_named() -> None:
    """Something that is no set of hyperparameters, or no codec, is refused by name."""
    job = TrainingJobBuilder("a")
    with pytest.raises(TypeError, match=r"hyperparameters must be a mapping.* found list"):
        job.hyperparameters([("a", 1)])  # type: ignore[arg-type]  # what the test is about
    with pytest.raises(TypeError, match="found the class "):
        job.hyperparameters(attrs.make_class("Settings", ["lr"]))  # type: ignore[arg-type]  # as above
    with pytest.raises(ValueError, match="codec must be 'plain', 'json' or 'str', found 'yaml'"):
        job.hyperparameters({"a": 1}, codec="yaml")  # type: ignore[arg-type]  # as above


def test_keys_and_values_are_plain_strings() -> None:
    """What comes out is made of `str` itself, whatever subclass went in."""
    encoded = encode({TrainingInputMode.PIPE: TrainingInputMode.FILE})
    assert [(type(name), type(text)) for name, text in encoded.items()] == [(str, str)]
    assert encoded == {"Pipe": "File"}
