"""
A page in the hands of a user: prints as text, shows as HTML in a notebook.
"""

from __future__ import annotations

from sagemaker_train.display import html, text
from sagemaker_train.display.page import Page


class View:
    """
    Something to look at. ``print`` it in a terminal; in a notebook, let it be a cell's last value.

    It holds no secret: what looked like one was hidden when the view was made.
    """

    __slots__ = ("_page",)

    def __init__(self, page: Page) -> None:
        self._page = page

    def html(self) -> str:
        """
        Render it as one HTML element with its own style: no script, nothing loaded from elsewhere.
        """
        return html.render(self._page)

    def text(self, width: int | None = None, *, full: bool = False) -> str:
        """
        Render it as plain text.

        Args:
            width: How many columns there are, 40 at least; left out, those of the terminal.
            full: Whether to show also what HTML has behind a fold.
        """
        return text.render(self._page, width, full=full)

    def _repr_html_(self) -> str:
        return self.html()

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return self.text()
