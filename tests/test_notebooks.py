"""
The notebooks of the documentation run, and show what is committed.

``python tests/test_notebooks.py`` runs them and writes their outputs anew.
"""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
nbformat: Any = importlib.import_module("nbformat")  # its functions have no types
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))


def executed(path: Path) -> Any:
    """The notebook with the outputs of a fresh kernel, without what differs between runs."""
    with warnings.catch_warnings():
        # Jupyter's own packages warn about each other.
        warnings.simplefilter("ignore")
        from nbclient import NotebookClient

        notebook = nbformat.read(path, as_version=4)
        search = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
        client = NotebookClient(
            notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": ROOT}}
        )
        client.execute(env={**environment, "PYTHONPATH": search})
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("execution", None)
        cell["id"] = f"cell-{number:02}"
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def outputs(notebook: Any) -> list[Any]:
    """What each cell shows."""
    return [cell.get("outputs", []) for cell in notebook.cells]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_shows_what_it_shows_when_it_is_run(path: Path) -> None:
    """Executed in a fresh kernel, every cell gives the committed output, to the letter."""
    committed = nbformat.read(path, as_version=4)
    assert outputs(executed(path)) == outputs(committed)


def test_there_are_notebooks() -> None:
    """The test above has something to run."""
    assert NOTEBOOKS


if __name__ == "__main__":
    for notebook_path in NOTEBOOKS:
        nbformat.write(executed(notebook_path), notebook_path)
        sys.stdout.write(f"wrote {notebook_path.relative_to(ROOT)}\n")
