"""Calls whose answers got lost, fed by hand: what became of the job is looked up."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import attrs
import pytest

import sagemaker_train.models as m
from sagemaker_train import errors
from sagemaker_train.models import operations as ops
from sagemaker_train.transport.attempts import Caller
from sagemaker_train.transport.codec import to_wire
from sagemaker_train.transport.comparison import differences
from sagemaker_train.transport.http import HttpResponse, NoResponse
from sagemaker_train.transport.retry import RetryPolicy, RetryQuota
from tests.test_exchange import (
    ARN,
    LOST,
    NOT_FOUND,
    REQUEST,
    TAKEN,
    Outcome,
    create,
    described,
    feed,
    names,
    respond,
)


@pytest.mark.parametrize(
    "lost",
    [LOST, NoResponse("timeout", "no answer"), (500, {}), (200, None), (200, {})],
    ids=["reset", "timeout", "500", "empty", "no ARN"],
)
def test_a_create_whose_answer_was_lost_gives_the_arn(lost: Outcome) -> None:
    """The second try meets the first one's job; Describe shows that it is ours."""
    answer, attempts = create(lost, TAKEN, described())
    assert answer == m.CreateTrainingJobResponse(training_job_arn=ARN)
    assert names(attempts) == ["CreateTrainingJob", "CreateTrainingJob", "DescribeTrainingJob"]


def test_a_create_whose_answers_were_all_lost_is_looked_up() -> None:
    """The job is there: that is success. It is not, at several looks: the error says so."""
    answer, _ = create(LOST, LOST, LOST, described())
    assert answer.training_job_arn == ARN
    error, _ = create(LOST, LOST, LOST, *[NOT_FOUND] * 3)
    assert isinstance(error, ConnectionError)
    assert error.__notes__ == [
        "there is no training job 'a'; if the service was slow it may still appear"
    ]


def test_a_job_that_a_slow_service_still_creates_is_waited_for() -> None:
    """A gateway gave up, its backend did not: a second and a third look come seconds later."""
    gateway = (504, None)
    answer, attempts = create(gateway, gateway, gateway, NOT_FOUND, NOT_FOUND, described())
    assert answer.training_job_arn == ARN
    assert [a.delay for a in attempts[3:]] == [0.0, 1.0, 3.0]


def test_looks_that_come_to_nothing_do_not_take_back_what_was_seen() -> None:
    """No time is left for a further look: the job was not there when it was looked for."""
    late = NoResponse("deadline", "took longer")
    error, _ = create(LOST, LOST, LOST, NOT_FOUND, late, late)
    assert isinstance(error, ConnectionError)
    assert "there is no training job 'a'" in error.__notes__[0]


def test_a_throttled_create_is_looked_for_once() -> None:
    """Who is told to come less often does not come again for what is hardly there."""
    error, attempts = create(*[(429, {})] * 3, NOT_FOUND)
    assert isinstance(error, errors.ThrottlingError)
    assert len(attempts) == 4


def test_a_name_that_was_taken_before_is_an_error() -> None:
    """At the first attempt it is not ours; at a later one Describe shows whose it is."""
    error, attempts = create(TAKEN)
    assert isinstance(error, errors.ResourceInUseError)
    assert len(attempts) == 1
    error, attempts = create(NoResponse("connect", "refused"), TAKEN, described(ago=60))
    assert isinstance(error, errors.ResourceInUseError)
    assert "before this call" in str(error)


EXPIRED = (400, {"__type": "ExpiredTokenException", "message": "expired"})


def test_a_retry_that_meets_its_own_job_is_settled_whatever_came_before() -> None:
    """What stands in the way may refuse the answer of a request that it let through."""
    answer, _ = create(EXPIRED, TAKEN, described())
    assert answer.training_job_arn == ARN
    request = m.StopTrainingJobRequest(training_job_name="a")
    answer, _ = feed(ops.STOP_TRAINING_JOB, request, [EXPIRED, STOPPED, described("Stopped")])
    assert answer is None


