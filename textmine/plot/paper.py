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
from typing import TYPE_CHECKING, Any, NamedTuple

from textmine.english import Counted, with_article
from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.plot.fonts import font_stack
from textmine.plot.names import check_language, word
from textmine.plot.style import FONT_SIZE, SMALL, colour, shorten, text_width, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

WIDTH = 8.4  # inches; what a page's column and a notebook show, and what all sizes were chosen for
WIDTHS = {
    "column": 3.35,
    "page": 7.0,
}  # inches; one column and the type area of a journal
NARROW_PAPER = 5.5  # inches; below, type and rows are set smaller
SMALLER = 0.8  # journals print pictures in type of 7 points; 9 × 0.8 = 7.2
SMALLEST = 0.5  # of the full size; smaller type cannot be read at all
FITTING = 3.0  # inches; a slot still narrower than this has type that shrinks with it
# Names keep this much more of a narrow paper than their share of a wide one.
GROWTH = 1.2
SHEET = "sheet"  # mark of a figure that takes the size its chart asks for
LEAST_AREA = 0.2  # inches, of the plotting area of the caller's Axes
LINE = 1.45  # height of a line as a multiple of its type

_STRIPPED = re.compile(
    r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>",
    re.S,
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
    width : float, {"column", "page"} or None
        Width of a new figure in inches, 3.35 for a journal's column, 7 for its page.

    Raises
    ------
    ValueError
        If the language or the width is none of these, or a width comes with Axes, which have one.
    """

    given: Axes | None
    lang: str
    width: float | str | None = None

    def __post_init__(self) -> None:
        check_language(self.lang)
        if self.given is not None and not hasattr(self.given, "get_figure"):
            raise FrameError(
                f"ax is {with_article(type(self.given).__name__)}; expected matplotlib's Axes"
            )
        if self.width is None:
            return
        if self.given is not None:
            raise ValueError(
                f"width={self.width!r}: the Axes given as ax= have a width of their own"
            )
        is_number = isinstance(self.width, int | float) and not isinstance(
            self.width, bool
        )
        is_size = is_number and float(self.width) > 0
        if not is_size and self.width not in WIDTHS:
            raise ValueError(
                f'width={self.width!r}; expected inches above 0, "column" ({WIDTHS["column"]}) '
                f'or "page" ({WIDTHS["page"]})'
            )

    @property
    def is_laid_out(self) -> bool:
        """The caller gave Axes of a figure whose size is fixed."""
        return self.given is not None and self.given.figure.get_gid() != SHEET

    @property
    def inches(self) -> float:
        """Width at hand: of the figure, or of the share of it that the given Axes have."""
        if self.is_laid_out:
            return find_slot(self.given).width  # type: ignore[arg-type]
        if self.given is not None:
            return float(self.given.figure.get_size_inches()[0])  # type: ignore[union-attr]
        if self.width is None:
            return WIDTH
        return WIDTHS[self.width] if isinstance(self.width, str) else float(self.width)

    @property
    def scale(self) -> float:
        """Size of type and rows, 1 on a wide paper."""
        if self.inches >= NARROW_PAPER:
            return 1.0
        return max(SMALLEST, SMALLER * min(1.0, self.inches / FITTING))

    def points(self, size: float) -> float:
        """Size of type on this paper."""
        return size * self.scale

    def room(self, inches: float) -> float:
        """Share of this paper's width that stands for so many inches of a wide one."""
        grow = 1.0 if self.scale == 1.0 else GROWTH
        return inches * self.inches / WIDTH * grow

    def measure(self, text: str, size: float = FONT_SIZE) -> float:
        """Width of a line on this paper in inches."""
        return text_width(text, self.points(size))

    def shorten(self, text: str, inches: float, size: float = FONT_SIZE) -> str:
        """Cut a line to what stands for so many inches of a wide paper."""
        return shorten(text, self.room(inches), self.points(size))

    def counted(self, name: str, n: int, inches: float, size: float = FONT_SIZE) -> str:
        """Cut a name to what stands for so many inches of a wide paper, but never its ``n``."""
        return self.tailed(name, f" (n = {n})", inches, size)

    def tailed(
        self, name: str, tail: str, inches: float, size: float = FONT_SIZE
    ) -> str:
        """Cut a name to what stands for so many inches of a wide paper, but never its end."""
        room = self.room(inches) - self.measure(tail, size)
        return shorten(name, room, self.points(size)) + tail

    def word(self, table: str, key: str) -> str:
        """Look up a word of the pictures in the paper's language."""
        return word(table, key, self.lang)

    def most(self, wanted: int, inches: float, around: Margins) -> int:
        """Give how many rows are drawn: those wanted, on Axes of fixed height what fits."""
        if not self.is_laid_out:
            return wanted
        height = find_slot(self.given).height - around.bottom - around.top  # type: ignore[arg-type]
        return max(1, min(wanted, int(height / (inches * self.scale))))

    def open(self, height: float, margins: Margins) -> Axes:
        """Give the Axes to draw on, laid out so that all its words are inside the figure.

        Parameters
        ----------
        height : float
            Height of the plotting area in inches; given Axes keep the height they have.
        margins : Margins
            Room around it.

        Returns
        -------
        matplotlib.axes.Axes
            Ready to draw on. Given Axes stay inside their share of the figure: the plotting area
            gives way to the words around it. A layout engine of the figure does that itself.
        """
        ax = self.given
        if ax is None:
            from matplotlib import pyplot

            _, ax = pyplot.subplots()
        figure: Any = ax.figure
        if not self.is_laid_out:
            figure.set_size_inches(self.inches, height + margins.bottom + margins.top)
        elif figure.get_layout_engine() is not None:
            return ax
        ax.set_position(find_slot(ax).inside(margins))
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
        families, size = font_stack(), self.points(size)
        return ax.text(
            *place, text, fontsize=size, parse_math=False, family=families, **look
        )

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
            fontsize=self.points(size),
            family=font_stack(),
            parse_math=False,
            **look,
        )

    def left_out(self, n: int, message: str = "others_left_out") -> str:
        """Say how many rows the picture leaves out; empty if none."""
        return self.word("words", message).format(n=Counted(n)) if n > 0 else ""

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
        ax = self.open(1.0, Margins(left=0.1, bottom=0.1, top=0.1, right=0.1))
        ax.set_axis_off()
        lines = wrap(
            self.word("words", message), self.inches - 0.3, self.points(FONT_SIZE)
        )
        look: Any = {
            "ha": "center",
            "color": colour("", "muted"),
            "transform": ax.transAxes,
        }
        self.write(ax, (0.5, 0.5), "\n".join(lines), **look)
        return ax

    def dress(self, ax: Axes) -> Axes:
        """Give frame, ticks and axis labels the house style; called when all else is drawn."""
        ink, families = colour("", "ink"), font_stack()
        ax.spines[["top", "right"]].set_visible(False)
        for spine in ax.spines.values():
            spine.set_edgecolor(colour("", "muted"))
        small, full = self.points(SMALL), self.points(FONT_SIZE)
        ax.tick_params(axis="x", color=ink, labelcolor=ink, labelsize=small)
        ax.tick_params(axis="y", color=ink, labelcolor=ink, labelsize=full)
        ax.xaxis.label.set(color=ink, fontsize=full)
        ax.yaxis.label.set(color=ink, fontsize=small)
        for text in (
            *ax.get_xticklabels(),
            *ax.get_yticklabels(),
            ax.xaxis.label,
            ax.yaxis.label,
        ):
            # An agency's or a phrase's name may hold $ or _, which matplotlib would set as maths.
            text.set(family=families, parse_math=False)
        ax.tick_params(labelfontfamily=families)
        return ax


