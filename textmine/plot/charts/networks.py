"""Charts of what stands between two: reuse between agencies, as a table and as a network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.dtypes import as_text
from textmine.errors import FrameError, warn
from textmine.intake.arguments import check_arguments
from textmine.intake.columns import clean_column, refuse
from textmine.intake.frames import take_frame
from textmine.plot.cells import TIGHTEST_CELL, fitting_columns, heatmap
from textmine.plot.frame import Frame, Key
from textmine.plot.order import group_of, largest_first
from textmine.plot.paper import Paper, find_slot
from textmine.plot.rows import fitting_rows
from textmine.plot.style import POINTS_PER_INCH, TINY, group_colour

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes

# Columns that may hold the two ends of an edge, and its weight; the first that are there count.
ENDS = (
    ("report_a", "report_b"),
    ("agency_a", "agency_b"),
    ("source", "target"),
    ("source", "copier"),
)
WEIGHTS = ("shared_chars", "weight", "value", "n_chars", "score")

NAME_WIDTH = 1.9  # inches, of a row's or column's name
NODE_WIDTH = 1.4  # inches, of a node's name
NAME_GAP = 0.13  # inches, between the ring and a name
RING_HEIGHT = 0.83  # of the width
FULL_RADIUS = 1.8  # inches, for which the sizes of the dots were chosen
LEAST_DOT, LARGEST_DOT = 20, 140  # square points at the full radius
# What rounding makes of a name right above or below the middle, in radii.
ON_AXIS = 1e-9
LEAST_RADIUS = 0.25  # of the full one: dots stay visible
LINES = 300  # the strongest; more make one grey surface
GROUPS_TOLD_APART = 7  # colours; the eighth stands for all others
SEED = 20  # of the search for communities, so that each run seats alike
BEND = 0.18  # of the radius: how near to the middle a line passes


@check_arguments
def reuse_matrix(
    pairs: pd.DataFrame,
    *,
    reports: pd.DataFrame | None = None,
    by: str = "agency",
    top: int = 25,
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw how many characters agencies share with one another, as a symmetric table.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Frame ``pairs`` or ``ties``; or any frame of edges (two columns report_a/report_b,
        agency_a/agency_b, source/target or source/copier, and shared_chars, weight, value or
        n_chars): who gave whom is not drawn, both ways are one; or a square frame with the same
        names in its index and columns, in any order.
    reports : pandas.DataFrame, optional
        Frame ``reports``: maps reports to groups, and ids of agencies to names; without it the
        edges' ends are drawn as they are. A report whose group is not known stands for itself.
    by : str, default "agency"
        Grouping of the reports.
    top : int, default 25
        Groups drawn at most, those that share most.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the words stay inside the share of the figure that these Axes have.
    width : float, {"column", "page"}, optional
        Width of a figure of its own in inches, or of a journal's column (3.35) or page (7).
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        Numbers are shared characters, summed over the reports of the two; a square frame is drawn
        as it is, as shares where no value exceeds 1.

    Raises
    ------
    FrameError
        If the frame has no two ends; if the names of a square frame differ between its index and
        columns, or stand twice, or a number lies below 0; if ``reports`` says two things of a
        report.

    Warns
    -----
    TextmineWarning
        If an edge has no weight, or does not say what is at one of its ends; it is left out.

    Examples
    --------
    >>> edges = pd.DataFrame(
    ...     {"source": ["云岭省档案局"], "target": ["临泽川市财政局"], "weight": [120]}
    ... )
    >>> [t.get_text() for t in reuse_matrix(edges).texts]
    ['120', '120']
    """
    paper = Paper(ax, lang, width)
    is_square = _is_square(pairs)
    known = _square(pairs).astype("float64").fillna(0) if is_square else pd.DataFrame()
    both = pd.DataFrame() if is_square else _both_ways(edge_table(pairs, reports, by))
    if known.empty and both.empty:
        return paper.empty()
    # A table of all groups would be mostly empty, and grow with the square of their number.
    totals = known.sum() + known.sum(axis=1) if is_square else _sums(both)
    totals = largest_first(totals[totals > 0])
    top = min(fitting_columns(paper, top), fitting_rows(paper, top, row=TIGHTEST_CELL))
    kept = [str(name) for name in totals.index[:top]]
    table = known if is_square else _among(both, kept)
    cells = table.reindex(index=kept, columns=kept).replace(0, np.nan)
    labels = [paper.shorten(name, NAME_WIDTH) for name in kept]
    is_share = is_square and float(known.to_numpy().max()) <= 1
    return heatmap(
        paper,
        cells.to_numpy(dtype=float),
        labels,
        labels,
        x_label="own_share" if is_share else "shared_chars",
        percent=is_share,
        note=paper.left_out(len(totals) - len(kept)),
    )


