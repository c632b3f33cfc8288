"""What a chart is drawn on: an own figure, a page's sheet or the caller's Axes; then to SVG.

The house style is set on what is drawn, never in matplotlib's global settings: a notebook's own
settings stay as they are, and several threads can draw at once.

Text in SVG stays text. The browser that shows the page's Chinese shows the picture's too, glyph by
glyph from whatever font the viewer has, so a picture does not depend on the fonts of the machine
that drew it, and can be searched and copied.
"""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textmine.plot.fonts import font_stack
from textmine.plot.names import check_language, word
from textmine.plot.style import FONT_SIZE, SMALL, colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

WIDTH = 8.4  # inches; a page's column
SHEET = "sheet"  # mark of a figure that takes the size its chart asks for
NOTE_DROP = 34  # points from the plotting area down to a note, below ticks and axis label

_STRIPPED = re.compile(
    r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>", re.S
)
_FAMILY = re.compile(r"; font-family: [^;\"]*(?:'[^']*'[^;\"]*)*")
_ID = re.compile(r' id="([^"]+)"')
_REFERENCE = re.compile(r'(?:url\(#|href="#)([^)"]+)')


@dataclass(frozen=True, slots=True)
class Margins:
    """Room around the plotting area, in inches: names at the left, axis below, keys above."""

    left: float = 0.6
    bottom: float = 0.66
    top: float = 0.5
    right: float = 0.35


@dataclass(frozen=True, slots=True)
class Paper:
    """Where a chart is drawn and in which language; every word of a picture is written through it.

    Parameters
    ----------
    given : matplotlib.axes.Axes or None
        The caller's Axes; None makes a new pyplot figure.
    lang : {"both", "zh", "en"}
        Language of the words.

    Raises
    ------
    ValueError
        If the language is none of the three.
    """

    given: Axes | None
    lang: str

    def __post_init__(self) -> None:
        check_language(self.lang)

    def word(self, table: str, key: str) -> str:
        """Look up a word of the pictures in the paper's language."""
        return word(table, key, self.lang)

    def open(self, height: float, margins: Margins) -> Axes:
        """Give the Axes to draw on, sized for what will be drawn unless the caller laid it out.

        Parameters
        ----------
        height : float
            Height of the plotting area in inches.
        margins : Margins
            Room around it.

        Returns
        -------
        matplotlib.axes.Axes
            Ready to draw on.
        """
        ax = self.given
        if ax is None:
            from matplotlib import pyplot

            _, ax = pyplot.subplots()
        elif ax.figure.get_gid() != SHEET:
            return ax
        total = height + margins.bottom + margins.top
        inner = WIDTH - margins.left - margins.right
        figure: Any = ax.figure
        figure.set_size_inches(WIDTH, total)
        ax.set_position(
            (margins.left / WIDTH, margins.bottom / total, inner / WIDTH, height / total)
        )
        return ax

    def write(
        self,
        ax: Axes,
        place: tuple[float, float],
        text: str,
        *,
        size: float = FONT_SIZE,
        **look: Any,
    ) -> Text:
        """Write a line at a place in the chart's coordinates, in a font that has Chinese."""
        look = {"color": colour("", "ink"), "va": "center"} | look
        return ax.text(*place, text, fontsize=size, parse_math=False, family=font_stack(), **look)

    def beside(
        self,
        ax: Axes,
        place: tuple[float, float],
        text: str,
        *,
        shift: tuple[float, float],
        size: float,
        **look: Any,
    ) -> None:
        """Write a grey line some points away from a place in the chart's coordinates."""
        ax.annotate(
            text,
            place,
            shift,
            textcoords="offset points",
            color=colour("", "muted"),
            fontsize=size,
            family=font_stack(),
            parse_math=False,
            **look,
        )

    def note(self, ax: Axes, message: str, *, drop: float = NOTE_DROP) -> None:
        """Write a note under the plotting area, at its right edge (what is left out, what n is).

        Parameters
        ----------
        ax : matplotlib.axes.Axes
            Where.
        message : str
            One line; nothing is written where it is empty.
        drop : float, default 34
            Points below the plotting area.
        """
        if message:
            corner = {"xycoords": "axes fraction", "ha": "right", "va": "top"}
            self.beside(ax, (1.0, 0.0), message, shift=(0, -drop), size=SMALL, **corner)

    def left_out(self, n: int, message: str = "others_left_out") -> str:
        """Say how many rows the picture leaves out; empty if none."""
        return self.word("words", message).format(n=n) if n > 0 else ""

    def keys(self, ax: Axes, *, columns: int = 4, above: float = 1.0, **look: Any) -> None:
        """Write what the colours and marks mean, above the plotting area."""
        legend = ax.legend(
            loc="lower left",
            bbox_to_anchor=(0, above),
            ncols=columns,
            frameon=False,
            prop={"family": font_stack(), "size": SMALL},
            labelcolor=colour("", "ink"),
            **({"borderaxespad": 0.2} | look),
        )
        for text in legend.get_texts():
            text.set_parse_math(False)

    def empty(self, message: str = "no_data") -> Axes:
        """Leave a plain note in place of a picture that has no data.

        Parameters
        ----------
        message : str
            Key of the word that says what is missing.

        Returns
        -------
        matplotlib.axes.Axes
            Without frame and ticks.
        """
        ax = self.open(1.0, Margins())
        ax.set_axis_off()
        self.write(
            ax,
            (0.5, 0.5),
            self.word("words", message),
            ha="center",
            color=colour("", "muted"),
            transform=ax.transAxes,
        )
        return ax

    def dress(self, ax: Axes) -> Axes:
        """Give frame, ticks and axis labels the house style; called when all else is drawn."""
        ink, families = colour("", "ink"), font_stack()
        ax.spines[["top", "right"]].set_visible(False)
        for spine in ax.spines.values():
            spine.set_edgecolor(colour("", "muted"))
        for axis, size in (("x", SMALL), ("y", FONT_SIZE)):
            ax.tick_params(axis=axis, color=ink, labelcolor=ink, labelsize=size)  # type: ignore[arg-type]
        for axis_label, size in ((ax.xaxis.label, FONT_SIZE), (ax.yaxis.label, SMALL)):
            axis_label.set(color=ink, fontsize=size)
        named = [*ax.get_xticklabels(), *ax.get_yticklabels(), ax.xaxis.label, ax.yaxis.label]
        for text in named:
            # An agency's or a phrase's name may hold $ or _, which matplotlib would set as maths.
            text.set(family=families, parse_math=False)
        ax.tick_params(labelfontfamily=families)
        return ax


