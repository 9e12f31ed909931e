"""
The check as a whole: every form of request, secrets, what is raised and what it costs.
"""

from __future__ import annotations

import json
import math
import os
import pickle
import re
import subprocess
import sys
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from typing import Any, get_args

import attrs
import pytest

from sagemaker_train.builder import TrainingJobBuilder
from sagemaker_train.checks import Finding, Policy, Severity, check, enforce
from sagemaker_train.checks.explain import BUILDER_CALLS
from sagemaker_train.checks.wording import EXAMPLES
from sagemaker_train.errors import ConstraintError, ConstraintWarning
from sagemaker_train.models import scalars
from sagemaker_train.models.requests import (
    AddTagsInput,
    CreateTrainingJobRequest,
    ListTrainingJobsRequest,
    ProfilerConfigForUpdate,
    UpdateTrainingJobRequest,
)
from sagemaker_train.models.structures import StoppingCondition, Tag
from sagemaker_train.schema import Pattern
from sagemaker_train.transport.codec import dumps, from_wire, to_wire
from tests.benchmarks.bench_checks import FULL
from tests.examples import DOCUMENTED, MINIMAL, REGION, example, found

# Every form of request


def test_findings_come_in_the_order_of_the_request() -> None:
    """
    Constraints, rules and secrets are told together, by place.
    """
    request = from_wire(CreateTrainingJobRequest, example({
        "TrainingJobName": "a_b",
        "HyperParameters": {"ok": "1", "wandb_api_key": "0a1b2c3d4e5f" * 3 + "0a1b", "x": "1\n"},
        "InputDataConfig": [{"ChannelName": "train", "DataSource": {}}],
        "StoppingCondition": {"MaxRuntimeInSeconds": 0},
        "Tags": [{"Key": "aws:x", "Value": "1"}],
    }))  # fmt: skip
    assert [path for path, _, _ in found(request)] == [
        "training_job_name",
        "hyper_parameters.wandb_api_key",
        "hyper_parameters.x",
        "input_data_config[0].data_source",
        "stopping_condition.max_runtime_in_seconds",
        "tags[0].key",
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"RoleArn": None}, [("RoleArn", "required", "error")]),
        ({"ResourceConfig": "big"}, [("ResourceConfig", "type", "error")]),
        ({"VpcConfig": []}, [("VpcConfig", "type", "error")]),
        (
            {"ResourceConfig": {"InstanceCount": "0"}},
            [("ResourceConfig.InstanceCount", "type", "error")],
        ),
        ({"EnableManagedSpotTraining": "false"}, [("EnableManagedSpotTraining", "type", "error")]),
        (
            {"InputDataConfig": [{"ChannelName": "train"}]},
            [("InputDataConfig[0].DataSource", "required", "error")],
        ),
        (
            {"InputDataConfig": [7]},
            [("InputDataConfig[0]", "type", "error")],
        ),
        (
            {"AlgorithmSpecification": {"TrainingImage": 5}},
            [("AlgorithmSpecification.TrainingImage", "type", "error")],
        ),
        (
            {"HyperParameters": {"epochs": 3}},
            [("HyperParameters.epochs", "type", "error")],
        ),
        ({"Zebra": 1}, [("Zebra", "unknown-member", "warning")]),
        ({"role_arn": "x"}, [("role_arn", "unknown-member", "error")]),
    ],
)
def test_what_is_malformed_is_told_once(
    changes: Mapping[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    """
    Rules neither stumble over malformed requests nor repeat what the constraints say.
    """
    assert found(example(changes)) == expected


def test_a_model_with_wrong_types_is_judged_too() -> None:
    """
    A model that was made with values of wrong types gives findings, not exceptions.
    """
    good = from_wire(CreateTrainingJobRequest, MINIMAL)
    wrong: dict[str, Any] = {"resource_config": {"InstanceCount": 1}, "tags": "none"}
    request = attrs.evolve(good, **wrong)
    assert found(request) == [
        ("resource_config", "type", "error"),
        ("tags", "type", "error"),
    ]


def test_closed_vocabularies_are_errors_and_instance_types_warnings() -> None:
    """
    An unknown input mode is an error with a did-you-mean, an unknown instance type a warning.
    """
    findings = check(
        example(
            {
                "AlgorithmSpecification": {"TrainingInputMode": "fastfile"},
                "ResourceConfig": {"InstanceType": "ml.m5.xlarg"},
            }
        )
    )
    assert [(finding.rule, finding.severity.value) for finding in findings] == [
        ("enum", "error"),
        ("enum", "warning"),
    ]
    assert "'FastFile'" in findings[0].message
    assert "'ml.m5.xlarge'" in findings[1].message


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ResourceConfig": {"InstanceType": "m5.2xlarge"}}, "is 'm5.2xlarge', which"),
        ({"ResourceConfig": {"InstanceType": "m5.2xlarge"}}, "did you mean 'ml.m5.2xlarge',"),
        (
            {"RoleArn": "training"},
            "has 8 characters; it must have 20 to 2,048 characters of",
        ),
        ({"RoleArn": "training"}, ", such as arn:aws:iam::123456789012:role/name. [length]"),
        (
            {"OutputDataConfig": {"S3OutputPath": "models"}},
            "such as s3://bucket/prefix/. [pattern]",
        ),
    ],
)
def test_what_is_wrong_and_what_would_be_right(changes: Mapping[str, Any], message: str) -> None:
    """
    A value is shown as it was written, and what is wanted by an example.
    """
    request = from_wire(CreateTrainingJobRequest, example(changes))
    assert message in str(check(request)[0])


