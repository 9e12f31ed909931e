"""A training job in the hand, against the local SageMaker: sync, under asyncio and trio."""

from __future__ import annotations

import gc
import inspect
import itertools
import pickle
import time
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import anyio
import attrs
import pytest

import sagemaker_train as smt
from sagemaker_train.jobs.clock import WallClock
from sagemaker_train.jobs.progress import JobProgress
from sagemaker_train.jobs.steps import Ask, Steps, Tell, adrive, drive
from sagemaker_train.models.operations import DESCRIBE_TRAINING_JOB
from sagemaker_train.models.requests import DescribeTrainingJobRequest
from sagemaker_train.testing import (
    Fault,
    FaultPlan,
    FaultRule,
    JobPlan,
    LocalSageMaker,
    VirtualClock,
)
from sagemaker_train.transport.credentials import GivenCredentials
from tests.job_examples import complete

WAYS = ("sync", "asyncio", "trio")


class Hand:
    """A job held in one of the ways: the same calls, awaited where need be."""

    def __init__(self, local: LocalSageMaker, way: str) -> None:
        self.local = local
        self.way = way
        self.options: dict[str, Any] = {
            "region": local.region,
            "endpoint_url": local.endpoint_url,
            "credentials": local.credentials,
            "clock": local.clock,
        }

    def __call__(self, use: Callable[[Any], Any]) -> Any:
        """Call a function with a client; what it returns is awaited or gone through."""
        if self.way == "sync":
            with smt.Client(**self.options) as client:
                result = use(client)
                return list(result) if isinstance(result, Iterator) else result
        return anyio.run(self._awaited, use, backend=self.way)

    async def _awaited(self, use: Callable[[Any], Any]) -> Any:
        async with smt.AsyncClient(**self.options) as client:
            result = use(client)
            if isinstance(result, AsyncIterator):
                return [item async for item in result]
            return await result if inspect.isawaitable(result) else result

    def submit(self, job: smt.TrainingJobBuilder | None = None, plan: JobPlan | None = None) -> str:
        """Submit a job that fares by a plan; its name."""
        if plan is not None:
            self.local.plan("*", plan)
        name: str = self(lambda client: client.submit(job or complete())).name
        return name

    def calls(self, operation: str) -> int:
        return sum(call.operation == operation for call in self.local.requests)


@pytest.fixture(params=WAYS)
def hand(request: pytest.FixtureRequest) -> Iterator[Hand]:
    with LocalSageMaker(clock=VirtualClock()) as local:
        yield Hand(local, request.param)


# The handle


def test_a_job_is_submitted_and_held(hand: Hand) -> None:
    """``submit`` gives a handle that knows name and ARN; ``job`` one that asks for the ARN."""

    def arns(client: Any) -> Any:
        return client.job("mnist-1").arn

    job = hand(lambda client: client.submit(complete()))
    assert job.name == "mnist-1"
    assert job.given_arn == hand.local.jobs["mnist-1"].arn
    assert hand(arns) == job.given_arn
    assert "mnist-1" in repr(job)
    assert hand.local.region in repr(job)


def test_a_job_tells_how_it_is(hand: Hand) -> None:
    """``status`` and ``describe`` ask the service each time; nothing is remembered."""
    name = hand.submit()
    assert hand(lambda client: client.job(name).status) == "InProgress"
    hand.local.clock.advance(timedelta(days=1))
    assert hand(lambda client: client.job(name).status) == "Completed"
    assert hand(lambda client: client.job(name).describe()).training_job_name == name


def test_a_job_is_waited_for(hand: Hand) -> None:
    """``wait`` returns the job as it ended."""
    name = hand.submit()
    ended = hand(lambda client: client.job(name).wait(progress=False))
    assert ended.training_job_status == "Completed"
    assert ended.model_artifacts is not None
    operations = {call.operation for call in hand.local.requests}
    assert operations == {"CreateTrainingJob", "DescribeTrainingJob"}


