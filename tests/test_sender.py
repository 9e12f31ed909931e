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

import pytest

import sagemaker_train as smt
from sagemaker_train.errors import ConfigurationError
from sagemaker_train.testing import LocalSageMaker, VirtualClock
from sagemaker_train.transport.sender import login, no_response, proxy_for, trust, without_login
from tests.faults.callers import WAYS, Caller
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
    outcome = no_response(error)
    assert outcome.reason == reason
    assert str(error) in outcome.message


def test_one_set_of_authorities_in_the_process() -> None:
    """Loading them takes longer than a request, so that it happens once."""
    assert trust(None) is trust(None)


def test_a_forked_process_opens_connections_of_its_own(local: LocalSageMaker) -> None:
    """Two processes on one connection would read each other's answers."""
    with smt.Client(
        "us-east-1", endpoint_url=local.endpoint_url, credentials=local.credentials
    ) as client:
        client.create_training_job(job())
        sender = client._links.to(smt.models.operations.SERVICE).sender
        before = sender._connections()
        child = os.fork()
        if child == 0:
            # Only what the child sees is judged, and no test machinery runs in it.
            same = sender._connections() is before
            os._exit(1 if same else 0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert sender._connections() is before
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
