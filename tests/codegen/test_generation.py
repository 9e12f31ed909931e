"""The generator as a whole."""

import copy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from codegen import changes, load
from codegen.__main__ import check, generate, main
from codegen.ir import CodegenError, Field, Structure
from codegen.lower import Lowering
from codegen.modules import says_little
from codegen.select import cut
from codegen.write import drift, write


def lowered(model: dict[str, Any]) -> None:
    Lowering("sagemaker", model["services"]["sagemaker"], load.overrides()).service()


@pytest.mark.parametrize(
    ("type_", "little"),
    [("str", True), ("TrainingJobArn", True), ("MaxResults", True), ("Subnets", False),
     ("TagList", False), ("VpcConfig", False), ("datetime", False)],
)  # fmt: skip
def test_an_answer_says_little_that_holds_single_strings_and_numbers(
    type_: str, little: bool
) -> None:
    """Whatever they are named; a list, a structure or a time is more."""
    model = load.stored()["services"]["sagemaker"]
    service = Lowering("sagemaker", model, load.overrides()).service()
    field = Field("a", "A", type_, True, None, "")
    assert says_little(Structure("Answer", "response", "", (field,)), service) is little


def test_the_repository_holds_what_the_generator_makes() -> None:
    """No drift between ``model.json`` and the generated code."""
    assert check() == []


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two runs, one of them in another process with another hash seed, agree to the byte."""
    files = generate(load.stored())
    program = (
        "import sys, pathlib; from codegen import load, write; from codegen.__main__ import "
        "generate; write.write(generate(load.stored()), pathlib.Path(sys.argv[1]))"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        check=True,
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": str(load.HERE.parent), "PATH": ""},
    )
    assert drift(files, tmp_path) == ""


def test_drift_is_shown_as_a_diff(tmp_path: Path) -> None:
    """An edited, a missing and a stale file each show."""
    write({"a.py": "x = 1\n", "b.py": "y = 1\n"}, tmp_path)
    (tmp_path / "stale.py").write_text("z = 1\n")
    (tmp_path / "a.py").write_text("x = 2\n")
    shown = drift({"a.py": "x = 1\n", "b.py": "y = 1\n", "new.py": "n = 1\n"}, tmp_path)
    assert all(line in shown for line in ("-x = 2", "+x = 1", "-z = 1", "+n = 1"))
    assert "y = 1" not in shown


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda s: s["shapes"]["Channel"].update(sparse=True), "'sparse'"),
        (lambda s: s["shapes"]["Channel"].update(union=True), "'union'"),
        (lambda s: s["shapes"]["Seed"].update(type="blob"), "unknown type 'blob'"),
        (
            lambda s: s["shapes"]["Channel"]["members"]["ContentType"].update(location="header"),
            "'location'",
        ),
        (lambda s: s["metadata"].update(protocols=["query"]), "no AWS JSON"),
        (
            lambda s: s["operations"]["ListTags"]["pagination"].update(result_key=["A", "B"]),
            "ListTags has a paginator that .* does not know",
        ),
        (lambda s: s["operations"]["ListTags"]["pagination"].pop("limit_key"), "a paginator"),
        (
            lambda s: s["operations"]["CreateTrainingJob"]["http"].update(method="PUT"),
            "not a POST",
        ),
        (
            lambda s: s["shapes"]["TagKeyList"]["member"].update(shape="TrainingInputMode"),
            "holds enums",
        ),
        (
            lambda s: s["shapes"]["DataSource"]["members"].update(Again={"shape": "DataSource"}),
            "contains itself",
        ),
    ],
)
def test_unknown_constructs_stop_the_generator(change: Any, complaint: str) -> None:
    """What the generator has never seen stops it with a sentence."""
    model = copy.deepcopy(load.stored())
    change(model["services"]["sagemaker"])
    with pytest.raises(CodegenError, match=complaint):
        lowered(model)


def test_a_change_of_the_api_is_told_in_words() -> None:
    """New and removed members, values, limits, errors and regions each get a line."""
    old, new = load.stored(), copy.deepcopy(load.stored())
    shapes = new["services"]["sagemaker"]["shapes"]
    shapes["TrainingInstanceType"]["enum"].append("ml.p9.metal")
    shapes["Channel"]["members"]["Priority"] = {"shape": "Seed"}
    del shapes["VpcConfig"]["members"]["Subnets"]
    shapes["TrainingJobName"]["max"] = 128
    shapes["Channel"]["required"].append("Priority")
    new["partitions"]["aws"]["regions"].append("us-south-1")
    new["services"]["sagemaker"]["operations"]["StopTrainingJob"]["errors"] = []
    assert changes.summary(old, new) == [
        "Channel members: Priority is new",
        "Channel required members: Priority is new",
        "StopTrainingJob errors: ResourceNotFound is gone",
        "TrainingInstanceType values: ml.p9.metal is new",
        "TrainingJobName: max 63 → 128",
        "VpcConfig members: Subnets is gone",
        "aws regions: us-south-1 is new",
    ]
    assert changes.summary(old, old) == []


def test_the_stored_slice_is_what_botocore_holds() -> None:
    """With the botocore that the slice came from, cutting it again changes nothing."""
    import botocore

    stored = load.stored()
    problem = ""
    try:
        fresh = load.from_botocore()
    except CodegenError as error:
        fresh, problem = stored, str(error)
    # A botocore from before an operation that we call says so, and nothing is cut.
    assert problem == "" or "this botocore has no" in problem
    if botocore.__version__ == stored["source"]["botocore"]:
        assert load.as_text(fresh) == load.MODEL.read_text(encoding="utf-8")
    else:
        # Another botocore may hold another API, and the summary says in what it differs.
        same = {**fresh, "source": stored["source"]} == stored
        assert (changes.summary(stored, fresh) == []) == same


@pytest.mark.parametrize(
    ("operations", "kept", "complaint"),
    [
        (("TrainNow",), {}, "no operation TrainNow"),
        (("Search",), {"SearchRecord": {"only": ["Dream"]}}, r"no member SearchRecord\.Dream"),
    ],
)
def test_a_botocore_without_what_we_need_stops_the_generator(
    operations: tuple[str, ...], kept: dict[str, Any], complaint: str
) -> None:
    """An operation or a member that is not there is named."""
    service = load.stored()["services"]["sagemaker"]
    with pytest.raises(CodegenError, match=complaint):
        cut(service, {"pagination": {}}, operations, kept)


def test_check_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """``python -m codegen --check`` says that there is no drift, and exits with 0."""
    assert main(["--check"]) == 0
    assert capsys.readouterr().out == "no drift\n"
