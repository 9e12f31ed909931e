"""What is written, and what is not."""

import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sagemaker_train.models as m
from sagemaker_train.interop.aws_cli import to_cli_input
from sagemaker_train.interop.boto3 import to_boto3
from sagemaker_train.interop.eventbridge import to_event
from sagemaker_train.interop.files import write
from sagemaker_train.interop.kubernetes import to_manifest
from sagemaker_train.interop.sources import Language
from sagemaker_train.interop.step_functions import to_parameters, to_state
from sagemaker_train.interop.writing import text_of
from sagemaker_train.models import CreateTrainingJobRequest
from tests.job_examples import complete, wire


def write_file(request: CreateTrainingJobRequest) -> None:
    """Into the current folder."""
    write(request, "job.json")


WRITERS: list[Callable[[Any], object]] = [
    to_boto3, to_cli_input, to_event, to_manifest, to_parameters, to_state, write_file,
]  # fmt: skip


@pytest.mark.parametrize("given", [complete(), wire(complete()), None], ids=["builder", "map", "-"])
@pytest.mark.parametrize("writer", WRITERS)
def test_only_models_are_written(
    writer: Callable[[Any], object], given: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A builder is not checked yet: it is refused with the word that is missing."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TypeError, match=rf"not {type(given).__name__}; call \.build\(\) on a"):
        writer(given)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("writer", [w for w in WRITERS if w not in (to_boto3, to_event)])
def test_another_operations_request_is_not_written(
    writer: Callable[[Any], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other tools' forms are of CreateTrainingJob; boto3 has one for every operation."""
    monkeypatch.chdir(tmp_path)
    other = m.StopTrainingJobRequest(training_job_name="a")
    with pytest.raises(TypeError, match=r"^a CreateTrainingJobRequest is needed, not Stop"):
        writer(other)
    assert to_boto3(other) == {"TrainingJobName": "a"}


def test_only_a_described_job_becomes_an_event() -> None:
    """A request has no ARN, which an event names."""
    with pytest.raises(TypeError, match=r"^a DescribeTrainingJobResponse is needed, not Create"):
        to_event(typing.cast("Any", complete().request()))


def test_the_text_of_a_file_is_json_or_yaml() -> None:
    """Another language is refused, not taken for one of them."""
    assert text_of({"a": "no"}, "json") == '{\n  "a": "no"\n}\n'
    assert text_of({"a": "no"}, "yaml") == "a: 'no'\n"
    with pytest.raises(ValueError, match="language must be 'json' or 'yaml', found 'toml'"):
        text_of({}, typing.cast("Language", "toml"))
