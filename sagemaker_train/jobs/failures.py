"""
Why a job failed: the category of its FailureReason, its last words, where to look.

``FailureReason`` is prose. It usually begins with the name of an error (``AlgorithmError: …``), and
what stands behind it tells an image that cannot be run from a program that went wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

import attrs

from sagemaker_train.checks.secrets import mask_text
from sagemaker_train.display.console import addresses
from sagemaker_train.errors import SageMakerTrainError, TrainingJobFailedError
from sagemaker_train.jobs.logs import LOG_GROUP, read_logs
from sagemaker_train.jobs.patience import Patience
from sagemaker_train.jobs.steps import Ask, Pause, Steps, Tell
from sagemaker_train.models.responses import DescribeTrainingJobResponse

Category: TypeAlias = Literal["capacity", "client", "algorithm", "image", "internal", "unknown"]
"""Whose fault it is, as far as the reason tells."""

ADVICE: dict[Category, str] = {
    "capacity": "AWS had no such instances free, or a quota is used up: try again later, or another"
    " instance type or zone; a warm pool or a training plan keeps capacity, and Service Quotas"
    " raises a quota.",
    "client": "Something about the request, its data or its permissions: correct it and run again.",
    "algorithm": "The training program ended with an error: its log says which.",
    "image": "The container could not be pulled or started: look at the image's address, its"
    " permissions, its architecture and its entry point.",
    "internal": "AWS failed, not the job: run it again, and ask AWS Support if it happens again.",
    "unknown": "",
}
"""What to do next."""

LAST_TRANSITIONS = 5
LAST_LINES = 10

FEW_NODES = 8
"""Instances up to which the logs of all of them are looked at; of more, those of the first."""

MOST_ASKED = 30
"""Calls that the last log lines may take, as a failure is to be told soon."""

LONGEST_CALL = 15.0
"""Seconds that each of them may take at most."""

_HEAD = re.compile(r"\s*([A-Za-z]+(?:Error|Exception|Failure))\b")

_HEADS: dict[str, Category] = {
    "CapacityError": "capacity",
    "InsufficientCapacityError": "capacity",
    "ResourceLimitExceededError": "capacity",
    "InternalServerError": "internal",
    "InternalError": "internal",
    "InternalFailure": "internal",
    "ServiceError": "internal",
    "AlgorithmError": "algorithm",
    "ClientError": "client",
    "ValidationError": "client",
    "ImageError": "image",
    "CannotStartContainerError": "image",
    "CannotPullContainerError": "image",
}
"""The category of each name that a reason may begin with."""

_IMAGE = re.compile(
    r"Cannot(Start|Pull|Create)Container|cannot (pull|start)\b.{0,40}\bcontainer|exec format error"
    r"|(pull|access|find|resolve)\w*\b.{0,40}\bimage\b|image\b.{0,40}\b(not exist|not found)"
    r"|ImagePull|manifest (unknown|for)\b|cannot find repository|\bregistry ID\b|\becr:[a-z]",
    re.IGNORECASE | re.DOTALL,
)
_CAPACITY = re.compile(
    r"insufficient ?capacity|unable to provision|no capacity|capacity is (not|un)available"
    r"|MaxPendingTime|ResourceLimitExceeded|service limit",
    re.IGNORECASE,
)
_INTERNAL = re.compile(r"internal (server )?error|service (is )?unavailable", re.IGNORECASE)


def category_of(reason: str | None) -> Category:
    """
    Tell whose fault a failure is by its ``FailureReason``.

    Example:
        >>> category_of("AlgorithmError: , exit code: 1")
        'algorithm'
    """
    text = reason or ""
    head = _HEAD.match(text)
    named = _HEADS.get(head[1]) if head else None
    opening = text[head.end() if head else 0 :][:200]
    match named:
        case "algorithm":
            # What a program prints is part of the reason, so only how it begins counts.
            return "image" if _IMAGE.match(opening.lstrip(": ")) else "algorithm"
        case "client":
            if _CAPACITY.search(opening):
                return "capacity"
            return "image" if _IMAGE.search(opening) else "client"
        case None:
            found: list[tuple[re.Pattern[str], Category]] = [
                (_CAPACITY, "capacity"),
                (_IMAGE, "image"),
                (_INTERNAL, "internal"),
            ]
            fitting: list[Category] = [one for form, one in found if form.search(opening)]
            return fitting[0] if fitting else "unknown"
        case "capacity" | "image" | "internal" | "unknown":
            return named


def failure(
    job: DescribeTrainingJobResponse, log_lines: Sequence[str] = ()
) -> TrainingJobFailedError:
    """
    Make the exception that tells why a job failed.
    """
    name = job.training_job_name
    category = category_of(job.failure_reason)
    pages = addresses(job.training_job_arn)
    return TrainingJobFailedError(
        name,
        mask_text(job.failure_reason or ""),
        category=category,
        transitions=[
            attrs.evolve(one, status_message=mask_text(one.status_message or ""))
            for one in (job.secondary_status_transitions or ())[-LAST_TRANSITIONS:]
        ],
        log_lines=log_lines,
        log_group=LOG_GROUP,
        log_stream_prefix=f"{name}/",
        console_url=pages.job if pages else None,
        advice=ADVICE[category],
    )


def last_lines(job: DescribeTrainingJobResponse) -> Steps[list[str]]:
    """
    Return the last lines of a job's log, or as many as can be had quickly; never raise.

    Nothing is worse than not to be told of a failure because its log could not be read.
    """
    lines: list[str] = []
    nodes = (job.resource_config and job.resource_config.instance_count) or 1
    steps = read_logs(
        job.training_job_name,
        tail=LAST_LINES,
        node="algo-1" if nodes > FEW_NODES else None,
        patience=Patience(limit=0.0),
    )
    asked = 0
    try:
        step: Ask | Pause | Tell = next(steps)
        while asked < MOST_ASKED:
            if not isinstance(step, Ask):
                if isinstance(step, Tell):
                    lines.append(f"{step.value.node}: {mask_text(step.value.message)}")
                step = next(steps)  # a pause is not worth its time here
                continue
            asked += 1
            try:
                answer = yield step._replace(timeout=LONGEST_CALL)
            except SageMakerTrainError as error:
                step = steps.throw(error)
            else:
                step = steps.send(answer)
    except (StopIteration, SageMakerTrainError):
        pass
    finally:
        steps.close()
    return lines[-LAST_LINES:]
