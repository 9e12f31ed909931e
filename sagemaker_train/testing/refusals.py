"""
What the service refuses besides the model's own constraints, and in which words.

Texts are the service's own where they are on public record. The walk over the model's constraints
is ``sagemaker_train.checks.constraints``; its wording is in ``wording``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sagemaker_train.testing.members import elements, structure

DAY = 86_400
NOT_FOUND = "Requested resource not found."


class Refusal(Exception):  # noqa: N818  # it is an answer, not a failure
    """
    The service answers with an error. It never leaves the server.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int = 400,
        member: Literal["message", "Message"] = "message",
    ) -> None:
        self.code = code
        self.message = message
        self.status = status
        self.member = member
        """What the text is called in the answer: modelled errors have ``Message``."""
        self.date: float | None = None
        """The time by which it was judged, where that is not the clock's (epoch seconds)."""
        super().__init__(f"{code}: {message}")


def invalid(message: str) -> Refusal:
    """
    Make the refusal that most wrong requests get.
    """
    return Refusal("ValidationException", message)


def not_found() -> Refusal:
    """
    Make the refusal for a job that does not exist, which is not a ResourceNotFound.
    """
    return invalid(NOT_FOUND)


def in_use(arn: str) -> Refusal:
    """
    Make the refusal for a name that is taken.
    """
    return Refusal(
        "ResourceInUse",
        "Training job names must be unique within an AWS account and region, and a training job"
        f" with this name already exists ({arn})",
        member="Message",
    )


def over_quota(instance_type: str, limit: int, used: int, wanted: int) -> Refusal:
    """
    Make the refusal for more instances than the account may have.
    """
    return Refusal(
        "ResourceLimitExceeded",
        f"The account-level service limit '{instance_type} for training job usage' is {limit}"
        f" Instances, with current utilization of {used} Instances and a request delta of {wanted}"
        " Instances. Please use AWS Service Quotas to request an increase for this quota. If AWS"
        " Service Quotas is not available, contact AWS support to request an increase for this"
        " quota.",
        member="Message",
    )


def refuse_create(request: Mapping[str, Any]) -> None:
    """
    Refuse a request whose members do not go together.

    Raises:
        Refusal: For the first rule that is broken; unlike the model's constraints, these come
            one at a time.
    """
    _refuse_algorithm(request)
    _refuse_resources(structure(request, "ResourceConfig"), request)
    _refuse_stopping_condition(request)
    refuse_tags(elements(request, "Tags"))
    names = [channel["ChannelName"] for channel in elements(request, "InputDataConfig")]
    if repeated := _repeated(names):
        raise invalid(f"Channel names must be unique. Found duplicate channel name: {repeated}")


def _refuse_algorithm(request: Mapping[str, Any]) -> None:
    if request.get("ServerlessJobConfig"):
        return
    algorithm = request.get("AlgorithmSpecification")
    if algorithm is None:
        raise invalid("AlgorithmSpecification must be specified.")
    if request.get("ResourceConfig") is None:
        raise invalid("ResourceConfig must be specified.")
    if bool(algorithm.get("TrainingImage")) is bool(algorithm.get("AlgorithmName")):
        raise invalid("Exactly one of TrainingImage and AlgorithmName must be specified.")


def _refuse_resources(resources: Mapping[str, Any], request: Mapping[str, Any]) -> None:
    single = {"InstanceType", "InstanceCount"} & resources.keys()
    if resources.get("InstanceGroups"):
        if single:
            raise invalid(
                "InstanceGroups cannot be specified together with InstanceType or InstanceCount."
            )
        names = [group["InstanceGroupName"] for group in resources["InstanceGroups"]]
        if repeated := _repeated(names):
            raise invalid(f"Instance group names must be unique. Found duplicate: {repeated}")
    if resources.get("KeepAlivePeriodInSeconds"):
        if request.get("EnableManagedSpotTraining"):
            raise invalid("KeepAlivePeriodInSeconds is not supported with managed spot training.")
        if resources.get("InstanceGroups"):
            raise invalid("KeepAlivePeriodInSeconds is not supported with instance groups.")


def _refuse_stopping_condition(request: Mapping[str, Any]) -> None:
    condition = structure(request, "StoppingCondition")
    wait = condition.get("MaxWaitTimeInSeconds")
    runtime = condition.get("MaxRuntimeInSeconds") or DAY
    if runtime > 28 * DAY:
        raise invalid(f"Invalid MaxRuntimeInSeconds. It must be less than or equal to {28 * DAY}.")
    if not request.get("EnableManagedSpotTraining"):
        if wait is not None:
            raise invalid(
                "Invalid MaxWaitTimeInSeconds. It is only supported when"
                " EnableManagedSpotTraining is set to true"
            )
    elif wait is None or wait < runtime:
        raise invalid(
            "Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to"
            " MaxRuntimeInSeconds when EnableManagedSpotTraining is set to true"
        )


def refuse_tags(tags: Sequence[Mapping[str, Any]]) -> None:
    """
    Refuse tags that are doubled or reserved.

    Raises:
        Refusal: A key is there twice, or begins with ``aws:``.
    """
    keys = [tag["Key"] for tag in tags]
    if repeated := _repeated(keys):
        raise invalid(f"Duplicate tag keys found. Please remove the duplicate key: {repeated}")
    if any(key.lower().startswith("aws:") for key in keys):
        raise invalid("aws: prefixed tag key names are not allowed for external use.")


def _repeated(names: list[str]) -> str | None:
    """
    The first name that is there twice.
    """
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None
