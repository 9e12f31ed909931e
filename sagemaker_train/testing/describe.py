"""
A job in the forms in which the service tells of it: described, listed, found by Search.

Members and defaults are those of real answers: an empty ``KmsKeyId``, ``InputDataConfig`` as an
empty list, ``ModelArtifacts`` only when there are some, times to the millisecond.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sagemaker_train.models.enums import SecondaryStatus, TrainingJobStatus
from sagemaker_train.testing.books import JobRecord
from sagemaker_train.testing.life import State
from sagemaker_train.testing.measurements import last_values
from sagemaker_train.testing.members import elements, structure
from sagemaker_train.testing.refusals import DAY

SPOT_SHARE = 0.3
"""The part of the training time that is billed on Spot capacity: the discount is up to 90 %."""

FLAGS = (
    "EnableNetworkIsolation",
    "EnableInterContainerTrafficEncryption",
    "EnableManagedSpotTraining",
)


def described(record: JobRecord) -> dict[str, Any]:
    """
    Make the answer of DescribeTrainingJob for this moment.
    """
    now = record.clock.timestamp()
    state = record.state
    answer: dict[str, Any] = {
        "TrainingJobName": record.name,
        "TrainingJobArn": record.arn,
        "TrainingJobStatus": record.status.value,
        "SecondaryStatus": state.secondary.value,
        **_asked(record.request),
        "CreationTime": record.created_at,
        "LastModifiedTime": _moment(record.modified_at),
        "SecondaryStatusTransitions": _transitions(state, now),
        **_times(record, state),
        **_results(record, state),
        **_rule_statuses(record, state),
    }
    if record.tuning_job is not None:
        answer["TuningJobArn"] = tuning_job_arn(record)
    if (pool := record.warm_pool(now)) is not None:
        answer["WarmPoolStatus"] = pool
    return answer


def tuning_job_arn(record: JobRecord) -> str:
    """
    The ARN of the tuning job that a job belongs to.
    """
    prefix = record.arn.partition(":training-job/")[0]
    return f"{prefix}:hyper-parameter-tuning-job/{record.tuning_job}"


def summarised(record: JobRecord) -> dict[str, Any]:
    """
    Make the entry of ListTrainingJobs.
    """
    now = record.clock.timestamp()
    state = record.state
    summary: dict[str, Any] = {
        "TrainingJobName": record.name,
        "TrainingJobArn": record.arn,
        "CreationTime": record.created_at,
        "LastModifiedTime": _moment(record.modified_at),
        "TrainingJobStatus": record.status.value,
        "SecondaryStatus": state.secondary.value,
    }
    if state.ended is not None:
        summary["TrainingEndTime"] = _moment(state.ended)
    if (pool := record.warm_pool(now)) is not None:
        summary["WarmPoolStatus"] = pool
    if plan := structure(record.request, "ResourceConfig").get("TrainingPlanArn"):
        summary["TrainingPlanArn"] = plan
    return summary


def tuning_summarised(record: JobRecord) -> dict[str, Any]:
    """
    Make the entry of ListTrainingJobsForHyperParameterTuningJob.
    """
    state = record.state
    summary: dict[str, Any] = {
        "TrainingJobName": record.name,
        "TrainingJobArn": record.arn,
        "TuningJobName": record.tuning_job,
        "CreationTime": record.created_at,
        "TrainingJobStatus": record.status.value,
        "TunedHyperParameters": dict(structure(record.request, "HyperParameters")),
        "ObjectiveStatus": "Pending" if state.ended is None else "Succeeded",
    }
    if state.started is not None:
        summary["TrainingStartTime"] = _moment(state.started)
    if state.ended is not None:
        summary["TrainingEndTime"] = _moment(state.ended)
    if state.primary is TrainingJobStatus.FAILED:
        summary["FailureReason"] = state.seen[-1].reason
        summary["ObjectiveStatus"] = "Failed"
    if metrics := final_metrics(record):
        metric = {"MetricName": metrics[0]["MetricName"], "Value": metrics[0]["Value"]}
        summary["FinalHyperParameterTuningJobObjectiveMetric"] = metric
    return summary


def found(record: JobRecord) -> dict[str, Any]:
    """
    Make the ``TrainingJob`` of a Search result: what is described, without what Search leaves out.
    """
    answer = described(record)
    job = {name: answer[name] for name in searchable() if name in answer}
    job["Tags"] = [{"Key": key, "Value": value} for key, value in record.tags.items()]
    return job


@cache
def searchable() -> frozenset[str]:
    """
    The properties of a training job that Search knows.
    """
    from sagemaker_train.models.responses import TrainingJob

    return frozenset(TrainingJob.WIRE_NAMES.values())


def _moment(seconds: float) -> float:
    """
    A timestamp as the service writes it: epoch seconds to the millisecond.
    """
    return round(seconds, 3)


def _asked(request: Mapping[str, Any]) -> dict[str, Any]:
    """
    What the request said, with the service's defaults where it said nothing.
    """
    asked = {
        name: value
        for name, value in request.items()
        if value is not None and name not in ("TrainingJobName", "Tags")
    }
    for flag in FLAGS:
        asked.setdefault(flag, False)
    asked["StoppingCondition"] = {
        "MaxRuntimeInSeconds": DAY,
        **structure(request, "StoppingCondition"),
    }
    asked["OutputDataConfig"] = {
        "KmsKeyId": "",
        "CompressionType": "GZIP",
        **asked["OutputDataConfig"],
    }
    asked["InputDataConfig"] = [
        _channel(channel) for channel in elements(request, "InputDataConfig")
    ]
    if algorithm := asked.get("AlgorithmSpecification"):
        asked["AlgorithmSpecification"] = {
            "EnableSageMakerMetricsTimeSeries": False,
            **algorithm,
        }
    if (resources := asked.get("ResourceConfig")) and resources.get("InstanceGroups"):
        asked["ResourceConfig"] = {"InstanceCount": 0, **resources}
    profiler = asked.get("ProfilerConfig")
    enabled = profiler is not None and not profiler.get("DisableProfiler")
    asked["ProfilingStatus"] = "Enabled" if enabled else "Disabled"
    return asked


def _channel(channel: Mapping[str, Any]) -> dict[str, Any]:
    """
    A channel with its defaults.
    """
    source = dict(channel["DataSource"])
    if s3 := source.get("S3DataSource"):
        source["S3DataSource"] = {"S3DataDistributionType": "FullyReplicated", **s3}
    return {"CompressionType": "None", "RecordWrapperType": "None", **channel, "DataSource": source}


def _transitions(state: State, now: float) -> list[dict[str, Any]]:
    """
    ``SecondaryStatusTransitions`` so far; the phase that is still on has no end.
    """
    transitions: list[dict[str, Any]] = []
    for phase in state.seen:
        transition: dict[str, Any] = {
            "Status": phase.secondary.value,
            "StartTime": _moment(phase.start),
            "StatusMessage": phase.message(now),
        }
        if phase is not state.seen[-1] or state.ended is not None:
            transition["EndTime"] = _moment(phase.end)
        transitions.append(transition)
    return transitions


def _times(record: JobRecord, state: State) -> dict[str, Any]:
    """
    When the job ran and what is billed for it.
    """
    times: dict[str, Any] = {}
    if state.started is None:
        return times
    times["TrainingStartTime"] = _moment(state.started)
    times["TrainingTimeInSeconds"] = seconds = max(1, round(state.ran))
    if state.ended is not None:
        times["TrainingEndTime"] = _moment(state.ended)
        spot = record.request.get("EnableManagedSpotTraining")
        times["BillableTimeInSeconds"] = max(1, round(seconds * SPOT_SHARE)) if spot else seconds
    return times


def _results(record: JobRecord, state: State) -> dict[str, Any]:
    """
    What the job has brought about: artifacts, metrics, the reason of its failure.
    """
    results: dict[str, Any] = {}
    uploaded = any(p.secondary is SecondaryStatus.UPLOADING for p in state.seen[:-1])
    if uploaded and state.primary is not TrainingJobStatus.FAILED and state.ended is not None:
        output = record.request["OutputDataConfig"]
        whole = "model/" if output.get("CompressionType") == "NONE" else "model.tar.gz"
        prefix = output["S3OutputPath"].rstrip("/")
        results["ModelArtifacts"] = {
            "S3ModelArtifacts": f"{prefix}/{record.name}/output/{whole}",
        }
    if state.primary is TrainingJobStatus.FAILED:
        results["FailureReason"] = state.seen[-1].reason
    if metrics := final_metrics(record):
        results["FinalMetricDataList"] = metrics
    return results


def final_metrics(record: JobRecord) -> list[dict[str, Any]]:
    """
    ``FinalMetricDataList`` of a job that has completed; empty before.
    """
    state = record.state
    if state.primary is not TrainingJobStatus.COMPLETED or state.ended is None:
        return []
    moment = float(int(state.ended - record.plan.uploading))
    planned = {name: (moment, value) for name, value in record.plan.final_metrics.items()}
    return [
        {"MetricName": name, "Value": value, "Timestamp": float(int(moment))}
        for name, (moment, value) in {**last_values(record), **planned}.items()
    ]


def _rule_statuses(record: JobRecord, state: State) -> dict[str, Any]:
    """
    How far the Debugger and profiler rules have come.
    """
    statuses: dict[str, Any] = {}
    for asked, told in (
        ("DebugRuleConfigurations", "DebugRuleEvaluationStatuses"),
        ("ProfilerRuleConfigurations", "ProfilerRuleEvaluationStatuses"),
    ):
        if rules := record.request.get(asked):
            statuses[told] = [
                {
                    "RuleConfigurationName": rule["RuleConfigurationName"],
                    "RuleEvaluationStatus": "InProgress"
                    if state.ended is None
                    else "NoIssuesFound",
                    "LastModifiedTime": _moment(state.changed),
                }
                for rule in rules
            ]
    return statuses
