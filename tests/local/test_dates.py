"""
The ``Date`` of answers: by it a client tells a job of its own from an older one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from hypothesis import given, strategies as st

from sagemaker_train import Client
from sagemaker_train.errors import ResourceInUseError
from sagemaker_train.models.requests import CreateTrainingJobRequest
from sagemaker_train.testing import Fault, FaultPlan, FaultRule, LocalSageMaker, VirtualClock
from sagemaker_train.transport.codec import from_wire
from sagemaker_train.transport.retry import RetryPolicy
from tests.local.wire import Wire, job

START = datetime(2026, 1, 31, 12, tzinfo=UTC)

CLOCKS: dict[str, Callable[[], VirtualClock]] = {
    "standing": lambda: VirtualClock(START),
    "standing at the real time": VirtualClock,
    "advancing with each request": lambda: VirtualClock(START, per_request=30),
    "fast": VirtualClock.fast_forward,
    "very fast": lambda: VirtualClock(START, speed=2_000),
    "slow": lambda: VirtualClock(START, speed=0.5),
    "real": lambda: VirtualClock(speed=1),
}


@pytest.fixture(params=list(CLOCKS))
def ticking(request: pytest.FixtureRequest) -> Iterator[LocalSageMaker]:
    with LocalSageMaker(clock=CLOCKS[request.param]()) as local:
        yield local


@pytest.fixture
def client(ticking: LocalSageMaker) -> Iterator[Client]:
    with Client(
        ticking.region,
        endpoint_url=ticking.endpoint_url,
        credentials=ticking.credentials,
        retry=RetryPolicy(base_delay=0.001, throttle_delay=0.001),
    ) as made:
        yield made


def request(**changes: Any) -> CreateTrainingJobRequest:
    return from_wire(CreateTrainingJobRequest, job("a", **changes))


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.INTERNAL_FAILURE, Fault.CUT_JSON])
def test_a_create_whose_answer_is_lost_is_ours(
    ticking: LocalSageMaker, client: Client, fault: Fault
) -> None:
    """Whatever the clock, the job that our own lost call made is recognised as ours."""
    ticking.faults = FaultPlan(
        [
            FaultRule(fault, operation="CreateTrainingJob", calls=(1,), carried_out=True),
            FaultRule(Fault.THROTTLE, operation="DescribeTrainingJob", calls=(1, 2)),
        ]
    )
    created = client.create_training_job(request())
    assert created.training_job_arn == ticking.jobs["a"].arn
    assert len(ticking.jobs) == 1


def test_an_older_job_is_not_ours(ticking: LocalSageMaker, client: Client) -> None:
    """The same job made by somebody else an hour earlier is not taken for ours."""
    Wire(ticking)("CreateTrainingJob", **job("a"))
    ticking.clock.advance(timedelta(hours=1))
    ticking.faults = FaultPlan(
        [FaultRule(Fault.RESET, operation="CreateTrainingJob", calls=(1,), carried_out=False)]
    )
    with pytest.raises(ResourceInUseError, match="before this call"):
        client.create_training_job(request())


@given(
    st.sampled_from(list(CLOCKS)),
    st.lists(st.sampled_from(["advance", "sleep", "request"]), max_size=8),
)
def test_a_date_is_never_ahead(clock_name: str, happenings: list[str]) -> None:
    """The time in ``Date`` goes forward, and never beyond the time that jobs live by."""
    clock = CLOCKS[clock_name]()
    told = [clock.header_timestamp()]
    for happening in happenings:
        match happening:
            case "advance":
                clock.advance(100)
            case "sleep":
                clock.sleep(5)
            case _:
                clock.request_seen()
        told.append(clock.header_timestamp())
        assert told[-1] <= clock.timestamp()
    assert told == sorted(told)
    jumps = 100 * happenings.count("advance") + 5 * happenings.count("sleep")
    assert jumps <= told[-1] - told[0] < jumps + 5


def test_refused_signatures_are_told_the_time_they_are_judged_by() -> None:
    """Only the refusal of a signature carries the real time, moved by what the test set."""
    with LocalSageMaker(clock=VirtualClock(START)) as local:
        wire = Wire(local)
        assert parsedate_to_datetime(wire.send("ListTrainingJobs", {}).headers["date"]) == START
        local.time_offset = timedelta(hours=2)
        refused = wire.send("ListTrainingJobs", {})
        theirs = parsedate_to_datetime(refused.headers["date"])
        assert abs(theirs - datetime.now(UTC) - timedelta(hours=2)) < timedelta(seconds=10)
        with Client(
            local.region, endpoint_url=local.endpoint_url, credentials=local.credentials
        ) as client:
            assert list(client.list_training_jobs()) == []
