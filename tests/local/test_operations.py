from __future__ import annotations

from typing import Any

import pytest

from sagemaker_train.models.enums import TrainingJobStatus
from sagemaker_train.testing import JobPlan, LocalSageMaker, RateLimit, VirtualClock
from tests.local.wire import Wire, job

ARN = "arn:aws:sagemaker:us-east-1:123456789012:training-job/"
S3 = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://bucket/in"}}


def names(answer: dict[str, Any]) -> list[str]:
    return [summary["TrainingJobName"] for summary in answer["TrainingJobSummaries"]]


# Create and describe


def test_create(wire: Wire, local: LocalSageMaker) -> None:
    """A created job has its ARN, is in the books, and begins as Starting."""
    assert wire("CreateTrainingJob", **job("a")) == {"TrainingJobArn": f"{ARN}a"}
    record = local.jobs["a"]
    assert record.request["ResourceConfig"]["InstanceType"] == "ml.m5.large"
    assert record.status is TrainingJobStatus.IN_PROGRESS
    assert record.created == local.clock.now()


def test_names_are_unique(wire: Wire) -> None:
    """A taken name is a ResourceInUse with the ARN of the job that has it."""
    wire("CreateTrainingJob", **job("a"))
    received = wire.send("CreateTrainingJob", job("a"))
    assert received.status == 400
    assert received.json == {
        "__type": "ResourceInUse",
        "Message": "Training job names must be unique within an AWS account and region, and a"
        f" training job with this name already exists ({ARN}a)",
    }


def test_unknown_job(wire: Wire) -> None:
    """A job that does not exist is a ValidationException, for describe, stop and delete."""
    for operation in ("DescribeTrainingJob", "StopTrainingJob", "DeleteTrainingJob"):
        assert wire.refusal(operation, TrainingJobName="nobody") == (
            "ValidationException",
            "Requested resource not found.",
        )


def test_a_new_job_described(wire: Wire, local: LocalSageMaker) -> None:
    """The description of a new job is the request, the service's defaults, and one transition."""
    request = job(
        "a",
        HyperParameters={"lr": "0.1"},
        InputDataConfig=[{"ChannelName": "train", "DataSource": S3}],
        Tags=[{"Key": "k", "Value": "v"}],
    )
    wire("CreateTrainingJob", **request)
    created = local.clock.timestamp()
    assert wire("DescribeTrainingJob", TrainingJobName="a") == {
        "TrainingJobName": "a",
        "TrainingJobArn": f"{ARN}a",
        "TrainingJobStatus": "InProgress",
        "SecondaryStatus": "Starting",
        "AlgorithmSpecification": {
            **request["AlgorithmSpecification"],
            "EnableSageMakerMetricsTimeSeries": False,
        },
        "HyperParameters": {"lr": "0.1"},
        "RoleArn": request["RoleArn"],
        "InputDataConfig": [
            {
                "ChannelName": "train",
                "DataSource": {
                    "S3DataSource": {
                        **S3["S3DataSource"],
                        "S3DataDistributionType": "FullyReplicated",
                    }
                },
                "CompressionType": "None",
                "RecordWrapperType": "None",
            }
        ],
        "OutputDataConfig": {
            "S3OutputPath": "s3://bucket/output/",
            "KmsKeyId": "",
            "CompressionType": "GZIP",
        },
        "ResourceConfig": request["ResourceConfig"],
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        "EnableNetworkIsolation": False,
        "EnableInterContainerTrafficEncryption": False,
        "EnableManagedSpotTraining": False,
        "ProfilingStatus": "Disabled",
        "CreationTime": created,
        "LastModifiedTime": created,
        "SecondaryStatusTransitions": [
            {
                "Status": "Starting",
                "StartTime": created,
                "StatusMessage": "Starting the training job",
            }
        ],
    }


def test_defaults(wire: Wire) -> None:
    """Without a runtime a day is the limit; without channels there is an empty list of them."""
    wire("CreateTrainingJob", **job("a", StoppingCondition=None))
    described = wire("DescribeTrainingJob", TrainingJobName="a")
    assert described["StoppingCondition"] == {"MaxRuntimeInSeconds": 86_400}
    assert described["InputDataConfig"] == []


