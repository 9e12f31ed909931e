"""States of Step Functions."""

import typing
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from sagemaker_train.builder import TrainingJobBuilder
from sagemaker_train.errors import WireError
from sagemaker_train.interop.documents import requests_in
from sagemaker_train.interop.placed import check_located
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
            {"Resource": RESOURCE, "Parameters": {"InputDataConfig": ["$.one"]}},
            r"InputDataConfig\[0\]: expected an object, found a string",
        ),
    ],
)
def test_what_is_no_such_state_is_refused(state: dict[str, Any], complaint: str) -> None:
    """The message says where and what was expected."""
    with pytest.raises(WireError, match=f"^{complaint}"):
        from_state(state)


@pytest.mark.parametrize("partition", ["aws", "aws-us-gov", "${AWS::Partition}"])
@pytest.mark.parametrize("service", ["sagemaker", "aws-sdk:sagemaker"])
@pytest.mark.parametrize("pattern", ["", ".sync", ".waitForTaskToken"])
def test_a_state_is_known_wherever_it_runs_and_however_long(
    partition: str, service: str, pattern: str
) -> None:
    """Every partition, integration and pattern of waiting is one of a state that creates a job."""
    resource = f"arn:{partition}:states:::{service}:createTrainingJob{pattern}"
    state = {"Type": "Task", "Resource": resource, "Parameters": JSONPATH}
    (located,) = requests_in({"StartAt": "Train", "States": {"Train": state}})
    assert located.is_certain
    assert located.request() == from_state(state)


CHANNEL = {"ChannelName": "{% $name %}", "DataSource": "{% $source %}"}


def test_a_list_may_hold_what_is_for_run_time() -> None:
    """A model keeps such a list of structures as a whole, and it comes back out as it went in."""
    arguments = {**JSONATA, "InputDataConfig": ["{% $one %}", CHANNEL]}
    state = {"Type": "Task", "Resource": RESOURCE, "Arguments": arguments}
    (located,) = requests_in(state)
    assert check_located(located) == []
    request = from_state(state)
    assert located.request() == request
    assert request.input_data_config is None
    assert to_state(request)["Arguments"] == arguments


def test_a_state_is_written_in_the_language_of_what_is_for_run_time() -> None:
    """Nothing is evaluated in another language than the one it came in."""
    for parameters, key in ((JSONPATH, "Parameters"), (JSONATA, "Arguments")):
        state = to_state(from_parameters(parameters))
        assert state[key] == parameters
        assert ("QueryLanguage" in state) == (key == "Arguments")


MIXED: dict[str, Any] = {
    "RoleArn.$": "$.role",
    "TrainingJobName": "{% $name %}",
    "HyperParameters": {"a": "{% $a %}", "b.$": "$.b"},
    "VpcConfig": {"Subnets": ["subnet-1", "{% $subnet %}"]},
}


@pytest.mark.parametrize(
    ("language", "key", "told"),
    [
        (
            "JSONPath",
            "Parameters",
            ["TrainingJobName", "HyperParameters.a", "VpcConfig.Subnets[1]"],
        ),
        ("JSONata", "Arguments", ["RoleArn.$", "HyperParameters.b.$"]),
    ],
)
def test_a_state_has_one_language(language: QueryLanguage, key: str, told: list[str]) -> None:
    """What is left to the other language is refused, read or written, all of it at once."""
    state = {"Type": "Task", "Resource": RESOURCE, key: MIXED}
    with pytest.raises(WireError) as caught:
        from_state(state)
    lines = str(caught.value).splitlines()
    assert [line.partition(": ")[0] for line in lines] == [f"{key}.{path}" for path in told]
    (located,) = requests_in(state)
    found = [item.finding for item in check_located(located) if item.finding.rule == "notation"]
    assert [finding.path for finding in found] == [f"{key}.{path}" for path in told]
    held = from_parameters(JSONATA if language == "JSONPath" else JSONPATH)
    with pytest.raises(WireError, match=rf"(?m)^RoleArn.*not {key}$"):
        to_state(held, query_language=language)


