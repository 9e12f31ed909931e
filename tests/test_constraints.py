"""
The constraints of the service model are found, all of them, and nothing else.
"""

from __future__ import annotations

import collections.abc
import re
import sys
import types
import typing
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, NamedTuple

import attrs
import botocore.loaders
import botocore.model
import botocore.validate
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings, strategies as st

from sagemaker_train.checks.constraints import Path, violations
from sagemaker_train.checks.limits import is_one_line
from sagemaker_train.checks.places import attribute_path, wire_path
from sagemaker_train.models import requests as request_classes
from sagemaker_train.models.requests import (
    AddTagsInput,
    CreateTrainingJobRequest,
    ListTrainingJobsRequest,
)
from sagemaker_train.schema import Length, Model, OpenEnum, Pattern, Range
from sagemaker_train.transport.codec import to_wire
from tests.strategies import models, texts

REQUEST = ("Request", "Input")  # how the names of AWS's requests end
REQUESTS: list[type[Model]] = [
    cls
    for cls in vars(request_classes).values()
    if isinstance(cls, type) and issubclass(cls, Model) and cls.__name__.endswith(REQUEST)
]
ANYTHING = r"[\S\s]*"

slow = settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


# Whole requests with everything in them


@cache
def simplest_text(length: Length, pattern: Pattern | None) -> str:
    """
    Give a simple text within a length and a pattern.
    """
    steady = settings(database=None, derandomize=True, phases=[Phase.generate], max_examples=50)
    return find(texts(length, pattern), lambda text: True, settings=steady)


def mark_of(marks: tuple[Any, ...], kind: type[Any]) -> Any:
    """
    Give the mark of a kind, if there is one.
    """
    return next((mark for mark in marks if isinstance(mark, kind)), None)


def plain(annotation: Any, owner: type, marks: tuple[Any, ...] = ()) -> tuple[Any, tuple[Any, ...]]:
    """
    Take ``| None``, quotes and ``Annotated`` off an annotation.
    """
    if isinstance(annotation, str):
        annotation = getattr(sys.modules[owner.__module__], annotation)
    if typing.get_origin(annotation) is Annotated:
        inner, *more = typing.get_args(annotation)
        return plain(inner, owner, (*marks, *more))
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        return plain(typing.get_args(annotation)[0], owner, marks)
    return annotation, marks


def sample(annotation: Any, owner: type, depth: int = 0) -> Any:
    """
    Make a valid value with every optional member set and one item in every list and map.
    """
    kind, marks = plain(annotation, owner)
    if typing.get_origin(kind) is collections.abc.Sequence:
        return (sample(typing.get_args(kind)[0], owner, depth),)
    if typing.get_origin(kind) is collections.abc.Mapping:
        return {"key_1": sample(typing.get_args(kind)[1], owner, depth)}
    if kind is str:
        return simplest_text(mark_of(marks, Length) or Length(), mark_of(marks, Pattern))
    if kind is bool:
        return True
    if kind is datetime:
        return datetime(2025, 1, 31, tzinfo=UTC)
    if kind is int:
        limits = mark_of(marks, Range)
        return 1 if limits is None else int(limits.minimum or 0)
    if issubclass(kind, OpenEnum):
        return next(iter(kind))
    return kind(**{
        field.name: sample(field.type, kind, depth + 1)
        for field in attrs.fields(kind)
        # A class that contains itself does so twice.
        if field.name in kind.WIRE_NAMES and not (depth > 3 and "xpressions" in field.name)
    })  # fmt: skip


def everything(cls: type[Model]) -> Model:
    """
    Make a valid request with everything in it.
    """
    made = sample(cls, cls)
    assert isinstance(made, Model)
    return made


class Step(NamedTuple):
    """
    One step outside one limit.
    """

    path: Path
    value: object
    rule: str
    on_key: bool = False
    """Whether the value replaces the key at the path."""