def test_instance_groups_described(wire: Wire) -> None:
    """A job with instance groups is described with an instance count of 0, as the service does."""
    groups = [{"InstanceType": "ml.m5.large", "InstanceCount": 2, "InstanceGroupName": "g"}]
    wire("CreateTrainingJob", **job("a", ResourceConfig={"InstanceGroups": groups}))
    described = wire("DescribeTrainingJob", TrainingJobName="a")
    assert described["ResourceConfig"] == {"InstanceCount": 0, "InstanceGroups": groups}


def test_a_completed_job_described(wire: Wire, local: LocalSageMaker) -> None:
    """A completed job has artifacts, metrics, its times and five closed transitions."""
    local.plan("a", JobPlan(final_metrics={"acc": 0.9}))
    wire("CreateTrainingJob", **job("a"))
    created = local.clock.timestamp()
    assert "ModelArtifacts" not in wire("DescribeTrainingJob", TrainingJobName="a")
    local.clock.advance(100_000)
    described = wire("DescribeTrainingJob", TrainingJobName="a")
    assert described["TrainingJobStatus"] == described["SecondaryStatus"] == "Completed"
    assert described["ModelArtifacts"] == {
        "S3ModelArtifacts": "s3://bucket/output/a/output/model.tar.gz"
    }
    assert described["FinalMetricDataList"] == [
        {"MetricName": "acc", "Value": 0.9, "Timestamp": created + 690}
    ]
    assert described["TrainingStartTime"] == created + 60
    assert described["TrainingEndTime"] == described["LastModifiedTime"] == created + 710
    assert described["TrainingTimeInSeconds"] == described["BillableTimeInSeconds"] == 650
    steps = described["SecondaryStatusTransitions"]
    assert [step["Status"] for step in steps] == [
        "Starting", "Downloading", "Training", "Uploading", "Completed",
    ]  # fmt: skip
    assert all("EndTime" in step for step in steps)


def test_a_failed_job_described(wire: Wire, local: LocalSageMaker) -> None:
    """A failed job has its reason and no artifacts."""
    local.plan("bad-*", JobPlan.failing("ClientError: Data download failed"))
    wire("CreateTrainingJob", **job("bad-1"))
    local.clock.advance(100_000)
    described = wire("DescribeTrainingJob", TrainingJobName="bad-1")
    assert described["TrainingJobStatus"] == "Failed"
    assert described["FailureReason"] == "ClientError: Data download failed"
    assert "ModelArtifacts" not in described


def test_spot_interruption_described(wire: Wire, local: LocalSageMaker) -> None:
    """An interrupted Spot job shows the interruption and pays less than it trained."""
    local.plan("a", JobPlan(training=600, interruptions=(100,)))
    condition = {"MaxRuntimeInSeconds": 3600, "MaxWaitTimeInSeconds": 7200}
    spot = job("a", EnableManagedSpotTraining=True, StoppingCondition=condition)
    wire("CreateTrainingJob", **spot)
    local.clock.advance(60 + 30 + 100)
    described = wire("DescribeTrainingJob", TrainingJobName="a")
    assert described["SecondaryStatus"] == "Starting"
    assert described["TrainingJobStatus"] == "InProgress"
    assert [step["Status"] for step in described["SecondaryStatusTransitions"]] == [
        "Starting", "Downloading", "Training", "Interrupted", "Starting",
    ]  # fmt: skip
    local.clock.advance(100_000)
    described = wire("DescribeTrainingJob", TrainingJobName="a")
    assert described["TrainingJobStatus"] == "Completed"
    assert described["BillableTimeInSeconds"] < described["TrainingTimeInSeconds"]


def test_partitions() -> None:
    """ARNs are of the region's partition."""
    with LocalSageMaker(region="cn-north-1", account="000000000001") as local:
        answer = Wire(local)("CreateTrainingJob", **job("a"))
    assert answer == {
        "TrainingJobArn": "arn:aws-cn:sagemaker:cn-north-1:000000000001:training-job/a"
    }


def test_the_last_plan_counts(wire: Wire, local: LocalSageMaker) -> None:
    """Of the plans that fit a name the last made one decides, for jobs created afterwards."""
    local.plan("*", JobPlan.failing("first"))
    wire("CreateTrainingJob", **job("a"))
    local.plan("*", JobPlan.failing("second"))
    wire("CreateTrainingJob", **job("b"))
    local.clock.advance(100_000)
    reasons = [wire("DescribeTrainingJob", TrainingJobName=name)["FailureReason"] for name in "ab"]
    assert reasons == ["first", "second"]