def sheet() -> Axes:
    """Make an Axes outside pyplot on a figure that takes the size its chart asks for (for pages).

    Returns
    -------
    matplotlib.axes.Axes
        To be handed to a chart as ``ax=`` and to :func:`to_svg` after.
    """
    from matplotlib.figure import Figure

    ax = Figure(figsize=(WIDTH, 3.0)).add_subplot()
    ax.figure.set_gid(SHEET)
    return ax


def to_svg(ax: Axes, *, title: str) -> str:
    """Draw the figure of an Axes as an ``<svg>`` element of an HTML page; same picture, same bytes.

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
        (:func:`~textmine.plot.css_fonts`) applies. It has no fixed size; it fills its container.

    Examples
    --------
    >>> svg = to_svg(Paper(sheet(), "zh").empty(), title="示例")
    >>> svg.startswith("<svg") and "没有可画的数据</text>" in svg
    True
    """
    from markupsafe import escape

    svg = _STRIPPED.sub("", _print_svg(ax))
    svg = re.sub(r"\s*\n\s*", " ", _FAMILY.sub("", svg)).strip()
    # matplotlib numbers every group; only what the picture itself points to needs its name.
    used = set(_REFERENCE.findall(svg))
    svg = _ID.sub(lambda found: found.group(0) if found.group(1) in used else "", svg)
    for side in ("width", "height"):
        svg = re.sub(rf'(<svg[^>]*?) {side}="[^"]*"', r"\1", svg, count=1)
    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(title)}"', 1)


def _print_svg(ax: Axes) -> str:
    """Print a figure as matplotlib does, without date and with names that do not change."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    settings: dict[Any, Any] = {
        "svg.fonttype": "none",
        "svg.hashsalt": "textmine",
        "svg.id": None,
    }
    buffer = io.StringIO()
    with mpl.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*[Gg]lyph.*missing.*")
        canvas: Any = FigureCanvasSVG(ax.figure)  # type: ignore[arg-type]
        canvas.print_svg(buffer, metadata={"Date": None, "Creator": None})
    return buffer.getvalue()
