"""Hundreds of creates under random damage: what every caller believes, against the books."""

import random
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import nullcontext
from typing import Any

import anyio
import pytest

import sagemaker_train as smt
from sagemaker_train.jobs.clock import WallClock
from sagemaker_train.testing import Fault, FaultPlan, FaultRule, LocalSageMaker, VirtualClock
from tests.faults.callers import WAYS, without_aiohttp
from tests.faults.test_fault_table import EAGER, job

JOBS = 240
WORKERS = 12
DAMAGE = 0.2
"""The share of all requests that is damaged, creates and looks alike."""

OPTIONS: dict[str, Any] = {
    "timeout": smt.Timeout(total=20, connect=1, read=0.25),
    "retry": EAGER,
}
FAULTS = [f for f in Fault if f not in (Fault.EXPIRED_TOKEN, Fault.WRONG_DATE, Fault.DRIP)]


def damaged(seed: int) -> FaultPlan:
    """A fifth of all requests, each kind of fault as likely, carried out or not."""
    rules: list[FaultRule] = []
    left = 1.0
    kinds = [(fault, done) for fault in FAULTS for done in (False, True)]
    kinds = [(f, done) for f, done in kinds if done or not f.needs_answer]
    for fault, done in kinds:
        share = DAMAGE / len(kinds)
        # Rules are tried in order, so each later one must draw from what the earlier ones left.
        rules.append(FaultRule(fault, carried_out=done, probability=share / left))
        left -= share
    return FaultPlan(rules, seed=seed)


class Hasty(WallClock):
    """A clock by which seconds are milliseconds."""

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds / 1000)

    async def sleep_async(self, seconds: float) -> None:
        await super().sleep_async(seconds / 1000)


def access(local: LocalSageMaker) -> dict[str, Any]:
    """What a client needs."""
    return {
        "region": local.region,
        "endpoint_url": local.endpoint_url,
        "credentials": local.credentials,
        "clock": Hasty(),
    }


def drain(client: smt.Client | smt.AsyncClient) -> None:
    """Use up the retries of a client, as an outage does."""
    while client._links.settings.quota.take("throttled"):
        pass


class Beliefs:
    """What the callers were told: by job, the ARN of their own job, or the error."""

    def __init__(self) -> None:
        self.told: dict[tuple[str, int], str | Exception] = {}

    def wrong(self, local: LocalSageMaker) -> list[str]:
        """Where a belief and the books differ."""
        found: list[str] = []
        for (name, epochs), belief in self.told.items():
            record = local.jobs.get(name)
            mine = record is not None and record.request["HyperParameters"]["epochs"] == str(epochs)
            if isinstance(belief, str):
                if record is None or not mine or record.arn != belief:
                    found.append(f"{name}: told that the job is ours, and it is not")
            elif isinstance(belief, smt.ResourceInUseError):
                if mine:
                    found.append(f"{name}: told that the name is taken, and it is our job")
            elif mine and not any(
                "may have been" in note for note in getattr(belief, "__notes__", ())
            ):
                found.append(f"{name}: told {belief!r}, and the job runs")
        return found

    def doubtful(self) -> Iterator[str]:
        """Who was told that a job may be there."""
        for (name, _), belief in self.told.items():
            if isinstance(belief, Exception):
                yield from (name for note in getattr(belief, "__notes__", ()) if "may have" in note)


def wanted(seed: int) -> list[tuple[str, int]]:
    """Job names with what tells requests apart; a tenth of the names is wanted twice."""
    drawn = random.Random(seed)
    names = [(f"soak-{seed}-{n}", 1) for n in range(JOBS)]
    twice = [(name, 2) for name, _ in drawn.sample(names, JOBS // 10)]
    mixed = names + twice
    drawn.shuffle(mixed)
    return mixed


def from_threads(
    local: LocalSageMaker, jobs: list[tuple[str, int]], beliefs: Beliefs, drained: bool
) -> None:
    """One client, a dozen threads."""
    queue = iter(jobs)
    lock = threading.Lock()

    def work(client: smt.Client) -> None:
        while True:
            with lock:
                item = next(queue, None)
            if item is None:
                return
            try:
                answer = client.create_training_job(job(*item), **OPTIONS)
            except smt.SageMakerTrainError as error:
                beliefs.told[item] = error
            else:
                beliefs.told[item] = answer.training_job_arn

    with smt.Client(**access(local)) as client:
        if drained:
            drain(client)
        threads = [threading.Thread(target=work, args=(client,)) for _ in range(WORKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def from_coroutines(way: str) -> Callable[..., None]:
    """One client, all jobs at once."""
    backend, _, extra = way.partition(" with ")

    async def main(
        local: LocalSageMaker, jobs: list[tuple[str, int]], beliefs: Beliefs, drained: bool
    ) -> None:
        async with smt.AsyncClient(**access(local)) as client:
            if drained:
                drain(client)

            async def work(item: tuple[str, int]) -> None:
                try:
                    answer = await client.create_training_job(job(*item), **OPTIONS)
                except smt.SageMakerTrainError as error:
                    beliefs.told[item] = error
                else:
                    beliefs.told[item] = answer.training_job_arn

            async with anyio.create_task_group() as group:
                for item in jobs:
                    group.start_soon(work, item)

    run: Callable[..., Awaitable[None]] = main

    def start(*arguments: object) -> None:
        with nullcontext() if extra else without_aiohttp():
            anyio.run(run, *arguments, backend=backend)

    return start


@pytest.mark.parametrize(("seed", "drained"), [(1, False), (2, True)])
@pytest.mark.parametrize("way", ["threads", *WAYS[1:]])
def test_no_caller_ends_with_a_wrong_belief(way: str, seed: int, drained: bool) -> None:
    """A fifth of all requests is damaged, retries run out, and nobody is told what is not so."""
    jobs, beliefs = wanted(seed), Beliefs()
    with LocalSageMaker(clock=VirtualClock(speed=1), faults=damaged(seed)) as local:
        (from_threads if way == "threads" else from_coroutines(way))(local, jobs, beliefs, drained)
        assert len(beliefs.told) == len(jobs)
        assert beliefs.wrong(local) == []
        assert not any(beliefs.doubtful()), "whoever could look has looked"
        hurt = sum(call.fault is not None for call in local.requests)
        settled = sum(call.operation == "DescribeTrainingJob" for call in local.requests)
        made = sum(isinstance(belief, str) for belief in beliefs.told.values())
    assert hurt > 0.1 * len(jobs), "the plan did damage"
    assert settled > 10, "answers were lost and looked up"
    assert made > 0.8 * JOBS, "most jobs were made all the same"