def test_quota(wire: Wire, local: LocalSageMaker) -> None:
    """More instances than the quota are refused while others use it, and taken when they end."""
    local.set_quota("ml.m5.large", 1)
    wire("CreateTrainingJob", **job("a"))
    code, message = wire.refusal("CreateTrainingJob", **job("b"))
    assert code == "ResourceLimitExceeded"
    assert message.startswith(
        "The account-level service limit 'ml.m5.large for training job usage' is 1 Instances, with"
        " current utilization of 1 Instances and a request delta of 1 Instances."
    )
    local.clock.advance(100_000)
    wire("CreateTrainingJob", **job("b"))


# Stop, update, delete


def test_stop(wire: Wire, local: LocalSageMaker) -> None:
    """A stopped job goes through Stopping to Stopped and keeps what it has trained."""
    wire("CreateTrainingJob", **job("a"))
    local.clock.advance(200)
    received = wire.send("StopTrainingJob", {"TrainingJobName": "a"})
    assert (received.status, received.body) == (200, b"")
    assert wire("DescribeTrainingJob", TrainingJobName="a")["TrainingJobStatus"] == "Stopping"
    wire("StopTrainingJob", TrainingJobName="a")
    local.clock.advance(200)
    described = wire("DescribeTrainingJob", TrainingJobName="a")
    assert described["TrainingJobStatus"] == described["SecondaryStatus"] == "Stopped"
    assert "ModelArtifacts" in described


def test_stop_of_an_ended_job(wire: Wire, local: LocalSageMaker) -> None:
    """Stopping a job that has ended is refused with the status."""
    wire("CreateTrainingJob", **job("a"))
    local.clock.advance(100_000)
    assert wire.refusal("StopTrainingJob", TrainingJobName="a") == (
        "ValidationException",
        "The request was rejected because the training job is in status Completed.",
    )


def test_delete(wire: Wire, local: LocalSageMaker) -> None:
    """Only an ended job can be deleted; then it is unknown and its name is free."""
    wire("CreateTrainingJob", **job("a"))
    assert wire.refusal("DeleteTrainingJob", TrainingJobName="a")[0] == "ResourceInUse"
    local.clock.advance(100_000)
    wire("DeleteTrainingJob", TrainingJobName="a")
    assert "a" not in local.jobs
    assert wire.refusal("DescribeTrainingJob", TrainingJobName="a")[0] == "ValidationException"
    wire("CreateTrainingJob", **job("a"))


def test_deleting_takes_its_time(wire: Wire, local: LocalSageMaker) -> None:
    """A job whose deletion takes time is Deleting meanwhile, in descriptions and lists."""
    local.plan("a", JobPlan(deleting=60))
    wire("CreateTrainingJob", **job("a"))
    local.clock.advance(100_000)
    wire("DeleteTrainingJob", TrainingJobName="a")
    assert wire("DescribeTrainingJob", TrainingJobName="a")["TrainingJobStatus"] == "Deleting"
    assert names(wire("ListTrainingJobs", StatusEquals="Deleting")) == ["a"]
    local.clock.advance(60)
    assert names(wire("ListTrainingJobs")) == []


def test_update(wire: Wire, local: LocalSageMaker) -> None:
    """Profiler and remote debugging of a running job can be updated."""
    wire("CreateTrainingJob", **job("a"))
    remote = {"EnableRemoteDebug": True}
    assert wire.refusal("UpdateTrainingJob", TrainingJobName="a", RemoteDebugConfig=remote)[1] == (
        "RemoteDebugConfig can be updated only when the SecondaryStatus of the training job is"
        " Downloading or Training."
    )
    local.clock.advance(100)
    answer = wire(
        "UpdateTrainingJob",
        TrainingJobName="a",
        RemoteDebugConfig=remote,
        ProfilerConfig={"S3OutputPath": "s3://bucket/profile"},
        ProfilerRuleConfigurations=[
            {"RuleConfigurationName": "r", "RuleEvaluatorImage": "image"},
        ],
    )
    assert answer == {"TrainingJobArn": f"{ARN}a"}
    described = wire("DescribeTrainingJob", TrainingJobName="a")
    assert described["RemoteDebugConfig"] == remote
    assert described["ProfilingStatus"] == "Enabled"
    assert described["LastModifiedTime"] == local.clock.timestamp()
    statuses = described["ProfilerRuleEvaluationStatuses"]
    assert [status["RuleEvaluationStatus"] for status in statuses] == ["InProgress"]
    local.clock.advance(100_000)
    assert wire.refusal("UpdateTrainingJob", TrainingJobName="a", ProfilerConfig={})[1] == (
        "The request was rejected because the training job is in status Completed."
    )


