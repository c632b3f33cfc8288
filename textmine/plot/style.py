"""How every picture looks: a font that has Chinese, colours, words in two languages, and SVG that is stable.

Text in SVG stays text. The browser that shows the page's Chinese shows the picture's too, glyph by
glyph from whatever font the viewer has, so a picture does not depend on the fonts of the machine
that drew it, and can be searched and copied.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from textmine.errors import TextmineWarning
from textmine.resources.load import load_toml

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FONT_SIZE = 9.0
WIDTH = 8.4
_STRIPPED = re.compile(
    r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>", re.S
)
_FAMILY = re.compile(r"; font-family: [^;\"]*(?:'[^']*'[^;\"]*)*")
_ID = re.compile(r' id="([^"]+)"')
_REFERENCE = re.compile(r'(?:url\(#|href="#)([^)"]+)')


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
        what = "no font with Chinese glyphs found: PNG pictures show boxes, SVG ones are drawn with the viewer's fonts."
        message = f"{what} {table['install']}"
        warnings.warn(message, TextmineWarning, stacklevel=2)
    return str(found)


@contextmanager
def styled() -> Iterator[None]:
    """Draw with the house style inside a ``with`` block; matplotlib's settings are put back at its end.

    Yields
    ------
    None
        Text made in the block keeps its font when it is drawn later.
    """
    import matplotlib as mpl

    colours = load_toml("plot.toml")["colours"]
    family = [name for name in (find_cjk_font(), "DejaVu Sans") if name]
    settings: dict[Any, Any] = {
        "font.family": family,
        "font.size": FONT_SIZE,
        "text.parse_math": False,
        "text.color": colours["ink"],
        "axes.unicode_minus": False,
        "axes.edgecolor": colours["muted"],
        "axes.labelcolor": colours["ink"],
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlesize": FONT_SIZE + 1,
        "axes.titlelocation": "left",
        "xtick.color": colours["ink"],
        "ytick.color": colours["ink"],
        "xtick.labelsize": FONT_SIZE - 1,
        "ytick.labelsize": FONT_SIZE,
        "legend.frameon": False,
        "legend.fontsize": FONT_SIZE - 1,
        "grid.color": colours["grid"],
        "grid.linewidth": 0.6,
        "hatch.linewidth": 0.5,
    }
    with mpl.rc_context(settings):
        yield
        interactive = mpl.is_interactive()
    mpl.interactive(
        interactive
    )  # a notebook's backend switches it on with the first figure, and it must stay on


def word(table: str, key: str, lang: str = "both") -> str:
    """Look up a word of the pictures in Chinese, English or both.

    Parameters
    ----------
    table : str
        Table of ``resources/plot.toml``: ``kind``, ``status``, ``state``, ``section``, ``words`` …
    key : str
        Key in it; an unknown key is returned as it is.
    lang : {"zh", "en", "both"}, default "both"
        Language.

    Returns
    -------
    str
        The word.

    Raises
    ------
    ValueError
        If ``lang`` is none of the three.

    Examples
    --------
    >>> word("kind", "mandated")
    '法定格式 mandated'
    >>> word("kind", "mandated", "zh")
    '法定格式'
    """
    if lang not in ("zh", "en", "both"):
        raise ValueError(f'lang={lang!r}; expected "zh", "en" or "both"')
    zh, en = load_toml("plot.toml")[table].get(key, (key, key))
    if lang == "both" and zh != en:
        return f"{zh} {en}"
    return str(en if lang == "en" else zh)


def colour(table: str, key: str) -> str:
    """Colour of a kind, status or state (``resources/plot.toml``); grey where there is none.

    Parameters
    ----------
    table : str
        ``kind``, ``status`` or ``state``; ``""`` for the general colours.
    key : str
        Key in it.

    Returns
    -------
    str
        As ``#rrggbb``.

    Examples
    --------
    >>> colour("kind", "original")
    '#0072B2'
    """
    colours = load_toml("plot.toml")["colours"]
    return str((colours[table] if table else colours).get(key, "#999999"))


def text_width(text: str, size: float = FONT_SIZE) -> float:
    """Estimate how wide a line of text is, without a font: full-width characters 1 em, others 0.56 em.

    Parameters
    ----------
    text : str
        One line.
    size : float, default 9
        Font size in points.

    Returns
    -------
    float
        Width in inches.

    Examples
    --------
    >>> round(text_width("公开年报", 9), 3)
    0.5
    """
    em = sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.56 for c in text)
    return em * size / 72


def shorten(text: str, width: float, size: float = FONT_SIZE) -> str:
    """Cut a line to a width in inches, with an ellipsis where something is left out.

    Parameters
    ----------
    text : str
        One line; line breaks and runs of spaces become one space.
    width : float
        Inches.
    size : float, default 9
        Font size in points.

    Returns
    -------
    str
        The line, or its beginning and ``…``.

    Examples
    --------
    >>> shorten("公开内容不够全面，更新不够及时", 1.0)
    '公开内容不够全…'
    """
    line = " ".join(text.split())
    if text_width(line, size) <= width:
        return line
    while line and text_width(line + "…", size) > width:
        line = line[:-1]
    return line + "…"


def sheet() -> Axes:
    """Make an Axes outside pyplot on a figure that takes the size its chart asks for (used for pages).

    Returns
    -------
    matplotlib.axes.Axes
        To be handed to a chart as ``ax=`` and to :func:`to_svg` after.
    """
    from matplotlib.figure import Figure

    with styled():
        axes = Figure(figsize=(WIDTH, 3.0)).add_subplot()
    axes.figure.set_gid("sheet")
    return axes


def open_axes(
    ax: Axes | None,
    *,
    height: float,
    left: float = 0.6,
    bottom: float = 0.66,
    top: float = 0.5,
    right: float = 0.35,
) -> Axes:
    """Give the Axes to draw on, sized for what will be drawn unless the caller laid it out.

    Parameters
    ----------
    ax : matplotlib.axes.Axes or None
        The caller's Axes: left as it is, unless it is a :func:`sheet`. None makes a new pyplot
        figure.
    height, left, bottom, top, right : float
        Height of the plotting area, and the margins around it, in inches.

    Returns
    -------
    matplotlib.axes.Axes
        Ready to draw on.
    """
    if ax is None:
        from matplotlib import pyplot

        _, ax = pyplot.subplots()
    elif ax.figure.get_gid() != "sheet":
        return ax
    total = height + bottom + top
    figure: Any = ax.figure
    figure.set_size_inches(WIDTH, total)
    ax.set_position((left / WIDTH, bottom / total, (WIDTH - left - right) / WIDTH, height / total))
    return ax


def say_empty(ax: Axes, message: str) -> Axes:
    """Leave a plain note in place of a picture that has no data.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where.
    message : str
        What is missing.

    Returns
    -------
    matplotlib.axes.Axes
        The same Axes, without frame and ticks.
    """
    ax.set_axis_off()
    ax.text(
        0.5,
        0.5,
        message,
        ha="center",
        va="center",
        color=colour("", "muted"),
        transform=ax.transAxes,
    )
    return ax


def say_more(ax: Axes, message: str, *, drop: float = 34) -> None:
    """Write a note under the plotting area, at its right edge (what is left out, what n is).

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where.
    message : str
        One line.
    drop : float, default 34
        Points below the plotting area.
    """
    ax.annotate(
        message,
        (1.0, 0.0),
        (0, -drop),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right",
        va="top",
        color=colour("", "muted"),
        fontsize=FONT_SIZE - 1,
    )


def to_svg(ax: Axes, *, title: str) -> str:
    """Draw the figure of an Axes as an ``<svg>`` element to stand inside an HTML page; same picture, same bytes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Any Axes of the figure.
    title : str
        What the picture shows, for screen readers.

    Returns
    -------
    str
        The element, with text as text and without fonts of its own: the page's font stack
        (:func:`css_fonts`) applies. It has no fixed size; it fills its container.

    Examples
    --------
    >>> svg = to_svg(say_empty(sheet(), "没有数据"), title="示例")
    >>> svg.startswith("<svg") and "没有数据</text>" in svg
    True
    """
    import matplotlib as mpl
    from markupsafe import escape
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    figure: Any = ax.figure
    buffer = io.StringIO()
    quiet: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "textmine", "svg.id": None}
    with mpl.rc_context(quiet), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*[Gg]lyph.*missing.*")
        canvas: Any = FigureCanvasSVG(figure)
        canvas.print_svg(buffer, metadata={"Date": None, "Creator": None})
    svg = re.sub(r"\s*\n\s*", " ", _FAMILY.sub("", _STRIPPED.sub("", buffer.getvalue()))).strip()
    used = set(_REFERENCE.findall(svg))
    svg = _ID.sub(lambda m: m.group(0) if m.group(1) in used else "", svg)
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg, count=1)
    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(title)}"', 1)


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
    return ", ".join(f'"{name}"' for name in load_toml("plot.toml")["fonts"]) + ", sans-serif"