def test_parameters_have_one_language() -> None:
    """Which of the two it is does not matter."""
    with pytest.raises(WireError, match=r"^TrainingJobName: is for run time in JSONata"):
        from_parameters(MIXED)
    job = complete().with_request(**{"RoleArn.$": "$.r", "TrainingJobName.$": "{% $name %}"})
    with pytest.raises(WireError, match="is for run time in"):
        to_parameters(job.request())


def test_an_unknown_language_is_refused() -> None:
    """It is not taken for JSONPath."""
    with pytest.raises(ValueError, match="must be 'JSONPath' or 'JSONata', found 'jsonata'"):
        to_state(complete().request(), query_language=typing.cast("QueryLanguage", "jsonata"))


@pytest.mark.parametrize(
    "rest", [{"Arguments": "{% $states.input %}"}, {"Parameters": "${Job}"}, {}]
)
def test_a_state_may_compute_all_of_its_request(rest: dict[str, Any]) -> None:
    """There is nothing to check, as of everything that is for run time, and nothing to read."""
    (located,) = requests_in({"Type": "Task", "Resource": RESOURCE, **rest})
    assert located.members is None
    assert check_located(located) == []
    with pytest.raises(WireError, match=r"^(Arguments|Parameters): expected an object"):
        located.request()


@pytest.mark.parametrize("given", [5, [], "text", "$.job"])
def test_what_cannot_be_a_request_is_told(given: object) -> None:
    """A state whose parameters are no object will not run."""
    (located,) = requests_in({"Type": "Task", "Resource": RESOURCE, "Parameters": given})
    (placed,) = check_located(located)
    assert (placed.finding.path, placed.finding.rule) == ("Parameters", "notation")
    with pytest.raises(WireError, match=r"^Parameters: expected an object"):
        located.request()


def found_in(parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Paths and rules of what is found in a state, be its language what it may."""
    key = "Arguments" if "{%" in str(parameters) else "Parameters"
    (located,) = requests_in({"Type": "Task", "Resource": RESOURCE, key: parameters})
    return [(placed.finding.path, placed.finding.rule) for placed in check_located(located)]


@pytest.mark.parametrize("parameters", [JSONPATH, JSONATA], ids=["JSONPath", "JSONata"])
def test_what_is_for_run_time_is_taken_for_right(parameters: dict[str, Any]) -> None:
    """Nothing is missing, malformed or in contradiction because it is not known yet."""
    assert found_in(parameters) == []

    def later(name: str) -> dict[str, str]:
        """A member that is for run time."""
        return {name: "{% $x %}"} if parameters is JSONATA else {f"{name}.$": "$.x"}

    stop = {**later("MaxRuntimeInSeconds"), "MaxWaitTimeInSeconds": 60}
    spot: dict[str, Any] = {"EnableManagedSpotTraining": True, "StoppingCondition": stop}
    spot["CheckpointConfig"] = later("S3Uri")
    plain = {k: v for k, v in parameters.items() if k != "EnableManagedSpotTraining"}
    assert found_in({**plain, **later("EnableManagedSpotTraining")}) == []
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


@pytest.mark.parametrize(
    "groups",
    [{"InstanceGroups.$": "$.g"}, {"InstanceGroups": "{% $g %}"}, {"InstanceGroups": "${G}"}],
)
@pytest.mark.parametrize("names", [None, ["driver"]])
def test_a_list_for_run_time_is_not_taken_for_empty(
    groups: dict[str, Any], names: list[str] | None
) -> None:
    """What such a list holds may be what the rest of the request needs."""
    parameters = wire(complete())
    parameters["ResourceConfig"] = {"VolumeSizeInGB": 30, **groups}
    if names:
        for channel in parameters["InputDataConfig"]:
            channel["DataSource"]["S3DataSource"]["InstanceGroupNames"] = names
    assert found_in(parameters) == []
