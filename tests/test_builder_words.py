"""
The builder's words: what each does to the request, and that none is missing.
"""

from __future__ import annotations

import doctest
import inspect
import re
import typing
from collections.abc import Iterator
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

import attrs
import pytest

from sagemaker_train.builder import TrainingJobBuilder, vocabulary
from sagemaker_train.builder.diff import diff
from sagemaker_train.builder.hyperparameters import encode
from sagemaker_train.builder.preview import preview
from sagemaker_train.models.enums import S3DataDistribution, TrainingInputMode, TrainingInstanceType
from sagemaker_train.models.requests import CreateTrainingJobRequest
from sagemaker_train.models.responses import DescribeTrainingJobResponse
from sagemaker_train.schema import Model, OpenEnum
from tests.job_examples import IMAGE, bare, complete, everything, wire

# Every leaf has a word


READ_ONLY = {
    "resource_config.selected_instance_type",
    "resource_config.selected_instance_count",
}
"""Members that the service sets and that no request may have."""


@pytest.mark.parametrize("thing", [TrainingJobBuilder, diff, encode, preview])
def test_the_examples_of_the_rest_run(thing: object) -> None:
    """The examples of the class and of the functions beside it give what they show."""
    scope: dict[str, Any] = {
        one.__name__: one for one in (TrainingJobBuilder, diff, encode, preview)
    }
    finder = doctest.DocTestFinder(recurse=False)
    (example,) = finder.find(thing, "example", globs=scope)
    assert doctest.DocTestRunner().run(example) == doctest.TestResults(0, len(example.examples))
    assert example.examples


def _leaf_paths(cls: type[Model], path: str = "") -> Iterator[str]:
    """Every leaf member of the tree under a class."""
    for field in attrs.fields(cls):
        if field.name == "unknown_members":
            continue
        here = f"{path}.{field.name}".lstrip(".")
        kind = bare(field.type)
        arguments = typing.get_args(kind)
        item = bare(arguments[0]) if arguments else kind
        if isinstance(item, type) and issubclass(item, Model):
            yield from _leaf_paths(item, here)
        else:
            yield here


def _set_paths(model: Model, path: str = "") -> Iterator[str]:
    """Every leaf member that a model has."""
    for field in attrs.fields(type(model)):
        value = getattr(model, field.name)
        here = f"{path}.{field.name}".lstrip(".")
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Model):
                yield from _set_paths(one, here)
            elif one is not None and field.name != "unknown_members":
                yield here


def test_every_leaf_of_the_request_has_a_word() -> None:
    """Each leaf member of the whole request tree can be set without `with_request`."""
    every = set(_leaf_paths(CreateTrainingJobRequest))
    said = {path for job in everything() for path in _set_paths(job.request())}
    assert every.issuperset(READ_ONLY)
    assert every - said == READ_ONLY


def test_the_vocabulary_lists_what_the_enums_list() -> None:
    """Each alias of a closed vocabulary has exactly the values of the enum beside it."""
    found = 0
    for alias in vars(vocabulary).values():
        words = [
            part for part in typing.get_args(alias) if typing.get_origin(part) is typing.Literal
        ]
        if words:
            (enum,) = (part for part in typing.get_args(alias) if isinstance(part, type))
            assert issubclass(enum, OpenEnum)
            assert set(typing.get_args(words[0])) == {member.value for member in enum}
            found += 1
    assert found == 13


METHODS = sorted(
    name for name, _ in inspect.getmembers(TrainingJobBuilder, callable) if not name.startswith("_")
)


@pytest.mark.parametrize("name", METHODS)
def test_every_method_is_documented_by_an_example_that_runs(name: str) -> None:
    """Each method's docstring says that it replaces or adds, and its example runs."""
    text = inspect.getdoc(getattr(TrainingJobBuilder, name))
    assert text is not None
    if name in ("request", "build", "preview"):
        assert ">>>" not in text
        return
    lines = re.findall(r"^\s*(?:>>>|\.\.\.) ?(.*)$", text, re.MULTILINE)
    assert lines
    job = complete()
    scope: dict[str, Any] = {
        "TrainingJobBuilder": TrainingJobBuilder,
        "job": job,
        "request": job.request(),
        "described": DescribeTrainingJobResponse(
            training_job_name="mnist-1",
            training_job_arn="arn:aws:sagemaker:us-east-1:123456789012:training-job/mnist-1",
            training_job_status="Completed",
        ),
        "timedelta": timedelta,
    }
    exec("\n".join(lines), scope)
    assert isinstance(scope["job"], TrainingJobBuilder)
    if name in ("without", "on_demand"):
        assert scope["job"] == job
    else:
        assert scope["job"] != job
    if name not in ("unique", "from_request", "from_job", "without", "on_demand"):
        assert re.search(r"\b(Replaces|Adds|replaces|added)\b", text)


# Replace and add


