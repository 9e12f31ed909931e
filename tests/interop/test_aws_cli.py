"""Input files of the AWS CLI."""

import json
import typing

import pytest

from sagemaker_train.builder import TrainingJobBuilder
from sagemaker_train.errors import WireError
from sagemaker_train.interop.aws_cli import from_cli_input, to_cli_input
from sagemaker_train.interop.kubernetes import to_manifest
from sagemaker_train.interop.sources import Language
from sagemaker_train.transport.codec import to_wire
from tests.job_examples import complete, everything


@pytest.mark.parametrize("language", ["json", "yaml"])
@pytest.mark.parametrize("job", everything())
def test_requests_survive_the_round_trip(job: TrainingJobBuilder, language: Language) -> None:
    """A request written as input of the CLI is read back as it was, in both languages."""
    request = job.request()
    assert from_cli_input(to_cli_input(request, language), language) == request


def test_the_input_is_the_request_itself() -> None:
    """``--cli-input-json`` takes AWS's names, and nothing around them."""
    request = complete().request()
    assert json.loads(to_cli_input(request)) == to_wire(request)


@pytest.mark.parametrize(
    "text",
    ['{"Tags": []', "[]", "{}", '{"Name": "a"}', json.dumps(to_manifest(complete().request()))],
)
def test_anything_else_is_refused(text: str) -> None:
    """What is not JSON, or not a request in AWS's names, is no input of the CLI."""
    with pytest.raises(WireError):
        from_cli_input(text)


def test_a_wrong_type_is_told_with_its_line() -> None:
    """As it is of a file."""
    with pytest.raises(WireError, match=r"^line 2: Tags: expected a list, found a number$"):
        from_cli_input("TrainingJobName: a\nTags: 1\n", "yaml")


def test_another_language_is_refused() -> None:
    """It is not taken for YAML, neither writing nor reading."""
    toml = typing.cast("Language", "toml")
    with pytest.raises(ValueError, match="'json' or 'yaml', found 'toml'"):
        to_cli_input(complete().request(), toml)
    with pytest.raises(ValueError, match="'json' or 'yaml', found 'toml'"):
        from_cli_input("a = 1", toml)
