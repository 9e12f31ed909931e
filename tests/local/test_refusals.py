from __future__ import annotations

from typing import Any

import pytest

from sagemaker_train.models.enums import TrainingInstanceType
from sagemaker_train.testing import LocalSageMaker
from tests.local.wire import Wire, job


def test_every_violation_at_once(wire: Wire) -> None:
    """All broken constraints come in one message, counted, in the service's words."""
    code, message = wire.refusal(
        "CreateTrainingJob",
        **job(
            "a_b",
            RoleArn=None,
            ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": -1},
        ),
    )
    assert code == "ValidationException"
    assert message == (
        "3 validation errors detected: Value 'a_b' at 'trainingJobName' failed to satisfy"
        " constraint: Member must satisfy regular expression pattern:"
        " [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}; Value '-1' at 'resourceConfig.instanceCount' failed to"
        " satisfy constraint: Member must have value greater than or equal to 0; Value null at"
        " 'roleArn' failed to satisfy constraint: Member must not be null"
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"TrainingJobName": "a" * 64},
            f"Value '{'a' * 64}' at 'trainingJobName' failed to satisfy constraint: Member must"
            " have length less than or equal to 63",
        ),
        (
            {"TrainingJobName": ""},
            "Value '' at 'trainingJobName' failed to satisfy constraint: Member must have length"
            " greater than or equal to 1",
        ),
        (
            {"HyperParameters": {"k": "a\nb"}},
            "Value '{k=a\nb}' at 'hyperParameters' failed to satisfy constraint: Map value must"
            " satisfy constraint: [Member must have length less than or equal to 2500, Member must"
            " have length greater than or equal to 0, Member must satisfy regular expression"
            " pattern: .*]",
        ),
        (
            {"Environment": {"9K": "v"}},
            "Value '{9K=...}' at 'environment' failed to satisfy constraint: Map keys must satisfy"
            " constraint: [Member must have length less than or equal to 512, Member must have"
            " length greater than or equal to 0, Member must satisfy regular expression pattern:"
            " [a-zA-Z_][a-zA-Z0-9_]*]",
        ),
        (
            {"Tags": [{"Key": "k", "Value": "v"}, {"Key": "", "Value": "v"}]},
            "Value '' at 'tags.2.member.key' failed to satisfy constraint: Member must have length"
            " greater than or equal to 1",
        ),
        (
            {"VpcConfig": {"SecurityGroupIds": ["sg 1"], "Subnets": ["subnet-1"]}},
            "Value '[sg 1]' at 'vpcConfig.securityGroupIds' failed to satisfy constraint: Member"
            " must satisfy constraint: [Member must have length less than or equal to 32, Member"
            " must have length greater than or equal to 0, Member must satisfy regular expression"
            " pattern: [-0-9a-zA-Z]+]",
        ),
        (
            {"RetryStrategy": {"MaximumRetryAttempts": 31}},
            "Value '31' at 'retryStrategy.maximumRetryAttempts' failed to satisfy constraint:"
            " Member must have value less than or equal to 30",
        ),
        (
            {"InputDataConfig": []},
            "Value '[...]' at 'inputDataConfig' failed to satisfy constraint: Member must have"
            " length greater than or equal to 1",
        ),
        (
            {"ServerlessJobConfig": {"BaseModelArn": "x", "JobType": "Nothing"}},
            "Value 'Nothing' at 'serverlessJobConfig.jobType' failed to satisfy constraint: Member"
            " must satisfy enum value set: [FineTuning, Evaluation]",
        ),
    ],
)
def test_wording(wire: Wire, changes: dict[str, Any], expected: str) -> None:
    """Each kind of violation is worded and placed as the service does it."""
    code, message = wire.refusal("CreateTrainingJob", **job(**{"name": "job", **_named(changes)}))
    assert code == "ValidationException"
    assert expected in message


def _named(changes: dict[str, Any]) -> dict[str, Any]:
    return {"name" if key == "TrainingJobName" else key: value for key, value in changes.items()}