def test_what_a_job_has_one_of_is_replaced() -> None:
    """A second call about a single thing takes the place of the first."""
    job = complete().role("arn:aws:iam::123456789012:role/other").image("other:2")
    assert job.request().role_arn.endswith("/other")
    assert wire(job)["AlgorithmSpecification"]["TrainingImage"] == "other:2"
    assert wire(job.algorithm("a"))["AlgorithmSpecification"] == {
        "AlgorithmName": "a",
        "TrainingInputMode": "File",
    }
    assert "AlgorithmName" not in wire(job.algorithm("a").image("i"))["AlgorithmSpecification"]
    assert wire(job.entrypoint(["a"]).entrypoint(["b"]))["AlgorithmSpecification"][
        "ContainerEntrypoint"
    ] == ["b"]
    assert wire(job.experiment("a", trial="t").experiment(run="r"))["ExperimentConfig"] == {
        "RunName": "r"
    }


def test_what_a_job_has_many_of_is_added_by_name() -> None:
    """A second thing is added; one of the same name takes the earlier one's place."""
    job = (
        complete()
        .input("validation", "s3://my-bucket/v/")
        .input("train", "s3://my-bucket/new/")
        .tags({"a": "1", "b": "2"})
        .tag("a", "3")
        .hyperparameters({"x": 1, "y": 2})
        .hyperparameter("x", 3)
        .environment({"A": "1", "B": "2"})
        .env("A", "3")
        .debug_hook("s3://my-bucket/d/")
        .debug_collection("losses")
        .debug_collection("weights")
        .debug_collection("losses", {"save_interval": "9"})
        .debug_rule("r", "one")
        .debug_rule("r", "two")
        .metric("loss", "a(.*)")
        .metric("loss", "b(.*)")
    )
    body = wire(job)
    assert [one["ChannelName"] for one in body["InputDataConfig"]] == ["train", "validation"]
    source = body["InputDataConfig"][0]["DataSource"]["S3DataSource"]
    assert source["S3Uri"] == "s3://my-bucket/new/"
    assert body["Tags"] == [{"Key": "a", "Value": "3"}, {"Key": "b", "Value": "2"}]
    assert body["HyperParameters"] == {"x": "3", "y": "2"}
    assert body["Environment"] == {"A": "3", "B": "2"}
    assert body["DebugHookConfig"]["CollectionConfigurations"] == [
        {"CollectionName": "losses", "CollectionParameters": {"save_interval": "9"}},
        {"CollectionName": "weights"},
    ]
    assert [rule["RuleEvaluatorImage"] for rule in body["DebugRuleConfigurations"]] == ["two"]
    assert len(body["AlgorithmSpecification"]["MetricDefinitions"]) == 2


def test_clusters_take_each_others_place() -> None:
    """Instances, groups and preferences exclude each other; the last one said counts."""
    job = complete().instance_group("a", "ml.m5.xlarge").instance_group("b", "ml.p3.2xlarge", 2)
    grouped = wire(job)["ResourceConfig"]
    assert [group["InstanceGroupName"] for group in grouped["InstanceGroups"]] == ["a", "b"]
    assert {"InstanceType", "InstanceCount"}.isdisjoint(grouped)
    assert grouped["VolumeSizeInGB"] == 30
    preferred = wire(job.instance_preference("ml.p5.48xlarge").instance_count(2))["ResourceConfig"]
    assert preferred["InstancePreferences"] == [{"InstanceType": "ml.p5.48xlarge"}]
    assert preferred["InstanceCount"] == 2
    assert "InstanceGroups" not in preferred
    again = job.instance_preference("ml.p5.48xlarge").instances("ml.m5.large", 3)
    assert wire(again)["ResourceConfig"] == {
        "InstanceType": "ml.m5.large",
        "InstanceCount": 3,
        "VolumeSizeInGB": 30,
    }


def test_placements_without_an_id_are_all_different() -> None:
    """Placements add up; only the same UltraServer is replaced."""
    job = (
        complete()
        .placement(1)
        .placement(2)
        .placement(3, ultra_server="u")
        .placement(4, ultra_server="u", shared=False)
    )
    assert wire(job)["ResourceConfig"]["InstancePlacementConfig"] == {
        "EnableMultipleJobs": False,
        "PlacementSpecifications": [
            {"InstanceCount": 1},
            {"InstanceCount": 2},
            {"UltraServerId": "u", "InstanceCount": 4},
        ],
    }


def test_options_left_out_stay_as_they_were() -> None:
    """The order of words about one structure does not matter."""
    one = complete().encrypt(output_key="k").output("s3://b/").input_mode("Pipe").image(IMAGE)
    other = complete().image(IMAGE, input_mode="Pipe").output("s3://b/", kms_key="k")
    assert one == other
    profiled = complete().disable_profiler().profiler(interval_ms=500).profiler("s3://b/p")
    assert wire(profiled)["ProfilerConfig"] == {
        "S3OutputPath": "s3://b/p",
        "ProfilingIntervalInMilliseconds": 500,
    }


