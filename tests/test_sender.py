"""Real connections: proxies, authorities, addresses, forks, and what is left behind."""

import base64
import os
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any
from unittest import mock

import httpcore
import pytest

import sagemaker_train as smt
from sagemaker_train.errors import ConfigurationError
from sagemaker_train.testing import LocalSageMaker, VirtualClock
from sagemaker_train.transport.connections import login, proxy_for, trust, without_login
from sagemaker_train.transport.deadline import DeadlineBackend, DeadlineStream, Until
from tests.faults.callers import WAYS, Caller, black_hole
from tests.faults.test_fault_table import job

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
            way, region="us-east-1", endpoint_url="http://far", credentials=local.credentials
        )
        caller("create_training_job", job(), timeout=QUICK)
        proxy.join()
    (head,) = proxy.asked
    assert head.startswith(b"POST http://far")
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


@pytest.mark.parametrize("way", WAYS)
def test_this_machine_is_reached_without_a_proxy(
    way: str, local: LocalSageMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever proxy the environment names, as a local SageMaker is on no other machine."""
    for name in ("http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    caller = Caller(
        way, region="us-east-1", endpoint_url=local.endpoint_url, credentials=local.credentials
    )
    caller("create_training_job", job())
    assert "a" in local.jobs


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
        ({"HTTPS_PROXY": "http://p:1"}, "https://localhost:8080/", None),
        ({"HTTP_PROXY": "http://p:1"}, "http://127.0.0.1:8080", None),
        ({"HTTP_PROXY": "http://p:1"}, "http://127.0.0.1.example", "http://p:1"),
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


@pytest.mark.parametrize("way", WAYS)
def test_a_host_that_cannot_be_looked_up_is_a_connection_error(way: str) -> None:
    """Python has an error of its own for names that DNS cannot spell, and it does not get out."""
    unspeakable = mock.Mock(side_effect=UnicodeError("label too long"))
    access: dict[str, Any] = {"credentials": KEYS, "retry": smt.RetryPolicy(max_attempts=1)}
    caller = Caller(way, region="us-east-1", endpoint_url="http://host.invalid", **access)
    with (
        mock.patch("socket.getaddrinfo", unspeakable),
        pytest.raises(smt.ConnectionError, match=r"host\.invalid \(label too long") as caught,
    ):
        caller("create_training_job", job())
    assert not caught.value.sent


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


def test_all_addresses_of_a_host_are_tried_within_the_deadline() -> None:
    """A host may have several; those that do not answer share the time of the call."""
    with black_hole() as hole, listening() as server:
        port = server.getsockname()[1]
        backend = DeadlineBackend()
        holes = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", hole))] * 4
        with (
            mock.patch("socket.getaddrinfo", return_value=holes),
            mock.patch.object(
                httpcore.SyncBackend, "connect_tcp", side_effect=httpcore.SyncBackend().connect_tcp
            ) as tried,
            pytest.raises(httpcore.ConnectTimeout),
        ):
            backend.connect_tcp("host", hole, Until(10, time.monotonic() + 0.3))
        # The first took all there was.
        ((_, _, seconds, *_),) = [call.args for call in tried.call_args_list]
        assert seconds <= 0.3
        live = [("127.0.0.2", port), ("127.0.0.1", port)]
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", one) for one in live]
        with mock.patch("socket.getaddrinfo", side_effect=[found, *([one] for one in found)]):
            backend.connect_tcp("host", port, Until(5, time.monotonic() + 5)).close()


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