@dataclass(frozen=True, slots=True)
class Slot:
    """Share of a figure that belongs to one Axes, in inches from the lower left corner."""

    left: float
    bottom: float
    width: float
    height: float
    figure_width: float
    figure_height: float

    def inside(self, margins: Margins) -> tuple[float, float, float, float]:
        """Place of the plotting area within the margins, in shares of the figure."""
        width = max(LEAST_AREA, self.width - margins.left - margins.right)
        height = max(LEAST_AREA, self.height - margins.bottom - margins.top)
        return (
            (self.left + margins.left) / self.figure_width,
            (self.bottom + margins.bottom) / self.figure_height,
            width / self.figure_width,
            height / self.figure_height,
        )


class Size(NamedTuple):
    """Width and height in inches."""

    width: float
    height: float


def plot_size(ax: Axes) -> Size:
    """Measure the plotting area of Axes as they are laid out now.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Drawn on.

    Returns
    -------
    Size
        In inches.
    """
    figure: Any = ax.figure
    share = ax.get_position()
    width, height = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    return Size(share.width * width, share.height * height)


def find_slot(ax: Axes) -> Slot:
    """Find the share of the figure that belongs to Axes: to its edge, or half-way to a neighbour.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        As the caller laid it out; where a chart has moved it since does not matter.

    Returns
    -------
    Slot
        In inches.
    """
    figure: Any = ax.figure
    own = _place(ax)
    left, bottom, right, top = 0.0, 0.0, 1.0, 1.0
    for place in _neighbours(ax):
        beside = place.y0 < own.y1 and own.y0 < place.y1
        above = place.x0 < own.x1 and own.x0 < place.x1
        if beside and above:
            continue  # itself, or Axes laid over it
        if beside and place.x1 <= own.x0:
            left = max(left, (place.x1 + own.x0) / 2)
        if beside and place.x0 >= own.x1:
            right = min(right, (place.x0 + own.x1) / 2)
        if above and place.y1 <= own.y0:
            bottom = max(bottom, (place.y1 + own.y0) / 2)
        if above and place.y0 >= own.y1:
            top = min(top, (place.y0 + own.y1) / 2)
    wide, high = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    return Slot(
        left * wide,
        bottom * high,
        (right - left) * wide,
        (top - bottom) * high,
        wide,
        high,
    )


