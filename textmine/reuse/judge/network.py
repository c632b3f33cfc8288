"""The network of agencies that share rare passages: ties, communities, sources and borrowers."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from textmine.english import with_article
from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.reuse.judge.evidence import find_templates
from textmine.stats.lines import label_agencies
from textmine.stats.moments import find_moments

if TYPE_CHECKING:
    import networkx as nx

    from textmine.reuse.families.catalogue import Catalogue

# Files that networks are saved as elsewhere; here they have names of their own.
_NETWORK_FILES = frozenset({".graphml", ".gexf", ".gml", ".net", ".csv", ".parquet"})
SEED = 0  # of the search for communities: the same ones each time


@check_arguments
def build_network(
    mined: Catalogue,
    families: pd.DataFrame,
    passages: pd.DataFrame,
    *,
    max_agencies: int = 20,
) -> nx.DiGraph[str]:
    """Build the network of agencies.

    Each family that at most ``max_agencies`` agencies hold, mandated and stock wording apart, ties
    all of them with the weight characters · log(1 + N / df) / (df − 1), so that a family gives each
    of its agencies the same total whatever its size. Ties point from the agency of the earlier
    report to the later one's. Half of the weight goes each way where time does not tell (one day,
    one year of which a report's day is unknown, an unknown year), and where the family is a
    template: who put first what both have from above gave it to nobody. Commoner families tie
    nobody.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse``.
    families, passages : pandas.DataFrame
        Its frames.
    max_agencies : int, optional
        Greatest number of agencies of a family that counts as a tie.

    Returns
    -------
    networkx.DiGraph
        Nodes: agencies with province, agency_type, level, region, agency_id (the last that it had;
        joins ``ties``), n_reports, community (number, largest first), source_score (weight of ties
        to later reports), borrower_score (of ties from earlier ones), template_chars (characters in
        commoner families). Time points the ties: who copied from whom is judged in the frames
        ``ties`` and ``origins``, which say nothing where nothing decides. Edges: weight,
        n_families, n_chars. Graph attribute ``modularity``.

    References
    ----------
    V. D. Blondel et al. (2008), Journal of Statistical Mechanics P10008 (Louvain communities); M.
    E. J. Newman (2001), Physical Review E 64, 016132, for the weight 1 / (df − 1).
    """
    import networkx as nx

    if not hasattr(mined, "texts"):
        raise FrameError(
            f"build_network: mined is {with_article(type(mined).__name__)}; expected "
            "reuse.mined, or ask for reuse.network()"
        )
    families = take_frame(
        families,
        ["family_id", "kind", "n_chars", "n_reports", "n_agencies"],
        what="families",
    )
    passages = take_frame(passages, ["family_id", "report_id", "kind"], what="passages")
    holdings = _holdings(mined, families, passages)
    rare = holdings[
        (holdings["n_agencies"] > 1) & (holdings["n_agencies"] <= max_agencies)
    ]
    graph: nx.DiGraph[str] = nx.DiGraph()
    for name, attributes in _nodes(
        mined, holdings[holdings["n_agencies"] > max_agencies]
    ):
        graph.add_node(name, **attributes)
    edges = [
        {str(k): v for k, v in e.items()}
        for e in list_ties(rare, len(graph)).to_dict("records")
    ]
    graph.add_edges_from((str(e.pop("source")), str(e.pop("target")), e) for e in edges)
    _describe(graph)
    return graph


def list_ties(holdings: pd.DataFrame, n_agencies: int) -> pd.DataFrame:
    """List the ties that families make between agencies.

    Parameters
    ----------
    holdings : pandas.DataFrame
        Columns family_id, agency, earliest and latest (between which the agency's first report
        with the family lies, as in :class:`~textmine.stats.moments.Moments`), n_chars, n_agencies,
        is_template.
    n_agencies : int
        Agencies in the corpus.

    Returns
    -------
    pandas.DataFrame
        Columns source, target, weight, n_families, n_chars, sorted by source and target.
    """
    rows: list[tuple[str, str, float, int]] = []
    for _, group in holdings.groupby("family_id", sort=True):
        size, df = int(group["n_chars"].iloc[0]), int(group["n_agencies"].iloc[0])
        is_template = bool(group["is_template"].iloc[0])
        weight = size * float(np.log1p(n_agencies / df)) / (df - 1)
        held = group[["latest", "agency", "earliest"]].sort_values(["latest", "agency"])
        pairs = itertools.combinations(held.itertuples(index=False, name=None), 2)
        for (latest, source, _), (_, target, earliest) in pairs:
            if latest < earliest and not is_template:
                rows.append((source, target, weight, size))
            else:
                rows.append((source, target, weight / 2, size))
                rows.append((target, source, weight / 2, size))
    table = pd.DataFrame(rows, columns=["source", "target", "weight", "n_chars"])
    grouped = table.groupby(["source", "target"], sort=True)
    return grouped.agg(
        weight=("weight", "sum"),
        n_families=("weight", "size"),
        n_chars=("n_chars", "sum"),
    ).reset_index()


@check_arguments
def _ties_as_network(ties: pd.DataFrame) -> nx.DiGraph[str]:
    """Likely gifts as arrows between agencies, with what is told of each."""
    import networkx as nx

    ties = take_frame(ties, ["source", "copier"], what="ties")
    graph: nx.DiGraph[str] = nx.DiGraph()
    for row in ties.to_dict("records"):
        # GraphML knows no missing value: it has no attribute then.
        told = {str(k): _plain(v) for k, v in row.items() if not pd.isna(v)}
        graph.add_edge(told.pop("source"), told.pop("copier"), **told)
    return graph


def _plain(value: Any) -> Any:
    """A value that is no numpy scalar."""
    return value.item() if isinstance(value, np.generic) else value


@check_arguments
def save_network(
    graph: nx.DiGraph[str] | pd.DataFrame, folder: str | Path
) -> list[Path]:
    """Save a network as GraphML and as two parquet tables.

    Parameters
    ----------
    graph : networkx.DiGraph or pandas.DataFrame
        As :func:`build_network` gives it; or the frame ``ties``, whose agencies are nodes by their
        agency_id, and whose arrows go from who likely gave to who took.
    folder : str or pathlib.Path
        Folder; made where missing.

    Returns
    -------
    list of pathlib.Path
        network.graphml, network_nodes.parquet, network_edges.parquet.

    Raises
    ------
    FrameError
        If it is no network, a column of the ties is missing, or the folder has the name of a file.
    """
    import networkx as nx

    if isinstance(graph, pd.DataFrame):
        graph = _ties_as_network(graph)
    if not isinstance(graph, nx.Graph):
        raise FrameError(
            f"save_network: graph is {with_article(type(graph).__name__)}; expected a network "
            "of networkx"
        )
    target = Path(folder)
    if target.suffix.lower() in _NETWORK_FILES:
        raise FrameError(
            f"save_network: {target.name!r} is the name of a file; expected a folder, which gets "
            "network.graphml and two tables"
        )
    target.mkdir(parents=True, exist_ok=True)
    paths = [
        target / name
        for name in (
            "network.graphml",
            "network_nodes.parquet",
            "network_edges.parquet",
        )
    ]
    nx.write_graphml(graph, paths[0], encoding="utf-8")
    nodes = pd.DataFrame(
        [{"agency": name, **attributes} for name, attributes in graph.nodes(data=True)]
    )
    nodes.to_parquet(paths[1], index=False)
    edges = pd.DataFrame(
        [
            {"source": a, "target": b, **attributes}
            for a, b, attributes in graph.edges(data=True)
        ]
    )
    edges.to_parquet(paths[2], index=False)
    return paths


def _names(reports: pd.DataFrame) -> pd.Series:
    """Name of each report's line of agencies, as its last report prints it, or its id.

    Its own id for a report without an agency.
    """
    names = label_agencies(reports)
    return names.where(names != "", reports["report_id"])


def _holdings(
    mined: Catalogue, families: pd.DataFrame, passages: pd.DataFrame
) -> pd.DataFrame:
    """Agencies that hold each family, with the time of their first report that does."""
    reports = mined.texts.reports
    agency = _names(reports)
    moments = find_moments(reports)
    when = pd.DataFrame(
        {"earliest": moments.earliest, "latest": moments.latest},
        index=reports["report_id"],
    )
    who = pd.Series(agency.to_numpy(), index=reports["report_id"])
    spans = passages[~passages["kind"].isin(["mandated", "stock"])]
    table = pd.DataFrame(
        {
            "family_id": spans["family_id"].to_numpy(),
            "report_id": spans["report_id"].to_numpy(),
            "agency": who.reindex(spans["report_id"]).to_numpy(),
        }
    ).join(when, on="report_id")
    in_order = ["family_id", "agency", "latest", "earliest"]
    table = table[in_order].sort_values(in_order)
    table = table.drop_duplicates(["family_id", "agency"])
    facts = families[["family_id", "n_chars", "n_agencies"]].assign(
        is_template=find_templates(
            families["kind"],
            families["n_agencies"].to_numpy(),
            families["n_reports"].to_numpy(),
        )
    )
    return table.merge(facts, on="family_id", how="left")


def _nodes(
    mined: Catalogue, templates: pd.DataFrame
) -> list[tuple[str, dict[str, Any]]]:
    """Agencies with what is known of them, by name."""
    reports = mined.texts.reports
    agency = _names(reports)
    shared = templates.groupby("agency")["n_chars"].sum()
    out = []
    for name, rows in reports.groupby(agency, sort=True):
        facts: dict[str, Any] = {
            c: str(rows[c].iloc[0])
            for c in ("province", "agency_type", "level", "region")
        }
        # By which tables of one's own, and the frame ties, are joined: its last one.
        facts["agency_id"] = (
            str(rows["agency_id"].iloc[-1]) if "agency_id" in rows else ""
        )
        facts |= {"n_reports": len(rows), "template_chars": int(shared.get(name, 0))}
        out.append((str(name), facts))
    return out


def _describe(graph: nx.DiGraph[str]) -> None:
    """Add communities and scores to the nodes."""
    import networkx as nx

    both: nx.Graph[str] = nx.Graph()
    both.add_nodes_from(sorted(graph))
    for a, b in sorted(graph.edges):
        before = both[a][b]["weight"] if both.has_edge(a, b) else 0.0
        both.add_edge(a, b, weight=before + graph[a][b]["weight"])
    found = (
        nx.community.louvain_communities(both, weight="weight", seed=SEED)
        if len(both)
        else []
    )
    ranked = sorted((sorted(c) for c in found), key=lambda c: (-len(c), c))
    for number, members in enumerate(ranked):
        for name in members:
            graph.nodes[name]["community"] = number
    for name in graph:
        graph.nodes[name]["source_score"] = float(
            graph.out_degree(name, weight="weight")
        )
        graph.nodes[name]["borrower_score"] = float(
            graph.in_degree(name, weight="weight")
        )
    tied = both.number_of_edges() > 0
    graph.graph["modularity"] = (
        float(nx.community.modularity(both, [set(c) for c in ranked], weight="weight"))
        if tied
        else 0.0
    )
