"""Between models and the wire."""

import json
import os
import re
from datetime import UTC, datetime, timedelta, timezone
from enum import IntEnum
from pathlib import Path
from typing import Any

import pytest

import sagemaker_train as smt
import sagemaker_train.models as m
from sagemaker_train.errors import WireError
from sagemaker_train.schema import Model
from sagemaker_train.transport.codec import dumps, from_wire, to_wire


@pytest.mark.parametrize("value", [smt.TrainingJobBuilder("a"), 5, {"TrainingJobName": "a"}, None])
def test_only_models_have_a_wire_form(value: Any) -> None:
    """What is no model is refused, with the way out for a builder."""
    with pytest.raises(TypeError, match=rf"not {type(value).__name__}; of a builder take .build\("):
        to_wire(value)


def test_only_none_means_absent() -> None:
    """Empty structures, zero, false and empty strings go to the wire."""
    request = m.CreateTrainingJobRequest(
        training_job_name="",
        role_arn="r",
        output_data_config=m.OutputDataConfig(s3_output_path="s", kms_key_id=""),
        hyper_parameters={},
        input_data_config=[],
        enable_network_isolation=False,
        resource_config=m.ResourceConfig(instance_count=0),
        experiment_config=m.ExperimentConfig(),
        stopping_condition=None,
    )
    wire = {
        "TrainingJobName": "",
        "RoleArn": "r",
        "OutputDataConfig": {"S3OutputPath": "s", "KmsKeyId": ""},
        "HyperParameters": {},
        "InputDataConfig": [],
        "EnableNetworkIsolation": False,
        "ResourceConfig": {"InstanceCount": 0},
        "ExperimentConfig": {},
    }
    assert to_wire(request) == wire
    assert from_wire(m.CreateTrainingJobRequest, wire) == request


@pytest.mark.parametrize(
    "cls", [dict, smt.TrainingJobBuilder, str, "CreateTrainingJobRequest", None]
)
def test_only_models_are_made_of_the_wire_form(cls: Any) -> None:
    """What is no class of a model is refused by name, whatever the mapping holds."""
    found = cls.__name__ if isinstance(cls, type) else re.escape(repr(cls))
    with pytest.raises(TypeError, match=rf"models, not {found}; give the class of one"):
        from_wire(cls, {})


def test_what_nests_too_deeply_is_an_error_of_ours() -> None:
    """An unknown member deeper than Python can follow has no model, and says so."""
    deep: Any = 1
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(WireError, match="nested too deeply"):
        from_wire(m.CreateTrainingJobRequest, {"New": deep})


class Count(IntEnum):
    TWO = 2


def test_the_wire_form_is_plain() -> None:
    """Enum members become ordinary strings, which any serialiser takes."""
    wire = to_wire(m.ResourceConfig(instance_type=m.TrainingInstanceType.ML_M5_LARGE))
    assert type(wire["InstanceType"]) is str


def test_unknown_members_are_kept_and_come_back_out() -> None:
    """At every level, whatever their shape."""
    wire = {
        "TrainingJobName": "a",
        "Novelty": {"Deep": [1, {"x": None}]},
        "ResourceConfig": {"InstanceType": "ml.p99.large", "Cooling": "Water"},
    }
    model = from_wire(m.CreateTrainingJobRequest, wire)
    assert model.unknown_members == {"Novelty": {"Deep": (1, {"x": None})}}
    assert to_wire(model) == wire


def test_a_missing_member_is_none() -> None:
    """Also a required one, since answers leave them out; null is the same as missing."""
    described = from_wire(m.DescribeTrainingJobResponse, {"TrainingJobName": None})
    assert described.model_artifacts is None
    assert to_wire(described) == {}
    channel = from_wire(m.Channel, {})
    assert to_wire(channel) == {}