def test_unknown_instance_type(wire: Wire) -> None:
    """The service refuses an instance type that it does not list, and lists them all."""
    _, message = wire.refusal(
        "CreateTrainingJob",
        **job(ResourceConfig={"InstanceType": "ml.x1.large", "InstanceCount": 1}),
    )
    assert message.startswith(
        "1 validation error detected: Value 'ml.x1.large' at 'resourceConfig.instanceType'"
    )
    assert all(kind.value in message for kind in TrainingInstanceType)


def test_nested_expressions_are_placed(wire: Wire) -> None:
    """A violation inside the one structure that contains itself has its whole place."""
    expression = {"SubExpressions": [{"SubExpressions": [{"Filters": [{"Name": ""}]}]}]}
    _, message = wire.refusal("Search", Resource="TrainingJob", SearchExpression=expression)
    place = "searchExpression.subExpressions.1.member.subExpressions.1.member.filters.1.member.name"
    assert f"Value '' at '{place}'" in message


def test_unknown_members_are_ignored(wire: Wire, local: LocalSageMaker) -> None:
    """The service drops members that it does not know."""
    wire("CreateTrainingJob", **job("a", NewMember={"x": 1}))
    assert "NewMember" not in local.jobs["a"].request


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"TrainingJobName": 5}', "NUMBER_VALUE can not be converted to a String"),
        (b'{"TrainingJobName": true}', "TRUE_VALUE can not be converted to a String"),
        (b'{"TrainingJobName": []}', "Start of list found where not expected"),
        (b'{"TrainingJobName": false}', "FALSE_VALUE can not be converted to a String"),
        (b'{"TrainingJobName": {}}', "Start of structure or map found where not expected."),
        (b"[]", "Start of structure was expected."),
        (b'{"TrainingJobName"', ""),
        (b'{"TrainingJobName": NaN}', ""),
        (b"\xff", ""),
    ],
)
def test_wrong_json(wire: Wire, body: bytes, message: str) -> None:
    """What is no JSON, or has other types than the model, is a SerializationException."""
    received = wire.send("DescribeTrainingJob", body)
    assert (received.status, received.refusal) == (400, ("SerializationException", message))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"StoppingCondition": {"MaxRuntimeInSeconds": "1"}},
            "STRING_VALUE can not be converted to an Integer",
        ),
        ({"Tags": "k=v"}, "STRING_VALUE can not be converted to a List"),
        ({"VpcConfig": 1.5}, "NUMBER_VALUE can not be converted to a Structure or Map"),
        ({"EnableNetworkIsolation": "yes"}, "STRING_VALUE can not be converted to a Boolean"),
        ({"HyperParameters": {"k": None}}, "NULL_VALUE can not be converted to a String"),
    ],
)
def test_wrong_types(wire: Wire, changes: dict[str, Any], message: str) -> None:
    """A member of another JSON type is refused with the type that was found and the one wanted."""
    assert wire.refusal("CreateTrainingJob", **job(**changes)) == (
        "SerializationException",
        message,
    )


def test_unknown_operation(wire: Wire) -> None:
    """An operation that is none of ours is an UnknownOperationException."""
    assert wire.send("CreateEndpoint", {}).refusal == ("UnknownOperationException", "")


def test_get_is_no_operation(wire: Wire) -> None:
    """A GET, as a browser sends it, is no operation."""
    received = wire.post({}, b"", method="GET")
    assert (received.status, received.refusal[0]) == (400, "UnknownOperationException")


