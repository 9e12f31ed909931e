"""
What was carried out though its answer got lost, and who interrupted it: over real sockets.
"""

import asyncio
import signal
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import NoReturn
from unittest import mock

import anyio
import attrs
import pytest

import sagemaker_train as smt
from sagemaker_train.testing import Fault, FaultPlan, FaultRule, LocalSageMaker
from tests.faults.callers import WAYS, Caller
from tests.faults.test_fault_table import CREATE, LOSING, OPTIONS, job, made, plan, seen

MAY_BE = "training job 'a' may have been created; look before you submit it again"


@pytest.mark.parametrize("fault", LOSING)
@pytest.mark.parametrize("lost", [1, 2, 3], ids=["once", "twice", "always"])
def test_create_carried_out_but_the_answer_lost(
    local: LocalSageMaker, caller: Caller, fault: Fault, lost: int
) -> None:
    """The ARN, and exactly one job, whether a retry's ResourceInUse is heard or lost as well."""
    rules = [
        FaultRule(fault, operation=CREATE, calls=(1,), carried_out=True),
        FaultRule(fault, operation=CREATE, calls=tuple(range(2, lost + 1)), carried_out=True),
    ]
    local.faults = FaultPlan(rules)
    answer = caller("create_training_job", job(), **OPTIONS)
    assert answer.training_job_arn == local.jobs["a"].arn
    assert list(local.jobs) == ["a"]
    assert seen(local)[-1] == "DescribeTrainingJob"


def test_a_lost_answer_while_describe_fails_too(local: LocalSageMaker, caller: Caller) -> None:
    """The look at the job has patience of its own."""
    local.faults = FaultPlan(
        [
            FaultRule(Fault.RESET, operation=CREATE, calls=(1,), carried_out=True),
            FaultRule(Fault.UNAVAILABLE, operation="DescribeTrainingJob", calls=(1, 2, 3, 4, 5)),
        ]
    )
    answer = caller("create_training_job", job(), **OPTIONS)
    assert answer.training_job_arn == local.jobs["a"].arn


def test_create_never_carried_out(local: LocalSageMaker, caller: Caller) -> None:
    """Every attempt lost before it arrived: an error, and a note that there is no job so far."""
    caller.options["clock"] = local.clock
    local.faults = plan(Fault.RESET, CREATE)
    with pytest.raises(smt.ConnectionError) as caught:
        caller("create_training_job", job(), **OPTIONS)
    assert caught.value.__notes__ == [
        "there is no training job 'a'; if the service was slow it may still appear"
    ]
    assert list(local.jobs) == []
    assert seen(local) == [CREATE] * 3 + ["DescribeTrainingJob"] * 3


def test_create_carried_out_while_nothing_was_left_of_the_time(
    local: LocalSageMaker, caller: Caller
) -> None:
    """One request was made and may have arrived: the error and its note say so."""
    local.faults = plan(Fault.HANG, CREATE, 1, carried_out=True)
    with pytest.raises(smt.TimeoutError) as caught:
        caller("create_training_job", job(), timeout=0.4)
    error = caught.value
    assert (error.sent, error.attempts) == (True, 1)
    assert error.__cause__ is not None
    assert MAY_BE in error.__notes__[0]
    assert list(local.jobs) == ["a"]


def test_create_carried_out_though_it_was_refused(local: LocalSageMaker, caller: Caller) -> None:
    """Something on the way refused the answer only: the ARN, and exactly one job."""
    local.faults = plan(Fault.PROXY_REFUSAL, CREATE, 1, carried_out=True)
    answer = caller("create_training_job", job(), **OPTIONS)
    assert answer.training_job_arn == local.jobs["a"].arn


def test_create_carried_out_when_the_credentials_expired(
    local: LocalSageMaker, caller: Caller
) -> None:
    """The error of the credentials does not hide that the job may exist."""
    soon = datetime.now(UTC) + timedelta(seconds=0.5)
    caller.options["credentials"] = attrs.evolve(local.credentials, expires_at=soon)
    local.faults = plan(Fault.HANG, CREATE, 1, carried_out=True)
    with pytest.raises(smt.CredentialsError) as caught:
        caller("create_training_job", job(), timeout=smt.Timeout(total=5, read=0.6))
    assert caught.value.__notes__ == [MAY_BE]
    assert list(local.jobs) == ["a"]


def test_the_name_was_taken_by_another_request(local: LocalSageMaker, caller: Caller) -> None:
    """ResourceInUseError with a note on what differs, though the refusal itself was lost once."""
    made(local)
    local.faults = plan(Fault.RESET, CREATE, 1, carried_out=True)
    with pytest.raises(smt.ResourceInUseError, match="differs from the request in HyperParameters"):
        caller("create_training_job", job(epochs=4), **OPTIONS)


def test_the_name_was_taken_before(local: LocalSageMaker, caller: Caller) -> None:
    """The same request made earlier is not this call's job."""
    made(local)
    local.clock.advance(3600)
    local.faults = plan(Fault.RESET, CREATE, 1, carried_out=True)
    with pytest.raises(smt.ResourceInUseError, match="before this call"):
        caller("create_training_job", job(), **OPTIONS)


@pytest.mark.parametrize("fault", LOSING)
def test_stop_carried_out_but_the_answer_lost(
    local: LocalSageMaker, caller: Caller, fault: Fault
) -> None:
    """The job stops: success."""
    made(local)
    local.faults = plan(fault, "StopTrainingJob", 1, carried_out=True)
    assert caller("stop_training_job", "a", **OPTIONS) is None
    assert local.jobs["a"].status in ("Stopping", "Stopped")


