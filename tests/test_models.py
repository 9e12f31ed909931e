"""The generated models and the words they are written in."""

import copy
import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

import sagemaker_train.models as m
from sagemaker_train.frozen import FrozenDict
from sagemaker_train.schema import Model, OpenEnum
from sagemaker_train.transport.codec import from_wire, to_wire

SYNTAX: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "request_syntax.json").read_text()
)


def request(leaf: str, value: object) -> dict[str, Any]:
    """The smallest wire form that holds a value at the path of a leaf."""
    steps = leaf.replace("[]", ".[]").replace("{}", ".{}").split(".")
    wire: Any = value
    for step in reversed(steps):
        wire = [wire] if step == "[]" else {"key": wire} if step == "{}" else {step: wire}
    return dict(wire)


def leaves() -> Iterator[tuple[str, object]]:
    """Every path of the documented request syntax with every value that it shows."""
    samples: dict[str, list[object]] = {
        "string": ["string"],
        "integer": [123, 0],
        "boolean": [True, False],
    }
    for leaf, kind in SYNTAX["leaves"].items():
        name = kind.removeprefix("enum ")
        yield from ((leaf, v) for v in samples.get(kind) or SYNTAX["vocabularies"][name])


@pytest.mark.parametrize(("leaf", "value"), list(leaves()))
def test_the_documented_request_syntax_goes_through_unchanged(leaf: str, value: object) -> None:
    """Each path and each literal of the API page survives the way into a model and back."""
    wire = request(leaf, value)
    model = from_wire(m.CreateTrainingJobRequest, wire)
    assert to_wire(model) == wire
    assert not unknown(model), "the path is modelled, not merely kept"


def unknown(value: object) -> list[str]:
    """Unknown members anywhere in a model."""
    if isinstance(value, Model):
        inner = [getattr(value, f.name) for f in attrs.fields(type(value))]
        return [*value.unknown_members, *(n for v in inner for n in unknown(v))]
    return [n for v in value for n in unknown(v)] if isinstance(value, tuple) else []


def test_the_page_has_25_arguments_and_all_are_fields() -> None:
    """The 25 arguments of the page are members of the request, besides newer ones."""
    arguments = {leaf.split(".")[0].rstrip("[]{}") for leaf in SYNTAX["leaves"]}
    assert len(arguments) == 25
    assert arguments < set(m.CreateTrainingJobRequest.WIRE_NAMES.values())


@pytest.mark.parametrize(
    ("enum", "vocabulary", "size"),
    [
        (m.TrainingInstanceType, "ResourceConfig.InstanceType", 89),
        (m.ProcessingInstanceType, "DebugRuleConfigurations[].InstanceType", 60),
    ],
)
def test_instance_types_are_a_superset_of_the_page(
    enum: type[OpenEnum], vocabulary: str, size: int
) -> None:
    """All instance types of the page are known, and the model has more."""
    name = SYNTAX["leaves"][vocabulary].removeprefix("enum ")
    listed = SYNTAX["vocabularies"][name]
    assert len(listed) == size
    assert set(listed) < {member.value for member in enum}


def every_class() -> list[type[Model]]:
    modules = (m.structures, m.requests, m.responses, m.logs, m.cloudwatch)
    found = {v for module in modules for v in vars(module).values() if isinstance(v, type)}
    models = {cls for cls in found if issubclass(cls, Model) and cls is not Model}
    return sorted(models, key=lambda cls: (cls.__module__, cls.__name__))


@pytest.mark.parametrize("cls", every_class(), ids=lambda cls: cls.__name__)
def test_models_are_frozen_slotted_keyword_only_and_documented(cls: type[Model]) -> None:
    """The form of every generated class, and that its fields and wire names correspond."""
    fields = attrs.fields(cls)
    assert {f.name for f in fields} == {*cls.WIRE_NAMES, "unknown_members"}
    assert all(f.kw_only for f in fields)
    assert cls.__doc__
    assert not hasattr(cls.__new__(cls), "__dict__")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        cls.__new__(cls).unknown_members = {}  # type: ignore[misc]  # that it fails is the point