SPOT_WAIT = (
    "Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to"
    " MaxRuntimeInSeconds when EnableManagedSpotTraining is set to true"
)
GROUP = {"InstanceType": "ml.m5.large", "InstanceCount": 1, "InstanceGroupName": "g"}
S3 = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://bucket/in"}}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"EnableManagedSpotTraining": True}, SPOT_WAIT),
        (
            {
                "EnableManagedSpotTraining": True,
                "StoppingCondition": {"MaxRuntimeInSeconds": 100, "MaxWaitTimeInSeconds": 99},
            },
            SPOT_WAIT,
        ),
        (
            # Without a runtime, the default of a day counts.
            {
                "EnableManagedSpotTraining": True,
                "StoppingCondition": {"MaxWaitTimeInSeconds": 86_399},
            },
            SPOT_WAIT,
        ),
        (
            {"StoppingCondition": {"MaxWaitTimeInSeconds": 100}},
            "Invalid MaxWaitTimeInSeconds. It is only supported when EnableManagedSpotTraining is"
            " set to true",
        ),
        ({"StoppingCondition": {"MaxRuntimeInSeconds": 2_419_201}}, "Invalid MaxRuntimeInSeconds."),
        ({"Tags": [{"Key": "k", "Value": "1"}, {"Key": "k", "Value": "2"}]}, "Duplicate tag keys"),
        ({"Tags": [{"Key": "AWS:k", "Value": "1"}]}, "aws: prefixed tag key names"),
        ({"AlgorithmSpecification": None}, "AlgorithmSpecification must be specified."),
        ({"ResourceConfig": None}, "ResourceConfig must be specified."),
        ({"AlgorithmSpecification": {"TrainingInputMode": "File"}}, "Exactly one of TrainingImage"),
        (
            {"ResourceConfig": {"InstanceGroups": [GROUP], "InstanceCount": 1}},
            "InstanceGroups cannot be specified together with",
        ),
        ({"ResourceConfig": {"InstanceGroups": [GROUP, GROUP]}}, "Instance group names must be"),
        (
            {"ResourceConfig": {"InstanceGroups": [GROUP], "KeepAlivePeriodInSeconds": 60}},
            "KeepAlivePeriodInSeconds is not supported with instance groups.",
        ),
        (
            {
                "EnableManagedSpotTraining": True,
                "ResourceConfig": {
                    "InstanceType": "ml.m5.large",
                    "InstanceCount": 1,
                    "KeepAlivePeriodInSeconds": 60,
                },
            },
            "KeepAlivePeriodInSeconds is not supported with managed spot training.",
        ),
        (
            {"InputDataConfig": [{"ChannelName": "c", "DataSource": S3}] * 2},
            "Channel names must be unique.",
        ),
    ],
)
def test_cross_field_refusals(
    wire: Wire, local: LocalSageMaker, changes: dict[str, Any], message: str
) -> None:
    """Members that do not go together are refused, and no job is made."""
    code, text = wire.refusal("CreateTrainingJob", **job(**changes))
    assert code == "ValidationException"
    assert message in text
    assert len(local.jobs) == 0


def test_serverless_jobs_need_no_resources(wire: Wire) -> None:
    """A serverless job goes without algorithm and resources."""
    config = {
        "BaseModelArn": "arn:aws:sagemaker:us-east-1:aws:hub-content/Hub/Model/llama/1.0.0",
        "JobType": "FineTuning",
    }
    wire(
        "CreateTrainingJob",
        **job(AlgorithmSpecification=None, ResourceConfig=None, ServerlessJobConfig=config),
    )


def test_secrets_are_not_repeated(wire: Wire, local: LocalSageMaker) -> None:
    """A refused value that looks like a secret is in no message and in no ``repr``."""
    secret = "ghp_" + "Ab3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dF3hJ5"
    request = job(
        HyperParameters={"x": f"{secret}\n"}, Environment={"TOKEN": secret + "\x00", "9": secret}
    )
    received = wire.send("CreateTrainingJob", request)
    assert received.status == 400
    assert secret.encode() not in received.body
    wire("CreateTrainingJob", **job(Environment={"TOKEN": secret}))
    assert secret not in repr(local) + repr(local.jobs["job-1"]) + repr(local.requests)


def test_long_values_are_not_repeated(wire: Wire) -> None:
    """Of a long value the message tells the length alone."""
    _, message = wire.refusal("CreateTrainingJob", **job(HyperParameters={"x": "y" * 2501}))
    assert "Value '{x=<2501 characters>}' at 'hyperParameters'" in message
