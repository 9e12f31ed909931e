"""Many jobs: one paced poller, fed by hand and against the local SageMaker."""

from __future__ import annotations

import threading
import traceback
import warnings
from collections import Counter
from contextlib import aclosing
from datetime import timedelta
from itertools import pairwise
from types import NoneType
from typing import Any
from unittest import mock

import anyio
import pytest

import sagemaker_train as smt
from sagemaker_train import errors
from sagemaker_train.errors import (
    AccessDeniedError,
    ConstraintError,
    InvalidResponseError,
    ResourceNotFoundError,
    SageMakerTrainError,
    ServiceError,
    ThrottlingError,
    TrainingJobDeletedError,
    TrainingJobFailedError,
    TrainingJobsError,
    TrainingJobStoppedError,
    ValidationError,
)
from sagemaker_train.jobs.batch import LAST_STOP_GAP, STOP_PATIENCE, stopping
from sagemaker_train.jobs.endings import Ending
from sagemaker_train.jobs.handle import STOPPING
from sagemaker_train.jobs.listing import SURVEY, shared_beginning
from sagemaker_train.jobs.patience import FIRST_LIMIT
from sagemaker_train.jobs.progress import JobsProgress
from sagemaker_train.jobs.steps import Ask
from sagemaker_train.jobs.waiting import GAP
from sagemaker_train.jobs.watching import watch
from sagemaker_train.testing import (
    Fault,
    FaultPlan,
    FaultRule,
    JobPlan,
    LocalSageMaker,
    RateLimit,
)
from tests.fate import START, Fates, Phase, life
from tests.job_examples import complete

BACKENDS = ("asyncio", "trio")
THROTTLED = ThrottlingError("ThrottlingException", "Rate exceeded")
DENIED = AccessDeniedError("AccessDeniedException", "not authorized")


def sweep(count: int, training: float = 600.0) -> dict[str, list[Phase]]:
    """Jobs that train longer one after the other."""
    return {f"sweep-{n:04}": life(training + 7 * n) for n in range(count)}


def watched(fates: Fates, names: list[str] | None = None, **terms: Any) -> dict[str, Ending]:
    """Watch jobs to their end; how each ended."""
    fates.drive(watch(names or list(fates.jobs), fates.terms(**terms)))
    endings = [one for one in fates.hand.told if isinstance(one, Ending)]
    assert len({one.name for one in endings}) == len(endings), "each job ends once"
    return {one.name: one for one in endings}


# The poller


def test_every_job_is_told_once() -> None:
    """Each job is told when it has ended, with what a list tells of it."""
    fates = Fates(sweep(250))
    endings = watched(fates)
    assert len(endings) == 250
    assert all(one.error is None for one in endings.values())
    assert all(
        one.summary is not None and one.summary.training_job_status == "Completed"
        for one in endings.values()
    )


