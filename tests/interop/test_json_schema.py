"""The JSON Schema of requests."""

import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from sagemaker_train.checks.constraints import violations
from sagemaker_train.checks.places import wire_path
from sagemaker_train.interop.json_schema import ecma, request_schema
from sagemaker_train.models import CreateTrainingJobRequest
from sagemaker_train.schema import Model, Pattern
from sagemaker_train.transport.codec import to_wire
from tests.job_examples import everything as jobs, wire
from tests.strategies import requests
from tests.test_constraints import change, everything, steps

SCHEMA = request_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_the_schema_is_one() -> None:
    """It obeys the meta-schema of its dialect, and is JSON."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(requests())
def test_valid_requests_are_valid(request: CreateTrainingJobRequest) -> None:
    """Whatever the constraints allow validates."""
    assert list(VALIDATOR.iter_errors(to_wire(request))) == []


def test_the_schema_and_the_constraints_agree() -> None:
    """A request validates exactly if it breaks no constraint of the service model."""
    for job in jobs():
        is_right = not list(violations(CreateTrainingJobRequest, wire(job)))
        assert VALIDATOR.is_valid(wire(job)) is is_right


def test_one_step_outside_a_limit_is_invalid() -> None:
    """Each single limit of the request, left by one step, is in the schema."""
    cls = CreateTrainingJobRequest
    request = everything(cls)
    whole = to_wire(request)
    assert VALIDATOR.is_valid(whole)
    taken = 0
    for step in steps(cls, cls, request, ()):
        if step.on_key and not isinstance(step.value, str):
            continue  # JSON has no other keys
        value = list(step.value) if isinstance(step.value, tuple) else step.value
        if isinstance(value, list) and value and isinstance(value[0], Model):
            value = [to_wire(item) for item in value]
        if value == {} and step.rule == "type":
            value = 5  # an empty object has no type of its own once it is JSON
        broken, _ = change(whole, step._replace(value=value), wire_path(cls, step.path))
        assert not VALIDATOR.is_valid(broken), step
        taken += 1
    assert taken > 400


def test_unknown_members_are_invalid() -> None:
    """At every depth, since a misspelt member is what an editor should show."""
    whole = to_wire(everything(CreateTrainingJobRequest))
    assert not VALIDATOR.is_valid({**whole, "Novelty": 1})
    config = {**whole["ResourceConfig"], "Cooling": "Water"}
    assert not VALIDATOR.is_valid({**whole, "ResourceConfig": config})


def test_newer_instance_types_are_valid() -> None:
    """AWS adds some every month."""
    whole = to_wire(everything(CreateTrainingJobRequest))
    config = {**whole["ResourceConfig"], "InstanceType": "ml.p99.48xlarge"}
    assert VALIDATOR.is_valid({**whole, "ResourceConfig": config})


def parts(schema: Any) -> list[dict[str, Any]]:
    """Every schema in a schema."""
    if isinstance(schema, list):
        return [part for item in schema for part in parts(item)]
    if not isinstance(schema, dict):
        return []
    return [schema, *(part for item in schema.values() for part in parts(item))]


def test_every_member_is_described() -> None:
    """Editors show the words of the API reference, under every member of every structure."""
    structures = [part for part in parts(SCHEMA) if isinstance(part.get("properties"), dict)]
    structures = [part for part in structures if part.get("type") == "object"]
    assert len(structures) > 30
    for structure in structures:
        assert structure["description"]
        for name, member in structure["properties"].items():
            assert member.get("description"), name


def patterns() -> set[str]:
    return {part["pattern"] for part in parts(SCHEMA) if isinstance(part.get("pattern"), str)}


def test_patterns_are_in_the_syntax_that_engines_share() -> None:
    """Anchored, without shorthands, property classes, inline flags and needless escapes."""
    assert len(patterns()) > 15
    for pattern in patterns():
        assert pattern.startswith("^")
        assert pattern.endswith((r"(?![\s\S])", "$"))
        pattern = pattern.removesuffix(r"(?![\s\S])")
        assert not re.search(r"\\[dwsDWpP]|\(\?[a-zA-Z]", pattern), pattern
        assert not re.search(r"(?<!\\)\\[^\]\[\\^$.*+?(){}|/\-nrtvfxuSs]", pattern), pattern


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_patterns_take_what_the_service_takes(data: st.DataObject) -> None:
    """A pattern and its form in the schema agree on every text, tags beyond ASCII left aside."""
    pattern = data.draw(st.sampled_from(PATTERNS))
    form = ecma(pattern)
    expression = re.compile(pattern.expression, re.ASCII)
    text = data.draw(st.from_regex(expression, fullmatch=True) | st.text())
    if "\\p{" in pattern.published and not text.isascii():
        return
    accepted = form is None or re.search(form, text) is not None
    assert accepted == (expression.fullmatch(text) is not None)


PATTERNS = [
    Pattern(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"),
    Pattern(r".*", r"[^\n\r\u0085\u2028\u2029]*"),
    Pattern(r"arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"),
    Pattern(r"[A-Za-z0-9\.\-_]+"),
    Pattern(r"\w+(?:-\w+)+:[\d\w]\s?"),
    Pattern(r"arn:[\S]{1,3}\@"),
    Pattern(r"[\S\s]*"),
    Pattern(r"([\p{L}\p{N}_.:/=+\-@]*)", r"((?u:[\w_.:/=+\-@])*)"),
    Pattern(r"(a/)?([a-z-]){0,5}(?<!-)"),
]


def test_real_requests_are_valid() -> None:
    """Recorded requests validate where they obey the constraints. (Set CORPUS to a folder.)"""
    own = {"TrainingJobName": "a", "RoleArn": "arn:aws:iam::123456789012:role/r",
           "OutputDataConfig": {"S3OutputPath": "s3://b/o"}}  # fmt: skip
    assert VALIDATOR.is_valid(own)
    path = Path(os.environ.get("CORPUS") or "no folder") / "requests.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    wires = [json.loads(line)["request"] for line in lines]
    invalid = [wire for wire in wires if not VALIDATOR.is_valid(wire)]
    assert len(invalid) <= len(wires) // 500


@pytest.mark.parametrize("name", ["ResourceConfig", "Channel", "Tag"])
def test_structures_are_defined_once(name: str) -> None:
    """Each structure is one definition that others refer to."""
    assert name in SCHEMA["$defs"]
    assert {"$ref": f"#/$defs/{name}"}.items() <= next(
        part for part in parts(SCHEMA) if part.get("$ref") == f"#/$defs/{name}"
    ).items()