@pytest.mark.parametrize("fault", LOSING)
def test_delete_carried_out_but_the_answer_lost(
    local: LocalSageMaker, caller: Caller, fault: Fault
) -> None:
    """The job is gone: success."""
    made(local)
    local.clock.advance(timedelta(days=1))
    local.faults = plan(fault, "DeleteTrainingJob", 1, carried_out=True)
    assert caller("delete_training_job", "a", **OPTIONS) is None
    assert list(local.jobs) == []


@pytest.mark.parametrize("fault", LOSING)
def test_update_carried_out_but_the_answer_lost(
    local: LocalSageMaker, caller: Caller, fault: Fault
) -> None:
    """The warm pool has ended, so that a second try is refused: the answer all the same."""
    with smt.Client(
        local.region, endpoint_url=local.endpoint_url, credentials=local.credentials
    ) as client:
        arn = client.create_training_job(job().warm_pool(1800)).training_job_arn
    while local.jobs["a"].status != "Completed":
        local.clock.advance(60)
    local.faults = plan(fault, "UpdateTrainingJob", 1, carried_out=True)
    request = smt.models.UpdateTrainingJobRequest(
        training_job_name="a",
        resource_config=smt.models.ResourceConfigForUpdate(keep_alive_period_in_seconds=0),
    )
    answer = caller("update_training_job", request, **OPTIONS)
    assert answer.training_job_arn == arn
    pool = local.jobs["a"].warm_pool(local.clock.timestamp())
    assert pool is not None
    assert pool["Status"] == "Terminated"


# Being interrupted


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("moment", [0.0, 0.001, 0.01, 0.05])
def test_cancellation_leaks_nothing(local: LocalSageMaker, backend: str, moment: float) -> None:
    """A create cancelled at any moment leaves its client in order: the next call goes through."""

    async def cancelled() -> None:
        async with smt.AsyncClient(
            local.region, endpoint_url=local.endpoint_url, credentials=local.credentials
        ) as client:
            with anyio.move_on_after(moment):
                await client.create_training_job(job("cancelled"), **OPTIONS)
            assert (await client.create_training_job(job("after"), **OPTIONS)).training_job_arn

    local.faults = plan(Fault.HANG, CREATE, 1)
    threads = threading.active_count()
    anyio.run(cancelled, backend=backend)
    assert "after" in local.jobs
    assert threading.active_count() <= threads + 1, "trio keeps one idle thread for reuse"


@pytest.mark.parametrize("way", WAYS)
def test_who_interrupts_a_create_learns_that_the_job_may_exist(
    local: LocalSageMaker, way: str
) -> None:
    """Ctrl-C and cancellation carry the name of the job, once a request was sent."""

    def hang_up(*arguments: object) -> NoReturn:
        raise KeyboardInterrupt

    local.faults = plan(Fault.CLOSE, CREATE, 1, carried_out=True)
    caller = Caller(
        way,
        region=local.region,
        endpoint_url=local.endpoint_url,
        credentials=local.credentials,
        clock=mock.Mock(sleep=hang_up, sleep_async=mock.AsyncMock(side_effect=hang_up)),
    )
    with pytest.raises(KeyboardInterrupt) as caught:
        caller("submit", job())
    assert caught.value.__notes__ == [MAY_BE]
    assert list(local.jobs) == ["a"]


def test_a_task_that_is_cancelled_learns_that_the_job_may_exist(local: LocalSageMaker) -> None:
    """The note is on the cancellation that leaves the call, and only if something was sent."""

    async def cancelled(client: smt.AsyncClient, name: str, *, sent: bool) -> list[str]:
        task = asyncio.create_task(client.submit(job(name), **OPTIONS))
        await asyncio.sleep(0)
        while sent and name not in local.jobs:
            await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        return getattr(caught.value, "__notes__", [])

    async def main() -> None:
        async with smt.AsyncClient(
            local.region, endpoint_url=local.endpoint_url, credentials=local.credentials
        ) as client:
            assert await cancelled(client, "a", sent=True) == [MAY_BE]
            with mock.patch.object(client._links.settings.credentials.__class__, "at_hand", never):
                assert await cancelled(client, "b", sent=False) == []

    def never(source: object) -> bool:
        return False

    local.faults = plan(Fault.HANG, CREATE, carried_out=True)
    asyncio.run(main())


def test_ctrl_c_while_the_answer_is_awaited(local: LocalSageMaker) -> None:
    """A blocking create that is broken off says that its job may exist."""

    def press() -> None:
        while "a" not in local.jobs:
            time.sleep(0.001)
        signal.pthread_kill(main, signal.SIGINT)

    main = threading.get_ident()
    # A shell that runs the tests in the background has them ignore the key.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    local.faults = plan(Fault.HANG, CREATE, carried_out=True)
    with smt.Client(
        local.region, endpoint_url=local.endpoint_url, credentials=local.credentials
    ) as client:
        finger = threading.Thread(target=press)
        finger.start()
        with pytest.raises(KeyboardInterrupt) as caught:
            client.submit(job(), timeout=10)
        finger.join()
    signal.signal(signal.SIGINT, before)
    assert caught.value.__notes__ == [MAY_BE]
