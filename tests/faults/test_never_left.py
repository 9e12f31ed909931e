"""
Creates that never left: whoever waits for a connection is told that nothing was sent.
"""

import asyncio
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any
from unittest import mock

import anyio
import httpx
import pytest

import sagemaker_train as smt
from sagemaker_train.testing import Fault, LocalSageMaker
from tests.faults.callers import WAYS, Caller, black_hole, without_aiohttp
from tests.faults.test_fault_table import CREATE, job, plan, seen

ONCE = smt.RetryPolicy(max_attempts=1)
FEW = 4
"""Connections at once, where the house is to be full."""


@pytest.fixture
def nowhere() -> Iterator[dict[str, Any]]:
    """The options of a client to whose service no connection comes about."""
    with black_hole() as port:
        yield {
            "region": "us-east-1",
            "endpoint_url": f"http://127.0.0.1:{port}",
            "credentials": smt.Credentials("AKIDEXAMPLE", "secret"),
        }


def assert_never_left(error: smt.TransportError) -> None:
    """Nothing was sent, and no note leaves anybody in doubt about a job."""
    assert not error.sent
    assert not hasattr(error, "__notes__")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("retry", [ONCE, smt.RetryPolicy()], ids=["once", "thrice"])
def test_no_connection_before_the_deadline(
    way: str, retry: smt.RetryPolicy, nowhere: dict[str, Any]
) -> None:
    """A create whose time ends while it connects has not been sent, whatever ended it."""
    with pytest.raises(smt.TransportError) as caught:
        Caller(way, **nowhere)("create_training_job", job(), timeout=0.3, retry=retry)
    assert_never_left(caught.value)


@pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])
def test_no_connection_of_a_given_client(way: str, nowhere: dict[str, Any]) -> None:
    """A client of httpx tells how far it got."""
    http = httpx.Client() if way == "sync" else httpx.AsyncClient()
    caller = Caller(way, **nowhere, http_client=http)
    with pytest.raises(smt.TransportError) as caught:
        caller("create_training_job", job(), timeout=0.3, retry=ONCE)
    assert_never_left(caught.value)


def test_a_given_client_that_sends_again(local: LocalSageMaker, nowhere: dict[str, Any]) -> None:
    """What left once has left, though the client then connects anew."""
    elsewhere = httpx.URL(nowhere["endpoint_url"])

    class Stubborn(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            try:
                return await super().handle_async_request(request)
            except httpx.TransportError:
                request.url = elsewhere
                return await super().handle_async_request(request)

    local.faults = plan(Fault.RESET, CREATE, carried_out=True)
    caller = Caller(
        "asyncio",
        region=local.region,
        endpoint_url=local.endpoint_url,
        credentials=local.credentials,
        http_client=httpx.AsyncClient(transport=Stubborn()),
    )
    with pytest.raises(smt.TransportError) as caught:
        caller("create_training_job", job(), timeout=0.3, retry=ONCE)
    assert caught.value.sent
    assert list(local.jobs) == ["a"]


@pytest.mark.parametrize("given", [False, True], ids=["ours", "given"])
@pytest.mark.parametrize("way", WAYS[1:])
def test_no_place_before_the_deadline(local: LocalSageMaker, way: str, given: bool) -> None:
    """A create that waits for its turn until its time is over has not been sent."""
    local.faults = plan(Fault.HANG, "DescribeTrainingJob")

    async def main() -> None:
        async with (
            httpx.AsyncClient() as http,
            smt.AsyncClient(
                local.region,
                endpoint_url=local.endpoint_url,
                credentials=local.credentials,
                http_client=http if given else None,
            ) as client,
            anyio.create_task_group() as tasks,
        ):
            for _ in range(FEW):
                tasks.start_soon(client.describe_training_job, "a")
            while len(seen(local)) < FEW:
                await anyio.sleep(0.001)
            with pytest.raises(smt.TransportError) as caught:
                await client.create_training_job(job(), timeout=0.3, retry=ONCE)
            assert_never_left(caught.value)
            tasks.cancel_scope.cancel()

    backend, _, extra = way.partition(" with ")
    with (
        mock.patch("sagemaker_train.transport.async_sender.IN_FLIGHT", FEW),
        nullcontext() if extra else without_aiohttp(),
    ):
        anyio.run(main, backend=backend)
    assert CREATE not in seen(local)


@pytest.mark.parametrize("extra", [True, False], ids=["aiohttp", "httpcore"])
def test_cancelled_while_it_connects(nowhere: dict[str, Any], extra: bool) -> None:
    """A create that is cancelled before it left says nothing about a job."""

    async def main() -> None:
        async with smt.AsyncClient(**nowhere) as client:
            task = asyncio.create_task(client.create_training_job(job()))
            await asyncio.sleep(0.2)
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            assert not hasattr(caught.value, "__notes__")

    with nullcontext() if extra else without_aiohttp():
        asyncio.run(main())
