"""
The docstrings of async methods and functions, written from those of their sync twins.

    python -m tests.twin_docstrings            write them
    python -m tests.twin_docstrings --check    exit with 1 if one would change

Editors show the docstring of the very method, so a reference to the twin would say nothing there.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "sagemaker_train"

FILES: Mapping[str, str] = {
    "client.py": "async_client.py",
    "jobs/job.py": "jobs/async_job.py",
    "jobs/many.py": "jobs/async_many.py",
}
"""Files of sync code, and those of their twins."""

OWN = frozenset({"AsyncClient.close"})
"""What does something else than its twin, and says so itself."""

RENAMED = (
    (r"\b(as_completed|stop_all|submit_many|wait_all)\b", r"async_\1"),
    (r"\b(Client|TrainingJob)\.", r"Async\1."),
)
"""Names that are others in the async world, wherever they occur."""

CHANGED: Mapping[str, Sequence[tuple[str, str]]] = {
    "AsyncClient.list_training_jobs": [
        ("``itertools.islice(jobs, 10)`` takes ten of them.", "``break`` ends the list early."),
    ],
    "AsyncClient.submit": [
        ("hold it: ``client.submit(job).wait()``.", "hold it: ``await client.submit(job)``."),
    ],
    "AsyncTrainingJob.arn": [("The ARN.", "The ARN: ``await job.arn``.")],
    "AsyncTrainingJob.status": [("at this moment.", "at this moment: ``await job.status``.")],
    "AsyncTrainingJob.wait": [("of the job at Ctrl-C:", "of the job when cancelled:")],
    "AsyncTrainingJob.rerun": [
        ("from_job(job", "from_job(await job"),
        (">>> job.rerun(", ">>> await job.rerun("),
    ],
    "async_wait_all": [("of the jobs at Ctrl-C:", "of the jobs when cancelled:")],
    "async_as_completed": [(">>> for ", ">>> async for ")],
    "async_submit_many": [
        (
            "At Ctrl-C nothing more is begun, what is under way comes to its end,\n    and",
            "When cancelled, nothing more is begun, what is under way comes to its\n    end, and",
        ),
        ("(client, [base", "(\n        ...     client, [base"),
        ("...                                  for", "...              for"),
        (">>> submitted = async", ">>> submitted = await async"),
        (">>> async_wait_all(job for", ">>> await async_wait_all(job for"),
    ],
}
"""What is said otherwise in the async world, by name; each must occur."""


def documented(tree: ast.Module) -> dict[str, ast.Constant]:
    """
    The docstrings of public functions and methods, by name.
    """
    found: dict[str, ast.Constant] = {}
    for outer in tree.body:
        prefix = f"{outer.name}." if isinstance(outer, ast.ClassDef) else ""
        for one in outer.body if isinstance(outer, ast.ClassDef) else [outer]:
            if not isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            first = one.body[0]
            if one.name.startswith("_") or not isinstance(first, ast.Expr):
                continue
            if isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
                found[prefix + one.name] = first.value
    return found


def twin_of(name: str) -> str:
    """
    The name in the sync world of something in the async one.
    """
    return name.removeprefix("Async").removeprefix("async_")


def translated(name: str, docstring: str) -> str:
    """
    A docstring of the sync world for its twin of this name.
    """
    for pattern, replacement in RENAMED:
        docstring = re.sub(pattern, replacement, docstring)
    for old, new in CHANGED.get(name, ()):
        if old not in docstring:
            raise SystemExit(f"{name}: the docstring of its twin no longer says {old!r}")
        docstring = docstring.replace(old, new)
    return docstring


def written(sync: str, asynchronous: str) -> str:
    """
    The source of async code with the docstrings of its sync twin.
    """
    ours, lines = sync.splitlines(), asynchronous.splitlines()
    known = documented(ast.parse(sync))
    theirs = documented(ast.parse(asynchronous))
    for name, place in reversed(theirs.items()):  # from the end, so that positions stay
        if name in OWN:
            continue
        twin = known[twin_of(name)]
        text = "\n".join(ours[twin.lineno - 1 : twin.end_lineno])
        lines[place.lineno - 1 : place.end_lineno] = translated(name, text).splitlines()
    return "\n".join([*lines, ""])


def main() -> None:
    """
    Write the docstrings, or tell whether they are up to date.
    """
    for one, other in FILES.items():
        path = PACKAGE / other
        before = path.read_text(encoding="utf-8")
        after = written((PACKAGE / one).read_text(encoding="utf-8"), before)
        if "--check" not in sys.argv:
            path.write_text(after, encoding="utf-8")
        elif after != before:
            raise SystemExit(
                f"{other} does not say what {one} says: python -m tests.twin_docstrings"
            )


if __name__ == "__main__":
    main()
