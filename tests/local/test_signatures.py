from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sagemaker_train.testing import LocalSageMaker
from sagemaker_train.transport.credentials import Credentials
from tests.local.wire import Wire

MISMATCH = "The request signature we calculated does not match the signature you provided."


def test_a_signed_call_is_answered(wire: Wire) -> None:
    """A call that a known user has signed gets in."""
    assert wire("ListTrainingJobs") == {"TrainingJobSummaries": []}


@pytest.mark.parametrize("header", ["host", "x-amz-date", "x-amz-target", "content-type"])
def test_a_changed_header_is_noticed(wire: Wire, header: str) -> None:
    """Whoever changes a signed header on the way breaks the signature."""
    headers, body = wire.signed("ListTrainingJobs", {})
    changed = {
        "host": "localhost:1",
        "x-amz-date": headers["x-amz-date"][:-2]
        + ("1Z" if headers["x-amz-date"][-2] != "1" else "2Z"),
        "x-amz-target": "SageMaker.DescribeTrainingJob",
        "content-type": "application/x-amz-json-1.1; charset=utf-8",
    }
    received = wire.post({**headers, header: changed[header]}, body)
    code, message = received.refusal
    assert (received.status, code) == (400, "InvalidSignatureException")
    assert message.startswith(MISMATCH)


def test_a_missing_signed_header_is_noticed(wire: Wire) -> None:
    """A header that was signed and lost on the way breaks the signature."""
    headers, body = wire.signed("ListTrainingJobs", {})
    del headers["content-type"]
    assert wire.post(headers, body).refusal[0] == "InvalidSignatureException"


def test_a_changed_body_is_noticed(wire: Wire) -> None:
    """Whoever changes the body on the way breaks the signature."""
    headers, body = wire.signed("StopTrainingJob", {"TrainingJobName": "a"})
    assert wire.post(headers, body.replace(b'"a"', b'"b"')).refusal[1].startswith(MISMATCH)


def test_a_wrong_secret(local: LocalSageMaker) -> None:
    """A signature made with another secret is refused, and the secret is not told."""
    wire = Wire(local, Credentials(local.credentials.access_key_id, "another-secret"))
    received = wire.send("ListTrainingJobs", {})
    assert received.refusal[1].startswith(MISMATCH)
    assert local.credentials.secret_access_key.encode() not in received.body


def test_an_unknown_key(local: LocalSageMaker) -> None:
    """A key that nobody has is an UnrecognizedClientException."""
    wire = Wire(local, Credentials("AKIAUNKNOWN000000000", "some-secret"))
    assert wire.send("ListTrainingJobs", {}).refusal == (
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
    )


def test_no_signature(wire: Wire) -> None:
    """An unsigned call is told that a token is missing."""
    received = wire.post({"x-amz-target": "SageMaker.ListTrainingJobs"}, b"{}")
    assert received.refusal == (
        "MissingAuthenticationTokenException",
        "Missing Authentication Token",
    )


@pytest.mark.parametrize(
    ("authorization", "message"),
    [
        ("Basic dXNlcjpwYXNz", "Unsupported AWS 'algorithm', use AWS4-HMAC-SHA256."),
        (
            "AWS4-HMAC-SHA256 Credential=AKIA/20260131/us-east-1/sagemaker/aws4_request",
            "Authorization header requires 'Signature' parameter."
            " Authorization header requires 'SignedHeaders' parameter.",
        ),
        (
            "AWS4-HMAC-SHA256 Credential=AKIA/x, SignedHeaders=host, Signature=0",
            "Credential must have exactly 5 slash-delimited elements,"
            " e.g. keyid/date/region/service/term.",
        ),
    ],
)
def test_an_incomplete_signature(wire: Wire, authorization: str, message: str) -> None:
    """A header that is no whole signature is told what it lacks."""
    headers, body = wire.signed("ListTrainingJobs", {})
    received = wire.post({**headers, "authorization": authorization}, body)
    assert received.refusal == ("IncompleteSignatureException", message)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            ("SignedHeaders=content-type;host;", "SignedHeaders=content-type;"),
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization header.",
        ),
        (("/us-east-1/", "/us-west-2/"), "Credential should be scoped to a valid region"),
    ],
)
def test_what_is_signed(wire: Wire, changes: tuple[str, str], message: str) -> None:
    """A signature that leaves out the host, or is for elsewhere, is refused in AWS's words."""
    headers, body = wire.signed("ListTrainingJobs", {})
    changed = headers["authorization"].replace(*changes)
    code, text = wire.post({**headers, "authorization": changed}, body).refusal
    assert code == "InvalidSignatureException"
    assert text.startswith(message)


