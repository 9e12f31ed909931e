"""
The books of the local service: which jobs there are and what was done to them.
"""

from __future__ import annotations

import fnmatch
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import attrs

from sagemaker_train.models.enums import TrainingJobStatus
from sagemaker_train.testing.clock import VirtualClock
from sagemaker_train.testing.job_plan import JobPlan
from sagemaker_train.testing.life import (
    TERMINAL,
    Limits,
    Phase,
    State,
    phases,
    state_at,
)
from sagemaker_train.testing.members import elements, structure
from sagemaker_train.testing.refusals import DAY


@attrs.define(kw_only=True, repr=False, eq=False)
class JobRecord:
    """
    A training job as the service knows it. Its ``repr`` shows no value of the request.
    """

    name: str
    arn: str
    request: Mapping[str, Any]
    """The request that made it, as it came, in AWS's names; updates are folded in."""
    created_at: float
    """Epoch seconds, to the millisecond."""
    plan: JobPlan
    clock: VirtualClock
    tags: dict[str, str]
    warm_start: bool = False
    """Whether it found a warm pool that matches."""
    stop_requested: float | None = None
    deleted_at: float | None = None
    updated_at: float = 0.0
    pool_ended: float | None = None
    """When a user let the warm pool go or another job took it over."""
    reused_by: str | None = None
    tuning_job: str | None = None
    """The hyperparameter tuning job that it belongs to, set with ``assign_to_tuning_job``."""
    _life: tuple[Phase, ...] | None = None

    @property
    def created(self) -> datetime:
        """
        When it was created, in UTC.
        """
        return datetime.fromtimestamp(self.created_at, UTC)

    @property
    def status(self) -> TrainingJobStatus:
        """
        ``TrainingJobStatus`` now.
        """
        return TrainingJobStatus.DELETING if self.deleted_at is not None else self.state.primary

    @property
    def state(self) -> State:
        """
        The job at this moment of the virtual clock.
        """
        return state_at(self.life, self.clock.timestamp())

    @property
    def life(self) -> tuple[Phase, ...]:
        """
        The whole life of the job, the future included, as things stand.
        """
        if self._life is None:
            condition = structure(self.request, "StoppingCondition")
            limits = Limits(
                created=self.created_at,
                max_runtime=condition.get("MaxRuntimeInSeconds") or DAY,
                max_wait=condition.get("MaxWaitTimeInSeconds"),
                spot=bool(self.request.get("EnableManagedSpotTraining")),
                checkpoints=bool(self.request.get("CheckpointConfig")),
                warm_start=self.warm_start,
                retries=structure(self.request, "RetryStrategy").get("MaximumRetryAttempts") or 0,
                stop_requested=self.stop_requested,
            )
            self._life = phases(self.plan, limits)
        return self._life

    def stop(self, now: float) -> None:
        """
        Stop the job at a moment.
        """
        self.stop_requested = now
        self._life = None

    @property
    def modified_at(self) -> float:
        """
        When the job last changed (epoch seconds).
        """
        return max(self.state.changed, self.updated_at, self.deleted_at or 0.0)

    @property
    def keep_alive(self) -> int:
        """
        How long the warm pool of the job lives, in seconds; 0 without one.
        """
        return structure(self.request, "ResourceConfig").get("KeepAlivePeriodInSeconds") or 0

    def warm_pool(self, now: float) -> dict[str, Any] | None:
        """
        Tell ``WarmPoolStatus`` at a moment; ``None`` for a job that never had a pool.
        """
        if self.pool_ended is None and not self.keep_alive:
            return None
        state = self.state
        if state.ended is None:
            return {"Status": "InUse"}
        if state.primary is TrainingJobStatus.FAILED or state.started is None:
            return {"Status": "Terminated", "ResourceRetainedBillableTimeInSeconds": 0}
        expires = state.ended + self.keep_alive if self.keep_alive else state.ended
        end = expires if self.pool_ended is None else self.pool_ended
        retained = {"ResourceRetainedBillableTimeInSeconds": int(max(0.0, end - state.ended))}
        if self.reused_by is not None:
            return {"Status": "Reused", **retained, "ReusedByJob": self.reused_by}
        if now >= end:
            return {"Status": "Terminated", **retained}
        return {"Status": "Available"}

    def matches_pool_of(self, other: JobRecord) -> bool:
        """
        Whether this job could run in the warm pool that another one left.

        The members that must be equal are those that the warm pool guide lists.
        """
        return all(self._pool_key(path) == other._pool_key(path) for path in POOL_KEYS)

    def _pool_key(self, path: str) -> object:
        *parents, name = path.split(".")
        holder = self.request
        for parent in parents:
            holder = structure(holder, parent)
        return holder.get(name) or None

    def __repr__(self) -> str:
        return f"JobRecord(name={self.name!r}, status={self.status.value!r})"