def test_examples_match_what_they_are_examples_of() -> None:
    """
    Each is of a pattern of the API, and matches it.
    """
    marks = [mark for type_ in vars(scalars).values() for mark in get_args(type_)[1:]]
    patterns = {mark.published: mark for mark in marks if isinstance(mark, Pattern)}
    for published, text in EXAMPLES.items():
        assert re.fullmatch(patterns[published].expression, text)


def test_a_key_and_its_value_are_told_apart() -> None:
    """
    What is wrong with a key does not hide what is wrong with its value.
    """
    request = example({"HyperParameters": {"k" * 257: "1" * 257}})
    assert sorted(rule for _, rule, _ in found(request)) == [DOCUMENTED, "length"]


class Assembled:
    """
    What a builder looks like to the check.
    """

    def request(self) -> CreateTrainingJobRequest:
        """
        Assemble a request without checking it.
        """
        return from_wire(CreateTrainingJobRequest, example({"TrainingJobName": "a_b"}))


def test_builders_are_checked() -> None:
    """
    Whatever assembles a request is checked as the request, with attribute names.
    """
    assert found(Assembled()) == [("training_job_name", "pattern", "error")]


@pytest.mark.parametrize("thing", [None, "request", 5, [MINIMAL]])
def test_other_things_are_refused(thing: Any) -> None:
    """
    What is no request is a TypeError that says what is.
    """
    with pytest.raises(TypeError, match="a builder, or a mapping in wire form, not"):
        check(thing)


def test_other_operations() -> None:
    """
    Requests of other operations get constraints and secrets, but no rules of training jobs.
    """
    update = UpdateTrainingJobRequest(
        training_job_name="a_b",
        profiler_config=ProfilerConfigForUpdate(
            profiling_interval_in_milliseconds=300,
            profiling_parameters={"password": "hunter2-hunter2"},
        ),
    )
    assert [(path, rule) for path, rule, _ in found(update)] == [
        ("training_job_name", "pattern"),
        ("profiler_config.profiling_parameters.password", "secret-credential-name"),
    ]
    tags = AddTagsInput(
        resource_arn="arn:aws:sagemaker:us-west-2:111122223333:training-job/x",
        tags=[Tag(key="db_password", value="hunter2-hunter2"), Tag(key="aws:x", value="1")],
    )
    assert [(path, rule) for path, rule, _ in found(tags)] == [
        ("tags[0].value", "secret-credential-name")
    ]
    assert found(ListTrainingJobsRequest(max_results=101)) == [("max_results", "range", "error")]


# Secrets

