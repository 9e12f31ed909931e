"""
The one stylesheet of all views, and its colours in light and dark.

A view may stand on any page, so it brings its own background, and picks its colours by what the
page says: JupyterLab, Notebook 7, VS Code and Colab name their theme; elsewhere the reader's system
decides.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple


class Colour(NamedTuple):
    """
    One colour in both themes.
    """

    light: str
    dark: str


COLOURS: dict[str, Colour] = {
    "page": Colour("#ffffff", "#161b22"),
    "soft": Colour("#f3f5f8", "#21272f"),
    "line": Colour("#d0d7de", "#3d444d"),
    "text": Colour("#1f2328", "#e6edf3"),
    "muted": Colour("#59636e", "#9aa4b0"),
    "good": Colour("#18713a", "#56d364"),
    "bad": Colour("#c01f2e", "#ff8d85"),
    "warn": Colour("#855600", "#e3b341"),
    "active": Colour("#0757ba", "#79b8ff"),
    "hidden": Colour("#6e40c9", "#c6a5ff"),
    "queue": Colour("#838c96", "#8b949e"),
    "download": Colour("#b26a00", "#e3a93c"),
    "train": Colour("#1f6feb", "#58a6ff"),
    "upload": Colour("#1a7f37", "#3fb950"),
    "stop": Colour("#8250df", "#bc8cff"),
    "interrupted": Colour("#cf222e", "#ff7b72"),
    "other": Colour("#57606a", "#b1bac4"),
}
"""By name: the text colours first, then those of the phases of a job."""


def colour(name: str) -> str:
    """
    A colour as SVG takes it; without the stylesheet it is that of the light theme.
    """
    return f"var(--smt-{name},{COLOURS[name].light})"


# Notebooks style every table they show. Naming the class three times outranks their rules without
# touching anything outside.
_SCOPE = ".smt.smt.smt"

_RULES = """
&{background:var(--smt-page);color:var(--smt-text);border:1px solid var(--smt-line);
border-radius:8px;padding:10px 14px;margin:4px 0;max-width:960px;box-sizing:border-box;
font:13px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
& *{box-sizing:border-box}
& .smt-head{display:flex;flex-wrap:wrap;align-items:center;gap:2px 10px;margin:0 0 6px}
& .smt-kind{color:var(--smt-muted);flex-basis:100%;font-size:12px}
& .smt-name{font-size:15px;font-weight:600}
& .smt-badge{border:1px solid currentColor;border-radius:1em;padding:0 9px;font-weight:600;
font-size:12px;white-space:nowrap}
& .smt-code{font:12px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
& .smt-name .smt-code{font:inherit}
& [title]{text-decoration:underline dotted var(--smt-muted);text-underline-offset:3px}
& .smt-muted{color:var(--smt-muted)}
& .smt-good{color:var(--smt-good)}
& .smt-bad{color:var(--smt-bad)}
& .smt-warn{color:var(--smt-warn)}
& .smt-active{color:var(--smt-active)}
& .smt-hidden{color:var(--smt-hidden);font-style:italic}
& a{color:var(--smt-active);text-decoration:underline}
& .smt-note{background:var(--smt-soft);border-left:3px solid currentColor;border-radius:4px;
padding:6px 10px;margin:8px 0}
& .smt-note p{color:var(--smt-text);white-space:pre-wrap;margin:0}
& .smt-scroll{overflow-x:auto;margin:6px 0}
& table{border-collapse:collapse;width:100%;margin:0;border:0;font-size:13px;table-layout:auto}
& tr,& tr:nth-child(n),& tr:hover{background:transparent;border:0}
& th,& td{text-align:left;vertical-align:top;padding:3px 14px 3px 0;border:0;max-width:none;
border-bottom:1px solid var(--smt-line);white-space:normal;font-size:13px;line-height:1.45;
color:inherit}
& tr:last-child>td,& tbody tr:last-child>th{border-bottom:0}
& th{color:var(--smt-muted);font-weight:500;overflow-wrap:break-word}
& thead th{font-size:12px;white-space:nowrap}
& tbody th{width:22%}
& thead th:first-child:not(.smt-short){width:34%}
& td:not([class]){min-width:7em}
& .smt-number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
& .smt-short{white-space:nowrap;width:1%}
& td:last-child,& th:last-child{padding-right:0}
& details{margin:6px 0 0;padding:0}
& summary{cursor:pointer;color:var(--smt-muted);font-weight:500}
& details[open]>summary{margin-bottom:2px}
& svg{display:block}
& .smt-figure{margin:8px 0}
& .smt-ends{display:flex;justify-content:space-between;gap:12px;color:var(--smt-muted);
font-size:12px;font-variant-numeric:tabular-nums}
& .smt-legend{display:flex;flex-wrap:wrap;gap:2px 16px;margin:4px 0 0;padding:0;list-style:none}
& .smt-legend li{display:flex;align-items:center;gap:6px;margin:0;padding:0}
& .smt-panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,270px),1fr));
gap:14px 22px;margin:8px 0}
& .smt-panel{max-width:420px}
& .smt-panel>svg{width:100%;height:auto}
& .smt-panel-head{display:flex;justify-content:space-between;gap:10px;align-items:baseline}
"""


@cache
def stylesheet() -> str:
    """
    The stylesheet as one line.
    """
    light, dark = (
        ";".join(f"--smt-{name}:{pair[theme]}" for name, pair in COLOURS.items())
        for theme in (0, 1)
    )
    dark_pages = (
        'body[data-jp-theme-light="false"] .smt,body.vscode-dark .smt,'
        "body.vscode-high-contrast:not(.vscode-high-contrast-light) .smt,html[theme=dark] .smt"
    )
    light_pages = (
        'body[data-jp-theme-light="true"] .smt,body.vscode-light .smt,'
        "body.vscode-high-contrast-light .smt,html[theme=light] .smt"
    )
    rules = [
        f".smt{{color-scheme:light;{light}}}",
        f"@media (prefers-color-scheme:dark){{.smt{{color-scheme:dark;{dark}}}}}",
        f"{dark_pages}{{color-scheme:dark;{dark}}}",
        f"{light_pages}{{color-scheme:light;{light}}}",
        _RULES.replace("&", _SCOPE).replace("\n", ""),
    ]
    return "".join(rules)
