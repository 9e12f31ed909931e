"""What importing costs, and what the façade shows."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import sagemaker_train as smt
from sagemaker_train.version import __version__

HEAVY = {"attr", "attrs", "cattrs", "httpx", "httpcore", "botocore", "asyncio", "ssl", "anyio"}
BUILD = """
job = (
    smt.TrainingJobBuilder("a").image("123456789012.dkr.ecr.us-east-1.amazonaws.com/i:1")
    .role("arn:aws:iam::123456789012:role/r").input("train", "s3://b/t").output("s3://b/o")
    .instances("ml.m5.xlarge", volume_gb=30).max_runtime(3600).hyperparameters({"epochs": 3})
    .environment({"A": "b"}).tag("team", "x").build()
)
"""


def loaded(program: str) -> set[str]:
    """The heavy packages that a fresh interpreter has loaded after a program."""
    probe = (
        f"import sagemaker_train as smt, sys, json\n{program}\nprint(json.dumps(list(sys.modules)))"
    )
    command = [sys.executable, "-W", "error", "-c", probe]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {name.partition(".")[0] for name in json.loads(out)} & HEAVY


def test_importing_loads_nothing_heavy() -> None:
    """Neither attrs nor cattrs, httpx or botocore; not even our own modules."""
    assert loaded("") == set()
    assert loaded("assert [m for m in sys.modules if m.startswith('sagemaker_train')] == "
                  "['sagemaker_train.version', 'sagemaker_train']") == set()  # fmt: skip


def test_building_and_checking_loads_no_network_stack() -> None:
    """A request is built, checked and shown with attrs alone, and with no other request."""
    program = BUILD + "assert smt.check(job) == []\nassert repr(job)\n"
    program += "assert 'sagemaker_train.models.requests' not in sys.modules"
    assert loaded(program) == {"attr", "attrs"}


def test_a_call_with_given_credentials_loads_no_botocore() -> None:
    """Signing and sending need httpx and cattrs, and nothing of botocore."""
    call = """
from sagemaker_train.testing import LocalSageMaker
with LocalSageMaker() as local:
    keys = smt.Credentials(local.credentials.access_key_id, local.credentials.secret_access_key)
    with smt.Client("us-east-1", endpoint_url=local.endpoint_url, credentials=keys) as client:
        client.create_training_job(job)
"""
    assert "botocore" not in loaded(BUILD + call)


def test_a_client_loads_what_its_calls_need() -> None:
    """No parser where there is no configuration file; no models before a call needs them."""
    program = """
import os
os.environ["AWS_CONFIG_FILE"] = "nowhere"
smt.Client("us-east-1")
from sagemaker_train.models import operations
late = {"configparser", "sagemaker_train.jobs.job"}
late |= {f"sagemaker_train.models.{name}" for name in ("requests", "responses")}
assert not late & set(sys.modules), late & set(sys.modules)
"""
    assert "botocore" not in loaded(program)


def test_operations_load_no_models() -> None:
    """The classes of an operation are imported when they are asked for."""
    program = """
from sagemaker_train.models import operations
ours = {name for name in sys.modules if name.startswith("sagemaker_train.models.")}
assert ours == {"sagemaker_train.models.errors", "sagemaker_train.models.operations"}, ours
assert operations.CREATE_TRAINING_JOB.input is smt.CreateTrainingJobRequest
assert "sagemaker_train.models.requests" not in sys.modules
assert operations.CREATE_TRAINING_JOB.output() is smt.CreateTrainingJobResponse
assert "sagemaker_train.models.responses" not in sys.modules
"""
    assert loaded(program) == {"attr", "attrs"}


def declared() -> dict[str, str]:
    """The names that the façade imports for type checkers, and from where."""
    tree = ast.parse(Path(smt.__file__).read_text(encoding="utf-8"))
    names: dict[str, str] = {"__version__": "sagemaker_train.version"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module != "typing":
            for alias in node.names:
                assert alias.asname == alias.name, "re-exports are spelled `name as name`"
                names[alias.name] = str(node.module)
    return names


def test_the_facade_shows_checkers_what_it_gives_at_run_time() -> None:
    """Every name that a type checker sees is there, is the same, and is listed."""
    assert set(declared()) == set(smt.__all__)
    for name, module in declared().items():
        value = getattr(smt, name)
        home = __import__(module, fromlist=[name])
        assert value is getattr(home, name)
    assert set(smt.__all__) <= set(dir(smt))


def test_an_unknown_name_is_no_attribute() -> None:
    """The lazy package answers like any module."""
    with pytest.raises(AttributeError, match=r"sagemaker_train.*Estimator"):
        smt.Estimator  # type: ignore[attr-defined]  # noqa: B018  # that it fails is the point


def test_the_version_is_the_packages() -> None:
    """One version, stated in two files."""
    pyproject = (Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert f'\nversion = "{__version__}"\n' in pyproject
    assert smt.__version__ == __version__