def test_every_field_has_a_docstring() -> None:
    """Attribute docstrings stand under every field of the generated source."""
    import ast

    for path in (Path(m.__file__).parent).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any(
                isinstance(base, ast.Name) and base.id == "Model" for base in node.bases
            ):
                for before, after in zip(node.body, node.body[1:], strict=False):
                    if isinstance(before, ast.AnnAssign) and "ClassVar" not in ast.unparse(
                        before.annotation
                    ):
                        assert isinstance(after, ast.Expr), f"{path.name}: {node.name}"


# Open enums


def test_an_unknown_enum_value_is_its_string() -> None:
    """It survives, compares, hashes, prints, pickles and serialises as its string."""
    value = m.TrainingInstanceType("ml.p99.48xlarge")
    assert isinstance(value, m.TrainingInstanceType)
    assert value == "ml.p99.48xlarge"
    assert {value: 1}["ml.p99.48xlarge"] == 1  # type: ignore[index]  # equal strings, equal keys
    assert str(value) == f"{value}" == "ml.p99.48xlarge"
    assert json.dumps([value]) == '["ml.p99.48xlarge"]'
    assert pickle.loads(pickle.dumps(value)) == copy.deepcopy(value) == value
    assert not value.is_known
    assert value not in list(m.TrainingInstanceType)
    assert m.TrainingInstanceType.ML_M5_LARGE.is_known


def test_no_enum_takes_what_is_no_string() -> None:
    """Open does not mean that a number is a member."""
    with pytest.raises(ValueError, match="7"):
        m.TrainingJobStatus(7)  # type: ignore[arg-type]  # that it fails is the point


@pytest.mark.parametrize(
    ("name", "family", "size"),
    [
        ("ml.p4d.24xlarge", "p4d", "24xlarge"),
        ("ml.g6e-flex.metal-48xl", "g6e-flex", "metal-48xl"),
        ("ml.p99.large", "p99", "large"),
        ("local", "", ""),
        ("ml.p4d", "", ""),
    ],
)
def test_instance_types_say_family_and_size(name: str, family: str, size: str) -> None:
    """Both are parsed from the name, known to the model or not; no form, no parts."""
    value = m.TrainingInstanceType(name)
    assert (value.family, value.size) == (family, size)


def test_strings_become_members_when_a_model_is_made() -> None:
    """A field of an enum holds a member, whichever way it was given."""
    config = m.ResourceConfig(instance_type="ml.m5.large", instance_count=1)
    assert config.instance_type is m.TrainingInstanceType.ML_M5_LARGE
    wrong = m.ResourceConfig(instance_type=7)  # type: ignore[arg-type]  # kept for the checks
    kept: object = wrong.instance_type
    assert kept == 7


# Frozen values


def test_models_are_frozen_all_the_way_down() -> None:
    """Lists and mappings are copied and cannot be changed; a model can be hashed."""
    given = {"epochs": "3"}
    channels = [m.Channel(channel_name="train", data_source=m.DataSource())]
    job = m.CreateTrainingJobRequest(
        training_job_name="a",
        role_arn="r",
        output_data_config=m.OutputDataConfig(s3_output_path="s3://b"),
        hyper_parameters=given,
        input_data_config=channels,
    )
    given["epochs"] = "4"
    channels.clear()
    assert job.hyper_parameters == {"epochs": "3"}
    assert job.input_data_config is not None
    assert len(job.input_data_config) == 1
    with pytest.raises(TypeError, match="frozen model"):
        job.hyper_parameters["lr"] = "1"  # type: ignore[index]  # that it fails is the point
    same = attrs.evolve(job)
    assert same == job
    assert hash(same) == hash(job)
    assert pickle.loads(pickle.dumps(job)) == copy.deepcopy(job) == job


