"""Who shares rare wording with whom: agencies, provinces or years, from the passages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import check_same_run, take_frame, take_reports
from textmine.stats.groups import UNKNOWN, group_labels, is_unknown, warn_left_out
from textmine.stats.lines import label_agencies

EDGE_COLUMNS = {
    "source": "str",
    "target": "str",
    "n_families": "int64",
    "shared_chars": "int64",
}
UNITS = ("characters", "share")


@check_arguments
def reuse_edges(
    passages: pd.DataFrame,
    reports: pd.DataFrame,
    *,
    by: str = "agency",
    max_groups: int = 20,
    exclude: str = "mandated",
) -> pd.DataFrame:
    """Count the characters of rare reused wording that each two groups share.

    A family counts for two groups with the shorter of their longest passages of it, once however
    often it is repeated. Families in more than ``max_groups`` groups are templates rather than ties
    between two of them, and are left out; so is what the form demands. Where passages of one report
    overlap, each family counts for itself.

    Parameters
    ----------
    passages : DataFrame
        Frame ``passages``: ``family_id``, ``report_id``, ``start``, ``end``, ``kind``.
    reports : DataFrame
        ``report_id`` and the column ``by``.
    by : str
        Column of ``reports`` that makes the groups. Reports of one ``agency`` are told as in a run:
        by ``agency_id``, where there is one, and over reforms. It has its last name; where several
        agencies print one name, their ids.
    max_groups : int
        Largest number of groups a family may stand in.
    exclude : str
        Kinds of family left out, joined by ``|``.

    Returns
    -------
    pandas.DataFrame
        ``source`` and ``target`` (undirected: in order of their names, whoever wrote first; who
        gave whom is in ``reuse.ties()``), ``n_families``, ``shared_chars``; one
        row per two groups that share something, the most first. Reports whose group is not known
        are left out.

    Raises
    ------
    FrameError
        If a column is missing, ``max_groups`` is below 2, or ``reports`` has none of the reports.

    Warns
    -----
    TextmineWarning
        If reports are left out whose group is not known.

    References
    ----------
    Wilkerson, J., Smith, D. & Stramp, N. (2015). Tracing the flow of policy ideas in legislatures:
    a text reuse approach. American Journal of Political Science 59, 943–956 (the idea of dyads from
    shared passages).

    Examples
    --------
    >>> text = "栏目更新不够勤，信息员多为兼职"
    >>> passages = pd.DataFrame(
    ...     {
    ...         "family_id": ["f1", "f1"],
    ...         "report_id": ["a", "b"],
    ...         "start": [10, 40],
    ...         "end": [10 + len(text), 40 + len(text)],
    ...         "kind": ["peer", "peer"],
    ...     }
    ... )
    >>> reports = pd.DataFrame(
    ...     {"report_id": ["a", "b"], "agency": ["临泽川市商务局", "南屏州市商务局"]}
    ... )
    >>> reuse_edges(passages, reports).values.tolist()
    [['临泽川市商务局', '南屏州市商务局', 1, 15]]
    """
    passages = take_frame(
        passages, ["family_id", "report_id", "start", "end", "kind"], what="passages"
    )
    reports = take_groups(reports, by)
    check_same_run(passages, reports, what="passages")
    warn_of_unknown("reuse_edges", passages, reports, by)
    if max_groups < 2:
        raise FrameError(
            f"reuse_edges: max_groups is {max_groups}; "
            "two groups share a family at least, take 2 or more"
        )
    longest = _longest(
        passages[~passages["kind"].isin(exclude.split("|"))], reports, by
    )
    n_groups = longest.groupby("family_id")["group"].transform("size")
    rare = longest[(n_groups > 1) & (n_groups <= max_groups)]
    both = rare.merge(rare, on="family_id", suffixes=("_a", "_b"))
    both = both[both["group_a"] < both["group_b"]]
    both = both.assign(
        shared_chars=np.minimum(both["chars_a"], both["chars_b"]), n_families=1
    )
    edges = both.groupby(["group_a", "group_b"], as_index=False)[
        ["n_families", "shared_chars"]
    ].sum()
    edges = edges.rename(columns={"group_a": "source", "group_b": "target"})
    edges = edges.sort_values(
        ["shared_chars", "source", "target"], ascending=[False, True, True]
    )
    return edges[list(EDGE_COLUMNS)].reset_index(drop=True).astype(EDGE_COLUMNS)


@check_arguments
def reuse_matrix(
    passages: pd.DataFrame,
    reports: pd.DataFrame,
    *,
    by: str = "agency",
    unit: str = "characters",
    max_groups: int = 20,
) -> pd.DataFrame:
    """Arrange the shared characters of :func:`reuse_edges` as a square matrix, group by group.

    Parameters
    ----------
    passages, reports : DataFrame
        As in :func:`reuse_edges`; ``unit="share"`` also needs ``n_narrative_chars`` in ``reports``.
    by : str
        Column of ``reports`` that makes the groups. Reports of one ``agency`` are told as in a run:
        by ``agency_id``, where there is one, and over reforms. It has its last name; where several
        agencies print one name, their ids.
    unit : {"characters", "share"}
        Shared characters (symmetric), or these as a share of the narrative of the group in the row
        (containment of the row in the column, not symmetric).
    max_groups : int
        Largest number of groups a family may stand in.

    Returns
    -------
    pandas.DataFrame of shape (n_groups, n_groups)
        Index and columns are all groups in order, zeros on the diagonal; the group's own repetition
        is not in it.

    Raises
    ------
    FrameError
        If a column is missing, or the unit is unknown.

    Warns
    -----
    TextmineWarning
        If reports are left out whose group is not known.

    References
    ----------
    Broder, A. Z. (1997). On the resemblance and containment of documents. SEQUENCES '97, 21–29
    (containment).

    Examples
    --------
    >>> passages = pd.DataFrame(
    ...     {
    ...         "family_id": ["f1", "f1"],
    ...         "report_id": ["a", "b"],
    ...         "start": [0, 0],
    ...         "end": [30, 24],
    ...         "kind": ["peer", "peer"],
    ...     }
    ... )
    >>> reports = pd.DataFrame(
    ...     {
    ...         "report_id": ["a", "b", "c"],
    ...         "province": ["云岭省", "澜川省", "东屿省"],
    ...         "n_narrative_chars": [240, 120, 90],
    ...     }
    ... )
    >>> reuse_matrix(passages, reports, by="province", unit="share").loc[
    ...     "澜川省", "云岭省"
    ... ].item()
    0.2
    """
    if unit not in UNITS:
        raise FrameError(
            f"reuse_matrix: no unit {unit!r}; there are {', '.join(UNITS)}"
        )
    of_share = ["n_narrative_chars"] if unit == "share" else []
    reports = take_groups(reports, by, *of_share)
    edges = reuse_edges(passages, reports, by=by, max_groups=max_groups)
    known = _known_groups(reports, by)
    groups = sorted(set(known["group"]))
    place = {group: i for i, group in enumerate(groups)}
    a = edges["source"].map(place).to_numpy(np.int64)
    b = edges["target"].map(place).to_numpy(np.int64)
    matrix = np.zeros((len(groups), len(groups)))
    matrix[a, b] = matrix[b, a] = edges["shared_chars"].to_numpy(float)
    if unit == "share":
        chars = reports["n_narrative_chars"].astype(float).loc[known.index]
        length = (
            chars.groupby(known["group"]).sum().reindex(groups).to_numpy(float)[:, None]
        )
        matrix = np.divide(matrix, length, out=np.zeros_like(matrix), where=length > 0)
    return pd.DataFrame(
        matrix, index=pd.Index(groups, name=by), columns=pd.Index(groups, name=by)
    )


def take_groups(given: Any, by: str, *columns: str) -> pd.DataFrame:
    """Take a frame with one row a report, and say in the column ``by`` of which group it is.

    Parameters
    ----------
    given : pandas.DataFrame or object with that frame
        Frame ``reports``.
    by : str
        What makes the groups; ``agency`` is the agency itself, not what its reports call it.
    *columns : str
        Further columns needed.

    Returns
    -------
    pandas.DataFrame
        Rows that say the same once.
    """
    reports = take_reports(given, [by, *columns])
    if by != "agency":
        return reports
    return reports.assign(agency=label_agencies(reports))


def warn_of_unknown(
    what: str, passages: pd.DataFrame, reports: pd.DataFrame, by: str
) -> None:
    """Say how many reports that hold passages are of no known group.

    Parameters
    ----------
    what : str
        Who leaves them out.
    passages, reports : DataFrame
        Column report_id, of the reports ``by`` too.
    by : str
        What makes the groups.
    """
    holding = reports[reports["report_id"].isin(passages["report_id"])]
    warn_left_out(what, {by: is_unknown(holding[by])}, "report")


def _longest(passages: pd.DataFrame, reports: pd.DataFrame, by: str) -> pd.DataFrame:
    """Longest passage of each family in each group: family_id, group, chars."""
    group = _known_groups(reports, by)
    found = passages.assign(chars=passages["end"] - passages["start"])[
        ["family_id", "report_id", "chars"]
    ]
    found = found.merge(group, on="report_id")
    return found.groupby(["family_id", "group"], as_index=False)[["chars"]].max()


def _known_groups(reports: pd.DataFrame, by: str) -> pd.DataFrame:
    """Group of each report whose group is known: report_id, group; the index of ``reports``."""
    frame = pd.DataFrame(
        {"report_id": reports["report_id"], "group": group_labels(reports[by])}
    )
    return frame[frame["group"] != UNKNOWN]