# Warm pools


def warm(name: str, **changes: Any) -> dict[str, Any]:
    resources = {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30}
    return job(name, ResourceConfig={**resources, "KeepAlivePeriodInSeconds": 600, **changes})


def pool(wire: Wire, name: str) -> dict[str, Any]:
    status: dict[str, Any] = wire("DescribeTrainingJob", TrainingJobName=name)["WarmPoolStatus"]
    return status


def test_warm_pool_expires(wire: Wire, local: LocalSageMaker) -> None:
    """A pool is in use, then available for as long as it is kept alive, then terminated."""
    wire("CreateTrainingJob", **warm("a"))
    assert pool(wire, "a") == {"Status": "InUse"}
    local.clock.advance(710)
    assert pool(wire, "a") == {"Status": "Available"}
    assert names(wire("ListTrainingJobs", WarmPoolStatusEquals="Available")) == ["a"]
    assert wire.refusal("DeleteTrainingJob", TrainingJobName="a")[0] == "ResourceInUse"
    local.clock.advance(600)
    assert pool(wire, "a") == {
        "Status": "Terminated",
        "ResourceRetainedBillableTimeInSeconds": 600,
    }


def test_warm_pool_is_reused(wire: Wire, local: LocalSageMaker) -> None:
    """A matching job takes the pool over and starts faster; one that differs does not."""
    wire("CreateTrainingJob", **warm("a"))
    local.clock.advance(710 + 69)
    wire("CreateTrainingJob", **warm("other", VolumeSizeInGB=31))
    assert pool(wire, "a") == {"Status": "Available"}
    wire("CreateTrainingJob", **warm("b"))
    assert pool(wire, "a") == {
        "Status": "Reused",
        "ResourceRetainedBillableTimeInSeconds": 69,
        "ReusedByJob": "b",
    }
    local.clock.advance(5)
    statuses = [
        wire("DescribeTrainingJob", TrainingJobName=name)["SecondaryStatus"]
        for name in ("b", "other")
    ]
    assert statuses == ["Downloading", "Starting"]


def test_warm_pool_is_released(wire: Wire, local: LocalSageMaker) -> None:
    """A keep-alive of 0 ends an available pool; a pool that is gone cannot be updated."""
    wire("CreateTrainingJob", **warm("a"))
    local.clock.advance(710 + 10)
    release = {"TrainingJobName": "a", "ResourceConfig": {"KeepAlivePeriodInSeconds": 0}}
    wire("UpdateTrainingJob", **release)
    assert pool(wire, "a") == {"Status": "Terminated", "ResourceRetainedBillableTimeInSeconds": 10}
    assert wire.refusal("UpdateTrainingJob", **release)[0] == "ValidationException"
    wire("DeleteTrainingJob", TrainingJobName="a")


def test_a_failed_job_leaves_no_pool(wire: Wire, local: LocalSageMaker) -> None:
    """The pool of a failed job is terminated."""
    local.plan("a", JobPlan.failing("AlgorithmError: "))
    wire("CreateTrainingJob", **warm("a"))
    local.clock.advance(10_000)
    assert pool(wire, "a")["Status"] == "Terminated"


# Lists


def many(wire: Wire, local: LocalSageMaker, count: int) -> None:
    for number in range(count):
        wire("CreateTrainingJob", **job(f"job-{number:02}"))
        local.clock.advance(1)


def test_list_gives_the_newest_first(wire: Wire, local: LocalSageMaker) -> None:
    """Without an order the newest job comes first; with one, as it says."""
    many(wire, local, 3)
    assert names(wire("ListTrainingJobs")) == ["job-02", "job-01", "job-00"]
    assert names(wire("ListTrainingJobs", SortOrder="Ascending"))[0] == "job-00"
    assert names(wire("ListTrainingJobs", SortBy="Name", SortOrder="Descending"))[0] == "job-02"


