from __future__ import annotations

import os
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import boto3
import pytest

import sagemaker_train as smt
from sagemaker_train.testing import JobPlan, LocalSageMaker, VirtualClock
from sagemaker_train.testing.service import Handler
from tests.job_examples import complete
from tests.local.wire import Wire, job

ROOT = Path(__file__).parent.parent


def run(program: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments, "-c", textwrap.dedent(program)],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


# Start and stop


def test_nothing_is_left() -> None:
    """After a hundred servers, with connections open and hanging, no thread or socket is left."""
    # In a process of its own: here, what other tests have left may end at any moment.
    program = """
        import gc, os, socket, threading
        from sagemaker_train.testing import LocalSageMaker
        from tests.local.wire import Wire

        def left() -> tuple[int, int]:
            gc.collect()
            files = os.listdir("/proc/self/fd") if os.path.exists("/proc/self/fd") else ()
            return threading.active_count(), len(files)

        def serve() -> None:
            with LocalSageMaker() as local:
                wire = Wire(local)
                assert wire.send("ListTrainingJobs", {}).status == 200
                idle = socket.create_connection(("127.0.0.1", wire.port))
            idle.close()

        serve()
        before = left()
        for _ in range(100):
            serve()
        assert left() == before, (before, left())
    """
    ended = run(program)
    assert ended.returncode == 0, ended.stderr


def test_a_server_can_be_started_again() -> None:
    """The books outlive a stop; starting twice, or stopping twice, does no harm."""
    local = LocalSageMaker(clock=VirtualClock())
    with local:
        Wire(local)("CreateTrainingJob", **job("a"))
        with pytest.raises(RuntimeError, match="runs already"):
            local.start()
    local.stop()
    with local:
        assert Wire(local)("DescribeTrainingJob", TrainingJobName="a")["TrainingJobName"] == "a"


def test_no_address_before_the_start() -> None:
    """Asking for the address of a server that was never started says what to do."""
    with pytest.raises(RuntimeError, match="call start"):
        _ = LocalSageMaker().endpoint_url


def test_a_stopped_server_takes_no_connections() -> None:
    """After stop nobody listens on the port, and the port can be taken again at once."""
    with LocalSageMaker() as local:
        port = Wire(local).port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    with LocalSageMaker(port=port) as again:
        assert Wire(again).port == port


def test_a_forgotten_server_ends_with_the_program() -> None:
    """A program that forgets to stop its server ends all the same."""
    finished = run(
        """
        from sagemaker_train.testing import LocalSageMaker
        print(LocalSageMaker().start().endpoint_url)
        """
    )
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.startswith("http://127.0.0.1:")


