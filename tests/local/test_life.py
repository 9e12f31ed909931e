from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from sagemaker_train.models.enums import SecondaryStatus
from sagemaker_train.testing import JobPlan
from sagemaker_train.testing.life import RUNNING, TERMINAL, Limits, phases, state_at

CREATED = 1_000_000.0

seconds = st.integers(0, 5_000).map(float)
plans = st.builds(
    JobPlan,
    pending=seconds,
    starting=seconds,
    warm_starting=seconds,
    downloading=seconds,
    training=seconds,
    uploading=seconds,
    stopping=seconds,
    outcome=st.sampled_from(["completed", "failed"]),
    fails_in=st.sampled_from(["Starting", "Downloading", "Training", "Uploading"]),
    interruptions=st.lists(st.integers(1, 3_000).map(float), max_size=4),
    internal_errors=st.lists(st.integers(1, 3_000).map(float), max_size=4),
)
limits = st.builds(
    Limits,
    created=st.just(CREATED),
    max_runtime=st.integers(1, 20_000).map(float),
    max_wait=st.none() | st.integers(1, 20_000).map(float),
    spot=st.booleans(),
    checkpoints=st.booleans(),
    warm_start=st.booleans(),
    retries=st.integers(0, 3),
    stop_requested=st.none() | st.integers(0, 20_000).map(lambda s: CREATED + s),
)


def names(plan: JobPlan, **given: float | bool | None) -> list[str]:
    made = Limits(CREATED, **{"max_runtime": 86_400.0, **given})  # type: ignore[arg-type]  # mixed
    return [phase.secondary.value for phase in phases(plan, made)]


@given(plans, limits)
def test_a_life_is_whole(plan: JobPlan, made: Limits) -> None:
    """Whatever is planned and limited, phases follow each other without gaps to one end."""
    life = phases(plan, made)
    assert life[0].start == CREATED
    assert all(one.end == other.start for one, other in pairwise(life))
    assert all(phase.end >= phase.start for phase in life)
    assert life[-1].primary in TERMINAL
    assert not any(phase.primary in TERMINAL for phase in life[:-1])


@given(plans, limits, st.lists(st.integers(0, 60_000), min_size=2, max_size=6))
def test_a_state_only_goes_forward(plan: JobPlan, made: Limits, moments: list[int]) -> None:
    """Later looks see all that earlier ones saw, and more running time."""
    life = phases(plan, made)
    states = [state_at(life, CREATED + moment) for moment in sorted(moments)]
    for earlier, later in pairwise(states):
        assert later.seen[: len(earlier.seen)] == earlier.seen
        assert later.ran >= earlier.ran
        assert earlier.ended is None or later == earlier


@given(plans, limits)
def test_no_limit_is_outrun(plan: JobPlan, made: Limits) -> None:
    """Nobody trains longer than MaxRuntime, nor past MaxWait or a stop."""
    life = phases(plan, made)
    working = [p for p in life if p.secondary.value in ("Downloading", "Training")]
    assert sum(p.end - p.start for p in working) <= made.max_runtime
    for end in (made.stop_requested, made.max_wait and CREATED + made.max_wait):
        assert end is None or all(p.end <= end for p in working if p.end > p.start)


def test_an_ordinary_life() -> None:
    """A job that nobody disturbs goes through the five phases that the service documents."""
    assert names(JobPlan()) == ["Starting", "Downloading", "Training", "Uploading", "Completed"]


def test_waiting_for_capacity() -> None:
    """A plan with ``pending`` begins as Pending."""
    assert names(JobPlan(pending=100))[:2] == ["Pending", "Starting"]


@pytest.mark.parametrize("phase", ["Starting", "Downloading", "Training", "Uploading"])
def test_failing_in_a_phase(phase: str) -> None:
    """A failing job ends as Failed after the phase that the plan names."""
    plan = JobPlan.failing("InternalServerError: ", fails_in=SecondaryStatus(phase))
    assert names(plan)[-2:] == [phase, "Failed"]