def test_summary(wire: Wire, local: LocalSageMaker) -> None:
    """A summary has names, times and status; an end only when there is one."""
    wire("CreateTrainingJob", **job("a"))
    created = local.clock.timestamp()
    summary = {
        "TrainingJobName": "a",
        "TrainingJobArn": f"{ARN}a",
        "CreationTime": created,
        "LastModifiedTime": created,
        "TrainingJobStatus": "InProgress",
        "SecondaryStatus": "Starting",
    }
    assert wire("ListTrainingJobs")["TrainingJobSummaries"] == [summary]
    local.clock.advance(100_000)
    (summary,) = wire("ListTrainingJobs")["TrainingJobSummaries"]
    assert summary["TrainingEndTime"] == created + 710


def pages(wire: Wire, operation: str, **request: Any) -> list[dict[str, Any]]:
    answers = [wire(operation, **request)]
    while "NextToken" in answers[-1]:
        answers.append(wire(operation, **request, NextToken=answers[-1]["NextToken"]))
    return answers


def test_pages(wire: Wire, local: LocalSageMaker) -> None:
    """Pages have ten entries by default, as many as asked otherwise, and together everything."""
    many(wire, local, 23)
    by_default = pages(wire, "ListTrainingJobs")
    assert [len(names(answer)) for answer in by_default] == [10, 10, 3]
    asked = pages(wire, "ListTrainingJobs", MaxResults=7, SortBy="Name", SortOrder="Ascending")
    listed = [name for answer in asked for name in names(answer)]
    assert listed == [f"job-{number:02}" for number in range(23)]


def test_jobs_born_between_pages(wire: Wire, local: LocalSageMaker) -> None:
    """A job created while somebody pages neither repeats nor hides another."""
    many(wire, local, 4)
    first = wire("ListTrainingJobs", MaxResults=2)
    wire("CreateTrainingJob", **job("newcomer"))
    rest = wire("ListTrainingJobs", MaxResults=2, NextToken=first["NextToken"])
    assert names(first) + names(rest) == ["job-03", "job-02", "job-01", "job-00"]


def test_tokens_are_judged(wire: Wire, local: LocalSageMaker) -> None:
    """A token that was not given out, or for another query, is refused."""
    many(wire, local, 3)
    token = wire("ListTrainingJobs", MaxResults=2)["NextToken"]
    for request in (
        {"NextToken": "abc"},
        {"NextToken": "WzFd"},
        {"NextToken": token, "NameContains": "job"},
    ):
        assert wire.refusal("ListTrainingJobs", **request) == (
            "ValidationException",
            "Invalid pagination token.",
        )


def test_filters(wire: Wire, local: LocalSageMaker) -> None:
    """Each filter of ListTrainingJobs keeps what it says."""
    many(wire, local, 3)
    first, _, third = (local.jobs[f"job-0{number}"].created_at for number in range(3))
    local.clock.advance(30)
    wire("StopTrainingJob", TrainingJobName="job-01")
    kept: dict[str, tuple[dict[str, Any], list[str]]] = {
        "NameContains": ({"NameContains": "-01"}, ["job-01"]),
        "StatusEquals": ({"StatusEquals": "Stopping"}, ["job-01"]),
        "CreationTimeAfter": ({"CreationTimeAfter": first}, ["job-02", "job-01"]),
        "CreationTimeBefore": ({"CreationTimeBefore": third}, ["job-01", "job-00"]),
        "LastModifiedTimeAfter": ({"LastModifiedTimeAfter": third}, ["job-01"]),
        "LastModifiedTimeBefore": ({"LastModifiedTimeBefore": third}, ["job-00"]),
        "WarmPoolStatusEquals": ({"WarmPoolStatusEquals": "InUse"}, []),
    }
    listed = {
        name: names(wire("ListTrainingJobs", **request)) for name, (request, _) in kept.items()
    }
    assert listed == {name: expected for name, (_, expected) in kept.items()}


def test_status_is_filtered_after_the_page(wire: Wire, local: LocalSageMaker) -> None:
    """With MaxResults and StatusEquals the page is cut first, so a page may be empty."""
    many(wire, local, 3)
    wire("StopTrainingJob", TrainingJobName="job-00")
    answers = pages(wire, "ListTrainingJobs", MaxResults=1, StatusEquals="Stopping")
    assert [names(answer) for answer in answers] == [[], [], ["job-00"]]


