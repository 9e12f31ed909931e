"""From the model's HTML to text."""

import pytest

from codegen.ir import CodegenError
from codegen.prose import docstring, limits, text


def test_paragraphs_lists_links_and_code() -> None:
    """HTML becomes paragraphs, dashes and double backticks; links keep their words."""
    html = (
        "<p>Takes <code>File</code> , or see <a href='https://x'>the guide</a>.</p>"
        "<p>One of:</p><ul><li><p><code>a</code> - first</p></li><li><p>second</p>"
        "<ul><li>inner</li></ul></li></ul>"
        "<note><p>Mind &lt;this&gt;.</p></note>"
    )
    assert text(html) == (
        "Takes ``File``, or see the guide.\n\n"
        "One of:\n\n"
        "- ``a`` - first\n"
        "- second\n"
        "  - inner\n\n"
        "Note: Mind <this>."
    )


def test_nothing_is_nothing() -> None:
    """A shape without documentation has an empty text."""
    assert text(None) == text("") == text("<p></p>") == ""


def test_unknown_elements_stop_the_generator() -> None:
    """An element that the rules do not know is not dropped silently."""
    with pytest.raises(CodegenError, match="<table>"):
        text("<table><tr><td>1</td></tr></table>")


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ({"type": "string", "min": 1, "max": 63}, "1 to 63 characters."),
        ({"type": "string", "min": 0, "max": 2500, "pattern": ".*"}, "At most 2,500 characters."),
        ({"type": "list", "min": 1, "max": 1}, "Exactly 1 item."),
        ({"type": "map", "max": 100}, "At most 100 entries."),
        ({"type": "integer", "min": 0}, "At least 0."),
        ({"type": "integer", "min": 1800, "max": 2419200}, "1,800 to 2,419,200."),
        ({"type": "string", "pattern": "[a-z]"}, "Pattern: ``[a-z]``."),
        ({"type": "string"}, ""),
        ({"type": "string", "min": 1}, "At least 1 character."),
        ({"type": "map", "max": 1}, "At most 1 entry."),
        ({"type": "integer", "min": 1}, "At least 1."),
    ],
)
def test_limits_in_words(shape: dict[str, object], words: str) -> None:
    """Each limit is said in the words of its type."""
    assert limits(shape) == words


def test_docstrings_are_raw_where_they_must_be() -> None:
    """A backslash makes a raw docstring, and triple quotes cannot end one."""
    assert docstring(r"Pattern: ``\d``.", 4) == '    r"""Pattern: ``\\d``."""'
    assert "'''" in docstring('Says """no""".', 0)
    assert docstring("word " * 40, 4).count("\n") > 2