def _neighbours(ax: Axes) -> list[Bbox]:
    """Places of all Axes of the figure, and of the cells of their grid that are still empty."""
    figure: Any = ax.figure
    places = [_place(other) for other in figure.axes]
    cell = ax.get_subplotspec()
    if cell:
        grid = cell.get_gridspec()
        rows, columns = range(grid.nrows), range(grid.ncols)
        places += [grid[i, j].get_position(figure) for i in rows for j in columns]
    return places


def _place(ax: Axes) -> Bbox:
    """Where the caller put Axes, in shares of the figure."""
    grid = ax.get_subplotspec()
    if not grid:
        return ax.get_position(original=True)
    return grid.get_position(ax.figure)  # type: ignore[arg-type]


@check_arguments
def sheet(width: float = WIDTH) -> Axes:
    """Make an Axes outside pyplot on a figure that takes the height its chart asks for (for pages).

    Parameters
    ----------
    width : float, default 8.4
        Inches.

    Returns
    -------
    matplotlib.axes.Axes
        To be handed to a chart as ``ax=`` and to :func:`to_svg` after.
    """
    from matplotlib.figure import Figure

    if width <= 0:
        raise FrameError(f"sheet: width is {width}; expected inches above 0")
    ax = Figure(figsize=(width, 3.0)).add_subplot()
    ax.figure.set_gid(SHEET)
    return ax


@check_arguments
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

    if not hasattr(ax, "get_figure"):
        raise FrameError(
            f"to_svg: ax is {with_article(type(ax).__name__)}; expected matplotlib's Axes"
        )
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
