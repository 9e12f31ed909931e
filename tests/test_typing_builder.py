"""
The builder's types, as two type checkers see them.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GOOD = Path("tests/typing/builder_good.py")
BAD = Path("tests/typing/builder_bad.py")


def _by_mypy(program: Path) -> dict[int, str]:
    """What mypy says, by line."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--no-pretty",
         "--no-error-summary", str(program)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    found: dict[int, str] = {}
    for line in done.stdout.splitlines():
        match = re.match(rf"{re.escape(str(program))}:(\d+): (?:error|note): (.*)", line)
        assert match, line
        found[int(match[1])] = f"{found.get(int(match[1]), '')}{match[2]}\n"
    return found


def _by_pyright(program: Path) -> dict[int, str]:
    """What pyright says, by line."""
    done = subprocess.run(
        [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable,
         str(program)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr + done.stdout
    found: dict[int, str] = {}
    for one in json.loads(done.stdout)["generalDiagnostics"]:
        line = one["range"]["start"]["line"] + 1
        found[line] = f"{found.get(line, '')}{one['message']}\n"
    return found


CHECKERS = [pytest.param(_by_mypy, id="mypy"), pytest.param(_by_pyright, id="pyright")]


@pytest.mark.parametrize("checker", CHECKERS)
def test_right_programs_pass(checker: Callable[[Path], dict[int, str]]) -> None:
    """Natural uses of the builder are clean under strict checking."""
    assert checker(GOOD) == {}


@pytest.mark.parametrize("checker", CHECKERS)
def test_wrong_arguments_are_flagged(checker: Callable[[Path], dict[int, str]]) -> None:
    """Each marked line is flagged with the piece of the message that it names, and no other is."""
    expected = {
        number: match[1]
        for number, line in enumerate((ROOT / BAD).read_text().splitlines(), 1)
        if (match := re.search(r"# error: (.*)$", line))
    }
    assert len(expected) > 30
    found = checker(BAD)
    assert found.keys() == expected.keys()
    wrong = {
        number: found[number]
        for number, piece in expected.items()
        if piece.strip('"') not in found[number]
    }
    assert wrong == {}