def test_empty_pages_on_demand() -> None:
    """A server with ``empty_pages`` begins every list with an empty page and a token."""
    with LocalSageMaker(clock=VirtualClock(), empty_pages=True) as local:
        wire = Wire(local)
        wire("CreateTrainingJob", **job("a", Tags=[{"Key": "k", "Value": "v"}]))
        local.assign_to_tuning_job("tuning", "a")
        for operation, request, member in (
            ("ListTrainingJobs", {}, "TrainingJobSummaries"),
            (
                "ListTrainingJobsForHyperParameterTuningJob",
                {"HyperParameterTuningJobName": "tuning"},
                "TrainingJobSummaries",
            ),
            ("Search", {"Resource": "TrainingJob"}, "Results"),
            ("ListTags", {"ResourceArn": f"{ARN}a"}, "Tags"),
        ):
            answers = pages(wire, operation, **request)
            assert [len(answer[member]) for answer in answers] == [0, 1]


def test_list_for_a_tuning_job(wire: Wire, local: LocalSageMaker) -> None:
    """The jobs of a tuning job are those that were assigned to it; an unknown one is not found."""
    local.plan("*", JobPlan(final_metrics={"loss": 0.5}))
    local.plan("job-01", JobPlan.failing("AlgorithmError: "))
    many(wire, local, 3)
    local.assign_to_tuning_job("tuning", "job-00", "job-01")
    operation, request = (
        "ListTrainingJobsForHyperParameterTuningJob",
        {"HyperParameterTuningJobName": "tuning"},
    )
    assert names(wire(operation, **request)) == ["job-00", "job-01"]
    local.clock.advance(100_000)
    first, second = wire(operation, **request, SortBy="Name")["TrainingJobSummaries"]
    assert first["FinalHyperParameterTuningJobObjectiveMetric"]["Value"] == 0.5
    assert (second["FailureReason"], second["ObjectiveStatus"]) == ("AlgorithmError: ", "Failed")
    by_metric = wire(operation, **request, SortBy="FinalObjectiveMetricValue")
    assert names(by_metric) == ["job-00"]
    assert names(wire(operation, **request, StatusEquals="Failed")) == ["job-01"]
    described = wire("DescribeTrainingJob", TrainingJobName="job-00")
    assert described["TuningJobArn"].endswith(":hyper-parameter-tuning-job/tuning")
    assert wire.refusal(operation, HyperParameterTuningJobName="other")[0] == "ResourceNotFound"


def test_list_by_status_and_by_plan(wire: Wire, local: LocalSageMaker) -> None:
    """Jobs are sorted by status and found by the training plan that they run on."""
    plan = "arn:aws:sagemaker:us-east-1:123456789012:training-plan/mine"
    resources = {"InstanceType": "ml.p5.48xlarge", "InstanceCount": 1, "TrainingPlanArn": plan}
    wire("CreateTrainingJob", **job("a", ResourceConfig=resources))
    wire("CreateTrainingJob", **job("b"))
    local.clock.advance(60)
    wire("StopTrainingJob", TrainingJobName="a")
    assert names(wire("ListTrainingJobs", SortBy="Status", SortOrder="Ascending")) == ["b", "a"]
    (summary,) = wire("ListTrainingJobs", TrainingPlanArnEquals=plan)["TrainingJobSummaries"]
    assert (summary["TrainingJobName"], summary["TrainingPlanArn"]) == ("a", plan)


# Search


@pytest.fixture
def searched(wire: Wire, local: LocalSageMaker) -> Wire:
    local.plan("big", JobPlan(final_metrics={"acc": 0.9}))
    local.plan("small", JobPlan(final_metrics={"acc": 0.5}))
    channels = [
        {"ChannelName": "train", "DataSource": S3},
        {
            "ChannelName": "test",
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://other/x"}},
        },
    ]
    wire(
        "CreateTrainingJob",
        **job(
            "big",
            HyperParameters={"lr": "0.5", "optimizer.name": "sgd"},
            Tags=[{"Key": "team", "Value": "vision"}],
            InputDataConfig=channels,
        ),
    )
    local.clock.advance(1000)
    wire(
        "CreateTrainingJob",
        **job("small", HyperParameters={"lr": "0.05"}, EnableNetworkIsolation=True),
    )
    local.clock.advance(1000)
    return wire