@pytest.mark.parametrize(
    ("date", "message"),
    [
        ("20200101T000000Z", "Date in Credential scope does not match YYYYMMDD"),
        ("", "Date in Credential scope does not match YYYYMMDD"),
        (None, "Date must be in ISO-8601 'basic format'."),
    ],
)
def test_dates_that_are_none(wire: Wire, date: str | None, message: str) -> None:
    """A time that is not the scope's, or none at all, is refused in AWS's words."""
    headers, body = wire.signed("ListTrainingJobs", {})
    date = headers["x-amz-date"][:8] + "T99" if date is None else date
    code, text = wire.post({**headers, "x-amz-date": date}, body).refusal
    assert code == "InvalidSignatureException"
    assert text.startswith(message)


def test_another_region(wire: Wire) -> None:
    """A signature for another region is refused by its name."""
    assert wire.send("ListTrainingJobs", {}, region="eu-west-1").refusal == (
        "InvalidSignatureException",
        "Credential should be scoped to a valid region, not 'eu-west-1'.",
    )


def test_another_service(wire: Wire) -> None:
    """A signature for another service is refused."""
    assert wire.send("ListTrainingJobs", {}, service="s3").refusal == (
        "InvalidSignatureException",
        "Credential should be scoped to correct service: 'sagemaker'.",
    )


@pytest.mark.parametrize(("minutes", "answered"), [(-6, False), (-4, True), (4, True), (6, False)])
def test_skew(wire: Wire, minutes: int, answered: bool) -> None:
    """A signature up to five minutes old or ahead is fresh, an older or later one is not."""
    now = datetime.now(UTC) + timedelta(minutes=minutes)
    received = wire.send("ListTrainingJobs", {}, now=now)
    assert (received.status == 200) is answered
    if not answered:
        code, message = received.refusal
        words = "is now earlier than" if minutes < 0 else "is still later than"
        assert code == "InvalidSignatureException"
        assert message.startswith("Signature expired" if minutes < 0 else "Signature not yet")
        assert words in message
        assert message.endswith("5 min.)")


def test_the_servers_time_can_be_off(local: LocalSageMaker, wire: Wire) -> None:
    """A moved server refuses an honest client, says its own Date, and accepts who follows it."""
    local.time_offset = timedelta(hours=2)
    received = wire.send("ListTrainingJobs", {})
    assert received.refusal[1].startswith("Signature expired")
    told = datetime.strptime(received.headers["date"], "%a, %d %b %Y %H:%M:%S GMT")
    assert wire.send("ListTrainingJobs", {}, now=told.replace(tzinfo=UTC)).status == 200


def test_virtual_time_leaves_signatures_alone(local: LocalSageMaker, wire: Wire) -> None:
    """A year on the virtual clock makes no signature stale."""
    local.clock.advance(timedelta(days=365))
    assert wire.send("ListTrainingJobs", {}).status == 200


def test_session_tokens() -> None:
    """Temporary credentials count with their own token only, and until they expire."""
    user = Credentials("ASIATEMPORARY0000000", "temporary-secret", "token-one")
    with LocalSageMaker(users=(user,)) as local:
        assert Wire(local).send("ListTrainingJobs", {}).status == 200
        for token in ("token-two", None):
            other = Credentials(user.access_key_id, user.secret_access_key, token)
            refusal = Wire(local, other).send("ListTrainingJobs", {}).refusal
            assert refusal[0] == "UnrecognizedClientException"
        past = datetime.now(UTC) - timedelta(seconds=1)
        local.add_user(
            Credentials(user.access_key_id, user.secret_access_key, user.session_token, past)
        )
        assert Wire(local).send("ListTrainingJobs", {}).refusal == (
            "ExpiredTokenException",
            "The security token included in the request is expired",
        )
        local.remove_user(user.access_key_id)
        refusal = Wire(local).send("ListTrainingJobs", {}).refusal
        assert refusal[0] == "UnrecognizedClientException"


def test_signatures_can_be_left_out() -> None:
    """A server that does not verify answers whoever asks."""
    with LocalSageMaker(verify_signatures=False) as local:
        received = Wire(local).post({"x-amz-target": "SageMaker.ListTrainingJobs"}, b"{}")
    assert received.status == 200


def test_nothing_of_a_signature_is_kept(local: LocalSageMaker) -> None:
    """The record of a call holds neither signature nor token."""
    user = Credentials("ASIATEMPORARY0000000", "temporary-secret", "token-of-a-session")
    local.add_user(user)
    wire = Wire(local, user)
    headers, body = wire.signed("ListTrainingJobs", {})
    wire.post(headers, body)
    kept = repr(local.requests[-1]) + repr(local.requests[-1].headers)
    assert "token-of-a-session" not in kept
    assert headers["authorization"].rpartition("=")[2] not in kept
