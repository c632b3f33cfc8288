"""A font that has Chinese: which one is installed, and what pages ask the browser for."""

from __future__ import annotations

import warnings
from functools import cache

from textmine.errors import TextmineWarning
from textmine.resources.load import load_toml

LATIN = "DejaVu Sans"  # comes with matplotlib; draws what a Chinese font may lack (○ ⋯ →)


@cache
def find_cjk_font() -> str:
    """Name the first installed font of the candidate list that draws Chinese.

    Returns
    -------
    str
        The family name as matplotlib knows it, or ``""`` where none is installed (then warned once,
        with what to install).

    Examples
    --------
    >>> isinstance(find_cjk_font(), str)
    True
    """
    from matplotlib import font_manager

    table = load_toml("plot.toml")
    installed = {font.name for font in font_manager.fontManager.ttflist}
    found = next((name for name in table["fonts"] if name in installed), "")
    if not found:
        what = (
            "no font with Chinese glyphs found: PNG pictures show boxes, "
            "SVG ones are drawn with the viewer's fonts."
        )
        warnings.warn(f"{what} {table['install']}", TextmineWarning, stacklevel=2)
    return str(found)


def font_stack() -> list[str]:
    """Give the families that a picture's text is set in: Chinese first, then matplotlib's own."""
    return [name for name in (find_cjk_font(), LATIN) if name]


def css_fonts() -> str:
    """Give the CSS font stack of pages and of the pictures in them.

    Returns
    -------
    str
        Value of ``font-family``: the candidate list, then any sans-serif font.

    Examples
    --------
    >>> css_fonts().endswith("sans-serif")
    True
    """
    quoted = [f'"{name}"' for name in load_toml("plot.toml")["fonts"]]
    return ", ".join([*quoted, "sans-serif"])