def test_search_finds_everything_by_default(searched: Wire) -> None:
    """Without an expression every job is found, the last changed first, with the count."""
    answer = searched("Search", Resource="TrainingJob")
    assert [hit["TrainingJob"]["TrainingJobName"] for hit in answer["Results"]] == ["small", "big"]
    assert answer["TotalHits"] == {"Value": 2, "Relation": "EqualTo"}
    assert answer["Results"][1]["TrainingJob"]["Tags"] == [{"Key": "team", "Value": "vision"}]


@pytest.mark.parametrize(
    ("name", "operator", "value", "expected"),
    [
        ("TrainingJobName", None, "big", ["big"]),
        ("TrainingJobName", "Equals", "big", ["big"]),
        ("TrainingJobName", "NotEquals", "big", ["small"]),
        ("TrainingJobName", "Contains", "mal", ["small"]),
        ("TrainingJobName", "In", "big, huge", ["big"]),
        ("TrainingJobStatus", "Equals", "Completed", ["big", "small"]),
        ("Tags.team", "Equals", "vision", ["big"]),
        ("Tags.team", "Exists", None, ["big"]),
        ("Tags.team", "NotExists", None, ["small"]),
        ("HyperParameters.lr", "LessThan", "0.5", ["small"]),
        ("HyperParameters.lr", "LessThanOrEqualTo", "0.5", ["big", "small"]),
        ("HyperParameters.optimizer.name", "Equals", "sgd", ["big"]),
        ("Metrics.acc", "GreaterThan", "0.5", ["big"]),
        ("Metrics.acc", "GreaterThanOrEqualTo", "0.5", ["big", "small"]),
        ("ResourceConfig.InstanceCount", "Equals", "1", ["big", "small"]),
        ("EnableNetworkIsolation", "Equals", "true", ["small"]),
        ("InputDataConfig.ChannelName", "Equals", "test", ["big"]),
        ("CreationTime", "GreaterThan", "2026-01-31T12:00:01", ["small"]),
        ("CreationTime", "GreaterThan", "soon", []),
        ("FailureReason", "Exists", None, []),
    ],
)
def test_search_operators(
    searched: Wire, name: str, operator: str | None, value: str | None, expected: list[str]
) -> None:
    """Each operator finds what the API reference says, on texts, numbers, times and flags."""
    condition = {"Name": name, "Operator": operator, "Value": value}
    given = {member: part for member, part in condition.items() if part is not None}
    assert _found(searched, {"Filters": [given]}) == expected


def _found(wire: Wire, expression: dict[str, Any], **request: Any) -> list[str]:
    answer = wire("Search", Resource="TrainingJob", SearchExpression=expression, **request)
    return sorted(hit["TrainingJob"]["TrainingJobName"] for hit in answer["Results"])


def test_nested_filters_need_one_element(searched: Wire) -> None:
    """Nested filters hold for one element of a list, plain filters for any."""
    where = "InputDataConfig.DataSource.S3DataSource.S3Uri"
    filters = [
        {"Name": "InputDataConfig.ChannelName", "Operator": "Equals", "Value": "train"},
        {"Name": where, "Operator": "Contains", "Value": "s3://other"},
    ]
    assert _found(searched, {"Filters": filters}) == ["big"]
    nested = {"NestedPropertyName": "InputDataConfig", "Filters": filters}
    assert _found(searched, {"NestedFilters": [nested]}) == []
    filters[0]["Value"] = "test"
    assert _found(searched, {"NestedFilters": [nested]}) == ["big"]


def test_expressions_combine(searched: Wire) -> None:
    """Conditions are joined by And unless Or is said, also in sub-expressions."""
    both = [{"Name": "TrainingJobName", "Value": "big"}, {"Name": "Metrics.acc", "Value": "0.5"}]
    assert _found(searched, {"Filters": both}) == []
    assert _found(searched, {"Filters": both, "Operator": "Or"}) == ["big", "small"]
    inner = {"Filters": both, "Operator": "Or"}
    outer = {"Filters": both[:1], "SubExpressions": [inner]}
    assert _found(searched, outer) == ["big"]


