"""What is logged, and what never is."""

import logging
import pickle
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sagemaker_train as smt
from sagemaker_train.testing import Fault, FaultPlan, FaultRule, LocalSageMaker
from tests.faults.callers import WAYS, Caller
from tests.faults.test_fault_table import EAGER, job

SECRET = "Tr0ub4dor&3-horse"
TOKEN = "FwoGZXIvYXdzEJr//session-token"


@pytest.mark.parametrize("way", WAYS)
def test_logs_hold_neither_secrets_nor_values(
    way: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At DEBUG, over faults and errors: no key, token, signature, body or value in any record."""
    user = smt.Credentials("ASIAEXAMPLEUSER", "a-secret-access-key-of-nobody", TOKEN)
    caplog.set_level(logging.DEBUG)
    plan = FaultPlan([FaultRule(Fault.UNAVAILABLE, calls=(1,), carried_out=True)])
    with LocalSageMaker(users=(user,), faults=plan) as local:
        caller = Caller(
            way, region="us-east-1", endpoint_url=local.endpoint_url, credentials=user,
            policy=smt.Policy().allow("environment.*"),
        )  # fmt: skip
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", smt.ConstraintWarning)
            caller(
                "create_training_job",
                job("logged", epochs=421_337).environment({"DB_PASSWORD": SECRET}),
                retry=EAGER,
            )
        with pytest.raises(smt.ResourceNotFoundError):
            caller("describe_training_job", "nobody", retry=EAGER)
    ours = [r for r in caplog.records if r.name.partition(".")[0] == "sagemaker_train"]
    assert ours, "attempts are logged"
    text = "\n".join(f"{r.getMessage()} {r.args}" for r in ours)
    for hidden in (user.secret_access_key, TOKEN, SECRET, "421337", "Signature", "AWS4-HMAC"):
        assert hidden not in text
    assert "CreateTrainingJob attempt 1: HTTP 503" in text
    assert "CreateTrainingJob attempt 2: HTTP 400, request " in text
    # httpcore logs headers of its own at DEBUG; what it says must not hold them either.
    others = "\n".join(r.getMessage() for r in caplog.records if r not in ours)
    assert user.secret_access_key not in others
    assert SECRET not in others


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.THROTTLE])
@pytest.mark.parametrize("way", WAYS)
def test_the_variables_of_our_frames_hold_neither_secrets_nor_values(
    way: str, fault: Fault
) -> None:
    """Tools that report errors show all variables: no key, token, signature, body or value."""
    user = smt.Credentials("ASIAEXAMPLEUSER", "a-secret-access-key-of-nobody", TOKEN)
    request = job("reported", epochs=421_337).environment({"DB_PASSWORD": SECRET}).request()
    with LocalSageMaker(users=(user,), faults=FaultPlan([FaultRule(fault)])) as local:
        caller = Caller(
            way, region="us-east-1", endpoint_url=local.endpoint_url, credentials=user,
            policy=smt.Policy().allow("environment.*").set("secret-credential-name", "off"),
        )  # fmt: skip
        with pytest.raises(smt.SageMakerTrainError) as caught:
            caller("create_training_job", request, retry=smt.RetryPolicy(max_attempts=1))
    shown = "\n".join(variables_of_our_frames(caught.value))
    assert "'CreateTrainingJob'" in shown
    for hidden in (user.secret_access_key, TOKEN, SECRET, "Signature", "AWS4-HMAC"):
        assert hidden not in shown


def variables_of_our_frames(error: BaseException | None) -> Iterator[str]:
    """The variables of the library's frames in the tracebacks of an exception and its causes."""
    package = str(Path(smt.__file__).parent)
    while error is not None:
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if frame.f_code.co_filename.startswith(package):
                yield from map(repr, frame.f_locals.values())
        error = error.__cause__ or error.__context__


def test_logging_is_silent_by_default(capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing is printed, and no handler or level is set by importing or calling."""
    logger = logging.getLogger("sagemaker_train")
    before = logger.level, list(logger.handlers)
    with LocalSageMaker() as local:
        Caller(
            "sync", region="us-east-1", endpoint_url=local.endpoint_url,
            credentials=local.credentials,
        )("create_training_job", job())  # fmt: skip
    assert (logger.level, logger.handlers) == before
    assert capfd.readouterr() == ("", "")


def planted() -> dict[str, Any]:
    """A request in wire form with a secret wherever one can hide."""
    wire = smt.to_wire(job().request())
    return {
        **wire,
        "HyperParameters": {"db_password": SECRET, "config": f'{{"password": "{SECRET}"}}'},
        "Environment": {"API_KEY": SECRET, "URL": f"postgres://me:{SECRET}@db/x"},
        "Tags": [{"Key": "password", "Value": SECRET}],
        "AlgorithmSpecification": {
            **wire["AlgorithmSpecification"],
            "ContainerEntrypoint": ["train", "--password", SECRET],
            "ContainerArguments": [f"--api-key={SECRET}"],
        },
        "DebugHookConfig": {"S3OutputPath": "s3://b/d", "HookParameters": {"secret": SECRET}},
        "DebugRuleConfigurations": [
            {
                "RuleConfigurationName": "r",
                "RuleEvaluatorImage": "i",
                "RuleParameters": {"access_token": SECRET},
            }
        ],
    }


def test_a_suspected_secret_appears_nowhere() -> None:
    """Not in findings, errors, tracebacks with our frames, pickles, warnings, reprs or previews."""
    request = smt.from_wire(smt.CreateTrainingJobRequest, planted())
    builder = smt.TrainingJobBuilder.from_request(request)
    shown: list[str] = [repr(request), repr(builder), str(builder.preview().summary)]
    for checked in (request, planted(), builder):
        findings = smt.check(checked)
        assert len({f.path for f in findings if f.rule.startswith("secret-")}) >= 9
        shown += [f"{f!s}{f!r}" for f in findings]
    with pytest.raises(smt.ConstraintError) as refused:
        builder.build()
    error = refused.value
    shown += [str(error), repr(error), repr(error.findings)]
    ours = [f for f in traceback.extract_tb(error.__traceback__) if "sagemaker_train" in f.filename]
    assert ours
    shown.append("".join(traceback.format_exception(error)))
    data = pickle.dumps(error)
    assert SECRET.encode() not in data
    assert pickle.loads(data).findings == error.findings
    lenient = smt.Policy()
    for finding in smt.check(builder):
        lenient = lenient.set(finding.rule, "warning")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        builder.build(lenient)
    assert caught
    shown += [str(w.message) for w in caught]
    for text in shown:
        assert SECRET not in text
        assert SECRET[:8] not in text