@check_arguments
def network(
    edges: pd.DataFrame | nx.Graph[Any],
    *,
    reports: pd.DataFrame | None = None,
    colour_by: str = "province",
    top: int = 60,
    ax: Axes | None = None,
    width: float | str | None = None,
    lang: str = "both",
) -> Axes:
    """Draw the reuse network: agencies in a circle, what they share as lines.

    Parameters
    ----------
    edges : pandas.DataFrame or networkx.Graph
        Frame ``pairs``, ``ties`` or any frame of edges (see :func:`reuse_matrix`), or a graph with
        edge attribute ``weight``; lines have no direction.
    reports : pandas.DataFrame, optional
        Frame ``reports``: maps reports to agencies, and agencies to their colour.
    colour_by : str, default "province"
        Column of ``reports`` that colours the dots; of an agency with several values the commonest.
    top : int, default 60
        Agencies drawn at most, those with most shared characters.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the words stay inside the share of the figure that these Axes have.
    width : float, {"column", "page"}, optional
        Width of a figure of its own in inches, or of a journal's column (3.35) or page (7).
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        Agencies in a circle, those that share with one another side by side; dots grow with what an
        agency shares in all, lines (the 300 strongest) with what two share.

    Raises
    ------
    FrameError
        If the frame has no two ends, or a weight lies below 0.

    Warns
    -----
    TextmineWarning
        If an edge has no weight, or does not say what is at one of its ends; it is left out.

    Examples
    --------
    >>> edges = pd.DataFrame(
    ...     {"source": ["云岭省档案局"], "target": ["临泽川市财政局"], "weight": [120]}
    ... )
    >>> len(network(edges).texts)
    2
    """
    paper = Paper(ax, lang, width)
    table = _take_edges(edges, reports)
    if table.empty:
        return paper.empty()
    circle = _Circle.of(paper, table, _Colours(reports, colour_by), top)
    ax = paper.open(RING_HEIGHT * paper.inches, circle.around.margins(paper))
    # One unit is the radius; names stand outside it, in all directions alike.
    half_width, half_height = _half_size(paper, circle.around)
    radius = _radius(paper, circle.around)
    ax.set(xlim=(-half_width / radius, half_width / radius))
    ax.set(ylim=(-half_height / radius, half_height / radius), aspect="equal")
    ax.set_axis_off()
    _draw_links(ax, circle.links, circle.ring)
    _draw_dots(ax, circle, radius)
    _draw_names(paper, ax, circle.ring, radius)
    circle.around.draw(paper, ax)
    return ax


def _take_edges(
    edges: pd.DataFrame | nx.Graph[Any], reports: pd.DataFrame | None
) -> pd.DataFrame:
    """Edges between agencies, of a frame or of a graph, as :func:`edge_table` gives them."""
    if isinstance(edges, pd.DataFrame):
        return edge_table(edges, reports, "agency")
    if hasattr(edges, "edges"):
        return _edges_of_graph(edges)
    raise FrameError(f"edges: got {type(edges).__name__}; expected a frame or a graph")


