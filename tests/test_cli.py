"""The command line."""

import io
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from sagemaker_train.checks.policy import CONSTRAINTS
from sagemaker_train.checks.rules import RULES
from sagemaker_train.checks.secrets import RULES as SECRETS
from sagemaker_train.cli import main
from sagemaker_train.cli.reports import rule_text
from sagemaker_train.interop.documents import Form
from sagemaker_train.interop.files import read, write
from sagemaker_train.version import __version__
from tests.job_examples import complete, wire

ROOT = Path(__file__).parent.parent
SECRET = "hunter2hunter2"
HEAVY = {"cattrs", "httpx", "httpcore", "botocore", "asyncio", "ssl", "socket", "anyio", "http"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def right(name: str = "right.json", form: Form = Form.REQUEST) -> str:
    """A file with nothing wrong in it."""
    write(complete().request(), name, form)
    return name


def wrong(name: str = "wrong.json") -> str:
    """A file with two errors and a warning."""
    request = wire(complete())
    request["HyperParameters"] = {"epochs": 3}
    request["Environment"] = {"API_TOKEN": SECRET}
    request["ResourceConfig"]["InstanceType"] = "ml.p99.48xlarge"
    Path(name).write_text(json.dumps(request, indent=2), encoding="utf-8")
    return name


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_nothing_wrong_is_status_0(
    form: Form, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every form in every language is recognised and found right."""
    assert main(["check", right(f"job.{suffix}", form)]) == 0
    assert capsys.readouterr().out == "1 request checked: 0 errors, 0 warnings\n"


def test_errors_are_status_1_and_told_with_file_line_path_rule_and_hint(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What people and editors need to find the place and the way out."""
    assert main(["check", wrong(), right()]) == 1
    out = capsys.readouterr().out
    lines = Path("wrong.json").read_text(encoding="utf-8").splitlines()
    at = 1 + next(n for n, line in enumerate(lines) if "epochs" in line)
    expected = f"wrong.json:{at}: error: HyperParameters.epochs: is 3 (int); a string is needed."
    assert f"{expected} [type]\n    Give a string. If you know better: --set type=warning." in out
    assert ": error: Environment.API_TOKEN: the value looks like a secret" in out
    assert "--allow 'Environment.API_TOKEN'" in out
    assert ": warning: ResourceConfig.InstanceType: is 'ml.p99.48xlarge'" in out
    assert out.endswith("2 requests checked: 2 errors, 1 warning\n")
    assert "Policy()" not in out


def test_warnings_alone_are_status_0(capsys: pytest.CaptureFixture[str]) -> None:
    """They are told, and go through."""
    assert main(["check", wrong(), "--set", "type=warning", "--allow", "Environment.*"]) == 0
    assert "0 errors, 2 warnings" in capsys.readouterr().out


@pytest.mark.parametrize("output", ["text", "json", "sarif"])
def test_a_secret_is_never_shown(output: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In no format, wherever it stands, also where the file cannot be read."""
    key = "AKIA" + "IOSFODNN7EXAMPL2"
    Path("key.yaml").write_text(f"Environment:\n  {key}: a\n  {key}: b\n", encoding="utf-8")
    Path("bad.yaml").write_text(f"Environment:\n  A: *{key}\n", encoding="utf-8")
    assert main(["check", wrong(), "key.yaml", "bad.yaml", "--format", output]) == 2
    captured = capsys.readouterr()
    assert SECRET not in captured.out + captured.err
    assert key not in captured.out + captured.err


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        (
            "a.yaml",
            "HyperParameters:\n  a: no\n",
            "a.yaml:2: cannot be checked: HyperParameters.a:",
        ),
        ("a.json", '{"Tags": ', "a.json:1: cannot be checked: this is not JSON: "),
        ("a.json", "{}", "a.json: cannot be checked: holds no request for a training job"),
        ("nothing.json", None, "nothing.json: cannot be checked: No such file"),
    ],
)
def test_a_file_that_cannot_be_checked_is_status_2(
    name: str, text: str | None, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told, and the other files are checked all the same."""
    if text is not None:
        Path(name).write_text(text, encoding="utf-8")
    assert main(["check", name, wrong()]) == 2
    out = capsys.readouterr().out
    assert out.startswith(complaint)
    assert "wrong.json:" in out
    assert out.endswith("2 errors, 1 warning, 1 file not checked\n")


def test_other_files_can_be_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    """A hook is given every file; those of other tools are none of its business."""
    Path("ci.yaml").write_text("on: push\njobs: !Ref x\n", encoding="utf-8")
    Path("a.json").write_text("{broken", encoding="utf-8")
    assert main(["check", "--skip-others", "ci.yaml", "a.json", right()]) == 0
    assert main(["check", "--skip-others", "ci.yaml", wrong()]) == 1
    broken = "TrainingJobName: x\non: 1\n"
    Path("ci.yaml").write_text(broken, encoding="utf-8")
    assert main(["check", "--skip-others", "ci.yaml"]) == 2
    capsys.readouterr()


def test_standard_input_is_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """``-`` reads it, whatever its language."""
    text = "TrainingJobName: 3\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert main(["check", "-"]) == 1
    assert "<stdin>:1: error: TrainingJobName: is 3 (int)" in capsys.readouterr().out


def test_the_policy_is_the_callers(capsys: pytest.CaptureFixture[str]) -> None:
    """The service's limits, single rules and the region change what is found."""
    request = wire(complete())
    request["HyperParameters"] = {"text": "x" * 300}
    Path("long.json").write_text(json.dumps(request), encoding="utf-8")
    assert main(["check", "long.json"]) == 1
    assert main(["check", "long.json", "--policy", "service"]) == 0
    assert main(["check", "long.json", "--set", "hyperparameter-value-documented-length=off"]) == 0
    capsys.readouterr()
    assert main(["check", right(), "--region", "eu-west-1"]) == 0
    assert "[image-region]" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    [
        "",
        "check",
        "check a.json --set spot-needs-max-wait",
        "check a.json --set spot-needs-max-wait=loud",
        "check a.json --set spot-need-max-wait=off",
        "check a.json --format html",
        "convert a.json",
    ],
)
def test_a_wrong_command_is_status_2(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With the reason on standard error."""
    with pytest.raises(SystemExit) as stop:
        main(command.split())
    assert stop.value.code == 2
    assert "usage: python -m sagemaker_train" in capsys.readouterr().err


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
    for rule in (*CONSTRAINTS, *RULES, *SECRETS):
        assert re.fullmatch(r"\S.*\S", rule_text(rule)), rule


@pytest.mark.parametrize("to", list(Form))
@pytest.mark.parametrize("language", ["json", "yaml"])
def test_requests_are_converted(
    to: Form, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is printed is read back as the request that went in."""
    name = right()
    assert main(["convert", name, "--to", to, "--language", language]) == 0
    Path(f"other.{language}").write_text(capsys.readouterr().out, encoding="utf-8")
    assert read(f"other.{language}") == read(name)


def test_what_cannot_be_converted_is_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    """With the reason on standard error, and nothing on standard output."""
    assert main(["convert", wrong(), "--to", "ack"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "HyperParameters.epochs: expected a string, found a number" in captured.err
    assert main(["convert", "nothing.json", "--to", "ack"]) == 2


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """As JSON, for a file that editors are pointed to."""
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "CreateTrainingJob"


def run_program(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m sagemaker_train`` in a process of its own."""
    command = [sys.executable, "-W", "error", "-m", "sagemaker_train", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", env=environment, check=False
    )


def test_the_program_runs() -> None:
    """Its status is the process's, and its output is UTF-8 wherever it runs."""
    assert run_program("check", right()).returncode == 0
    request = {**wire(complete()), "TrainingJobName": "é"}
    Path("accent.json").write_text(json.dumps(request), encoding="utf-8")
    done = run_program("check", "accent.json")
    assert (done.returncode, done.stderr) == (1, "")
    assert "'é'" in done.stdout
    assert run_program("--version").stdout == f"{__version__}\n"


@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_checking_loads_no_network_code(name: str) -> None:
    """Neither the codec nor anything that could connect is loaded to check a file."""
    program = (
        "import sys, json; from sagemaker_train.cli import main; "
        f"main(['check', {right(name)!r}]); print(json.dumps(list(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True, text=True, env=environment, check=True,
    )  # fmt: skip
    loaded = {module.partition(".")[0] for module in json.loads(done.stdout.splitlines()[-1])}
    assert loaded & HEAVY == set()


def test_the_hook_runs_a_command_that_is_installed() -> None:
    """The entry of the pre-commit hook is the script of the distribution, with options it has."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    script, *arguments = shlex.split(hook["entry"])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == {script: "sagemaker_train.cli:main"}
    assert hook["additional_dependencies"] == project["optional-dependencies"]["yaml"]
    assert main([*arguments, right()]) == 0


def test_real_requests_raise_no_false_alarm(capsys: pytest.CaptureFixture[str]) -> None:
    """Recorded requests, written as files, have no error but for two of 547. (Set CORPUS.)"""
    path = Path(os.environ.get("CORPUS") or "no folder") / "requests.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    requests = [wire(complete()), *(json.loads(line)["request"] for line in lines)]
    names = [f"r{number}.json" for number in range(len(requests))]
    for name, request in zip(names, requests, strict=True):
        Path(name).write_text(json.dumps(request, indent=2), encoding="utf-8")
    main(["check", *names, "--format", "json"])
    files = json.loads(capsys.readouterr().out)["files"]
    alarmed = [
        file["path"]
        for file in files
        if file["problem"] or any(found["severity"] == "error" for found in file["findings"])
    ]
    assert len(alarmed) <= 2
    assert "r0.json" not in alarmed