def test_a_list_takes_the_place_of_many_looks() -> None:
    """Only the last job is described; a look takes one list, a survey as many as it has pages."""
    fates = Fates(sweep(300, training=3600))
    watched(fates)
    described = {one.training_job_name for one in fates.hand.asked_for("DescribeTrainingJob")}
    assert described <= {"sweep-0299"}
    whole = [
        one for one in fates.hand.asked_for("ListTrainingJobs") if not one.last_modified_time_after
    ]
    assert len(whole) <= 3 * (1 + (fates.now - START) // SURVEY)
    assert len(fates.asked) - len(whole) <= (fates.now - START) / 5


def test_requests_keep_their_distance() -> None:
    """Between two requests there are 0.6 seconds at least, whatever the jobs do."""
    fates = Fates(sweep(120))
    moments: list[float] = []

    def noted(ask: Ask, number: int) -> None:
        moments.append(fates.now)

    fates.trouble = noted
    watched(fates)
    gaps = [after - before for before, after in pairwise(moments)]
    assert min(gaps) >= GAP - 1e-6


def test_lists_are_limited_to_what_may_have_changed() -> None:
    """After the first look a list asks for what was modified since, and for the shared name."""
    fates = Fates({**sweep(150), "other": life(9_999)})
    watched(fates, [name for name in fates.jobs if name != "other"])
    requests = fates.hand.asked_for("ListTrainingJobs")
    assert requests[0].last_modified_time_after is None
    assert {one.name_contains for one in requests} == {"sweep-0"}
    later = [one.last_modified_time_after for one in requests if one.last_modified_time_after]
    assert later == sorted(later)
    assert later[-1].timestamp() > START + 600


def test_one_job_is_described() -> None:
    """A single job costs the same either way, and Describe tells more."""
    fates = Fates({"a": life()})
    watched(fates)
    assert set(fates.asked) == {"DescribeTrainingJob"}


def test_a_busy_account() -> None:
    """Where others fill the lists, ours are described one by one, which is cheaper."""
    others = {f"other-{n:05}": life(30_000 + n) for n in range(300)}
    fates = Fates({**others, "mine-1": life(3_000), "yours-1": life(4_000)})
    fates.page_size, fates.restless = 10, set(others)
    assert set(watched(fates, ["mine-1", "yours-1"])) == {"mine-1", "yours-1"}
    assert Counter(fates.asked)["ListTrainingJobs"] < Counter(fates.asked)["DescribeTrainingJob"]


def test_nothing_is_missed_in_a_lagging_list() -> None:
    """A change that the index shows minutes late is noticed when it shows."""
    fates = Fates(sweep(30))
    fates.unlisted = {"sweep-0003"}

    def lag(ask: Ask, number: int) -> None:
        if fates.now - START > 60:
            fates.unlisted = {name for name in fates.jobs if 720 < fates.now - START < 860}

    fates.trouble = lag
    assert len(watched(fates)) == 30


def test_new_jobs_that_no_list_shows_yet() -> None:
    """Right after their creation hundreds of jobs are not described one by one; the last one is."""
    fates = Fates(sweep(200))

    def lag(ask: Ask, number: int) -> None:
        fates.unlisted = set(fates.jobs) if fates.now - START < 30 else set()

    fates.trouble = lag
    assert len(watched(fates)) == 200
    described = {one.training_job_name for one in fates.hand.asked_for("DescribeTrainingJob")}
    assert described <= {"sweep-0199"}


def test_jobs_that_no_list_ever_shows() -> None:
    """Jobs that a list does not mention are described, first and now and then later."""
    fates = Fates(sweep(40, training=7_200))
    fates.unlisted = {"sweep-0007"}
    endings = watched(fates)
    assert endings["sweep-0007"].error is None
    assert fates.now - START < 12_000


def test_a_deleted_job_is_noticed() -> None:
    """A job that was deleted is never listed again; it is noticed within the quarter of an hour."""
    fates = Fates(sweep(20, training=10_000))
    fates.jobs["sweep-0005"] = [*life()[:3], Phase(300, "", "Gone")]
    with pytest.raises(errors.TimeoutError):
        fates.drive(watch(list(fates.jobs), fates.terms(timeout=300 + 2 * SURVEY)))
    (ending,) = [one for one in fates.hand.told if isinstance(one, Ending)]
    assert isinstance(ending.error, TrainingJobDeletedError)
    assert ending.error.status == "Training"


@pytest.mark.parametrize(
    ("primary", "secondary", "error"),
    [
        ("Failed", "Failed", TrainingJobFailedError),
        ("Stopped", "MaxRuntimeExceeded", TrainingJobStoppedError),
        ("Deleting", "Completed", TrainingJobDeletedError),
    ],
)
def test_other_ends_come_with_their_error(
    primary: str, secondary: str, error: type[SageMakerTrainError]
) -> None:
    """What wait would raise comes with the job; only a failure costs a Describe, for its reason."""
    fates = Fates(sweep(30))
    fates.jobs["sweep-0002"] = life(600, primary, secondary)
    ending = watched(fates)["sweep-0002"]
    assert type(ending.error) is error
    if isinstance(ending.error, TrainingJobFailedError):
        assert ending.error.reason == fates.reason
        described = fates.hand.asked_for("DescribeTrainingJob")
        assert "sweep-0002" in [one.training_job_name for one in described]


def test_one_unknown_job_spoils_nothing() -> None:
    """A name that the service does not know ends at once, with an error; the others go on."""
    fates = Fates(sweep(30))
    endings = watched(fates, [*fates.jobs, "sweep-typo"])
    assert isinstance(endings["sweep-typo"].error, ResourceNotFoundError)
    assert endings["sweep-typo"].summary is None
    assert sum(one.error is None for one in endings.values()) == 30


def test_a_job_that_cannot_be_asked_for_spoils_nothing() -> None:
    """What the service or a check refuses about one job is an error of that job."""

    def trouble(ask: Ask, number: int) -> SageMakerTrainError | None:
        name = getattr(ask.request, "training_job_name", "")
        return {"sweep-bad": ConstraintError([]), "sweep-no": DENIED}.get(name)

    fates = Fates(sweep(30), trouble)
    endings = watched(fates, [*fates.jobs, "sweep-bad", "sweep-no"])
    assert isinstance(endings["sweep-bad"].error, ConstraintError)
    assert endings["sweep-no"].error is DENIED


def test_without_permission_to_list() -> None:
    """Who may describe but not list waits all the same, one request at a time."""
    fates = Fates(
        sweep(10), lambda ask, number: DENIED if ask.operation.name.startswith("List") else None
    )
    assert len(watched(fates)) == 10
    assert Counter(fates.asked)["ListTrainingJobs"] == 1


def test_without_permission_to_describe() -> None:
    """Who may list but not describe is told which jobs failed, and that the reason is unknown."""
    fates = Fates(
        sweep(10), lambda ask, number: DENIED if ask.operation.name.startswith("Desc") else None
    )
    fates.jobs["sweep-0001"] = life(600, "Failed")
    error = watched(fates)["sweep-0001"].error
    assert isinstance(error, TrainingJobFailedError)
    assert "could not be asked for" in error.reason


def test_a_token_that_is_not_taken_any_more() -> None:
    """A page that is refused makes the next look begin anew; nothing is lost."""
    stale = ValidationError("ValidationException", "Invalid pagination token.")

    def trouble(ask: Ask, number: int) -> SageMakerTrainError | None:
        return stale if getattr(ask.request, "next_token", None) and number % 3 else None

    assert len(watched(Fates(sweep(250), trouble))) == 250


@pytest.mark.parametrize(
    "error",
    [THROTTLED, ServiceError("InternalFailure", ""), errors.ConnectionError("broke"),
     InvalidResponseError("a web page")],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_trouble_is_outlived(error: SageMakerTrainError) -> None:
    """Hours of trouble delay the endings and lose none; progress says what is wrong."""
    fates = Fates(sweep(120), lambda ask, number: error if 4 < number < 200 else None)
    assert len(watched(fates)) == 120
    shown = [one for one in fates.hand.told if isinstance(one, JobsProgress) and one.trouble]
    assert str(error) in str(shown[0])


def test_trouble_without_an_end() -> None:
    """A service that is gone for a day ends the watch."""
    broken = errors.ConnectionError("broke")
    fates = Fates(sweep(20, 10 * 86_400), lambda ask, number: broken if number > 4 else None)
    with pytest.raises(errors.ConnectionError):
        watched(fates)


def test_a_timeout_names_those_that_are_left() -> None:
    """At the deadline the error says how many have not ended, which, and that they run on."""
    fates = Fates(sweep(20, training=600))
    with pytest.raises(errors.TimeoutError, match="They run on") as caught:
        watched(fates, timeout=760)
    ended = {one.name for one in fates.hand.told if isinstance(one, Ending)}
    left = [name for name in fates.jobs if name not in ended]
    assert 5 < len(left) < 20
    assert f"{len(left)} of 20" in str(caught.value)
    assert f"waiting: {', '.join(map(repr, left[:5]))}, …. They run on" in str(caught.value)
    assert fates.now - START <= 761


def test_a_timeout_claims_nothing_of_what_was_never_seen() -> None:
    """Of jobs that no answer told of, the error does not say that they run."""
    broken = errors.ConnectionError("broke")
    fates = Fates(sweep(3), lambda ask, number: broken)
    with pytest.raises(errors.TimeoutError, match="but for 3 that gave no sign of life"):
        watched(fates, timeout=3)


def test_an_unnamed_status_in_a_list_is_asked_for() -> None:
    """A job that a list shows without a status is described."""
    fates = Fates(sweep(30))
    fates.unnamed = {"sweep-0004"}
    assert len(watched(fates)) == 30


def test_progress_counts_phases() -> None:
    """Progress says how many jobs are where; in the end all have ended."""
    fates = Fates(sweep(20))
    watched(fates)
    shown = [one for one in fates.hand.told if isinstance(one, JobsProgress)]
    assert all(one.total == 20 for one in shown)
    assert shown[-1].phases == {"Completed": 20}


@pytest.mark.parametrize(
    ("names", "beginning"),
    [(["a-1", "a-2"], "a-"), (["a"], "a"), ([], ""), (["x", "y"], ""), (["ab", "abc"], "ab")],
)
def test_shared_beginnings(names: list[str], beginning: str) -> None:
    """What names share is what each of them begins with."""
    assert shared_beginning(names) == beginning


# Stopping


def test_stops_slow_down_when_throttled() -> None:
    """Jobs are stopped ten a second until the service objects; then slower, and none is lost."""
    fates = Fates(sweep(20), lambda ask, number: THROTTLED if number % 4 == 0 else None)
    fates.drive(stopping(fates.jobs, lambda: fates.now))
    stopped = {one.training_job_name for one in fates.hand.asked_for("StopTrainingJob")}
    assert stopped == set(fates.jobs)
    assert min(fates.hand.pauses) == 0.1
    assert max(fates.hand.pauses) <= LAST_STOP_GAP


BROKEN = errors.ConnectionError("StopTrainingJob: the connection broke")


@pytest.mark.parametrize(
    ("answered", "seconds"), [(0, FIRST_LIMIT), (2, STOP_PATIENCE)], ids=["never", "at first"]
)
@pytest.mark.parametrize("jobs", [1, 5, 500])
def test_stops_share_one_patience(jobs: int, answered: int, seconds: float) -> None:
    """Without an answer all are given up together, however many; each has its own error."""
    fates = Fates(sweep(jobs), lambda ask, number: BROKEN if number > answered else None)
    if jobs <= answered:
        fates.drive(stopping(fates.jobs, lambda: fates.now))
        return
    with pytest.raises(TrainingJobsError) as caught:
        fates.drive(stopping(fates.jobs, lambda: fates.now))
    assert seconds <= fates.now - START <= seconds + 5
    assert len(caught.value.names) == jobs - answered
    assert caught.value.names == tuple(name for name in fates.jobs if name in caught.value.names)
    for name, error in zip(caught.value.names, caught.value.exceptions, strict=True):
        assert name in "".join(traceback.format_exception(error))
    timeouts = [ask.timeout for ask in fates.hand.asked]
    assert all(timeout is not None and 1 <= timeout <= STOP_PATIENCE for timeout in timeouts)


def test_one_stop_without_an_answer_delays_no_other() -> None:
    """It is asked again after the others, until patience is at its end."""
    fates = Fates(
        sweep(20),
        lambda ask, number: BROKEN if "sweep-0003" in str(ask.request) else None,
    )
    with pytest.raises(TrainingJobsError) as caught:
        fates.drive(stopping(fates.jobs, lambda: fates.now))
    stops = [request.training_job_name for request in fates.hand.asked_for("StopTrainingJob")]
    assert set(stops[:20]) == set(fates.jobs)
    assert caught.value.names == ("sweep-0003",)
    assert STOP_PATIENCE <= fates.now - START <= STOP_PATIENCE + 10


def test_stops_that_fail_are_told_together() -> None:
    """One job that cannot be stopped keeps no other running; ended ones are no failure."""
    ended = ValidationError("ValidationException", "is in status Completed")

    def trouble(ask: Ask, number: int) -> SageMakerTrainError | None:
        return {2: ended, 5: DENIED, 7: THROTTLED}.get(number)

    fates = Fates(sweep(10), trouble)
    with pytest.raises(TrainingJobsError, match="1 of 10") as caught:
        fates.drive(stopping(fates.jobs, lambda: fates.now))
    assert caught.value.exceptions == (DENIED,)
    assert len(set(map(str, fates.hand.asked_for("StopTrainingJob")))) == 10


# Against the local SageMaker


def requests(count: int) -> list[smt.TrainingJobBuilder]:
    return [complete().named(f"sweep-{number}") for number in range(count)]


def handles(submitted: list[smt.TrainingJob | Exception]) -> list[smt.TrainingJob]:
    assert all(isinstance(one, smt.TrainingJob) for one in submitted), submitted
    return [one for one in submitted if isinstance(one, smt.TrainingJob)]


def test_a_sweep(local: LocalSageMaker, client: smt.Client) -> None:
    """Jobs are submitted together and waited for together, in their order."""
    jobs = handles(smt.submit_many(client, requests(30)))
    assert [job.name for job in jobs] == [f"sweep-{number}" for number in range(30)]
    local.limit_rate("*", RateLimit(per_second=2, burst=2))
    ended = smt.wait_all(jobs, progress=False)
    assert [one.job for one in ended] == jobs
    assert {one.error for one in ended} == {None}
    assert not [call for call in local.requests if call.code == "ThrottlingException"]


def test_failures_of_some(local: LocalSageMaker, client: smt.Client) -> None:
    """``wait_all`` waits for all before it raises what went wrong with some."""
    local.plan("sweep-[13]", JobPlan.failing("ClientError: Data download failed"))
    jobs = handles(smt.submit_many(client, requests(5)))
    with pytest.raises(TrainingJobsError, match="2 of 5 training jobs did not complete") as caught:
        smt.wait_all(jobs, progress=False)
    failed = [one for one in caught.value.exceptions if isinstance(one, TrainingJobFailedError)]
    assert [one.name for one in failed] == ["sweep-1", "sweep-3"]
    assert {one.category for one in failed} == {"client"}
    ended = smt.wait_all(jobs, progress=False, raise_on_failure=False)
    assert [one.error is None for one in ended] == [True, False, True, False, True]


def test_names_that_no_job_can_have(client: smt.Client) -> None:
    """A name that breaks rules ends the watch of that one only, also if all names begin so."""
    (job,) = handles(smt.submit_many(client, requests(1)))
    for names in (("my_job-1", "my_job-2"), ("a" * 64 + "1", "a" * 64 + "2")):
        ended = smt.wait_all([*map(client.job, names), job], progress=False, raise_on_failure=False)
        assert [type(one.error) for one in ended] == [ConstraintError, ConstraintError, NoneType]
        with pytest.raises(TrainingJobsError, match=f"2 of 2 .* '{names[0]}'"):
            smt.wait_all(map(client.job, names), progress=False)


def test_what_went_wrong_can_be_told_apart(local: LocalSageMaker, client: smt.Client) -> None:
    """Of several failures it is said which job each is about: in the message and one by one."""
    jobs = handles(smt.submit_many(client, requests(3)))
    unknown = [client.job(f"typo-{number}") for number in range(6)]
    with pytest.raises(TrainingJobsError) as caught:
        smt.wait_all([unknown[0], *jobs, *unknown[1:]], progress=False)
    group = caught.value
    names = [f"typo-{number}" for number in range(6)]
    assert "6 of 9 training jobs did not complete: 'typo-0', 'typo-1'" in str(group)
    assert "'typo-4', …" in str(group)
    assert "typo-5" not in str(group)
    assert list(group.names) == names
    for name, error in zip(group.names, group.exceptions, strict=True):
        assert name in "".join(traceback.format_exception(error))
    some, others = group.split(lambda error: error is group.exceptions[4])
    assert isinstance(some, TrainingJobsError)
    assert isinstance(others, TrainingJobsError)
    assert (some.names, others.names[-1]) == (("typo-4",), "typo-5")


def test_stops_that_failed_can_be_told_apart(client: smt.Client) -> None:
    """Of several jobs that could not be asked to stop, it is said which."""
    (job,) = handles(smt.submit_many(client, requests(1)))
    with pytest.raises(TrainingJobsError, match="to stop: 'typo-0', 'typo-1'") as caught:
        smt.stop_all([client.job("typo-0"), job, client.job("typo-1")])
    assert caught.value.names == ("typo-0", "typo-1")
    assert job.status == "Stopping"


def test_jobs_are_taken_as_they_end(local: LocalSageMaker, client: smt.Client) -> None:
    """``as_completed`` gives the first to end first."""
    for number, training in enumerate((3_000, 600, 1_800)):
        local.plan(f"sweep-{number}", JobPlan(training=training))
    jobs = handles(smt.submit_many(client, requests(3)))
    order = [job.name for job, summary, error in smt.as_completed(jobs, progress=False)]
    assert order == ["sweep-1", "sweep-2", "sweep-0"]


def test_nothing_to_wait_for(client: smt.Client) -> None:
    """No jobs have all ended."""
    assert smt.wait_all([]) == []
    assert list(smt.as_completed([])) == []
    smt.stop_all([])
    assert smt.submit_many(client, []) == []


def test_a_job_named_twice(client: smt.Client) -> None:
    """A job that is named twice is waited for once and told in both places."""
    job = client.submit(complete())
    first, second = smt.wait_all([job, client.job(job.name)], progress=False)
    assert first.summary == second.summary


def test_all_are_stopped(local: LocalSageMaker, client: smt.Client) -> None:
    """``stop_all`` stops what runs and does not mind what has ended."""
    jobs = handles(smt.submit_many(client, requests(10)))
    local.clock.advance(300)
    smt.stop_all(jobs)
    assert {job.status for job in jobs} == {"Stopping"}
    smt.wait_all(jobs, progress=False, raise_on_failure=False)
    smt.stop_all(jobs)


@pytest.mark.parametrize("on_interrupt", ["leave", "stop"])
def test_an_interruption(client: smt.Client, on_interrupt: Any) -> None:
    """Ctrl-C leaves all running, or stops those that have not ended, and says which."""
    jobs = handles(smt.submit_many(client, requests(4)))

    def interrupt(progress: JobsProgress) -> None:
        if "Training" in progress.phases:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        smt.wait_all(jobs, progress=interrupt, on_interrupt=on_interrupt)
    (note,) = caught.value.__notes__
    expected = "InProgress" if on_interrupt == "leave" else "Stopping"
    assert {job.status for job in jobs} == {expected}
    assert ("run on" in note) == (on_interrupt == "leave")
    assert "4 training jobs" in note


def test_stops_at_an_interruption_that_fail(local: LocalSageMaker, client: smt.Client) -> None:
    """Stops that fail at Ctrl-C hide neither the interruption nor that the jobs run on."""
    jobs = handles(smt.submit_many(client, requests(2)))
    local.faults = FaultPlan([FaultRule(Fault.PROXY_REFUSAL, operation="StopTrainingJob")])

    def interrupt(progress: JobsProgress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        smt.wait_all(jobs, progress=interrupt, on_interrupt="stop")
    (note,) = caught.value.__notes__
    assert "2 training jobs run on (2 of 2 training jobs could not be asked to stop" in note


@pytest.mark.parametrize("backend", ["sync", *BACKENDS])
def test_stops_at_an_interruption_without_a_network(
    local: LocalSageMaker,
    client: smt.Client,
    options: dict[str, Any],
    capfd: pytest.CaptureFixture[str],
    backend: str,
) -> None:
    """They are announced, given up after half a minute, and the jobs are said to run on."""
    jobs = handles(smt.submit_many(client, requests(3)))
    looked = FaultRule(Fault.CLOSE, operation="StopTrainingJob")
    began = local.clock.timestamp()
    options = {**options, "retry": smt.RetryPolicy(max_attempts=1)}

    def interrupted(*_: object) -> Any:
        local.faults = FaultPlan([looked])
        raise KeyboardInterrupt

    async def wait_async() -> None:
        async with smt.AsyncClient(**options) as other:
            names = [other.job(job.name) for job in jobs]
            await smt.async_wait_all(names, on_interrupt="stop")

    def wait() -> None:
        if backend == "sync":
            smt.wait_all(jobs, on_interrupt="stop")
        else:
            anyio.run(wait_async, backend=backend)

    with (
        mock.patch("sagemaker_train.jobs.waiting.Waiter.sit_out", interrupted),
        pytest.raises(KeyboardInterrupt) as caught,
    ):
        wait()
    (note,) = caught.value.__notes__
    assert "3 training jobs run on (3 of 3 training jobs could not be asked to stop" in note
    said = capfd.readouterr().err
    assert said.index("asking 3 training jobs to stop: 'sweep-0'") < said.index(note)
    assert local.clock.timestamp() - began <= STOPPING + 10


def test_an_interruption_after_the_end(local: LocalSageMaker, client: smt.Client) -> None:
    """Ctrl-C after the last job has ended says so, and stops nothing."""
    jobs = handles(smt.submit_many(client, requests(2)))
    local.clock.advance(timedelta(days=1))

    def interrupt(progress: JobsProgress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        smt.wait_all(jobs, progress=interrupt, on_interrupt="stop")
    assert caught.value.__notes__ == ["all training jobs had ended"]


@pytest.mark.parametrize("way", ["sync", *BACKENDS])
def test_warnings_show_the_users_line(
    client: smt.Client, options: dict[str, Any], way: str
) -> None:
    """What is odd about a job of many, or a job once more, is said once, where its user called."""
    odd = complete().named("odd").spot(timedelta(hours=2))

    async def submit() -> None:
        async with smt.AsyncClient(**options) as other:
            (job,) = await smt.async_submit_many(other, [odd])
            assert isinstance(job, smt.AsyncTrainingJob)
            again = await job.rerun("odd-2")
            assert again.client is job.client is other

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        if way == "sync":
            (job,) = handles(smt.submit_many(client, [odd]))
            again = job.rerun("odd-2")
            assert again.client is job.client is client
        else:
            anyio.run(submit, backend=way)
    assert [one.filename for one in caught] == [__file__] * 2
    assert {one.category for one in caught} == {smt.ConstraintWarning}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (refused,) = smt.submit_many(client, [odd.named("odd-3")])
    assert isinstance(refused, smt.ConstraintWarning)


def test_what_fails_to_be_submitted_keeps_no_other(
    local: LocalSageMaker, client: smt.Client
) -> None:
    """Each request gets its job or its error, in order; no error stops the rest."""
    wanted = requests(5)
    wanted[1] = wanted[1].max_runtime(timedelta(days=29))
    wanted[3] = wanted[0]
    results = smt.submit_many(client, wanted, concurrency=1)
    kinds = [type(one).__name__ for one in results]
    assert kinds == ["TrainingJob", "ConstraintError", "TrainingJob", "ResourceInUseError",
                     "TrainingJob"]  # fmt: skip
    assert set(local.jobs) == {"sweep-0", "sweep-2", "sweep-4"}


def test_submitting_waits_out_throttling(local: LocalSageMaker, client: smt.Client) -> None:
    """More jobs than the account's rate allows are submitted all the same, a little later."""
    local.limit_rate("CreateTrainingJob", RateLimit(per_second=1, burst=1))
    results = smt.submit_many(client, requests(20), concurrency=4)
    assert len(handles(results)) == 20


def test_throttling_without_an_end_is_told(local: LocalSageMaker, client: smt.Client) -> None:
    """A service that never takes a job is given up on, with its error in the job's place."""
    local.faults = FaultPlan([FaultRule(Fault.THROTTLE, operation="CreateTrainingJob")])
    (result,) = smt.submit_many(client, requests(1))
    assert isinstance(result, ThrottlingError)


def test_concurrency_is_kept(client: smt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more requests are under way than was said; less than one is refused."""
    running, most, lock = 0, 0, threading.Lock()
    submit = smt.Client.submit

    def counted(self: smt.Client, request: Any, **options: Any) -> smt.TrainingJob:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        try:
            return submit(self, request, **options)
        finally:
            with lock:
                running -= 1

    monkeypatch.setattr(smt.Client, "submit", counted)
    smt.submit_many(client, requests(20), concurrency=3)
    assert 1 <= most <= 3
    with pytest.raises(smt.ConfigurationError, match="concurrency is 0"):
        smt.submit_many(client, [], concurrency=0)


# The async twins


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_async_sweep(options: dict[str, Any], local: LocalSageMaker, backend: str) -> None:
    """The async twins do the same: submit, take as they end, wait, stop."""
    local.plan("sweep-1", JobPlan.failing("AlgorithmError: , exit code: 1"))

    async def main() -> None:
        async with smt.AsyncClient(**options) as client:
            submitted = await smt.async_submit_many(client, [*requests(6), requests(1)[0]])
            jobs = [one for one in submitted if isinstance(one, smt.AsyncTrainingJob)]
            assert len(jobs) == 6
            assert sum(isinstance(one, smt.ResourceInUseError) for one in submitted) == 1
            async with aclosing(smt.async_as_completed(jobs, progress=False)) as ending:
                ended = [one async for one in ending]
            assert sum(one.error is not None for one in ended) == 1
            with pytest.raises(TrainingJobsError, match="1 of 6"):
                await smt.async_wait_all(jobs, progress=False)
            await smt.async_stop_all(jobs)
            assert await smt.async_wait_all([]) == []
            await smt.async_stop_all([])

    anyio.run(main, backend=backend)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("on_interrupt", ["leave", "stop"])
def test_a_cancelled_wait(options: dict[str, Any], backend: str, on_interrupt: Any) -> None:
    """Being cancelled is an interruption for many jobs too."""

    async def main() -> set[str]:
        async with smt.AsyncClient(**options) as client:
            submitted = await smt.async_submit_many(client, requests(3))
            jobs = [one for one in submitted if isinstance(one, smt.AsyncTrainingJob)]
            with anyio.CancelScope() as scope:

                def cancel(progress: JobsProgress) -> None:
                    if "Training" in progress.phases:
                        scope.cancel()

                await smt.async_wait_all(jobs, progress=cancel, on_interrupt=on_interrupt)
            return {str(await job.status) for job in jobs}

    expected = "InProgress" if on_interrupt == "leave" else "Stopping"
    assert anyio.run(main, backend=backend) == {expected}


@pytest.mark.parametrize("backend", BACKENDS)
def test_async_throttling_is_waited_out(
    options: dict[str, Any], local: LocalSageMaker, backend: str
) -> None:
    """The async submission waits throttling out as well, and gives up as the other does."""
    local.limit_rate("CreateTrainingJob", RateLimit(per_second=1, burst=1))

    async def main() -> list[Any]:
        async with smt.AsyncClient(**options) as client:
            results: list[Any] = list(await smt.async_submit_many(client, requests(10)))
            local.faults = FaultPlan([FaultRule(Fault.THROTTLE, operation="CreateTrainingJob")])
            return results + list(await smt.async_submit_many(client, [complete()]))

    results = anyio.run(main, backend=backend)
    assert all(isinstance(one, smt.AsyncTrainingJob) for one in results[:10])
    assert isinstance(results[10], ThrottlingError)
