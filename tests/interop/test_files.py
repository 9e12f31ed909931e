"""Requests in files."""

import json
from pathlib import Path

import pytest

from sagemaker_train.builder import TrainingJobBuilder
from sagemaker_train.errors import ConfigurationError, WireError
from sagemaker_train.interop.documents import Form
from sagemaker_train.interop.files import read, write
from tests.job_examples import complete, everything, wire


@pytest.mark.parametrize("suffix", ["json", "yaml", "yml"])
@pytest.mark.parametrize("form", list(Form))
def test_requests_survive_the_round_trip(tmp_path: Path, form: Form, suffix: str) -> None:
    """A request written to a file is read back as it was, in every form and language."""
    path = tmp_path / f"job.{suffix}"
    for job in everything():
        write(job.request(), path, form)
        assert read(path) == job.request()
        assert read(str(path)) == job.request()


def odd() -> TrainingJobBuilder:
    """A job whose texts look like something else."""
    looks = ["no", "on", "10", "010", "1e3", "1:30", "null", "~", "", "é\u2028\r\n", "2026-01-31"]
    return complete().hyperparameters({look: look for look in looks if look})


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_texts_that_look_like_something_else_survive(tmp_path: Path, suffix: str) -> None:
    """Hyperparameters are texts, whatever YAML would make of them."""
    path = tmp_path / f"job.{suffix}"
    write(odd().request(), path)
    assert read(path) == odd().request()


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("a.json", "{}", "expected one request for a training job, found 0 (in "),
        ("a.json", "[]", "expected one request for a training job, found 0 (in "),
        ("a.yaml", "Tags: []\n---\nTags: []\n", "expected one request for a training job, found 2"),
        (
            "a.yaml",
            "TrainingJobName: x\nHyperParameters:\n  epochs: 3\n",
            "line 3: HyperParameters.epochs: expected a string, found a number (in ",
        ),
        (
            "a.yaml",
            "HyperParameters:\n  verbose: no\n",
            "line 2: HyperParameters.verbose: is no without quotes",
        ),
        (
            "a.json",
            '{"Tags": [],\n "Tags": [],\n "Tags": []}',
            "line 2: Tags: is there twice; keep one\nline 3: Tags: is there twice; keep one (in ",
        ),
        (
            "a.yaml",
            "apiVersion: sagemaker.services.k8s.aws/v1alpha1\nkind: TrainingJob\n"
            "spec:\n  vpcConfig:\n    subnets: one\n",
            "line 5: spec.vpcConfig.subnets: expected a list, found a string (in ",
        ),
        (
            "a.yaml",
            "apiVersion: sagemaker.services.k8s.aws/v1alpha1\nkind: TrainingJob\n"
            "spec:\n  vpcConfig:\n    securityGroupIds: []\n",
            "line 5: spec.vpcConfig.securityGroupIds: is spelt securityGroupIDs in a manifest",
        ),
        ("a.json", '{"Tags": 1}', "line 1: Tags: expected a list, found a number (in "),
    ],
)
def test_what_is_wrong_is_said_with_file_line_and_path(
    tmp_path: Path, name: str, text: str, complaint: str
) -> None:
    """Nothing is guessed, and nothing is read halfway."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WireError) as caught:
        read(path)
    assert str(caught.value).startswith(complaint)
    assert str(caught.value).endswith(f" (in {path})")


def test_everything_that_tools_read_differently_is_said_at_once(tmp_path: Path) -> None:
    """A line for each, in the order of the file."""
    path = tmp_path / "a.yaml"
    path.write_text("HyperParameters:\n  a: no\n  b: 1e3\nRoleArn: !Ref role\n", encoding="utf-8")
    with pytest.raises(WireError) as caught:
        read(path)
    assert [line.partition(": is")[0] for line in str(caught.value).splitlines()] == [
        "line 2: HyperParameters.a",
        "line 3: HyperParameters.b",
        f"line 4: RoleArn: has the tag !Ref, which is not for JSON (in {path})",
    ]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """With the line where it stops being UTF-8."""
    path = tmp_path / "a.json"
    path.write_bytes(b'{\n"Tags": "\xff"}')
    with pytest.raises(WireError, match=r"^line 2: this is not text in UTF-8"):
        read(path)


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    """As open() has it."""
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "nothing.json")


def test_a_file_is_written_in_the_language_of_its_name(tmp_path: Path) -> None:
    """A name that says none is refused before anything is written."""
    write(complete().request(), tmp_path / "job.JSON")
    assert json.loads((tmp_path / "job.JSON").read_text(encoding="utf-8")) == wire(complete())
    with pytest.raises(ConfigurationError, match=r"\.json, \.yaml or \.yml"):
        write(complete().request(), tmp_path / "job.txt")
    assert not (tmp_path / "job.txt").exists()
    with pytest.raises(ValueError, match="'request', 'step-functions' or 'ack', found 'k8s'"):
        write(complete().request(), tmp_path / "job.json", "k8s")
    assert not (tmp_path / "job.json").exists()