def steps(annotation: Any, owner: type, value: Any, path: Path) -> Iterator[Step]:
    """
    Enumerate every way to leave a single limit in a value.
    """
    kind, marks = plain(annotation, owner)
    length = mark_of(marks, Length)
    if typing.get_origin(kind) is collections.abc.Sequence:
        yield Step(path, "text", "type")
        yield Step(path, {}, "type")
        if length and length.minimum:
            yield Step(path, value * (length.minimum - 1), "length")
        if length and length.maximum is not None:
            yield Step(path, value * (length.maximum + 1), "length")
        yield from steps(typing.get_args(kind)[0], owner, value[0], (*path, 0))
    elif typing.get_origin(kind) is collections.abc.Mapping:
        key, item = typing.get_args(kind)
        yield Step(path, "text", "type")
        if length and length.maximum is not None:
            many = {f"key_{n}": value["key_1"] for n in range(length.maximum + 1)}
            yield Step(path, many, "length")
        yield from steps(item, owner, value["key_1"], (*path, "key_1"))
        for step in steps(key, owner, "key_1", path):
            yield step._replace(on_key=True)
    elif kind is str:
        yield Step(path, 5, "type")
        yield from text_steps(length, mark_of(marks, Pattern), path)
    elif kind is bool:
        yield Step(path, "true", "type")
        yield Step(path, 1, "type")
    elif kind is int:
        yield Step(path, "5", "type")
        yield Step(path, True, "type")
        yield Step(path, 1.5, "type")
        limits = mark_of(marks, Range) or Range()
        if limits.minimum is not None:
            yield Step(path, int(limits.minimum) - 1, "range")
        if limits.maximum is not None:
            yield Step(path, int(limits.maximum) + 1, "range")
    elif kind is datetime:
        yield Step(path, "2025-01-31", "type")
        yield Step(path, datetime(2025, 1, 31), "naive-datetime")
    elif issubclass(kind, OpenEnum):
        yield Step(path, 5, "type")
        yield Step(path, kind("no such value"), "enum")
    else:
        if path:
            yield Step(path, "text", "type")
        for field in attrs.fields(kind):
            if field.name in kind.WIRE_NAMES and (below := getattr(value, field.name)) is not None:
                if field.default is attrs.NOTHING:
                    yield Step((*path, field.name), None, "required")
                yield from steps(field.type, kind, below, (*path, field.name))


def text_steps(length: Length | None, pattern: Pattern | None, path: Path) -> Iterator[Step]:
    """
    Enumerate the ways for a text to be too short, too long or of another form.
    """
    if length and length.minimum:
        yield Step(path, "x" * (length.minimum - 1), "length")
    if length and length.maximum is not None:
        yield Step(path, "x" * (length.maximum + 1), "length")
    if pattern and pattern.published != ANYTHING:
        shortest = max(1, length.minimum if length else 1)
        unlike = [character * shortest for character in ("\n", "!")]
        matches = re.compile(pattern.expression, re.ASCII).fullmatch
        yield Step(path, next(text for text in unlike if not matches(text)), "pattern")


def changed(value: Any, path: Path, new: object) -> Any:
    """
    Give a copy of a model or a mapping with another value at a path.
    """
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, Model):
        below = getattr(value, str(step))
        return attrs.evolve(value, **{str(step): changed(below, rest, new)})
    if isinstance(value, Mapping):
        return {**value, step: changed(value[step], rest, new)}
    position = int(step)
    return type(value)(
        [*value[:position], changed(value[position], rest, new), *value[position + 1 :]]
    )


def change(value: Any, step: Step, path: Path) -> tuple[Any, Path]:
    """
    Take a step in a model or a mapping; also give the path where it is to be found.
    """
    if not step.on_key:
        return changed(value, path, step.value), path
    item = value
    for name in path:
        item = getattr(item, str(name)) if isinstance(item, Model) else item[name]
    (entry,) = item.values()
    return changed(value, path, {step.value: entry}), (*path, str(step.value))


@pytest.mark.parametrize("cls", REQUESTS)
def test_everything_within_the_limits_passes(cls: type[Model]) -> None:
    """
    A request with every member set, each within its limits, breaks no constraint in either form.
    """
    request = everything(cls)
    assert list(violations(cls, request)) == []
    assert list(violations(cls, to_wire(request))) == []