@pytest.mark.parametrize("status", [302, 403, 407])
def test_a_page_instead_of_an_answer_is_looked_behind(status: int) -> None:
    """A proxy that refuses the answer may have let the request through: one look tells."""
    page = HttpResponse(status, {"content-type": "text/html"}, b"<html>Blocked</html>")
    answer, _ = create(page, described())
    assert answer.training_job_arn == ARN
    error, attempts = create(page, NOT_FOUND)
    assert isinstance(error, errors.InvalidResponseError)
    assert len(attempts) == 2


def test_somebody_elses_job_is_not_taken_for_ours() -> None:
    """Older than the call, or another request: the error says which."""
    error, _ = create(LOST, TAKEN, described(ago=60))
    assert isinstance(error, errors.ResourceInUseError)
    assert "before this call" in str(error)
    error, _ = create(LOST, TAKEN, described(HyperParameters={"epochs": "4"}))
    assert isinstance(error, errors.ResourceInUseError)
    assert "differs from the request in HyperParameters" in str(error)


def test_a_look_is_patient() -> None:
    """The belief about the job hangs on it: eight attempts, whatever the policy of the call."""
    caller = Caller(url="u", user_agent="", retry=RetryPolicy(max_attempts=1))
    answer, attempts = create(LOST, *[LOST] * 7, described(), caller=caller)
    assert answer.training_job_arn == ARN
    assert len(attempts) == 9
    error, _ = create(LOST, *[LOST] * 8, caller=caller)
    assert isinstance(error, ConnectionError)
    assert "may have been created" in error.__notes__[0]


def test_a_look_has_a_quota_of_its_own() -> None:
    """When other calls have used up the retries, a belief is settled all the same."""
    quota = RetryQuota()
    while quota.take("throttled"):
        pass
    caller = Caller(url="u", user_agent="", quota=quota)
    answer, _ = create(LOST, LOST, LOST, described(), caller=caller)
    assert answer.training_job_arn == ARN
    assert quota.left == 0


def test_a_machine_with_a_wrong_clock_recognises_its_own_job() -> None:
    """Ages are compared by the service's clock, not by ours."""
    for hours in (-2, 2):
        theirs = datetime.now(UTC) + timedelta(hours=hours)
        date = format_datetime(theirs, usegmt=True)
        mine = respond(described(CreationTime=theirs.timestamp()), date=date)
        old = respond(described(CreationTime=theirs.timestamp() - 60), date=date)
        answer, _ = create(LOST, TAKEN, mine)
        assert isinstance(answer, m.CreateTrainingJobResponse)
        error, _ = create(LOST, TAKEN, old)
        assert isinstance(error, errors.ResourceInUseError)


STOPPED = (400, {"__type": "ValidationException", "message": "The request was rejected because "
                 "the training job is in status Stopped."})  # fmt: skip


@pytest.mark.parametrize("status", ["Stopping", "Stopped", "Completed", "Failed"])
def test_a_stop_whose_answer_was_lost_is_success(status: str) -> None:
    """The job stops or has ended: that is what was asked for."""
    request = m.StopTrainingJobRequest(training_job_name="a")
    answer, _ = feed(ops.STOP_TRAINING_JOB, request, [LOST, STOPPED, described(status)])
    assert answer is None


def test_a_stop_that_was_never_carried_out_is_an_error() -> None:
    """The job still runs, or there is none."""
    request = m.StopTrainingJobRequest(training_job_name="a")
    error, _ = feed(ops.STOP_TRAINING_JOB, request, [LOST, LOST, LOST, described("InProgress")])
    assert isinstance(error, ConnectionError)
    error, _ = feed(ops.STOP_TRAINING_JOB, request, [LOST, NOT_FOUND, NOT_FOUND])
    assert isinstance(error, errors.ResourceNotFoundError)
    error, attempts = feed(ops.STOP_TRAINING_JOB, request, [STOPPED])
    assert isinstance(error, errors.ValidationError)
    assert len(attempts) == 1