def edge_table(
    frame: pd.DataFrame, reports: pd.DataFrame | None, by: str
) -> pd.DataFrame:
    """Sum edges between groups: columns source < target and weight, sorted.

    Parameters
    ----------
    frame : pandas.DataFrame
        Frame ``pairs`` or other edges.
    reports : pandas.DataFrame or None
        Maps report ids to groups; a report of no known group stands for itself.
    by : str
        Grouping.

    Returns
    -------
    pandas.DataFrame
        Columns source, target, weight; each unordered couple once.

    Raises
    ------
    FrameError
        If the frame has no two ends, or a weight lies below 0.

    Warns
    -----
    TextmineWarning
        If an edge has no weight, or does not say what is at one of its ends; it is left out.

    Examples
    --------
    >>> edge_table(
    ...     pd.DataFrame(
    ...         {"source": ["b", "a"], "target": ["a", "b"], "weight": [1, 2]}
    ...     ),
    ...     None,
    ...     "agency",
    ... )
      source target  weight
    0      a      b     3.0
    """
    ends = next((pair for pair in ENDS if set(pair) <= set(frame.columns)), None)
    if ends is None:
        expected = " or ".join("/".join(pair) for pair in ENDS)
        found = ", ".join(frame.columns)
        raise FrameError(
            f"edges: no two ends; expected columns {expected}, the frame has {found}"
        )
    weight = next((name for name in WEIGHTS if name in frame.columns), None)
    frame = take_frame(frame, [*ends, *([weight] if weight else [])], what="edges")
    a, b = (
        clean_column(frame[end], "label", what="edges").astype("str") for end in ends
    )
    if reports is not None and ends[0] == "source":
        a, b = _name_of(a, reports), _name_of(b, reports)
    if reports is not None and ends[0] == "report_a":
        a, b = _group_or_self(a, reports, by), _group_or_self(b, reports, by)
    # An edge has no direction: its ends in order of their names, so that both ways are summed.
    table = pd.DataFrame({"source": a.where(a <= b, b), "target": b.where(a <= b, a)})
    table["weight"] = 1.0
    if weight:
        numbers = clean_column(frame[weight], "number", what="edges").astype("float64")
        refuse(frame[weight], numbers < 0, "edges", "what two share, from 0 on")
        table["weight"] = numbers.fillna(0.0)
    # Two ends without a name are not the same one: such an edge ties nobody.
    nameless = (table["source"] == "") | (table["target"] == "")
    if nameless.any():
        warn(
            f"edges: {int(nameless.sum())} of {len(table)} do not say what is at an end and are "
            "left out"
        )
    weightless = (table["weight"] == 0) & ~nameless
    if weightless.any():
        warn(
            f"edges: {int(weightless.sum())} of {len(table)} have no weight, as {weight} is 0 or "
            "not known, and are left out"
        )
    table = table[~weightless & ~nameless]
    return table.groupby(["source", "target"])["weight"].sum().reset_index()


def _name_of(ids: pd.Series, reports: pd.DataFrame) -> pd.Series:
    """Name of each agency by its id, the last that a report prints; the id where none does."""
    if not {"agency_id", "agency"} <= set(reports.columns):
        return ids
    known = reports[["agency_id", "agency"]].dropna().astype("str")
    known = known[(known != "").all(axis=1)].drop_duplicates("agency_id", keep="last")
    return ids.map(known.set_index("agency_id")["agency"]).fillna(ids)


def _group_or_self(ends: pd.Series, reports: pd.DataFrame, by: str) -> pd.Series:
    """Group of each report; its own id where that is unknown, for no two unknown ones are equal."""
    groups = group_of(ends, reports, by)
    return groups.where(groups.str.strip() != "", ends)


def _is_square(frame: pd.DataFrame) -> bool:
    """Tell a matrix from edges: as many columns as rows, none of them called as an end is."""
    has_ends = any(set(pair) <= set(frame.columns) for pair in ENDS)
    return len(frame) > 0 and frame.shape[0] == frame.shape[1] and not has_ends