@pytest.mark.parametrize("cls", REQUESTS)
def test_one_step_outside_a_limit_is_found_and_nothing_else(cls: type[Model]) -> None:
    """
    One step outside any single limit of a model gives exactly that violation at its path.
    """
    request = everything(cls)
    for step in steps(cls, cls, request, ()):
        broken, path = change(request, step, step.path)
        found = [(found.path, found.rule, found.on_key) for found in violations(cls, broken)]
        assert found == [(path, step.rule, step.on_key)], step


@pytest.mark.parametrize("cls", REQUESTS)
def test_mappings_and_models_are_judged_alike(cls: type[Model]) -> None:
    """
    The same step in wire form gives the same violation under AWS's names.
    """
    request = everything(cls)
    wire = to_wire(request)
    for step in steps(cls, cls, request, ()):
        if isinstance(step.value, dict) and not step.value:
            continue
        value = list(step.value) if isinstance(step.value, tuple) else step.value
        if isinstance(value, list) and value and isinstance(value[0], Model):
            value = [to_wire(item) for item in value]
        broken, path = change(wire, step._replace(value=value), wire_path(cls, step.path))
        found = [(found.path, found.rule, found.on_key) for found in violations(cls, broken)]
        assert found == [(path, step.rule, step.on_key)], step


def test_the_steps_cover_the_whole_request() -> None:
    """
    The enumeration meets every kind of limit, and hundreds of them.
    """
    cls = CreateTrainingJobRequest
    every = list(steps(cls, cls, everything(cls), ()))
    count = {rule: sum(step.rule == rule for step in every) for rule in
             ("type", "length", "range", "pattern", "enum", "required")}  # fmt: skip
    assert sum(count.values()) == len(every)
    assert count["type"] > 180
    assert count["length"] > 100
    assert count["pattern"] > 60
    assert min(count.values()) >= 16, count


@pytest.mark.parametrize("cls", REQUESTS)
@given(data=st.data())
@slow
def test_what_is_drawn_from_the_constraints_passes(cls: type[Model], data: st.DataObject) -> None:
    """
    Anything drawn from the constraints breaks none, as a model and in wire form.
    """
    request = data.draw(models(cls))
    assert list(violations(cls, request)) == []
    assert list(violations(cls, to_wire(request))) == []


# botocore as the judge


def botocore_shape(operation: str) -> botocore.model.Shape:
    """
    Load botocore's own shape of what an operation takes.
    """
    service = botocore.loaders.Loader().load_service_model("sagemaker", "service-2")
    model = botocore.model.ServiceModel(service, "sagemaker").operation_model(operation)
    return model.input_shape


def test_botocore_agrees_on_types_minima_and_required_members() -> None:
    """
    Where botocore checks the same, it refuses what we refuse and takes what we take.
    """
    cls = CreateTrainingJobRequest
    shape = botocore_shape("CreateTrainingJob")
    validator = botocore.validate.ParamValidator()
    request = everything(cls)
    wire = to_wire(request)
    assert not validator.validate(wire, shape).has_errors()
    compared = 0
    for step in steps(cls, cls, request, ()):
        is_minimum = step.rule == "length" and not step.value
        is_minimum |= step.rule == "range" and isinstance(step.value, int) and step.value < 1800
        # botocore takes True for 1, knows no maxima and does not look at keys.
        if step.on_key or isinstance(step.value, bool):
            continue
        if step.rule not in ("required", "type") and not is_minimum:
            continue
        if step.rule == "range" and step.value in (31, 21601):
            continue
        broken, _ = change(wire, step, wire_path(cls, step.path))
        assert validator.validate(broken, shape).has_errors(), step
        compared += 1
    assert compared > 200


