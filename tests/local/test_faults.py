from __future__ import annotations

import json
import socket
import struct
import time
from datetime import UTC, datetime

import pytest

from sagemaker_train.testing import Fault, FaultPlan, FaultRule, LocalSageMaker
from tests.local.wire import Wire, job

EITHER_WAY = [fault for fault in Fault if not fault.needs_answer]
BROKEN = {Fault.RESET, Fault.CLOSE, Fault.HANG}
ERRORS = {
    Fault.INTERNAL_FAILURE: (500, "InternalFailure"),
    Fault.UNAVAILABLE: (503, "ServiceUnavailable"),
    Fault.THROTTLE: (400, "ThrottlingException"),
    Fault.TOO_MANY_REQUESTS: (429, "TooManyRequestsException"),
    Fault.REQUEST_TIMEOUT: (408, "RequestTimeoutException"),
    Fault.EXPIRED_TOKEN: (400, "ExpiredTokenException"),
}


def plan(fault: Fault, carried_out: bool) -> FaultPlan:
    return FaultPlan([FaultRule(fault, calls=(1,), carried_out=carried_out, interval=0.001)])


def no_answer(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except (ConnectionResetError, TimeoutError):
        return True


@pytest.mark.parametrize("carried_out", [True, False])
@pytest.mark.parametrize("fault", EITHER_WAY)
def test_the_books_know(wire: Wire, local: LocalSageMaker, fault: Fault, carried_out: bool) -> None:
    """A damaged create makes the job if the rule says so, and else not; the next call is whole."""
    local.faults = plan(fault, carried_out)
    with socket.create_connection(("127.0.0.1", wire.port), timeout=0.2) as connection:
        connection.sendall(raw(wire, "CreateTrainingJob", job("a")))
        assert no_answer(connection) is (fault in BROKEN)
    assert ("a" in local.jobs) is carried_out
    record = local.requests[-1]
    assert (record.fault, record.carried_out) == (fault, carried_out)
    assert record.status == (200 if carried_out else 0)
    taken = wire.send("CreateTrainingJob", job("a"))
    assert taken.status == (400 if carried_out else 200)


def raw(wire: Wire, operation: str, request: object) -> bytes:
    headers, body = wire.signed(operation, request)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST / HTTP/1.1\r\n{lines}content-length: {len(body)}\r\n\r\n".encode() + body


@pytest.mark.parametrize("fault", list(ERRORS))
def test_errors(wire: Wire, local: LocalSageMaker, fault: Fault) -> None:
    """An error of AWS comes with its status and code as AWS JSON has them."""
    local.faults = plan(fault, False)
    received = wire.send("ListTrainingJobs", {})
    assert (received.status, received.refusal[0]) == ERRORS[fault]
    assert received.headers["content-type"] == "application/x-amz-json-1.1"


@pytest.mark.parametrize(
    ("fault", "status"), [(Fault.HTML, 200), (Fault.PROXY_REFUSAL, 403), (Fault.BAD_GATEWAY, 502)]
)
def test_html(wire: Wire, local: LocalSageMaker, fault: Fault, status: int) -> None:
    """Portals, proxies and load balancers answer in HTML."""
    local.faults = plan(fault, False)
    received = wire.send("ListTrainingJobs", {})
    assert received.status == status
    assert received.headers["content-type"] == "text/html"
    assert received.body.startswith(b"<!DOCTYPE html>")


@pytest.mark.parametrize(("fault", "body"), [(Fault.EMPTY, b""), (Fault.EMPTY_OBJECT, b"{}")])
def test_nothing(wire: Wire, local: LocalSageMaker, fault: Fault, body: bytes) -> None:
    """A success without content has nothing in it, whatever was done."""
    local.faults = plan(fault, True)
    received = wire.send("CreateTrainingJob", job("a"))
    assert (received.status, received.body) == (200, body)


def test_reset_is_a_reset(wire: Wire, local: LocalSageMaker) -> None:
    """A reset is an RST on the connection, not an orderly end."""
    local.faults = plan(Fault.RESET, False)
    with socket.create_connection(("127.0.0.1", wire.port), timeout=5) as connection:
        connection.sendall(raw(wire, "ListTrainingJobs", {}))
        with pytest.raises(ConnectionResetError):
            connection.recv(1)


def test_cut_json(wire: Wire, local: LocalSageMaker) -> None:
    """A cut answer is complete HTTP and half of the JSON."""
    local.faults = plan(Fault.CUT_JSON, True)
    received = wire.send("CreateTrainingJob", job("a"))
    assert received.status == 200
    assert int(received.headers["content-length"]) == len(received.body)
    with pytest.raises(json.JSONDecodeError):
        json.loads(received.body)
    assert b'{"TrainingJobArn":"'.startswith(received.body[:19])
    assert "a" in local.jobs


def test_short_body(wire: Wire, local: LocalSageMaker) -> None:
    """A short body promises more bytes than come before the connection closes."""
    local.faults = plan(Fault.SHORT_BODY, True)
    with socket.create_connection(("127.0.0.1", wire.port), timeout=5) as connection:
        connection.sendall(raw(wire, "CreateTrainingJob", job("a")))
        received = b""
        while data := connection.recv(4096):
            received += data
    head, _, body = received.partition(b"\r\n\r\n")
    assert 0 < len(body) < int(head.rpartition(b"Content-Length: ")[2])
    assert "a" in local.jobs


def test_short_body_of_an_empty_answer(wire: Wire, local: LocalSageMaker) -> None:
    """Also an answer without a body is short of something."""
    wire("CreateTrainingJob", **job("a"))
    local.faults = plan(Fault.SHORT_BODY, True)
    with socket.create_connection(("127.0.0.1", wire.port), timeout=5) as connection:
        connection.sendall(raw(wire, "StopTrainingJob", {"TrainingJobName": "a"}))
        received = b""
        while data := connection.recv(4096):
            received += data
    assert received.endswith(b"Content-Length: 1\r\n\r\n")


def test_drip(wire: Wire, local: LocalSageMaker) -> None:
    """A dripping answer is whole in the end, and others are served meanwhile."""
    local.faults = FaultPlan([FaultRule(Fault.DRIP, operation="CreateTrainingJob", interval=0.002)])
    with socket.create_connection(("127.0.0.1", wire.port), timeout=5) as connection:
        connection.sendall(raw(wire, "CreateTrainingJob", job("a")))
        begun = time.monotonic()
        assert wire.send("ListTrainingJobs", {}).status == 200
        received = b""
        while not received.endswith(b"}"):
            received += connection.recv(4096)
        assert time.monotonic() - begun >= 0.1
    assert b'/a"}' in received


def test_a_client_that_leaves_a_drip(wire: Wire, local: LocalSageMaker) -> None:
    """A client that gives up on a dripping answer leaves the server whole."""
    local.faults = plan(Fault.DRIP, True)
    with socket.create_connection(("127.0.0.1", wire.port), timeout=5) as connection:
        connection.sendall(raw(wire, "CreateTrainingJob", job("a")))
        connection.recv(1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert wire.send("CreateTrainingJob", job("a")).refusal[0] == "ResourceInUse"


def test_wrong_date(wire: Wire, local: LocalSageMaker) -> None:
    """The date of one answer can be off while signatures are judged as ever."""
    rule = FaultRule(Fault.WRONG_DATE, calls=(1,), interval=7_200)
    local.faults = FaultPlan([rule])
    received = wire.send("ListTrainingJobs", {})
    told = datetime.strptime(received.headers["date"], "%a, %d %b %Y %H:%M:%S GMT")
    ahead = (told.replace(tzinfo=UTC) - local.clock.now()).total_seconds()
    assert received.status == 200
    assert ahead == 7_200


def test_headers_and_namespaces(wire: Wire, local: LocalSageMaker) -> None:
    """A rule can add headers and write the code with a namespace."""
    rule = FaultRule(
        Fault.THROTTLE, calls=(1,), headers={"x-amz-retry-after": "120"}, namespaced=True
    )
    local.faults = FaultPlan([rule])
    received = wire.send("ListTrainingJobs", {})
    assert received.headers["x-amz-retry-after"] == "120"
    assert received.refusal[0] == "com.amazonaws.sagemaker#ThrottlingException"


def test_refusals_are_damaged_too(wire: Wire, local: LocalSageMaker) -> None:
    """A call that the service refuses is not carried out, and its answer is damaged as well."""
    local.faults = plan(Fault.UNAVAILABLE, True)
    received = wire.send("DescribeTrainingJob", {"TrainingJobName": "nobody"})
    assert received.status == 503
    record = local.requests[-1]
    assert (record.status, record.code, record.carried_out) == (400, "ValidationException", False)


def test_rules_choose_calls() -> None:
    """A rule means its operation and its calls, and the first rule that fits decides."""
    made = FaultPlan(
        [
            FaultRule(Fault.RESET, operation="CreateTrainingJob", calls=(2,)),
            FaultRule(Fault.CLOSE, calls=(2, 3)),
        ]
    )
    chosen = {
        (operation, call): rule.fault
        for operation in ("CreateTrainingJob", "ListTrainingJobs")
        for call in range(1, 5)
        if (rule := made.choose(operation, call)) is not None
    }
    assert chosen == {
        ("CreateTrainingJob", 2): Fault.RESET,
        ("CreateTrainingJob", 3): Fault.CLOSE,
        ("ListTrainingJobs", 2): Fault.CLOSE,
        ("ListTrainingJobs", 3): Fault.CLOSE,
    }


def test_chance_is_repeatable() -> None:
    """The same seed damages the same calls, about as many as it is likely; another seed others."""

    def damaged(seed: int) -> list[int]:
        made = FaultPlan([FaultRule(Fault.RESET, probability=0.2)], seed=seed)
        return [call for call in range(2_000) if made.choose("CreateTrainingJob", call)]

    assert damaged(7) == damaged(7)
    assert damaged(7) != damaged(8)
    assert 300 < len(damaged(7)) < 500


def test_setting_faults_starts_the_count_anew(wire: Wire, local: LocalSageMaker) -> None:
    """The first call after a plan is set is call 1."""
    wire("ListTrainingJobs")
    local.faults = plan(Fault.UNAVAILABLE, False)
    assert local.faults.rules[0].fault is Fault.UNAVAILABLE
    statuses = [wire.send("ListTrainingJobs", {}).status for _ in range(2)]
    assert statuses == [503, 200]


def test_impossible_rules() -> None:
    """A rule that damages the answer of a call that is not carried out is none."""
    with pytest.raises(ValueError, match="damages an answer"):
        FaultRule(Fault.CUT_JSON, carried_out=False)