def test_the_most_impatient_wait(hand: Hand) -> None:
    """``poll=0`` looks as often as the service takes it, and is no timeout."""
    name = hand.submit(plan=JobPlan(training=600))
    ended = hand(lambda client: client.job(name).wait(progress=False, poll=0))
    assert ended.training_job_status == "Completed"
    looks = [call for call in hand.local.requests if call.operation == "DescribeTrainingJob"]
    assert 600 < len(looks) < 3000


def test_weeks_pass_at_once(hand: Hand) -> None:
    """A job of 28 days is waited for on the virtual clock with fewer than 900 looks."""
    plan = JobPlan(training=28 * 86_400 - 200)
    name = hand.submit(complete().max_runtime(timedelta(days=28)), plan)
    before = hand.local.clock.now()
    hand(lambda client: client.job(name).wait(progress=False))
    assert hand.local.clock.now() - before >= timedelta(days=27, hours=23)
    assert hand.calls("DescribeTrainingJob") < 900


def test_a_wait_outlives_faults(hand: Hand) -> None:
    """With a third of all requests damaged in every way, the job is waited for all the same."""
    name = hand.submit()
    faults = (
        Fault.RESET, Fault.CLOSE, Fault.INTERNAL_FAILURE, Fault.BAD_GATEWAY, Fault.THROTTLE,
        Fault.TOO_MANY_REQUESTS, Fault.EXPIRED_TOKEN, Fault.EMPTY, Fault.HTML, Fault.CUT_JSON,
    )  # fmt: skip
    hand.local.faults = FaultPlan([FaultRule(fault, probability=0.05) for fault in faults], seed=11)
    ended = hand(lambda client: client.job(name).wait(progress=False))
    assert ended.training_job_status == "Completed"
    assert any(call.fault for call in hand.local.requests)


def test_a_throttled_account_is_waited_through(hand: Hand) -> None:
    """Hundreds of throttled requests in a row do not end a wait."""
    name = hand.submit()
    rule = FaultRule(Fault.THROTTLE, calls=tuple(range(3, 300)))
    hand.local.faults = FaultPlan([rule])
    ended = hand(lambda client: client.job(name).wait(progress=False))
    assert ended.training_job_status == "Completed"


def test_a_failure_is_told(hand: Hand) -> None:
    """A failed job raises with its reason, whose fault it is, and where to look."""
    name = hand.submit(plan=JobPlan.failing("AlgorithmError: , exit code: 1"))
    with pytest.raises(smt.TrainingJobFailedError) as caught:
        hand(lambda client: client.job(name).wait(progress=False))
    error = caught.value
    assert error.category == "algorithm"
    assert error.transitions[-1].status == "Failed"
    assert name in error.where
    assert error.log_lines
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_timeout_leaves_the_job(hand: Hand) -> None:
    """A wait that takes too long ends; the job does not."""
    name = hand.submit()
    with pytest.raises(smt.TimeoutError, match="runs on"):
        hand(lambda client: client.job(name).wait(timedelta(minutes=2), progress=False))
    assert hand(lambda client: client.job(name).status) == "InProgress"


def test_a_wait_leaves_a_call_the_time_that_the_client_gives_it(hand: Hand) -> None:
    """An answer that drips ends by the client's timeout, and not with the time of the wait."""
    name = hand.submit()
    hand.local.clock.advance(timedelta(days=1))
    drip = FaultRule(Fault.DRIP, operation="DescribeTrainingJob", calls=(1,), interval=0.3)
    hand.local.faults = FaultPlan([drip])
    hand.options |= {"timeout": 0.5, "clock": None}  # the drip takes real time
    ended = hand(lambda client: client.job(name).wait(10, progress=False))
    assert ended.training_job_status == "Completed"


