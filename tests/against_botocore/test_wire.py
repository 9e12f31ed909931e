"""Our wire forms against botocore's serializer, parser and signer."""

import json
import math
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest import mock

import attrs
import botocore
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from hypothesis import HealthCheck, given, settings, strategies as st

from codegen.select import OPERATIONS
from sagemaker_train import Credentials
from sagemaker_train.models import cloudwatch, logs, operations
from sagemaker_train.schema import Model, Operation
from sagemaker_train.transport.attempts import Caller, ServiceTime
from sagemaker_train.transport.codec import dumps, from_wire, to_wire
from sagemaker_train.transport.driver import Signer
from sagemaker_train.transport.exchange import exchange
from tests.strategies import models

CALLS: list[Operation[Any, Any]] = [
    value
    for module in (operations, logs, cloudwatch)
    for value in vars(module).values()
    if isinstance(value, Operation)
]
ANSWERING = [call for call in CALLS if issubclass(call.output(), Model)]
DATA = Loader([str(Path(botocore.__file__).parent / "data")])
DRAWING = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@lru_cache
def theirs(service: str, operation: str) -> OperationModel:
    """botocore's model of an operation."""
    version = next(p.partition("/")[2] for p in OPERATIONS if p.startswith(f"{service}/"))
    document = DATA.load_service_model(service, "service-2", version)
    return ServiceModel(document, service).operation_model(operation)


def name(call: Operation[Any, Any]) -> str:
    return call.name


def plain(value: object) -> Any:
    """What boto3 would take or give for a model: AWS's names, Python's values."""
    if isinstance(value, Model):
        pairs = ((f.name, getattr(value, f.name)) for f in attrs.fields(type(value)))
        return {
            value.WIRE_NAMES[name]: plain(item)
            for name, item in pairs
            if item is not None and name in value.WIRE_NAMES
        }
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, float) and math.isinf(value):
        return f"{'-' if value < 0 else ''}Infinity"  # AWS JSON's word; botocore leaves it a word
    return value


def test_every_listed_operation_is_there() -> None:
    """All fifteen operations of the generator's list can be called."""
    listed = [operation for group in OPERATIONS.values() for operation in group]
    assert sorted(call.name for call in CALLS) == sorted(listed)


@pytest.mark.parametrize("call", CALLS, ids=name)
@given(data=st.data())
@DRAWING
def test_requests_are_what_botocores_serializer_makes(
    call: Operation[Any, Any], data: st.DataObject
) -> None:
    """For any valid request: the same JSON, target and content type."""
    request = data.draw(models(call.input))
    serializer = create_serializer("json", include_validation=True)
    expected = serializer.serialize_to_request(plain(request), theirs(call.service.name, call.name))
    sent = next(exchange(call, request, Caller(url="https://h/", user_agent="ua"))).request
    assert json.loads(sent.body) == json.loads(expected["body"])
    assert sent.headers["x-amz-target"] == expected["headers"]["X-Amz-Target"]
    assert sent.headers["content-type"] == expected["headers"]["Content-Type"]
    assert from_wire(call.input, json.loads(sent.body)) == request


@pytest.mark.parametrize("token", [None, "FwoGZXIvYXdzEXAMPLE//token=="])
@given(data=st.data())
@DRAWING
def test_requests_are_signed_as_botocore_signs_them(token: str | None, data: st.DataObject) -> None:
    """The very request that we send, signed by botocore at the same moment."""
    request = data.draw(models(operations.CREATE_TRAINING_JOB.input))
    call = exchange(
        operations.CREATE_TRAINING_JOB,
        request,
        Caller(url="https://api.sagemaker.eu-west-1.amazonaws.com", user_agent="ua"),
    )
    unsigned = next(call).request
    moment = datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)
    service_time = mock.Mock(spec=ServiceTime)
    service_time.now.return_value = moment
    signer = Signer("eu-west-1", "sagemaker", service_time)
    ours = signer.sign(unsigned, Credentials("AKIDEXAMPLE", "secret", token))
    other = AWSRequest("POST", unsigned.url, dict(unsigned.headers), unsigned.body)
    with mock.patch("botocore.auth.get_current_datetime", return_value=moment):
        credentials = BotocoreCredentials("AKIDEXAMPLE", "secret", token)
        SigV4Auth(credentials, "sagemaker", "eu-west-1").add_auth(other)
    assert ours["authorization"] == other.headers["Authorization"]


@pytest.mark.parametrize("call", ANSWERING, ids=name)
@given(data=st.data())
@DRAWING
def test_answers_are_what_botocores_parser_makes(
    call: Operation[Any, Any], data: st.DataObject
) -> None:
    """For any answer, with members missing, null, unknown or empty: the same values."""
    document = to_wire(data.draw(models(call.output())))
    for missing in data.draw(st.sets(st.sampled_from(sorted(document)))) if document else ():
        document[missing] = None
    body = dumps(document | {"AMemberToCome": {"x": [1]}})
    parser = create_parser("json")
    response = {"status_code": 200, "headers": {}, "body": body}
    shape = theirs(call.service.name, call.name).output_shape
    expected = parser.parse(response, shape)
    expected.pop("ResponseMetadata")
    answer = from_wire(call.output(), json.loads(body))
    assert answer.unknown_members == {"AMemberToCome": {"x": (1,)}}
    assert plain(answer) == expected