NO_POOL = (400, {"__type": "ValidationException", "message": "no warm pool that can be updated."})
WARM = {"InstanceType": "ml.m5.large", "InstanceCount": 1}
PROFILED = {"S3OutputPath": "s3://b", "ProfilingIntervalInMilliseconds": 500}


def kept(seconds: int) -> m.UpdateTrainingJobRequest:
    """Keep the warm pool so long."""
    resources = m.ResourceConfigForUpdate(keep_alive_period_in_seconds=seconds)
    return m.UpdateTrainingJobRequest(training_job_name="a", resource_config=resources)


def debugged(on: bool) -> m.UpdateTrainingJobRequest:
    """Turn remote debugging on or off."""
    remote = m.RemoteDebugConfigForUpdate(enable_remote_debug=on)
    return m.UpdateTrainingJobRequest(training_job_name="a", remote_debug_config=remote)


def profiled(milliseconds: int) -> m.UpdateTrainingJobRequest:
    """Profile so often."""
    config = m.ProfilerConfigForUpdate(profiling_interval_in_milliseconds=milliseconds)
    return m.UpdateTrainingJobRequest(training_job_name="a", profiler_config=config)


@pytest.mark.parametrize(
    ("request_", "found", "is_done"),
    [
        (kept(0), {"WarmPoolStatus": {"Status": "Terminated"}}, True),
        (kept(0), {"ResourceConfig": {**WARM, "KeepAlivePeriodInSeconds": 60}}, False),
        (kept(60), {"ResourceConfig": {**WARM, "KeepAlivePeriodInSeconds": 60}}, True),
        (kept(60), {"ResourceConfig": {**WARM, "KeepAlivePeriodInSeconds": 30}}, False),
        (debugged(True), {"RemoteDebugConfig": {"EnableRemoteDebug": True}}, True),
        (debugged(True), {}, False),
        (debugged(False), {"RemoteDebugConfig": {"EnableRemoteDebug": True}}, False),
        (profiled(500), {"ProfilerConfig": PROFILED}, True),
        (profiled(200), {"ProfilerConfig": PROFILED}, False),
    ],
)
def test_an_update_whose_answer_was_lost_is_compared_with_the_job(
    request_: m.UpdateTrainingJobRequest, found: dict[str, Any], is_done: bool
) -> None:
    """The job is as it was asked for: that is the answer. It is not: the error has a note."""
    for outcomes in ([LOST, NO_POOL], [LOST, LOST, LOST]):
        answer, _ = feed(ops.UPDATE_TRAINING_JOB, request_, [*outcomes, described(**found)])
        if is_done:
            assert answer == m.UpdateTrainingJobResponse(training_job_arn=ARN)
        else:
            assert isinstance(answer, (errors.ValidationError, errors.ConnectionError))
            assert "may have been changed" in answer.__notes__[0]


def test_an_update_of_what_is_not_there_or_cannot_be_seen() -> None:
    """No such job is said as it is; a look that fails leaves a note."""
    error, _ = feed(ops.UPDATE_TRAINING_JOB, kept(60), [LOST, NOT_FOUND, NOT_FOUND])
    assert isinstance(error, errors.ResourceNotFoundError)
    error, _ = feed(ops.UPDATE_TRAINING_JOB, kept(60), [LOST, LOST, LOST, *[LOST] * 8])
    assert isinstance(error, errors.ConnectionError)
    assert "looking it up failed" in error.__notes__[0]
    error, attempts = feed(ops.UPDATE_TRAINING_JOB, kept(60), [NO_POOL])
    assert isinstance(error, errors.ValidationError)
    assert len(attempts) == 1


def test_a_delete_whose_answer_was_lost_is_success() -> None:
    """The job is gone, or going."""
    request = m.DeleteTrainingJobRequest(training_job_name="a")
    for found in (NOT_FOUND, described("Deleting")):
        answer, _ = feed(ops.DELETE_TRAINING_JOB, request, [LOST, NOT_FOUND, found])
        assert answer is None
    error, _ = feed(ops.DELETE_TRAINING_JOB, request, [LOST, LOST, LOST, described("Completed")])
    assert isinstance(error, ConnectionError)
    error, attempts = feed(ops.DELETE_TRAINING_JOB, request, [NOT_FOUND])
    assert isinstance(error, errors.ResourceNotFoundError)
    assert len(attempts) == 1