@given(request=models(CreateTrainingJobRequest))
@slow
def test_botocore_takes_what_is_drawn(request: CreateTrainingJobRequest) -> None:
    """
    What is drawn from our constraints is valid for botocore too.
    """
    shape = botocore_shape("CreateTrainingJob")
    report = botocore.validate.ParamValidator().validate(to_wire(request), shape)
    assert not report.has_errors(), report.generate_report()


# Single laws


def test_every_problem_is_found_at_once() -> None:
    """
    Violations at several levels are all reported, keys and values of maps included.
    """
    found = violations(
        CreateTrainingJobRequest,
        {
            "TrainingJobName": "a_b",
            "HyperParameters": {"line\nbreak": "1\n", "count": 1, 3: "x"},
            "ResourceConfig": {"InstanceType": "ml.p4.24xlarge", "InstanceCount": True},
        },
    )
    assert [(violation.path, violation.rule, violation.on_key) for violation in found] == [
        (("TrainingJobName",), "pattern", False),
        (("HyperParameters", "line\nbreak"), "pattern", True),
        (("HyperParameters", "line\nbreak"), "pattern", False),
        (("HyperParameters", "count"), "type", False),
        (("HyperParameters", "3"), "type", True),
        (("ResourceConfig", "InstanceType"), "enum", False),
        (("ResourceConfig", "InstanceCount"), "type", False),
        (("RoleArn",), "required", False),
        (("OutputDataConfig",), "required", False),
    ]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("instance_type", "InstanceType"),
        ("InstanceTyp", "InstanceType"),
        ("volumeSizeInGB", "VolumeSizeInGB"),
        ("volume_size_in_gb", "VolumeSizeInGB"),
        ("Zebra", ""),
    ],
)
def test_unknown_members_of_a_mapping_name_what_was_meant(name: str, meant: str) -> None:
    """
    An unknown member of a mapping comes with the known one that it looks like, if there is one.
    """
    wire = to_wire(everything(CreateTrainingJobRequest))
    wire["ResourceConfig"][name] = 1
    (violation,) = violations(CreateTrainingJobRequest, wire)
    assert violation.path == ("ResourceConfig", name)
    assert violation.rule == "unknown-member"
    assert violation.expected.split(" or ")[0].split(", ")[0] == meant


def test_unknown_members_of_a_model_pass() -> None:
    """
    A parameter newer than the library can be put into a model and is not complained about.
    """
    request = attrs.evolve(
        everything(CreateTrainingJobRequest), unknown_members={"NewThing": {"Size": 1}}
    )
    assert list(violations(CreateTrainingJobRequest, request)) == []


def test_null_members_are_absent_and_null_items_are_not() -> None:
    """
    ``None`` for a member of a mapping counts as absent; inside a list or a map it is of no type.
    """
    wire = to_wire(everything(CreateTrainingJobRequest))
    wire["Environment"] = None
    assert list(violations(CreateTrainingJobRequest, wire)) == []
    wire["Environment"] = {"KEY": None}
    wire["Tags"] = [None]
    found = [(v.path, v.rule) for v in violations(CreateTrainingJobRequest, wire)]
    assert sorted(found) == [(("Environment", "KEY"), "type"), (("Tags", 0), "type")]


@pytest.mark.parametrize("moment", [datetime(2025, 1, 31, tzinfo=UTC), 1738281600, 1738281600.5])
def test_timestamps_in_wire_form(moment: object) -> None:
    """
    In wire form a timestamp is an aware datetime or a number of seconds.
    """
    assert not list(violations(ListTrainingJobsRequest, {"CreationTimeAfter": moment}))


@pytest.mark.parametrize("moment", [True, float("nan"), float("inf"), "2025-01-31", b"1"])
def test_what_is_no_timestamp(moment: object) -> None:
    """
    Booleans, numbers that are not finite and texts are no timestamps.
    """
    (violation,) = violations(ListTrainingJobsRequest, {"CreationTimeAfter": moment})
    assert violation.rule == "type"


