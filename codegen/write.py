"""
Format the rendered files with the house's tools, and write them or compare them.
"""

from __future__ import annotations

import difflib
import re
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from codegen.ir import CodegenError

ROOT = Path(__file__).parent.parent
MODELS = ROOT / "sagemaker_train" / "models"


def formatted(files: dict[str, str]) -> dict[str, str]:
    """
    The files as ruff would have them: unused imports gone, the rest sorted, the layout fixed.
    """
    if find_spec("ruff") is None:
        raise CodegenError("it formats with ruff, which is not installed: pip install -e '.[dev]'")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            Path(folder, name).write_text(named_imports(text, files), encoding="utf-8")
        ruff = [sys.executable, "-m", "ruff"]
        config = ["--quiet", "--no-cache", "--config", str(ROOT / "pyproject.toml")]
        # File by file: in a folder, ruff passes over those whose path it usually leaves alone.
        config += [str(Path(folder, name)) for name in files]
        fixes = ["--select", "F401,I,E401", "--ignore-noqa", "--fix-only", "--exit-zero"]
        subprocess.run([*ruff, "check", *fixes, *config], check=True)
        subprocess.run([*ruff, "format", *config], check=True)
        return {name: Path(folder, name).read_text(encoding="utf-8") for name in files}


def named_imports(text: str, files: dict[str, str]) -> str:
    """
    Replace each ``import *`` by the names that the module really uses.
    """

    def replace(match: re.Match[str]) -> str:
        indent, module = match.groups()
        source = files[f"{module.rpartition('.')[2]}.py"]
        names = re.findall(r"^(?:class |def )?(\w+)(?: = |\()", source, re.MULTILINE)
        body = text.replace(match.group(), "")
        used = sorted({name for name in names if re.search(rf"\b{name}\b", _code(body))})
        return f"{indent}from {module} import {', '.join(used)}" if used else ""

    return re.sub(r"^( *)from ([\w.]+) import \*.*$", replace, text, flags=re.MULTILINE)


def _code(text: str) -> str:
    """
    The source without its docstrings, in which class names are only words.
    """
    return re.sub(r'r?"""[\s\S]*?"""', "", text)


def write(files: dict[str, str], folder: Path = MODELS) -> None:
    """
    Make the folder hold exactly these files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for stale in set(folder.glob("*.py")) - {folder / name for name in files}:
        stale.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def drift(files: dict[str, str], folder: Path = MODELS) -> str:
    """
    How the folder differs from these files, as a diff; empty where it does not.
    """
    found = {p.name: p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.py"))}
    lines: list[str] = []
    for name in sorted(found.keys() | files.keys()):
        lines += difflib.unified_diff(
            found.get(name, "").splitlines(),
            files.get(name, "").splitlines(),
            f"{name} (in the repository)",
            f"{name} (generated)",
            lineterm="",
        )
    return "\n".join(lines)
