from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import anyio
import pytest

from sagemaker_train import AsyncClient, Client
from sagemaker_train.errors import ResourceNotFoundError, ThrottlingError
from sagemaker_train.jobs.events import EventKind, JobEvent, Transitions, read_events
from sagemaker_train.jobs.patience import APPEARING
from sagemaker_train.jobs.steps import adrive, drive
from sagemaker_train.models.enums import SecondaryStatus
from sagemaker_train.testing import JobPlan, LocalSageMaker, VirtualClock
from tests.hand import Hand
from tests.local.wire import Wire, job
from tests.log_group import EPOCH, START, described

GONE = ResourceNotFoundError("ValidationException", "Requested resource not found.")


def transition(status: str, at: float, message: str = "") -> dict[str, Any]:
    return {"Status": status, "StartTime": EPOCH + at, "StatusMessage": message}


def follow(*answers: Any, **options: Any) -> Hand:
    """Read events by hand, of a job that is described in these ways one after the other."""
    waiting = list(answers)
    hand = Hand(lambda ask: waiting.pop(0))
    hand.drive(read_events("job", **options))
    assert not waiting
    return hand


def test_everything_so_far_and_then_what_is_new() -> None:
    """The first look tells the past, further ones only what changed, the last one the end."""
    starting = transition("Starting", 0, "Starting the training job")
    launching = transition("Starting", 0, "Launching requested ML instances")
    training = transition("Training", 60)
    over = [launching, training, transition("Completed", 90)]
    hand = follow(
        described(SecondaryStatusTransitions=[starting]),
        described(SecondaryStatusTransitions=[starting]),
        described(SecondaryStatusTransitions=[launching], LastModifiedTime=EPOCH + 30),
        described(SecondaryStatusTransitions=[launching, training]),
        described("Completed", SecondaryStatusTransitions=over, TrainingEndTime=EPOCH + 90),
    )
    assert [str(event) for event in hand.told] == [
        "2026-01-31 12:00:00Z Starting: Starting the training job",
        "2026-01-31 12:00:30Z Starting: Launching requested ML instances",
        "2026-01-31 12:01:00Z Training",
        "2026-01-31 12:01:30Z Completed",
        "2026-01-31 12:01:30Z Completed",
    ]
    kinds = [event.kind for event in hand.told]
    assert kinds == [EventKind.TRANSITION] * 4 + [EventKind.END]


def test_what_the_service_leaves_out() -> None:
    """A transition without a time is told at the time of the change, one without a status too."""
    timeless = {"Status": "Training", "StatusMessage": "at it"}
    unnamed = {"StartTime": EPOCH + 90}
    hand = follow(
        described(
            "Completed",
            SecondaryStatusTransitions=[timeless, unnamed],
            LastModifiedTime=EPOCH + 100,
            TrainingEndTime=EPOCH + 95,
        )
    )
    assert [str(event) for event in hand.told] == [
        "2026-01-31 12:01:40Z Training: at it",
        "2026-01-31 12:01:30Z Unknown",
        "2026-01-31 12:01:35Z Completed",
    ]


def test_interruptions() -> None:
    """The loss of Spot capacity is an event of its own kind."""
    phases = [transition("Training", 60), transition("Interrupted", 80), transition("Starting", 80)]
    job_then = described("Stopped", SecondaryStatusTransitions=phases)
    kinds = [event.kind.value for event in follow(job_then).told]
    assert kinds == ["transition", "interruption", "transition", "end"]


def test_a_failure_is_told_with_its_reason() -> None:
    """The end carries the reason, and hides what looks like a secret in it."""
    secret = "ghp_k7Qm2xVb9RtY4wLz8NcF3hJd6GsP1aTe5UoW"
    (end,) = follow(described("Failed", FailureReason=f"AlgorithmError: token={secret}")).told
    assert (end.kind, end.status) == (EventKind.END, "Failed")
    assert "AlgorithmError" in end.message
    assert secret not in str(end) + repr(end)


def test_warm_pools() -> None:
    """Each state of a warm pool is told once; with ``warm_pool`` until the pool is gone."""
    available = {"Status": "Available"}
    reused = {"Status": "Reused", "ReusedByJob": "next"}
    answers = [
        described(WarmPoolStatus={"Status": "InUse"}),
        described(WarmPoolStatus={"Status": "InUse"}),
        described("Completed", WarmPoolStatus=available),
    ]
    told_events = follow(*answers).told
    assert [(e.kind.value, str(e.status)) for e in told_events] == [
        ("warm-pool", "InUse"),
        ("end", "Completed"),
        ("warm-pool", "Available"),
    ]
    longer = follow(*answers, described("Completed", WarmPoolStatus=reused), warm_pool=True)
    assert str(longer.told[-1]).endswith("warm pool Reused: reused by next")


