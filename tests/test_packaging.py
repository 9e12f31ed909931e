"""
What is published: the archives are built, looked into, and installed where nothing else is.

Nothing is fetched: the archives are built with the installed hatchling, and the clean environment
gets links to those installed packages that the wheel's metadata asks for, and to no others.
``nox -s wheel`` does it with an index, and runs all the tests from the unpacked source archive.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from email.message import Message
from email.parser import Parser
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from sagemaker_train.version import __version__
from tests.job_examples import complete, wire

ROOT = Path(__file__).parent.parent
REQUEST = wire(complete())
PACKAGE = ROOT / "sagemaker_train"
CREATE = """
import importlib.metadata, json, sys
import sagemaker_train as smt
from sagemaker_train.testing import LocalSageMaker

assert importlib.metadata.version("sagemaker-train-client") == smt.__version__
request = smt.from_wire(smt.CreateTrainingJobRequest, json.loads(sys.argv[1]))
with (
    LocalSageMaker() as local,
    smt.Client(
        local.region, endpoint_url=local.endpoint_url, credentials=local.credentials
    ) as client,
):
    print(client.create_training_job(request).training_job_arn)
    print(client.describe_training_job(request.training_job_name).training_job_status)
print(smt.__file__)
"""
PLUGIN = '''
def test_the_fixture(local_sagemaker):
    """A fixture that nobody declared here."""
    assert local_sagemaker.endpoint_url.startswith("http://127.0.0.1:")
'''


def run(*command: str | Path, **environment: str) -> str:
    """
    What a command prints, run away from the repository.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "PYTHON", "COV"))}
    done = subprocess.run(
        command, cwd=Path(sys.prefix), env={**kept, **environment}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """
    The wheel, which is built from the source archive, and that archive.
    """
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    (wheel,), (source,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, source


def metadata(wheel: Path) -> Message:
    """
    What the wheel says about itself.
    """
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode())


def needed(requirements: list[str]) -> set[str]:
    """
    The distributions that requirements lead to in this environment, extras left out.
    """
    found: set[str] = set()
    waiting = [Requirement(text) for text in requirements]
    while waiting:
        requirement = waiting.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        if (name := canonicalize_name(requirement.name)) not in found:
            found.add(name)
            waiting += map(Requirement, distribution(requirement.name).requires or [])
    return found


def link(requirements: list[str], folder: Path) -> None:
    """
    Put what requirements lead to into a folder, as links to what is installed here.
    """
    for name in needed(requirements):
        installed = distribution(name)
        for top in {file.parts[0] for file in installed.files or []} - {"..", "__pycache__"}:
            (folder / top).symlink_to(Path(str(installed.locate_file(top))))


@pytest.fixture(scope="module")
def installed(archives: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    The programs of a virtual environment with the wheel and what its metadata asks for.
    """
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python")]
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", archives[0])
    (packages,) = folder.glob("lib/python*/site-packages")
    link(metadata(archives[0]).get_all("Requires-Dist", []), packages)
    return folder / "bin"


def test_the_wheel_holds_the_package_and_nothing_else(archives: tuple[Path, Path]) -> None:
    """
    Every module and file of settings, and ``py.typed``, byte for byte; besides only the metadata.
    """
    sources = [path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".ini")]
    sources.append(PACKAGE / "py.typed")
    with zipfile.ZipFile(archives[0]) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
        assert names == {str(path.relative_to(ROOT)) for path in sources}
        for path in sources:
            assert wheel.read(str(path.relative_to(ROOT))) == path.read_bytes()


def test_the_source_archive_can_be_tested(archives: tuple[Path, Path]) -> None:
    """
    It holds the package, the generator, the tests, the documents and the licence.
    """
    with tarfile.open(archives[1]) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    for path in (
        *("LICENSE", "NOTICE", "README.md", "pyproject.toml", "noxfile.py", ".importlinter"),
        *(".ci/run", "codegen/model.json", "codegen/overrides.toml", "docs/examples"),
        *("tests/data/public_api.json", "tests/typing/client_bad.py", "sagemaker_train/py.typed"),
    ):
        assert path in names or any(name.startswith(f"{path}/") for name in names), path
    assert [name for name in names if name.endswith(".pyc")] == []


def test_the_metadata_is_right(archives: tuple[Path, Path]) -> None:
    """
    Name, version, licence and requirements are those of the project; the README is the text.
    """
    told = metadata(archives[0])
    assert told["Name"] == "sagemaker-train-client"
    assert told["Version"] == __version__
    assert told["Requires-Python"] == ">=3.11"
    assert told["License-Expression"] == "Apache-2.0"
    assert told.get_all("License-File") == ["LICENSE", "NOTICE"]
    assert told["Description-Content-Type"] == "text/markdown"
    assert (
        str(told.get_payload()).strip() == (ROOT / "README.md").read_text(encoding="utf-8").strip()
    )
    wanted = [Requirement(text) for text in told.get_all("Requires-Dist", [])]
    runtime = {one.name for one in wanted if one.marker is None}
    assert runtime == imported()
    assert all(">=" in str(one.specifier) for one in wanted if one.marker is None)


def imported() -> set[str]:
    """
    The distributions that the package imports and has to ask for, by its source.

    What httpx itself asks for comes with it, in versions that fit.
    """
    names: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names.add(str(node.module).partition(".")[0])
    # With an extra, in a notebook, under pytest: they are there or are not needed.
    optional = {"yaml", "aiohttp", "yarl", "IPython", "pytest"}
    with_httpx = {"anyio", "certifi", "httpcore"}
    own = names - optional - with_httpx - sys.stdlib_module_names - {"sagemaker_train"}
    return {name.replace("_", "-") for name in own}


def test_the_wheel_works_on_its_own(installed: Path) -> None:
    """
    With nothing but its declared requirements it makes a job, from where it was installed.
    """
    arn, status, file = run(
        installed / "python", "-I", "-W", "error", "-c", CREATE, json.dumps(REQUEST)
    ).splitlines()
    assert arn.endswith(f":training-job/{REQUEST['TrainingJobName']}")
    assert status == "InProgress"
    assert Path(file).is_relative_to(installed.parent)


def test_the_command_is_installed(installed: Path, tmp_path: Path) -> None:
    """
    The command checks a request in a file, by its own name.
    """
    assert run(installed / "sagemaker-train-client", "--version").strip() == __version__
    request = tmp_path / "request.json"
    request.write_text(json.dumps(REQUEST), encoding="utf-8")
    run(installed / "sagemaker-train-client", "check", request)


def test_pytest_finds_the_plugin(installed: Path, tmp_path: Path) -> None:
    """
    Whoever installs the package has the fixture, without a line of configuration.
    """
    (packages := tmp_path / "packages").mkdir()
    link(["pytest"], packages)
    test = tmp_path / "test_it.py"
    test.write_text(PLUGIN, encoding="utf-8")
    said = run(
        installed / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", test,
        PYTHONPATH=str(packages),
    )  # fmt: skip
    assert "1 passed" in said
