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
from urllib.parse import unquote_to_bytes

import pytest
import yaml

from sagemaker_train.cli import main
from sagemaker_train.interop.documents import Form
from sagemaker_train.interop.files import read
from sagemaker_train.version import __version__
from tests.cli_files import SECRET, right, wrong
from tests.job_examples import complete, wire

ROOT = Path(__file__).parent.parent
HEAVY = {"cattrs", "httpx", "httpcore", "botocore", "asyncio", "ssl", "socket", "anyio", "http"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


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
    expected = f"wrong.json:{at}: error: HyperParameters.epochs: is 3 (int); it must be a string."
    advice = "Write it as a string, in quotes. If you know better: --set type=warning."
    assert f"{expected} [type]\n    {advice}" in out
    assert ": error: Environment.API_TOKEN: the value looks like a secret" in out
    assert "If it is not a secret: --allow Environment.API_TOKEN." in out
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
    assert main(["convert", "key.yaml", "--to", "ack"]) == 2
    captured = capsys.readouterr()
    assert "is there twice" in captured.err
    assert SECRET not in captured.out + captured.err
    assert key not in captured.out + captured.err


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("a.yaml", "Tags:\n- [", "a.yaml:2: cannot be checked: this is not YAML: "),
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
    assert main(["check", "--skip-others", "nothing.json"]) == 2
    capsys.readouterr()


@pytest.mark.parametrize("missing", sorted(wire(complete())))
def test_a_request_is_not_passed_over_for_what_it_lacks(
    missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is found in it is the same with and without --skip-others."""
    request = {name: value for name, value in wire(complete()).items() if name != missing}
    Path("a.json").write_text(json.dumps(request), encoding="utf-8")
    assert main(["check", "a.json"]) == main(["check", "a.json", "--skip-others"])
    told, again = re.findall(r"(?s).*?1 request checked: .*?\n", capsys.readouterr().out)
    assert told == again


OTHERS = {
    "cloudformation.yaml": "Resources:\n  A:\n    RoleArn: !GetAtt a.b\n    TrainingJobName: x\n",
    "helm.yaml": "{{- if .Values.on }}\nspec:\n  trainingJobName: {{ .Values.name }}\n{{- end }}\n",
    "values.yaml": "spec:\n  trainingJobName: {{ .Values.name }}\n",
    "anchors.yaml": "x: &x {TrainingJobName: a}\ny: {<<: *x, 1: no}\n",
    "function.json": '{"FunctionName": "HyperParameters", "VpcConfig": {}, "Tags": {}}',
    "latin.json": '{"HyperParameters": {"a": "\u00e9"}}',
}


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_files_of_other_tools_do_not_stop_a_commit(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Though they say a word of ours, and whatever they hold beside it."""
    Path(name).write_text(OTHERS[name], encoding="latin-1")
    assert main(["check", "--skip-others", name]) == 0
    assert capsys.readouterr().out == "0 requests checked: 0 errors, 0 warnings\n"


def test_what_cannot_be_read_for_certain_hides_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """It is told with its line, in the order of the file, beside all that the checks find."""
    request = wire(complete())
    del request["TrainingJobName"]
    text = (
        "TrainingJobName: a_b\nHyperParameters:\n  num_round: 200\n  early: no\n  x: 1e3\n"
        f"Environment: {{DB_PASSWORD: {SECRET}}}\n"
    )
    rest = "\n".join(f"{name}: {json.dumps(value)}" for name, value in request.items())
    Path("a.yaml").write_text(text + rest, encoding="utf-8")
    assert main(["check", "a.yaml"]) == 1
    out = capsys.readouterr().out
    assert re.findall(r"(?m)^a\.yaml:(\d+): error: (\S+): .* \[(\S+)\]$", out) == [
        ("1", "TrainingJobName", "pattern"),
        ("3", "HyperParameters.num_round", "type"),
        ("4", "HyperParameters.early", "notation"),
        ("5", "HyperParameters.x", "notation"),
        ("6", "Environment.DB_PASSWORD", "secret-credential-name"),
    ]
    assert out.endswith("1 request checked: 5 errors, 0 warnings\n")


def test_a_request_that_is_computed_is_taken_for_right(capsys: pytest.CaptureFixture[str]) -> None:
    """A state that leaves everything to run time is a request, of which nothing is known."""
    resource = "arn:aws:states:::sagemaker:createTrainingJob.sync"
    state = {"Type": "Task", "Resource": resource, "Arguments": "{% $states.input %}"}
    Path("a.json").write_text(json.dumps(state), encoding="utf-8")
    assert main(["check", "a.json"]) == 0
    assert capsys.readouterr().out == "1 request checked: 0 errors, 0 warnings\n"


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
    assert captured.err.count("wrong.json") == 1
    assert main(["convert", "nothing.json", "--to", "ack"]) == 2
    assert capsys.readouterr().err == "nothing.json: No such file or directory\n"


def test_standard_input_is_converted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """``-`` reads it, as for check."""
    text = Path(right()).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert main(["convert", "-", "--to", "request"]) == 0
    assert capsys.readouterr().out.encode() == text
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"[]")))
    assert main(["convert", "-", "--to", "request"]) == 2
    assert capsys.readouterr().err.startswith("<stdin>: expected one request")


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