SECRET = "hunter2-hunter2-hunter2"
PLACES: list[tuple[str, Mapping[str, Any]]] = [
    ("HyperParameters.db_password", {"HyperParameters": {"db_password": SECRET}}),
    ("Environment.DB_PASSWORD", {"Environment": {"DB_PASSWORD": SECRET}}),
    ("Tags[0].Value", {"Tags": [{"Key": "db_password", "Value": SECRET}]}),
    (
        "AlgorithmSpecification.ContainerEntrypoint[1]",
        {"AlgorithmSpecification": {"ContainerEntrypoint": ["run", f"--password={SECRET}"]}},
    ),
    (
        "AlgorithmSpecification.ContainerArguments[0]",
        {
            "AlgorithmSpecification": {
                "ContainerEntrypoint": ["run", "--password"],
                "ContainerArguments": [SECRET],
            }
        },
    ),
    (
        "DebugHookConfig.HookParameters.password",
        {"DebugHookConfig": {"S3OutputPath": "s3://b/d", "HookParameters": {"password": SECRET}}},
    ),
    (
        "DebugHookConfig.CollectionConfigurations[0].CollectionParameters.password",
        {
            "DebugHookConfig": {
                "S3OutputPath": "s3://b/d",
                "CollectionConfigurations": [{"CollectionParameters": {"password": SECRET}}],
            }
        },
    ),
    (
        "ProfilerConfig.ProfilingParameters.password",
        {"ProfilerConfig": {"ProfilingParameters": {"password": SECRET}}},
    ),
    (
        "ProfilerRuleConfigurations[0].RuleParameters.password",
        {
            "ProfilerRuleConfigurations": [
                {
                    "RuleConfigurationName": "r",
                    "RuleEvaluatorImage": "registry/image",
                    "RuleParameters": {"password": SECRET},
                }
            ]
        },
    ),
]


@pytest.mark.parametrize(("path", "changes"), PLACES)
def test_secrets_are_found_where_settings_are(path: str, changes: Mapping[str, Any]) -> None:
    """
    A secret is found wherever users put settings, told by path and kind, and never shown.
    """
    request = example(changes)
    (finding,) = (item for item in check(request) if item.rule.startswith("secret-"))
    assert finding.path == path
    assert finding.severity is Severity.ERROR
    assert SECRET not in str(finding)
    assert "23 characters" in finding.message


@pytest.mark.parametrize(("path", "changes"), PLACES)
def test_the_hint_of_a_secret_allows_it(path: str, changes: Mapping[str, Any]) -> None:
    """
    The policy in the hint silences the finding, for a mapping and for a model.
    """
    request = example(changes)
    policy = Policy().allow(path)
    assert f"Policy().allow({path!r})" in check(request)[0].hint
    for form in (request, from_wire(CreateTrainingJobRequest, request)):
        assert not [rule for _, rule, _ in found(form, policy) if rule.startswith("secret-")]


@pytest.mark.parametrize(("path", "changes"), PLACES)
def test_no_secret_is_in_what_is_raised(path: str, changes: Mapping[str, Any]) -> None:
    """
    The error, its pickle and its findings hold no secret.
    """
    with pytest.raises(ConstraintError) as caught:
        enforce(example(changes))
    assert path in str(caught.value)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert copy.findings == caught.value.findings
    for text in (str(caught.value), repr(caught.value), repr(copy.findings)):
        assert SECRET not in text


TOKEN = "ghp_" + "a1B2c3D4e5F6" * 3


@pytest.mark.parametrize(
    "changes",
    [
        {"Environment": {"db_password": SECRET * 30}},
        {"HyperParameters": {"password": f"{SECRET}\n"}},
        {"HyperParameters": {"password": f"{SECRET}" * 120}},
        {"Environment": {"password with blanks": SECRET}},
        {"Environment": {TOKEN: "1", TOKEN + "%": "x" * 600}},
        {"HyperParameters": {TOKEN: 5, "password": 81726354}},
        {"Tags": [{"Key": "db_password", "Value": f"{SECRET}%"}, {"Key": TOKEN, "Value": 5}]},
        {TOKEN: "1"},
        {"TrainingJobName": TOKEN},
        {"OutputDataConfig": {"S3OutputPath": f"ftp://user:{SECRET}@host/x"}},
        {"AlgorithmSpecification": {"ContainerArguments": ["--password", f"{SECRET}\n"]}},
        {"AlgorithmSpecification": {"ContainerArguments": ["--password", SECRET * 30]}},
    ],
)
def test_no_secret_is_shown_by_other_rules(changes: Mapping[str, Any]) -> None:
    """
    A value that breaks a limit is shown only if it is no secret; so is a key, in paths too.
    """
    findings = check(example(changes))
    assert findings
    for finding in findings:
        for secret in (SECRET, TOKEN, "81726354"):
            assert secret not in str(finding)