def _square(matrix: pd.DataFrame) -> pd.DataFrame:
    """Bring rows and columns of a matrix into one order, by their names."""
    rows, columns = (pd.Index([str(name) for name in axis]) for axis in matrix.axes)
    for axis, names in (("index", rows), ("columns", columns)):
        if not names.is_unique:
            twice = names[names.duplicated()][0]
            raise FrameError(
                f"matrix: {twice!r} stands twice in its {axis}; add its rows up first"
            )
    differing = rows.symmetric_difference(columns)
    if len(differing):
        raise FrameError(
            f"matrix: {', '.join(differing[:3])} only in its index or only in its columns; "
            "expected the same names in both"
        )
    named = matrix.set_axis(rows, axis=0).set_axis(columns, axis=1)[rows]
    for name in rows:
        numbers = clean_column(named[name], "number", what="matrix")
        below = (numbers < 0).fillna(False)
        refuse(named[name], below, "matrix", "what two share, from 0 on")
    return named


@dataclass(frozen=True, slots=True)
class _Ring:
    """Nodes on a circle of radius 1, clockwise from the top."""

    nodes: list[str]

    @property
    def angles(self) -> NDArray[np.float64]:
        """Angle of each node, counted from the right as mathematics does."""
        return np.pi / 2 - 2 * np.pi * np.arange(len(self.nodes)) / len(self.nodes)

    @property
    def points(self) -> NDArray[np.float64]:
        """Places, shape (n_nodes, 2)."""
        return np.column_stack([np.cos(self.angles), np.sin(self.angles)])


@dataclass(frozen=True, slots=True)
class _Colours:
    """What gives the nodes their colour: a column of the reports."""

    reports: pd.DataFrame | None
    column: str

    def groups(self, nodes: list[str]) -> list[str]:
        """Group of each node, by agency or by report id; empty where unknown."""
        reports, column = self.reports, self.column
        if reports is None or column not in reports.columns:
            return [""] * len(nodes)
        known = reports[as_text(reports[column]) != ""]
        table: dict[str, str] = {}
        # An agency's name goes before a report's that is the same.
        for name in ("report_id", "agency"):
            if name in known.columns:
                table |= _commonest(as_text(known[name]), as_text(known[column]))
        return [table.get(node, "") for node in nodes]


@dataclass(frozen=True, slots=True)
class _Circle:
    """What is drawn of a network.

    Parameters
    ----------
    ring : _Ring
        The strongest nodes, as many as there is room for.
    links : pandas.DataFrame
        Edges between them, the strongest first.
    strength : numpy.ndarray of shape (n_nodes,)
        What each shares in all.
    groups : list of str
        Group of each.
    around : Frame
        What stands around the circle.
    """

    ring: _Ring
    links: pd.DataFrame
    strength: NDArray[np.float64]
    groups: list[str]
    around: Frame

    @classmethod
    def of(
        cls, paper: Paper, edges: pd.DataFrame, colours: _Colours, top: int
    ) -> _Circle:
        """Choose the nodes and seat them."""
        strength = _strength(edges)
        names = [str(name) for name in strength.index]
        # Keys of all groups and a note take the most room that the words may need.
        keys = _group_keys(paper, colours.groups(names))
        widest = Frame(note="x", keys=keys, left=0.1, right=0.1, ticks=0)
        kept = sorted(names[: _fitting_nodes(paper, top, widest)])
        links = _strongest(edges, kept)
        ring = _Ring(_round_table(kept, links))
        groups = colours.groups(ring.nodes)
        around = replace(
            widest,
            note=paper.left_out(len(names) - len(kept)),
            keys=_group_keys(paper, groups),
        )
        own = strength[ring.nodes].to_numpy(dtype=float)
        return cls(ring, links, own, groups, around)