@pytest.mark.parametrize("kind", [smt.Client, smt.AsyncClient])
@pytest.mark.parametrize(
    ("allowed", "options"), [(None, {}), (3.0, {"timeout": 3.0}), (10.0, {}), (15.0, {})]
)
def test_a_step_gives_a_call_no_more_time_than_its_client(
    kind: type[Any], allowed: float | None, options: dict[str, float]
) -> None:
    """What a step allows a call holds where it is less than what the client allows."""
    step = Ask(DESCRIBE_TRAINING_JOB, DescribeTrainingJobRequest(training_job_name="a"), allowed)
    assert step.options(kind("us-east-1", timeout=10)) == options


def test_a_job_is_stopped(hand: Hand) -> None:
    """``stop`` ends it as Stopped, which a wait raises unless told not to."""
    name = hand.submit()
    hand.local.clock.advance(200)
    hand(lambda client: client.job(name).stop())
    with pytest.raises(smt.TrainingJobStoppedError) as caught:
        hand(lambda client: client.job(name).wait(progress=False))
    assert caught.value.status == "Stopped"
    ended = hand(lambda client: client.job(name).wait(progress=False, raise_on_failure=False))
    assert ended.training_job_status == "Stopped"


def test_a_job_is_deleted(hand: Hand) -> None:
    """``delete`` removes it; waiting for it then is waiting for nothing."""
    name = hand.submit(plan=JobPlan(deleting=60))
    hand.local.clock.advance(timedelta(days=1))
    hand(lambda client: client.job(name).delete())
    with pytest.raises(smt.TrainingJobDeletedError):
        hand(lambda client: client.job(name).wait(progress=False))
    hand.local.clock.advance(61)
    with pytest.raises(smt.ResourceNotFoundError):
        hand(lambda client: client.job(name).wait(progress=False))


def test_a_warm_pool_is_let_go(hand: Hand) -> None:
    """``update(keep_alive=0)`` ends the warm pool at once; a fraction of a second does not."""
    name = hand.submit(complete().warm_pool(3600))
    hand(lambda client: client.job(name).wait(progress=False))
    hand(lambda client: client.job(name).update(keep_alive=timedelta(hours=2)))
    described = hand(lambda client: client.job(name).describe())
    assert described.warm_pool_status.status == "Available"
    assert described.resource_config.keep_alive_period_in_seconds == 7200
    with pytest.raises(smt.ConfigurationError, match="a whole number of seconds"):
        hand(lambda client: client.job(name).update(keep_alive=timedelta(milliseconds=400)))
    described = hand(lambda client: client.job(name).describe())
    assert described.warm_pool_status.status == "Available"
    hand(lambda client: client.job(name).update(keep_alive=0))
    described = hand(lambda client: client.job(name).describe())
    assert described.warm_pool_status.status == "Terminated"


def test_what_else_can_be_updated(hand: Hand) -> None:
    """Profiler and remote debugging are changed; an update of nothing is refused."""
    name = hand.submit(complete().remote_debug())
    hand.local.clock.advance(200)
    profiler = smt.models.ProfilerConfigForUpdate(disable_profiler=True)
    hand(lambda client: client.job(name).update(profiler=profiler, remote_debug=False))
    described = hand(lambda client: client.job(name).describe())
    assert described.remote_debug_config.enable_remote_debug is False
    with pytest.raises(TypeError, match="needs something to change"):
        hand(lambda client: client.job(name).update())


def test_a_job_has_tags(hand: Hand) -> None:
    """``tags`` reads them, also through a handle that does not know the ARN."""
    name = hand.submit(complete().tag("team", "vision"))
    assert hand(lambda client: client.job(name).tags()) == {"team": "vision"}


