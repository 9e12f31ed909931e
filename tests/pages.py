"""
The pages of the documentation and the code in them.
"""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])


def name_of(page: Path) -> str:
    """
    A page as the output of pytest names it.
    """
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> list[str]:
    """
    The code blocks of a page in one language.
    """
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def steps(page: Path) -> list[tuple[str, str | None]]:
    """
    The Python blocks of a page, with the output that is shown right below, if it is.
    """
    text = page.read_text(encoding="utf-8")
    form = r"^```python\n(.*?)^```$(?:\n\n```text\n(.*?)^```$)?"
    return [(code, shown or None) for code, shown in re.findall(form, text, re.M | re.S)]


def program(page: Path) -> str:
    """
    The Python blocks of a page as one program, each line on the line where the page has it.

    The first line, on pages a title, makes it a coroutine's body: blocks may await.
    """
    text = page.read_text(encoding="utf-8")
    lines = [""] * text.count("\n")
    for block in re.finditer(r"^```python\n(.*?)^```$", text, re.M | re.S):
        first, code = text.count("\n", 0, block.start(1)), block[1].splitlines()
        lines[first : first + len(code)] = [f"    {line}" for line in code]
    return "\n".join(["async def page() -> None:", *lines[1:], "    pass\n"])