def test_values_that_are_shown_are_short() -> None:
    """
    A long value is shortened in the middle.
    """
    (finding,) = check(example({"RoleArn": "arn:" + "x" * 500}))
    assert "…" in finding.message
    assert len(finding.message) < 220


# Enforcing


def test_enforce_raises_all_errors_at_once() -> None:
    """
    Every error is in one exception, a readable list; warnings are left out.
    """
    request = example({"TrainingJobName": "a_b", "EnableManagedSpotTraining": True})
    with pytest.raises(ConstraintError) as caught:
        enforce(request)
    assert [finding.rule for finding in caught.value.findings] == ["pattern", "spot-needs-max-wait"]
    assert "1. TrainingJobName" in str(caught.value)
    assert "2. StoppingCondition.MaxWaitTimeInSeconds" in str(caught.value)


def test_enforce_warns_at_the_callers_line() -> None:
    """
    Warnings go through ``warnings`` and show the line of the caller.
    """
    request = example({"Environment": {"TRAINING_JOB_NAME": "x"}})
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        enforce(request)
    (warning,) = told
    assert warning.category is ConstraintWarning
    assert warning.filename == __file__
    assert "environment-reserved" in str(warning.message)


def test_enforce_is_silent_on_what_is_right() -> None:
    """
    A clean request raises nothing and warns of nothing.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        enforce(MINIMAL, region=REGION)


def test_findings_can_be_pickled() -> None:
    """
    Findings are values that travel.
    """
    findings = check(example({"TrainingJobName": "a_b"}))
    assert pickle.loads(pickle.dumps(findings)) == findings
    assert isinstance(findings[0], Finding)


def test_unknown_members_of_a_model_are_let_through() -> None:
    """
    A member newer than the library is sent without complaint.
    """
    good = from_wire(CreateTrainingJobRequest, MINIMAL)
    request = attrs.evolve(good, unknown_members={"NewThing": {"Size": 1}})
    assert found(request) == []


class Size(IntEnum):
    LARGE = 3


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (object(), "New"),
        ({1, 2}, "New"),
        (b"x", "New"),
        (math.nan, "New"),
        (10**5000, "New"),
        (datetime(2026, 1, 1, tzinfo=UTC), "New"),
        (StoppingCondition(), "New"),
        ([{"Deep": [0, object()]}], "New[0].Deep[1]"),
        ({"Deep": {1: "x"}}, "New.Deep.1"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_json_has_no_form_for_is_found_in_new_members(value: object, path: str) -> None:
    """
    A value that cannot be sent is one error under its path, whatever the policy and the form.
    """
    good = from_wire(CreateTrainingJobRequest, MINIMAL)
    request = attrs.evolve(good, unknown_members={"New": value})
    (finding,) = check(request, Policy.service())
    assert finding[:3] == (path, "json-value", Severity.ERROR)
    assert not finding.override
    assert [f for f in check({**MINIMAL, "New": value}) if f.path == path][-1].rule == "json-value"


@pytest.mark.parametrize("value", [None, True, 1, Size.LARGE, 0.5, "a", [1, ("b", {"C": None})]])
def test_whatever_is_json_may_stand_in_new_members(value: object) -> None:
    """
    What the encoder writes is not found.
    """
    good = from_wire(CreateTrainingJobRequest, MINIMAL)
    request = attrs.evolve(good, unknown_members={"New": value})
    dumps(to_wire(request))
    assert found(request) == []


def test_an_unknown_member_cannot_take_the_place_of_a_known_one() -> None:
    """
    What would be sent in place of a checked member is found, at every level.
    """
    good = from_wire(CreateTrainingJobRequest, MINIMAL)
    request = attrs.evolve(
        good,
        unknown_members={"ResourceConfig": {"InstanceCount": 0}, "Environment": None},
        stopping_condition=StoppingCondition(unknown_members={"MaxRuntimeInSeconds": 0}),
    )
    findings = check(request, Policy.service())
    assert {finding[:3] for finding in findings} == {
        (path, "shadowed-member", Severity.ERROR)
        for path in ("ResourceConfig", "Environment", "stopping_condition.MaxRuntimeInSeconds")
    }
    assert "'resource_config'" in str(findings)


def test_a_number_too_long_to_write_is_found() -> None:
    """
    A number that Python does not write in digits is a finding like any other.
    """
    condition = StoppingCondition(max_runtime_in_seconds=-(10**5000))
    request = attrs.evolve(
        from_wire(CreateTrainingJobRequest, MINIMAL), stopping_condition=condition
    )
    (finding,) = check(request)
    assert finding.rule == "range"
    assert "16,610 bits" in finding.message


# What it costs to import


def loaded_by(statement: str) -> set[str]:
    """
    Give the modules that a fresh process has loaded after a statement.
    """
    script = f"import sys\n{statement}\nprint(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(answer.stdout.split())


def test_checking_loads_no_network() -> None:
    """
    Checking a request loads neither the network nor what is between models and JSON.
    """
    loaded = loaded_by(f"from sagemaker_train.checks import check; check({dict(MINIMAL)!r})")
    assert "sagemaker_train.checks.engine" in loaded
    assert not loaded & {"httpx", "cattrs", "asyncio", "ssl", "socket", "botocore"}


def test_the_package_of_the_checks_is_light() -> None:
    """
    Masking a value loads no models and no rules.
    """
    loaded = loaded_by("from sagemaker_train.checks.secrets import mask")
    assert not loaded & {"attrs", "sagemaker_train.models", "sagemaker_train.checks.engine"}


# Real requests, where the environment variable CORPUS names a folder with some

CORPUS = Path(os.environ["CORPUS"]) / "requests.jsonl" if "CORPUS" in os.environ else None
REAL = [json.loads(line)["request"] for line in CORPUS.read_text().splitlines()] if CORPUS else []


def test_realistic_requests_break_no_rule() -> None:
    """
    On real requests, only values over 256 characters and underscores in names are errors.
    """
    assert check(FULL, region=REGION) == []
    errors = [
        (finding.path.split(".")[0], finding.rule)
        for request in REAL
        for finding in check(request)
        if finding.severity is Severity.ERROR
    ]
    assert set(errors) <= {("HyperParameters", DOCUMENTED), ("ExperimentConfig", "pattern")}
    assert len(errors) <= 3


@pytest.mark.parametrize("path", BUILDER_CALLS, ids=lambda path: path[-1])
def test_advice_for_a_missing_member_sets_it(path: tuple[str, ...]) -> None:
    """
    What the hint tells a builder to do is a call that takes the finding away.
    """
    good = TrainingJobBuilder.from_request(from_wire(CreateTrainingJobRequest, example({})))
    request: Any = good.request()
    first, *rest = path
    part = attrs.evolve(getattr(request, first), **{rest[0]: None}) if rest else None
    draft = good.from_request(attrs.evolve(request, **{first: part}))
    (finding,) = check(draft)
    assert (finding.path, finding.rule) == (".".join(path), "required")
    assert finding.hint.startswith(f"Set {path[-1]}=...; with a builder: {BUILDER_CALLS[path]}.")
    assert check(eval(f"draft{BUILDER_CALLS[path]}", {"draft": draft})) == []


@pytest.mark.parametrize(
    ("changes", "fix"),
    [
        ({"RoleArn": None}, 'Add "RoleArn".'),
        ({"HyperParameters": {"epochs": 3}}, "Write it as a string, in quotes."),
        ({"ResourceConfig": {"InstanceCount": "1"}}, "Write it as a whole number, without quotes."),
        ({"EnableNetworkIsolation": "true"}, "Write true or false, without quotes."),
        ({"Tags": {"Key": "a", "Value": "b"}}, "Put it in a list: [...]."),
        ({"Tags": 5}, "Give a list."),
    ],
)
def test_advice_for_a_mapping_says_what_to_write(changes: dict[str, Any], fix: str) -> None:
    """
    A member that is missing or of another type is told with its right notation.
    """
    findings = check(example(changes))
    (finding,) = (found for found in findings if found.rule in ("required", "type"))
    assert finding.hint.startswith(f"{fix} If you know better: ")


def test_findings_at_a_prompt_are_lines_to_read() -> None:
    """
    What a prompt and ``print`` show has a line for each finding, and says so if there is none.
    """
    findings = check(example({"RoleArn": None, "ResourceConfig": {"InstanceCount": 0}}))
    assert len(findings) == 2
    assert repr(findings) == str(findings) == "\n".join(map(str, findings))
    assert repr(check(example({}))) == "nothing wrong"
