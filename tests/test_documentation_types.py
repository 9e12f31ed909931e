"""
The code in the documentation as the editor of those who copy it sees it.
"""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pages import PAGES, ROOT, blocks, name_of, program
from tests.test_typing import run

STRICT_FOR_PAGES = {
    "typeCheckingMode": "strict",
    # What comes from a library without types is unknown, and a page need not annotate everything.
    "reportMissingTypeStubs": False,
    "reportMissingParameterType": False,
    "reportUnknownArgumentType": False,
    "reportUnknownMemberType": False,
    "reportUnknownParameterType": False,
    "reportUnknownVariableType": False,
    # A block may end with what it has made; tests are called by pytest.
    "reportUnusedFunction": False,
    "reportUnusedVariable": False,
}
WRONG = """# A page whose second block has a mistake on line 8

```python
import sagemaker_train as smt
```

```python
print((await smt.AsyncClient().job("churn").wait()).model_artifacts.s3_model_artifacts)
```
"""


def pyright(folder: Path) -> set[str]:
    """
    Where pyright finds something, as PROGRAM:LINE, with what it says.
    """
    settings = {"extraPaths": [os.path.relpath(ROOT, folder)], **STRICT_FOR_PAGES}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    said = json.loads(run("pyright", "--outputjson", "--project", str(folder)))
    assert said["summary"]["filesAnalyzed"] == len(list(folder.glob("*.py")))
    return {
        f"{Path(one['file']).stem}:{one['range']['start']['line'] + 1}: {one['message']}"
        for one in said["generalDiagnostics"]
    }


def mypy(folder: Path) -> set[str]:
    """
    The same of mypy.
    """
    options = ["--strict", "--follow-imports=silent", "--no-error-summary", "--config-file="]
    options += ["--allow-untyped-defs", "--allow-untyped-calls", "--ignore-missing-imports"]
    options += [f"--cache-dir={folder / 'cache'}"]  # the one of the tests has other options
    said = run("mypy", *options, *map(str, folder.glob("*.py"))).splitlines()
    return {re.sub(r"^.*?(\w+)\.py:(\d+): error", r"\1:\2", line) for line in said}


@pytest.mark.parametrize("checker", [pyright, mypy])
def test_every_page_type_checks(checker: Callable[[Path], set[str]], tmp_path: Path) -> None:
    """The blocks of a page, one after the other, are a program that strict checkers accept."""
    (tmp_path / "page.md").write_text(WRONG, encoding="utf-8")
    pages = [page for page in PAGES if blocks(page, "python")]
    names = [name_of(page).replace("/", "_").removesuffix(".md") for page in pages]
    assert {"README", "docs_index"} < set(names)
    for page, name in zip([*pages, tmp_path / "page.md"], [*names, "wrong"], strict=True):
        (tmp_path / f"{name}.py").write_text(program(page), encoding="utf-8")
    found = checker(tmp_path)
    assert {one for one in found if not one.startswith("wrong:")} == set()
    (mistake,) = found
    assert mistake.startswith("wrong:8: ")
    assert "s3_model_artifacts" in mistake
