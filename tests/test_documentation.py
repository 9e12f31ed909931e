"""What the documents promise is run."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sagemaker_train.testing import LocalSageMaker

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def blocks(page: Path, language: str) -> list[str]:
    """The code blocks of a page in one language."""
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def same_shape(text: str) -> str:
    """The text without times, ports and random names."""
    for pattern, stand_in in (
        (r"churn-\d{8}-\d{6}-[0-9a-f]{10}", "NAME"),
        (r"127\.0\.0\.1:\d+", "ADDRESS"),
        (r"\d\d:\d\d:\d\d  ", "TIME  "),
    ):
        text = re.sub(pattern, stand_in, text)
    return text.strip()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_python_block_runs(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The blocks of a page run one after the other, against a SageMaker on this machine."""
    with LocalSageMaker() as local:
        for name, value in local.environment().items():
            monkeypatch.setenv(name, value)
        names: dict[str, Any] = {"__name__": page.stem}
        for number, block in enumerate(blocks(page, "python"), 1):
            exec(compile(block, f"{page.name}, block {number}", "exec"), names)
        if page.name == "README.md":
            assert "churn-2026-01" in local.jobs


def test_the_example_prints_what_the_readme_shows() -> None:
    """The README's picture is the output of its first command, but for times and names."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    script = ROOT / "docs" / "examples" / "train_a_model.py"
    run = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        check=True, capture_output=True, text=True, cwd=ROOT,
        env={**environment, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    (shown,) = blocks(ROOT / "README.md", "text")
    assert same_shape(run.stdout) == same_shape(shown)
    assert run.stderr == ""


def test_the_gate_runs_the_readmes_test_command() -> None:
    """``.ci/run`` reads its first command from the README, where the marker says."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.count("<!-- the tests -->\n```sh\n") == 1
    assert "<!-- the tests -->" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