ODD_NAMES = [b"b\xff.json", b"a\n::error::b.json", b"\x1b[31m.json", "\u202e.json".encode()]


@pytest.mark.parametrize("output", ["text", "json", "sarif"])
def test_a_file_may_have_any_name(output: str) -> None:
    """Whatever is in its name is told on one line, without a control character."""
    for name in ODD_NAMES:
        Path(os.fsdecode(name)).write_text('{"TrainingJobName": "a_b"}', encoding="utf-8")
    done = run_program("check", *map(os.fsdecode, ODD_NAMES), "--format", output)
    assert (done.returncode, done.stderr) == (1, "")
    if output == "json":
        files = json.loads(done.stdout)["files"]
        assert [os.fsencode(file["path"]) for file in files] == ODD_NAMES
    elif output == "sarif":
        results = json.loads(done.stdout)["runs"][0]["results"]
        places = [result["locations"][0]["physicalLocation"] for result in results]
        told = {place["artifactLocation"]["uri"] for place in places}
        assert {unquote_to_bytes(uri) for uri in told} == set(ODD_NAMES)
    else:
        lines = done.stdout.splitlines()
        assert all(line.isprintable() for line in lines)
        for name in ODD_NAMES:
            assert any(line.startswith(f"{os.fsdecode(name)!r}:1: error: ") for line in lines)


@pytest.mark.parametrize(
    ("command", "status", "told"),
    [
        ("check - <&-", 2, "<stdin>: cannot be checked: standard input is closed\n"),
        ("convert - --to ack <&-", 2, "<stdin>: standard input is closed\n"),
        ("convert nothing.json --to ack 2>&-", 2, ""),
        ("check right.json >&-", 0, ""),
        ("check wrong.json >&-", 1, ""),
        ("schema >&-", 0, ""),
    ],
)
def test_what_is_closed_is_neither_read_nor_written(command: str, status: int, told: str) -> None:
    """The status is the same as with everything open, and there is no traceback."""
    right()
    wrong()
    done = subprocess.run(
        ["/bin/sh", "-c", f'"$0" -m sagemaker_train {command}', sys.executable],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert done.returncode == status
    assert (done.stdout + done.stderr).startswith(told)
    assert told or not done.stdout + done.stderr


@pytest.mark.parametrize("command", ["schema", "check right.json"])
def test_a_reader_may_stop_early(command: str) -> None:
    """As head does: the status says what was found, and nothing is complained of."""
    right()
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as output:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "sagemaker_train", *command.split()],
            stdout=output, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


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
