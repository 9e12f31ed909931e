"""Clients: options, copies, configuration, pages."""

import tracemalloc
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import sagemaker_train as smt
from sagemaker_train.testing import Fault, FaultPlan, FaultRule, LocalSageMaker
from tests.faults.callers import WAYS, Caller
from tests.faults.test_fault_table import EAGER, job


@pytest.fixture
def local() -> Iterator[LocalSageMaker]:
    """A local SageMaker whose lists begin with an empty page."""
    with LocalSageMaker(empty_pages=True) as server:
        yield server


def client(local: LocalSageMaker, **options: Any) -> smt.Client:
    """A client of the local SageMaker."""
    return smt.Client(
        local.region, endpoint_url=local.endpoint_url, credentials=local.credentials, **options
    )


def test_a_copy_with_other_options_shares_the_connections(local: LocalSageMaker) -> None:
    """Timeout, retries and policy differ; links, quota and clock are the same."""
    with client(local) as first:
        once = first.with_options(retry=smt.RetryPolicy(max_attempts=1), timeout=3)
        first.create_training_job(job())
        local.faults = FaultPlan([FaultRule(Fault.UNAVAILABLE, calls=(1,))])
        with pytest.raises(smt.ServiceError):
            once.describe_training_job("a")
        local.faults = FaultPlan([FaultRule(Fault.UNAVAILABLE, calls=(1,))])
        assert first.describe_training_job("a", retry=EAGER).training_job_name == "a"
        service = smt.models.operations.SERVICE
        assert once._links.to(service) is first._links.to(service)
        assert once._links.settings.quota is first._links.settings.quota
        assert (once.region, once.endpoint_url) == (first.region, first.endpoint_url)


def test_a_policy_of_ones_own(local: LocalSageMaker) -> None:
    """A copy may be more lenient; the first client is not changed by it."""
    wrong = job().without(inputs=["train"]).hyperparameter("note", "x" * 257)
    with client(local) as first:
        lenient = first.with_options(policy=smt.Policy.service())
        with pytest.raises(smt.ConstraintError):
            first.create_training_job(wrong)
        lenient.create_training_job(wrong)
    assert "a" in local.jobs


def test_one_more_client_costs_little(local: LocalSageMaker) -> None:
    """A copy, and another client that has made a call, each stay far under 50 KiB."""
    first = client(local)
    first.create_training_job(job())
    ways: list[Callable[[], smt.Client]] = [
        lambda: first.with_options(timeout=9),
        lambda: client(local),
    ]
    for make in ways:
        made = make()
        made.describe_training_job("a")
        tracemalloc.start()
        kept = [make() for _ in range(10)]
        for each in kept:
            each.describe_training_job("a")
        size = tracemalloc.get_traced_memory()[0] / len(kept)
        tracemalloc.stop()
        assert size < 50 * 1024
        for each in (made, *kept):
            each.close()


@pytest.mark.parametrize("way", WAYS)
def test_pages_are_lazy_and_an_empty_one_is_not_the_last(way: str, local: LocalSageMaker) -> None:
    """All jobs come, by pages of 100 at most, and no job is described for it."""
    with client(local) as ours:
        for number in range(5):
            ours.create_training_job(job(f"j-{number}"))
    caller = Caller(
        way, region="us-east-1", endpoint_url=local.endpoint_url, credentials=local.credentials
    )
    found = caller("list_training_jobs", name_contains="j-", max_results=2, sort_by="Name")
    assert sorted(summary.training_job_name for summary in found) == [f"j-{n}" for n in range(5)]
    operations = [
        call.operation for call in local.requests if call.operation != "CreateTrainingJob"
    ]
    assert set(operations) == {"ListTrainingJobs"}
    assert len(operations) >= 4
    assert local.requests[-1].request["MaxResults"] == 2


