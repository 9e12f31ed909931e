"""Real connections: proxies, authorities, addresses, forks, and what is left behind."""

import base64
import gc
import os
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any
from unittest import mock

import aiohttp
import anyio
import httpcore
import httpx
import pytest

import sagemaker_train as smt
from sagemaker_train.errors import ConfigurationError
from sagemaker_train.testing import LocalSageMaker, VirtualClock
from sagemaker_train.transport.connections import login, proxy_for, trust, without_login
from sagemaker_train.transport.deadline import DeadlineBackend, DeadlineStream, Until
from sagemaker_train.transport.sender import no_response
from tests.faults.callers import WAYS, Caller, without_aiohttp
from tests.faults.test_fault_table import EAGER, job

QUICK = smt.Timeout(total=5, connect=1, read=1)
KEYS = smt.Credentials("AKIDEXAMPLE", "secret")


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


@contextmanager
def listening() -> Iterator[socket.socket]:
    """A socket that listens on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        yield server


def relay(left: socket.socket, right: socket.socket) -> None:
    """Pass bytes on until one side ends."""
    try:
        while data := left.recv(65536):
            right.sendall(data)
    except OSError:
        pass


class Proxy:
    """An HTTP proxy that remembers the first line and headers of what it is asked."""

    def __init__(self, server: socket.socket, target: int) -> None:
        self.asked: list[bytes] = []
        self.url = f"http://127.0.0.1:{server.getsockname()[1]}"
        self._server, self._target = server, target
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        connection, _ = self._server.accept()
        with connection, socket.create_connection(("127.0.0.1", self._target)) as upstream:
            head = connection.recv(65536)
            self.asked.append(head)
            if head.startswith(b"CONNECT"):
                connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            else:
                # To the server a request names its path only.
                _, rest = head.split(b"\r\n", 1)
                upstream.sendall(b"POST / HTTP/1.1\r\n" + rest)
            back = threading.Thread(target=relay, args=(upstream, connection))
            back.start()
            relay(connection, upstream)
            upstream.shutdown(socket.SHUT_RDWR)
            back.join()

    def join(self) -> None:
        self._thread.join()


@pytest.mark.parametrize("way", WAYS)
def test_a_proxy_of_the_environment_is_used(
    way: str, local: LocalSageMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the user and password of its address; a signed request goes through unharmed."""
    with listening() as server:
        proxy = Proxy(server, int(local.endpoint_url.rpartition(":")[2]))
        monkeypatch.setenv("http_proxy", proxy.url.replace("//", "//me:p%40ss@"))
        caller = Caller(
            way, region="us-east-1", endpoint_url=local.endpoint_url, credentials=local.credentials
        )
        caller("create_training_job", job(), timeout=QUICK)
        proxy.join()
    (head,) = proxy.asked
    assert head.startswith(b"POST http://127.0.0.1:")
    expected = b"basic " + base64.b64encode(b"me:p@ss").lower()
    assert expected in head.lower()
    assert "a" in local.jobs


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("status", "requests", "said"),
    [
        ("403 Blocked by policy", 1, r"{} refused the connection: 403 Blocked by policy"),
        ("407 Login", 1, r"{} refused the connection: 407 Login"),
        ("502 Upstream", 2, r"could not connect to https://h through {} \(502 Upstream\)"),
    ],
)
def test_a_proxy_that_refuses_to_connect_is_named(
    way: str, status: str, requests: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it will refuse again is not repeated; nothing was sent to the service."""
    asked: list[bytes] = []

    class Refusing(StreamRequestHandler):
        def handle(self) -> None:
            asked.append(self.rfile.readline())
            while self.rfile.readline().strip():
                pass
            self.wfile.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())

    with ThreadingTCPServer(("127.0.0.1", 0), Refusing) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        proxy = f"http://127.0.0.1:{server.server_address[1]}"
        monkeypatch.setenv("https_proxy", proxy.replace("//", "//me:secret@"))
        twice = smt.RetryPolicy(max_attempts=2, base_delay=0.001)
        caller = Caller(way, region="r", endpoint_url="https://h", credentials=KEYS, retry=twice)
        with pytest.raises(smt.ConnectionError, match=said.format(f"the proxy {proxy}")) as caught:
            caller("describe_training_job", "a", timeout=QUICK)
        server.shutdown()
        thread.join()
    assert asked == [b"CONNECT h:443 HTTP/1.1\r\n"] * requests
    assert (caught.value.sent, caught.value.attempts) == (False, requests)
    assert "secret" not in str(caught.value)


def test_no_proxy_is_respected(local: LocalSageMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that NO_PROXY names is reached directly."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.1")
    assert proxy_for(local.endpoint_url) is None
    Caller(
        "sync", region="us-east-1", endpoint_url=local.endpoint_url, credentials=local.credentials
    )("create_training_job", job())


@pytest.mark.parametrize(
    ("variables", "url", "proxy"),
    [
        ({}, "https://h/", None),
        ({"HTTPS_PROXY": "http://p:1"}, "https://h/", "http://p:1"),
        ({"https_proxy": "p:1"}, "https://h/", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1"}, "http://h/", None),
        ({"ALL_PROXY": "socks5://p:1"}, "https://h/", "socks5://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": ".aws.com"}, "https://a.aws.com/", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"}, "https://h/", None),
    ],
)  # fmt: skip
def test_which_proxy(
    variables: dict[str, str], url: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By scheme, in either spelling, with the exceptions that are set."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(url) == proxy


def test_the_login_of_a_proxy() -> None:
    """It is taken out of the address and decoded."""
    assert login("http://me:p%40ss@p:1") == ("me", "p@ss")
    assert login("http://p:1") is None
    assert without_login("http://me:p%40ss@p:1") == "http://p:1"


@pytest.mark.parametrize("way", WAYS)
def test_an_authority_of_ones_own(
    way: str, tmp_path: Path, local: LocalSageMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AWS_CA_BUNDLE is trusted, and without it a strange certificate is refused."""
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    command = (
        f"openssl req -x509 -newkey rsa:2048 -nodes -keyout {key} -out {certificate} -days 2 "
        "-subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    subprocess.run(command.split(), check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    target = int(local.endpoint_url.rpartition(":")[2])

    done = threading.Event()

    def serve(server: socket.socket) -> None:
        server.settimeout(0.05)
        while not done.is_set():
            try:
                raw, _ = server.accept()
            except TimeoutError:
                continue
            with raw:
                try:
                    with (
                        context.wrap_socket(raw, server_side=True) as connection,
                        socket.create_connection(("127.0.0.1", target)) as upstream,
                    ):
                        back = threading.Thread(target=relay, args=(upstream, connection))
                        back.start()
                        relay(connection, upstream)
                        upstream.shutdown(socket.SHUT_RDWR)
                        back.join()
                except OSError:
                    pass

    with listening() as server:
        thread = threading.Thread(target=serve, args=(server,))
        thread.start()
        caller = Caller(
            way,
            region="us-east-1",
            endpoint_url=f"https://localhost:{server.getsockname()[1]}",
            credentials=local.credentials,
        )
        with pytest.raises(smt.ConnectionError, match=r"(?i)certificate"):
            caller(
                "create_training_job", job(), timeout=QUICK, retry=smt.RetryPolicy(max_attempts=1)
            )
        monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
        caller("create_training_job", job(), timeout=QUICK)
        done.set()
        thread.join()
    assert "a" in local.jobs


def test_a_bundle_that_cannot_be_loaded(tmp_path: Path) -> None:
    """It is named, and nothing else is trusted instead."""
    with pytest.raises(ConfigurationError, match=r"nothing\.pem"):
        trust(str(tmp_path / "nothing.pem"))


@pytest.mark.parametrize("way", WAYS)
def test_without_the_bundle_nothing_is_sent(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error of the setting comes as it is, and leaves nobody in doubt about a job."""
    monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "nothing.pem"))
    caller = Caller(way, region="us-east-1", endpoint_url="https://localhost:1", credentials=KEYS)
    with pytest.raises(ConfigurationError, match=r"nothing\.pem") as caught:
        caller("create_training_job", job())
    assert not hasattr(caught.value, "__notes__")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ssl.SSLCertVerificationError("certificate verify failed"), "connect"),
        (ssl.SSLError("record layer failure"), "broken"),
        (ConnectionResetError("reset by peer"), "broken"),
    ],
)
def test_errors_of_python_do_not_get_through(error: Exception, reason: str) -> None:
    """Some versions of httpcore do not wrap them; what was sent is doubted unless it cannot be."""
    outcome = no_response(error, "https://host/")
    assert outcome.reason == reason
    assert str(error) in outcome.message


class Recorded(httpcore.NetworkStream):
    """A connection that keeps what is written, and answers."""

    ANSWER = b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n"

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.written: list[bytes] = []

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.ANSWER

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.written.append(buffer)
        if self.error is not None:
            raise self.error

    def close(self) -> None:
        pass


def sent_over(stream: Recorded) -> int:
    """The status that comes back for a small request."""
    url = httpcore.URL("http://host/")
    with httpcore.HTTP11Connection(url.origin, DeadlineStream(stream)) as connection:
        request = httpcore.Request(
            "POST", url, headers={"host": "host", "content-length": "4"}, content=b"body"
        )
        return connection.handle_request(request).status


def test_a_request_is_written_in_one_piece() -> None:
    """Head and body are one packet for the network, and one look for the server."""
    stream = Recorded()
    assert sent_over(stream) == 503
    (written,) = stream.written
    assert written.startswith(b"POST / HTTP/1.1\r\n")
    assert written.endswith(b"\r\n\r\nbody")


def test_an_answer_is_read_also_where_writing_failed() -> None:
    """A server may refuse a request before it has read all of it."""
    assert sent_over(Recorded(httpcore.WriteError("reset"))) == 503


@pytest.mark.parametrize("way", WAYS)
def test_an_error_says_where_it_could_not_go(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The host, the proxy on the way to it without its login, and what may be wrong."""
    access: dict[str, Any] = {"credentials": KEYS, "retry": smt.RetryPolicy(max_attempts=1)}
    unknown = mock.Mock(side_effect=socket.gaierror(-2, "Name or service not known"))
    mistyped = Caller(way, region="us-esat-1", endpoint_url="http://host.invalid", **access)
    with (
        mock.patch("socket.getaddrinfo", unknown),
        pytest.raises(smt.ConnectionError, match=r"to http://host\.invalid \(.*region right\?"),
    ):
        mistyped("describe_training_job", "a")
    monkeypatch.setenv("http_proxy", "http://me:secret@127.0.0.1:1")
    with pytest.raises(
        smt.ConnectionError, match=r"to http://h:8 through the proxy http://127\.0\.0\.1:1 \("
    ):
        Caller(way, region="r", endpoint_url="http://h:8", **access)("describe_training_job", "a")


@pytest.mark.parametrize(
    ("cause", "reason"),
    [
        (aiohttp.ServerDisconnectedError(), "broken"),
        (aiohttp.ClientConnectorError(mock.Mock(), OSError(111, "refused")), "connect"),
        (None, "connect"),
    ],
)
def test_a_connection_that_was_there_was_not_refused(cause: Exception | None, reason: str) -> None:
    """An httpx client over aiohttp calls both a ConnectTimeout; only the cause tells them apart."""
    error = httpx.ConnectTimeout("")
    error.__cause__ = cause
    assert no_response(error, "https://host/").reason == reason


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (aiohttp.ConnectionTimeoutError("slow"), "connect"),
        (aiohttp.SocketTimeoutError("slow"), "timeout"),
        (aiohttp.ClientPayloadError("cut off"), "broken"),
        (aiohttp.ServerDisconnectedError(), "broken"),
    ],
)
def test_what_aiohttps_errors_mean(error: Exception, reason: str) -> None:
    """Only before a connection is there it is certain that nothing was sent."""
    assert no_response(error, "https://host/").reason == reason


def test_one_set_of_authorities_in_the_process() -> None:
    """Loading them takes longer than a request, so that it happens once."""
    assert trust(None) is trust(None)


def test_a_forked_process_opens_connections_of_its_own(local: LocalSageMaker) -> None:
    """Two processes on one connection would read each other's answers."""
    with smt.Client(
        "us-east-1", endpoint_url=local.endpoint_url, credentials=local.credentials
    ) as client:
        client.create_training_job(job())
        idle = client._links.to(smt.models.operations.SERVICE).sender._idle
        (before,) = idle
        child = os.fork()
        if child == 0:
            # Only what the child sees is judged, and no test machinery runs in it.
            client.describe_training_job("a")
            now = client._links.to(smt.models.operations.SERVICE).sender._idle
            os._exit(0 if len(now) == 1 and before not in now and list(idle) == [before] else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert list(idle) == [before]
        assert client.describe_training_job("a").training_job_name == "a"


def test_closing_leaves_nothing_behind(local: LocalSageMaker) -> None:
    """No thread and no socket; a later call opens a connection again."""
    threads = threading.active_count()
    client = smt.Client("us-east-1", endpoint_url=local.endpoint_url, credentials=local.credentials)
    with client:
        client.create_training_job(job())
        assert open_sockets() > 0
    deadline = time.monotonic() + 5
    target = int(local.endpoint_url.rpartition(":")[2])
    while connected_to(target) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert connected_to(target) == 0
    assert threading.active_count() == threads
    assert client.describe_training_job("a").training_job_name == "a"
    client.close()


def test_connections_of_a_busy_moment_do_not_stay(local: LocalSageMaker) -> None:
    """Each later call closes the one that was not used for longest, once its time is over."""
    port = int(local.endpoint_url.rpartition(":")[2])
    with (
        mock.patch("sagemaker_train.transport.connections.IDLE_SECONDS", 0.2),
        smt.Client(
            "us-east-1", endpoint_url=local.endpoint_url, credentials=local.credentials
        ) as client,
    ):
        together = threading.Barrier(6)

        def work(number: int) -> None:
            together.wait()
            client.create_training_job(job(f"t-{number}"))

        threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        time.sleep(0.3)
        for _ in range(8):
            client.describe_training_job("t-0")
        deadline = time.monotonic() + 5
        while connected_to(port) > 1 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert connected_to(port) == 1


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


def test_all_addresses_of_a_host_are_tried_within_the_deadline() -> None:
    """A host may have several; those that do not answer share the time of the call."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, listening() as server:
        # A queue that is full lets further connections wait, as a black hole does.
        target = full.getsockname()
        waiting = [socket.socket() for _ in range(8)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(target)
        port = server.getsockname()[1]
        backend = DeadlineBackend()
        holes = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", target)] * 4
        with mock.patch("socket.getaddrinfo", return_value=holes):
            started = time.monotonic()
            with pytest.raises(httpcore.ConnectTimeout):
                backend.connect_tcp("host", target[1], Until(10, started + 0.3))
            assert time.monotonic() < started + 5
        for one in waiting:
            one.close()
        live = [("127.0.0.2", port), ("127.0.0.1", port)]
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", one) for one in live]
        with mock.patch("socket.getaddrinfo", side_effect=[found, *([one] for one in found)]):
            backend.connect_tcp("host", port, Until(5, time.monotonic() + 5)).close()


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


def open_sockets() -> int:
    """How many sockets this process has open."""
    links = Path("/proc/self/fd").iterdir()
    return sum(os.path.islink(p) and os.readlink(p).startswith("socket:") for p in links)


def connected_to(port: int) -> int:
    """How many connections of this machine lead to a port."""
    table = Path("/proc/net/tcp").read_text().splitlines()[1:]
    wanted, established = f"0100007F:{port:04X}", "01"
    return sum(line.split()[2] == wanted and line.split()[3] == established for line in table)


def test_an_endpoint_with_a_path_and_a_port(local: LocalSageMaker) -> None:
    """Both are part of the address and of the signature."""
    assert EAGER.max_attempts == 3
    with smt.Client(
        "us-east-1", endpoint_url=f"{local.endpoint_url}/base/", credentials=local.credentials
    ) as client:
        client.create_training_job(job())
        assert client.endpoint_url.endswith("/base/")
    assert "a" in local.jobs


def test_threads_share_a_client(local: LocalSageMaker) -> None:
    """Many calls at once from many threads, each answered with what it asked for."""
    with smt.Client(
        "us-east-1", endpoint_url=local.endpoint_url, credentials=local.credentials
    ) as client:
        wrong: list[str] = []

        def work(worker: int) -> None:
            for number in range(20):
                name = f"t-{worker}-{number}"
                arn = client.create_training_job(job(name)).training_job_arn
                if (
                    not arn.endswith(name)
                    or client.describe_training_job(name).training_job_name != name
                ):
                    wrong.append(name)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert len(local.jobs) == 160
