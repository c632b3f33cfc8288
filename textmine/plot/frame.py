"""What stands around the marks of a chart: keys above, the axis' name and a note below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textmine.plot.fonts import font_stack
from textmine.plot.paper import LINE, Margins, Paper
from textmine.plot.style import FONT_SIZE, POINTS_PER_INCH, SMALL, colour, wrap

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.offsetbox import DrawingArea

# Points at full size.
MARK = 9.0  # width of a key's mark
LINE_MARK = 18.0  # of a line, so that two of its dashes are seen
LINE_MARKS = ("-", "--", "-.", ":")
SQUARE = 0.85  # of the mark's width
DOT = 0.6  # of the mark's width
MARK_GAP = 4.0  # between a mark and its name
KEY_GAP = 13.0  # between two keys
TICKS = 16.0  # height of the tick labels below the plotting area
PAD = 5.0  # between the blocks of words around the plotting area


@dataclass(frozen=True, slots=True)
class Key:
    """What one colour or mark means.

    Parameters
    ----------
    name : str
        Its meaning.
    colour : str
        As ``#rrggbb``.
    mark : str
        A matplotlib marker; ``-``, ``--``, ``-.`` and ``:`` for a line.
    edge : str
        Colour of the mark's edge.
    hollow : bool
        Only the edge is drawn.
    hatch : str
        Lines over the mark, which is a square then.
    """

    name: str
    colour: str
    mark: str = "s"
    edge: str = "none"
    hollow: bool = False
    hatch: str = ""

    @property
    def width(self) -> float:
        """Width of the mark on a wide paper, in points."""
        return LINE_MARK if self.mark in LINE_MARKS else MARK


@dataclass(frozen=True, slots=True)
class Frame:
    """Words around the plotting area, wrapped to the paper; from them its margins follow.

    Parameters
    ----------
    x_label : str
        What the horizontal axis counts; empty for a chart without.
    note : str
        What is left out, what n is; empty for none.
    keys : tuple of Key
        What the colours mean.
    left, right : float
        Room at the sides in inches.
    ticks : float
        Height of the tick labels in points at full size.
    over : float
        Points above the plotting area that the chart itself needs.
    """

    x_label: str = ""
    note: str = ""
    keys: tuple[Key, ...] = ()
    left: float = 0.6
    right: float = 0.35
    ticks: float = TICKS
    over: float = 0.0

    def margins(self, paper: Paper) -> Margins:
        """Give the room that the words need on a paper."""
        lines = (
            len(self._label_lines(paper)) * FONT_SIZE
            + len(self._note_lines(paper)) * SMALL
        )
        n_blocks = 2 + bool(self.x_label) + bool(self.note)
        below = self.ticks + lines * LINE + n_blocks * PAD
        n_key_lines = len(self._key_lines(paper))
        above = self.over + 2 * PAD + n_key_lines * SMALL * LINE
        inch = POINTS_PER_INCH / paper.scale
        return Margins(self.left, below / inch, above / inch, self.right)

    def draw(self, paper: Paper, ax: Axes) -> None:
        """Write the words around the marks."""
        label, note = self._label_lines(paper), self._note_lines(paper)
        drop = self.ticks + PAD
        if label:
            ax.set_xlabel("\n".join(label), labelpad=PAD * paper.scale)
            drop += len(label) * FONT_SIZE * LINE + PAD
        if note:
            look = {"ha": "right", "va": "top", "xycoords": "axes fraction"}
            shift = (0.0, -drop * paper.scale)
            paper.beside(
                ax, (1.0, 0.0), "\n".join(note), shift=shift, size=SMALL, **look
            )
        self._draw_keys(paper, ax)

    def _plot_width(self, paper: Paper) -> float:
        """Width of the plotting area in inches."""
        return max(0.3, paper.inches - self.left - self.right)

    def _label_lines(self, paper: Paper) -> list[str]:
        """Lines of the axis' name, which stands in the middle of the plotting area."""
        if not self.x_label:
            return []
        room = self._plot_width(paper) + 2 * min(self.left, self.right) - 0.1
        return wrap(self.x_label, room, paper.points(FONT_SIZE))

    def _note_lines(self, paper: Paper) -> list[str]:
        """Lines of the note, which ends at the plotting area's right edge."""
        if not self.note:
            return []
        return wrap(
            self.note, self._plot_width(paper) + self.left - 0.1, paper.points(SMALL)
        )

    def _key_lines(self, paper: Paper) -> list[list[Key]]:
        """Keys in lines as wide as the paper."""
        lines: list[list[Key]] = []
        at = 0.0
        for key in self.keys:
            width = _key_width(paper, key)
            if not lines or at + width > self._keys_room(paper):
                lines.append([])
                at = 0.0
            lines[-1].append(key)
            at += width + KEY_GAP * paper.scale
        return lines

    def _keys_room(self, paper: Paper) -> float:
        """Width for the keys in points."""
        return (paper.inches - self._keys_start(paper) - 0.1) * POINTS_PER_INCH

    def _keys_start(self, paper: Paper) -> float:
        """Left edge of the keys in inches: above the marks, on narrow paper above the names too."""
        return self.left if paper.scale == 1.0 else 0.05

    def _draw_keys(self, paper: Paper, ax: Axes) -> None:
        """Draw the keys above the plotting area.

        matplotlib's own legend measures its words in the fonts of this machine; a page's picture
        would then run out of its frame on another.
        """
        from matplotlib.offsetbox import AnchoredOffsetbox, DrawingArea
        from matplotlib.transforms import ScaledTranslation

        lines = self._key_lines(paper)
        if not lines:
            return
        step = SMALL * LINE * paper.scale
        area = DrawingArea(self._keys_room(paper), len(lines) * step)
        for i, line in enumerate(lines):
            x, y = 0.0, (len(lines) - i - 0.5) * step
            for key in line:
                _add_key(paper, area, key, x, y)
                x += _key_width(paper, key) + KEY_GAP * paper.scale
        figure: Any = ax.figure
        above = (self.over + PAD) * paper.scale / POINTS_PER_INCH
        shift: Any = ScaledTranslation(
            self._keys_start(paper) - self.left, above, figure.dpi_scale_trans
        )
        corner = {"bbox_to_anchor": (0, 1), "bbox_transform": ax.transAxes + shift}
        look: dict[str, Any] = {"pad": 0, "borderpad": 0, "frameon": False} | corner
        ax.add_artist(AnchoredOffsetbox("lower left", child=area, **look))


