"""
The fixtures that users get, in test runs as users have them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

PLUGIN = "sagemaker_train.testing.pytest_plugin"
REQUEST = """
    import sagemaker_train as smt

    def request(name):
        return (
            smt.TrainingJobBuilder(name)
            .image("123456789012.dkr.ecr.us-east-1.amazonaws.com/train:1")
            .role("arn:aws:iam::123456789012:role/trainer")
            .output("s3://my-bucket/models/")
            .instances("ml.m5.xlarge", volume_gb=30)
            .max_runtime(100 * 3600)
        )
"""


@pytest.fixture
def users(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A user's project, in which the plugin is loaded whether the library is installed or not."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent))
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    return pytester


def run(users: pytest.Pytester, tests: str) -> pytest.RunResult:
    """Run a user's tests in a process of their own."""
    users.makepyfile(requests=REQUEST, test_mine=tests)
    return users.runpytest_subprocess("-q", "-p", PLUGIN, "-W", "error")


def test_a_whole_job(users: pytest.Pytester) -> None:
    """A test submits a job of four days, waits for it, and reads its logs and metrics at once."""
    result = run(
        users,
        """
        import time
        from datetime import timedelta
        from sagemaker_train.testing import JobPlan
        from requests import request

        def test_training(local_sagemaker, sagemaker_client):
            local_sagemaker.plan("*", JobPlan(training=4 * 86_400, final_metrics={"loss": 0.5}))
            before, began = local_sagemaker.clock.now(), time.monotonic()
            job = sagemaker_client.submit(request("a").max_runtime(5 * 86_400))
            ended = job.wait(progress=False)
            assert ended.training_job_status == "Completed"
            assert local_sagemaker.clock.now() - before > timedelta(days=4)
            assert time.monotonic() - began < 60
            assert [line.message for line in job.logs(tail=1)] == ["Training has finished."]
            assert job.metrics(series=False).final_values() == {"loss": 0.5}
        """,
    )
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    "surroundings",
    [
        {"AWS_SESSION_TOKEN": "theirs", "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z"},
        {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
        {"AWS_MAX_ATTEMPTS": "x", "AWS_RETRY_MODE": "x"},
        dict.fromkeys(("HTTP_PROXY", "http_proxy", "ALL_PROXY"), "http://127.0.0.1:1"),
    ],
    ids=lambda surroundings: next(iter(surroundings)),
)
def test_any_surroundings(
    users: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, surroundings: dict[str, str]
) -> None:
    """The client of a test is one of its local SageMaker, whatever the environment says."""
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    result = run(
        users,
        """
        from requests import request

        def test_mine(local_sagemaker, sagemaker_client):
            sagemaker_client.submit(request("a"))
            assert list(local_sagemaker.jobs) == ["a"]
        """,
    )
    result.assert_outcomes(passed=1)


def test_each_test_has_its_own(users: pytest.Pytester) -> None:
    """Jobs, plans and time of one test are unknown to the next."""
    result = run(
        users,
        """
        import pytest
        from requests import request

        @pytest.mark.parametrize("turn", [1, 2])
        def test_mine(local_sagemaker, sagemaker_client, turn):
            assert list(sagemaker_client.list_training_jobs()) == []
            sagemaker_client.submit(request("a"))
            assert list(local_sagemaker.jobs) == ["a"]
            local_sagemaker.clock.advance(10_000)
            assert sagemaker_client.job("a").status == "Completed"
        """,
    )
    result.assert_outcomes(passed=2)


def test_failures_and_faults(users: pytest.Pytester) -> None:
    """A test sees how its own code fares when a job fails, and when the network does."""
    result = run(
        users,
        """
        import pytest
        import sagemaker_train as smt
        from sagemaker_train.testing import FAILURES, Fault, FaultPlan, FaultRule
        from requests import request

        def test_failure(local_sagemaker, sagemaker_client):
            local_sagemaker.plan("*", FAILURES["capacity"])
            with pytest.raises(smt.TrainingJobFailedError, match="CapacityError"):
                sagemaker_client.submit(request("a")).wait(progress=False)

        def test_lost_answer(local_sagemaker, sagemaker_client):
            lost = FaultRule(
                Fault.RESET, operation="CreateTrainingJob", carried_out=True, calls=(1,)
            )
            local_sagemaker.faults = FaultPlan([lost])
            job = sagemaker_client.submit(request("a"))
            assert job.arn == local_sagemaker.jobs["a"].arn
        """,
    )
    result.assert_outcomes(passed=2)


def test_the_fixtures_are_documented(users: pytest.Pytester) -> None:
    """``pytest --fixtures`` says what they are."""
    users.makepyfile(test_nothing="")
    result = users.runpytest_subprocess("--fixtures", "-p", PLUGIN)
    result.stdout.fnmatch_lines(["*local_sagemaker*", "*sagemaker_client*"])
    result.stdout.no_fnmatch_line("*no docstring available*")


def test_the_plugin_is_light(users: pytest.Pytester) -> None:
    """A test run that does not use the fixtures loads nothing heavy because of them."""
    result = run(
        users,
        """
        import sys

        def test_modules():
            heavy = {"attrs", "attr", "httpx", "cattrs", "botocore", "ssl", "anyio"}
            assert not heavy & set(sys.modules)
            assert "sagemaker_train.client" not in sys.modules
        """,
    )
    result.assert_outcomes(passed=1)
