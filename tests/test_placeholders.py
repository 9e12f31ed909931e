"""
What is left to run time does not leave this machine as if it were a value.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sagemaker_train as smt
from sagemaker_train.checks.placeholders import is_placeholder
from sagemaker_train.interop.aws_cli import to_cli_input
from sagemaker_train.interop.boto3 import to_boto3
from sagemaker_train.interop.files import read, write
from sagemaker_train.interop.kubernetes import to_manifest
from sagemaker_train.interop.step_functions import to_state
from sagemaker_train.models import CreateTrainingJobRequest
from sagemaker_train.testing import LocalSageMaker
from tests.job_examples import complete, wire

RESOURCE = "arn:aws:states:::sagemaker:createTrainingJob.sync"


def state(language: str) -> dict[str, Any]:
    """
    Give a state that leaves something to run time at every depth.
    """
    body = wire(complete())

    def later(name: str) -> dict[str, str]:
        return {name: "{% $x %}"} if language == "JSONata" else {f"{name}.$": "$.x"}

    del body["RoleArn"], body["StoppingCondition"], body["OutputDataConfig"]["S3OutputPath"]
    body |= later("RoleArn") | later("StoppingCondition") | later("Novelty")
    body["OutputDataConfig"] |= later("S3OutputPath")
    body["HyperParameters"] = {"epochs": "3", **later("eta")}
    body["Unheard"] = {"Of": [{**later("Depth")}]}
    key = "Arguments" if language == "JSONata" else "Parameters"
    return {"Type": "Task", "Resource": RESOURCE, key: body}


OPEN = [
    "hyper_parameters.eta.$",
    "output_data_config.S3OutputPath.$",
    "RoleArn.$",
    "StoppingCondition.$",
    "Novelty.$",
    "Unheard.Of[0].Depth.$",
]
OPEN_ON_THE_WIRE = ["HyperParameters.eta.$", "OutputDataConfig.S3OutputPath.$", *OPEN[2:]]

both = pytest.mark.parametrize("language", ["JSONPath", "JSONata"])


def template(language: str, folder: Path) -> CreateTrainingJobRequest:
    """
    Read the request of such a state from a file.
    """
    file = folder / "state.json"
    file.write_text(json.dumps(state(language)))
    return read(file)


@both
def test_every_open_place_is_told_and_nothing_is_sent(language: str, tmp_path: Path) -> None:
    """
    A request that leaves something to run time is neither built nor sent, and every place is named.
    """
    request = template(language, tmp_path)
    findings = smt.check(request)
    assert {finding.rule for finding in findings} == {"placeholder"}
    assert sorted(finding.path for finding in findings) == sorted(OPEN)
    with pytest.raises(
        smt.ConstraintError, match=r"Give RoleArn its value in place of RoleArn\.\$"
    ):
        smt.TrainingJobBuilder.from_request(request).build()
    with (
        LocalSageMaker() as local,
        smt.Client(
            local.region, endpoint_url=local.endpoint_url, credentials=local.credentials
        ) as client,
    ):
        with pytest.raises(smt.ConstraintError):
            client.submit(request)
        with pytest.raises(smt.ConstraintError):
            client.create_training_job(request)
        assert list(client.list_training_jobs()) == []


@both
@pytest.mark.parametrize(
    "writer", [to_boto3, to_cli_input, to_manifest, lambda r: write(r, "job.yaml")]
)
def test_only_a_state_is_written_of_what_is_for_run_time(
    writer: Callable[[CreateTrainingJobRequest], object],
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    Forms without run time are not written of it, and the error names every place.
    """
    monkeypatch.chdir(tmp_path)
    request = template(language, tmp_path)
    with pytest.raises(smt.WireError) as caught:
        writer(request)
    told = [line.partition(": ")[0] for line in str(caught.value).splitlines()]
    assert sorted(told) == sorted(OPEN_ON_THE_WIRE)
    assert not Path("job.yaml").exists()
    assert to_state(request).items() >= state(language).items()


def test_a_mapping_with_placeholders_is_judged_as_a_model_is() -> None:
    """
    What is open is told once, in AWS's names, and is neither unknown nor missing.
    """
    findings = smt.check(state("JSONPath")["Parameters"])
    told = [finding.path for finding in findings if finding.rule == "placeholder"]
    inside = "Unheard.Of[0].Depth.$"  # within what is unknown altogether
    assert sorted(told) == sorted(path for path in OPEN_ON_THE_WIRE if path != inside)
    rest = [finding for finding in findings if finding.rule != "placeholder"]
    assert [(finding.path, finding.rule) for finding in rest] == [("Unheard", "unknown-member")]


def test_who_knows_better_may_send_it() -> None:
    """
    The rule can be turned down like others, and stays an error where only the service is asked.
    """
    job = complete().hyperparameter("eta.$", "$.eta")
    assert job.build(smt.Policy().set("placeholder", "off")).hyper_parameters
    with pytest.raises(smt.ConstraintError, match="placeholder"):
        job.build(smt.Policy.service())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("eta", "$.eta"),
        ("cost.$", "5 $"),
        ("template", "{% for m in messages %}{{ m }}{% endfor %}"),
    ],
)
def test_texts_of_ones_own_are_no_placeholders(name: str, value: str) -> None:
    """
    Only what Step Functions would take for a path or an expression is one.
    """
    assert not is_placeholder(name, value)
    assert smt.check(complete().hyperparameter(name, value)) == []