@pytest.mark.parametrize(
    ("sent", "moment"),
    [
        (1588023431, datetime(2020, 4, 27, 21, 37, 11, tzinfo=UTC)),
        (1588023431.114, datetime(2020, 4, 27, 21, 37, 11, 114000, tzinfo=UTC)),
        ("1588023431.114", datetime(2020, 4, 27, 21, 37, 11, 114000, tzinfo=UTC)),
        ("2020-04-27T21:37:11Z", datetime(2020, 4, 27, 21, 37, 11, tzinfo=UTC)),
        ("2020-04-27T23:37:11.114+02:00", datetime(2020, 4, 27, 21, 37, 11, 114000, tzinfo=UTC)),
        ("2020-04-27T21:37:11", datetime(2020, 4, 27, 21, 37, 11, tzinfo=UTC)),
        ("2020-04-27t21:37:11z", datetime(2020, 4, 27, 21, 37, 11, tzinfo=UTC)),
        ("Mon, 27 Apr 2020 21:37:11 GMT", datetime(2020, 4, 27, 21, 37, 11, tzinfo=UTC)),
        ("Mon, 27 Apr 2020 23:37:11 +0200", datetime(2020, 4, 27, 21, 37, 11, tzinfo=UTC)),
        (0, datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_timestamps_are_aware_and_in_utc(sent: object, moment: datetime) -> None:
    """Epoch seconds, as numbers or text, ISO 8601 and dates of HTTP are understood."""
    read = from_wire(m.MetricData, {"Timestamp": sent}).timestamp
    assert read == moment
    assert read is not None
    assert read.utcoffset() == timedelta(0)


def test_a_null_in_a_map_is_kept() -> None:
    """An answer is not lost for it, and a request that has one is refused where it is."""
    sent = {"HyperParameters": {"a": None, "b": "1"}}
    described = from_wire(m.DescribeTrainingJobResponse, sent)
    assert described.hyper_parameters == {"a": None, "b": "1"}
    assert to_wire(described) == sent
    request = from_wire(m.CreateTrainingJobRequest, sent)
    found = [f.rule for f in smt.check(request) if f.path == "hyper_parameters.a"]
    assert found == ["type"]


def test_timestamps_go_out_as_epoch_seconds() -> None:
    """Whole seconds as a whole number, milliseconds kept, other zones converted."""
    east = timezone(timedelta(hours=2))
    whole = m.MetricData(timestamp=datetime(2020, 4, 27, 23, 37, 11, tzinfo=east))
    exact = m.MetricData(timestamp=datetime(2020, 4, 27, 21, 37, 11, 114000, tzinfo=UTC))
    assert json.dumps(to_wire(whole)) == '{"Timestamp": 1588023431}'
    assert json.dumps(to_wire(exact)) == '{"Timestamp": 1588023431.114}'


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_lacks(name: str) -> None:
    """AWS JSON writes them as strings, both ways."""
    model = from_wire(m.MetricData, {"Value": name})
    assert repr(model.value) == repr(float(name))
    assert to_wire(model) == {"Value": name}
    assert b'"Value":"' in dumps(to_wire(model))


@pytest.mark.parametrize(
    ("cls", "wire", "complaint"),
    [
        (m.CreateTrainingJobRequest, [], "expected an object, found a list"),
        (
            m.CreateTrainingJobRequest,
            {"InputDataConfig": "train"},
            "InputDataConfig: expected a list, found a string",
        ),
        (
            m.CreateTrainingJobRequest,
            {"InputDataConfig": [{}, {"DataSource": {"S3DataSource": {"S3Uri": 7}}}]},
            "InputDataConfig[1].DataSource.S3DataSource.S3Uri: expected a string, found a number",
        ),
        (
            m.CreateTrainingJobRequest,
            {"HyperParameters": {"epochs": 3}},
            "HyperParameters.epochs: expected a string, found a number",
        ),
        (
            m.CreateTrainingJobRequest,
            {"HyperParameters": ["epochs"]},
            "HyperParameters: expected an object, found a list",
        ),
        (
            m.CreateTrainingJobRequest,
            {"EnableNetworkIsolation": 1},
            "EnableNetworkIsolation: expected a boolean, found a number",
        ),
        (
            m.ResourceConfig,
            {"InstanceCount": True},
            "InstanceCount: expected a whole number, found a boolean",
        ),
        (m.ResourceConfig, {"InstanceCount": 1.5}, "InstanceCount: expected a whole number"),
        (m.ResourceConfig, {"InstanceType": 4}, "InstanceType: expected a string, found a number"),
        (m.MetricData, {"Value": "many"}, "Value: expected a number, found a string"),
        (m.MetricData, {"Value": True}, "Value: expected a number, found a boolean"),
        (m.MetricData, {"Timestamp": "soon"}, "Timestamp: expected a timestamp"),
        (m.MetricData, {"Timestamp": 1e300}, "Timestamp: expected a timestamp"),
    ],
)
def test_another_shape_is_an_error_with_its_path(
    cls: type[Model], wire: Any, complaint: str
) -> None:
    """A value of another JSON type is refused; the message says where, and not the value."""
    with pytest.raises(WireError) as caught:
        from_wire(cls, wire)
    assert str(caught.value).startswith(complaint)


def test_whole_numbers_of_any_class_are_taken() -> None:
    """A member of an IntEnum is the number that it is."""
    read = from_wire(m.ResourceConfig, {"InstanceCount": Count.TWO}).instance_count
    assert (read, type(read)) == (2, int)


def test_values_of_wrong_types_are_named_and_not_written() -> None:
    """A model whose members hold something else has no wire form; every place is told."""
    config: Any = {"InstanceCount": 1}
    tags: Any = [m.Tag(key="a", value="b"), config]
    request = m.SearchRequest(
        resource=m.ResourceType.TRAINING_JOB,
        search_expression=m.SearchExpression(filters=tags, sub_expressions=config),
    )
    with pytest.raises(TypeError) as caught:
        to_wire(request)
    assert str(caught.value) == (
        "SearchRequest: search_expression.filters[0] must be an instance of Filter, found Tag; "
        "search_expression.filters[1] must be an instance of Filter, found dict; "
        "search_expression.sub_expressions must be a list, found dict"
    )


def test_recursive_structures_go_both_ways() -> None:
    """A search expression may hold search expressions."""
    wire = {"SubExpressions": [{"Filters": [{"Name": "a"}]}, {"SubExpressions": [{}]}]}
    assert to_wire(from_wire(m.SearchExpression, wire)) == wire


def test_bytes_are_compact_json() -> None:
    """What is sent has no spaces, and text beyond ASCII is escaped."""
    assert dumps({"a": ["é", 1]}) == b'{"a":["\\u00e9",1]}'


def corpus() -> list[tuple[str, dict[str, Any]]]:
    """Requests and answers of real jobs, from the folder that CORPUS names."""
    folder = Path(os.environ.get("CORPUS") or "no folder")
    rows: list[tuple[str, dict[str, Any]]] = []
    for name in ("requests.jsonl", "responses.jsonl"):
        if (folder / name).exists():
            for line in (folder / name).read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                cls = f"{row['operation']}Response" if "operation" in row else ""
                wire = row.get("response") or row["request"]
                rows.append((cls or "CreateTrainingJobRequest", wire))
    return rows


def test_real_requests_and_answers_go_through_unchanged() -> None:
    """Whatever was recorded comes back out as it went in. (Set CORPUS to a folder of records.)"""
    own = [
        (
            "DescribeTrainingJobResponse",
            {
                "TrainingJobName": "a",
                "TrainingJobArn": "arn:aws:sagemaker:us-east-2:123456789012:training-job/a",
                "TrainingJobStatus": "InProgress",
                "SecondaryStatus": "Preparing",
                "InputDataConfig": [],
                "OutputDataConfig": {"KmsKeyId": "", "S3OutputPath": "s3://b/"},
                "ResourceConfig": {"InstanceCount": 0, "InstanceGroups": []},
                "CreationTime": 1588023431.114,
                "SecondaryStatusTransitions": [
                    {"Status": "Starting", "StartTime": 1588023431.114, "StatusMessage": ""}
                ],
                "FinalMetricDataList": [
                    {"MetricName": "loss", "Value": 0.5, "Timestamp": 1588023431}
                ],
            },
        )
    ]
    for name, wire in [*own, *corpus()]:
        assert to_wire(from_wire(getattr(m, name), wire)) == wire
