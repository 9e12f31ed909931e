"""
AWS JSON 1.1: the protocol's own cases, by the ids under which Smithy publishes them.

Those for blobs, documents, unions and host prefixes do not apply: no operation here has any.
"""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

import sagemaker_train.models as m
from sagemaker_train import errors
from sagemaker_train.models import operations as ops
from sagemaker_train.schema import Model
from sagemaker_train.transport.answer import Failure, read
from sagemaker_train.transport.attempts import Caller
from sagemaker_train.transport.codec import from_wire, to_wire
from sagemaker_train.transport.exchange import exchange
from sagemaker_train.transport.http import HttpResponse

MOMENT = datetime(2000, 1, 2, 20, 34, 56, tzinfo=UTC)


def body(operation: Any, request: Model) -> Any:
    """What an operation sends."""
    return json.loads(
        next(exchange(operation, request, Caller(url="u", user_agent=""))).request.body
    )


@pytest.mark.parametrize(
    ("case", "request_", "wire"),
    [
        ("sends_requests_to_slash / json_1_1_client_sends_empty_payload_for_no_input_shape",
         m.ListTrainingJobsRequest(), {}),
        ("serializes_string_shapes", m.ListTrainingJobsRequest(name_contains="abc xyz"),
         {"NameContains": "abc xyz"}),
        ("serializes_string_shapes_with_jsonvalue_trait",
         m.ListTrainingJobsRequest(name_contains='{"string":"value"}'),
         {"NameContains": '{"string":"value"}'}),
        ("serializes_integer_shapes", m.ListTrainingJobsRequest(max_results=1234),
         {"MaxResults": 1234}),
        ("serializes_timestamp_shapes",
         m.ListTrainingJobsRequest(creation_time_after=MOMENT),
         {"CreationTimeAfter": 946845296}),
        ("serializes_enum_shapes", m.ListTrainingJobsRequest(status_equals="InProgress"),
         {"StatusEquals": "InProgress"}),
        ("AwsJson11StructuresDontSerializeNullValues",
         m.ListTrainingJobsRequest(name_contains=None), {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_members_of_requests(case: str, request_: Model, wire: dict[str, Any]) -> None:
    """Each scalar as the protocol has it; what is absent is not sent."""
    assert body(ops.LIST_TRAINING_JOBS, request_) == wire


@pytest.mark.parametrize(
    ("case", "wire"),
    [
        ("serializes_boolean_shapes_true", {"EnableMultipleJobs": True}),
        ("serializes_boolean_shapes_false", {"EnableMultipleJobs": False}),
        ("serializes_empty_list_shapes", {"PlacementSpecifications": []}),
        ("serializes_list_of_structure_shapes",
         {"PlacementSpecifications": [{"InstanceCount": 1}, {"InstanceCount": 2}]}),
        ("serializes_empty_structure_shapes", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_structures_both_ways(case: str, wire: dict[str, Any]) -> None:
    """Lists and structures, empty or not, go out as they came in."""
    assert to_wire(from_wire(m.InstancePlacementConfig, wire)) == wire


@pytest.mark.parametrize(
    ("case", "wire"),
    [
        ("serializes_empty_map_shapes", {}),
        ("serializes_map_shapes", {"abc": "foo", "mno": "bar"}),
        ("serializes_map_shapes with any text", {"é ☃": '\u2028"\\\n', "": ""}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_maps_both_ways(case: str, wire: dict[str, str]) -> None:
    """Maps of strings, with any text in keys and values."""
    document = {"HyperParameters": wire}
    assert (
        to_wire(from_wire(m.CreateTrainingJobRequest, json.loads(json.dumps(document)))) == document
    )


def test_recursive_structures() -> None:
    """serializes_recursive_structure_shapes, parses_recursive_structure_shapes."""
    wire = {"SubExpressions": [{"SubExpressions": [{"Filters": [{"Name": "n", "Value": "v"}]}]}]}
    request = m.SearchRequest(
        resource="TrainingJob", search_expression=from_wire(m.SearchExpression, wire)
    )
    assert body(ops.SEARCH, request)["SearchExpression"] == wire


@pytest.mark.parametrize(
    ("case", "sent", "value"),
    [
        ("parses_float_shapes", 1234.5, 1234.5),
        ("AwsJson11SupportsNaNFloatInputs", "NaN", float("nan")),
        ("AwsJson11SupportsInfinityFloatInputs", "Infinity", float("inf")),
        ("AwsJson11SupportsNegativeInfinityFloatInputs", "-Infinity", float("-inf")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_numbers(case: str, sent: object, value: float) -> None:
    """Those that JSON lacks come as words."""
    assert repr(from_wire(m.MetricData, {"Value": sent}).value) == repr(value)


def test_answers_with_more_or_less_than_modelled() -> None:
    """ignores_unmodelled members (kept, here), AwsJson11StructuresDontDeserializeNullValues."""
    answer = HttpResponse(200, {}, b'{"TrainingJobArn": "arn", "NewMember": [1], "Gone": null}')
    created = read(ops.CREATE_TRAINING_JOB, answer, 1)
    assert isinstance(created, m.CreateTrainingJobResponse)
    assert created.unknown_members == {"NewMember": (1,), "Gone": None}
    null = from_wire(m.ResourceConfig, {"InstanceCount": None})
    assert to_wire(null) == {}


ADDRESS = "http://internal.amazon.com/coral/com.amazon.coral.validate/"


@pytest.mark.parametrize(
    ("case", "headers", "document"),
    [
        ("AwsJson11FooErrorUsingXAmznErrorType", {"x-amzn-errortype": "ResourceInUse"}, {}),
        ("AwsJson11FooErrorUsingXAmznErrorTypeWithUri",
         {"x-amzn-errortype": f"ResourceInUse:{ADDRESS}"}, {}),
        ("AwsJson11FooErrorUsingXAmznErrorTypeWithUriAndNamespace",
         {"x-amzn-errortype": f"aws.protocoltests.json#ResourceInUse:{ADDRESS}"}, {}),
        ("AwsJson11FooErrorUsingCode", {}, {"code": "ResourceInUse"}),
        ("AwsJson11FooErrorUsingCodeAndNamespace", {}, {"code": "aws.json#ResourceInUse"}),
        ("AwsJson11FooErrorUsingCodeUriAndNamespace", {},
         {"code": f"aws.json#ResourceInUse:{ADDRESS}"}),
        ("AwsJson11FooErrorWithDunderType", {}, {"__type": "ResourceInUse"}),
        ("AwsJson11FooErrorWithDunderTypeAndNamespace", {}, {"__type": "aws.json#ResourceInUse"}),
        ("AwsJson11FooErrorWithDunderTypeUriAndNamespace", {},
         {"__type": f"aws.json#ResourceInUse:{ADDRESS}"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_errors(case: str, headers: dict[str, str], document: dict[str, str]) -> None:
    """The same error, however the answer names it; also when its body is empty."""
    for sent in (document, {**document, "message": "Hi"}):
        content = json.dumps(sent).encode() if sent else b""
        failed = read(ops.CREATE_TRAINING_JOB, HttpResponse(400, headers, content), 1)
        assert isinstance(failed, Failure)
        assert isinstance(failed.error, errors.ResourceInUseError)
        assert failed.error.code == "ResourceInUse"
