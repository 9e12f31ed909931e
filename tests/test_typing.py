"""
The types as they are seen from outside, by four type checkers in their strict modes.

``tests/typing`` holds programs that are checked and never run. A line that a checker has to refuse
ends in ``# error: PIECE``, a piece of the message; ``# error[ty]: PIECE`` is for one of the
checkers alone, in place of the common one. Every other line has to pass.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PROGRAMS = sorted((ROOT / "tests" / "typing").glob("*.py"))
MARK = re.compile(r"# error(?:\[(\w+)\])?: ([^#]*)")


class Said(NamedTuple):
    """
    Something that a checker said, or a piece of what it has to say.
    """

    place: str
    text: str


def marks(checker: str) -> Iterator[Said]:
    """
    What one checker has to say about the programs.
    """
    for program in PROGRAMS:
        for number, line in enumerate(program.read_text(encoding="utf-8").splitlines(), 1):
            pieces = {name: piece.strip().strip('"') for name, piece in MARK.findall(line)}
            if pieces:
                yield Said(f"{program.name}:{number}", pieces.get(checker, pieces[""]))


def run(*command: str | Path) -> str:
    """
    What a checker prints; that it finds something is no failure, that it breaks is one.
    """
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr + done.stdout
    return done.stdout


def mypy(_: Path) -> Iterator[Said]:
    """
    ``mypy --strict``, without this repository's settings.
    """
    options = ["--strict", "--follow-imports=silent", "--no-error-summary", "--config-file="]
    for line in run(sys.executable, "-m", "mypy", *options, *PROGRAMS).splitlines():
        match = re.match(r".*?(\w+\.py:\d+): (?:error|note): (.*)", line)
        assert match, line
        yield Said(*match.groups())


def pyright(
    folder: Path, checker: str = "pyright", mode: str = "strict", **settings: bool
) -> Iterator[Said]:
    """
    pyright in strict mode, without this repository's settings.
    """
    project: dict[str, Any] = {
        # pyright takes none but relative ones.
        "include": [os.path.relpath(PROGRAMS[0].parent, folder)],
        "extraPaths": [os.path.relpath(ROOT, folder)],
        "typeCheckingMode": mode,
        **settings,
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(project), encoding="utf-8")
    options = ["--outputjson", "--pythonpath", sys.executable, "--project", folder]
    for found in json.loads(run(sys.executable, "-m", checker, *options))["generalDiagnostics"]:
        line = found["range"]["start"]["line"] + 1
        yield Said(f"{Path(found['file']).name}:{line}", found["message"])


def basedpyright(folder: Path) -> Iterator[Said]:
    """
    basedpyright as it is without settings, which is stricter than strict.
    """
    # The programs say Any where the wire does, and drop results: that is not the library's doing.
    own = {"reportAny": False, "reportExplicitAny": False, "reportUnusedCallResult": False}
    return pyright(folder, "basedpyright", "recommended", **own)


def ty(_: Path) -> Iterator[Said]:
    """
    ty with every rule on.
    """
    options = ["--output-format=gitlab", "--error=all", "--python", sys.executable]
    for found in json.loads(run(sys.executable, "-m", "ty", "check", *options, *PROGRAMS)):
        place = found["location"]
        line = place["positions"]["begin"]["line"]
        yield Said(f"{Path(place['path']).name}:{line}", found["description"])


def by_place(said: Iterable[Said]) -> dict[str, str]:
    """
    All that was said about each line.
    """
    found: dict[str, str] = {}
    for one in said:
        found[one.place] = f"{found.get(one.place, '')}{one.text}\n"
    return found


@pytest.mark.parametrize("checker", [mypy, pyright, basedpyright, ty])
def test_checkers_refuse_what_is_marked_and_nothing_else(
    checker: Callable[[Path], Iterator[Said]], tmp_path: Path
) -> None:
    """Right programs pass; of wrong ones each marked line is refused in words that tell why."""
    found, expected = by_place(checker(tmp_path)), dict(marks(checker.__name__))
    assert {place: found[place] for place in found.keys() - expected.keys()} == {}
    assert expected.keys() - found.keys() == set()
    assert {
        place: (piece, found[place])
        for place, piece in expected.items()
        if piece not in found[place]
    } == {}


def test_there_is_something_to_refuse() -> None:
    """Each kind of program comes as one that is right and one that is wrong."""
    names = {program.stem for program in PROGRAMS}
    kinds = {name.removesuffix("_good") for name in names if name.endswith("_good")}
    assert kinds == {name.removesuffix("_bad") for name in names if name.endswith("_bad")}
    refused = [mark.place for mark in marks("mypy")]
    assert {place.partition("_bad.py:")[0] for place in refused} == kinds
    assert len(refused) > 100