def _both_ways(edges: pd.DataFrame) -> pd.DataFrame:
    """Edges from each of their ends to the other."""
    between = edges[edges["source"] != edges["target"]]
    turned = between.rename(columns={"source": "target", "target": "source"})
    return pd.concat([edges, turned])


def _sums(both: pd.DataFrame) -> pd.Series:
    """Sum of the weights of each end's edges, each edge given both ways."""
    return both.groupby("source")["weight"].sum()


def _among(both: pd.DataFrame, nodes: list[str]) -> pd.DataFrame:
    """Arrange the edges among some nodes as a square frame."""
    inside = both[both["source"].isin(nodes) & both["target"].isin(nodes)]
    return inside.pivot_table(
        index="source", columns="target", values="weight", aggfunc="sum"
    )


def _edges_of_graph(graph: nx.Graph[Any]) -> pd.DataFrame:
    """Edges of a networkx graph as a frame."""
    rows = [
        (str(a), str(b), float(data.get("weight", 1.0)))
        for a, b, data in graph.edges(data=True)
    ]
    return edge_table(
        pd.DataFrame(rows, columns=["source", "target", "weight"]), None, "agency"
    )


def _strength(edges: pd.DataFrame) -> pd.Series:
    """Sum of the weights of each node's edges, the strongest first."""
    nodes = pd.concat([edges["source"], edges["target"]])
    weights = pd.concat([edges["weight"], edges["weight"]])
    return largest_first(weights.groupby(nodes.to_numpy()).sum())


def _strongest(edges: pd.DataFrame, nodes: list[str]) -> pd.DataFrame:
    """Edges between different ones of the nodes, the strongest that can be drawn."""
    is_inside = edges["source"].isin(nodes) & edges["target"].isin(nodes)
    between = edges[is_inside & (edges["source"] != edges["target"])]
    keys = ["weight", "source", "target"]
    return between.sort_values(keys, ascending=[False, True, True], kind="stable").head(
        LINES
    )


def _commonest(names: pd.Series, groups: pd.Series) -> dict[str, str]:
    """The group that most rows of each name have; of equally common ones the first by name."""
    counts = pd.DataFrame({"name": names, "group": groups}).value_counts().reset_index()
    counts = counts.sort_values(
        ["name", "count", "group"], ascending=[True, False, True]
    )
    first = counts.drop_duplicates("name")
    return dict(zip(first["name"], first["group"], strict=True))


def _round_table(nodes: list[str], edges: pd.DataFrame) -> list[str]:
    """Seat nodes so that communities sit together, the largest first; inside one, by name."""
    import networkx as nx

    number = {node: i for i, node in enumerate(nodes)}
    graph: Any = nx.Graph()
    graph.add_nodes_from(range(len(nodes)))
    # Logarithms, lest one pair of near copies outweigh all that the others share.
    weight = np.log1p(edges["weight"].to_numpy(dtype=float))
    ends = edges["source"].map(number), edges["target"].map(number)
    graph.add_weighted_edges_from(zip(*ends, weight, strict=True))
    found = nx.community.louvain_communities(graph, seed=SEED)
    by_size = sorted(found, key=lambda group: (-len(group), min(group)))
    return [nodes[i] for group in by_size for i in sorted(group)]


def _draw_links(ax: Axes, links: pd.DataFrame, ring: _Ring) -> None:
    """Draw lines that bend towards the middle, thicker and darker where more is shared."""
    from matplotlib.collections import PathCollection
    from matplotlib.path import Path

    place = dict(zip(ring.nodes, ring.points, strict=True))
    curve = [Path.MOVETO, Path.CURVE3, Path.CURVE3]
    # The strongest last, so that it lies on top.
    ordered = links.iloc[::-1]
    paths = []
    for a, b in zip(ordered["source"], ordered["target"], strict=True):
        middle = (place[a] + place[b]) * BEND
        paths.append(Path([place[a], middle, place[b]], curve))
    weight = ordered["weight"].to_numpy(dtype=float)
    # An edge weighs something, or it is none.
    strong = weight / weight.max(initial=0.0) if len(weight) else weight
    tints = [(0.35, 0.35, 0.35, round(0.15 + 0.6 * share, 3)) for share in strong]
    lines = PathCollection(
        paths, facecolors="none", edgecolors=tints, linewidths=0.4 + 2.8 * strong
    )
    ax.add_collection(lines)


