"""
The directive ``notebook``: a notebook as it was executed and committed.

    ```{notebook} notebooks/training_jobs.ipynb
    ```
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class Notebook(SphinxDirective):
    """
    Shows the cells of a notebook and their outputs; runs nothing.
    """

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """
        Turn each cell into nodes.
        """
        path = Path(self.env.srcdir, self.arguments[0])
        self.env.note_dependency(str(path))
        notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return [node for cell in notebook["cells"] for node in self._cell(cell)]

    def _cell(self, cell: dict[str, Any]) -> list[nodes.Node]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            return self.parse_text_to_nodes(_as_part(source))
        made: list[nodes.Node] = [nodes.literal_block(source, source, language="python")]
        for output in cell.get("outputs", ()):
            made += _output(output)
        return made


def _as_part(source: str) -> str:
    """
    The text as part of a page: without its title, its headings below those of the page.
    """
    without_title = re.sub(r"^# .*\n?", "", source, flags=re.MULTILINE)
    rubric = r"```{rubric} \1\n:heading-level: 3\n```"
    return re.sub(r"^##+ (.*)$", rubric, without_title, flags=re.MULTILINE)


def _output(output: dict[str, Any]) -> list[nodes.Node]:
    shown: dict[str, list[str]] = output.get("data", {})
    if "text/html" in shown:
        html = "".join(shown["text/html"])
        return [nodes.raw("", f'<div class="cell-output">{html}</div>', format="html")]
    text = "".join(output.get("text") or shown.get("text/plain") or ())
    return [nodes.literal_block(text, text, language="text", classes=["cell-output"])]


def setup(app: Sphinx) -> dict[str, Any]:
    """
    Make the directive known.
    """
    app.add_directive("notebook", Notebook)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
