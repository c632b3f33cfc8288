"""Charts of what stands between two: reuse between agencies, similarity of pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from textmine.errors import FrameError
from textmine.plot.frames import group_of, known_order, quantile_points
from textmine.plot.shapes import heatmap, left_out
from textmine.plot.style import colour, open_axes, say_empty, say_more, shorten, styled, word
from textmine.resources.load import load_toml
from textmine.schema import check_columns

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes

LINES = 300
ENDS = (("report_a", "report_b"), ("agency_a", "agency_b"), ("source", "target"))
WEIGHTS = ("shared_chars", "weight", "value", "n_chars", "score")


def reuse_matrix(
    pairs: pd.DataFrame,
    *,
    reports: pd.DataFrame | None = None,
    by: str = "agency",
    top: int = 25,
    ax: Axes | None = None,
    lang: str = "both",
) -> Axes:
    """Draw how many characters agencies share with one another, as a symmetric table.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Frame ``pairs``; or any frame of edges (two columns report_a/report_b, agency_a/agency_b or
        source/target, and shared_chars, weight or value); or a square frame with the same names in
        its index and columns.
    reports : pandas.DataFrame, optional
        Frame ``reports``: maps reports to groups; without it the edges' ends are drawn as they are.
    by : str, default "agency"
        Grouping of the reports.
    top : int, default 25
        Groups drawn at most, those that share most.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
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
        If the frame has no two ends.

    Examples
    --------
    >>> edges = pd.DataFrame(
    ...     {"source": ["云岭省档案局"], "target": ["临泽川市财政局"], "weight": [120]}
    ... )
    >>> [t.get_text() for t in reuse_matrix(edges).texts]
    ['120', '120']
    """
    with styled():
        square = len(pairs) > 0 and list(pairs.index) == list(pairs.columns)
        table = pairs if square else _symmetric(edge_table(pairs, reports, by))
        if table.empty:
            return say_empty(open_axes(ax, height=1.0), word("words", "no_data", lang))
        totals = (table.fillna(0) + table.fillna(0).T).sum(axis=1)
        totals = totals[totals > 0].sort_index().sort_values(ascending=False, kind="stable")
        kept = [str(name) for name in totals.index[:top]]
        table = table.reindex(index=kept, columns=kept).replace(0, np.nan)
        labels = [shorten(name or word("words", "unknown", lang), 1.9) for name in kept]
        shares = square and float(np.nanmax(pairs.to_numpy(dtype=float))) <= 1
        more = left_out(len(totals) - len(kept), lang)
        ax = heatmap(ax, table.to_numpy(dtype=float), labels, labels, percent=shares, more=more)
        ax.set_xlabel(word("words", "own_share" if shares else "shared_chars", lang))
    return ax


def network(
    edges: pd.DataFrame | nx.Graph[Any],
    *,
    reports: pd.DataFrame | None = None,
    colour_by: str = "province",
    top: int = 60,
    ax: Axes | None = None,
    lang: str = "both",
) -> Axes:
    """Draw the reuse network: agencies in a circle, what they share as lines.

    Parameters
    ----------
    edges : pandas.DataFrame or networkx.Graph
        Frame ``pairs`` or any frame of edges (see :func:`reuse_matrix`), or a graph with edge
        attribute ``weight``.
    reports : pandas.DataFrame, optional
        Frame ``reports``: maps reports to agencies, and agencies to their colour.
    colour_by : str, default "province"
        Column of ``reports`` that colours the dots.
    top : int, default 60
        Agencies drawn at most, those with most shared characters.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
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
        If the frame has no two ends.

    Examples
    --------
    >>> edges = pd.DataFrame(
    ...     {"source": ["云岭省档案局"], "target": ["临泽川市财政局"], "weight": [120]}
    ... )
    >>> len(network(edges).texts)
    2
    """
    frame = (
        _edges_of_graph(edges)
        if not isinstance(edges, pd.DataFrame)
        else edge_table(edges, reports, "agency")
    )
    with styled():
        if frame.empty:
            return say_empty(open_axes(ax, height=1.0), word("words", "no_data", lang))
        ends = pd.concat(
            [
                frame[["source", "weight"]].set_axis(["node", "weight"], axis=1),
                frame[["target", "weight"]].set_axis(["node", "weight"], axis=1),
            ]
        )
        strength = (
            ends.groupby("node")["weight"]
            .sum()
            .sort_index()
            .sort_values(ascending=False, kind="stable")
        )
        nodes = sorted(str(name) for name in strength.index[:top])
        frame = frame[
            frame["source"].isin(nodes)
            & frame["target"].isin(nodes)
            & (frame["source"] != frame["target"])
        ]
        keys = ["weight", "source", "target"]
        frame = frame.sort_values(keys, ascending=[False, True, True], kind="stable").head(LINES)
        order = _round_table(nodes, frame)
        ax = open_axes(ax, height=7.0, left=0.3, bottom=0.4, top=0.5)
        turn = np.pi / 2 - 2 * np.pi * np.arange(len(order)) / len(order)
        place = dict(zip(order, np.column_stack([np.cos(turn), np.sin(turn)]), strict=True))
        _draw_links(ax, frame, place)
        groups = _node_groups(order, reports, colour_by)
        _draw_nodes(ax, order, turn, strength[order].to_numpy(dtype=float), groups, lang)
        ax.set(xlim=(-2.1, 2.1), ylim=(-1.82, 1.82), aspect="equal")
        ax.set_axis_off()
        if len(strength) > len(nodes):
            say_more(ax, left_out(len(strength) - len(nodes), lang), drop=6)
    return ax


def similarity(pairs: pd.DataFrame, *, ax: Axes | None = None, lang: str = "both") -> Axes:
    """Draw how alike pairs of reports are: the share of pairs at least as similar as x, by type of pair.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Frame ``pairs``: pair_type, containment_ab, containment_ba and expected are drawn.
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    lang : {"both", "zh", "en"}
        Language of the labels.

    Returns
    -------
    matplotlib.axes.Axes
        A falling step line per pair type (n in the legend), what chance gives in grey.

    Raises
    ------
    FrameError
        If a column is missing.

    References
    ----------
    Containment: A. Broder 1997, On the resemblance and containment of documents.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {
    ...         "pair_type": ["other"],
    ...         "containment_ab": [0.2],
    ...         "containment_ba": [0.4],
    ...         "expected": [0.05],
    ...     }
    ... )
    >>> similarity(frame, lang="zh").get_ylabel()
    '不低于该值的报告对比例'
    """
    check_columns(
        pairs, ["pair_type", "containment_ab", "containment_ba", "expected"], what="pairs"
    )
    with styled():
        if pairs.empty:
            return say_empty(open_axes(ax, height=1.0), word("words", "no_data", lang))
        ax = open_axes(ax, height=2.6, left=0.7, top=0.6)
        larger = pairs[["containment_ab", "containment_ba"]].max(axis=1)
        kinds = pairs["pair_type"].astype("str")
        for i, kind in enumerate(known_order(kinds, load_toml("plot.toml")["pair_type"])[:8]):
            values = larger[kinds == kind].dropna()
            label = f"{word('pair_type', kind, lang)} (n = {len(values)})"
            _falling(ax, values, load_toml("plot.toml")["colours"]["groups"][i % 8], label)
        chance = pairs["expected"].dropna()
        if len(chance):
            _falling(
                ax, chance, colour("", "muted"), word("words", "expected", lang), linestyle=":"
            )
        ax.vlines([0.3, 0.6, 0.9], 0, 1, color=colour("", "grid"), linewidth=0.8, zorder=0)
        ax.set(xlim=(0, 1), ylim=(0, 1.02), xlabel=word("words", "containment", lang))
        ax.set_ylabel(word("words", "share_of_pairs", lang), fontsize=8)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(lambda v, _: f"{v:.0%}")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.2)
    return ax


def edge_table(frame: pd.DataFrame, reports: pd.DataFrame | None, by: str) -> pd.DataFrame:
    """Sum edges between groups: columns source < target and weight, sorted.

    Parameters
    ----------
    frame : pandas.DataFrame
        Frame ``pairs`` or other edges.
    reports : pandas.DataFrame or None
        Maps report ids to groups.
    by : str
        Grouping.

    Returns
    -------
    pandas.DataFrame
        Columns source, target, weight; each unordered couple once.

    Raises
    ------
    FrameError
        If the frame has no two ends.

    Examples
    --------
    >>> edge_table(
    ...     pd.DataFrame({"source": ["b", "a"], "target": ["a", "b"], "weight": [1, 2]}),
    ...     None,
    ...     "agency",
    ... )
      source target  weight
    0      a      b     3.0
    """
    ends = next((pair for pair in ENDS if set(pair) <= set(frame.columns)), None)
    if ends is None:
        expected = " or ".join("/".join(pair) for pair in ENDS)
        raise FrameError(
            f"edges: no two ends; expected columns {expected}, the frame has {', '.join(frame.columns)}"
        )
    a, b = (frame[end].astype("str") for end in ends)
    if reports is not None and ends[0] == "report_a":
        a, b = group_of(a, reports, by), group_of(b, reports, by)
    weight = next(
        (frame[name].astype("float64") for name in WEIGHTS if name in frame.columns), None
    )
    table = pd.DataFrame({"source": a.where(a <= b, b), "target": b.where(a <= b, a)})
    table["weight"] = 1.0 if weight is None else weight.fillna(0.0)
    table = table[table["weight"] > 0]
    total = table.groupby(["source", "target"])["weight"].sum()
    return total.reset_index()


def _symmetric(edges: pd.DataFrame) -> pd.DataFrame:
    """Arrange edges as a square frame, the same both ways."""
    if edges.empty:
        return pd.DataFrame()
    turned = edges[edges["source"] != edges["target"]].rename(
        columns={"source": "target", "target": "source"}
    )
    table = pd.concat([edges, turned]).pivot_table(
        index="source", columns="target", values="weight", aggfunc="sum"
    )
    return table.reindex(columns=table.index)


def _edges_of_graph(graph: nx.Graph[Any]) -> pd.DataFrame:
    """Edges of a networkx graph as a frame."""
    rows = [
        (str(a), str(b), float(data.get("weight", 1.0))) for a, b, data in graph.edges(data=True)
    ]
    return edge_table(pd.DataFrame(rows, columns=["source", "target", "weight"]), None, "agency")


def _node_groups(nodes: list[str], reports: pd.DataFrame | None, by: str) -> list[str]:
    """Group of each node, by agency or by report id; empty where unknown."""
    if reports is None or by not in reports.columns:
        return [""] * len(nodes)
    table = dict(zip(reports["report_id"].astype("str"), reports[by], strict=True))
    table |= dict(zip(reports["agency"].astype("str"), reports[by], strict=True))
    return ["" if pd.isna(table.get(node, "")) else str(table.get(node, "")) for node in nodes]


def _round_table(nodes: list[str], frame: pd.DataFrame) -> list[str]:
    """Seat nodes so that communities sit together, the largest first; inside one, by name."""
    import networkx as nx

    number = {node: i for i, node in enumerate(nodes)}
    graph: Any = nx.Graph()
    graph.add_nodes_from(range(len(nodes)))
    weight = np.log1p(frame["weight"].to_numpy(dtype=float))
    graph.add_weighted_edges_from(
        zip(frame["source"].map(number), frame["target"].map(number), weight, strict=True)
    )
    found = nx.community.louvain_communities(graph, seed=20)
    return [
        nodes[i]
        for group in sorted(found, key=lambda group: (-len(group), min(group)))
        for i in sorted(group)
    ]


def _draw_links(ax: Axes, frame: pd.DataFrame, place: dict[str, np.ndarray]) -> None:
    """Draw lines that bend towards the middle, thicker and darker where more is shared."""
    from matplotlib.collections import PathCollection
    from matplotlib.path import Path

    codes = [Path.MOVETO, Path.CURVE3, Path.CURVE3]
    pairs = list(zip(frame["source"], frame["target"], strict=True))[::-1]
    paths = [Path([place[a], (place[a] + place[b]) * 0.18, place[b]], codes) for a, b in pairs]
    weight = frame["weight"].to_numpy(dtype=float)[::-1]
    strong = weight / max(float(weight.max(initial=0.0)), 1e-9)
    tints = [(0.35, 0.35, 0.35, round(0.15 + 0.6 * x, 3)) for x in strong]
    ax.add_collection(
        PathCollection(paths, facecolors="none", edgecolors=tints, linewidths=0.4 + 2.8 * strong)
    )


def _draw_nodes(
    ax: Axes, nodes: list[str], turn: np.ndarray, strength: np.ndarray, groups: list[str], lang: str
) -> None:
    """Draw dots with names outward; colour by group, the seven largest groups told apart, the rest grey."""
    tints = load_toml("plot.toml")["colours"]["groups"]
    order = (
        pd.Series(groups)
        .value_counts(sort=False)
        .sort_index()
        .sort_values(ascending=False, kind="stable")
        .index
    )
    others = word("words", "others", lang)
    x, y, size = np.cos(turn), np.sin(turn), 20 + 120 * np.sqrt(strength / strength.max())
    for i, group in enumerate(order):
        rows = np.array(groups) == group
        name = (group or word("words", "unknown", lang)) if i < 7 else others if i == 7 else None
        ax.scatter(
            x[rows],
            y[rows],
            s=size[rows],
            color=tints[min(i, 7)],
            edgecolors="white",
            linewidths=0.8,
            zorder=2,
            label=name,
        )
    for node, angle in zip(nodes, turn, strict=True):
        left = np.cos(angle) < -1e-9
        ax.text(
            1.07 * np.cos(angle),
            1.07 * np.sin(angle),
            shorten(node, 1.4, 7.5),
            fontsize=7.5,
            va="center",
            ha="right" if left else "left",
            rotation=round(np.degrees(angle) + (180 if left else 0), 2),
            rotation_mode="anchor",
        )
    if len(order) > 1:
        ax.legend(
            loc="lower left",
            bbox_to_anchor=(0, 1),
            ncols=8,
            handletextpad=0.2,
            borderaxespad=0.1,
            markerscale=0.6,
        )


def _falling(ax: Axes, values: pd.Series, tint: str, label: str, linestyle: str = "-") -> None:
    """Draw one minus the distribution function, as steps."""
    points = quantile_points(values.to_numpy(dtype=float), 400)
    x = np.concatenate([[0.0], points])
    y = np.concatenate([[1.0], 1 - np.arange(len(points)) / max(1, len(points))])
    ax.step(
        np.append(x, x[-1]),
        np.append(y, 0.0),
        where="pre",
        color=tint,
        linewidth=1.5,
        linestyle=linestyle,
        label=label,
    )
