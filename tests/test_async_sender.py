"""Event loops: each has connections of its own, and none is kept waiting."""

import asyncio
import gc
import os
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any
from unittest import mock

import anyio
import pytest

import sagemaker_train as smt
from sagemaker_train.testing import LocalSageMaker, VirtualClock
from sagemaker_train.transport.async_sender import AsyncHttpSender
from sagemaker_train.transport.connections import trust
from tests.faults.callers import WAYS, Caller, without_aiohttp
from tests.faults.test_fault_table import job
from tests.test_sender import KEYS, listening


@pytest.fixture
def local() -> Iterator[LocalSageMaker]:
    """A local SageMaker in which time passes as it does outside."""
    with LocalSageMaker(clock=VirtualClock(speed=1)) as server:
        yield server


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without proxies."""
    for name in [n for n in os.environ if n.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


class Counting(StreamRequestHandler):
    """Answers slowly, and counts how many are asked at once."""

    lock = threading.Lock()
    now = most = 0

    def handle(self) -> None:
        while head := self.rfile.readline():
            length = 0
            while head.strip():
                name, _, value = head.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                head = self.rfile.readline()
            self.rfile.read(length)
            with self.lock:
                Counting.now += 1
                Counting.most = max(Counting.most, Counting.now)
            time.sleep(0.05)
            with self.lock:
                Counting.now -= 1
            self.wfile.write(
                b"HTTP/1.1 200 OK\r\nx-amzn-requestid: 1\r\ncontent-length: 2\r\n\r\n{}"
            )


class Server(ThreadingTCPServer):
    """Takes all connections at once."""

    daemon_threads = True
    request_queue_size = 200


@pytest.mark.parametrize("way", WAYS[1:])
def test_no_more_are_under_way_than_64(way: str) -> None:
    """More wait for their turn, and all are answered."""
    Counting.most = 0

    async def main() -> None:
        url = f"http://127.0.0.1:{server.server_address[1]}"
        async with (
            smt.AsyncClient("us-east-1", endpoint_url=url, credentials=KEYS) as client,
            anyio.create_task_group() as tasks,
        ):
            for number in range(150):
                tasks.start_soon(client.stop_training_job, f"job-{number}")

    backend, _, extra = way.partition(" with ")
    with Server(("127.0.0.1", 0), Counting) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        with nullcontext() if extra else without_aiohttp():
            anyio.run(main, backend=backend)
        server.shutdown()
        thread.join()
    assert 8 < Counting.most <= 64


def test_one_client_in_the_loops_of_several_threads(local: LocalSageMaker) -> None:
    """Each loop has connections of its own, and closing closes those of the loop it runs in."""
    client = smt.AsyncClient(
        "us-east-1", endpoint_url=local.endpoint_url, credentials=local.credentials
    )
    names: list[str] = []

    async def main(worker: int) -> None:
        async with client:
            for number in range(10):
                name = f"t-{worker}-{number}"
                await client.create_training_job(job(name))
                names.append((await client.describe_training_job(name)).training_job_name)

    def work(worker: int) -> None:
        anyio.run(main, worker, backend=("asyncio", "trio")[worker % 2])

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(names)) == 60


def test_one_loop_enters_at_a_time() -> None:
    """A loop of another thread that enters meanwhile waits until this one is through."""
    sender = AsyncHttpSender("http://host.invalid", None)
    loops = [asyncio.new_event_loop() for _ in range(3)]
    others: list[threading.Thread] = []

    def another(loop: object) -> bool:
        if not others:
            others.append(threading.Thread(target=sender._enter, args=(loops[2],)))
            others[0].start()
            others[0].join(0.2)
        return False

    sender._enter(loops[0])
    with mock.patch("sagemaker_train.transport.async_sender.is_over", another):
        sender._enter(loops[1])
        others[0].join()
    assert set(sender._opened) == set(loops)
    for loop in loops:
        loop.close()


@pytest.mark.parametrize("way", WAYS[1:])
def test_authorities_are_not_loaded_on_the_event_loop(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That takes as long as many requests; the first call to an address waits for a thread."""
    loading: list[int] = []
    real = ssl.create_default_context

    def create(**options: Any) -> ssl.SSLContext:
        loading.append(threading.get_ident())
        return real(**options)

    monkeypatch.setattr(ssl, "create_default_context", create)
    trust.cache_clear()
    with listening() as server:
        url = f"https://127.0.0.1:{server.getsockname()[1]}"
    caller = Caller(way, region="r", endpoint_url=url, credentials=KEYS)
    with pytest.raises(smt.ConnectionError):
        caller("describe_training_job", "a", retry=smt.RetryPolicy(max_attempts=1))
    (thread,) = loading
    assert thread != threading.get_ident()


FIRST_CALL = """
import asyncio, sys, threading
import sagemaker_train as smt

def watch(event, details):
    if event == "import" and threading.current_thread() is threading.main_thread():
        on_the_loop.add(details[0])

async def main():
    keys = smt.Credentials("AKIDEXAMPLE", "secret")
    async with smt.AsyncClient("r", endpoint_url="https://127.0.0.1:1", credentials=keys) as client:
        sys.addaudithook(watch)
        try:
            await client.describe_training_job("a", retry=smt.RetryPolicy(max_attempts=1))
        except smt.ConnectionError:
            print(*{"aiohttp", "certifi", "urllib.request"} & on_the_loop)
            print(*{"aiohttp", "certifi", "urllib.request"} & {*sys.modules})

on_the_loop = set()
asyncio.run(main())
"""


def test_http_libraries_are_not_imported_on_the_event_loop() -> None:
    """What the first call needs is imported by a thread, while the loop goes on."""
    environment = {**os.environ, "no_proxy": "127.0.0.1"}  # so that proxies are looked for
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_CALL], env=environment, capture_output=True, check=True
    )
    on_the_loop, loaded = ran.stdout.decode().splitlines()
    assert on_the_loop == ""
    assert set(loaded.split()) == {"aiohttp", "certifi", "urllib.request"}


# What is not closed says so, and that is right.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_one_client_in_one_event_loop_after_another(local: LocalSageMaker) -> None:
    """What the last loop left behind, unclosed, is not used in the next."""
    access: dict[str, Any] = {"endpoint_url": local.endpoint_url, "credentials": local.credentials}
    Caller("sync", region="us-east-1", **access)("create_training_job", job())

    def loops() -> None:
        client = smt.AsyncClient("us-east-1", **access)

        async def name() -> str:
            return (await client.describe_training_job("a")).training_job_name

        for way in WAYS[1:] * 2:
            backend, _, extra = way.partition(" with ")
            with nullcontext() if extra else without_aiohttp():
                assert anyio.run(name, backend=backend) == "a"
            assert len(client._links.to(smt.models.operations.SERVICE).sender._opened) <= 2

    loops()
    gc.collect()