def test_a_mapping_where_a_model_holds_a_model() -> None:
    """
    A model takes models for its structures, not mappings, which could not be encoded.
    """
    wrong: dict[str, Any] = {"resource_config": {"InstanceCount": 1}}
    request = attrs.evolve(everything(CreateTrainingJobRequest), **wrong)
    (violation,) = violations(CreateTrainingJobRequest, request)
    assert (violation.path, violation.rule) == (("resource_config",), "type")
    assert violation.expected == "an instance of ResourceConfig"


@pytest.mark.parametrize("text", ["Größe", "日本語", "a b", "a.b:/=+-@_", ""])
def test_tag_values_of_all_languages_pass(text: str) -> None:
    """
    Letters, separators and digits of every script are allowed in tags, as in Java's classes.
    """
    wire = {
        "ResourceArn": "arn:aws:sagemaker:us-west-2:111122223333:training-job/x",
        "Tags": [{"Key": "key", "Value": text}],
    }
    assert list(violations(AddTagsInput, wire)) == []


@pytest.mark.parametrize("text", ["100%", "tab\t", "question?"])
def test_other_characters_in_tags_fail(text: str) -> None:
    """
    Other punctuation and control characters are not allowed in tags.
    """
    wire = {
        "ResourceArn": "arn:aws:sagemaker:us-west-2:111122223333:training-job/x",
        "Tags": [{"Key": "key", "Value": text}],
    }
    assert [v.rule for v in violations(AddTagsInput, wire)] == ["pattern"]


class Marked(str):
    """
    A string of a class of its own, as configuration libraries hand them out.
    """


entries = st.dictionaries(
    st.one_of(st.text(max_size=3), st.text("\n\r\x85\u2028\u2029\x0b a", max_size=3),
              st.sampled_from(["k" * 256, "k" * 257, Marked("own"), 3, None, b"k"])),
    st.one_of(st.text(max_size=3), st.text("\n\r\x85\u2028\u2029\x0b a", max_size=3),
              st.sampled_from(["v" * 2500, "v" * 2501, Marked("o\nwn"), 3, None, b"v", "\ud800"])),
    max_size=6,
)  # fmt: skip


@pytest.mark.parametrize("member", ["HyperParameters", "Environment"])
@given(entries=entries)
def test_maps_are_judged_entry_by_entry(member: str, entries: dict[Any, Any]) -> None:
    """
    What is wrong with a map of strings is what is wrong with each of its entries.
    """
    role, output = "arn:aws:iam::111122223333:role/Training", {"S3OutputPath": "s3://b/x"}
    request = {"TrainingJobName": "job", "RoleArn": role, "OutputDataConfig": output}

    def found(some: dict[Any, Any]) -> list[tuple[Path, str, bool]]:
        broken = violations(CreateTrainingJobRequest, {**request, member: some})
        return [(violation.path, violation.rule, violation.on_key) for violation in broken]

    assert found(entries) == [one for pair in entries.items() for one in found(dict([pair]))]


def test_entries_are_as_long_as_allowed_each_not_together() -> None:
    """
    A map of many strings passes however long they are together.
    """
    request = {
        "TrainingJobName": "job",
        "RoleArn": "arn:aws:iam::111122223333:role/Training",
        "OutputDataConfig": {"S3OutputPath": "s3://b/x"},
        "HyperParameters": {f"{number:0256}": "v" * 2500 for number in range(100)},
    }
    assert list(violations(CreateTrainingJobRequest, request)) == []


@given(st.text(st.one_of(st.characters(), st.sampled_from("\n\r\x85\u2028\u2029")), max_size=5))
def test_a_line_is_what_the_published_pattern_takes(text: str) -> None:
    """
    A text is one line exactly if Java's ``.*`` matches it whole.
    """
    assert is_one_line(text) is (re.fullmatch(r"[^\n\r\u0085\u2028\u2029]*", text) is not None)


@pytest.mark.parametrize("cls", REQUESTS)
def test_paths_can_be_spelt_both_ways(cls: type[Model]) -> None:
    """
    A path keeps its meaning on the way from attribute names to AWS's names and back.
    """
    for step in steps(cls, cls, everything(cls), ()):
        assert attribute_path(cls, wire_path(cls, step.path)) == step.path
