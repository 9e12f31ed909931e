"""
The public API is as it was recorded: to change it is a decision, not an accident.
"""

from pathlib import Path

import pytest

import sagemaker_train as smt
from tests import public_api
from tests.public_api import Difference, difference


def test_the_public_api_is_the_recorded_one() -> None:
    """
    Names, bases, signatures and types of what users hold have not changed unnoticed.
    """
    found = difference(public_api.recorded(), public_api.public_api())
    assert found == Difference([], []), (
        f"The public API differs from tests/data/public_api.json.\n{found}\n"
        "Is that meant? Then say so in CHANGELOG.md, what is gone or changed under Changed or"
        " Removed, and record it: python -m tests.public_api --write"
    )


def test_everything_that_the_package_lists_is_recorded() -> None:
    """
    Each name of the façade has a line, and so has each member of what it names.
    """
    recorded = public_api.recorded()
    assert [name for name in smt.__all__ if f"sagemaker_train.{name}" not in recorded] == []
    for name in ("Client.submit", "TrainingJobBuilder.spot", "Finding.hint", "Severity.OFF"):
        assert f"sagemaker_train.{name}" in recorded


def test_what_signatures_lead_to_is_public() -> None:
    """
    Classes that people get without importing them are recorded where they live.
    """
    recorded = public_api.recorded()
    for name in (
        "jobs.events.JobEvent.status",
        "jobs.log_streams.LogEvent.message",
        "builder.preview.Preview.summary",
    ):
        assert f"sagemaker_train.{name}" in recorded


def test_what_the_reference_describes_and_rules_are_called_is_public() -> None:
    """
    People import the one and write the other into their policies.
    """
    recorded = public_api.recorded()
    assert recorded["sagemaker_train.checks.secrets.mask"].startswith("(name: str | None, value:")
    assert recorded["sagemaker_train.cli.main"].endswith("-> int")
    assert recorded["sagemaker_train.testing.pytest_plugin.local_sagemaker"]
    assert recorded["rule tag-key-unique"] == "error"
    assert recorded["rule secret-high-entropy"]


def test_changes_are_told_by_their_kind() -> None:
    """
    What is gone or differs may break users; what is new does not.
    """
    old = {"a.gone": "str", "a.same": "int", "a.function": "(x: int) -> str"}
    new = {"a.same": "int", "a.function": "(x: str) -> str", "a.new": "class()"}
    found = difference(old, new)
    assert found.breaking == [
        "- a.gone: str",
        "- a.function: (x: int) -> str\n+ a.function: (x: str) -> str",
    ]
    assert found.additions == ["+ a.new: class()"]
    assert str(found).startswith("gone or changed:\n- a.gone")
    assert str(difference(old, old)) == "no change in the public API"


def test_one_command_records_the_api(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    The command says what differs and fails; with ``--write`` it records, and all is well.
    """
    monkeypatch.setattr(public_api, "RECORD", tmp_path / "api.json")
    assert public_api.main([]) == 1
    assert "+ sagemaker_train.Client.submit: (self, request: " in capsys.readouterr().out
    assert public_api.main(["--write"]) == 0
    capsys.readouterr()
    assert public_api.main([]) == 0
    assert capsys.readouterr().out == "no change in the public API\n"