def _half_size(paper: Paper, around: Frame) -> tuple[float, float]:
    """Half the width and height of the plotting area in inches."""
    margins = around.margins(paper)
    width = paper.inches - margins.left - margins.right
    if paper.is_laid_out and paper.given is not None:
        height = find_slot(paper.given).height - margins.bottom - margins.top
    else:
        height = RING_HEIGHT * paper.inches
    return max(width, LEAST_RADIUS) / 2, max(height, LEAST_RADIUS) / 2


def _radius(paper: Paper, around: Frame) -> float:
    """Radius of the ring in inches: what the names leave of the plotting area."""
    names = paper.room(NODE_WIDTH) + NAME_GAP * paper.scale
    return max(LEAST_RADIUS, min(_half_size(paper, around)) - names)


def _fitting_nodes(paper: Paper, wanted: int, around: Frame) -> int:
    """Give how many names fit around the ring."""
    line = paper.points(TINY) * 1.1 / POINTS_PER_INCH
    return max(2, min(wanted, int(2 * np.pi * _radius(paper, around) / line)))


def _ranked_groups(groups: list[str]) -> list[str]:
    """Groups, the largest first."""
    return [
        str(group)
        for group in largest_first(pd.Series(groups).value_counts(sort=False)).index
    ]


def _group_keys(paper: Paper, groups: list[str]) -> tuple[Key, ...]:
    """Keys of the seven largest groups; all others share one entry. None for a single group."""
    ranked = _ranked_groups(groups)
    if len(ranked) < 2:
        return ()
    unknown, others = paper.word("words", "unknown"), paper.word("words", "others")
    names = [group or unknown for group in ranked[:GROUPS_TOLD_APART]]
    if len(ranked) > GROUPS_TOLD_APART:
        names.append(others)
    return tuple(Key(name, group_colour(i), "o") for i, name in enumerate(names))


def _draw_dots(ax: Axes, circle: _Circle, radius: float) -> None:
    """Draw dots as large as the strength; the seven largest groups coloured, the rest grey."""
    x, y = circle.ring.points.T
    # The area of a dot grows with the root, lest the strongest hide its neighbours.
    share = np.sqrt(circle.strength / circle.strength.max())
    size = (LEAST_DOT + (LARGEST_DOT - LEAST_DOT) * share) * min(
        1, radius / FULL_RADIUS
    )
    for i, group in enumerate(_ranked_groups(circle.groups)):
        is_group = np.array(circle.groups) == group
        look: Any = {
            "color": group_colour(min(i, GROUPS_TOLD_APART)),
            "edgecolors": "white",
        }
        ax.scatter(
            x[is_group], y[is_group], s=size[is_group], linewidths=0.8, zorder=2, **look
        )


def _draw_names(paper: Paper, ax: Axes, ring: _Ring, radius: float) -> None:
    """Write the names outward from the circle, turned so that each reads from the left."""
    away = 1 + NAME_GAP * paper.scale / radius
    for node, angle in zip(ring.nodes, ring.angles, strict=True):
        is_left = np.cos(angle) < -ON_AXIS
        paper.write(
            ax,
            (away * np.cos(angle), away * np.sin(angle)),
            paper.shorten(node, NODE_WIDTH, TINY),
            size=TINY,
            ha="right" if is_left else "left",
            rotation=round(np.degrees(angle) + (180 if is_left else 0), 2),
            rotation_mode="anchor",
        )
