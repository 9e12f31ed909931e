"""What may be done to many jobs at once: to jobs of one client, and to nothing else."""

from __future__ import annotations

from typing import Any

import anyio
import pytest

import sagemaker_train as smt
from sagemaker_train import errors
from sagemaker_train.jobs.batch import Unbegun, Unfinished, submitted
from sagemaker_train.testing import LocalSageMaker
from tests.job_examples import complete

BACKENDS = ("asyncio", "trio")


ELSEWHERE: dict[str, dict[str, Any]] = {
    "account": {"credentials": smt.Credentials("AKIATWO", "a secret")},
    "region": {"region": "eu-west-1"},
}
"""What makes a client of another account or region at the same address."""


@pytest.mark.parametrize("names", [("a", "b"), ("same", "same")])
@pytest.mark.parametrize("change", ELSEWHERE)
def test_jobs_of_two_clients(
    options: dict[str, Any],
    local: LocalSageMaker,
    client: smt.Client,
    change: str,
    names: tuple[str, str],
) -> None:
    """Jobs of two accounts or regions are refused before anybody is asked, also of equal names."""
    other = smt.Client(**{**options, **ELSEWHERE[change]})
    jobs = [client.job(names[0]), other.job(names[1])]
    for function in (smt.wait_all, smt.stop_all, lambda jobs: next(smt.as_completed(jobs))):
        with pytest.raises(smt.ConfigurationError, match="of different clients") as caught:
            function(jobs)
        assert "secret" not in str(caught.value)
    assert local.requests == ()


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("change", ELSEWHERE)
def test_async_jobs_of_two_clients(
    options: dict[str, Any], local: LocalSageMaker, change: str, backend: str
) -> None:
    """The async twins refuse them as well."""

    async def main() -> None:
        here = smt.AsyncClient(**options)
        there = smt.AsyncClient(**{**options, **ELSEWHERE[change]})
        jobs = [here.job("same"), there.job("same")]
        for function in (smt.async_wait_all, smt.async_stop_all):
            with pytest.raises(smt.ConfigurationError, match="of different clients"):
                await function(jobs)
        with pytest.raises(smt.ConfigurationError, match="of different clients"):
            await anext(smt.async_as_completed(jobs))

    anyio.run(main, backend=backend)
    assert local.requests == ()


def test_options_make_no_other_client(client: smt.Client) -> None:
    """Jobs of a client and of its copy with other options are waited for together."""
    first = client.submit(complete().named("sweep-0"))
    second = client.with_options(timeout=30).submit(complete().named("sweep-1"))
    assert len(smt.wait_all([first, second], progress=False)) == 2


def test_what_is_no_job_is_refused(client: smt.Client) -> None:
    """An error in the place of a job, as ``submit_many`` gives it, is named with the way out."""
    submitted: Any = smt.submit_many(client, [complete(), complete()], concurrency=1)
    for function in (smt.wait_all, smt.stop_all, lambda jobs: next(smt.as_completed(jobs))):
        with pytest.raises(
            TypeError, match=r"item 1 is not a job but .* ResourceInUseError; .*\[job"
        ):
            function(submitted)
    assert client.job(submitted[0].name).status == "InProgress"

    async def main() -> None:
        with pytest.raises(TypeError, match="item 0 is not a job but of type str"):
            await smt.async_wait_all(["a"])  # type: ignore[list-item]  # what is refused

    anyio.run(main)


OTHER_TYPES: list[tuple[dict[str, Any], Any, str]] = [
    ({"since": "2026-01-31"}, smt.TrainingJob.logs, "since must be a datetime, not str"),
    ({"tail": "5"}, smt.TrainingJob.logs, "tail must be a whole number, not str"),
    ({"since": "2026-01-31"}, smt.TrainingJob.metrics, "since must be a datetime, not str"),
    ({"until": 7}, smt.TrainingJob.metrics, "until must be a datetime, not int"),
    ({"period": 60.0}, smt.TrainingJob.metrics, "period must be a whole number, not float"),
]


@pytest.mark.parametrize(("arguments", "call", "message"), OTHER_TYPES)
def test_arguments_of_another_type(
    local: LocalSageMaker, client: smt.Client, arguments: dict[str, Any], call: Any, message: str
) -> None:
    """An argument of another type is refused by its name before anybody is asked."""
    with pytest.raises(TypeError, match=message):
        call(client.job("a"), **arguments)
    many: Any = "4"
    with pytest.raises(TypeError, match="concurrency must be a whole number, not str"):
        smt.submit_many(client, [], concurrency=many)
    assert local.requests == ()


# What is said of a submission that was interrupted


@pytest.mark.parametrize(
    ("result", "may_run"),
    [
        (errors.TimeoutError("no answer in time"), True),
        (errors.ConnectionError("could not connect", sent=False), False),
        (errors.InvalidResponseError("a web page"), True),
        (errors.ServiceError("InternalFailure", ""), True),
        (errors.ResourceLimitExceededError("ResourceLimitExceeded", ""), False),
        (errors.ConstraintError([]), False),
        (Unfinished(), True),
        (Unbegun(), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_jobs_that_may_run_are_named(client: smt.Client, result: Exception, may_run: bool) -> None:
    """Where the service may have created a job unheard, its name is told beside those that run."""
    results: list[smt.TrainingJob | Exception] = [client.job("told"), result]
    note = submitted([complete().named("told"), complete().named("in-doubt").request()], results)
    assert note.startswith("1 of 2 training jobs were submitted and run on: ['told']")
    assert ("1 may run: ['in-doubt']; look before you submit them again" in note) == may_run