def test_on_demand_takes_spot_back() -> None:
    """`on_demand` undoes `spot`, and nothing else."""
    assert complete().spot(7200).on_demand() == complete()
    bare = TrainingJobBuilder("a")
    assert bare.spot(7200).on_demand() == bare
    assert bare.on_demand() == bare


def test_nothing_said_is_nothing_sent() -> None:
    """Empty mappings add no empty members."""
    job = complete()
    assert job.hyperparameters({}).environment({}).tags({}).encrypt() == job


def test_without_takes_out_by_name() -> None:
    """`without` removes what is named, and the member with the last of it."""
    job = complete().tags({"a": "1", "b": "2"}).hyperparameters({"x": 1}).env("A", "1")
    rest = job.without(inputs=["train"], hyperparameters=["x"], environment=["B"], tags=("a",))
    body = wire(rest)
    assert "InputDataConfig" not in body
    assert "HyperParameters" not in body
    assert body["Environment"] == {"A": "1"}
    assert body["Tags"] == [{"Key": "b", "Value": "2"}]


# What people pass


def test_durations_are_timedeltas_or_seconds() -> None:
    """A time is said as a timedelta or as whole seconds, and nothing else."""
    job = complete()
    assert job.max_runtime(timedelta(days=1)) == job.max_runtime(86_400)
    with pytest.raises(ValueError, match="limit must be a whole number of seconds"):
        job.max_runtime(timedelta(milliseconds=1500))
    for wrong in (1.5, "3600", True, None):
        with pytest.raises(TypeError, match="keep_alive must be a timedelta"):
            job.warm_pool(wrong)  # type: ignore[arg-type]  # what the test is about


def test_enum_members_and_their_strings_are_the_same() -> None:
    """An enum member says what its string says, also one that the enum does not list."""
    one = complete().image(IMAGE, input_mode="Pipe").instances("ml.m5.xlarge")
    other = (
        complete()
        .image(IMAGE, input_mode=TrainingInputMode.PIPE)
        .instances(TrainingInstanceType.ML_M5_XLARGE)
    )
    assert one == other
    sharded = complete().input(
        "train", "s3://b/", distribution=S3DataDistribution.SHARDED_BY_S3_KEY
    )
    assert sharded == complete().input("train", "s3://b/", distribution="ShardedByS3Key")
    assert wire(complete().instances("ml.z9.giant"))["ResourceConfig"]["InstanceType"] == (
        "ml.z9.giant"
    )


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("image", {"uri": None}, "uri must be a string, found None"),
    ("image", {"uri": "i", "input_mode": 3}, "input_mode must be a string or None, found int"),
    ("role", {"arn": 12}, "arn must be a string, found int"),
    ("entrypoint", {"command": "python"}, "command must be a list or a tuple, found str; put it"),
    ("arguments", {"arguments": ["a", 3]}, r"arguments\[1\] must be a string, found int"),
    ("input", {"channel": "a", "s3_uri": PurePosixPath("b")}, "s3_uri must be a string, found Pu"),
    ("input", {"channel": "a", "s3_uri": "s", "shuffle_seed": True}, "shuffle_seed must be a who"),
    ("input", {"channel": "a", "s3_uri": "s", "attribute_names": "b"}, "attribute_names must be"),
    ("instances", {"instance_type": "m", "count": "2"}, "count must be a whole number, found str"),
    ("instances", {"instance_type": "m", "count": True}, "count must be a whole number, found bo"),
    ("network_isolation", {"enabled": 1}, "enabled must be True or False, found int"),
    ("environment", {"variables": {"A": 1}}, r"variables\['A'\] must be a string, found int"),
    ("environment", {"variables": {1: "A"}}, "variables: every key must be a string, found int"),
    ("environment", {"variables": ["A"]}, "variables must be a mapping, found list"),
    ("tags", {"tags": None}, "tags must be a mapping, found None"),
    ("vpc", {"subnets": "s", "security_groups": []}, "subnets must be a list or a tuple"),
    ("named", {"name": b"n"}, "name must be a string, found bytes"),
]


@pytest.mark.parametrize(("method", "arguments", "message"), WRONG)
def test_what_cannot_be_represented_is_refused_by_name(
    method: str, arguments: dict[str, Any], message: str
) -> None:
    """An argument of another Python type is a TypeError that names it."""
    with pytest.raises(TypeError, match=message):
        getattr(complete(), method)(**arguments)


def test_a_refused_value_is_not_repeated() -> None:
    """The message about a wrong argument tells its type and not its value."""
    with pytest.raises(TypeError) as caught:
        complete().environment({"TOKEN": b"do-not-print"})  # type: ignore[dict-item]  # as above
    assert "do-not-print" not in str(caught.value)