def test_without_following_one_look_is_enough() -> None:
    """The past is told and nothing waited for."""
    hand = follow(described(SecondaryStatusTransitions=[transition("Starting", 0)]), follow=False)
    assert (len(hand.told), hand.pauses) == (1, [])


def test_jobs_that_are_not_there() -> None:
    """A job that never was is an error; one that is deleted meanwhile has ended."""
    with pytest.raises(ResourceNotFoundError):
        follow(GONE)
    (end,) = follow(described(), GONE).told
    assert (end.kind, end.status) == (EventKind.END, "Deleting")
    hand = follow(described("Deleting"))
    assert [event.kind for event in hand.told] == [EventKind.END]


def test_a_job_that_is_not_known_yet() -> None:
    """One that the service itself named is waited for, until it is unknown for a minute."""
    hand = follow(GONE, GONE, described("Completed"), known_to_exist=True)
    assert [event.kind for event in hand.told] == [EventKind.END]
    never = Hand(lambda ask: GONE)
    with pytest.raises(ResourceNotFoundError):
        never.drive(read_events("job", known_to_exist=True))
    assert sum(never.pauses) == APPEARING
    (end,) = follow(described(), GONE, known_to_exist=True).told
    assert end.status == "Deleting"


def test_trouble_is_sat_out() -> None:
    """Throttling does not end the watching."""
    throttled = ThrottlingError("ThrottlingException", "Rate exceeded")
    assert len(follow(throttled, throttled, described("Completed")).told) == 1


def test_looks_are_quick_when_phases_are_short() -> None:
    """Looks come often while a job starts, and seldom while it trains, never in step."""
    training = follow(*[described()] * 5, described("Completed")).pauses
    starting = follow(*[described(SecondaryStatus="Starting")] * 5, described("Completed")).pauses
    assert max(starting) <= 6 < 24 <= min(training) <= max(training) <= 36
    assert len(set(training)) == 5


def test_an_unknown_status_is_told_as_it_is() -> None:
    """A status that this version does not know is an event as any other."""
    (first, _) = follow(
        described("Stopped", SecondaryStatusTransitions=[transition("Hibernating", 5)])
    ).told
    assert (first.status, first.status.is_known) == ("Hibernating", False)


def test_deleted_after_the_end_is_no_second_end() -> None:
    """A job ends once."""
    transitions = Transitions()
    assert len(list(transitions.news(described("Completed")))) == 1
    assert list(transitions.deleted()) == []


# Against the local SageMaker

PLAN = JobPlan(training=3_000, interruptions=(500, 700))
SPOT = {
    "EnableManagedSpotTraining": True,
    "StoppingCondition": {"MaxRuntimeInSeconds": 36_000, "MaxWaitTimeInSeconds": 72_000},
}


def statuses(events: list[JobEvent]) -> list[str]:
    """What happened, the messages of one phase taken together."""
    found = [str(e.status) for e in events if e.kind is not EventKind.END]
    return [s for place, s in enumerate(found) if place == 0 or found[place - 1] != s]


def spot_life() -> list[str]:
    attempt = ["Starting", "Downloading", "Training"]
    return [*attempt, "Interrupted", *attempt, "Interrupted", *attempt, "Uploading", "Completed"]


def watch(local: LocalSageMaker) -> list[JobEvent]:
    with Client(
        local.region,
        endpoint_url=local.endpoint_url,
        credentials=local.credentials,
        clock=local.clock,
    ) as client:
        return list(drive(read_events("a"), client))


def watch_awaited(backend: str) -> Callable[[LocalSageMaker], list[JobEvent]]:
    def watching(local: LocalSageMaker) -> list[JobEvent]:
        async def run() -> list[JobEvent]:
            async with AsyncClient(
                local.region,
                endpoint_url=local.endpoint_url,
                credentials=local.credentials,
                clock=local.clock,
            ) as client:
                return [event async for event in adrive(read_events("a"), client)]

        return anyio.run(run, backend=backend)

    return watching


@pytest.mark.parametrize(
    "watching",
    [watch, watch_awaited("asyncio"), watch_awaited("trio")],
    ids=["sync", "asyncio", "trio"],
)
def test_a_spot_life(watching: Callable[[LocalSageMaker], list[JobEvent]]) -> None:
    """Every phase, interruption and the end of a Spot job, once and in order."""
    with LocalSageMaker(clock=VirtualClock(START), plan=PLAN) as local:
        Wire(local)("CreateTrainingJob", **job("a", **SPOT))
        events = watching(local)
    assert statuses(events) == spot_life()
    assert [e.kind for e in events].count(EventKind.INTERRUPTION) == 2
    assert (events[-1].kind, events[-1].status) == (EventKind.END, "Completed")
    interrupted = [e.timestamp for e in events if e.status == SecondaryStatus.INTERRUPTED]
    assert interrupted[0] == START + timedelta(seconds=60 + 30 + 500)
