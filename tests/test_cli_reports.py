"""What the command line found, for other programs."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sagemaker_train.checks.policy import CONSTRAINTS, FIXED
from sagemaker_train.checks.rules import RULES
from sagemaker_train.checks.secrets import RULES as SECRETS
from sagemaker_train.cli import main
from sagemaker_train.cli.reports import rule_text
from sagemaker_train.version import __version__
from tests.cli_files import right, wrong


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)


def test_json_has_everything(capsys: pytest.CaptureFixture[str]) -> None:
    """Every field of every finding, by file, and why a file was not checked."""
    assert main(["check", wrong(), "nothing.json", "--format", "json"]) == 2
    report = json.loads(capsys.readouterr().out)
    assert (report["version"], report["errors"], report["warnings"]) == (__version__, 2, 1)
    first, second = report["files"]
    assert (first["path"], first["forms"], first["problem"]) == ("wrong.json", ["request"], None)
    assert {frozenset(finding) for finding in first["findings"]} == {
        frozenset({"line", "path", "rule", "severity", "message", "hint", "source"})
    }
    assert second["findings"] == []
    assert second["problem"] == {"line": None, "message": "No such file or directory"}


def sarif(*arguments: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The one run of a SARIF log."""
    main(["check", "--format", "sarif", *arguments])
    log = json.loads(capsys.readouterr().out)
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def test_sarif_has_the_structure_of_2_1_0(capsys: pytest.CaptureFixture[str]) -> None:
    """Tool, rules, results and their places, as OASIS's standard has them."""
    name = wrong("a job.json")
    run = sarif(name, right(), capsys=capsys)
    driver = run["tool"]["driver"]
    assert driver["name"] == "sagemaker-train-client"
    assert driver["version"] == __version__
    rules = [rule["id"] for rule in driver["rules"]]
    assert rules == sorted(set(rules))
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
    assert run["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    assert len(run["results"]) == 3
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"]
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        assert physical["artifactLocation"] == {"uri": "a%20job.json"}
        assert physical["region"]["startLine"] >= 1
        (logical,) = location["logicalLocations"]
        assert result["message"]["text"].startswith(logical["fullyQualifiedName"])


def test_sarif_tells_what_could_not_be_checked(capsys: pytest.CaptureFixture[str]) -> None:
    """As notifications of an invocation that did not succeed."""
    Path("bad.json").write_text("{\n]", encoding="utf-8")
    run = sarif("bad.json", str(Path("nothing.json").absolute()), capsys=capsys)
    assert run["results"] == []
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    first, second = invocation["toolExecutionNotifications"]
    assert first["level"] == "error"
    assert first["locations"][0]["physicalLocation"]["region"] == {"startLine": 2}
    uri = second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.startswith("file:///")


def test_every_rule_can_be_told_in_a_sentence() -> None:
    """Whatever is found has a description in SARIF's list of rules."""
    for rule in (*CONSTRAINTS, *RULES, *SECRETS, *FIXED):
        assert re.fullmatch(r"\S.*\S", rule_text(rule)), rule
