"""
How the site is built: ``nox -s docs``, or ``sphinx-build -W docs build/site``.
"""

import re
import sys
import tomllib
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.text import TextBuilder
from sphinx.writers import text as writer

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

_PROJECT = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = "sagemaker-train-client"
author = "The sagemaker-train-client contributors"
copyright = f"{author}. Apache-2.0. Texts of the API's models: Amazon.com, Inc."  # noqa: A001  # Sphinx names it
version = release = _PROJECT["version"]

extensions = [
    "myst_parser",
    "directives.docstrings",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "directives.models",
    "directives.notebooks",
]
exclude_patterns = ["examples", "notebooks", "directives"]

myst_enable_extensions = ["attrs_block", "colon_fence", "deflist"]
myst_heading_anchors = 3
myst_links_external_new_tab = False

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_default_options = {"members": True}
napoleon_numpy_docstring = False
napoleon_use_rtype = False
napoleon_use_admonition_for_examples = False
add_module_names = False
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
default_role = "py:obj"
toc_object_entries_show_parents = "hide"

# What is ours has to be found. What is Python's or another library's is not linked, so that
# building the site needs no network.
nitpicky = True
nitpick_ignore_regex = [
    ("py:.*", r"(?!sagemaker_train\b).*"),
    ("py:.*", r"sagemaker_train\..*\.[A-Z][A-Za-z]*T"),  # type variables
]
nitpick_ignore = [  # what builders and views are made of is nobody's business
    ("py:class", "sagemaker_train.builder.draft.Draft"),
    ("py:class", "sagemaker_train.display.page.Page"),
    ("py:class", "sagemaker_train.testing.life.Phase"),
    ("py:class", "sagemaker_train.testing.life.State"),
]
# Names that a module imports for type checkers only.
autodoc_type_aliases = {
    "TrainingJob": "sagemaker_train.TrainingJob",
    "AsyncTrainingJob": "sagemaker_train.AsyncTrainingJob",
    "Client": "sagemaker_train.Client",
    "AsyncClient": "sagemaker_train.AsyncClient",
}

html_theme = "furo"
html_title = "sagemaker-train-client"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_extra_path = ["llms.txt"]
html_copy_source = False
html_show_sphinx = False
pygments_style = "friendly"
pygments_dark_style = "github-dark"
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0757ba", "color-brand-content": "#0757ba"},
    "dark_css_variables": {"color-brand-primary": "#79b8ff", "color-brand-content": "#79b8ff"},
}


FILLED = re.compile(r"^```\{(?!toctree)", re.MULTILINE)
"""What a directive fills: of such a page the Markdown says little."""


def write_texts(app: Sphinx, error: Exception | None) -> None:
    """
    Put each page as text beside its HTML, where ``llms.txt`` points to.

    That is its Markdown, or what it says once directives have filled it.
    """
    if error is not None or app.builder.format != "html":
        return
    writer.MAXWIDTH = 10_000  # no line breaks in patterns and addresses
    texts = TextBuilder(app, app.env)
    texts.init()
    for page in app.env.found_docs:
        text = app.env.doc2path(page).read_text(encoding="utf-8")
        if FILLED.search(text):
            tree = app.env.get_and_resolve_doctree(page, texts)
            for node in list(tree.findall(nodes.inline)):
                if "viewcode-link" in node["classes"]:
                    node.parent.remove(node)
            translator = writer.TextTranslator(tree, texts)
            tree.walkabout(translator)
            text = translator.body
        target = Path(app.outdir, f"{page}.md")  # as the links between the pages have it
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """
    Listen for the end of a build.
    """
    app.connect("build-finished", write_texts)
