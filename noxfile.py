"""Everything that is done to this project, by name: ``nox -l``."""

import re
import shutil
import tarfile
from pathlib import Path

import nox

nox.options.default_venv_backend = "venv"
nox.options.sessions = ["tests", "lint", "types", "layers", "codegen"]


@nox.session(python=["3.11", "3.12", "3.13"])
def tests(session: nox.Session) -> None:
    """Run the tests, with the coverage of hand-written code."""
    session.install(".[test]")
    session.run("python", "-m", "pytest", "-q", "--cov", "--cov-report=term", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and layout."""
    session.install("ruff==0.17.6")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check types with mypy and pyright, both strict."""
    session.install("-e", ".[dev]")
    session.run("mypy")
    session.run("pyright")


@nox.session
def layers(session: nox.Session) -> None:
    """Check who imports whom."""
    session.install("-e", ".", "import-linter>=2.1")
    session.run("lint-imports")


@nox.session
def codegen(session: nox.Session) -> None:
    """Check that the generated code is what the generator makes."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "codegen", "--check")


@nox.session(python="3.11")
def lowest(session: nox.Session) -> None:
    """Run the tests with every requirement of the package at its lower bound."""
    session.install(".[test]")
    project = nox.project.load_toml("pyproject.toml")["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *extras["yaml"], *extras["aiohttp"]]
    # boto3 goes with its botocore; what other tools of the tests want does not count here.
    asked += [text for text in extras["test"] if text.startswith("boto3")]
    session.install(*(text.replace(">=", "==") for text in asked))
    # An old botocore is no oracle for a newer API and its endpoints, but has to find credentials
    # all the same; and Jupyter wants a newer typing-extensions than we do.
    possible = "not against_botocore and not test_botocore and not test_notebooks"
    session.run("python", "-m", "pytest", "-q", "-n", "auto", "-k", possible, *session.posargs)
    found = ["tests/against_botocore/test_configuration.py", "-k", "not say_fips"]
    session.run("python", "-m", "pytest", "-q", *found)


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the archives, and test the wheel with the tests of the source archive."""
    session.install("build")
    folder = Path(session.create_tmp()) / "dist"
    shutil.rmtree(folder, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(folder))
    (built,), (source,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    session.install(f"{built}[test]")
    with tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")
    of_source = [
        "tests/codegen/test_generation.py",
        "tests/test_packaging.py",
        "tests/test_hover.py",
    ]
    with session.chdir(folder / source.name.removesuffix(".tar.gz")):
        session.run("python", "-m", "pytest", "-q", *of_source)
        shutil.rmtree("sagemaker_train")  # else it would be found before the installed one
        others = [f"--ignore={path}" for path in of_source]
        session.run("python", "-m", "pytest", "-q", "-n", "auto", *others, *session.posargs)


@nox.session
def httpx2(session: nox.Session) -> None:
    """Send through httpx's successor, where a user gives its client."""
    session.install(".[test]", "httpx2")
    session.run("python", "-m", "pytest", "-q", "tests/test_http_clients.py", *session.posargs)


@nox.session
def benchmarks(session: nox.Session) -> None:
    """Measure, peers in the same run; write table and picture. Takes some minutes."""
    session.install(".[aiohttp]")
    folder = Path(session.create_tmp())
    elsewhere: list[str] = []
    for peer in ("boto3", "aiobotocore", "sagemaker-core"):  # they want other versions of botocore
        python = str(folder / peer / "bin" / "python")
        session.run("python", "-m", "venv", "--clear", str(folder / peer))
        wheels = ["install", "--quiet", "--only-binary", ":all:", peer]
        # One that cannot be had is left out, which the benchmark says.
        session.run(python, "-m", "pip", *wheels, external=True, success_codes=[0, 1])
        elsewhere += ["--python", f"{peer}={python}"]
    written = ["--write", "docs/benchmarks.md", "--picture", "docs/static/benchmarks.svg"]
    peers = ["python", "-m", "tests.benchmarks.bench_peers", *elsewhere]
    session.run(*peers, *written, *session.posargs)
    session.run("python", "tests/benchmarks/bench_checks.py", env={"PYTHONPATH": "."})
    session.run("python", "-m", "tests.benchmarks.bench_secrets")
    session.run("python", "-m", "tests.benchmarks.bench_many_jobs", "200")  # 1,000 take two minutes


@nox.session
def model(session: nox.Session) -> None:
    """Take the newest API from botocore, say what changed, generate, test. Done every week."""
    session.install("-e", ".[dev]")
    session.install("--upgrade", "botocore", "boto3")
    said = str(session.run("python", "-m", "codegen", "--sync", silent=True)).splitlines()
    versions, changes = said[0], [line for line in said[1:] if line.startswith("- ")]
    if changes:
        session.log("For CHANGELOG.md, under Changed:\n\n%s", entry(versions, changes))
    else:
        session.log("%s: no change in the API", versions)
    # What an update takes away is in the printed difference, for who reviews it.
    session.run("python", "-m", "tests.public_api", "--write")
    session.run("python", "docs/check_tables.py")
    for command in (["ruff", "check", "."], ["mypy"], ["pyright"], ["lint-imports"]):
        session.run(*command)
    session.run("python", "-m", "pytest", "-q", "-n", "auto", *session.posargs)


def entry(versions: str, changes: list[str]) -> str:
    """The changes of the API as an entry of the changelog, wrapped as the others are."""
    newest = re.sub(r"^botocore .* → ", "", versions)
    lines = [f"- The API is that of botocore {newest}:"]
    return "\n".join([*lines, *(f"  {line}" for line in changes)])


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site; a warning is an error. Opens at build/site/index.html."""
    session.install("-e", ".[docs]")
    session.run("python", "docs/check_tables.py", "--check")
    session.run("sphinx-build", "-W", "--keep-going", "-n", "-q", "docs", "build/site")