def test_a_job_is_run_again(hand: Hand) -> None:
    """``rerun`` submits the same job, tags included, with another name and the changes."""
    name = hand.submit(complete().tag("team", "vision").hyperparameter("lr", 0.1))
    condition = smt.models.StoppingCondition(max_runtime_in_seconds=7200)
    again = hand(lambda client: client.job(name).rerun("mnist-2", stopping_condition=condition))
    assert again.name == "mnist-2"
    first, second = (hand.local.jobs[one] for one in (name, "mnist-2"))
    assert second.tags == {"team": "vision"}
    assert second.request["StoppingCondition"] == {"MaxRuntimeInSeconds": 7200}
    assert second.request["HyperParameters"] == first.request["HyperParameters"]
    assert (
        second.request["AlgorithmSpecification"]["TrainingImage"]
        == (first.request["AlgorithmSpecification"]["TrainingImage"])
    )
    with pytest.raises(TypeError, match="stoping_condition"):
        hand(lambda client: client.job(name).rerun("mnist-3", stoping_condition=condition))
    with pytest.raises(TypeError, match="two names, 'b' and training_job_name='c'; give one"):
        hand(lambda client: client.job(name).rerun("b", training_job_name="c"))
    assert set(hand.local.jobs) == {name, "mnist-2"}


def test_events_are_told(hand: Hand) -> None:
    """``events`` tells each transition, now or until the end."""
    name = hand.submit()
    now = hand(lambda client: client.job(name).events(follow=False))
    assert [str(event.status) for event in now] == ["Starting"]
    events = hand(lambda client: client.job(name).events())
    phases = list(dict.fromkeys(str(event.status) for event in events))
    assert phases == ["Starting", "Downloading", "Training", "Uploading", "Completed"]


def test_logs_are_read(hand: Hand) -> None:
    """``logs`` gives the lines that the containers wrote, with transitions in between if asked."""
    name = hand.submit()
    lines = hand(lambda client: client.job(name).logs(follow=True))
    assert lines
    assert {line.node for line in lines} == {"algo-1"}
    (last,) = hand(lambda client: client.job(name).logs(tail=1))
    assert last == lines[-1]
    both = hand(lambda client: client.job(name).logs(events=True))
    assert {type(one).__name__ for one in both} == {"LogEvent", "JobEvent"}


def test_metrics_are_read(hand: Hand) -> None:
    """``metrics`` gives the final metrics of a job that completed."""
    name = hand.submit(plan=JobPlan(final_metrics={"loss": 0.25}))
    hand.local.clock.advance(timedelta(days=1))
    metrics = hand(lambda client: client.job(name).metrics(series=False))
    assert "0.25" in repr(metrics)


# Progress and interruptions


def test_progress_is_handed_to_a_function(hand: Hand) -> None:
    """A function sees every look, in the clock's time."""
    name = hand.submit()
    seen: list[JobProgress] = []
    hand(lambda client: client.job(name).wait(progress=seen.append))
    assert seen[-1].status == "Completed"
    assert seen[-1].elapsed == pytest.approx(710, abs=1)
    assert [one.elapsed for one in seen] == sorted(one.elapsed for one in seen)


def test_progress_is_shown_by_default(hand: Hand, capfd: pytest.CaptureFixture[str]) -> None:
    """Unless told otherwise, a wait writes a line for each change to standard error."""
    name = hand.submit()
    hand(lambda client: client.job(name).wait())
    captured = capfd.readouterr()
    assert captured.out == ""
    assert "Training" in captured.err
    assert captured.err.splitlines()[-1].startswith(f"{name}  Completed")


def interrupt(progress: JobProgress) -> None:
    """Press Ctrl-C while the job trains."""
    if progress.phase == "Training":
        raise KeyboardInterrupt


@pytest.mark.parametrize("on_interrupt", ["leave", "stop"])
def test_an_interruption(hand: Hand, on_interrupt: str) -> None:
    """Ctrl-C leaves the job running, or stops it if that was wished for, and says which."""
    name = hand.submit()
    with pytest.raises(KeyboardInterrupt) as caught:
        hand(lambda client: client.job(name).wait(progress=interrupt, on_interrupt=on_interrupt))
    (note,) = caught.value.__notes__
    status = hand(lambda client: client.job(name).status)
    if on_interrupt == "leave":
        assert status == "InProgress"
        line = note.partition("To stop it: ")[2]
        assert line.endswith(f".job('{name}').stop()")
        assert hand.local.endpoint_url in line
    else:
        assert status == "Stopping"
        assert "asked to stop" in note


