"""Every colour can be read, in both themes."""

from __future__ import annotations

import re

import pytest

from sagemaker_train.display.html import render
from sagemaker_train.display.page import Page
from sagemaker_train.display.style import COLOURS, stylesheet

TEXTS = ("text", "muted", "good", "bad", "warn", "active", "hidden")
SHAPES = ("queue", "download", "train", "upload", "stop", "interrupted", "other")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it: 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_colours_stand_out_from_the_page(theme: int) -> None:
    """Texts have a contrast of 4.5 or more on both backgrounds, shapes 3 or more (WCAG 2, AA)."""
    page, soft = COLOURS["page"][theme], COLOURS["soft"][theme]
    for name in TEXTS:
        assert contrast(COLOURS[name][theme], page) >= 4.5, name
        assert contrast(COLOURS[name][theme], soft) >= 4.5, name
    for name in SHAPES:
        assert contrast(COLOURS[name][theme], page) >= 3, name


def test_every_colour_has_its_law() -> None:
    """No colour escapes the test of contrast, but for backgrounds and rules."""
    assert set(COLOURS) - {*TEXTS, *SHAPES} == {"page", "soft", "line"}


def test_the_stylesheet_touches_nothing_but_views() -> None:
    """Every selector names the class of views, and every variable that is used is defined."""
    css = stylesheet()
    without_media = css.replace("@media (prefers-color-scheme:dark){", "", 1)
    for selectors in re.findall(r"([^{}]+)\{", without_media):
        for selector in selectors.split(","):
            assert ".smt" in selector, selector
    assert set(re.findall(r"var\(--smt-([a-z]+)\)", css)) <= set(COLOURS)


def test_each_theme_can_be_chosen_by_the_page_or_the_system() -> None:
    """Dark comes by the reader's system, and a notebook's own theme outranks it, either way."""
    css = stylesheet()
    dark = f"--smt-page:{COLOURS['page'].dark}"
    light = f"--smt-page:{COLOURS['page'].light}"
    system = css.index("@media (prefers-color-scheme:dark)")
    assert css.index(light) < system < css.index(dark)
    for theme, page in (("false", dark), ("true", light)):
        rule = css.index(f'[data-jp-theme-light="{theme}"] .smt')
        assert rule > system
        assert css.index(page, rule) < css.index("}", rule)


def test_a_view_fits_on_one_line_of_style() -> None:
    """The stylesheet is small, because every output of a notebook carries it."""
    assert "\n" not in stylesheet()
    assert len(stylesheet()) < 6000
    assert render(Page("x", [])).count("<style>") == 1
