"""The time that a call may take includes that in which credentials are looked for."""

import threading
import time
from collections.abc import Iterator

import anyio
import pytest

import sagemaker_train as smt
from sagemaker_train.testing import LocalSageMaker
from sagemaker_train.transport.credentials import ChainCredentials, Credentials

KEYS = LocalSageMaker().credentials


class Search:
    """A search for credentials that lasts until the test lets it go."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        self.searches = 0

    def look(self, _: object = None) -> Credentials:
        """Look for credentials."""
        self.searches += 1
        self.begun.set()
        assert self.go.wait(10)
        return KEYS


@pytest.fixture
def search(monkeypatch: pytest.MonkeyPatch) -> Iterator[Search]:
    """What every chain looks for credentials with."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    made = Search()
    monkeypatch.setattr(ChainCredentials, "_look", made.look)
    yield made
    made.go.set()


@pytest.fixture
def local() -> Iterator[LocalSageMaker]:
    """A server that takes the credentials."""
    with LocalSageMaker() as server:
        yield server


def test_who_waits_for_the_search_of_another_thread_waits_so_long(search: Search) -> None:
    """The time is over before the search is, and what it finds serves later."""
    chain = ChainCredentials(None)
    thread = threading.Thread(target=chain.current)
    thread.start()
    try:
        assert search.begun.wait(10)
        with pytest.raises(TimeoutError, match="another thread is still looking"):
            chain.current(within=0.01)
    finally:
        search.go.set()
        thread.join()
    assert chain.current(within=0.01) is KEYS
    assert search.searches == 1


def test_a_call_that_waits_for_the_search_of_another_ends_in_time(
    search: Search, local: LocalSageMaker
) -> None:
    """It says what took the time, and that nothing was sent."""
    client = smt.Client(local.region, endpoint_url=local.endpoint_url)
    first = threading.Thread(target=lambda: list(client.list_training_jobs()))
    first.start()
    try:
        assert search.begun.wait(10)
        with pytest.raises(smt.TimeoutError, match=r"0\.1 s that .*; looking for AWS") as caught:
            client.describe_training_job("a", timeout=0.1)
    finally:
        search.go.set()
        first.join()
        client.close()
    assert (caught.value.sent, caught.value.attempts) == (False, 0)
    assert [one.operation for one in local.requests] == ["ListTrainingJobs"]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_no_event_loop_waits_longer_for_credentials(
    search: Search, local: LocalSageMaker, backend: str
) -> None:
    """The search goes on in its thread, and a later call has what it found."""

    async def calls() -> None:
        async with smt.AsyncClient(local.region, endpoint_url=local.endpoint_url) as client:
            with pytest.raises(smt.TimeoutError, match="looking for AWS") as caught:
                await client.describe_training_job("a", timeout=0.1)
            assert caught.value.sent is False
            search.go.set()
            assert [job async for job in client.list_training_jobs()] == []

    anyio.run(calls, backend=backend)
    assert search.searches == 1


def test_a_search_of_ones_own_that_ends_late_is_said_to_have_taken_the_time(
    search: Search, local: LocalSageMaker
) -> None:
    """Nothing is sent after the time is over; what was found is kept."""
    threading.Timer(0.2, search.go.set).start()
    with smt.Client(local.region, endpoint_url=local.endpoint_url) as client:
        with pytest.raises(smt.TimeoutError, match=r"looking for AWS credentials took 0\.\d s"):
            client.describe_training_job("a", timeout=0.1)
        assert list(local.requests) == []
        assert list(client.list_training_jobs()) == []


def test_a_search_that_fails_late_says_both(
    search: Search, local: LocalSageMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why there are no credentials is the error, and how long that took is its note."""

    def fails(_: object) -> Credentials:
        time.sleep(0.15)
        raise smt.CredentialsError("STS is away")

    monkeypatch.setattr(ChainCredentials, "_look", fails)
    with smt.Client(local.region, endpoint_url=local.endpoint_url) as client:
        with pytest.raises(smt.CredentialsError, match="STS is away") as caught:
            client.describe_training_job("a", timeout=0.1)
        (note,) = caught.value.__notes__
        assert note.startswith("This call took longer than the 0.1 s that a call may take; looking")
