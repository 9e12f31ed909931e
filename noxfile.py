"""Everything that is done to this project, by name: ``nox -l``."""

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


@nox.session
def benchmarks(session: nox.Session) -> None:
    """Measure against peers; takes some minutes."""
    session.install(".[test]")
    session.run("python", "-m", "pytest", "-q", "-s", "tests/benchmarks", *session.posargs)


@nox.session
def model(session: nox.Session) -> None:
    """Take the newest API from botocore, say what changed, generate, test."""
    session.install("-e", ".[dev]")
    session.install("--upgrade", "botocore", "boto3")
    session.run("python", "-m", "codegen", "--sync")
    session.run("python", "-m", "pytest", "-q")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site; a warning is an error. Opens at build/site/index.html."""
    session.install("-e", ".[docs]")
    session.run("python", "docs/check_tables.py", "--check")
    session.run("sphinx-build", "-W", "--keep-going", "-n", "-q", "docs", "build/site")
