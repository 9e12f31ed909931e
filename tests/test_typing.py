"""
The types as they are seen from outside, by four type checkers in their strict modes.

``tests/typing`` holds programs that are checked and never run. A line that a checker has to refuse
ends in ``# error: PIECE``, a piece of the message; ``# error[mypy]: PIECE`` is for one of the
checkers in place of the common one, and ``# unseen: ty`` names one that cannot see it yet. Every
other line has to pass.
"""

from __future__ import annotations

import importlib
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
            if pieces and f"# unseen: {checker}" not in line:
                yield Said(f"{program.name}:{number}", pieces.get(checker, pieces[""]))


def run(checker: str, *options: str) -> str:
    """
    What a checker prints; that it finds something is no failure, that it breaks is one.
    """
    command = [sys.executable, "-m", checker, *options]
    # pyright asks the first Python of the PATH where packages are.
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr + done.stdout
    return done.stdout


def mypy(_: Path) -> Iterator[Said]:
    """
    As ``mypy --strict``, without this repository's settings.
    """
    options = ["--strict", "--follow-imports=silent", "--no-error-summary", "--config-file="]
    for line in run("mypy", *options, *map(str, PROGRAMS)).splitlines():
        match = re.match(r".*?(\w+\.py:\d+): (?:error|note): (.*)", line)
        assert match, line
        yield Said(*match.groups())


def pyright(
    folder: Path, checker: str = "pyright", mode: str = "strict", **settings: bool
) -> Iterator[Said]:
    """
    As pyright in strict mode, without this repository's settings.
    """
    project: dict[str, Any] = {
        # pyright takes none but relative ones.
        "include": [os.path.relpath(PROGRAMS[0].parent, folder)],
        "extraPaths": [os.path.relpath(ROOT, folder)],
        "typeCheckingMode": mode,
        **settings,
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(project), encoding="utf-8")
    said = run(checker, "--outputjson", "--project", str(folder))
    for found in json.loads(said)["generalDiagnostics"]:
        line = found["range"]["start"]["line"] + 1
        yield Said(f"{Path(found['file']).name}:{line}", found["message"])


def basedpyright(folder: Path) -> Iterator[Said]:
    """
    As basedpyright without settings, which is stricter than strict.
    """
    # The programs say Any where the wire does, and drop results: that is not the library's doing.
    own = {"reportAny": False, "reportExplicitAny": False, "reportUnusedCallResult": False}
    return pyright(folder, "basedpyright", "recommended", **own)


def ty(_: Path) -> Iterator[Said]:
    """
    As ty with every rule on.
    """
    options = ["check", "--output-format=gitlab", "--error=all", "--python", sys.executable]
    for found in json.loads(run("ty", *options, *map(str, PROGRAMS))):
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


def test_every_public_name_has_a_known_type() -> None:
    """
    The package is complete as pyright judges libraries: nothing unknown, nothing only inferred.
    """
    options = ["--verifytypes", "sagemaker_train", "--ignoreexternal", "--outputjson"]
    judged = json.loads(run("pyright", *options))
    completeness = judged["typeCompleteness"]
    assert len(completeness["symbols"]) > 3000
    assert [
        (symbol["name"], diagnostic["message"])
        for symbol in completeness["symbols"]
        for diagnostic in symbol["diagnostics"]
        if not symbol["isTypeKnown"] or symbol["isTypeAmbiguous"]
    ] == []
    assert completeness["completenessScore"] == 1


LAZY = ["sagemaker_train", *(f"sagemaker_train.{name}" for name in ("checks", "jobs", "models"))]
LAZY.append("sagemaker_train.testing")


def test_lazy_packages_show_checkers_what_they_give(tmp_path: Path) -> None:
    """
    The type of a name, seen through the package that imports it late, is that of its own module.
    """
    lines, shown = [f"import {package}" for package in LAZY], []
    for package in LAZY:
        for name in importlib.import_module(package).__all__:
            value = getattr(importlib.import_module(package), name)
            home = getattr(value, "__module__", package)
            if getattr(importlib.import_module(home), name, None) is not value:
                home = package  # a constant, or a module
            lines += [f"import {home}", f"reveal_type({package}.{name})"]
            lines += [f"reveal_type({home}.{name})"]
            shown.append(f"{package}.{name}")
    program = tmp_path / "names.py"
    program.write_text("\n".join(lines), encoding="utf-8")
    options = ["--strict", "--follow-imports=silent", "--no-error-summary", "--config-file="]
    said = run("mypy", *options, str(program)).splitlines()
    types = [line.partition("Revealed type is ")[2] for line in said]
    assert "" not in types, said
    assert len(shown) > 200
    assert dict(zip(shown, types[::2], strict=True)) == dict(zip(shown, types[1::2], strict=True))
    assert [name for name, kind in zip(shown, types[::2], strict=True) if kind == '"Any"'] == []