def test_a_bug_of_the_server_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception inside the server is a 500 for the client, and stop() raises it."""

    def broken(request: object) -> dict[str, Any]:
        raise ZeroDivisionError(request)

    local = LocalSageMaker()
    handlers = local._dispatcher._handlers
    assert isinstance(handlers, dict)
    target = "SageMaker.ListTrainingJobs"
    monkeypatch.setitem(handlers, target, Handler(handlers[target].operation, broken))
    local.start()
    assert Wire(local).send("ListTrainingJobs", {}).status == 500
    with pytest.raises(RuntimeError, match="failed while it answered") as caught:
        local.stop()
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    local.stop()


# What it tells


PROXY = "http://127.0.0.1:1"
YESTERDAY = "2020-01-01T00:00:00Z"
SURROUNDINGS: dict[str, dict[str, str]] = {
    "nothing": {},
    "temporary credentials": {"AWS_SESSION_TOKEN": "theirs"},
    "their old name": {"AWS_SECURITY_TOKEN": "theirs"},
    "their end": {"AWS_SESSION_TOKEN": "theirs", "AWS_CREDENTIAL_EXPIRATION": YESTERDAY},
    "an address ignored": {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
    "another address": {"AWS_ENDPOINT_URL_SAGEMAKER": "http://127.0.0.1:1"},
    "FIPS": {"AWS_USE_FIPS_ENDPOINT": "true", "AWS_USE_DUALSTACK_ENDPOINT": "true"},
    "a profile of elsewhere": {"AWS_PROFILE": "elsewhere", "AWS_DEFAULT_PROFILE": "elsewhere"},
    "files of elsewhere": {"AWS_CONFIG_FILE": "/elsewhere", "AWS_SHARED_CREDENTIALS_FILE": "/e"},
    "attempts": {"AWS_MAX_ATTEMPTS": "x", "AWS_RETRY_MODE": "x"},
    "a proxy": {"HTTP_PROXY": PROXY, "http_proxy": PROXY, "ALL_PROXY": PROXY},
    "a proxy and exceptions": {"http_proxy": PROXY, "NO_PROXY": "intranet"},
    "another region": {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1"},
}


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without anything of AWS, and without proxies."""
    for name in [n for n in os.environ if n.startswith("AWS_") or n.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    return monkeypatch


@pytest.mark.parametrize("surroundings", SURROUNDINGS.values(), ids=SURROUNDINGS)
@pytest.mark.parametrize("token", [None, "ours"])
def test_the_environment_leads_here(
    surroundings: dict[str, str], token: str | None, bare: pytest.MonkeyPatch
) -> None:
    """Whatever a developer has set besides, both SDKs call the local SageMaker, and as its user."""
    user = smt.Credentials("AKIDOURS", "secret", token)
    for name, value in surroundings.items():
        bare.setenv(name, value)
    with LocalSageMaker(users=(user,)) as local:
        for name, value in local.environment().items():
            bare.setenv(name, value)
        with smt.Client() as client:
            assert list(client.list_training_jobs()) == []
            running = client.submit(complete())
            assert list(running.logs()) == []
        boto = boto3.session.Session().client("sagemaker")
        assert len(boto.list_training_jobs()["TrainingJobSummaries"]) == 1
        boto.close()
        (_, submitted, *_, listed) = local.requests
    assert submitted.operation == "CreateTrainingJob"
    assert listed.operation == "ListTrainingJobs"


@pytest.mark.parametrize("profile", ["", "[profile work]\nregion = eu-west-1\n"])
def test_a_session_made_before_is_led_here_too(
    profile: str, bare: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What boto3 remembers of profiles, as its default session does, stays good."""
    file = tmp_path / "config"
    file.write_text(profile)
    bare.setenv("AWS_CONFIG_FILE", str(file))
    if profile:
        bare.setenv("AWS_PROFILE", "work")
    earlier = boto3.session.Session()
    assert earlier.available_profiles == (["work"] if profile else [])
    with LocalSageMaker() as local:
        for name, value in local.environment().items():
            bare.setenv(name, value)
        for session in (earlier, boto3.session.Session()):
            boto = session.client("sagemaker", region_name="us-east-1")
            assert boto.list_training_jobs()["TrainingJobSummaries"] == []
            boto.close()
        with smt.Client() as client:
            assert list(client.list_training_jobs()) == []


def test_hosts_without_a_proxy_stay_so(bare: pytest.MonkeyPatch) -> None:
    """What is reached without a proxy already is kept, in both spellings, and named once."""
    with LocalSageMaker() as local:
        assert local.environment()["no_proxy"] == "127.0.0.1"
        for before, after in {
            "intranet, .example": "intranet,.example,127.0.0.1",
            "*": "*",
            "localhost,127.0.0.1": "localhost,127.0.0.1",
        }.items():
            bare.setenv("NO_PROXY", before)
            environment = local.environment()
            assert (environment["NO_PROXY"], environment["no_proxy"]) == (after, after)


def test_calls_are_recorded() -> None:
    """Each call is kept with its operation, its status, its attempt and its body."""
    with LocalSageMaker() as local:
        wire = Wire(local)
        headers, body = wire.signed("DescribeTrainingJob", {"TrainingJobName": "a"})
        wire.post({**headers, "amz-sdk-request": "attempt=2; max=3"}, body)
        (call,) = local.requests
    assert (call.operation, call.status, call.code) == (
        "DescribeTrainingJob",
        400,
        "ValidationException",
    )
    assert call.request == {"TrainingJobName": "a"}
    assert call.attempt == "attempt=2; max=3"


def test_the_default_clock_is_fast() -> None:
    """By default a job of ten minutes is over within seconds, whoever polls and however."""
    with LocalSageMaker(plan=JobPlan(training=60)) as local:
        wire = Wire(local)
        wire("CreateTrainingJob", **job("a"))
        deadline = time.monotonic() + 20
        while wire("DescribeTrainingJob", TrainingJobName="a")["TrainingJobStatus"] != "Completed":
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_reading_the_books_is_reading() -> None:
    """The books are a mapping by name that cannot be written to, and show no values."""
    with LocalSageMaker(clock=VirtualClock()) as local:
        Wire(local)("CreateTrainingJob", **job("a"))
        assert list(local.jobs) == ["a"]
        assert len(local.jobs) == 1
        assert not hasattr(local.jobs, "__setitem__")
        assert repr(local.jobs) == "Books(1 training jobs)"
        assert repr(local.jobs["a"]) == "JobRecord(name='a', status='InProgress')"
        assert repr(local) == f"LocalSageMaker(us-east-1, at {local.endpoint_url}, 1 training jobs)"
    assert "not started" in repr(local)


# HTTP


@pytest.fixture
def connection() -> Any:
    with (
        LocalSageMaker(verify_signatures=False) as local,
        socket.create_connection(("127.0.0.1", Wire(local).port), timeout=5) as opened,
    ):
        yield opened


LIST = b"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: SageMaker.ListTrainingJobs\r\n"


def receive(connection: socket.socket, ends: bytes, count: int = 1) -> bytes:
    received = b""
    while received.count(ends) < count:
        data = connection.recv(65536)
        assert data, received
        received += data
    return received


def test_keep_alive(connection: socket.socket) -> None:
    """One connection serves call after call, also when they are sent at once."""
    for _ in range(3):
        connection.sendall(LIST + b"Content-Length: 2\r\n\r\n{}")
        assert receive(connection, b"[]}").startswith(b"HTTP/1.1 200 OK\r\n")
    connection.sendall((LIST + b"Content-Length: 2\r\n\r\n{}") * 5)
    assert receive(connection, b"[]}", 5).count(b"HTTP/1.1 200 OK\r\n") == 5


def test_requests_in_pieces(connection: socket.socket) -> None:
    """A request may come byte by byte."""
    for byte in LIST + b"Content-Length: 2\r\n\r\n{}":
        connection.sendall(bytes([byte]))
    receive(connection, b"[]}")


def test_expect_continue(connection: socket.socket) -> None:
    """Who waits for a go-ahead before the body gets it."""
    connection.sendall(LIST + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n")
    assert receive(connection, b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    connection.sendall(b"{}")
    receive(connection, b"[]}")


def test_connection_close(connection: socket.socket) -> None:
    """Who asks for the connection to be closed finds it closed after the answer."""
    connection.sendall(LIST + b"Connection: close\r\nContent-Length: 2\r\n\r\n{}")
    received = receive(connection, b"[]}")
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert connection.recv(1) == b""


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
        (b"POST / HTTP/1.1\r\nX: " + b"x" * 70_000, 431),
    ],
)
def test_bad_requests(connection: socket.socket, request_: bytes, status: int) -> None:
    """What is no request that the server reads is told so, and the connection closed."""
    connection.sendall(request_)
    assert receive(connection, b"\r\n\r\n").startswith(f"HTTP/1.1 {status} ".encode())


def test_large_answers_arrive_whole() -> None:
    """An answer larger than the socket's buffers arrives whole, however slowly it is read."""
    parameters = {f"key-{number}": "v" * 2_500 for number in range(100)}
    with LocalSageMaker(clock=VirtualClock()) as local:
        wire = Wire(local)
        for number in range(40):
            wire("CreateTrainingJob", **job(f"a{number}", HyperParameters=parameters))
        headers, body = wire.signed("Search", {"Resource": "TrainingJob", "MaxResults": 100})
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        with socket.create_connection(("127.0.0.1", wire.port), timeout=5) as reader:
            reader.sendall(
                f"POST / HTTP/1.1\r\n{lines}content-length: {len(body)}\r\n\r\n".encode() + body
            )
            time.sleep(0.05)  # the buffers are full by now
            head = receive(reader, b"\r\n\r\n")
            length = int(head.partition(b"Content-Length: ")[2].split(b"\r\n")[0])
            read = len(head) - head.index(b"\r\n\r\n") - 4
            assert length > 5_000_000
            while read < length:
                data = reader.recv(65536)
                assert data
                read += len(data)
    assert read == length


# Imports and the plugin


def test_the_plugin_is_light() -> None:
    """Loading the pytest plugin imports nothing that a user's test run does not need."""
    finished = run(
        """
        import pytest, sys
        before = set(sys.modules)
        import sagemaker_train.testing.pytest_plugin
        heavy = {"attrs", "attr", "httpx", "cattrs", "botocore", "ssl", "asyncio", "json"}
        loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
        print(sorted(loaded & heavy), len(set(sys.modules) - before))
        """
    )
    assert finished.returncode == 0, finished.stderr
    heavy, count = finished.stdout.rsplit(" ", 1)
    assert heavy == "[]"
    assert int(count) < 12


def test_the_server_needs_no_client() -> None:
    """The local SageMaker loads neither httpx, cattrs nor botocore."""
    finished = run(
        """
        import sys
        from sagemaker_train.testing import LocalSageMaker
        with LocalSageMaker():
            print(sorted({"httpx", "cattrs", "botocore"} & set(sys.modules)))
        """
    )
    assert finished.stdout.strip() == "[]", finished.stderr


def test_the_package_lists_its_names() -> None:
    """The package shows what it exports and says so when a name is none of its."""
    import sagemaker_train.testing as testing

    assert set(testing.__all__) <= set(dir(testing))
    exported = {name: getattr(testing, name) for name in testing.__all__}
    assert all(getattr(value, "__name__", name) == name for name, value in exported.items())
    unknown = "Nothing"
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        getattr(testing, unknown)


def test_the_fixture(tmp_path: Path) -> None:
    """``local_sagemaker`` gives each test a server of its own whose time stands still."""
    (tmp_path / "test_user.py").write_text(
        textwrap.dedent(
            """
            import urllib.error, urllib.request
            import pytest

            @pytest.mark.parametrize("turn", [1, 2])
            def test_mine(local_sagemaker, turn):
                before = local_sagemaker.clock.now()
                with pytest.raises(urllib.error.HTTPError):
                    urllib.request.urlopen(local_sagemaker.endpoint_url, b"{}")
                assert len(local_sagemaker.requests) == 1
                assert local_sagemaker.clock.now() == before
            """
        )
    )
    finished = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "sagemaker_train.testing.pytest_plugin", "."],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "2 passed" in finished.stdout, finished.stdout + finished.stderr
