"""
When rules rest: the conditions under which they have something to look at.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from types import CodeType, FrameType
from typing import Any, TypeVar

import attrs
import pytest
from hypothesis import given, settings

from sagemaker_train.checks import check
from sagemaker_train.checks.channels import an_input, from_file_system, from_s3
from sagemaker_train.checks.conditions import holds, reader_of_traits
from sagemaker_train.checks.reading import read
from sagemaker_train.checks.rule import Problem, Rule
from sagemaker_train.checks.rules import RULES
from sagemaker_train.models.requests import CreateTrainingJobRequest
from sagemaker_train.schema import Model
from tests.examples import MINIMAL, REGION, example
from tests.strategies import requests
from tests.test_check import REAL

ModelT = TypeVar("ModelT", bound=Model)

each_rule = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
traits_of = reader_of_traits(
    CreateTrainingJobRequest, [condition for rule in RULES.values() for condition in rule.when]
)


def rests(rule: Rule, request: CreateTrainingJobRequest) -> bool:
    """
    Tell whether none of a rule's conditions holds.
    """
    traits = traits_of(request)
    return bool(rule.when) and not any(holds(condition, traits) for condition in rule.when)


def problems(rule: Rule, request: CreateTrainingJobRequest) -> list[Problem]:
    """
    Run a rule, whatever its conditions say.
    """
    if rule.find is not None:
        return list(rule.find(request))
    assert rule.find_in_region is not None
    return list(rule.find_in_region(request, REGION))


def lacking(model: ModelT) -> Iterator[ModelT]:
    """
    Give a model without each of its members that may be absent in turn, or with it empty, deeply.
    """
    for field in attrs.fields(type(model)):
        value: Any = getattr(model, field.name)
        if field.name not in model.WIRE_NAMES or value is None:
            continue
        others: list[Any] = [] if field.default is attrs.NOTHING else [None]
        if isinstance(value, (str, int, tuple, Mapping)):
            others.append(type(value)("") if isinstance(value, str) else type(value)())
        if isinstance(value, Model):
            others += lacking(value)
        if isinstance(value, tuple):
            for position, item in enumerate(value):
                if isinstance(item, Model):
                    before, after = value[:position], value[position + 1 :]
                    others += ((*before, changed, *after) for changed in lacking(item))
        for other in others:
            change: dict[str, Any] = {field.name: other}
            yield attrs.evolve(model, **change)


EXAMPLES = [
    read(CreateTrainingJobRequest, example(changes))
    for rule in RULES.values()
    for changes in (rule.bad, rule.fixed)
]
REQUESTS = [
    *(read(CreateTrainingJobRequest, request) for request in REAL),
    *EXAMPLES,
    *(changed for request in EXAMPLES for changed in lacking(request)),
]


@each_rule
def test_a_rule_that_rests_would_find_nothing(rule: Rule) -> None:
    """
    On whatever request none of a rule's conditions holds, the rule itself finds nothing.
    """
    resting = [request for request in REQUESTS if rests(rule, request)]
    assert resting or not rule.when
    for request in resting:
        assert problems(rule, request) == []


@settings(max_examples=50, deadline=None, derandomize=True)
@given(requests())
def test_rules_that_rest_would_find_nothing_in_what_is_drawn(
    request: CreateTrainingJobRequest,
) -> None:
    """
    The same is so for requests drawn from the service model, with any members there or absent.
    """
    for rule in RULES.values():
        if rests(rule, request):
            assert problems(rule, request) == []


def called_by_check(request: Mapping[str, Any]) -> set[CodeType]:
    """
    Check a request and give the code of every function that was called.
    """
    called: set[CodeType] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        check(request, region=REGION)
    finally:
        sys.setprofile(before)
    return called


@pytest.mark.parametrize(
    "changes", [{}, RULES["vpc-duplicate"].bad, RULES["eula-not-accepted"].bad], ids=repr
)
def test_check_runs_the_rules_that_have_something_to_look_at(changes: Mapping[str, Any]) -> None:
    """
    A check calls the functions of the rules of which a condition holds, and of no others.
    """
    request = example(changes)
    called = called_by_check(request)
    model = read(CreateTrainingJobRequest, request)
    for rule in RULES.values():
        find = rule.find or rule.find_in_region
        assert find is not None
        assert (find.__code__ in called) is not rests(rule, model)


def test_most_rules_rest() -> None:
    """
    For a minimal request fewer than ten rules of all run.
    """
    minimal = read(CreateTrainingJobRequest, MINIMAL)
    assert len([rule for rule in RULES.values() if not rests(rule, minimal)]) < 10


MODE = "input_data_config.input_mode"
SOURCE = "input_data_config.data_source"


@pytest.mark.parametrize(
    ("changes", "condition", "expected"),
    [
        ({}, "vpc_config", False),
        ({}, "no vpc_config", True),
        ({"VpcConfig": {"SecurityGroupIds": [], "Subnets": []}}, "vpc_config", True),
        ({"VpcConfig": {"SecurityGroupIds": [], "Subnets": []}}, "no vpc_config", False),
        # What is empty, zero or false is there, and yet there is no such thing.
        ({"Tags": []}, "tags", True),
        ({"Tags": []}, "no tags", True),
        ({"EnableManagedSpotTraining": False}, "enable_managed_spot_training", True),
        ({"EnableManagedSpotTraining": False}, "no enable_managed_spot_training", True),
        ({"ResourceConfig": {"InstanceCount": 0}}, "no resource_config.instance_count", True),
        ({"ResourceConfig": {"InstanceCount": 2}}, "no resource_config.instance_count", False),
        # What is in something absent is absent.
        ({"ResourceConfig": None}, "resource_config.instance_count", False),
        ({"ResourceConfig": None}, "no resource_config.instance_count", True),
        # Lists, values, and what is in a member that every such structure has.
        ({}, MODE, False),
        ({"InputDataConfig": [an_input("a")]}, MODE, False),
        ({"InputDataConfig": [an_input("a"), an_input("b", InputMode="Pipe")]}, MODE, True),
        ({"InputDataConfig": [an_input("a", InputMode="Pipe")]}, f"{MODE} is Pipe", True),
        ({"InputDataConfig": [an_input("a", InputMode="Pipe")]}, f"{MODE} is File", False),
        ({"InputDataConfig": [an_input("a", InputMode="Later")]}, f"{MODE} is Pipe", False),
        ({"InputDataConfig": [an_input("a")]}, f"{SOURCE}.s3_data_source", True),
        ({"InputDataConfig": [an_input("a")]}, f"{SOURCE}.file_system_data_source", False),
        (
            {"InputDataConfig": [an_input("a"), an_input("b", **from_file_system())]},
            f"{SOURCE}.file_system_data_source",
            True,
        ),
        (
            {"InputDataConfig": [an_input("a", **from_s3(S3DataType="ManifestFile"))]},
            f"{SOURCE}.s3_data_source.s3_data_type is ManifestFile",
            True,
        ),
    ],
)
def test_conditions(changes: Mapping[str, Any], condition: str, expected: bool) -> None:
    """
    A condition says of a member that it is there, that there is none, or that it has a value.
    """
    request = read(CreateTrainingJobRequest, example(changes))
    for conditions in ([condition], [condition, f"{MODE} is Pipe", SOURCE, "no tags"]):
        assert holds(condition, reader_of_traits(type(request), conditions)(request)) is expected


class Unhashed(str):
    """
    A string without a hash, as one is that compares in a way of its own.
    """

    __hash__ = None  # type: ignore[assignment]  # what Python sets beside an __eq__


def test_values_need_no_hash() -> None:
    """
    A value is compared with that of a condition, so that any kind of string will do.
    """
    content = Unhashed("application/x-sagemaker-model")
    channel = an_input("model", ContentType=content, InputMode="Pipe")
    found = check(example({"InputDataConfig": [channel]}))
    assert [finding.rule for finding in found] == ["incremental-model-channel"]


def test_a_condition_on_no_member_is_refused() -> None:
    """
    A misspelt condition does not pass for one that never holds.
    """
    with pytest.raises(AttributeError, match="vpc_konfig"):
        reader_of_traits(CreateTrainingJobRequest, ["no vpc_konfig"])