# Is it the same job?


def test_defaults_that_describe_fills_in_are_no_difference() -> None:
    """What was not asked for may be there; empty is the same as absent."""
    asked = to_wire(
        attrs.evolve(
            REQUEST, tags=[m.Tag(key="a", value="b")], input_data_config=[], environment={}
        )
    )
    found: dict[str, Any] = json.loads(json.dumps(described()[1]))
    assert differences(asked, found) == []
    found["ResourceConfig"]["VolumeSizeInGB"] = 30
    found["OutputDataConfig"]["KmsKeyId"] = ""
    assert differences(asked, found) == []


@pytest.mark.parametrize(
    ("change", "member"),
    [
        ({"RoleArn": "arn:aws:iam::123456789012:role/other"}, "RoleArn"),
        ({"HyperParameters": {"epochs": "3", "lr": "1"}}, "HyperParameters"),
        ({"Environment": {"A": "1"}}, "Environment"),
        ({"ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 2}}, "ResourceConfig"),
        ({"ResourceConfig": None}, "ResourceConfig"),
        ({"EnableNetworkIsolation": True}, "EnableNetworkIsolation"),
        ({"EnableManagedSpotTraining": True}, "EnableManagedSpotTraining"),
        ({"VpcConfig": {"Subnets": ["subnet-1"]}}, "VpcConfig"),
        ({"CheckpointConfig": {"S3Uri": "s3://bucket/"}}, "CheckpointConfig"),
        ({"InputDataConfig": [{"ChannelName": "more"}]}, "InputDataConfig"),
    ],
)
def test_differences_are_named(change: dict[str, Any], member: str) -> None:
    """Each member that is not as it was asked for."""
    found = {**to_wire(REQUEST), **change}
    assert differences(to_wire(REQUEST), found) == [member]


@pytest.mark.parametrize(
    ("member", "inner", "value"),
    [
        ("OutputDataConfig", "KmsKeyId", "alias/other"),
        ("ResourceConfig", "KeepAlivePeriodInSeconds", 3600),
        ("StoppingCondition", "MaxWaitTimeInSeconds", 7200),
        ("AlgorithmSpecification", "ContainerEntrypoint", ["python"]),
    ],
)
def test_what_the_service_never_adds_tells_jobs_apart(
    member: str, inner: str, value: object
) -> None:
    """A key, a warm pool or a longer wait that nobody asked for belongs to another job."""
    asked = {member: {"Asked": 1}}
    assert differences(asked, {member: {"Asked": 1, "FilledIn": 2}}) == []
    assert differences(asked, {member: {"Asked": 1, inner: value}}) == [member]


def test_a_member_newer_than_this_version_leaves_a_job_ours() -> None:
    """Whether Describe gives it back is not known, so that its absence says nothing."""
    asked = {"QuantumConfig": {"Qubits": 3}, "ResourceConfig": {"InstanceCount": 1, "Spin": "up"}}
    found = {"ResourceConfig": {"InstanceCount": 1}}
    assert differences(asked, found, {"QuantumConfig", "Spin"}) == []
    other = {**found, "QuantumConfig": {"Qubits": 4}}
    assert differences(asked, other, {"QuantumConfig", "Spin"}) == ["QuantumConfig"]


def test_a_job_with_a_newer_member_is_ours_though_describe_does_not_give_it_back() -> None:
    """Its answer was lost; the job is there as it was asked for, as far as can be known."""
    newer = attrs.evolve(REQUEST, unknown_members={"QuantumConfig": {"Qubits": 3}})
    answer, _ = feed(ops.CREATE_TRAINING_JOB, newer, [LOST, TAKEN, described()])
    assert answer == m.CreateTrainingJobResponse(training_job_arn=ARN)