POOL_KEYS = (
    "RoleArn",
    "ResourceConfig.InstanceType",
    "ResourceConfig.InstanceCount",
    "ResourceConfig.VolumeSizeInGB",
    "ResourceConfig.VolumeKmsKeyId",
    "VpcConfig",
    "EnableInterContainerTrafficEncryption",
    "EnableNetworkIsolation",
    "SessionChainingConfig",
)


class Books(Mapping[str, JobRecord]):
    """
    Every job of an account and region, by name; deleted ones vanish when they are gone.

    It reads like a mapping. A lock makes reading from a test's thread safe while the server's
    thread writes.
    """

    def __init__(self, clock: VirtualClock, default_plan: JobPlan) -> None:
        self.clock = clock
        self.default_plan = default_plan
        self.quotas: dict[str, int] = {}
        """Instances that may run at once, by instance type; any number where none is named."""
        self.lock: threading.RLock = threading.RLock()
        self._jobs: dict[str, JobRecord] = {}
        self._gone: list[JobRecord] = []
        self._plans: list[tuple[str, JobPlan]] = []

    def plan(self, pattern: str, plan: JobPlan) -> None:
        """
        Decide how jobs created from now on will fare, by a shell pattern of their names.
        """
        with self.lock:
            self._plans.insert(0, (pattern, plan))

    def plan_of(self, name: str) -> JobPlan:
        """
        The plan for a new job: the last one that was made for its name, or the default.
        """
        fitting = (plan for pattern, plan in self._plans if fnmatch.fnmatchcase(name, pattern))
        return next(fitting, self.default_plan)

    def add(self, record: JobRecord) -> None:
        """
        Enter a new job.
        """
        self._jobs[record.name] = record

    def _forget_deleted(self) -> None:
        now = self.clock.timestamp()
        gone = [
            name
            for name, record in self._jobs.items()
            if record.deleted_at is not None and now >= record.deleted_at + record.plan.deleting
        ]
        for name in gone:
            self._gone.append(self._jobs.pop(name))

    def __getitem__(self, name: str) -> JobRecord:
        with self.lock:
            record = self._jobs[name]
            if record.deleted_at is not None:
                self._forget_deleted()
            return self._jobs[name]

    def __iter__(self) -> Iterator[str]:
        with self.lock:
            self._forget_deleted()
            return iter(list(self._jobs))

    def __len__(self) -> int:
        with self.lock:
            self._forget_deleted()
            return len(self._jobs)

    def __repr__(self) -> str:
        return f"Books({len(self)} training jobs)"

    def records(self) -> list[JobRecord]:
        """
        Every job, in the order of creation.
        """
        with self.lock:
            self._forget_deleted()
            return list(self._jobs.values())

    def ever(self) -> list[JobRecord]:
        """
        Every job that there ever was; what it wrote to CloudWatch outlives it.
        """
        with self.lock:
            return [*self._gone, *self.records()]

    def by_arn(self, arn: str) -> JobRecord | None:
        """
        Find a job by its ARN.
        """
        record = self.get(arn.rpartition("/")[2])
        return record if record is not None and record.arn == arn else None

    def instances_in_use(self, instance_type: str) -> int:
        """
        Count the instances of a type that jobs have now.
        """
        counts = (
            instances(record.request).get(instance_type, 0)
            for record in self.records()
            if record.state.primary not in TERMINAL
        )
        return sum(counts)

    def available_pool(self, newcomer: JobRecord) -> JobRecord | None:
        """
        Find a finished job whose warm pool a new job can take over.
        """
        now = self.clock.timestamp()
        for record in self.records():
            pool = record.warm_pool(now) if record.keep_alive else None
            if pool == {"Status": "Available"} and newcomer.matches_pool_of(record):
                return record
        return None


def instances(request: Mapping[str, Any]) -> dict[str, int]:
    """
    Count the instances that a request asks for, by type.
    """
    resources = structure(request, "ResourceConfig")
    wanted: dict[str, int] = {}
    for group in elements(resources, "InstanceGroups") or [resources]:
        kind: str | None = group.get("InstanceType")
        if kind:
            wanted[kind] = wanted.get(kind, 0) + (group.get("InstanceCount") or 1)
    return wanted