def test_nothing_is_asked_before_it_is_needed(local: LocalSageMaker) -> None:
    """Making the iterator makes no call; stopping early leaves the later pages alone."""
    with client(local) as ours:
        for number in range(4):
            ours.create_training_job(job(f"j-{number}"))
        before = len(local.requests)
        listed = ours.list_training_jobs(max_results=1)
        assert len(local.requests) == before
        next(listed)
        assert len(local.requests) == before + 2, "the empty page and the first one"


def test_a_service_that_goes_round_in_circles_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same token twice would never end."""
    import httpx

    body = b'{"TrainingJobSummaries": [], "NextToken": "again"}'
    answers = httpx.MockTransport(lambda request: httpx.Response(200, content=body))
    with httpx.Client(transport=answers) as http:
        ours = smt.Client("us-east-1", credentials=smt.Credentials("a", "b"), http_client=http)
        with pytest.raises(smt.InvalidResponseError, match="the same page again"):
            list(ours.list_training_jobs())
    answers = httpx.MockTransport(
        lambda request: httpx.Response(200, content=b'{"Tags": [], "NextToken": "again"}')
    )
    with httpx.Client(transport=answers) as http:
        ours = smt.Client("us-east-1", credentials=smt.Credentials("a", "b"), http_client=http)
        with pytest.raises(smt.InvalidResponseError, match=r"ListTags for 'arn:.*job/a'") as caught:
            ours.list_tags("arn:aws:sagemaker:us-east-1:123456789012:training-job/a")
    assert str(caught.value.subject).endswith("training-job/a")


def test_no_region_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says where a region could come from."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    with pytest.raises(smt.ConfigurationError, match=r"Client\(region=.*AWS_REGION.*profile"):
        smt.Client()


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
def test_a_timeout_that_is_none(timeout: float) -> None:
    """A time that is not positive is refused by name."""
    with pytest.raises(smt.ConfigurationError, match="timeout is"):
        smt.Client("us-east-1", timeout=timeout)


@pytest.mark.parametrize("text", ["0", "-1", "many"])
def test_attempts_of_the_environment(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS_MAX_ATTEMPTS is used, and refused by name where it makes no sense."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "7")
    assert smt.Client("us-east-1")._links.settings.retry.max_attempts == 7
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", text)
    with pytest.raises(smt.ConfigurationError, match="AWS_MAX_ATTEMPTS"):
        smt.Client("us-east-1")


def test_the_retry_mode_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS's modes are taken, all as the standard one; another word is refused."""
    for mode in ("standard", "legacy", "adaptive"):
        monkeypatch.setenv("AWS_RETRY_MODE", mode)
        assert smt.Client("us-east-1")._links.settings.retry == smt.RetryPolicy()
    monkeypatch.setenv("AWS_RETRY_MODE", "eager")
    with pytest.raises(smt.ConfigurationError, match="AWS_RETRY_MODE is 'eager'"):
        smt.Client("us-east-1")


def test_a_warning_points_at_the_line_that_called(local: LocalSageMaker) -> None:
    """Of the script, not of this library."""
    spot = job().spot(max_wait=7200)
    with client(local) as ours, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        ours.create_training_job(spot)
    assert {w.filename for w in caught} == {__file__}
    assert any("spot-without-checkpoint" in str(w.message) for w in caught)


def test_other_services_are_looked_for_where_sagemaker_is_only_on_this_machine() -> None:
    """A private address of SageMaker is not CloudWatch's; a server on this machine plays both."""
    logs = smt.models.logs.SERVICE
    keys = smt.Credentials("a", "b")
    private = smt.Client("eu-west-1", endpoint_url="https://vpce-1.example.com", credentials=keys)
    assert private._links.settings.endpoint(logs).url == "https://logs.eu-west-1.amazonaws.com"
    here = smt.Client("eu-west-1", endpoint_url="http://127.0.0.1:9/x", credentials=keys)
    assert here._links.settings.endpoint(logs).url == "http://127.0.0.1:9/x"
