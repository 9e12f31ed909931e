"""
What it takes to wait for a thousand jobs: one poller for all, against one waiter for each.

Run from the repository's root: ``python -m tests.benchmarks.bench_many_jobs [JOBS]``. The jobs run
in a local SageMaker that takes two requests a second of each operation, as the account's quota has
it, and throttles the rest. Time is virtual: it passes from one request to the next as it would for
watchers that run side by side.
"""

from __future__ import annotations

import heapq
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import sagemaker_train as smt
from sagemaker_train.errors import SageMakerTrainError
from sagemaker_train.jobs.endings import Ending
from sagemaker_train.jobs.progress import JobProgress
from sagemaker_train.jobs.statuses import OVER
from sagemaker_train.jobs.steps import Ask, Pause, Steps, Tell
from sagemaker_train.jobs.waiting import Terms, wait
from sagemaker_train.jobs.watching import watch
from sagemaker_train.testing import JobPlan, LocalSageMaker, RateLimit, VirtualClock
from tests.job_examples import complete

RATE = RateLimit(per_second=2, burst=5)


class Measured(NamedTuple):
    """What a way of waiting took."""

    way: str
    requests: int
    throttled: int
    late: float
    """Seconds between the end of a job and the notice of it, on average."""
    worst: float
    hours: float
    """Virtual hours until every end was noticed."""
    seconds: float
    """Real seconds of this machine."""

    def __str__(self) -> str:
        return (
            f"{self.way:22}{self.requests:9,} requests{self.throttled:9,} throttled"
            f"{self.late:9,.0f} s late{self.worst:9,.0f} s at worst{self.hours:7.2f} h"
            f"{self.seconds:8.1f} s of this machine"
        )


def side_by_side(
    many: Iterable[Steps[Any]], client: smt.Client, clock: VirtualClock, calls: Counter[str]
) -> Iterator[Any]:
    """Drive steps as if each had a thread: the one that has slept out goes next. Count calls."""
    due = [(clock.timestamp(), number, steps, next(steps)) for number, steps in enumerate(many)]
    heapq.heapify(due)
    while due:
        moment, number, steps, step = heapq.heappop(due)
        clock.advance(max(0.0, moment - clock.timestamp()))
        try:
            match step:
                case Tell(value):
                    yield value
                    step = next(steps)
                case Pause(pause):
                    moment = clock.timestamp() + pause
                    step = Tell(None)
                case Ask(operation, request):
                    try:
                        answer = client.call(operation, request)
                    except SageMakerTrainError as error:
                        calls[type(error).__name__] += 1
                        step = steps.throw(error)
                    else:
                        calls["answered"] += 1
                        step = steps.send(answer)
        except StopIteration:
            continue
        heapq.heappush(due, (moment, number, steps, step))


def measured(way: str, jobs: int) -> Measured:
    """Submit jobs of ten minutes to two hours and wait for them in a way."""
    draw = random.Random(7)
    with (
        LocalSageMaker(clock=VirtualClock()) as local,
        smt.Client(
            local.region,
            endpoint_url=local.endpoint_url,
            credentials=local.credentials,
            clock=local.clock,
            retry=smt.RetryPolicy(max_attempts=1),
        ) as client,
    ):
        names = [f"sweep-{number:04}" for number in range(jobs)]
        for name in names:
            local.plan(name, JobPlan(training=draw.uniform(600, 7_200)))
        smt.submit_many(client, [complete().named(name).max_runtime(9_000) for name in names])
        local.limit_rate("*", RATE)
        begun, virtual = time.perf_counter(), local.clock.timestamp()
        terms = Terms(clock=local.clock.timestamp, known_to_exist=True, draw=draw.random)
        steps = [watch(names, terms)] if way == "one poller" else [wait(n, terms) for n in names]
        late, calls = list[float](), Counter[str]()
        for value in side_by_side(steps, client, local.clock, calls):
            name = value.name if isinstance(value, Ending | JobProgress) else ""
            status = value.status if isinstance(value, JobProgress) else None
            if isinstance(value, Ending) or status in OVER:
                late.append(local.clock.timestamp() - (local.jobs[name].state.ended or 0.0))
        assert len(late) == jobs
        return Measured(
            way,
            calls.total(),
            calls["ThrottlingError"],
            sum(late) / jobs,
            max(late),
            (local.clock.timestamp() - virtual) / 3600,
            time.perf_counter() - begun,
        )


def main() -> None:
    """Print what each way takes."""
    jobs = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    for way in ("one poller", "one waiter for each"):
        sys.stdout.write(f"{measured(way, jobs)}\n")


if __name__ == "__main__":
    main()