def test_search_sorts(searched: Wire) -> None:
    """Results are sorted by any property, numbers as numbers."""
    for order, expected in (("Ascending", ["small", "big"]), ("Descending", ["big", "small"])):
        answer = searched("Search", Resource="TrainingJob", SortBy="Metrics.acc", SortOrder=order)
        found = [hit["TrainingJob"]["TrainingJobName"] for hit in answer["Results"]]
        assert found == expected


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ({}, "A SearchExpression needs at least one filter or sub-expression."),
        ({"Filters": [{"Name": "Colour", "Value": "red"}]}, "Unknown property name: Colour"),
        (
            {"Filters": [{"Name": "RoleArn", "Operator": "Contains", "Value": "a"}] * 2},
            "'CONTAINS' operator usage limit of 1 exceeded.",
        ),
        (
            {"Filters": [{"Name": "RoleArn"}]},
            "Value must be specified for the operator Equals.",
        ),
        (
            {
                "SubExpressions": [
                    {"Filters": [{"Name": "RoleArn", "Operator": "Exists"}] * 17} for _ in range(3)
                ]
            },
            "A SearchExpression can have at most 50 conditions.",
        ),
    ],
)
def test_search_refusals(wire: Wire, expression: dict[str, Any], message: str) -> None:
    """An expression that the service would not take is refused."""
    assert wire.refusal("Search", Resource="TrainingJob", SearchExpression=expression) == (
        "ValidationException",
        message,
    )


def test_search_is_for_training_jobs(wire: Wire) -> None:
    """Other resources are refused by name."""
    assert "not Experiment" in wire.refusal("Search", Resource="Experiment")[1]


# Tags


def test_tags(wire: Wire) -> None:
    """Tags are added, overwritten, listed and deleted."""
    wire("CreateTrainingJob", **job("a", Tags=[{"Key": "k", "Value": "1"}]))
    arn = {"ResourceArn": f"{ARN}a"}
    added = wire("AddTags", **arn, Tags=[{"Key": "k", "Value": "2"}, {"Key": "l", "Value": ""}])
    assert added == wire("ListTags", **arn)
    assert added["Tags"] == [{"Key": "k", "Value": "2"}, {"Key": "l", "Value": ""}]
    assert wire("DeleteTags", **arn, TagKeys=["k", "unknown"]) == {}
    assert wire("ListTags", **arn) == {"Tags": [{"Key": "l", "Value": ""}]}


def test_tags_of_nothing(wire: Wire) -> None:
    """Tags of a job that does not exist, or exists elsewhere, are not found."""
    wire("CreateTrainingJob", **job("a"))
    elsewhere = ARN.replace("us-east-1", "eu-west-1")
    for arn in (f"{ARN}b", f"{elsewhere}a"):
        assert wire.refusal("ListTags", ResourceArn=arn)[0] == "ValidationException"


def test_fifty_tags(wire: Wire) -> None:
    """A job has at most fifty tags, however they come."""
    tags = [{"Key": str(number), "Value": ""} for number in range(50)]
    wire("CreateTrainingJob", **job("a", Tags=tags))
    arn = {"ResourceArn": f"{ARN}a"}
    wire("AddTags", **arn, Tags=tags[:1])
    assert wire.refusal("AddTags", **arn, Tags=[{"Key": "x", "Value": ""}])[0] == (
        "ValidationException"
    )
    assert len(wire("ListTags", **arn)["Tags"]) == 50


# Rates


def test_rate_limits(wire: Wire, local: LocalSageMaker) -> None:
    """An operation over its rate is throttled until virtual time has passed; others are not."""
    local.limit_rate("ListTrainingJobs", RateLimit(per_second=2, burst=3))
    statuses = [wire.send("ListTrainingJobs", {}).status for _ in range(4)]
    assert statuses == [200, 200, 200, 400]
    assert wire.refusal("ListTrainingJobs") == ("ThrottlingException", "Rate exceeded")
    wire("CreateTrainingJob", **job("a"))
    local.clock.advance(0.5)
    wire("ListTrainingJobs")
    assert wire.refusal("ListTrainingJobs")[0] == "ThrottlingException"


def test_a_rate_for_everything(wire: Wire, local: LocalSageMaker) -> None:
    """A limit on ``*`` holds for each operation by itself."""
    local.limit_rate("*", RateLimit(per_second=1))
    wire("ListTrainingJobs")
    wire("CreateTrainingJob", **job("a"))
    assert wire.refusal("ListTrainingJobs")[0] == "ThrottlingException"
