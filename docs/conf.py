"""
How the site is built: ``nox -s docs``, or ``sphinx-build -W docs build/site``.
"""

import shutil
import sys
import tomllib
from pathlib import Path

from sphinx.application import Sphinx

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


def copy_sources(app: Sphinx, error: Exception | None) -> None:
    """
    Put each page's Markdown beside its HTML, where ``llms.txt`` points to.
    """
    if error is None and app.builder.format == "html":
        for source in HERE.rglob("*.md"):
            target = Path(app.outdir, source.relative_to(HERE))
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def setup(app: Sphinx) -> None:
    """
    Listen for the end of a build.
    """
    app.connect("build-finished", copy_sources)