def test_unknown_members_are_frozen_like_any_mapping() -> None:
    """What a model holds of them is a copy that cannot be changed."""
    given = {"New": 1}
    shuffle = m.ShuffleConfig(seed=1, unknown_members=given)
    stream = m.logs.LogStream(unknown_members=given)
    given.clear()
    for kept in (shuffle.unknown_members, stream.unknown_members):
        assert kept == {"New": 1}
        assert isinstance(kept, FrozenDict)
    assert isinstance(m.ShuffleConfig(seed=1).unknown_members, FrozenDict)


def test_unknown_members_are_frozen_at_every_depth() -> None:
    """Neither who gave them nor who reads them can change what a model holds and sends."""
    inner = {"Sizes": [1, {"Unit": "GiB"}]}
    wire: dict[str, Any] = {"TrainingJobName": "a", "New": inner}
    model = from_wire(m.CreateTrainingJobRequest, wire)
    before = hash(model)
    inner["Sizes"].append(2)
    with pytest.raises(TypeError, match="frozen model"):
        model.unknown_members["New"]["Sizes"][1]["Unit"] = "MiB"
    assert to_wire(model)["New"] == {"Sizes": [1, {"Unit": "GiB"}]}
    assert hash(model) == before
    to_wire(model)["New"]["Sizes"].clear()
    assert to_wire(model)["New"] == {"Sizes": [1, {"Unit": "GiB"}]}


def test_a_frozen_dict_is_a_dict_that_refuses_every_change() -> None:
    """Each way to change a dict in place is closed, and ``|`` gives a copy."""
    frozen = FrozenDict({"a": 1})
    changes: list[Any] = [
        lambda: frozen.update(b=2),
        lambda: frozen.pop("a"),
        lambda: frozen.clear(),
        lambda: frozen.popitem(),
        lambda: frozen.setdefault("b", 2),
        lambda: frozen.__delitem__("a"),
        lambda: frozen.__ior__({"b": 2}),
    ]
    for change in changes:
        with pytest.raises(TypeError):
            change()
    assert frozen | {"b": 2} == {"a": 1, "b": 2}
    assert frozen == {"a": 1}


# Views


def test_repr_shows_what_is_set() -> None:
    """Fields that are absent do not show; empty ones do."""
    assert repr(m.OutputDataConfig(kms_key_id="", s3_output_path="s3://b/o")) == (
        "OutputDataConfig(kms_key_id='', s3_output_path='s3://b/o')"
    )
    kept = from_wire(m.ShuffleConfig, {"Seed": 0, "New": [1]})
    assert repr(kept) == "ShuffleConfig(unknown_members={'New': [1]}, seed=0)"


def test_repr_hides_secrets_wherever_they_are() -> None:
    """Keys and values of maps, tags, lists and plain strings are masked, the rest is readable."""
    key = "AKIA" + "Z3MDEXNWYGQ7LTR2"
    job = m.CreateTrainingJobRequest(
        training_job_name="a",
        role_arn="r",
        output_data_config=m.OutputDataConfig(s3_output_path="s3://b"),
        hyper_parameters={"key_id": key, "epochs": "3", f"{key[:-1]}9": "1"},
        environment={"DB_PASSWORD": "hunter2-Tr0ub4dor"},
        tags=[m.Tag(key="api_token", value="q8Zk2LmW9vXc4TbN7RsD")],
        algorithm_specification=m.AlgorithmSpecification(
            training_input_mode="File",
            container_arguments=["--password", "hunter2-Tr0ub4dor", "--lr", "0.1"],
        ),
    )
    shown = repr(job)
    for secret in (key, key[:-1], "hunter2-Tr0ub4dor", "q8Zk2LmW9vXc4TbN7RsD"):
        assert secret not in shown
    for clear in ("'epochs': '3'", "DB_PASSWORD", "api_token", "'0.1'", "s3://b"):
        assert clear in shown


def test_an_unknown_name_is_no_attribute() -> None:
    """The lazy package answers like any module."""
    with pytest.raises(AttributeError, match="NoSuchShape"):
        m.NoSuchShape  # type: ignore[attr-defined]  # noqa: B018  # that it fails is the point
    assert {"Channel", "logs", "TrainingInstanceType"} <= set(dir(m))
