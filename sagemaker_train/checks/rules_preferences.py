"""
Rules about InstancePreferences: several instance types, of which the service takes one.
"""

from __future__ import annotations

from collections.abc import Iterator

from sagemaker_train.checks.rule import Problem, Table
from sagemaker_train.checks.wording import shown
from sagemaker_train.models.creation import CreateTrainingJobRequest
from sagemaker_train.models.structures import InstancePreference, ResourceConfig

TABLE = Table()

_PLAN = "arn:aws:sagemaker:us-west-2:111122223333:training-plan/example"


def _preferences(*types: str, count: int | None = None, **members: object) -> dict[str, object]:
    counted = {} if count is None else {"InstanceCount": count}
    preferences = [{"InstanceType": instance_type} | counted for instance_type in types]
    return {"InstanceType": None, "InstanceCount": 1, "InstancePreferences": preferences} | members


def _preferred(
    request: CreateTrainingJobRequest,
) -> tuple[ResourceConfig | None, list[InstancePreference]]:
    resources = request.resource_config
    return resources, list((resources.instance_preferences if resources else None) or ())


@TABLE.rule(
    "instance-preferences-exclusive",
    "error",
    when="resource_config.instance_preferences",
    source="API reference, ResourceConfig.InstancePreferences",
    enforced=True,
    fix="Remove it, or InstancePreferences",
    bad={"ResourceConfig": _preferences("ml.g5.xlarge", InstanceType="ml.g5.xlarge")},
    fixed={"ResourceConfig": _preferences("ml.g5.xlarge")},
)
def instance_preferences_exclusive(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    InstancePreferences go with no InstanceType, InstanceGroups, InstancePlacementConfig or spot.
    """
    resources, preferences = _preferred(request)
    if resources is not None and preferences:
        message = "is set together with InstancePreferences."
        if resources.instance_type is not None:
            yield Problem(("resource_config", "instance_type"), message)
        if resources.instance_groups:
            yield Problem(("resource_config", "instance_groups"), message)
        if resources.instance_placement_config is not None:
            yield Problem(("resource_config", "instance_placement_config"), message)
        if request.enable_managed_spot_training:
            yield Problem(("enable_managed_spot_training",), message)


@TABLE.rule(
    "instance-preferences-unique",
    "error",
    when="resource_config.instance_preferences",
    source="API reference, InstancePreference.InstanceType",
    enforced=True,
    fix="List every instance type once",
    bad={"ResourceConfig": _preferences("ml.g5.xlarge", "ml.g5.xlarge")},
    fixed={"ResourceConfig": _preferences("ml.g5.xlarge", "ml.g6.xlarge")},
)
def instance_preferences_unique(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    No instance type is twice in InstancePreferences.
    """
    seen: set[str] = set()
    for position, preference in enumerate(_preferred(request)[1]):
        if preference.instance_type in seen:
            path = ("resource_config", "instance_preferences", position, "instance_type")
            yield Problem(path, f"{shown(preference.instance_type)} is in the list already.")
        seen.add(preference.instance_type)


@TABLE.rule(
    "instance-preferences-count",
    "error",
    when="resource_config.instance_preferences",
    source="API reference, InstancePreference.InstanceCount: other requests are rejected",
    enforced=True,
    fix="Set InstanceCount on every preference, or only once in ResourceConfig",
    bad={"ResourceConfig": _preferences("ml.g5.xlarge", count=2)},
    fixed={"ResourceConfig": _preferences("ml.g5.xlarge", count=2, InstanceCount=None)},
)
def instance_preferences_count(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    InstanceCount is on all preferences or, for all of them, in ResourceConfig alone.
    """
    resources, preferences = _preferred(request)
    if resources is None or not preferences:
        return
    for_all = ("resource_config", "instance_count")
    counted = [preference.instance_count is not None for preference in preferences]
    if not any(counted) and resources.instance_count is None:
        yield Problem(for_all, "is missing, and no preference has a count of its own.")
    elif any(counted):
        if resources.instance_count is not None:
            yield Problem(for_all, "is set, but preferences have counts of their own.")
        for position, has_count in enumerate(counted):
            if not has_count:
                path = ("resource_config", "instance_preferences", position, "instance_count")
                yield Problem(path, "is missing, but other preferences have one.")


@TABLE.rule(
    "instance-preferences-plan",
    "error",
    when="resource_config.instance_preferences",
    source="API reference, InstancePreference.TrainingPlanArns",
    enforced=True,
    fix="Name training plans per preference, or one for the job",
    bad={
        "ResourceConfig": _preferences(
            "ml.g5.xlarge",
            TrainingPlanArn=_PLAN,
            InstancePreferences=[{"InstanceType": "ml.g5.xlarge", "TrainingPlanArns": [_PLAN]}],
        )
    },
    fixed={
        "ResourceConfig": _preferences(
            InstancePreferences=[{"InstanceType": "ml.g5.xlarge", "TrainingPlanArns": [_PLAN]}]
        )
    },
)
def instance_preferences_plan(request: CreateTrainingJobRequest) -> Iterator[Problem]:
    """
    TrainingPlanArns of preferences do not go with the job's TrainingPlanArn.
    """
    resources, preferences = _preferred(request)
    if resources is not None and resources.training_plan_arn:
        for position, preference in enumerate(preferences):
            if preference.training_plan_arns:
                path = ("resource_config", "instance_preferences", position, "training_plan_arns")
                yield Problem(path, "is set together with TrainingPlanArn of ResourceConfig.")