def test_the_line_that_stops_a_job(
    local: LocalSageMaker, client: smt.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an interruption says stops the job is code that stops the job."""
    job = client.submit(complete())
    with pytest.raises(KeyboardInterrupt) as caught:
        job.wait(progress=interrupt)
    for name, value in local.environment().items():
        monkeypatch.setenv(name, value)
    made: list[smt.Client] = []

    class Kept(smt.Client):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            made.append(self)

    monkeypatch.setattr(smt, "Client", Kept)
    exec(caught.value.__notes__[0].partition("To stop it: ")[2], {"smt": smt})
    made[0].close()
    assert job.status == "Stopping"


def test_an_interruption_is_said_where_progress_is_shown(
    client: smt.Client, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Who watches the progress reads on the spot that the job runs on."""
    job = client.submit(complete())

    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(client.clock, "sleep", interrupted)
    with pytest.raises(KeyboardInterrupt):
        job.wait()
    assert "runs on. To stop it" in capfd.readouterr().err


def test_a_stop_that_fails_is_said(hand: Hand) -> None:
    """A stop at Ctrl-C that fails hides neither the interruption nor that the job runs on."""
    name = hand.submit()
    hand.local.faults = FaultPlan([FaultRule(Fault.THROTTLE, operation="StopTrainingJob")])
    with pytest.raises(KeyboardInterrupt) as caught:
        hand(lambda client: client.job(name).wait(progress=interrupt, on_interrupt="stop"))
    (note,) = caught.value.__notes__
    assert "stopping failed (StopTrainingJob for" in note
    assert "runs on" in note


def test_a_job_that_ended_needs_no_stop(local: LocalSageMaker, client: smt.Client) -> None:
    """A job that ends before the stop of an interruption arrives is no failure."""
    job = client.submit(complete())

    def late(progress: JobProgress) -> None:
        local.clock.advance(timedelta(days=1))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        job.wait(progress=late, on_interrupt="stop")
    assert "had ended already" in caught.value.__notes__[0]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("on_interrupt", ["leave", "stop"])
def test_a_cancelled_wait(local: LocalSageMaker, backend: str, on_interrupt: Any) -> None:
    """Being cancelled is an interruption: the job runs on, or is stopped before the task ends."""

    async def main() -> str:
        async with smt.AsyncClient(**Hand(local, "").options) as client:
            job = await client.submit(complete())
            with anyio.CancelScope() as scope:

                def cancel(progress: JobProgress) -> None:
                    if progress.phase == "Training":
                        scope.cancel()

                await job.wait(progress=cancel, on_interrupt=on_interrupt)
            assert scope.cancelled_caught
            return str(await job.status)

    expected = "InProgress" if on_interrupt == "leave" else "Stopping"
    assert anyio.run(main, backend=backend) == expected


@pytest.mark.parametrize("choice", ["halt", None])
def test_other_choices_are_refused(client: smt.Client, choice: Any) -> None:
    """What is no choice is refused before anything is waited for."""
    with pytest.raises(smt.ConfigurationError, match="'leave' or 'stop'"):
        client.job("a").wait(on_interrupt=choice)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_by_default_time_is_that_of_the_machine(local: LocalSageMaker, backend: str) -> None:
    """Without a clock of its own a client waits in real time, as the job does."""
    clock = WallClock()
    begun = time.time()
    clock.sleep(0.01)
    anyio.run(clock.sleep_async, 0.01, backend=backend)
    assert clock.timestamp() - begun >= 0.02
    assert isinstance(smt.Client("us-east-1", endpoint_url=local.endpoint_url).clock, WallClock)


# Iterators that are left


class Endless:
    """Steps that tell numbers for ever, and whether they were closed."""

    def __init__(self) -> None:
        self.closed = False
        self.steps: Steps[None] = self._run()  # held, so that nobody else closes them

    def _run(self) -> Steps[None]:
        try:
            for number in itertools.count():
                yield Tell(number)
        finally:
            self.closed = True


def test_an_iterator_can_be_left(client: smt.Client) -> None:
    """Who leaves an iterator closes what drives it."""
    endless = Endless()
    with closing(drive(endless.steps, client)) as telling:
        assert [next(telling), next(telling)] == [0, 1]
        assert not endless.closed
    assert endless.closed


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_async_iterator_can_be_left(local: LocalSageMaker, backend: str) -> None:
    """The same holds for an async iterator that is closed."""
    endless = Endless()

    async def main() -> None:
        async with (
            smt.AsyncClient(**Hand(local, "").options) as client,
            aclosing(adrive(endless.steps, client)) as telling,
        ):
            assert [await anext(telling), await anext(telling)] == [0, 1]
            assert not endless.closed

    anyio.run(main, backend=backend)
    assert endless.closed


@pytest.mark.parametrize("method", ["logs", "events", "list", "search"])
def test_an_async_iterator_that_is_left_leaves_nothing(local: LocalSageMaker, method: str) -> None:
    """Closed by its user, it leaves nothing open that trio would have to clean up."""
    hand = Hand(local, "trio")
    name = hand.submit()
    local.clock.advance(3600)

    async def main() -> None:
        async with smt.AsyncClient(**hand.options) as client:
            job = client.job(name)
            iterators: dict[str, Any] = {
                "logs": lambda: job.logs(follow=True),
                "events": job.events,
                "list": client.list_training_jobs,
                "search": client.search_training_jobs,
            }
            async with aclosing(iterators[method]()) as items:
                async for _ in items:
                    break

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        anyio.run(main, backend="trio")
        gc.collect()
    assert [str(one.message) for one in caught if one.category is ResourceWarning] == []


# Pickles


def test_a_job_can_be_pickled(
    local: LocalSageMaker, client: smt.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A handle goes to another process without credentials, and works there with its own."""
    job = client.submit(complete())
    data = pickle.dumps(job)
    for secret in (local.credentials.secret_access_key, local.credentials.access_key_id):
        assert secret.encode() not in data
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", local.credentials.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", local.credentials.secret_access_key)
    again = pickle.loads(data)
    assert again.given_arn == job.given_arn
    assert again.client.endpoint_url == client.endpoint_url
    assert again == job
    assert hash(again) == hash(job)
    assert again.status == "InProgress"
    with closing(again.client):
        assert pickle.loads(pickle.dumps(again)) == job


def test_a_pickle_is_resolved_when_it_is_used(
    client: smt.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unpickling reads no file and no variable; what is missing there is said at the first call."""
    with smt.Client("eu-west-1", endpoint_url=client.endpoint_url) as other:
        job = other.job("a")
        data = pickle.dumps(job)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY", raising=False)
        again = pickle.loads(data)
        assert pickle.dumps(again) == data
        with pytest.raises(smt.CredentialsError, match="AWS_SECRET_ACCESS_KEY"):
            again.describe()


def test_what_a_pickle_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Region, address, patience, policy and variants go along, also what the environment said."""
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")
    policy = smt.Policy().set("spot-without-checkpoint", "off")
    retry = smt.RetryPolicy(max_attempts=7)
    there = pickle.dumps(smt.Client(timeout=5, retry=retry, policy=policy).job("a"))
    elsewhere = pickle.dumps(smt.Client(endpoint_url="https://example.test/").job("a"))
    monkeypatch.delenv("AWS_REGION")
    monkeypatch.delenv("AWS_USE_FIPS_ENDPOINT")
    again = pickle.loads(there)
    settings = again.client._links.settings
    assert again.client.region == "eu-west-1"
    assert "fips" in again.client.endpoint_url
    assert (settings.timeout.total, settings.retry, settings.policy) == (5, retry, policy)
    assert pickle.loads(elsewhere).client.endpoint_url == "https://example.test/"


def test_an_async_job_can_be_pickled(
    local: LocalSageMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The async handle goes through a pickle too, and asks there with what is found there."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", local.credentials.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", local.credentials.secret_access_key)
    job = smt.AsyncClient(**Hand(local, "").options).job("a")
    again = pickle.loads(pickle.dumps(job))
    assert again == job
    assert isinstance(again, smt.AsyncTrainingJob)


def test_a_copy_is_the_same_client(client: smt.Client) -> None:
    """A client that is copied is shared: a copy would have lost its credentials."""
    import copy

    assert copy.copy(client) is client
    assert copy.deepcopy(client.job("a")).client is client


def test_handles_are_equal_by_job(client: smt.Client) -> None:
    """Two handles of a job are equal, whoever told the ARN; of other jobs or places not."""
    job = client.submit(complete())
    assert job == client.job("mnist-1")
    assert job != client.job("mnist-2")
    elsewhere = smt.Client("eu-west-1", endpoint_url=client.endpoint_url)
    assert job != elsewhere.job("mnist-1")
    with pytest.raises(AttributeError):
        job.name = "b"  # type: ignore[misc]  # that it fails is the point


@pytest.mark.parametrize("kind", [smt.Client, smt.AsyncClient])
def test_jobs_of_two_accounts_are_not_equal(kind: type[Any]) -> None:
    """A job is another one if another key or profile asks; a client's options do not count."""

    def job(**options: Any) -> Any:
        return kind("us-east-1", **options).job("a")

    one, two = (smt.Credentials(key, "secret") for key in ("AKIAONE", "AKIATWO"))
    assert job(credentials=one) == job(credentials=attrs.evolve(one))
    assert job(credentials=one) != job(credentials=two)
    assert job(credentials=one) != job()
    assert job() == job() == pickle.loads(pickle.dumps(job()))
    client = kind("us-east-1", credentials=one)
    handles = {client.job("a"), client.with_options(timeout=5).job("a"), job(credentials=two)}
    assert len(handles) == 2


def test_a_key_that_is_replaced_loses_no_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handle is found again in a dict when its client got a newer key meanwhile."""
    client = smt.Client("us-east-1", credentials=smt.Credentials("AKIAONE", "secret"))
    held = {client.job("a"): "kept"}
    newer = GivenCredentials(smt.Credentials("AKIATWO", "secret"))
    settings = attrs.evolve(client._links.settings, credentials=newer)
    monkeypatch.setattr(client._links, "settings", settings)
    assert held[client.job("a")] == "kept"


def test_jobs_of_two_profiles_are_not_equal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A profile that was named tells accounts apart, in a pickle too."""
    config = tmp_path / "config"
    config.write_text("[profile one]\nregion = us-east-1\n[profile two]\nregion = us-east-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    one, two = (smt.Client(profile=name).job("a") for name in ("one", "two"))
    assert one != two
    assert pickle.loads(pickle.dumps(one)) == one


def test_the_clock_is_the_clients(local: LocalSageMaker) -> None:
    """Retries wait by the client's clock as well, so that tests with faults take no time."""
    local.faults = FaultPlan([FaultRule(Fault.THROTTLE, calls=(1, 2))])
    before = local.clock.timestamp()
    with smt.Client(**Hand(local, "").options) as client:
        client.submit(complete())
    assert local.clock.timestamp() > before


def test_submitting_checks(client: smt.Client, local: LocalSageMaker) -> None:
    """A request with errors is not sent; a warning points to the line that submits."""
    with pytest.raises(smt.ConstraintError):
        client.submit(complete().max_runtime(timedelta(days=29)))
    assert local.requests == ()
    with pytest.warns(smt.ConstraintWarning, match="spot-without-checkpoint") as caught:
        client.submit(complete().spot(7200))
    assert caught[0].filename == __file__
