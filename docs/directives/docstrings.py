"""
Docstrings of hand-written code, as Sphinx wants them.

In the source an indented block is an example, which every reader sees; reStructuredText wants
``::`` before it. And in the docstring of an attribute a colon is just a colon, which napoleon takes
for the end of a type.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx


def spell_out(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """
    Put ``::`` before indented blocks that follow a paragraph. Runs before napoleon.
    """
    # Napoleon looks for a type in the first line only, so that is an empty comment.
    marked = ["..", ""] if what in ("attribute", "data", "property") else []
    for number, line in enumerate(lines):
        begins = line.startswith("    ") and number > 1 and not lines[number - 1].strip()
        if begins and _last_written(marked)[:1] not in ("", " "):
            marked += ["::", ""]
        marked.append(line)
    lines[:] = marked


def _last_written(lines: list[str]) -> str:
    return next((line for line in reversed(lines) if line.strip()), "")


def setup(app: Sphinx) -> dict[str, Any]:
    """
    Listen for docstrings, before napoleon does.
    """
    app.setup_extension("sphinx.ext.autodoc")
    app.connect("autodoc-process-docstring", spell_out, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