def test_failing_elsewhere_is_no_plan() -> None:
    """A plan that fails in a phase in which no job fails is refused."""
    with pytest.raises(ValueError, match="fails_in"):
        JobPlan.failing("no", fails_in=SecondaryStatus.STOPPED)


def test_an_interruption_needs_spot() -> None:
    """Interruptions happen on Spot capacity and nowhere else."""
    plan = JobPlan(interruptions=(100,))
    assert "Interrupted" not in names(plan)
    assert names(plan, spot=True) == [
        "Starting", "Downloading", "Training", "Interrupted",
        "Starting", "Downloading", "Training", "Uploading", "Completed",
    ]  # fmt: skip


def test_internal_errors_are_retried() -> None:
    """A broken instance starts the job again as often as it may be retried, then it fails."""
    plan = JobPlan(internal_errors=(100, 200))
    once = ["Starting", "Downloading", "Training"]
    assert names(plan, retries=2) == [
        *once, "Restarting", *once, "Restarting", *once, "Uploading", "Completed",
    ]  # fmt: skip
    assert names(plan, retries=1) == [*once, "Restarting", *once, "Failed"]
    (failed,) = phases(plan, Limits(CREATED, 86_400))[-1:]
    assert failed.reason.startswith("InternalServerError")


def test_checkpoints_save_work() -> None:
    """After an interruption a job with checkpoints does the rest, one without does all again."""
    plan = JobPlan(training=600, interruptions=(400,))
    trained = {
        saved: sum(
            phase.end - phase.start
            for phase in phases(plan, Limits(CREATED, 86_400, spot=True, checkpoints=saved))
            if phase.secondary is SecondaryStatus.TRAINING
        )
        for saved in (True, False)
    }
    assert trained == {True: 600, False: 1_000}


def test_max_runtime() -> None:
    """A job over its runtime is stopped, uploads, and ends as MaxRuntimeExceeded."""
    assert names(JobPlan(training=7_200), max_runtime=3_600)[-4:] == [
        "Training", "Stopping", "Uploading", "MaxRuntimeExceeded",
    ]  # fmt: skip


def test_max_runtime_is_not_exceeded_by_reaching_it() -> None:
    """A job that takes exactly its runtime completes."""
    assert names(JobPlan(downloading=30, training=570), max_runtime=600)[-1] == "Completed"


def test_max_wait() -> None:
    """A Spot job over its wait ends as MaxWaitTimeExceeded, without a model if it never trained."""
    assert names(JobPlan(pending=7_200), spot=True, max_wait=3_600) == [
        "Pending", "Stopping", "MaxWaitTimeExceeded",
    ]  # fmt: skip


def test_stopping_before_training_uploads_nothing() -> None:
    """A job stopped while it starts has nothing to upload and never ran."""
    life = phases(JobPlan(), Limits(CREATED, 86_400, stop_requested=CREATED + 10))
    assert [phase.secondary.value for phase in life] == ["Starting", "Stopping", "Stopped"]
    end = state_at(life, CREATED + 1e6)
    assert (end.started, end.ran) == (None, 0.0)


def test_starting_says_three_things() -> None:
    """While a job starts, the message goes from starting to launching to preparing."""
    life = phases(JobPlan(starting=60), Limits(CREATED, 86_400))
    said = [life[0].message(CREATED + moment) for moment in (0, 20, 40, 60)]
    assert said == [
        "Starting the training job",
        "Launching requested ML instances",
        "Preparing the instances for training",
        "Preparing the instances for training",
    ]


def test_billed_statuses_are_those_on_instances() -> None:
    """Waiting, starting and having been interrupted cost nothing."""
    assert {status.value for status in RUNNING} == {
        "Downloading", "Training", "Uploading", "Stopping",
    }  # fmt: skip
