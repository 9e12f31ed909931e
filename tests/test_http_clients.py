"""
HTTP clients that the user gives: httpx's, and its successor's where that is installed.

``nox -s httpx2`` installs it and runs this file.
"""

import importlib
import importlib.util
from collections.abc import Iterator
from typing import Any

import anyio
import httpx
import pytest
import respx

import sagemaker_train as smt
from sagemaker_train.testing import Fault, FaultPlan, FaultRule, LocalSageMaker, VirtualClock
from tests.faults.test_fault_table import CREATE, EAGER, LOSING, job

MODULES = [name for name in ("httpx", "httpx2") if importlib.util.find_spec(name)]
QUICK = smt.Timeout(total=5, connect=1, read=0.3)
OPTIONS: dict[str, Any] = {"timeout": QUICK, "retry": EAGER}
ARN = "arn:aws:sagemaker:us-east-1:123456789012:training-job/a"
KEYS = smt.Credentials("AKIDEXAMPLE", "secret")


@pytest.fixture(params=MODULES)
def library(request: pytest.FixtureRequest) -> Any:
    """The HTTP library."""
    return importlib.import_module(request.param)


@pytest.fixture
def local() -> Iterator[LocalSageMaker]:
    """A local SageMaker in which time passes as it does outside."""
    with LocalSageMaker(clock=VirtualClock(speed=1)) as server:
        yield server


def client(local: LocalSageMaker, http: Any) -> smt.Client:
    """A client that sends through another."""
    return smt.Client(
        local.region,
        endpoint_url=local.endpoint_url,
        credentials=local.credentials,
        http_client=http,
    )


@pytest.mark.parametrize("fault", LOSING)
def test_a_given_client_is_as_right_as_ours(
    library: Any, local: LocalSageMaker, fault: Fault
) -> None:
    """A lost answer is settled whoever carries the bytes."""
    local.faults = FaultPlan([FaultRule(fault, operation=CREATE, calls=(1,), carried_out=True)])
    with library.Client() as http:
        answer = client(local, http).create_training_job(job(), **OPTIONS)
    assert answer.training_job_arn == local.jobs["a"].arn


@pytest.mark.parametrize("name", ["DecodingError", "TooManyRedirects", "HTTPStatusError"])
def test_what_a_given_client_makes_of_an_answer_loses_it(
    library: Any, local: LocalSageMaker, name: str
) -> None:
    """Its hooks and decoders may throw an answer away: the job is looked up, and ours."""

    def hook(response: Any) -> None:
        if len(local.requests) == 1:
            more = {"response": response} if name == "HTTPStatusError" else {}
            raise getattr(library, name)("refused", request=response.request, **more)

    with library.Client(event_hooks={"response": [hook]}) as http:
        answer = client(local, http).create_training_job(job(), **OPTIONS)
    assert answer.training_job_arn == local.jobs["a"].arn


def test_a_given_client_asks_for_answers_as_they_are(library: Any, local: LocalSageMaker) -> None:
    """What is not compressed cannot fail to be expanded."""
    asked: list[str] = []
    hooks = {"request": [lambda request: asked.append(request.headers["accept-encoding"])]}
    with library.Client(event_hooks=hooks) as http:
        client(local, http).create_training_job(job(), **OPTIONS)
    assert asked == ["identity"]


@pytest.mark.parametrize("fault", LOSING)
def test_a_given_async_client_too(library: Any, local: LocalSageMaker, fault: Fault) -> None:
    """The same, awaited."""
    local.faults = FaultPlan([FaultRule(fault, operation=CREATE, calls=(1,), carried_out=True)])

    async def main() -> str:
        async with library.AsyncClient() as http:
            ours = smt.AsyncClient(
                local.region,
                endpoint_url=local.endpoint_url,
                credentials=local.credentials,
                http_client=http,
            )
            return (await ours.create_training_job(job(), **OPTIONS)).training_job_arn

    assert anyio.run(main) == local.jobs["a"].arn


def test_a_given_client_stays_open(library: Any, local: LocalSageMaker) -> None:
    """Closing ours does not close what is the user's."""
    with library.Client() as http:
        with client(local, http) as ours:
            ours.create_training_job(job())
        assert not http.is_closed
        assert client(local, http).describe_training_job("a").training_job_name == "a"


def test_a_given_clients_habits_do_not_get_into_calls(library: Any, local: LocalSageMaker) -> None:
    """Its authentication, redirects and headers neither replace nor break the signature."""
    with library.Client(
        auth=("user", "password"), follow_redirects=True, headers={"x-team": "vision"}
    ) as http:
        client(local, http).create_training_job(job())
    assert "a" in local.jobs


@respx.mock
def test_requests_can_be_mocked() -> None:
    """What users' tests do with respx works for our own connections as well."""
    route = respx.post("https://api.sagemaker.us-east-1.amazonaws.com/").mock(
        return_value=httpx.Response(200, json={"TrainingJobArn": ARN})
    )
    with smt.Client("us-east-1", credentials=KEYS) as ours:
        assert ours.create_training_job(job()).training_job_arn == ARN
    request = route.calls.last.request
    assert request.headers["x-amz-target"] == "SageMaker.CreateTrainingJob"
    assert request.headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
    assert request.headers["user-agent"].startswith("sagemaker-train-client/")


def test_what_is_no_fault_of_the_network_is_not_hidden(local: LocalSageMaker) -> None:
    """A bug in a client that was given comes out as it is, not as a connection error."""

    class Broken:
        def build_request(self, *arguments: Any, **options: Any) -> Any:
            raise KeyError("a bug")

        def send(self, *arguments: Any, **options: Any) -> Any:
            raise AssertionError("there is nothing to send")

    with pytest.raises(KeyError, match="a bug"):
        client(local, Broken()).describe_training_job("a")


def test_a_client_of_the_other_kind_is_refused_at_once(library: Any) -> None:
    """``Client`` cannot await, and ``AsyncClient`` must not block: both say what to give."""
    with pytest.raises(TypeError, match=r"AsyncClient, which is awaited; Client takes"):
        smt.Client("us-east-1", credentials=KEYS, http_client=library.AsyncClient())
    with library.Client() as http, pytest.raises(TypeError, match="Client, which blocks the event"):
        smt.AsyncClient("us-east-1", credentials=KEYS, http_client=http)