def join_notes(*notes: str) -> str:
    """Join notes of which any may be empty."""
    return "  ".join(note for note in notes if note)


def _key_width(paper: Paper, key: Key) -> float:
    """Width of a key in points."""
    name = paper.measure(key.name, SMALL) * POINTS_PER_INCH
    return (key.width + MARK_GAP) * paper.scale + name


def _add_key(paper: Paper, area: DrawingArea, key: Key, x: float, y: float) -> None:
    """Put one key into the area at a place in points."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle
    from matplotlib.text import Text

    wide = key.width * paper.scale
    look: dict[str, Any] = {"color": key.colour}
    mark: Artist
    if key.mark in LINE_MARKS:
        look["linestyle"] = key.mark
        mark = Line2D([x, x + wide], [y, y], linewidth=1.5, **look)
    elif key.hatch:
        side = SQUARE * wide
        corner = (x + (wide - side) / 2, y - side / 2)
        look = {"facecolor": key.colour, "edgecolor": "white", "linewidth": 0}
        mark = Rectangle(corner, side, side, hatch=key.hatch, **look)
    else:
        face = "none" if key.hollow else key.colour
        look |= {"markerfacecolor": face, "markeredgecolor": key.edge, "linestyle": ""}
        size = (SQUARE if key.mark == "s" else DOT) * wide
        mark = Line2D([x + wide / 2], [y], marker=key.mark, markersize=size, **look)
    area.add_artist(mark)
    text = Text(
        x + wide + MARK_GAP * paper.scale, y, key.name, va="center", parse_math=False
    )
    text.set(fontsize=paper.points(SMALL), family=font_stack(), color=colour("", "ink"))
    area.add_artist(text)
