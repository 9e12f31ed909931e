"""Ctrl-C and cancellation while jobs are submitted: what exists, or may exist, is known by name."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import pytest

import sagemaker_train as smt
from sagemaker_train.testing import Fault, FaultPlan, FaultRule, LocalSageMaker
from tests.job_examples import complete

BACKENDS = ("asyncio", "trio")

HEARD = 4
"""Calls after which answers are lost."""

UNHEARD = FaultPlan(
    [
        FaultRule(
            Fault.CLOSE,
            operation="CreateTrainingJob",
            calls=tuple(range(HEARD + 1, 10_000)),
            carried_out=True,
        ),
        FaultRule(Fault.CLOSE, operation="DescribeTrainingJob"),
    ]
)
"""Jobs are created; after the first ones nobody is told, and nobody can look."""


@pytest.fixture
def _ctrl_c_interrupts() -> Iterator[None]:
    """A shell starts what runs in its background with Ctrl-C ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def requests(count: int) -> list[smt.TrainingJobBuilder]:
    return [complete().named(f"sweep-{number}") for number in range(count)]


def check_note(note: str, local: LocalSageMaker) -> None:
    """Every job that exists is named: as one that runs, or as one that may."""
    run, _, may_run = note.partition("; ")
    assert run.startswith(f"{HEARD} of 100 training jobs were submitted and run on")
    assert "look before you submit them again" in may_run
    assert sum(repr(name) in run for name in local.jobs) == HEARD
    assert all((repr(name) in run) != (repr(name) in may_run) for name in local.jobs)
    assert HEARD < len(local.jobs) < 100
    assert "'sweep-99'" not in note


@pytest.mark.usefixtures("_ctrl_c_interrupts")
def test_an_interrupted_submission(
    local: LocalSageMaker, client: smt.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C begins nothing more, and the note names what runs and what may run."""
    local.faults = UNHEARD
    submit = smt.Client.submit
    main, once = threading.get_ident(), threading.Lock()

    def interrupted(self: smt.Client, request: Any, **options: Any) -> smt.TrainingJob:
        try:
            return submit(self, request, **options)
        finally:
            if len(local.jobs) >= 2 * HEARD and once.acquire(blocking=False):
                signal.pthread_kill(main, signal.SIGINT)

    monkeypatch.setattr(smt.Client, "submit", interrupted)
    with pytest.raises(KeyboardInterrupt) as caught:
        smt.submit_many(client, requests(100), concurrency=2)
    (note,) = caught.value.__notes__
    check_note(note, local)


def test_an_interruption_that_is_repeated(
    client: smt.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C again, while calls are under way, names them as jobs that may run."""
    begun, released = threading.Event(), threading.Event()

    def held(self: smt.Client, request: Any, **options: Any) -> smt.TrainingJob:
        begun.set()
        assert released.wait(60)
        return self.job("sweep-0")

    def interrupted(self: ThreadPoolExecutor, function: Any, numbers: Any) -> None:
        self.submit(function, 0)
        assert begun.wait(60)
        raise KeyboardInterrupt

    shutdown = ThreadPoolExecutor.shutdown

    def impatient(self: Any, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if cancel_futures:
            raise KeyboardInterrupt
        released.set()
        shutdown(self, wait)

    monkeypatch.setattr(smt.Client, "submit", held)
    monkeypatch.setattr(ThreadPoolExecutor, "map", interrupted)
    monkeypatch.setattr(ThreadPoolExecutor, "shutdown", impatient)
    with pytest.raises(KeyboardInterrupt) as caught:
        smt.submit_many(client, requests(3))
    first = caught.value.__context__
    assert isinstance(first, KeyboardInterrupt)
    (note,) = first.__notes__
    assert note.startswith("0 of 3 training jobs were submitted and run on: []; 1 may run")
    assert "['sweep-0']" in note


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_cancelled_submission(
    local: LocalSageMaker, options: dict[str, Any], backend: str
) -> None:
    """A cancelled submission finishes what is under way, and names what runs and what may run."""
    local.faults = UNHEARD
    notes: list[str] = []

    async def main() -> None:
        async with smt.AsyncClient(**options) as client:
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(cancel, scope)
                    try:
                        await smt.async_submit_many(client, requests(100), concurrency=2)
                    except BaseException as cancelled:
                        notes.extend(cancelled.__notes__)
                        raise

    async def cancel(scope: anyio.CancelScope) -> None:
        while len(local.jobs) <= HEARD:
            await anyio.sleep(0.001)
        scope.cancel()

    anyio.run(main, backend=backend)
    (note,) = notes
    check_note(note, local)


def test_ctrl_c_in_the_midst_of_a_call(
    local: LocalSageMaker, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """trio raises Ctrl-C inside a task: the call that it cuts short may have made its job."""
    submit = smt.AsyncClient.submit

    async def cut_short(self: smt.AsyncClient, request: Any, **options: Any) -> Any:
        job = await submit(self, request, **options)
        if job.name == "sweep-2":
            raise KeyboardInterrupt
        return job

    monkeypatch.setattr(smt.AsyncClient, "submit", cut_short)

    async def main() -> None:
        async with smt.AsyncClient(**options) as client:
            await smt.async_submit_many(client, requests(9), concurrency=1)

    with pytest.raises(BaseExceptionGroup) as caught:
        anyio.run(main, backend="trio")
    assert caught.group_contains(KeyboardInterrupt)
    (note,) = caught.value.__notes__
    assert note.startswith("2 of 9 training jobs were submitted")
    assert "1 may run: ['sweep-2']" in note
