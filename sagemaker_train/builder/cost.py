"""
The most that a job can cost, in billable instance-seconds.

Prices differ by region, contract and day, and are AWS's to tell; how many seconds of which
instance may be billed follows from the request alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sagemaker_train.models.creation import CreateTrainingJobRequest

_DEFAULT_RUNTIME = 86_400  # StoppingCondition: "The default value is 1 day."


def span(seconds: int) -> str:
    """
    Write a time for people: ``2 days 12:00:00``.
    """
    days, rest = divmod(seconds, 86_400)
    clock = f"{rest // 3600}:{rest % 3600 // 60:02}:{rest % 60:02}"
    return f"{days} day{'s' if days != 1 else ''} {clock}" if days else clock


class CostItem(NamedTuple):
    """
    Instances of one type that are billed for a time.
    """

    what: str
    """Why they run: ``training``, ``warm pool``, ``rule loss``."""
    instance_type: str
    instances: int
    seconds: int
    """The longest that each of them runs."""

    @property
    def instance_seconds(self) -> int:
        """
        Instances times seconds.
        """
        return self.instances * self.seconds

    def __str__(self) -> str:
        run = f"{self.instances} x {self.instance_type} for at most {span(self.seconds)}"
        return f"{self.what}: {run}"


class Cost(NamedTuple):
    """
    The most that a job can cost.
    """

    billable_instance_seconds: int | None
    """The sum over all items; ``None`` if the request does not tell."""
    items: tuple[CostItem, ...]
    notes: tuple[str, ...]
    """What to know about the number, or why there is none; a sentence each."""

    def __str__(self) -> str:
        total = self.billable_instance_seconds
        head = "unknown" if total is None else f"{total:,} billable instance-seconds"
        tenths = (total or 0) // 360  # of an hour; a float may be too small for the sum
        hours = "" if total is None else f" ({tenths // 10:,}.{tenths % 10} instance-hours)"
        return "\n".join([f"{head}{hours}", *map(str, self.items), *self.notes])


def most_expensive(request: CreateTrainingJobRequest) -> Cost:
    """
    Tell the most that a request can cost.

    Training is billed for at most the maximum runtime on every instance: with retries it is for all
    attempts together, and on spot instances waiting is free. A warm pool is billed while
    it is kept, rules of one's own while they run. Storage and transfer come on top.

    Args:
        request: Any request, complete or not.

    Returns:
        The sum with its parts and notes; the sum is ``None`` where it cannot be known.
    """
    if request.serverless_job_config is not None:
        note = "Serverless jobs are billed by what they process, not by instances and time."
        return Cost(None, (), (note,))
    notes: list[str] = []
    stopping = request.stopping_condition
    limit = stopping.max_runtime_in_seconds if stopping else None
    if limit is None:
        limit = _DEFAULT_RUNTIME
        notes.append("No maximum runtime is set: the service's default of 1 day counts.")
    cluster = _cluster(request)
    if cluster is None:
        note = "Instance type and count are not set (completely), so nobody can tell."
        return Cost(None, (), (*notes, note))
    items = [CostItem("training", kind, count, limit) for kind, count in cluster]
    resources = request.resource_config
    if resources and resources.keep_alive_period_in_seconds:
        kept = resources.keep_alive_period_in_seconds
        items += [CostItem("warm pool", kind, count, kept) for kind, count in cluster]
        notes.append("The warm pool is billed until a job takes it over or its time is up.")
    items += _rules(request, limit)
    notes += _remarks(request)
    return Cost(sum(item.instance_seconds for item in items), tuple(items), tuple(notes))


def _cluster(request: CreateTrainingJobRequest) -> list[tuple[str, int]] | None:
    """
    The instances that train, by type; ``None`` if they are not said.
    """
    part = request.resource_config
    if part is None:
        return None
    parts: list[tuple[str | None, int | None]]
    if part.instance_groups:
        parts = [(group.instance_type, group.instance_count) for group in part.instance_groups]
    elif part.instance_preferences:
        choices: list[tuple[str | None, int | None]] = [
            (one.instance_type, one.instance_count or part.instance_count)
            for one in part.instance_preferences
        ]
        # One of them is chosen; the one with the most instances is the upper bound.
        parts = [max(choices, key=lambda choice: choice[1] or 0)]
        if any(count is None for _, count in choices):
            return None
    else:
        parts = [(part.instance_type, part.instance_count)]
    complete = [(str(kind), count) for kind, count in parts if kind and count]
    return complete if len(complete) == len(parts) else None


def _rules(request: CreateTrainingJobRequest, limit: int) -> Iterator[CostItem]:
    """
    The instances of rules; those without an instance type run at AWS's expense.
    """
    for rules in (request.debug_rule_configurations, request.profiler_rule_configurations):
        for rule in rules or ():
            if rule.instance_type:
                what = f"rule {rule.rule_configuration_name}"
                yield CostItem(what, str(rule.instance_type), 1, limit)


def _remarks(request: CreateTrainingJobRequest) -> Iterator[str]:
    part = request.resource_config
    if request.enable_managed_spot_training:
        yield (
            "Spot instances cost less than this number of seconds on demand, and waiting for "
            "them is free; the maximum wait therefore adds nothing."
        )
    if request.retry_strategy:
        yield "The maximum runtime is for all attempts together."
    if part and part.instance_preferences:
        yield "One type of the preferences is chosen; the one with the most instances is counted."
    if part and (
        part.training_plan_arn
        or any(preference.training_plan_arns for preference in part.instance_preferences or ())
    ):
        yield "Capacity of a training plan was paid for with the plan."
    yield "A job that is stopped may add 120 seconds per instance and the upload of its model."
