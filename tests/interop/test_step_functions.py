"""States of Step Functions."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from sagemaker_train.builder import TrainingJobBuilder
from sagemaker_train.errors import WireError
from sagemaker_train.interop.documents import check_located, requests_in
from sagemaker_train.interop.step_functions import (
    QueryLanguage,
    from_parameters,
    from_state,
    to_parameters,
    to_state,
)
from sagemaker_train.models import CreateTrainingJobRequest
from sagemaker_train.transport.codec import to_wire
from tests.job_examples import complete, everything, wire
from tests.strategies import requests

RESOURCE = "arn:aws:states:::sagemaker:createTrainingJob.sync"
JSONPATH: dict[str, Any] = {
    "TrainingJobName.$": "States.Format('mnist-{}', States.UUID())",
    "RoleArn.$": "$.role",
    "AlgorithmSpecification": {"TrainingImage.$": "$$.Execution.i", "TrainingInputMode": "File"},
    "InputDataConfig.$": "$.channels",
    "OutputDataConfig": {"S3OutputPath.$": "$.output"},
    "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount.$": "$.n",
                       "VolumeSizeInGB": 30},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    "HyperParameters": {"epochs": "3", "lr.$": "$.lr"},
}  # fmt: skip
JSONATA: dict[str, Any] = {
    "TrainingJobName": "{% $name %}",
    "RoleArn": "{% $states.input.role %}",
    "AlgorithmSpecification": {"TrainingImage": "{% $image %}", "TrainingInputMode": "File"},
    "InputDataConfig": "{% $channels %}",
    "OutputDataConfig": {"S3OutputPath": "{% $output %}"},
    "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": "{% $n %}",
                       "VolumeSizeInGB": 30},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    "HyperParameters": {"epochs": "3", "lr": "{% $string($lr) %}"},
    "EnableManagedSpotTraining": "{% $spot %}",
}  # fmt: skip


@pytest.mark.parametrize("language", ["JSONPath", "JSONata"])
@pytest.mark.parametrize("job", everything())
def test_requests_survive_the_round_trip(job: TrainingJobBuilder, language: QueryLanguage) -> None:
    """A request written as a state is read back as it was."""
    request = job.request()
    assert from_state(to_state(request, query_language=language)) == request


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(requests())
def test_any_valid_request_survives(request: CreateTrainingJobRequest) -> None:
    """So does whatever the constraints allow."""
    assert from_state(to_state(request)) == request


@pytest.mark.parametrize("parameters", [JSONPATH, JSONATA], ids=["JSONPath", "JSONata"])
def test_what_is_for_run_time_is_left_alone(parameters: dict[str, Any]) -> None:
    """Paths, intrinsic functions and expressions come back out as they went in."""
    assert to_parameters(from_parameters(parameters)) == parameters


def test_a_model_holds_what_is_for_run_time_under_its_name() -> None:
    """In both languages, whatever the type of the member."""
    for parameters in (JSONPATH, JSONATA):
        request = from_parameters(parameters)
        assert "TrainingJobName.$" in request.unknown_members
        assert not request.training_job_name
        assert request.resource_config is not None
        assert set(request.resource_config.unknown_members) == {"InstanceCount.$"}
        assert request.resource_config.volume_size_in_gb == 30


def test_run_time_takes_the_place_of_what_the_request_says() -> None:
    """A builder needs a name even where the state is to compute it; only one of them is written."""
    job = complete().with_request(**{"TrainingJobName.$": "$.name"})
    parameters = to_parameters(job.request())
    assert parameters["TrainingJobName.$"] == "$.name"
    assert "TrainingJobName" not in parameters


def test_the_state_says_what_to_do() -> None:
    """Resource and members as Step Functions wants them."""
    request = complete().request()
    assert to_state(request) == {
        "Type": "Task",
        "Resource": RESOURCE,
        "Parameters": to_wire(request),
    }
    other = to_state(request, wait=False, query_language="JSONata", partition="aws-cn")
    assert other == {
        "Type": "Task",
        "Resource": "arn:aws-cn:states:::sagemaker:createTrainingJob",
        "QueryLanguage": "JSONata",
        "Arguments": to_wire(request),
    }


@pytest.mark.parametrize(
    ("state", "complaint"),
    [
        ({"Resource": "arn:aws:states:::sagemaker:createTransformJob.sync"}, "Resource: expected"),
        ({"Resource": RESOURCE}, "Parameters: expected an object"),
        ({"Resource": RESOURCE, "Arguments": "{% $all %}"}, "Arguments: expected an object"),
        (
            {"Resource": RESOURCE, "Parameters": {"InputDataConfig": ["{% $one %}"]}},
            r"InputDataConfig\[0\]: expected an object, found a string",
        ),
    ],
)
def test_what_is_no_such_state_is_refused(state: dict[str, Any], complaint: str) -> None:
    """The message says where and what was expected."""
    with pytest.raises(WireError, match=f"^{complaint}"):
        from_state(state)


def found_in(parameters: dict[str, Any], key: str = "Parameters") -> list[tuple[str, str]]:
    """Paths and rules of what is found in a state."""
    (located,) = requests_in({"Type": "Task", "Resource": RESOURCE, key: parameters})
    return [(placed.finding.path, placed.finding.rule) for placed in check_located(located)]


@pytest.mark.parametrize("parameters", [JSONPATH, JSONATA], ids=["JSONPath", "JSONata"])
def test_what_is_for_run_time_is_taken_for_right(parameters: dict[str, Any]) -> None:
    """Nothing is missing, malformed or in contradiction because it is not known yet."""
    assert found_in(parameters) == []
    assert found_in({**parameters, "EnableManagedSpotTraining.$": "$.spot"}) == []
    stop = {"MaxRuntimeInSeconds.$": "$.limit", "MaxWaitTimeInSeconds": 60}
    spot: dict[str, Any] = {"EnableManagedSpotTraining": True, "StoppingCondition": stop}
    spot["CheckpointConfig"] = {"S3Uri.$": "$.checkpoints"}
    plain = {k: v for k, v in parameters.items() if k != "EnableManagedSpotTraining"}
    assert found_in({**plain, **spot}) == []


def test_every_single_member_may_be_for_run_time() -> None:
    """Leaving any member of a right request to run time leaves it right, in either language."""
    parameters = wire(complete())

    def variants(value: object) -> list[object]:
        """Every way to leave one thing to run time."""
        made: list[object] = []
        if isinstance(value, dict):
            for name, member in value.items():
                rest = {other: item for other, item in value.items() if other != name}
                made += [{**rest, f"{name}.$": "$.x"}, {**value, name: "{% $x %}"}]
                made += [{**value, name: "${Name}"}]
                made += [{**value, name: variant} for variant in variants(member)]
        elif isinstance(value, list):
            for position, item in enumerate(value):
                made += [
                    [*value[:position], variant, *value[position + 1 :]]
                    for variant in ["{% $x %}", *variants(item)]
                ]
        return made

    every = variants(parameters)
    assert len(every) > 50
    for variant in every:
        assert isinstance(variant, dict)
        assert found_in(variant) == [], variant


def test_what_is_known_is_checked() -> None:
    """Errors beside members for run time are found at their place in the state."""
    broken = {
        **JSONPATH,
        "ResourceConfig": {**JSONPATH["ResourceConfig"], "InstanceType": 5},
        "HyperParameters": {"epochs": 3, "lr.$": "$.lr"},
        "Environment": {"DB_PASSWORD": "hunter2hunter2"},
        "EnableManagedSpotTraining": True,
        "Novelty": 1,
    }
    found = found_in(broken)
    assert ("Parameters.HyperParameters.epochs", "type") in found
    assert ("Parameters.ResourceConfig.InstanceType", "type") in found
    assert ("Parameters.Environment.DB_PASSWORD", "secret-credential-name") in found
    assert ("Parameters.StoppingCondition.MaxWaitTimeInSeconds", "spot-needs-max-wait") in found
    assert ("Parameters.Novelty", "unknown-member") in found
    del broken["StoppingCondition"]
    assert ("Parameters.StoppingCondition", "stopping-condition-missing") in found_in(broken)
