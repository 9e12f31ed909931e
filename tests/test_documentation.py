"""What the documents promise is run, and what they point to is there."""

import ast
import asyncio
import doctest
import importlib
import inspect
import os
import pkgutil
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import sagemaker_train as smt
from sagemaker_train.jobs.clock import WallClock
from sagemaker_train.testing import LocalSageMaker, VirtualClock
from tests.pages import DOCS, PAGES, ROOT, blocks, name_of, steps

LINKING = sorted([*PAGES, *ROOT.glob("*.md"), DOCS / "llms.txt"])
GENERATED = "sagemaker_train.models"


def same_shape(text: str) -> str:
    """The text without times, ports and random names."""
    for pattern, stand_in in (
        (r"churn-\d{8}-\d{6}-[0-9a-f]{10}", "NAME"),
        (r"127\.0\.0\.1:\d+", "ADDRESS"),
        (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", "TIME"),
        (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "MOMENT"),
    ):
        text = re.sub(pattern, stand_in, text)
    return text.strip()


@pytest.fixture
def local(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalSageMaker]:
    """A SageMaker to which the environment leads, and in which waiting takes no time."""
    with LocalSageMaker(clock=VirtualClock(speed=1)) as made:
        before = dict(os.environ)  # pages may set further variables
        os.environ.update(made.environment())

        def sleep(self: WallClock, seconds: float) -> None:
            made.clock.sleep(seconds)
            time.sleep(min(seconds, 0.002))  # for pages that start a SageMaker of their own

        async def sleep_async(self: WallClock, seconds: float) -> None:
            await made.clock.sleep_async(seconds)

        monkeypatch.setattr(WallClock, "sleep", sleep)
        monkeypatch.setattr(WallClock, "sleep_async", sleep_async)
        monkeypatch.setattr(WallClock, "timestamp", lambda self: made.clock.timestamp())
        yield made
        os.environ.clear()
        os.environ.update(before)


# Code


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_python_block_runs(
    page: Path, local: LocalSageMaker, capsys: pytest.CaptureFixture[str]
) -> None:
    """The blocks of a page run one after the other, and print what is shown right below them."""
    names: dict[str, Any] = {"__name__": page.stem}
    with asyncio.Runner() as runner:
        for number, (block, shown) in enumerate(steps(page), 1):
            code = compile(
                block,
                f"{page.name}, block {number}",
                "exec",
                flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
                dont_inherit=True,
            )
            awaited = eval(code, names)
            if inspect.iscoroutine(awaited):
                runner.run(awaited)
            printed = capsys.readouterr().out
            assert shown is None or same_shape(printed) == same_shape(shown)
    if page.name == "README.md":
        assert "churn-2026-01" in local.jobs
    for name, test in list(names.items()):
        if name.startswith("test_"):
            run_with_fixtures(test)


def run_with_fixtures(test: Callable[..., object]) -> None:
    """Call a test that a page shows with the fixtures of the pytest plugin that it asks for."""
    with (
        LocalSageMaker(clock=VirtualClock()) as made,
        smt.Client(
            made.region,
            endpoint_url=made.endpoint_url,
            credentials=made.credentials,
            clock=made.clock,
        ) as client,
    ):
        fixtures: dict[str, object] = {"local_sagemaker": made, "sagemaker_client": client}
        test(**{name: fixtures[name] for name in inspect.signature(test).parameters})


@pytest.mark.parametrize("proxy", ["", "http://127.0.0.1:1"])
def test_the_example_prints_what_the_readme_shows(proxy: str) -> None:
    """The README's picture is the output of its first command, but for times and names."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    environment |= dict.fromkeys(("HTTP_PROXY", "http_proxy", "ALL_PROXY"), proxy)
    script = DOCS / "examples" / "train_a_model.py"
    run = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        check=True, capture_output=True, text=True, cwd=ROOT,
        env={**environment, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    (shown,) = blocks(ROOT / "README.md", "text")
    assert same_shape(run.stdout) == same_shape(shown)
    assert run.stderr == ""


def hand_written() -> list[ModuleType]:
    """Every module but the generated ones and those that run when they are imported."""
    found = pkgutil.walk_packages(smt.__path__, "sagemaker_train.")
    names = [one.name for one in found if not one.name.startswith(GENERATED)]
    return [importlib.import_module(name) for name in names if not name.endswith("__main__")]


EXAMPLES = [
    test
    for module in hand_written()
    for test in doctest.DocTestFinder(exclude_empty=True).find(module)
    if test.examples
]


class Outputs(doctest.OutputChecker):
    """Compares outputs where the docstring shows one."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return not want or super().check_output(want, got, optionflags)


AWAITED = [
    test
    for test in EXAMPLES
    if re.search(r"^(await|async) |= await ", "".join(one.source for one in test.examples), re.M)
]


@pytest.mark.parametrize("example", AWAITED, ids=lambda example: example.name)
def test_every_example_that_is_awaited_runs(
    example: doctest.DocTest,
    local: LocalSageMaker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The examples of the async world run in an event loop; doctest knows none."""
    monkeypatch.chdir(tmp_path)
    source = "".join(one.source for one in example.examples)
    code = compile(source, example.name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)

    async def run() -> None:
        with smt.Client() as client:
            names = names_at_hand(client)
        async with smt.AsyncClient() as awaited:
            job = awaited.job("mnist-1")
            await eval(code, {**names, "client": awaited, "job": job, "jobs": [job]})

    before = len(local.requests)
    asyncio.run(run())
    assert len(local.requests) > before + 2, "the example made no call"


@pytest.mark.parametrize(
    "example", [one for one in EXAMPLES if one not in AWAITED], ids=lambda example: example.name
)
def test_every_example_in_a_docstring_runs(
    example: doctest.DocTest,
    local: LocalSageMaker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The examples in docstrings run, and print what they show."""
    monkeypatch.chdir(tmp_path)
    with smt.Client() as client:
        example.globs.update(names_at_hand(client))
        if example.name.startswith("sagemaker_train.jobs"):
            example.globs["job"] = client.job("mnist-1")
        runner = doctest.DocTestRunner(Outputs(), optionflags=doctest.ELLIPSIS)
        report: list[str] = []
        runner.run(example, out=report.append, clear_globs=False)
    assert runner.summarize(verbose=False).failed == 0, "".join(report)


def names_at_hand(client: smt.Client) -> dict[str, Any]:
    """What examples take for granted: a builder, its job, a file, and the names of the package."""
    import json
    from datetime import UTC, datetime, timedelta

    import boto3

    from sagemaker_train import display, models, testing
    from sagemaker_train.interop.boto3 import to_boto3
    from sagemaker_train.interop.files import write

    builder = (
        smt.TrainingJobBuilder("mnist-1")
        .image("123456789012.dkr.ecr.us-east-1.amazonaws.com/train:1")
        .role("arn:aws:iam::123456789012:role/training")
        .output("s3://my-bucket/models/")
        .instances("ml.m5.xlarge", volume_gb=30)
        .max_runtime(3600)
    )
    job = client.submit(builder)
    Path("jobs").mkdir()
    write(builder.named("mnist-3").build(), "jobs/churn.yaml")
    points = [(datetime(2026, 1, 31, tzinfo=UTC), 0.5)]
    return {
        **{name: getattr(smt, name) for name in smt.__all__},
        **{name: getattr(models, name) for name in models.__all__ if name not in smt.__all__},
        **{name: getattr(testing, name) for name in testing.__all__},
        "UTC": UTC, "datetime": datetime, "timedelta": timedelta, "Path": Path, "json": json,
        "boto3": boto3, "answer": to_boto3(job.describe()), "display": display,
        "base": builder, "builder": builder.named("mnist-4"), "job": builder,
        "client": client, "described": job.describe(), "jobs": [job],
        "request": builder.named("mnist-5").build(),
        "train_points": points, "validation_points": points,
    }  # fmt: skip


# Pages


def slugs(page: Path) -> set[str]:
    """The anchors of a page's headings, as MyST and code hosts make them."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    headings = re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE)
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in kept}


@pytest.mark.parametrize("page", LINKING, ids=name_of)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    """A relative link names a file that is there, and an anchor a heading in it."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.is_file(), f"{page.name} links to {target}"
        if anchor:
            assert anchor in slugs(file), f"{page.name} links to {target}"


def test_every_page_is_reached() -> None:
    """Each page is in a table of contents, and each guide in ``llms.txt``."""
    listed = set()
    for page in PAGES:
        for tree in re.findall(r"^```\{toctree\}\n(.*?)^```$", page.read_text(), re.M | re.S):
            entries = [line for line in tree.split() if not line.startswith(":")]
            listed |= {(page.parent / f"{entry}.md").resolve() for entry in entries}
    pages = {page for page in PAGES if DOCS in page.parents and page != DOCS / "index.md"}
    assert pages <= listed
    overview = (DOCS / "llms.txt").read_text(encoding="utf-8")
    for guide in sorted((DOCS / "guides").glob("*.md")):
        assert f"(guides/{guide.name})" in overview


def reference() -> str:
    """The text of the reference's pages."""
    pages = sorted((DOCS / "reference").glob("*.md"))
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def test_the_reference_has_every_public_name() -> None:
    """The index has each name of the façade; those of views and tests are on their pages."""
    from sagemaker_train import display, testing

    text = reference()
    names = {*testing.__all__, *display.__all__}
    assert {name for name in names if not re.search(rf"\b{name}\b", text)} == set()
    index = (DOCS / "reference" / "index.md").read_text(encoding="utf-8")
    assert {name for name in smt.__all__ if f"`{name}`" not in index} == set()


def test_the_reference_has_every_word_of_the_builder() -> None:
    """Each public method of the builder is on its page, once."""
    methods = [name for name in dir(smt.TrainingJobBuilder) if not name.startswith("_")]
    page = (DOCS / "reference" / "builder.md").read_text(encoding="utf-8")
    prefix = ".. automethod:: sagemaker_train.TrainingJobBuilder."
    assert sorted(re.findall(rf"{re.escape(prefix)}(\w+)", page)) == sorted(methods)


def test_the_reference_has_every_error() -> None:
    """Each exception of ``sagemaker_train.errors`` is on the page of errors."""
    from sagemaker_train import errors

    page = (DOCS / "reference" / "errors.md").read_text(encoding="utf-8")
    for name, error in vars(errors).items():
        if isinstance(error, type) and issubclass(error, (errors.SageMakerTrainError, Warning)):
            assert f".. autoexception:: sagemaker_train.errors.{name}\n" in page


def test_the_page_of_checks_is_what_the_rules_say() -> None:
    """``docs/checks.md`` has every rule, as ``python docs/check_tables.py`` writes it."""
    from sagemaker_train.checks.policy import CONSTRAINTS
    from sagemaker_train.checks.rules import RULES
    from sagemaker_train.checks.secrets import RULES as SECRETS

    run = subprocess.run(
        [sys.executable, str(DOCS / "check_tables.py"), "--check"],
        check=False, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    page = (DOCS / "checks.md").read_text(encoding="utf-8")
    for rule in (*CONSTRAINTS, *SECRETS):
        assert f"| `{rule}` |" in page
    for rule in RULES:
        assert f"### {rule}\n" in page


def test_the_gate_runs_the_readmes_test_command() -> None:
    """``.ci/run`` reads its first command from the README, where the marker says."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.count("<!-- the tests -->\n```sh\n") == 1
    assert "<!-- the tests -->" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
